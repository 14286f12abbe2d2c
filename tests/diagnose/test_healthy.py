"""No false alarms: nothing above notice on pods that are well, young, done, or being rolled out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from kubectl_sidecars.api import ContainerState, Event, HTTPGetAction, Probe
from kubectl_sidecars.diagnose import RULES, Severity
from kubectl_sidecars.diagnose.triage import Health
from kubectl_sidecars.report import inspect, inspect_pod
from kubectl_sidecars.snapshot import Snapshot, fold
from tests.support import material
from tests.support.builders import (
    ago,
    condition,
    conditions,
    container,
    event,
    findings,
    job,
    owned_by,
    pod,
    reasons,
    report,
    running,
    sidecar,
    subject,
    terminated,
    waiting,
)


def moments(namespace: str, *names: str) -> Iterator[Snapshot]:
    """The recording of these pods of a namespace, of all without names, at each of its lines."""
    snapshot = Snapshot()
    for line in material.demo_lines():
        value = line.object
        about = value.involved_object if isinstance(value, Event) else value.metadata
        if about.namespace == namespace and (not names or about.name.startswith(names)):
            snapshot = fold(snapshot, [line])
            yield snapshot


@pytest.mark.parametrize(
    ("namespace", "names"),
    [
        ("healthy", ()),
        ("jobs", ("job-with-native-sidecar",)),
        ("termination", ("ordered-end", "grace-period-exceeded")),
        ("fleet", ("node-agent",)),
    ],
)
def test_every_recorded_moment_is_quiet(namespace: str, names: tuple[str, ...]) -> None:
    """Pods that start, are well, complete, end in order; a sidecar may end with any code then."""
    seen = 0
    for snapshot in moments(namespace, *names):
        for later in (0, 5):
            at = snapshot.taken_at + timedelta(seconds=later)
            assert inspect(msgspec.structs.replace(snapshot, taken_at=at)).causes == (), at
        seen += 1
    assert seen > 10


def test_what_was_found_does_not_flap() -> None:
    """Once a pod that never recovers has a problem, it keeps one at every later second, for the same containers."""
    sick: dict[str, frozenset[str]] = {}
    lines = material.demo_lines()
    snapshot, done = Snapshot(), 0
    for second in range(200):
        now = lines[0].time + timedelta(seconds=second)
        upto = next((index for index in range(done, len(lines)) if lines[index].time > now), len(lines))
        snapshot, done = fold(snapshot, lines[done:upto]), upto
        for each in snapshot.pods.values():
            if each.metadata.namespace in ("restarts", "start-blocked", "fleet"):
                said, _ = inspect_pod(each, snapshot)
                problems = [finding for finding in said.findings if finding.severity is not Severity.NOTICE]
                blamed = frozenset(finding.container for finding in problems)
                assert sick.get(said.name, frozenset()) <= blamed, (said.name, now)
                sick[said.name] = blamed
    assert sum(1 for blamed in sick.values() if blamed) > 25


WELL = conditions()


def test_a_healthy_pod_needs_no_rule() -> None:
    well = pod([container("app"), container("proxy")], [sidecar("agent")], conditions=WELL)
    assert subject(well).health is Health.HEALTHY
    assert {rule.function.__name__ for rule in RULES if list(rule.function(subject(well)))} <= {"advise"}


def test_a_native_sidecar_killed_at_the_end_of_its_pod_is_no_fault() -> None:
    """KEP-753: exit 137 of a sidecar after its main containers is to be ignored."""
    done = pod(
        [container("app", terminated(0))],
        [sidecar("proxy", terminated(137))],
        phase="Succeeded",
        spec={"restart_policy": "Never"},
    )
    assert findings(done) == ()
    assert subject(done).health is Health.HEALTHY


def test_a_native_sidecar_that_drains_is_no_fault() -> None:
    draining = pod(
        [container("app", terminated(0, at=3))],
        [sidecar("proxy", running(60))],
        spec={"restart_policy": "Never"},
        meta=owned_by("Job", "report"),
    )
    assert reasons(draining, job("report")) == []


READY_PROBE = Probe(http_get=HTTPGetAction(port=8080), initial_delay_seconds=120, period_seconds=10)


@pytest.mark.parametrize("age", [1, 30, 120, 160])
def test_a_pod_younger_than_its_readiness_probe_allows_is_quiet(age: int) -> None:
    young = pod([container("app", running(age), ready=False, started=True, readiness_probe=READY_PROBE)])
    assert reasons(young) == []


def test_a_pod_older_than_its_readiness_probe_allows_is_not() -> None:
    old = pod([container("app", running(400), ready=False, started=True, readiness_probe=READY_PROBE)])
    assert reasons(old) == ["ReadinessProbeFailed"]


@pytest.mark.parametrize("age", [1, 60, 290])
def test_a_startup_probe_has_its_time(age: int) -> None:
    probe = Probe(http_get=HTTPGetAction(port=8080), period_seconds=10, failure_threshold=30)
    starting = pod([container("app", running(age), ready=False, started=False, startup_probe=probe)])
    failed = event("Unhealthy", "Startup probe failed: connection refused", path="spec.containers{app}")
    assert reasons(starting, failed) == []


@pytest.mark.parametrize("age", [1, 40, 170])
def test_a_container_that_is_being_created_is_quiet(age: int) -> None:
    new = pod(
        [container("app", waiting())],
        phase="Pending",
        conditions=(condition("PodScheduled"),),
        status={"start_time": ago(age)},
    )
    assert reasons(new, event("Scheduled", at=age)) == []


def test_a_pull_under_way_is_a_notice_at_most() -> None:
    pulling = pod([container("app", waiting())], phase="Pending", status={"start_time": ago(400)})
    found = findings(pulling, event("Pulling", 'Pulling image "x"', path="spec.containers{app}", at=300))
    assert [(each.reason, each.severity) for each in found] == [("SlowImagePull", Severity.NOTICE)]


def test_a_migration_may_take_its_time() -> None:
    busy = pod(
        [container("app", waiting("PodInitializing"))],
        [container("migrate", running(200), command=("alembic", "upgrade", "head"))],
        phase="Pending",
    )
    assert reasons(busy) == []


@pytest.mark.parametrize("code", [0, 1, 137, 255])
def test_restarts_that_ended_long_ago_are_history(code: int) -> None:
    steady = pod([container("app", running(3000), restarts=7, last=terminated(code, at=3010))], conditions=WELL)
    assert [(each.reason, each.severity) for each in findings(steady)] == [("RestartedBefore", Severity.NOTICE)]


def test_a_container_that_ends_every_hour_is_no_history() -> None:
    """A leak: no back-off ever shows, but it goes on."""
    leaks = terminated(137, "OOMKilled", at=1200, lasted=3600)
    flaps = pod([container("app", running(1199), restarts=5, last=leaks)], conditions=WELL)
    (found,) = findings(flaps)
    assert (found.reason, found.severity) == ("OOMKilled", Severity.WARNING)
    assert "after a run of 1 hour" in found.message
    days_ago = terminated(137, "OOMKilled", at=9000, lasted=3600)
    assert reasons(pod([container("app", running(8999), restarts=5, last=days_ago)], conditions=WELL)) == []


def test_a_mount_that_failed_once_and_then_worked_is_forgotten() -> None:
    new = pod([container("app", waiting())], phase="Pending", conditions=(condition("PodScheduled"),))
    late = event("FailedMount", 'MountVolume.SetUp failed for volume "x"', at=50)
    assert reasons(new, late, event("Pulling", path="spec.containers{app}", at=20)) == []


def test_a_main_container_that_ends_before_another_is_no_sidecar_that_holds_the_job() -> None:
    """Two workers of one Job: nobody is to blame that one is faster."""
    two = pod(
        [container("resize", terminated(0, at=500)), container("transcode", running(900))],
        spec={"restart_policy": "Never"},
        meta=owned_by("Job", "media"),
    )
    assert reasons(two, job("media")) == []


def test_a_sidecar_of_a_job_may_take_a_moment_to_leave() -> None:
    leaving = pod(
        [
            container("report", terminated(0, at=5)),
            container("cloud-sql-proxy", image="gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.0"),
        ],
        spec={"restart_policy": "Never"},
        meta=owned_by("Job", "report"),
    )
    assert reasons(leaving) == []


def test_failed_tries_of_a_job_that_made_it_are_a_notice() -> None:
    tried = pod(
        [container("report", terminated(1, at=500))],
        phase="Failed",
        spec={"restart_policy": "Never"},
        meta=owned_by("Job", "report"),
    )
    assert reasons(tried, job("report", condition("Complete"))) == []
    assert reasons(tried, job("report", condition("Failed"))) == ["ExitError"]


def test_a_pod_within_its_grace_period_is_quiet() -> None:
    ending = pod(
        [container("app")],
        conditions=WELL,
        meta={"deletion_timestamp": ago(-20), "deletion_grace_period_seconds": 30},
    )
    assert [(each.reason, each.severity) for each in findings(ending)] == [("Stopping", Severity.NOTICE)]


def test_a_reboot_of_the_node_is_a_notice() -> None:
    back = pod([container("app", running(60), restarts=1, last=terminated(255, "Unknown", at=90))], conditions=WELL)
    found = findings(back, event("SandboxChanged", "Pod sandbox changed", at=80))
    assert {each.severity for each in found} == {Severity.NOTICE}


def test_a_cluster_without_pods_has_no_cause() -> None:
    assert report().causes == ()


@pytest.mark.parametrize("ahead", [1, 5, 45, 200])
def test_a_clock_that_is_ahead_is_no_alarm(ahead: int) -> None:
    """A node's clock stands on its own: what it writes may lie in the future, and no rule makes trouble of that."""
    probe = Probe(http_get=HTTPGetAction(port=8080))
    fresh = {"readiness_probe": probe, "liveness_probe": probe, "startup_probe": probe}
    later = [condition(type_, since=-ahead) for type_ in ("Initialized", "Ready", "ContainersReady")]
    now = running(-ahead)
    for restarts, last in ((0, ContainerState()), (1, terminated(143, at=-ahead, lasted=90_000))):
        app = container("app", now, restarts=restarts, last=last, **fresh)
        events = [event("Started", "Container started", path="spec.containers{app}", at=-ahead)]
        found = findings(pod([app], [sidecar("proxy", now)], conditions=conditions(*later)), *events)
        assert [each.reason for each in found if each.severity is Severity.CRITICAL] == []
        if not restarts:
            assert reasons(pod([app], [sidecar("proxy", now)], conditions=conditions(*later)), *events) == []
    starting = container("app", now, ready=False, started=False, **fresh)
    unready = [condition(type_, "False", since=-ahead) for type_ in ("Ready", "ContainersReady")]
    assert reasons(pod([starting], conditions=conditions(*unready))) == []
    made = container("app", waiting())
    assert reasons(pod([made], phase="Pending", status={"start_time": ago(-ahead)})) == []
