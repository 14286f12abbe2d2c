"""Readiness that does not come: a start is given its time, and more of it while the pods of an older revision serve."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import Event, HTTPGetAction, ObjectMeta, Pod, Probe, ReplicaSet, ReplicaSetStatus
from kubectl_sidecars.api.pod import PodReadinessGate
from kubectl_sidecars.diagnose import Finding, Severity
from tests.support.builders import condition, conditions, container, event, findings, only, owned_by, pod, running

PROBE = Probe(http_get=HTTPGetAction(port=8080), period_seconds=5)


def never_ready(age: float, *, kind: str = "", probe: Probe = PROBE) -> Pod:
    """A pod of ReplicaSet new, or of its own, that runs for `age` seconds."""
    app = container("app", running(age), ready=False, started=True, readiness_probe=probe)
    return pod([app], meta=owned_by(kind, "new") if kind else {})


def replica_set(name: str, ready: int, deployment: str = "shop") -> ReplicaSet:
    meta: dict[str, Any] = owned_by("Deployment", deployment)
    return ReplicaSet(
        metadata=ObjectMeta(name=name, namespace="demo", uid=f"uid-{name}", **meta),
        status=ReplicaSetStatus(ready_replicas=ready),
    )


def one(each: Pod, *around: Any) -> Finding:
    (found,) = findings(each, *around)
    assert found.reason == "ReadinessProbeFailed"
    return found


@pytest.mark.parametrize(
    ("age", "severity"),
    [(80, Severity.NOTICE), (119, Severity.NOTICE), (150, Severity.WARNING), (301, Severity.CRITICAL)],
)
def test_a_pod_that_was_never_ready_is_given_time_to_start(age: float, severity: Severity) -> None:
    assert one(never_ready(age)).severity is severity


@pytest.mark.parametrize(
    ("age", "severity"),
    [(150, Severity.NOTICE), (299, Severity.NOTICE), (400, Severity.WARNING), (601, Severity.CRITICAL)],
)
def test_a_rollout_whose_old_pods_serve_has_as_long_as_a_deployment_gives_it(age: float, severity: Severity) -> None:
    around = replica_set("new", 0), replica_set("old", 3)
    assert one(never_ready(age, kind="ReplicaSet"), *around).severity is severity


@pytest.mark.parametrize(
    "around",
    [
        (),
        (replica_set("new", 0),),
        (replica_set("new", 2),),
        (replica_set("new", 0), replica_set("old", 0)),
        (replica_set("new", 0), replica_set("other", 3, deployment="cart")),
    ],
)
def test_pods_of_another_workload_or_none_at_all_make_no_rollout(around: tuple[ReplicaSet, ...]) -> None:
    assert one(never_ready(310, kind="ReplicaSet"), *around).severity is Severity.CRITICAL


def test_a_probe_that_begins_late_is_waited_for_even_longer() -> None:
    late = Probe(http_get=HTTPGetAction(port=8080), initial_delay_seconds=900)
    assert one(never_ready(800, probe=late)).severity is Severity.NOTICE
    assert one(never_ready(1000, probe=late)).severity is Severity.CRITICAL


def test_readiness_that_was_there_and_is_lost_is_critical_at_once() -> None:
    """Whatever other revisions do: this one served, and does so no more."""
    app = container("app", ready=False, started=True, readiness_probe=PROBE)
    lost = conditions(condition("Ready", "False", since=40), condition("ContainersReady", "False", since=40))
    down = pod([app], conditions=lost, meta=owned_by("ReplicaSet", "new"))
    assert one(down, replica_set("new", 0), replica_set("old", 3)).severity is Severity.CRITICAL


def failures(count: int, first: float, last: float) -> Event:
    said = "Readiness probe failed: cat: can't open '/tmp/up'"
    return event("Unhealthy", said, path="spec.containers{app}", count=count, first=first, at=last)


def test_readiness_that_comes_and_goes_is_one_finding_with_its_number() -> None:
    """Failures that are fewer than tries: some passed. READY looks well at this moment."""
    app = container(
        "app", readiness_probe=Probe(http_get=HTTPGetAction(port=8080), period_seconds=3, failure_threshold=1)
    )
    found = only(pod([app], conditions=conditions()), failures(20, 130, 20))
    assert (found.reason, found.severity) == ("ReadinessProbeFailed", Severity.WARNING)
    assert found.title == "app is ready and not ready by turns: 20 of about 37 tries of its probe failed since 11:57."


@pytest.mark.parametrize(("count", "first", "last"), [(16, 80, 22), (25, 140, 42)], ids=["two", "three"])
def test_outages_of_half_of_the_time_are_told_from_the_second_on(count: int, first: float, last: float) -> None:
    """As the kubelet of v1.35 counts them, at moments at which the container is ready."""
    app = container(
        "app", readiness_probe=Probe(http_get=HTTPGetAction(port=8080), period_seconds=3, failure_threshold=1)
    )
    found = only(pod([app], conditions=conditions()), failures(count, first, last))
    assert "is ready and not ready by turns" in found.title


@pytest.mark.parametrize(
    ("count", "first", "last"),
    [(36, 130, 20), (8, 37, 20), (1, 20, 20), (20, 7300, 7000)],
    ids=["one outage", "one outage, with tries between", "once", "before"],
)
def test_one_outage_that_is_over_is_none_that_comes_back(count: int, first: float, last: float) -> None:
    app = container(
        "app", readiness_probe=Probe(http_get=HTTPGetAction(port=8080), period_seconds=3, failure_threshold=1)
    )
    assert findings(pod([app], conditions=conditions()), failures(count, first, last)) == ()


def test_a_readiness_gate_says_what_its_controller_says() -> None:
    name, why = "target-health.elbv2.k8s.aws/shop", "Health checks failed with these codes: [404]"
    gate = condition(name, "False", since=900, reason="Target.FailedHealthChecks", message=why)
    gated = pod(
        [container("app")],
        conditions=(condition("ContainersReady", since=900), condition("Ready", "False", since=900), gate),
        spec={"readiness_gates": (PodReadinessGate(condition_type=name),)},
    )
    found = only(gated)
    assert found.title == f"The pod is not Ready: readiness gate {name} is not passed."
    assert f"Its condition says: `{why}`." in found.explanation


@pytest.mark.parametrize(
    ("answer", "is_slow"),
    [
        ("HTTP probe failed with statuscode: 503", True),
        ("/var/run/postgresql:5432 - rejecting connections", True),
        ('service unhealthy (responded with "NOT_SERVING")', True),
        ("Cluster is not yet ready", True),
        ("Error: LOADING Redis is loading the dataset in memory", True),
        ("psql: error: connection failed: FATAL:  the database system is starting up", True),
        ("/app: error while loading shared libraries: libpq.so.5: cannot open shared object file", False),
        ("Error loading shared library libssl.so.3: No such file or directory (needed by /app)", False),
        ("Exception occurred while starting the server", False),
        ("loading the model failed: out of memory", False),
        ("HTTP probe failed with statuscode: 404", False),
        ("dial tcp 10.1.0.7:8080: connect: connection refused", False),
        ("", False),
    ],
)
def test_a_program_that_says_itself_that_it_is_not_ready_yet_has_longer(answer: str, is_slow: bool) -> None:
    """It runs. Where nothing answers, or the probe asks for what is not there, more time rarely helps."""
    said = event("Unhealthy", f"Readiness probe failed: {answer}", path="spec.containers{app}", count=20, first=200)
    assert (one(never_ready(250), said).severity is Severity.NOTICE) is is_slow
    assert one(never_ready(310), said).severity is (Severity.WARNING if is_slow else Severity.CRITICAL)
    assert one(never_ready(610), said).severity is Severity.CRITICAL


@pytest.mark.parametrize(
    ("kind", "name", "joins"),
    [("StatefulSet", "db-2", True), ("StatefulSet", "db-0", False), ("ReplicaSet", "db-2", False)],
)
def test_a_member_that_joins_those_before_it_has_longer(kind: str, name: str, joins: bool) -> None:
    app = container("app", running(250), ready=False, started=True, readiness_probe=PROBE)
    member = pod([app], name=name, meta=owned_by(kind, "db"))
    assert (one(member).severity is Severity.NOTICE) is joins
    app = container("app", running(610), ready=False, started=True, readiness_probe=PROBE)
    assert one(pod([app], name=name, meta=owned_by(kind, "db"))).severity is Severity.CRITICAL
