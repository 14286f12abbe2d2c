"""Jobs: their conditions are the truth, a pod that failed is one try; what holds a pod open is said as far as known."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import Job, JobSpec, JobStatus, ObjectMeta, Pod
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.diagnose import Severity
from tests.support.builders import (
    ago,
    condition,
    conditions,
    container,
    findings,
    only,
    owned_by,
    pod,
    report,
    sidecar,
    terminated,
)

DAY = 86_400
JOB_POD = {"restart_policy": "Never"}


def run(name: str, *states: Any, made: float = 600, failed: int = 1, by: str = "", **spec: Any) -> Job:
    """A Job that was made so many seconds ago, with these conditions; `by` is its CronJob."""
    owner = owned_by("CronJob", by) if by else {}
    return Job(
        metadata=ObjectMeta(name=name, namespace="demo", uid=f"uid-{name}", creation_timestamp=ago(made), **owner),
        spec=JobSpec(**{"backoff_limit": 6, **spec}),
        status=JobStatus(failed=failed, conditions=states),
    )


def failed_pod(of: str = "report", at: float = 60) -> Pod:
    gone = conditions(condition("Ready", "False", since=at, reason="PodFailed"))
    return pod(
        [container("work", terminated(2, at=at))],
        phase="Failed",
        name=f"{of}-x2v",
        conditions=gone,
        spec=JOB_POD,
        meta=owned_by("Job", of),
    )


@pytest.mark.parametrize(
    ("job", "severity", "words"),
    [
        (run("report"), Severity.WARNING, "Job/report has not failed: it tries again (1 failed, backoffLimit 6)."),
        (run("report", suspend=True), Severity.WARNING, "Job/report has not failed: it is suspended."),
        (run("report", failed=7), Severity.WARNING, "Job/report has not failed: it is about to."),
        (run("report", backoff_limit=2**31 - 1), Severity.WARNING, "Job/report has not failed: it tries again."),
        (
            run("report", condition("Failed", since=60, reason="BackoffLimitExceeded")),
            Severity.CRITICAL,
            "Job/report has failed for good (BackoffLimitExceeded).",
        ),
        (
            run("report", condition("FailureTarget", since=60, reason="PodFailurePolicy")),
            Severity.CRITICAL,
            "Job/report has failed for good (PodFailurePolicy).",
        ),
        (run("report", condition("Complete")), Severity.NOTICE, "Job/report has done its work all the same."),
        (
            run("report", condition("Failed", since=3 * DAY), made=3 * DAY),
            Severity.NOTICE,
            "Job/report failed at 2026-11-20 12:00, which is history.",
        ),
    ],
)
def test_the_jobs_conditions_say_how_much_a_failed_pod_matters(job: Job, severity: Severity, words: str) -> None:
    """Between two tries no pod of a Job is active: that is no failure of the Job."""
    (found,) = findings(failed_pod(), job)
    assert found.severity is severity
    assert found.message.endswith(words)


@pytest.mark.parametrize(("at", "severity"), [(60, Severity.WARNING), (3 * DAY, Severity.NOTICE)])
def test_a_failed_pod_whose_job_cannot_be_read_may_have_another_try(at: float, severity: Severity) -> None:
    (found,) = findings(failed_pod(at=at))
    assert found.severity is severity
    assert "not known" in found.message


def test_a_run_that_failed_before_one_that_succeeded_is_history() -> None:
    """Neither its pod nor the Job itself is a cause; a run of another CronJob changes nothing."""
    failed = run("nightly-1", condition("Failed", since=600, reason="BackoffLimitExceeded"), made=900, by="nightly")
    done = run("nightly-2", condition("Complete", since=60), made=300, by="nightly")
    other = run("weekly-2", condition("Complete", since=60), made=300, by="weekly")
    old = failed_pod("nightly-1", at=600)
    assert report(old, failed, done).causes == ()
    assert report(failed, done).causes == ()
    (found,) = findings(old, failed, done)
    assert found.message.endswith("A newer run has done its work: Job/nightly-2.")
    assert [each.severity for each in report(old, failed, other).causes] == [Severity.CRITICAL]
    assert [each.severity for each in report(failed, other).causes] == [Severity.CRITICAL]


def test_an_older_success_excuses_nothing() -> None:
    done = run("nightly-1", condition("Complete", since=800), made=900, by="nightly")
    failed = run("nightly-2", condition("Failed", since=60, reason="BackoffLimitExceeded"), made=300, by="nightly")
    assert [each.severity for each in report(failed_pod("nightly-2"), failed, done).causes] == [Severity.CRITICAL]


def two(other: str, at: float, lasted: float = 5, **fields: Any) -> Pod:
    done = container("import", terminated(0, at=at, lasted=lasted))
    return pod([done, container(other, **fields)], spec=JOB_POD, meta=owned_by("Job", "report"))


@pytest.mark.parametrize(
    ("at", "lasted", "severity"),
    [(60, 5, Severity.NOTICE), (600, 5, Severity.WARNING), (900, 7200, Severity.NOTICE)],
)
def test_who_runs_on_for_reasons_unknown_is_called_no_sidecar(at: float, lasted: float, severity: Severity) -> None:
    """It may be work that takes longer: it is given as long as the work that has ended took."""
    (found,) = findings(two("blue", at, lasted), run("report"))
    assert (found.reason, found.container, found.severity) == ("OthersEnded", "blue", severity)
    assert found.confidence is Confidence.LOW
    assert (
        found.title
        == f"import ended at {'11:45' if at == 900 else '11:50' if at == 600 else '11:59'}, and blue runs on."
    )
    assert "not native" not in found.message


def test_a_helper_that_the_catalogue_knows_is_called_one() -> None:
    found = only(two("cloud-sql-proxy", 60, image="gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1"), run("report"))
    assert (found.reason, found.severity) == ("JobHeldOpen", Severity.CRITICAL)


def test_a_container_that_failed_beside_work_that_goes_on_is_no_failure_of_the_job() -> None:
    """The pod has not ended; a plain sidecar that keeps it so makes the failure final."""
    failed = [container("import", terminated(2, at=60)), container("blue")]
    held = [failed[0], container("cloud-sql-proxy", image="gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1")]
    of: dict[str, Any] = {"spec": JOB_POD, "meta": owned_by("Job", "report")}
    first = findings(pod(failed, **of), run("report"))[0]
    assert (first.container, first.severity) == ("import", Severity.WARNING)
    first = findings(pod(held, **of), run("report"))[0]
    assert first.severity is Severity.CRITICAL


def test_one_failed_index_is_no_failed_job_and_a_suspended_job_is_no_problem() -> None:
    """Pods of other indexes go on while one has failed: the Job has not."""
    works = pod(
        [container("work")], name="report-0", spec=JOB_POD, conditions=conditions(), meta=owned_by("Job", "report")
    )
    causes = report(works, failed_pod(), run("report", backoff_limit=2**31 - 1)).causes
    assert [each.severity for each in causes] == [Severity.WARNING]
    asleep = msgspec.structs.replace(run("asleep", failed=0, suspend=True))
    assert report(works, asleep).causes == ()


def test_a_pod_whose_native_sidecars_are_only_being_stopped_is_one_try() -> None:
    proxy = sidecar("istio-proxy", image="docker.io/istio/proxyv2:1.28.1")
    ending = pod([container("work", terminated(1, at=5))], [proxy], spec=JOB_POD, meta=owned_by("Job", "report"))
    (found,) = findings(ending, run("report"))
    assert (found.container, found.severity) == ("work", Severity.WARNING)
    assert "  " not in found.message


@pytest.mark.parametrize(
    ("name", "image"),
    [("wait", "quay.io/argoproj/argoexec:v3.6.2"), ("airflow-xcom-sidecar", "alpine:3.22")],
)
def test_a_helper_with_work_left_after_the_others_is_given_its_time(name: str, image: str) -> None:
    """Argo's wait container stores what main has made, and then ends by itself."""
    done = container("main", terminated(0, at=40))
    stores = pod([done, container(name, image=image)], spec=JOB_POD, meta=owned_by("Workflow", "wf"))
    (found,) = findings(stores)
    assert (found.reason, found.severity) == ("OthersEnded", Severity.NOTICE)


def test_the_steps_of_a_pod_without_a_job_end_one_after_another() -> None:
    """Tekton runs each step in a container of one pod; the next ones wait, running."""
    steps = [container("step-clone", terminated(0, at=3000)), container("step-build"), container("step-push")]
    (found,) = findings(pod(steps, spec=JOB_POD, meta=owned_by("TaskRun", "build")))
    assert found.severity is Severity.NOTICE


def test_a_job_past_its_deadline_has_pods_until_their_grace_is_over() -> None:
    failed = run("report", condition("FailureTarget", since=9, reason="DeadlineExceeded"), active_deadline_seconds=60)
    meta = {"deletion_timestamp": ago(-20), "deletion_grace_period_seconds": 30, **owned_by("Job", "report")}
    ending = pod([container("work")], spec=JOB_POD, conditions=conditions(), meta=meta)
    assert "Its pods are gone" not in report(ending, failed).causes[0].message
    assert report(failed).causes[0].message.endswith("Its pods are gone, and their logs with them.")


def test_what_never_ran_in_a_pod_that_others_keep_has_no_log_to_look_at() -> None:
    """The runtime could not start the work; its helper runs on."""
    never = container("work", terminated(128, "StartError", message="exec: not found"))
    helper = container("istio-proxy", image="istio/proxyv2:1.27")
    found = [each for each in findings(pod([never, helper], spec=JOB_POD)) if each.container == "work"]
    assert found
    assert {each.commands for each in found} == {("kubectl describe pod -n demo shop",)}


@pytest.mark.parametrize(
    ("lost", "severity", "words"),
    [
        ("", Severity.WARNING, "Job/report has not failed: it tries each index 2 times (backoffLimitPerIndex 1)."),
        ("0,2-4", Severity.CRITICAL, "Index 3 of Job/report is not tried again (backoffLimitPerIndex)"),
        ("0-2,4", Severity.WARNING, "has not failed"),
        ("not,-a-list,9-", Severity.WARNING, "has not failed"),
    ],
)
def test_an_index_that_is_not_tried_again_has_failed_although_its_job_has_not(
    lost: str, severity: Severity, words: str
) -> None:
    job = run("report", backoff_limit_per_index=1)
    job = msgspec.structs.replace(job, status=msgspec.structs.replace(job.status, failed_indexes=lost))
    of = failed_pod()
    index = {"batch.kubernetes.io/job-completion-index": "3"}
    of = msgspec.structs.replace(of, metadata=msgspec.structs.replace(of.metadata, annotations=index))
    found = only(of, job)
    assert found.severity is severity
    assert words in found.message


def test_what_the_job_says_of_its_failure_is_told() -> None:
    said = "Container work for pod demo/report-x2v failed with exit code 2 matching FailJob rule at index 0"
    job = run("report", condition("Failed", reason="PodFailurePolicy", message=said, since=30))
    assert f"It says: `{said}`." in only(failed_pod(), job).message


@pytest.mark.parametrize(
    ("failed", "active", "at", "severity"),
    [
        (1, 1, 60, Severity.NOTICE),
        (1, 0, 12, Severity.NOTICE),
        (0, 1, 12, Severity.NOTICE),
        (1, 0, 60, Severity.WARNING),
        (2, 1, 60, Severity.WARNING),
    ],
    ids=["it runs", "it is due", "not counted yet", "nothing comes", "a third one"],
)
def test_the_second_try_of_a_job_is_what_its_backoff_limit_is_for(
    failed: int, active: int, at: float, severity: Severity
) -> None:
    again = msgspec.structs.replace(run("report"), status=JobStatus(failed=failed, active=active))
    assert findings(failed_pod(at=at), again)[0].severity is severity


def test_a_job_that_may_not_fail_once_has_no_second_try() -> None:
    last = msgspec.structs.replace(run("report", backoff_limit=0), status=JobStatus(failed=1, active=0))
    assert findings(failed_pod(at=12), last)[0].severity is Severity.WARNING
