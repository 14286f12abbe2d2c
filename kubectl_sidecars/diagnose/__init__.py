"""diagnose(subject): what is wrong with one pod; and the one table of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from kubectl_sidecars.diagnose.finding import Effect, Finding, LogRef, Severity, Transition
from kubectl_sidecars.diagnose.joining import joined
from kubectl_sidecars.diagnose.rules import (
    advice,
    broken_probe,
    container_setup,
    data_gaps,
    deletion,
    disruption,
    draining,
    eviction,
    failed_pod,
    images,
    init_again,
    injection_keys,
    injection_missing,
    jobs,
    node,
    past_restarts,
    pod_setup,
    port_conflicts,
    post_start,
    readiness,
    reliance,
    resize,
    restart_all,
    restarts,
    scheduling,
    startup,
    stopping,
    unsteady,
    waiting,
)
from kubectl_sidecars.diagnose.subject import LIVE, Phase, Subject
from kubectl_sidecars.diagnose.triage import Health

__all__ = ["RULES", "Effect", "Finding", "LogRef", "Phase", "Rule", "Severity", "Subject", "Transition", "diagnose"]

Function = Callable[[Subject], Iterator[Finding]]
"""Yields the findings of one pod. Its docstring is its line in the documentation."""


class Rule(NamedTuple):
    """A row of the table: a function, and about which pods it is asked.

    `phases` are those of its pods. `health` is the best health of a pod that it is asked about: most pods are HEALTHY,
    and cost what the rules for them cost. `in_brief` is False for what a list of pods does not show.
    """

    function: Function
    phases: frozenset[Phase]
    health: Health = Health.SUSPECT
    in_brief: bool = True


_UNSCHEDULED, _STARTING = frozenset({Phase.UNSCHEDULED}), frozenset({Phase.STARTING})
_TERMINATING, _ENDED = frozenset({Phase.TERMINATING}), frozenset({Phase.ENDED})
_ON_NODE = LIVE | {Phase.UNREACHABLE}
_MADE = _ON_NODE | {Phase.UNSCHEDULED}

RULES: tuple[Rule, ...] = (
    Rule(scheduling.scheduling_gated, _UNSCHEDULED),
    Rule(scheduling.queued, _UNSCHEDULED),
    Rule(scheduling.unschedulable, _UNSCHEDULED),
    Rule(scheduling.not_scheduled, _UNSCHEDULED),
    Rule(pod_setup.pod_not_created, LIVE),
    Rule(images.image_missing, _STARTING),
    Rule(container_setup.container_not_created, _STARTING),
    Rule(reliance.relies_on_later, _STARTING | _ENDED),
    Rule(port_conflicts.port_conflict, LIVE),
    Rule(restarts.crashing, LIVE),
    Rule(restarts.not_restarted, LIVE),
    Rule(restarts.crashed_unrecorded, _STARTING),
    Rule(waiting.waiting_otherwise, _STARTING),
    Rule(init_again.run_again, LIVE),
    Rule(startup.init_running, _STARTING),
    Rule(startup.not_started, _STARTING),
    Rule(post_start.hook_pending, _STARTING),
    Rule(pod_setup.stuck_creating, _STARTING),
    Rule(container_setup.silently_waiting, _STARTING),
    Rule(images.image_slow, _STARTING),
    Rule(readiness.not_ready, LIVE),
    Rule(unsteady.readiness_flaps, LIVE, Health.RECOVERED),
    Rule(readiness.readiness_gate, LIVE),
    Rule(jobs.failed_for_good, LIVE),
    Rule(jobs.held_open, LIVE),
    Rule(draining.outlived, LIVE),
    Rule(resize.resize, LIVE),
    Rule(restart_all.restarting_in_place, LIVE),
    Rule(data_gaps.stale_status, LIVE),
    Rule(data_gaps.events_limited, LIVE | _TERMINATING),
    Rule(past_restarts.started_before_proxy, LIVE, Health.RECOVERED),
    Rule(restart_all.restarted_together, LIVE, Health.RECOVERED),
    Rule(past_restarts.flapping, LIVE, Health.RECOVERED),
    Rule(past_restarts.restarted_before, _ON_NODE, Health.RECOVERED, in_brief=False),
    Rule(reliance.relied_on_helper_failed, _ENDED),
    Rule(failed_pod.failed, _ENDED),
    Rule(failed_pod.past_deadline, _ENDED),
    Rule(failed_pod.rejected, _ENDED),
    Rule(eviction.evicted, _ENDED),
    Rule(deletion.stuck_deleting, _TERMINATING),
    Rule(stopping.hook_failed, _TERMINATING),
    Rule(stopping.stopping, _TERMINATING),
    Rule(node.node_not_ready, _ON_NODE),
    Rule(disruption.disrupted, _MADE | _TERMINATING),
    Rule(node.sandbox_churning, LIVE),
    Rule(node.rebooted, LIVE),
    Rule(node.node_pressure, _ON_NODE | _TERMINATING),
    Rule(injection_missing.injection_missing, _MADE, Health.HEALTHY),
    Rule(injection_keys.unknown_injection_key, _MADE, Health.HEALTHY),
    Rule(broken_probe.probe_cannot_run, LIVE, Health.RECOVERED),
    Rule(advice.advise, _MADE, Health.HEALTHY, in_brief=False),
)
"""Every rule, in the order in which findings of the same severity are shown."""


_NOTICE = Severity.NOTICE


def diagnose(subject: Subject, *, brief: bool = False) -> tuple[Finding, ...]:
    """All findings of one pod, those joined that have one cause, worst first; of the same severity, in the order of
    RULES.

    Brief: without what no list of pods shows (advice, and restarts that have passed), which costs as much as the rest.
    """
    findings = ask(subject, brief=brief)
    for finding in findings:
        if finding.severity is not _NOTICE:
            return tuple(sorted(joined(subject, findings), key=lambda each: each.severity.rank))
    return tuple(findings)  # of most pods: notices are not joined


def ask(subject: Subject, *, brief: bool = False) -> list[Finding]:
    """The findings of each rule that is asked about the pod, in the order of RULES."""
    functions = _FUNCTIONS[subject.phase][subject.health][brief]
    return [finding for function in functions for finding in function(subject)]


def _functions(phase: Phase, health: Health, *, brief: bool) -> tuple[Function, ...]:
    """The rules that are asked about such a pod."""
    return tuple(
        rule.function
        for rule in RULES
        if phase in rule.phases and health >= rule.health and (rule.in_brief or not brief)
    )


_FUNCTIONS = tuple(
    tuple(tuple(_functions(phase, health, brief=brief) for brief in (False, True)) for health in Health)
    for phase in Phase
)
"""The rules by phase, health, and whether the answer is brief: each is the index of one level."""
