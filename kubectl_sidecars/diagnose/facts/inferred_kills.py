"""Why a run ended that no event of the kubelet explains: the OOM killer, or a probe whose kill has no event (any more).

What is inferred is said to be.
"""

from __future__ import annotations

from datetime import timedelta

from kubectl_sidecars.api import Event, Probe, Terminated
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.diagnose.absence import Absence, Missing
from kubectl_sidecars.diagnose.facts.events import (
    BURST,
    are_limited,
    evidence,
    is_combined,
    of_container,
    unseen,
    untold,
)
from kubectl_sidecars.diagnose.facts.kubelet_kills import (
    PROBED,
    ROUNDED,
    Ending,
    Why,
    grace_of,
    kill,
    least,
    may_have_failed,
    prober,
    probes,
)
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.durations import later
from kubectl_sidecars.lifecycle.exits import ended_on_request
from kubectl_sidecars.lifecycle.restarts import run_seconds
from kubectl_sidecars.model import ContainerView
from kubectl_sidecars.object_keys import by_name
from kubectl_sidecars.snapshot import last_seen, times_seen

SLACK = 5
"""Seconds by which a run may differ from what its probe allows."""
EVENTS_OF_A_RESTART = 4
"""Normal events that a kill and the start after it cost: Killing, Pulled, Created, Started."""


def by_probe_unseen(subject: Subject, view: ContainerView, run: Terminated) -> Ending | None:
    """A kill without its Killing event: inferred from what the prober said in this run, or from kills before it."""
    if not ended_on_request(run):
        return None
    if view.spec.lifecycle.post_start is not None and _ended_so(subject, view, run, Why.POST_START):
        return Ending(
            Why.POST_START,
            Confidence.MEDIUM,
            answer=prober(subject, view, Why.POST_START),
            inferred=_as_earlier(subject, run),
            absent=_no_kill(subject, view, run),
        )
    for why, probe in probes(view):
        inferred = _failed_in(subject, view, why, probe, run)
        if not inferred and may_have_failed(probe, run) and _ended_so(subject, view, run, why):
            inferred = _as_earlier(subject, run)
        if inferred:
            absent, answer = _no_kill(subject, view, run), prober(subject, view, why)
            return Ending(why, Confidence.MEDIUM, answer=answer, inferred=inferred, absent=absent)
    return None


def _no_kill(subject: Subject, view: ContainerView, run: Terminated) -> tuple[Absence, ...]:
    return (unseen(subject, Missing.KILL_EVENT, view.name, run.finished_at),)


def _ended_so(subject: Subject, view: ContainerView, run: Terminated, why: Why) -> bool:
    """True if other runs did, and the event of this one may be missing."""
    spent = are_limited(subject, at=run.finished_at) or (view.restart_count + 1) * EVENTS_OF_A_RESTART > BURST
    return spent and any(kill(event) is why for event in of_container(subject, view))


def _as_earlier(subject: Subject, run: Terminated) -> str:
    spent = are_limited(subject, at=run.finished_at)
    why = "the kubelet sends no more events about this pod" if spent else "the event of this end is gone"
    return f"earlier runs ended so, and {why}"


def _failed_in(subject: Subject, view: ContainerView, why: Why, probe: Probe, run: Terminated) -> str:
    """The prober's failures of this run, up to its end, as many as it takes to kill."""
    if run.finished_at is None:
        return ""
    allowed = probe.period_seconds + probe.timeout_seconds + grace_of(subject, view, why) + SLACK
    failed = 0
    for event in of_container(subject, view):
        if event.reason != "Unhealthy" or is_combined(event) or not event.message.startswith(PROBED[why]):
            continue
        if (run.started_at or later(run.finished_at, -allowed)) < last_seen(event) <= later(run.finished_at, ROUNDED):
            failed += times_seen(event) if (run.finished_at - last_seen(event)).total_seconds() <= allowed else 0
    enough = failed >= probe.failure_threshold or (failed > 0 and are_limited(subject, "Warning", run.finished_at))
    return "it failed until the end, and no event records the kill" if enough else ""


def out_of_memory(subject: Subject, run: Terminated) -> Ending | None:
    """The end of a run by the OOM killer; None for another one.

    The whole node's lack of memory comes first: a container that the kernel kills for it may be far below its limit.
    OOMKilled counts any process of the cgroup, and the counter never falls, so only 137 beside it is certain."""
    killed = run.exit_code == 137 and run.reason in ("Error", "OOMKilled")
    event = _near(subject, run) if killed else None
    if event is not None and event.reason == _OF_NODE:
        return Ending(Why.OOM_NODE, Confidence.MEDIUM, (evidence(event),), node=subject.pod.spec.node_name)
    if run.reason == "OOMKilled":
        return Ending(Why.OOM) if run.exit_code == 137 else Ending(Why.OOM_CHILD, Confidence.MEDIUM)
    if event is None:
        return None
    inferred = "the kernel of its node killed a process for want of memory then"
    return Ending(Why.OOM_MAYBE, Confidence.MEDIUM, (evidence(event),), inferred=inferred)


_OF_NODE, _OF_ANY = "SystemOOM", "OOMKilling"
"""The kubelet's event for a node that is out of memory (oom_watcher_linux.go, v1.35: for the root cgroup alone), and
node-problem-detector's for any kill of the OOM killer."""


def _near(subject: Subject, run: Terminated) -> Event | None:
    """The event of the node's OOM killer at the time of this end."""
    node = by_name("Node", "", subject.pod.spec.node_name)
    for event in reversed(subject.around.events.get(node, ())):
        near = run.finished_at is not None and abs(last_seen(event) - run.finished_at) <= timedelta(seconds=10)
        if near and event.reason in (_OF_NODE, _OF_ANY):
            return event
    return None


def by_unknown_hand(subject: Subject, view: ContainerView, run: Terminated) -> Ending | None:
    """Killed, and nothing tells by whom: a memory limit, or a run as long as a probe allows, is no more than a hint."""
    if not ended_on_request(run):
        return None
    fits = [PROBED[why].lower() for why, probe in probes(view) if _fits(probe, run, grace_of(subject, view, why))]
    if run.exit_code == 0:
        return _perhaps_asked_to_stop(subject, view, run, fits)
    limit = view.memory_limit if view.memory_limit is not None else view.pod_memory_limit
    limited = run.exit_code == 137 and run.reason == "Error" and limit is not None
    if limited and not fits:
        inferred = f"{untold(subject, 'who killed it')}, and it has a memory limit"
        return Ending(Why.OOM_MAYBE, Confidence.LOW, inferred=inferred, absent=_no_kill(subject, view, run))
    if not fits:
        return None
    inferred = f"{untold(subject, 'who ended it')}; its {fits[0]} may have, since the run lasted as long as that allows"
    inferred += ", or the kernel's OOM killer, since it has a memory limit" if limited else ""
    why = Why.KILLED if run.exit_code == 137 else Why.SIGNAL
    return Ending(why, Confidence.LOW, inferred=inferred, absent=_no_kill(subject, view, run))


def _perhaps_asked_to_stop(subject: Subject, view: ContainerView, run: Terminated, fits: list[str]) -> Ending | None:
    """An end with exit 0 that may not be its own: a process that handles SIGTERM ends with 0 as well. None if there are
    events, which would say so."""
    if subject.events or not (fits or view.spec.lifecycle.post_start is not None):
        return None
    by = f"its {fits[0]} may have ended it, since the run lasted as long as that allows" if fits else _HOOK
    inferred = f"{untold(subject, 'whether it was asked to stop')}; {by}"
    return Ending(Why.COMPLETED, Confidence.LOW, inferred=inferred, absent=_no_kill(subject, view, run))


_HOOK = "its postStart hook may have failed, which ends it as well"


def _fits(probe: Probe, run: Terminated, grace: float) -> bool:
    lasted, begin = run_seconds(run), least(probe)
    if lasted is None:
        return False
    most = begin + 2 * probe.period_seconds + probe.timeout_seconds * probe.failure_threshold + grace + SLACK
    return begin <= lasted <= most
