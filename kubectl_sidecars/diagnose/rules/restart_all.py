"""Restarts that a rule of a container asks for (restartPolicyRules): of itself (KEP-5307), or of all containers in
place (KEP-5532). The kubelet gives each of these an end of its own making, but they are one restart.
"""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.api import ContainerRestartRule, Terminated
from kubectl_sidecars.diagnose.facts.termination import Why, ending
from kubectl_sidecars.diagnose.finding import Finding, LogRef, Severity, Transition
from kubectl_sidecars.diagnose.origin import ImageOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import ended_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.words import clock, verb
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.exits import exit_words
from kubectl_sidecars.lifecycle.restarts import RESET_AFTER, matching_rule
from kubectl_sidecars.model import ContainerType, ContainerView, is_true
from kubectl_sidecars.sentences import listed, often

MADE_UP = "RestartingAllContainers"
"""The reason of an end that the kubelet gives to a container that is restarted with the others (137)."""
ALL = "RestartAllContainers"


def rule_of(life: Assessment, run: Terminated) -> ContainerRestartRule | None:
    """The container's own rule that asks for the restart after this end: the first that matches counts."""
    if life.view.type is ContainerType.EPHEMERAL or run.reason == MADE_UP:
        return None
    return matching_rule(life.view, run)


def is_plain(subject: Subject, life: Assessment, run: Terminated) -> bool:
    """Whether the exit code is all there is to say of the end; a kill or want of memory matters more than the rule."""
    return ending(subject, life.view, run).why in (Why.EXIT, Why.COMPLETED)


def ended_together(subject: Subject, life: Assessment, run: Terminated) -> bool:
    """Whether `restarted_together` speaks of this end: of the container that asked for it, or one that went with it."""
    return run.reason == MADE_UP or (_asks(life, run) and is_plain(subject, life, run))


def _may_tell(view: ContainerView) -> bool:
    """For most pods this is all that is asked, of what has not been classified."""
    run = view.last_terminated
    return run is not None and (run.reason == MADE_UP or bool(view.spec.restart_policy_rules))


def _asks(life: Assessment, run: Terminated) -> bool:
    rule = rule_of(life, run)
    return rule is not None and rule.action == ALL


def restarted_together(subject: Subject) -> Iterator[Finding]:
    """A restart rule has restarted all containers of the pod in place, which is one restart and not one of each."""
    if not any(map(_may_tell, subject.views)) or is_true(subject.pod, "AllContainersRestarting"):
        return
    runs = [(life, run) for life in subject.containers if (run := life.view.last_terminated) is not None]
    ended = [(life, run) for life, run in runs if run.reason == MADE_UP or _asks(life, run)]
    asked = next(((life, run) for life, run in ended if run.reason != MADE_UP), None)
    if not ended or (asked is not None and not is_plain(subject, *asked)):
        return  # of that one its own finding speaks
    at = max((run.finished_at for _, run in ended if run.finished_at is not None), default=None)
    when = f" at {clock(at, subject.now)}" if at is not None else ""
    count = max(life.view.restart_count for life, _ in ended)
    if asked is not None:
        by = f"{asked[0].name} ended with {exit_words(asked[1])}{when}, and a rule of its restartPolicyRules"
        title = f"{by} restarts all containers of the pod."
        whose, predicate = f"{asked[0].name}'s exit {asked[1].exit_code}", "restarts all containers"
        log = LogRef(asked[0].name, previous=True)
    else:
        title = f"A restart rule restarted all containers of the pod{when}."
        whose, predicate, log = "a restart rule", "restarted all containers", None
    others = [life.name for life, run in ended if run.reason == MADE_UP]
    with_it = f"{listed(others)} {verb(others, 'has', 'have')} not failed: exit 137 is made up." if others else ""
    life, run = asked or ended[0]
    yield Finding(
        reason=Reason.RESTART_ALL_CONTAINERS,
        severity=Severity.WARNING if count > 1 and subject.within(at, RESET_AFTER) else Severity.NOTICE,
        container=asked[0].name if asked else "",
        subject=whose,
        predicate=predicate,
        title=title,
        explanation=paragraph(f"So far that was {often(count)}.", with_it),
        since=at,
        evidence=(f"{ended_path(subject, life)}.exitCode={run.exit_code}",),
        commands=(kubectl.logs_or_describe(subject, log),),
        log=log,
        origin=ImageOrigin(life.view.spec.image, ALL),
        transition=Transition.JUST_PAST,
    )
