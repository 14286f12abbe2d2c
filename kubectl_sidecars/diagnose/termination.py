"""Why one run of a container ended, in the order in which the evidence counts:

the pod's own reason, its deletion, the kubelet's Killing event, the OOM killer in three grades, a signal,
the exit code. What no event proves is inferred and said to be.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from kubectl_sidecars.api import Event, Probe, Terminated
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.diagnose.events import are_limited, evidence, first_seen, is_combined, of_container, times
from kubectl_sidecars.diagnose.finding import Subject
from kubectl_sidecars.lifecycle.deletion import deletion_requested_at
from kubectl_sidecars.lifecycle.exits import signal_of
from kubectl_sidecars.lifecycle.restarts import run_seconds
from kubectl_sidecars.model import ContainerView
from kubectl_sidecars.snapshot import moment

SLACK = 5
"""Seconds that an event, the runtime and the kubelet's clock may differ by."""


class Why(StrEnum):
    """What ended a run."""

    POD = "the pod was ended"
    DELETION = "the pod was deleted"
    STOPPED = "the kubelet stopped it with its pod"
    LIVENESS = "liveness probe"
    STARTUP = "startup probe"
    POST_START = "postStart hook"
    CHANGED = "its definition changed"
    RESTART_ALL = "all containers were restarted"
    OOM = "out of memory"
    OOM_CHILD = "a process in it ran out of memory"
    OOM_MAYBE = "possibly out of memory"
    LOST = "its record was lost"
    NOT_STARTED = "the runtime could not start it"
    NOT_FOUND = "command not found"
    NOT_EXECUTABLE = "command not executable"
    KILLED = "killed by an unknown hand"
    SIGNAL = "signal"
    COMPLETED = "completed"
    EXIT = "exit code"


NO_FAULT = frozenset({Why.POD, Why.DELETION, Why.STOPPED, Why.CHANGED, Why.RESTART_ALL, Why.LOST})
"""Ends that are not the container's own doing."""


class Ending(msgspec.Struct, frozen=True, gc=False):
    """Why, how sure, and the proof. `said` is the prober's own word where one is known; `inferred` says in words
    what stands in for a missing event."""

    why: Why
    confidence: Confidence = Confidence.HIGH
    evidence: tuple[str, ...] = ()
    said: str = ""
    inferred: str = ""


def ending(subject: Subject, view: ContainerView, run: Terminated) -> Ending:
    """Why this run of this container ended."""
    found = _of_pod(subject, run) or _by_kubelet(subject, view, run) or _out_of_memory(subject, view, run)
    return found or _by_probe_unseen(subject, view, run) or _by_code(run)


def _of_pod(subject: Subject, run: Terminated) -> Ending | None:
    if run.reason == "RestartingAllContainers":
        return Ending(Why.RESTART_ALL)
    if run.reason in ("ContainerStatusUnknown", "Unknown"):  # the kubelet's own invention, and containerd's
        return Ending(Why.LOST)
    status = subject.pod.status
    if status.reason and status.phase == "Failed":
        return Ending(Why.POD, evidence=(f"status.reason={status.reason}",))
    requested, finished = deletion_requested_at(subject.pod), run.finished_at
    if requested is not None and finished is not None and finished >= requested - timedelta(seconds=1):
        return Ending(Why.DELETION, evidence=("metadata.deletionTimestamp",))
    return None


_KILLS = (
    ("failed liveness probe", Why.LIVENESS),
    ("failed startup probe", Why.STARTUP),
    ("FailedPostStartHook", Why.POST_START),
    ("definition changed", Why.CHANGED),
    ("spec hash changed", Why.CHANGED),
    ("resize", Why.CHANGED),
    ("Stopping container", Why.STOPPED),
)
"""Words of the kubelet's Killing events (kuberuntime_manager.go and kuberuntime_container.go, v1.35 to v1.37)."""

_PROBED = {Why.LIVENESS: "Liveness probe", Why.STARTUP: "Startup probe"}


def _by_kubelet(subject: Subject, view: ContainerView, run: Terminated) -> Ending | None:
    finished = run.finished_at
    if finished is None:
        return None
    for event in reversed(of_container(subject, view)):
        why = _kill(event)
        if why is None or not _covers(event, finished, _grace(subject, view, why)):
            continue
        return Ending(why, evidence=(evidence(event),), said=_prober(subject, view, why))
    return None


def _kill(event: Event) -> Why | None:
    if event.reason == "FailedPostStartHook":
        return Why.POST_START
    if event.reason != "Killing" or is_combined(event):
        return None
    return next((why for words, why in _KILLS if words in event.message), None)


def _covers(event: Event, finished: datetime, grace: float) -> bool:
    """Whether the kill came shortly before the end: an event of many kills has only its first and last time."""
    last, slack = moment(event), timedelta(seconds=SLACK)
    if -slack <= finished - last <= timedelta(seconds=grace) + slack:
        return True
    return times(event) > 1 and first_seen(event) <= finished <= last


def _grace(subject: Subject, view: ContainerView, why: Why) -> float:
    probe = _probe(view, why)
    own = probe.termination_grace_period_seconds if probe else None
    pod = subject.pod.spec.termination_grace_period_seconds
    return own if own is not None else 30 if pod is None else pod


def _probe(view: ContainerView, why: Why) -> Probe | None:
    return {Why.LIVENESS: view.spec.liveness_probe, Why.STARTUP: view.spec.startup_probe}.get(why)


def _prober(subject: Subject, view: ContainerView, why: Why) -> str:
    """What the probe said when it failed."""
    begin = _PROBED.get(why)
    for event in reversed(of_container(subject, view)):
        if begin and event.reason == "Unhealthy" and event.message.startswith(begin):
            return event.message.partition(": ")[2].strip()
    return ""


def _out_of_memory(subject: Subject, view: ContainerView, run: Terminated) -> Ending | None:
    """OOMKilled counts any process of the cgroup, and the counter never falls, so only 137 beside it is certain."""
    if run.reason == "OOMKilled":
        if run.exit_code == 137:
            return Ending(Why.OOM)
        return Ending(Why.OOM_CHILD, Confidence.MEDIUM)
    if run.exit_code != 137 or run.reason != "Error":
        return None
    node = subject.node
    for event in reversed(subject.around.events.get(node.metadata.uid, ()) if node else ()):
        near = run.finished_at is not None and abs(moment(event) - run.finished_at) <= timedelta(seconds=10)
        if event.reason in ("SystemOOM", "OOMKilling") and near:
            return Ending(Why.OOM_MAYBE, Confidence.MEDIUM, (evidence(event),), inferred="its node was out of memory")
    if "memory" in view.spec.resources.limits and not list(_probes_that_fit(subject, view, run)):
        return Ending(Why.OOM_MAYBE, Confidence.LOW, inferred="no event tells who killed it, and it has a memory limit")
    return None


def _by_probe_unseen(subject: Subject, view: ContainerView, run: Terminated) -> Ending | None:
    """A kill without its Killing event: the prober's failures near the end, or a run as long as the probe allows."""
    if run.exit_code not in (0, 137, 143):
        return None
    if view.spec.lifecycle.post_start is not None and any(
        _kill(event) is Why.POST_START for event in of_container(subject, view)
    ):
        return Ending(Why.POST_START, Confidence.MEDIUM, inferred=f"earlier runs ended so; {_missing(subject)}")
    for why, confidence, inferred in _probes_that_fit(subject, view, run):
        if run.exit_code == 0 and confidence is Confidence.LOW:
            continue
        return Ending(why, confidence, said=_prober(subject, view, why), inferred=inferred)
    return None


def _missing(subject: Subject) -> str:
    limited = "the kubelet's events of this pod are rate-limited" if are_limited(subject) else "its event is gone"
    return f"for this one {limited}"


def _probes_that_fit(subject: Subject, view: ContainerView, run: Terminated) -> Iterator[tuple[Why, Confidence, str]]:
    events = of_container(subject, view)
    for why in (Why.STARTUP, Why.LIVENESS):
        probe = _probe(view, why)
        if probe is None:
            continue
        if any(_kill(event) is why for event in events):
            yield why, Confidence.MEDIUM, f"earlier runs ended so; {_missing(subject)}"
        elif _failed_near(events, why, run):
            yield why, Confidence.MEDIUM, "it failed until the end; the kill itself has no event"
        elif _lasted_so_long(probe, run, _grace(subject, view, why)):
            yield why, Confidence.LOW, "no event tells; the run lasted as long as the probe allows"


def _failed_near(events: tuple[Event, ...], why: Why, run: Terminated) -> bool:
    finished = run.finished_at
    for event in events:
        if event.reason == "Unhealthy" and event.message.startswith(_PROBED[why]) and finished is not None:
            if abs(moment(event) - finished) <= timedelta(seconds=60):
                return True
    return False


def _lasted_so_long(probe: Probe, run: Terminated, grace: float) -> bool:
    lasted = run_seconds(run)
    if lasted is None:
        return False
    least = probe.initial_delay_seconds + probe.period_seconds * max(0, probe.failure_threshold - 1)
    most = least + 2 * probe.period_seconds + probe.timeout_seconds * probe.failure_threshold + grace + SLACK
    return least <= lasted <= most


def _by_code(run: Terminated) -> Ending:
    code = run.exit_code
    if run.reason in ("StartError", "ContainerCannotRun") or code == 128:
        return Ending(Why.NOT_STARTED)
    simple = {0: Why.COMPLETED, 126: Why.NOT_EXECUTABLE, 127: Why.NOT_FOUND}.get(code)
    if simple is not None:
        return Ending(simple)
    number = signal_of(run)
    if number == 9:
        return Ending(Why.KILLED, Confidence.MEDIUM, inferred="no event tells who killed it")
    return Ending(Why.SIGNAL if number else Why.EXIT)
