"""Init containers that start again while the containers that they prepared have long been running."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime

from kubectl_sidecars.api import Running
from kubectl_sidecars.diagnose.facts.restart_rules import is_restart_of_all
from kubectl_sidecars.diagnose.facts.sandbox_churn import sandbox_changed
from kubectl_sidecars.diagnose.phrasing.words import clock, verb
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
    if begun is None:
        return []
    starts, names = subject.once(_running_mains)
    return names[: bisect_left(starts, begun)]


def _running_mains(subject: Subject) -> tuple[list[datetime], list[str]]:
    """When the main containers that run were started, in the order of time, and the name of each."""
    runs = [
        (state.started_at, main.name)
        for main in subject.mains
        if isinstance(state := main.view.state, Running) and state.started_at is not None
    ]
    runs.sort(key=lambda run: run[0])
    return [start for start, _ in runs], [name for _, name in runs]


def _had_passed(subject: Subject, container: Assessment) -> bool:
    """True for an init container in its turn that had finished once: what it prepared has run before."""
    if container.view.type is not ContainerType.INIT or has_passed(container.view):
        return False
    return subject.once(_has_run_before)


def _has_run_before(subject: Subject) -> bool:
    return any(main.view.last_terminated is not None or main.view.restart_count for main in subject.mains)


def once_more(subject: Subject, container: Assessment) -> str:
    """Sentences for an init container that had finished, in a sandbox before this one; or ""."""
    if not _had_passed(subject, container):
        return ""
    changed = subject.once(sandbox_changed)
    when = f" of {clock(last_seen(changed), subject.now)}" if changed else ""
    kept = [mount.name for mount in container.view.spec.volume_mounts if mount.name in subject.once(_empty_dirs)]
    empty = verb(kept, "an empty one", "empty ones")
    stays = f" What it left in {listed(kept)} is still there; a new pod begins with {empty}." if kept else ""
    return f"It had finished once, and is run again for the pod's new sandbox{when}.{stays}"


def _empty_dirs(subject: Subject) -> frozenset[str]:
    """The names of the volumes that last as long as the pod."""
    return frozenset(volume.name for volume in subject.pod.spec.volumes if volume.empty_dir is not None)
