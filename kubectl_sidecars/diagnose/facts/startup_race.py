"""A main container that needs a proxy of its own pod, and came first."""

from __future__ import annotations

from kubectl_sidecars.api import Running, Terminated
from kubectl_sidecars.classify import Role
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.exits import ended_on_request
from kubectl_sidecars.model import ContainerType

WINDOW = 60
"""Seconds between the proxy's start and the main container's last death, either way."""
MOST_DEATHS = 4
NEEDED = frozenset({Role.AMBASSADOR, Role.CONFIGURATION_HELPER, Role.SECURITY})


def started_before(subject: Subject, container: Assessment, run: Terminated) -> Assessment | None:
    """The proxy that this container did not wait for: it died around the proxy's start, and has run since."""
    view = container.view
    if (
        not 0 < view.restart_count <= MOST_DEATHS
        or not isinstance(view.state, Running)
        or container.judgement.is_helper
    ):
        return None
    if ended_on_request(run) or run.reason == "OOMKilled" or run.finished_at is None or not view.is_ready:
        return None
    for other in subject.mains:
        state = other.view.state
        if other.judgement.role not in NEEDED or not isinstance(state, Running) or state.started_at is None:
            continue
        first = other.view.type is ContainerType.CONTAINER and other.view.restart_count == 0
        if first and abs((run.finished_at - state.started_at).total_seconds()) <= WINDOW:
            return other
    return None
