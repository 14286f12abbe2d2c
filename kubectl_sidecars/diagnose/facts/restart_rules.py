"""Ends of a container that a rule of its restartPolicyRules answers with a restart."""

from __future__ import annotations

from kubectl_sidecars.api import ContainerRestartRule, Terminated
from kubectl_sidecars.diagnose.facts.termination import Why, ending
from kubectl_sidecars.diagnose.phrasing.words import verb
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.restarts import matching_rule
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.sentences import listed

MADE_UP = "RestartingAllContainers"
"""The reason of an end that the kubelet gives to a container that is restarted with the others (137)."""


RESTART_ALL = "RestartAllContainers"


def restart_rule(container: Assessment, run: Terminated) -> ContainerRestartRule | None:
    """The container's own rule that asks for the restart after this end: the first that matches counts."""
    if container.view.type is ContainerType.EPHEMERAL or run.reason == MADE_UP:
        return None
    return matching_rule(container.view, run)


def rules_words(container: Assessment) -> str:
    """`Its restartPolicyRules are for exit code 42 alone.`, of a container that no rule has restarted; "" without
    rules, or where they are for all codes but some."""
    rules = container.view.spec.restart_policy_rules
    if not rules or any(rule.exit_codes.operator != "In" for rule in rules):
        return ""
    codes = list(dict.fromkeys(code for rule in rules for code in rule.exit_codes.values))
    return f"Its restartPolicyRules are for {verb(codes, 'exit code', 'exit codes')} {listed(codes)} alone."


def is_plain_exit(subject: Subject, container: Assessment, run: Terminated) -> bool:
    """True if the exit code is all there is to say of the end; a kill or want of memory matters more than the rule."""
    return ending(subject, container.view, run).why in (Why.EXIT, Why.COMPLETED)


def is_restart_of_all(subject: Subject, container: Assessment, run: Terminated) -> bool:
    """True if `restarted_together` speaks of this end: of the container that asked for it, or one that went with it."""
    return run.reason == MADE_UP or (asks_for_all(container, run) and is_plain_exit(subject, container, run))


def asks_for_all(container: Assessment, run: Terminated) -> bool:
    """True if a rule of the container asks for a restart of all containers after this end."""
    rule = restart_rule(container, run)
    return rule is not None and rule.action == RESTART_ALL
