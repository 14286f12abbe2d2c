"""Containers that came before a helper of their pod was up, failed for want of it, and were started again."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime

from kubectl_sidecars.api import Running, Terminated
from kubectl_sidecars.classify import Role
from kubectl_sidecars.diagnose.facts.no_answer import says_unanswered
from kubectl_sidecars.diagnose.facts.reliance import files_of, reliances
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.durations import later
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.exits import ended_on_request, signal_of
from kubectl_sidecars.model import ContainerType

TOGETHER = 2
"""Seconds after the helper's start within which an end may still be for want of it."""
BEFORE = 60
"""Seconds by which an end may come before the start of the helper: its image is pulled meanwhile."""
MOST_DEATHS = 4
UP_BY = 120
"""Seconds in which a helper is up, so that an end within them may be for want of it."""


def started_before(subject: Subject, container: Assessment, run: Terminated) -> Assessment | None:
    """The plain container that carries the network and that this one did not wait for: this one ended by itself when
    that one had just started or had not, and runs since. More than one end needs words that say so."""
    view = container.view
    if (
        not 0 < view.restart_count <= MOST_DEATHS
        or not isinstance(view.state, Running)
        or container.judgement.is_helper
    ):
        return None
    if ended_on_request(run) or signal_of(run) or run.reason == "OOMKilled" or run.finished_at is None:
        return None
    refused = says_unanswered(run.message)
    if not view.is_ready or (view.restart_count > 1 and not refused) or (run.message and not refused):
        return None
    mesh = _first_around(subject.once(_meshes), run.finished_at)
    if mesh is not None or _first_around(subject.once(_ambassadors), run.finished_at) is None:
        return mesh
    servers = (each.server for each in reliances(subject, container))
    return next((server for server in servers if _started_around(server, run.finished_at)), None)


def _started_around(server: Assessment, ended: datetime) -> bool:
    """True for an ambassador beside the main containers that was first started about when the run ended."""
    started = _first_start(server)
    return started is not None and -BEFORE <= (ended - started).total_seconds() <= TOGETHER


def _first_start(server: Assessment) -> datetime | None:
    """When an ambassador beside the main containers was started; None for one that was restarted, and for others."""
    view, state = server.view, server.view.state
    if view.type is not ContainerType.CONTAINER or server.judgement.role is not Role.AMBASSADOR:
        return None
    return state.started_at if isinstance(state, Running) and not view.restart_count else None


Starts = tuple[list[datetime], list[Assessment]]
"""When containers were started, in the order of time, and each of them."""


def _first_around(starts: Starts, ended: datetime) -> Assessment | None:
    """The first of those that were started about when a run ended."""
    times, containers = starts
    first = bisect_left(times, later(ended, -TOGETHER))
    return containers[first] if first < len(times) and times[first] <= later(ended, BEFORE) else None


def _ambassadors(subject: Subject) -> Starts:
    """The ambassadors beside the main containers that run since their first start."""
    found = [(started, main) for main in subject.mains if (started := _first_start(main)) is not None]
    found.sort(key=lambda each: each[0])
    return [start for start, _ in found], [main for _, main in found]


def _meshes(subject: Subject) -> Starts:
    """The ambassadors that are proxies of a mesh, which carry all traffic."""
    found = [
        (start, main)
        for start, main in zip(*subject.once(_ambassadors), strict=True)
        if (known := main.judgement.known) is not None and known.task == "mesh-dataplane"
    ]
    return [start for start, _ in found], [main for _, main in found]


def raced(subject: Subject, container: Assessment, run: Terminated) -> tuple[Assessment, str] | None:
    """The native sidecar before this init container that had not done its work when the run ended, and what of it the
    container relies on; None where a startup probe holds the container back, or nothing shows that it does."""
    if container.view.type is not ContainerType.INIT or run.finished_at is None or signal_of(run) or not run.exit_code:
        return None
    for reliance in (*reliances(subject, container), *files_of(subject, container)):
        view = reliance.server.view
        if view.type is not ContainerType.SIDECAR or view.index > container.view.index or view.restart_count:
            continue
        state = view.state
        if view.spec.startup_probe is not None or not isinstance(state, Running) or state.started_at is None:
            continue
        if 0 <= (run.finished_at - state.started_at).total_seconds() <= UP_BY:
            return reliance.server, reliance.what
    return None
