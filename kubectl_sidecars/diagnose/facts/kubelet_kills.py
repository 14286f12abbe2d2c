"""Runs that the kubelet ended, by the events in which it says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

import msgspec

from kubectl_sidecars.api import Event, Probe, Terminated, Waiting
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.diagnose.absence import Absence
from kubectl_sidecars.diagnose.facts.events import (
    answer_of,
    evidence,
    is_combined,
    latest,
    of_container,
    probe_failure,
)
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.deletion import grace_period
from kubectl_sidecars.lifecycle.exits import ended_on_request
from kubectl_sidecars.lifecycle.restarts import run_seconds
from kubectl_sidecars.model import ContainerView
from kubectl_sidecars.snapshot import first_seen, last_seen, times_seen

ROUNDED = 1.0
"""By how much times of one node may differ: those of the API are whole seconds."""
OVERTIME = 30
"""Seconds that a runtime may take to end a container, beyond its grace."""


class Why(StrEnum):
    """Cause of the end of a run."""

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
    OOM_NODE = "its node ran out of memory"
    LOST = "its record was lost"
    NOT_STARTED = "the runtime could not start it"
    NOT_FOUND = "command not found"
    NOT_EXECUTABLE = "command not executable"
    KILLED = "killed; who did it is not recorded"
    SIGNAL = "signal"
    COMPLETED = "completed"
    EXIT = "exit code"


NO_FAULT = frozenset({Why.POD, Why.DELETION, Why.STOPPED, Why.CHANGED, Why.RESTART_ALL, Why.LOST})
"""Ends that are not the container's own doing."""


class Ending(msgspec.Struct, frozen=True, gc=False):
    """Why, how sure, and the proof. `answer` is that of the probe where it is known; `inferred` says in words
    what stands in for a missing event, which is in `absent`; `node` is the node at fault, "" without one."""

    why: Why
    confidence: Confidence = Confidence.HIGH
    evidence: tuple[str, ...] = ()
    answer: str = ""
    inferred: str = ""
    node: str = ""
    absent: tuple[Absence, ...] = ()


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

PROBED = {Why.LIVENESS: "Liveness probe", Why.STARTUP: "Startup probe"}


def by_kubelet(subject: Subject, view: ContainerView, run: Terminated) -> Ending | None:
    """The kill that falls within this run; an exit code of its own makes a probe's kill less certain."""
    finished = run.finished_at
    if finished is None:
        return None
    for event in reversed(of_container(subject, view)):
        why = kill(event)
        if why is None or (why is Why.POST_START and not ended_on_request(run)):
            continue  # the hook of a container that exits fails as well
        answer, proof = prober(subject, view, why), (evidence(event),)
        if _covers(event, why, run, finished, grace_of(subject, view, why)):
            if why not in PROBED or ended_on_request(run):
                return Ending(why, evidence=proof, answer=answer)
            inferred = f"it was asked to stop, but its exit code {run.exit_code} is its own"
            return Ending(why, Confidence.MEDIUM, proof, answer, inferred=inferred)
        if _is_among(event, run, finished) and (run.exit_code != 0 or _is_ripe(view, why, run)):
            inferred = f"one event stands for {times_seen(event)} kills, with the times of the first and the last"
            return Ending(why, Confidence.MEDIUM, proof, answer, inferred=inferred)
    return None


def kill(event: Event) -> Why | None:
    """The reason for which the kubelet ends a container; None for an event of something else."""
    if event.reason == "FailedPostStartHook":
        return Why.POST_START
    if event.reason != "Killing" or is_combined(event):
        return None
    return next((why for words, why in _KILLS if words in event.message), None)


def _covers(event: Event, why: Why, run: Terminated, finished: datetime, grace: float) -> bool:
    """True if the kill came within this run, shortly before its end; False for a kill that belongs to the run before.

    A kubelet starts a container again in the second in which the old one ends; a probe takes longer to fail.
    """
    last, began = last_seen(event), run.started_at
    if began is not None and (last < began or (last == began and why in PROBED)):
        return False
    return -ROUNDED <= (finished - last).total_seconds() <= grace + OVERTIME


def _is_among(event: Event, run: Terminated, finished: datetime) -> bool:
    """True if an event of many kills may stand for this one too: it has only its first and last time."""
    killed = ended_on_request(run) and run.reason != "OOMKilled"
    return killed and times_seen(event) > 1 and first_seen(event) <= finished <= last_seen(event)


def _is_ripe(view: ContainerView, why: Why, run: Terminated) -> bool:
    """True if what kills it may have done so by then: a process that ends well leaves no other sign."""
    probe = _probe(view, why)
    return why not in PROBED if probe is None else may_have_failed(probe, run)


def least(probe: Probe) -> int:
    """Seconds before which it cannot have failed often enough."""
    return probe.initial_delay_seconds + probe.period_seconds * max(0, probe.failure_threshold - 1)


def may_have_failed(probe: Probe, run: Terminated) -> bool:
    """True if the run was long enough for it."""
    lasted = run_seconds(run)
    return lasted is None or lasted >= least(probe) - ROUNDED


def grace_of(subject: Subject, view: ContainerView, why: Why) -> float:
    """Seconds from SIGTERM to SIGKILL."""
    probe = _probe(view, why)
    own = probe.termination_grace_period_seconds if probe else None
    return grace_period(subject.pod) if own is None else own


def _probe(view: ContainerView, why: Why) -> Probe | None:
    return {Why.LIVENESS: view.spec.liveness_probe, Why.STARTUP: view.spec.startup_probe}.get(why)


def prober(subject: Subject, view: ContainerView, why: Why) -> str:
    """The answer of the probe or the postStart hook when it failed last; "" if neither event nor status has it."""
    if why is Why.POST_START:
        return _hook_output(subject, view)
    kind = PROBED.get(why, "").removesuffix(" probe")
    return answer_of(probe_failure(subject, view, kind)) if kind else ""


def _hook_output(subject: Subject, view: ContainerView) -> str:
    """The message of the kubelet about a failed postStart hook: newer ones keep its output out of events (v1.25)."""
    state = view.state
    if isinstance(state, Waiting) and state.reason == "PostStartHookError" and state.message:
        return state.message
    event = latest(of_container(subject, view), "FailedPostStartHook")
    return event.message if event is not None and " failed - error: " in event.message else ""


def probes(view: ContainerView) -> Iterator[tuple[Why, Probe]]:
    """The probes that can end it, in the order in which they run."""
    for why in PROBED:
        probe = _probe(view, why)
        if probe is not None:
            yield why, probe
