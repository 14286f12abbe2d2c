"""Init containers that start again while the containers that they prepared have long been running."""

from __future__ import annotations

from datetime import datetime

from kubectl_sidecars.api import Running
from kubectl_sidecars.diagnose.facts.restart_rules import is_restart_of_all
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.gates import has_passed
from kubectl_sidecars.model import ContainerType


def outlived_by(subject: Subject, container: Assessment) -> list[str]:
    """The main containers that have been running since before the newest run of this init container, which has not
    passed; empty for one that runs in its turn."""
    view, run = container.view, container.view.last_terminated
    if view.type is not ContainerType.INIT or has_passed(view):
        return []
    if run is not None and is_restart_of_all(subject, container, run):
        return []
    begun = view.state.started_at if isinstance(view.state, Running) else None
    if begun is None and run is not None:
        begun = run.started_at if run.started_at is not None and run.started_at.year > 1970 else run.finished_at
    return [main.name for main in subject.mains if begun is not None and _runs_since_before(main, begun)]


def _runs_since_before(main: Assessment, then: datetime) -> bool:
    state = main.view.state
    return isinstance(state, Running) and state.started_at is not None and state.started_at < then
