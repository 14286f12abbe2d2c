"""The severity of a container's last end: it goes on, or it has passed."""

from __future__ import annotations

from datetime import datetime

from kubectl_sidecars.api import Running, Terminated, Waiting
from kubectl_sidecars.diagnose.facts.kubelet_kills import PROBED
from kubectl_sidecars.diagnose.facts.startup_budget import outlasts_budget
from kubectl_sidecars.diagnose.facts.termination import ending
from kubectl_sidecars.diagnose.facts.thresholds import RUN_STEADY
from kubectl_sidecars.diagnose.facts.waiting_reasons import DOWN_REASONS
from kubectl_sidecars.diagnose.finding import Severity
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.gates import NOT_CREATED
from kubectl_sidecars.lifecycle.restarts import LONGEST_DELAY, RESET_AFTER, run_seconds, will_restart


def severity_of_restart(subject: Subject, container: Assessment, run: Terminated) -> Severity | None:
    """The severity of its last end by now; None for what has passed or is no restart, and where the run since then is
    the problem: it should have passed its startup probe."""
    match container.view.state:
        case Waiting(reason=reason):
            if reason in NOT_CREATED or reason not in DOWN_REASONS:
                return None
            return Severity.CRITICAL
        case Terminated() as now_ended:
            if not will_restart(subject.pod, container.view, now_ended):
                return None
            first = not container.view.restart_count or (run_seconds(run) or 0.0) > RESET_AFTER
            return Severity.WARNING if first else Severity.CRITICAL
        case Running(started_at=started):
            return _running_again(subject, container, run, started)


def is_probed_to_death(subject: Subject, container: Assessment) -> bool:
    """True if a probe kills the container, or did until minutes ago: what is too slow for that fails the others too."""
    run = container.view.last_terminated
    if run is None or severity_of_restart(subject, container, run) is None:
        return False
    return ending(subject, container.view, run).why in PROBED


def _running_again(
    subject: Subject, container: Assessment, run: Terminated, started: datetime | None
) -> Severity | None:
    if container.view.restart_count == 0 or outlasts_budget(subject, container.view):
        return None
    lasts, ago = subject.seconds_since(started), subject.seconds_since(run.finished_at)
    if lasts is None or lasts > RESET_AFTER or (ago is not None and ago > RESET_AFTER + LONGEST_DELAY):
        return None
    before = run_seconds(run) or 0.0
    if before > RESET_AFTER:  # no loop: the kubelet too has forgotten the back-off
        return Severity.WARNING
    falls_again = container.view.restart_count > 1 and lasts <= max(RUN_STEADY, min(3 * before, LONGEST_DELAY))
    return Severity.CRITICAL if falls_again else Severity.WARNING
