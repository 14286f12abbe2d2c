"""Init containers that wait for a schema migration which a Job is making."""

from __future__ import annotations

import pytest

from kubectl_sidecars.api import Job, JobStatus, ObjectMeta, Pod
from kubectl_sidecars.diagnose import Severity
from tests.support.builders import ago, condition, container, findings, pod, running, terminated, waiting

NAME = "wait-for-airflow-migrations"
UNMIGRATED = "TimeoutError: There are still unapplied migrations after 60 seconds."


def migration(started: float = 100, namespace: str = "demo", name: str = "run-migrations", **status: object) -> Job:
    meta = ObjectMeta(name=name, namespace=namespace, uid="uid-job")
    return Job(metadata=meta, status=JobStatus(**{"active": 1, "start_time": ago(started), **status}))  # type: ignore[arg-type]


def waits(restarts: int = 1) -> Pod:
    last = terminated(1, at=20, lasted=60, message=UNMIGRATED)
    again = container(NAME, running(since=18), last=last, restarts=restarts)
    first = container(NAME, running(since=80))
    app = container("scheduler", waiting("PodInitializing"))
    return pod([app], [again if restarts else first], phase="Pending", spec={"restart_policy": "Always"})


@pytest.mark.parametrize("restarts", [0, 1, 3])
def test_a_wait_for_a_migration_that_is_being_made_is_under_way(restarts: int) -> None:
    found = findings(waits(restarts), migration())
    assert {each.severity for each in found} == {Severity.NOTICE}
    assert all("Job/run-migrations, which is being done" in each.message for each in found)


@pytest.mark.parametrize(
    "job",
    [
        migration(started=4000),
        migration(failed=1),
        migration(active=0),
        migration(namespace="other"),
        migration(name="report"),
        migration(conditions=(condition("Complete"),), active=0),
    ],
    ids=["takes too long", "failed a try", "does not run", "of another namespace", "does other work", "is done"],
)
def test_a_wait_for_a_migration_that_is_not_being_made_is_told(job: Job) -> None:
    assert Severity.WARNING in {each.severity for each in findings(waits(), job)}
