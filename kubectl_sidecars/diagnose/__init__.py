"""The rules: what is wrong with one pod."""

from __future__ import annotations

from kubectl_sidecars.diagnose import (
    conditions,
    configuration,
    deletion,
    ended,
    eviction,
    history,
    images,
    jobs,
    node,
    readiness,
    restarts,
    scheduling,
    startup,
)
from kubectl_sidecars.diagnose.calm import is_calm
from kubectl_sidecars.diagnose.finding import Effect, Finding, Rule, Severity, Subject

__all__ = ["RULES", "Effect", "Finding", "Rule", "Severity", "Subject", "diagnose"]

TROUBLES: tuple[Rule, ...] = (
    scheduling.scheduling_gated,
    scheduling.unschedulable,
    scheduling.not_scheduled,
    node.node_not_ready,
    configuration.pod_not_created,
    images.image_missing,
    configuration.container_not_created,
    restarts.crashing,
    startup.init_running,
    startup.not_started,
    startup.stuck_creating,
    images.image_slow,
    readiness.not_ready,
    readiness.readiness_gate,
    jobs.failed_for_good,
    jobs.held_open,
    ended.failed,
    ended.past_deadline,
    ended.rejected,
    eviction.evicted,
    eviction.disrupted,
    deletion.stuck_deleting,
    deletion.hook_failed,
    deletion.stopping,
    conditions.resize,
    conditions.restarting_in_place,
    conditions.not_restarted,
    conditions.stale_status,
    history.started_before_proxy,
    history.restarted_before,
    node.rebooted,
    node.node_pressure,
)
"""Rules that have nothing to say of a calm pod: all its containers run, are ready and never failed."""

ADVICE: tuple[Rule, ...] = ()
"""Rules that speak of any pod."""

RULES: tuple[Rule, ...] = TROUBLES + ADVICE
"""Every rule, from top to bottom in the order in which they run."""


def diagnose(subject: Subject) -> tuple[Finding, ...]:
    """All findings of one pod, worst first; of the same severity, in the order of RULES."""
    rules = ADVICE if is_calm(subject) else RULES
    found = [finding for rule in rules for finding in rule(subject)]
    return tuple(sorted(found, key=lambda finding: finding.severity.rank))
