"""Init containers that start again while the containers that they prepared have long been running."""

from __future__ import annotations

from datetime import datetime

from kubectl_sidecars.api import Running
from kubectl_sidecars.diagnose.facts.events import pod_event
from kubectl_sidecars.diagnose.facts.restart_rules import is_restart_of_all
from kubectl_sidecars.diagnose.facts.sandbox_churn import CHANGED
from kubectl_sidecars.diagnose.phrasing.words import clock
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.gates import has_passed
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.sentences import listed
from kubectl_sidecars.snapshot import last_seen


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


def _had_passed(subject: Subject, container: Assessment) -> bool:
    """True for an init container in its turn that had finished once: what it prepared has run before."""
    if container.view.type is not ContainerType.INIT or has_passed(container.view):
        return False
    return any(main.view.last_terminated is not None or main.view.restart_count for main in subject.mains)


def once_more(subject: Subject, container: Assessment) -> str:
    """Sentences for an init container that had finished, in a sandbox before this one; or ""."""
    if not _had_passed(subject, container):
        return ""
    changed = pod_event(subject, CHANGED)
    when = f" of {clock(last_seen(changed), subject.now)}" if changed else ""
    volumes = {volume.name: volume for volume in subject.pod.spec.volumes}
    kept = [
        mount.name
        for mount in container.view.spec.volume_mounts
        if mount.name in volumes and volumes[mount.name].empty_dir is not None
    ]
    stays = f" What it left in {listed(kept)} is still there; a new pod begins with an empty one." if kept else ""
    return f"It had finished once, and is run again for the pod's new sandbox{when}.{stays}"


def _runs_since_before(main: Assessment, then: datetime) -> bool:
    state = main.view.state
    return isinstance(state, Running) and state.started_at is not None and state.started_at < then
