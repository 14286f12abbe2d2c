"""Work that is still being done: who waits for it waits rightly."""

from __future__ import annotations

from kubectl_sidecars.api import Job, Pod
from kubectl_sidecars.diagnose.facts.owner_status import failure, is_done
from kubectl_sidecars.diagnose.facts.thresholds import INIT_WORK_LONG
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.model import ContainerType

_WAITS = "wait for a dependency"
_MIGRATES = "migrat"
"""What the names of schema migrations, and of what waits for them, have in common."""


def is_migration(job: Job) -> bool:
    """True for a Job that is named for the migration of a schema."""
    return _MIGRATES in job.metadata.name


def has_migration_to_wait_for(pod: Pod) -> bool:
    """True for a pod with an init container that is named for the migration of a schema, as those that wait for one."""
    return any(_MIGRATES in container.name for container in pod.spec.init_containers)


def is_wait(container: Assessment) -> bool:
    """True for an init container that is known or named for waiting."""
    return container.view.type is ContainerType.INIT and container.judgement.task == _WAITS


def migrating(subject: Subject, container: Assessment) -> str:
    """The name of the Job whose schema migration an init container waits for, while its first try runs; "" without
    one, and once it takes too long."""
    if not is_wait(container) or _MIGRATES not in container.name:
        return ""
    for job in subject.around.jobs.values():
        if job.metadata.namespace == subject.pod.metadata.namespace and is_migration(job) and _runs(subject, job):
            return job.metadata.name
    return ""


def _runs(subject: Subject, job: Job) -> bool:
    is_over = is_done(job) or failure(job) is not None or job.status.failed
    return not is_over and bool(job.status.active) and subject.within(job.status.start_time, INIT_WORK_LONG)
