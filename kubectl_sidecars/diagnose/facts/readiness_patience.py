"""The time that a container may take until its readiness probe passes."""

from __future__ import annotations

from typing import NamedTuple

from kubectl_sidecars.api import Probe
from kubectl_sidecars.cached import once
from kubectl_sidecars.diagnose.facts.probe_answers import ProbeAnswer
from kubectl_sidecars.diagnose.facts.start_times import slowest_starts, template
from kubectl_sidecars.diagnose.facts.thresholds import (
    READINESS_LOST,
    READY_FIRST,
    READY_LATE,
    ROLLOUT_PROGRESS,
    SLOWEST_START,
    START_SHARE,
)
from kubectl_sidecars.diagnose.finding import Severity, severity_after
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.model import controller
from kubectl_sidecars.sentences import span


class Patience(NamedTuple):
    """The severity of a pod that is not ready, and a sentence on why it is given more time than others, or ""."""

    severity: Severity
    words: str = ""


def patience(
    subject: Subject, container: Assessment, probe: Probe, answer: ProbeAnswer, lasts: float, *, lost: bool
) -> Patience:
    """The severity of a pod that has not been ready for `lasts` seconds.

    To lose what was there is worse than to be long in coming; and least of all where others serve meanwhile, the
    program says that it is not ready yet, or other pods of the same template took as long."""
    if lost:
        return Patience(Severity.CRITICAL if lasts >= READINESS_LOST else Severity.WARNING)
    allowed = _allowance(probe)
    if lasts < allowed:
        return Patience(Severity.NOTICE)
    took = _sibling_took(subject, container) if lasts < SLOWEST_START else 0.0
    longer = min(START_SHARE * took, SLOWEST_START)
    if lasts < longer:
        return Patience(Severity.NOTICE, f"{_owner(subject)} has a pod that took {span(took)} until it was ready.")
    allowed = max(allowed, longer)
    is_slow = lasts < ROLLOUT_PROGRESS and (answer.says_not_yet or _joins(subject) or _old_pods_serve(subject))
    odd, wrong = (READY_LATE, ROLLOUT_PROGRESS) if is_slow else (allowed, READY_LATE)
    return Patience(severity_after(lasts, odd, wrong))


def _sibling_took(subject: Subject, container: Assessment) -> float:
    """Seconds that the slowest pod of the same template took until it was ready; 0.0 where none is known, and for a
    container that does not run for the first time."""
    of = template(subject.pod)
    if of is None or container.view.restart_count:
        return 0.0
    return once(subject.around, slowest_starts).get(of, 0.0)


def _owner(subject: Subject) -> str:
    above = controller(subject.pod.metadata)
    return f"{above.kind}/{above.name}" if above is not None else ""


def _allowance(probe: Probe) -> float:
    """Seconds that a readiness probe may take to its first success before anyone should wonder."""
    tries = probe.failure_threshold + probe.success_threshold
    return max(READY_FIRST, probe.initial_delay_seconds + tries * probe.period_seconds + probe.timeout_seconds)


def _joins(subject: Subject) -> bool:
    """True if it is not the first member of a StatefulSet: it joins the others, and mostly copies their data. In order
    of its ordinals, it is made when all before it are ready (podManagementPolicy OrderedReady, the default)."""
    own = controller(subject.pod.metadata)
    ordinal = subject.pod.metadata.name.rpartition("-")[2]
    return own is not None and own.kind == "StatefulSet" and ordinal.isdecimal() and ordinal.strip("0") != ""


def _old_pods_serve(subject: Subject) -> bool:
    """True if a rollout is under way: another ReplicaSet of the same Deployment has ready pods."""
    own = controller(subject.pod.metadata)
    replica_set = subject.around.replica_sets.get(own.uid) if own is not None else None
    above = controller(replica_set.metadata) if replica_set is not None else None
    if own is None or above is None:
        return False
    return bool(subject.around.serving.get(above.uid, frozenset()) - {own.uid})
