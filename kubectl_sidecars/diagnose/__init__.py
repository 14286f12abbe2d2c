"""The rules: what is wrong with one pod."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kubectl_sidecars.diagnose.finding import Effect, Finding, LogRef, Severity, Transition
from kubectl_sidecars.diagnose.rules import (
    advising,
    broken_probe,
    container_setup,
    data_gaps,
    deletion,
    disruption,
    draining,
    eviction,
    failed_pod,
    images,
    injection_missing,
    jobs,
    node,
    past_restarts,
    pod_setup,
    post_start,
    readiness,
    resize,
    restart_all,
    restarts,
    scheduling,
    startup,
    unrecorded,
)
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.diagnose.triage import Mood

Rule = Callable[[Subject], Iterator[Finding]]
"""A generator of findings; its docstring is its line in the documentation."""

__all__ = ["RULES", "Effect", "Finding", "LogRef", "Rule", "Severity", "Subject", "Transition", "diagnose"]

UNBOUND: tuple[Rule, ...] = (
    scheduling.scheduling_gated,
    scheduling.unschedulable,
    scheduling.not_scheduled,
)
"""Rules for a pod that no kubelet has taken on."""

LIVE: tuple[Rule, ...] = (
    container_setup.pod_not_created,
    images.image_missing,
    container_setup.container_not_created,
    restarts.crashing,
    restarts.not_restarted,
    unrecorded.crashed_unrecorded,
    unrecorded.waiting_otherwise,
    startup.init_running,
    startup.not_started,
    post_start.hook_pending,
    pod_setup.stuck_creating,
    pod_setup.silently_waiting,
    images.image_slow,
    readiness.not_ready,
    readiness.readiness_gate,
    jobs.failed_for_good,
    jobs.held_open,
    draining.outlived,
    resize.resize,
    resize.restarting_in_place,
    resize.stale_status,
    data_gaps.events_limited,
)
"""Rules for a pod on a node that reports, neither deleted nor over."""

STARTING: frozenset[Rule] = frozenset({
    container_setup.pod_not_created,
    images.image_missing,
    container_setup.container_not_created,
    unrecorded.crashed_unrecorded,
    unrecorded.waiting_otherwise,
    startup.init_running,
    startup.not_started,
    post_start.hook_pending,
    pod_setup.stuck_creating,
    pod_setup.silently_waiting,
    images.image_slow,
})  # fmt: skip
"""Of these, what says nothing of a pod all of whose containers have started or ended."""

HISTORY: tuple[Rule, ...] = (
    past_restarts.started_before_proxy,
    restart_all.restarted_together,
    past_restarts.flapping,
    past_restarts.restarted_before,
)
"""Rules for what has passed."""

LINGERING: tuple[Rule, ...] = (restart_all.restarted_together, past_restarts.flapping)
"""Of these, what a line a pod may still show of one that is well again: the others are notices by then."""

OVER: tuple[Rule, ...] = (
    failed_pod.failed,
    failed_pod.past_deadline,
    failed_pod.rejected,
    eviction.evicted,
)
"""Rules for a pod that has ended."""

DELETING: tuple[Rule, ...] = (
    deletion.stuck_deleting,
    deletion.hook_failed,
    deletion.stopping,
)
"""Rules for a pod that is being deleted."""

NODE: tuple[Rule, ...] = (
    node.node_not_ready,
    disruption.disrupted,
    node.rebooted,
    node.node_pressure,
)
"""Rules for what a node does to its pods."""

MADE: tuple[Rule, ...] = (injection_missing.injection_missing, broken_probe.probe_cannot_run)
"""Rules for what a pod was made with, a calm one too."""

ADVICE: tuple[Rule, ...] = (advising.advise,)
"""Rules that speak of any pod, a calm one too."""

RULES: tuple[Rule, ...] = (*UNBOUND, *LIVE, *HISTORY, *OVER, *DELETING, *NODE, *MADE, *ADVICE)
"""Every rule, from top to bottom in the order in which they run."""


def diagnose(subject: Subject, *, brief: bool = False) -> tuple[Finding, ...]:
    """All findings of one pod, worst first; of the same severity, in the order of RULES.

    A brief answer is without advice, and without the history that is a notice at most: they are shown in no list, and
    cost as much as all the rest.
    """
    found = [finding for rule in _rules(subject)[brief] for finding in rule(subject)]
    return tuple(sorted(found, key=lambda finding: finding.severity.rank))


Rules = tuple[tuple[Rule, ...], tuple[Rule, ...]]
"""For a whole answer, and for a brief one."""


def _both(whole: tuple[Rule, ...], brief: tuple[Rule, ...] | None = None) -> Rules:
    short = whole if brief is None else brief
    return (*whole, *MADE, *ADVICE), (*(rule for rule in short if rule is not past_restarts.restarted_before), *MADE)


_OF_MOOD: dict[Mood, Rules] = {Mood.CALM: _both(()), Mood.STEADY: _both(HISTORY, LINGERING)}
_OF_DELETING, _OF_OVER = _both(DELETING + NODE), _both(OVER)
_OF_SETTLED = _both((*(rule for rule in LIVE if rule not in STARTING), *HISTORY, *NODE))
_OF_LIVE, _OF_UNBOUND = _both(LIVE + HISTORY + NODE), _both(UNBOUND + HISTORY + NODE)


def _rules(subject: Subject) -> Rules:
    """The rules that may have something to say: each is right for any pod, but most pods need few."""
    if subject.mood is not Mood.TROUBLED:
        return _OF_MOOD[subject.mood]
    if subject.is_deleting:
        return _OF_DELETING
    if subject.is_over:
        return _OF_OVER
    if not subject.is_live:
        return _OF_UNBOUND
    return _OF_SETTLED if subject.is_settled else _OF_LIVE
