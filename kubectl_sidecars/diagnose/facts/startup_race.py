"""Containers that came before a helper of their pod was up, failed for want of it, and were started again."""

from __future__ import annotations

from datetime import datetime

from kubectl_sidecars.api import Running, Terminated
from kubectl_sidecars.classify import Role
from kubectl_sidecars.diagnose.facts.local_addresses import says_unanswered
from kubectl_sidecars.diagnose.facts.needs import files_of, needs
from kubectl_sidecars.diagnose.subject import Subject
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
    for other in subject.mains:
        state = other.view.state
        if (
            not _carries_network(subject, container, other)
            or not isinstance(state, Running)
            or other.view.restart_count
        ):
            continue
        if state.started_at is not None and _is_around(run.finished_at, state.started_at):
            return other
    return None


def _is_around(ended: datetime, started: datetime) -> bool:
    return -BEFORE <= (ended - started).total_seconds() <= TOGETHER


def _carries_network(subject: Subject, container: Assessment, other: Assessment) -> bool:
    """True if traffic of the container goes through the other one: all of a mesh's, or what it asks at localhost."""
    if other.judgement.role is not Role.AMBASSADOR:
        return False
    known = other.judgement.known
    carries_all = known is not None and known.task == "mesh-dataplane"
    return carries_all or any(need.server.name == other.name for need in needs(subject, container))


def raced(subject: Subject, container: Assessment, run: Terminated) -> tuple[Assessment, str] | None:
    """The native sidecar before this init container that had not done its work when the run ended, and what of it the
    container needs; None where a startup probe holds the container back, or nothing shows the need."""
    if container.view.type is not ContainerType.INIT or run.finished_at is None or signal_of(run) or not run.exit_code:
        return None
    for need in (*needs(subject, container), *files_of(subject, container)):
        view = need.server.view
        if view.type is not ContainerType.SIDECAR or view.index > container.view.index or view.restart_count:
            continue
        state = view.state
        if view.spec.startup_probe is not None or not isinstance(state, Running) or state.started_at is None:
            continue
        if 0 <= (run.finished_at - state.started_at).total_seconds() <= UP_BY:
            return need.server, need.what
    return None
