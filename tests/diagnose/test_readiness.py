"""Readiness that does not come: a start is given its time, and more of it while the pods of an older revision serve."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import Event, HTTPGetAction, ObjectMeta, Pod, PodStatus, Probe, ReplicaSet, ReplicaSetStatus
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


def of_template(name: str, age: float, took: float | None, *, owner: str = "shop", **fields: Any) -> Pod:
    """A pod that runs for `age` seconds, and was ready after `took`, or never."""
    probe = fields.pop("probe", PROBE)
    app = container("app", running(age), ready=took is not None, started=True, readiness_probe=probe, **fields)
    status, since = ("False", age) if took is None else ("True", age - took)
    changed = (condition(type_, status, since=since) for type_ in ("Ready", "ContainersReady"))
    meta = {**owned_by("ReplicaSet", owner), "labels": {"pod-template-hash": owner}}
    return pod([app], name=name, meta=meta, conditions=conditions(*changed))


@pytest.mark.parametrize(
    ("age", "severity"),
    [(200, Severity.NOTICE), (359, Severity.NOTICE), (361, Severity.CRITICAL)],
)
def test_a_new_pod_may_take_half_as_long_again_as_the_slowest_of_its_template(age: float, severity: Severity) -> None:
    mates = of_template("a", 9000, 60), of_template("b", 9000, 240), of_template("c", 9000, 100)
    found = one(of_template("shop", age, None), *mates)
    assert found.severity is severity
    words = "ReplicaSet/shop has a pod that took 4 minutes until it was ready."
    assert (words in found.explanation) is (severity is Severity.NOTICE)


@pytest.mark.parametrize(
    "mate",
    [
        of_template("a", 9000, 60),
        of_template("a", 9000, 240, owner="other"),
        of_template("a", 9000, 240, restarts=1),
        of_template("a", 9000, 2000),
        of_template("a", 150, None),
        pod([container("app", running(9000), readiness_probe=PROBE)], name="a"),
    ],
    ids=["quick", "of another template", "restarted", "ready again, rather", "not ready", "without an owner"],
)
def test_only_a_first_start_of_the_same_template_gives_more_time(mate: Pod) -> None:
    assert one(of_template("shop", 150, None), mate).severity is Severity.WARNING


def test_nobody_is_waited_for_longer_than_a_quarter_of_an_hour() -> None:
    mate = of_template("a", 9000, 890)
    assert one(of_template("shop", 899, None), mate).severity is Severity.NOTICE
    assert one(of_template("shop", 901, None), mate).severity is Severity.CRITICAL


def test_a_pod_that_was_ready_or_starts_again_is_not_given_the_time_of_a_first_start() -> None:
    mate = of_template("a", 9000, 240)
    lost = msgspec.structs.replace(
        of_template("shop", 9000, None), status=unready_since(150, of_template("shop", 9000, None))
    )
    assert one(lost, mate).severity is Severity.CRITICAL
    again = of_template("shop", 150, None, restarts=1)
    found = [each for each in findings(again, mate) if each.reason == "ReadinessProbeFailed"]
    assert [each.severity for each in found] == [Severity.WARNING]


def unready_since(seconds: float, each: Pod) -> PodStatus:
    changed = (condition(type_, "False", since=seconds) for type_ in ("Ready", "ContainersReady"))
    return msgspec.structs.replace(each.status, conditions=conditions(*changed))
