"""What the events of a workload say, where no pod shows it: said while it lasts, and where no pod tells better."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import Event, Job, JobStatus
from kubectl_sidecars.classify.catalog import built_in
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.report import inspect
from kubectl_sidecars.snapshot import Source
from tests.support.builders import ago, conditions, container, event, job, owned_by, pod, report, snapshot, terminated


def failed(number: int, *, node: str = "n2", at: float = 60, count: int = 1) -> Event:
    message = f"Found failed daemon pod demo/agent-x{number} on node {node}, will try to kill it"
    return event("FailedDaemonPod", message, about="uid-agent", kind="DaemonSet", at=at, count=count)


def titles(*objects: Any) -> list[str]:
    return [cause.title for cause in report(*objects).causes]


AGENT = owned_by("DaemonSet", "agent")
SHOP = pod([container("app")], conditions=conditions())
REFUSED = event("NodePorts", "Predicate NodePorts failed", about="uid-agent-x2", at=50, type_="Warning")


def test_a_node_on_which_the_pods_of_a_daemon_set_fail_again_and_again() -> None:
    elsewhere = pod([container("agent")], name="agent-a", conditions=conditions(), spec={"node_name": "n1"}, meta=AGENT)
    (cause,) = report(elsewhere, failed(1, at=600), failed(2, at=60, count=4), REFUSED).causes
    assert cause.title == (
        "DaemonSet/agent in namespace demo keeps no pod on node n2: its pods failed there 5 times since 11:50, and none"
        " of them is left."
    )
    assert cause.severity is Severity.CRITICAL
    assert "The last event of agent-x2 says: `NodePorts: Predicate NodePorts failed`." in cause.explanation


@pytest.mark.parametrize(
    "objects",
    [
        (failed(1), failed(2)),  # twice, as while a node starts
        (failed(1, at=4000, count=9),),  # long ago
        (failed(1, count=9), pod([container("agent")], conditions=conditions(), spec={"node_name": "n2"}, meta=AGENT)),
    ],
)
def test_what_has_passed_or_happened_twice_is_not_said(objects: tuple[Any, ...]) -> None:
    assert titles(SHOP, *objects) == []


def test_a_pod_that_is_left_on_the_node_tells_itself() -> None:
    sick = pod(
        [container("agent", terminated(1))], name="agent-b", phase="Failed", spec={"node_name": "n2"}, meta=AGENT
    )
    assert not any("keeps no pod" in title for title in titles(sick, failed(1, count=9)))


@pytest.mark.parametrize(
    ("reason", "message", "words"),
    [
        ("UnparseableSchedule", 'unparseable schedule: "0 25 * * *" : end of range', "its schedule cannot be read"),
        ("UnknownTimeZone", 'invalid timeZone: "Europe/Berln"', "its timeZone is not known"),
    ],
)
def test_a_cron_job_that_starts_no_run(reason: str, message: str, words: str) -> None:
    told = event(reason, message, about="uid-nightly", kind="CronJob", first=900)
    assert titles(SHOP, told) == [f"CronJob/nightly in namespace demo starts no run: {words}."]


def test_runs_that_a_cron_job_may_not_make() -> None:
    why = 'Error creating job: jobs.batch "x" is forbidden: exceeded quota: jobs, requested: count/jobs.batch=1'
    told = event("FailedCreate", why, about="uid-nightly", kind="CronJob", first=300)
    assert titles(SHOP, told) == [
        "CronJob/nightly in namespace demo starts no run since 11:55: it would exceed quota jobs."
    ]


def cron(reason: str, at: float, run: int = 0) -> Event:
    message = {"SuccessfulCreate": f"Created job nightly-{run}", "SuccessfulDelete": f"Deleted job nightly-{run}"}
    return event(reason, message.get(reason, ""), about="uid-nightly", kind="CronJob", at=at, first=at, type_="Normal")


def replaced(times: int) -> list[Event]:
    """A run each five minutes, and the one before it deleted a second earlier."""
    made = [cron("SuccessfulCreate", 100 + 300 * back, 29333330 - back) for back in range(times + 1)]
    return [*made, *(cron("SuccessfulDelete", 101 + 300 * back, 29333329 - back) for back in range(times))]


def test_runs_that_are_each_replaced_before_they_are_done() -> None:
    (cause,) = report(SHOP, *replaced(4)).causes
    assert cause.title == "No run of CronJob/nightly in namespace demo is done: each is replaced by the next one."
    assert "4 runs since 11:43 were deleted" in cause.explanation
    assert titles(SHOP, *replaced(2)) == []  # one may have hung


def test_runs_that_are_done_are_deleted_too() -> None:
    assert titles(SHOP, *replaced(4), cron("SawCompletedJob", 500)) == []
    done = msgspec.structs.replace(job("nightly-29333328"), status=JobStatus(completion_time=ago(500)))
    assert titles(SHOP, *replaced(4), done) == []
    later = [cron("SuccessfulCreate", 100 + 300 * back) for back in range(5)]
    assert titles(SHOP, *later, *(cron("SuccessfulDelete", 40 + 300 * back) for back in range(5))) == []


def test_missed_start_times_alone_are_no_trouble() -> None:
    """The controller says so and starts the run."""
    told = event("TooManyMissedTimes", "too many missed start times", about="uid-n", kind="CronJob", count=9)
    assert titles(SHOP, told) == []


OVER = event("BackoffLimitExceeded", "Job has reached the specified backoff limit", about="uid-load", kind="Job")


def test_a_job_that_was_not_read_tells_by_its_event_that_it_failed() -> None:
    (cause,) = report(SHOP, OVER).causes
    assert (
        cause.title
        == "Job/load in namespace demo failed at 11:59: its pods failed more often than backoffLimit allows."
    )
    assert cause.severity is Severity.CRITICAL


def test_a_job_that_was_deleted_after_it_failed_is_a_warning() -> None:
    (cause,) = report(SHOP, job("other"), OVER).causes
    assert (cause.severity, cause.explanation) == (Severity.WARNING, "The Job has been deleted since.")


def test_a_run_that_failed_is_forgotten_after_a_later_one_has_completed() -> None:
    first = event("BackoffLimitExceeded", "x", about="uid-load-29333330", kind="Job", at=600)
    later = event("Completed", "Job completed", about="uid-load-29333340", kind="Job", at=60)
    assert titles(SHOP, first) == [
        "Job/load-29333330 in namespace demo failed at 11:50: its pods failed more often than backoffLimit allows."
    ]
    assert titles(SHOP, first, later) == []


def run(minutes: int, *, done: float) -> Job:
    """A run of CronJob load that completed `done` seconds ago."""
    found = job(f"load-{minutes}")
    return msgspec.structs.replace(found, status=msgspec.structs.replace(found.status, completion_time=ago(done)))


@pytest.mark.parametrize(("done", "is_said"), [(60, False), (4000, True)])
def test_only_a_run_that_completed_after_it_makes_up_for_one_that_failed(done: float, is_said: bool) -> None:
    first = event("BackoffLimitExceeded", "x", about="uid-load-29333330", kind="Job", at=600)
    assert bool(titles(SHOP, run(29333340, done=done), first)) is is_said


class Counted(dict[str, Any]):
    """A map that counts how often its values are gone through."""

    times = 0

    def values(self) -> Any:
        self.times += 1
        return super().values()


def test_jobs_and_events_are_gone_through_as_often_for_many_failed_jobs_as_for_one() -> None:
    times = set()
    for many in (1, 30):
        lost = [event("BackoffLimitExceeded", "x", about=f"uid-load{n}-29333330", kind="Job") for n in range(many)]
        given = snapshot(SHOP, job("other"), *lost)
        jobs, events = Counted(given.jobs), Counted(given.events)
        assert len(inspect(msgspec.structs.replace(given, jobs=jobs, events=events)).causes) == many
        times.add((jobs.times, events.times))
    assert len(times) == 1


def blind(message: str, *, at: float = 60, first: float = 3000) -> Event:
    found = event(
        "FailedGetResourceMetric", message, about="uid-shop", kind="HorizontalPodAutoscaler", at=at, first=first
    )
    return msgspec.structs.replace(found, count=40, first_timestamp=ago(first))


NO_REQUEST = "failed to get cpu utilization: missing request for cpu in container istio-proxy of Pod shop"


def test_an_autoscaler_that_a_sidecar_without_a_request_blinds() -> None:
    owned = msgspec.structs.replace(
        SHOP, metadata=pod([container("app")], meta=owned_by("StatefulSet", "shop")).metadata
    )
    (cause,) = report(owned, blind(NO_REQUEST)).causes
    assert (
        cause.title
        == "HorizontalPodAutoscaler/shop in namespace demo cannot scale: container istio-proxy requests no cpu."
    )
    assert (cause.severity, cause.container, cause.owners) == (Severity.WARNING, "istio-proxy", ("StatefulSet/shop",))


@pytest.mark.parametrize(
    "told",
    [
        blind(NO_REQUEST, first=120),  # just begun
        blind(NO_REQUEST, at=1500, first=4000),  # over
        blind("failed to get cpu utilization: did not receive metrics for targeted pods (pods might be unready)"),
    ],
)
def test_an_autoscaler_that_misses_a_metric_for_a_while_is_left_alone(told: Event) -> None:
    assert titles(SHOP, told) == []


GROUPS = {
    service.removeprefix("api:"): known.name
    for known in built_in().containers
    for service in known.serves
    if service.endswith("metrics.k8s.io")
}


@pytest.mark.parametrize("group", GROUPS)
def test_what_the_catalogue_knows_to_serve_the_metrics_is_named(group: str) -> None:
    message = f"the server could not find the requested resource (get pods.{group})"
    (cause,) = report(SHOP, blind(message)).causes
    assert f"what serves it, such as {GROUPS[group]}, may be missing or down" in cause.advice


@pytest.mark.parametrize(("asked", "is_said"), [("", True), ("demo", True), ("shop", False)])
def test_workloads_of_other_namespaces_than_the_one_asked_for_are_left_out(asked: str, is_said: bool) -> None:
    given = snapshot(SHOP, OVER)
    narrowed = msgspec.structs.replace(given, source=Source(namespace=asked))
    assert bool(inspect(narrowed).causes) is is_said
