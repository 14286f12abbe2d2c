"""The rows of workloads: how far each of them is, and what holds it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import (
    CronJob,
    DaemonSet,
    Deployment,
    Job,
    JobSpec,
    JobStatus,
    ObjectMeta,
    Pod,
    ReplicaSet,
    ReplicaSetSpec,
    ReplicaSetStatus,
    StatefulSet,
)
from kubectl_sidecars.api.workloads import (
    ActiveJob,
    CronJobSpec,
    CronJobStatus,
    DaemonSetStatus,
    DeploymentSpec,
    DeploymentStatus,
    StatefulSetSpec,
    StatefulSetStatus,
)
from kubectl_sidecars.causes.cause import PodName
from kubectl_sidecars.model import Owner
from kubectl_sidecars.render.workloads import held_words, ready_words, since_words
from kubectl_sidecars.report import inspect
from kubectl_sidecars.report.schema import Standing
from kubectl_sidecars.workloads.rows import ORDER, with_workloads
from kubectl_sidecars.workloads.schema import WorkloadReport, WorkloadsReport
from kubectl_sidecars.workloads.status import is_ready
from tests.support.builders import (
    NOW,
    ago,
    condition,
    container,
    crashing,
    event,
    owned_by,
    pod,
    running,
    snapshot,
    terminated,
)
from tests.support.cases import cases

READY = (condition("Ready"), condition("ContainersReady"))


def rows(*objects: Any) -> dict[str, WorkloadReport]:
    around = snapshot(*objects)
    return {str(row.owner): row for row in with_workloads(inspect(around), around).workloads}


def meta(name: str, owner: Owner | None = None, **fields: Any) -> ObjectMeta:
    above = owned_by(owner.kind, owner.name) if owner else {}
    return ObjectMeta(name=name, namespace="demo", uid=f"uid-{name}", **above, **fields)


def well(name: str, owner: Owner) -> Pod:
    return pod([container("app", running())], name=name, conditions=READY, meta=owned_by(owner.kind, owner.name))


def sick(name: str, owner: Owner) -> Pod:
    main = crashing("app", terminated(3), restarts=4)
    return pod([main], name=name, meta=owned_by(owner.kind, owner.name))


def unready(name: str, owner: Owner) -> Pod:
    return pod([container("app", running(), ready=False)], name=name, meta=owned_by(owner.kind, owner.name))


SET = Owner("StatefulSet", "db")


def database(*, ready: int = 0, made: int = 1, **spec: Any) -> StatefulSet:
    status = StatefulSetStatus(replicas=made, ready_replicas=ready, updated_replicas=made)
    return StatefulSet(metadata=meta("db"), spec=StatefulSetSpec(replicas=3, **spec), status=status)


def test_a_pod_of_a_stateful_set_that_is_not_ready_keeps_the_next_ones_from_being_made() -> None:
    row = rows(database(), sick("db-0", SET))["StatefulSet/db"]
    assert (ready_words(row), row.standing, row.restarts) == ("0/3", Standing.CRITICAL, 4)
    assert row.held_by.startswith("app exits with 3")
    assert row.notes == ("db-1 and db-2 are not made until db-0 is Ready (OrderedReady)",)
    second = rows(database(ready=1, made=2), well("db-0", SET), unready("db-1", SET))["StatefulSet/db"]
    assert second.notes == ("db-2 is not made until db-1 is Ready (OrderedReady)",)


@pytest.mark.parametrize(
    "objects",
    [
        pytest.param((database(pod_management_policy="Parallel"), sick("db-0", SET)), id="made all at once"),
        pytest.param((database(made=2), sick("db-0", SET)), id="a pod was not read"),
        pytest.param((database(ready=1), well("db-0", SET)), id="the next one may be made now"),
        pytest.param((database(made=0),), id="without pods"),
    ],
)
def test_nothing_is_said_of_pods_that_wait_where_that_was_not_seen(objects: tuple[Any, ...]) -> None:
    assert rows(*objects)["StatefulSet/db"].notes == ()


def replica_set(name: str, revision: int, *, ready: int, pods: int, of: str = "shop") -> ReplicaSet:
    notes = {"deployment.kubernetes.io/revision": str(revision), "deployment.kubernetes.io/desired-replicas": "3"}
    return ReplicaSet(
        metadata=meta(name, Owner("Deployment", of), annotations=notes),
        spec=ReplicaSetSpec(replicas=pods),
        status=ReplicaSetStatus(replicas=pods, ready_replicas=ready),
    )


def deployment(*conditions: Any, updated: int, replicas: int, ready: int) -> Deployment:
    status = DeploymentStatus(
        replicas=replicas, updated_replicas=updated, ready_replicas=ready, available_replicas=ready,
        conditions=conditions,
    )  # fmt: skip
    annotations = {"deployment.kubernetes.io/revision": "5"}
    return Deployment(metadata=meta("shop", annotations=annotations), spec=DeploymentSpec(replicas=3), status=status)


OLD_AND_NEW = (replica_set("shop-4", 4, ready=3, pods=3), replica_set("shop-5", 5, ready=0, pods=1))
STUCK = condition("Progressing", "False", since=90, reason="ProgressDeadlineExceeded")


def test_a_rollout_that_does_not_progress_is_said_with_the_revision_that_serves() -> None:
    row = rows(deployment(STUCK, updated=1, replicas=4, ready=3), *OLD_AND_NEW)["Deployment/shop"]
    assert (row.wanted, row.ready, row.updated, row.old) == (3, 3, 1, 3)
    assert row.notes == ("revision 5 does not progress (ProgressDeadlineExceeded), revision 4 serves",)
    assert (row.standing, since_words(row, NOW)) == (Standing.WARNING, "90s")


def test_a_deployment_whose_pods_are_all_of_the_new_revision_is_well() -> None:
    row = rows(deployment(updated=3, replicas=3, ready=3), replica_set("shop-5", 5, ready=3, pods=3))["Deployment/shop"]
    assert (row.standing, held_words(row), row.old) == (Standing.WELL, "", 0)


def test_without_a_right_to_read_deployments_their_replica_sets_tell() -> None:
    row = rows(*OLD_AND_NEW)["Deployment/shop"]
    assert (row.wanted, row.ready, row.updated, row.old) == (3, 3, 1, 3)
    fewer = rows(replica_set("shop-4", 4, ready=2, pods=2), OLD_AND_NEW[1])["Deployment/shop"]
    assert held_words(fewer) == "2 of 3 pods ready; revision 4 serves"


def test_of_other_owners_the_pods_tell_and_the_number_wanted_is_not_known() -> None:
    other = Owner("CloneSet", "web")
    row = rows(well("web-a", other), sick("web-b", other))["CloneSet/web"]
    assert (ready_words(row), row.wanted, row.updated, row.old) == ("1/?", None, None, None)


def test_a_pod_without_an_owner_has_a_row_of_its_own() -> None:
    found = rows(pod([crashing("app", terminated(3))], name="alone"))
    assert [(str(row.owner), ready_words(row)) for row in found.values()] == [("Pod/alone", "0/1")]


def test_a_daemon_set_says_how_many_nodes_are_without_its_pod() -> None:
    status = DaemonSetStatus(
        desired_number_scheduled=3, current_number_scheduled=2, number_ready=2, updated_number_scheduled=2
    )
    row = rows(DaemonSet(metadata=meta("agent"), status=status))["DaemonSet/agent"]
    assert (ready_words(row), held_words(row)) == (
        "2/3", "2 of 3 pods of the new revision; 1 node without a pod of it",
    )  # fmt: skip


RUN = Job(metadata=meta("nightly-1", Owner("CronJob", "nightly")), status=JobStatus(active=1))


def cron_job(*, suspend: bool = False, policy: str = "Forbid", **status: Any) -> CronJob:
    return CronJob(
        metadata=meta("nightly"),
        spec=CronJobSpec(suspend=suspend, concurrency_policy=policy),
        status=CronJobStatus(**status),
    )


def test_a_cron_job_tells_skipped_runs_suspension_and_its_last_success() -> None:
    skipped = event("JobAlreadyActive", kind="CronJob", about="uid-nightly", at=60, first=600, count=9)
    running_run = well("nightly-1-x", Owner("Job", "nightly-1"))
    held = cron_job(active=(ActiveJob(name="nightly-1"),))
    row = rows(held, RUN, running_run, skipped)["CronJob/nightly"]
    assert (ready_words(row), row.notes) == ("1 active", ("9 runs skipped since 11:50",))
    assert rows(cron_job(policy="Allow"), RUN, running_run, skipped)["CronJob/nightly"].notes == ()
    idle = rows(cron_job(suspend=True, last_successful_time=ago(7200)), skipped)["CronJob/nightly"]
    assert (idle.notes, idle.standing) == (("suspended", "last success 120m ago"), Standing.WELL)
    never = rows(cron_job(last_schedule_time=ago(60)))["CronJob/nightly"]
    assert never.notes == ("no success recorded",)


def test_without_a_right_to_read_cron_jobs_their_jobs_tell() -> None:
    assert ready_words(rows(RUN)["CronJob/nightly"]) == "1 active"


def test_a_job_tells_completions_tries_and_suspension() -> None:
    spec = JobSpec(backoff_limit=6, completions=5)
    under_way = Job(metadata=meta("load"), spec=spec, status=JobStatus(active=2, succeeded=1, failed=3))
    row = rows(under_way)["Job/load"]
    assert (ready_words(row), row.standing) == ("1/5 done", Standing.STARTING)
    assert held_words(row) == "1 of 5 pods completed; 2 active; 3 pods failed (backoffLimit 6)"
    waits = Job(metadata=meta("load"), spec=JobSpec(suspend=True))
    assert held_words(rows(waits)["Job/load"]) == "suspended"
    queue = Job(metadata=meta("load"), spec=JobSpec(parallelism=3))
    assert ready_words(rows(queue)["Job/load"]) == "0/? done"


def test_workloads_come_worst_first() -> None:
    found = list(
        rows(
            deployment(updated=3, replicas=3, ready=3),
            database(),
            sick("db-0", SET),
            deployment_of_nothing(),
        ).values()
    )
    assert [ORDER[row.standing] for row in found] == sorted(ORDER[row.standing] for row in found)
    assert str(found[0].owner) == "StatefulSet/db"


def deployment_of_nothing() -> Deployment:
    return Deployment(metadata=meta("idle"), spec=DeploymentSpec(replicas=0))


def whole(case: Any) -> WorkloadsReport:
    around = case.snapshot()
    return with_workloads(inspect(around), around)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_pod_is_ready_by_its_containers_and_not_by_a_column_of_text(case: Any) -> None:
    for pod_report in case.report().pods:
        shown, _, total = pod_report.ready.partition("/")
        assert is_ready(pod_report) is is_ready(msgspec.structs.replace(pod_report, ready="", status=""))
        assert not is_ready(pod_report) or shown == total


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_every_pod_of_a_recorded_case_is_in_one_row_and_every_cause_holds_its_owners(case: Any) -> None:
    report = whole(case)
    by_place = {(row.namespace, row.owner): row for row in report.workloads}
    assert len(by_place) == len(report.workloads)
    assert sum(row.restarts for row in report.workloads) == sum(pod.restart_count for pod in report.pods)
    place = {
        PodName(pod.namespace, pod.name): (pod.namespace, pod.owner if pod.owner.kind else Owner("Pod", pod.name))
        for pod in report.pods
    }
    for cause in report.causes:
        for name in cause.pods:
            row = by_place[place[name]]
            assert row.held_by
            assert ORDER[row.standing] <= ORDER[Standing(cause.severity.value)]
    if not report.causes:
        assert not any(row.is_sick for row in report.workloads)
