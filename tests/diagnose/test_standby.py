"""A standby is not ready on purpose: a role is told, and a ready pod of its app has the other one."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import (
    ContainerPort,
    EnvVar,
    Event,
    ExecAction,
    HTTPGetAction,
    Pod,
    Probe,
    TCPSocketAction,
)
from kubectl_sidecars.diagnose import Finding, Severity
from tests.support.builders import ago, condition, conditions, container, event, findings, owned_by, pod, running

CORE = Probe(tcp_socket=TCPSocketAction(port=61616))
REFUSED = "Readiness probe failed: dial tcp 10.1.0.7:61616: connect: connection refused"


def broker(name: str, role: str, *, ready: bool, probe: Probe = CORE, app: str = "mq", **status: Any) -> Pod:
    meta = {**owned_by("StatefulSet", f"mq-{role}"), "labels": {"app": app, "role": role}}
    ports = (ContainerPort(container_port=61616),)
    since = status.pop("since", 90_000.0)
    main = container("broker", running(since), ready=ready, started=True, readiness_probe=probe, ports=ports, **status)
    never = conditions(*(condition(type_, "False", since=since) for type_ in ("Ready", "ContainersReady")))
    return pod([main], name=name, meta=meta, conditions=conditions() if ready else never)


def failed(said: str = REFUSED) -> Event:
    return event("Unhealthy", said, path="spec.containers{broker}", at=5, first=3000, count=300, about="uid-mq-1")


MASTER = broker("mq-0", "master", ready=True)


def unready(standby: Pod, *around: Any) -> Finding:
    (found,) = (found for found in findings(standby, *around) if found.reason == "ReadinessProbeFailed")
    return found


def severity(standby: Pod, *around: Any) -> Severity:
    return unready(standby, *around).severity


@pytest.mark.parametrize("role", ["slave", "standby", "backup", "passive", "secondary"])
def test_the_other_one_of_a_pair_is_named(role: str) -> None:
    found = unready(broker("mq-1", role, ready=False), MASTER, failed())
    assert found.severity is Severity.NOTICE
    assert found.title == "broker is not ready, and may be a standby."
    assert found.explanation.startswith("demo/mq-0 of the same app is ready.")


@pytest.mark.parametrize(
    "around",
    [
        (),
        (broker("mq-0", "master", ready=False),),
        (broker("mq-0", "slave", ready=True),),
        (broker("mq-0", "master", ready=True, app="other"),),
        (broker("mq-0", "master", ready=True, image="registry.example.com/other:1"),),
    ],
    ids=["alone", "not ready", "the same role", "of another app", "of another image"],
)
def test_without_a_ready_pod_of_the_other_role_it_is_a_fault(around: tuple[Pod, ...]) -> None:
    assert severity(broker("mq-1", "slave", ready=False), *around, failed()) is Severity.CRITICAL


def test_one_that_restarts_is_no_standby() -> None:
    again = broker("mq-1", "slave", ready=False, restarts=3, since=900)
    assert severity(again, MASTER, failed()) is not Severity.NOTICE


def test_one_that_fails_its_liveness_probe_is_no_standby() -> None:
    stuck = event("Unhealthy", "Liveness probe failed: timeout", path="spec.containers{broker}", about="uid-mq-1")
    assert severity(broker("mq-1", "slave", ready=False), MASTER, failed(), stuck) is not Severity.NOTICE


@pytest.mark.parametrize("role", ["replica", "worker", "master"])
def test_other_roles_are_to_be_ready(role: str) -> None:
    """A replica of a database serves too."""
    assert severity(broker("mq-1", role, ready=False), MASTER, failed()) is Severity.CRITICAL


def test_a_slave_whose_command_fails_is_no_standby() -> None:
    """A replica of Redis that cannot log in at its master."""
    ping = Probe(exec=ExecAction(command=("redis-cli", "ping")))
    lost = failed("Readiness probe failed: MASTERDOWN Link with MASTER is down and replica-serve-stale-data is no.")
    assert severity(broker("mq-1", "slave", ready=False, probe=ping), MASTER, lost) is Severity.CRITICAL


@pytest.mark.parametrize(
    ("probe", "answer", "stands_by"),
    [
        (Probe(http_get=HTTPGetAction(path="/primary", port=8008)), "HTTP probe failed with statuscode: 503", True),
        (Probe(http_get=HTTPGetAction(path="/is-leader", port=80)), "HTTP probe failed with statuscode: 503", True),
        (
            Probe(http_get=HTTPGetAction(path="/v1/status/leader", port=80)),
            "HTTP probe failed with statuscode: 503",
            False,
        ),
        (Probe(exec=ExecAction(command=("sh", "-c", "curl http://127.0.0.1:8500/v1/status/leader"))), "", False),
        (Probe(http_get=HTTPGetAction(path="/v1/sys/health", port=80)), "HTTP probe failed with statuscode: 429", True),
        (
            Probe(http_get=HTTPGetAction(path="/v1/sys/health", port=80)),
            "HTTP probe failed with statuscode: 503",
            False,
        ),
        (Probe(exec=ExecAction(command=("chkmqready",))), "", True),
        (Probe(exec=ExecAction(command=("sh", "-c", "redis-cli info | grep role:master"))), "", True),
        (Probe(exec=ExecAction(command=("mongosh", "--eval", "db.hello().isWritablePrimary"))), "", True),
        (
            Probe(exec=ExecAction(command=("mongosh", "--eval", "hello().isWritablePrimary || hello().secondary"))),
            "",
            False,
        ),
        (Probe(exec=ExecAction(command=("/health/ping_readiness_local_and_master.sh", "1"))), "", False),
        (Probe(http_get=HTTPGetAction(path="/healthz", port=80)), "HTTP probe failed with statuscode: 503", False),
    ],
)
def test_a_probe_that_asks_for_a_role_passes_in_one_pod_of_several(probe: Probe, answer: str, stands_by: bool) -> None:
    mate, standby = (broker(f"mq-{number}", "node", ready=number == 0, probe=probe) for number in range(2))
    said = failed(f"Readiness probe failed: {answer}")
    assert (severity(standby, mate, said) is Severity.NOTICE) is stands_by
    assert severity(standby, said) is Severity.CRITICAL


@pytest.mark.parametrize(("port", "stands_by"), [(9999, True), (8080, False)])
def test_a_probe_that_asks_who_was_elected_passes_in_one_pod(port: int, stands_by: bool) -> None:
    probe = Probe(http_get=HTTPGetAction(path="/", port=port))
    env = (EnvVar(name="K8S_AWAIT_ELECTION_STATUS_ENDPOINT", value=":9999"),)
    leader, standby = (broker(f"mq-{each}", "node", ready=each == 0, probe=probe, env=env) for each in range(2))
    said = failed("Readiness probe failed: HTTP probe failed with statuscode: 503")
    assert (severity(standby, leader, said) is Severity.NOTICE) is stands_by


def test_a_pod_that_has_another_role_for_the_moment_is_told_by_its_variable() -> None:
    probe = Probe(http_get=HTTPGetAction(path="/ready", port=8080))
    env = {role: (EnvVar(name="APP_ROLE", value=role),) for role in ("ACTIVE", "STANDBY")}
    active = broker("mq-0", "x", ready=True, probe=probe, env=env["ACTIVE"])
    standby = broker("mq-1", "x", ready=False, probe=probe, env=env["STANDBY"])
    said = failed("Readiness probe failed: HTTP probe failed with statuscode: 503")
    assert severity(standby, active, said) is Severity.NOTICE


def node(number: int, path: str, *, ready: bool, **fields: Any) -> Pod:
    """A pod of four whose readiness probe asks for this path."""
    return broker(f"mq-{number}", "node", ready=ready, probe=asking(path), **fields)


def asking(path: str) -> Probe:
    return Probe(http_get=HTTPGetAction(path=path, port=8080))


def answered(status: int) -> Event:
    return failed(f"Readiness probe failed: HTTP probe failed with statuscode: {status}")


ANSWERS = [
    answered(500),
    answered(502),
    answered(404),
    failed('Readiness probe failed: Get "http://10.1.0.7:8080/active": context deadline exceeded'),
    failed(
        'Readiness probe failed: Get "http://10.1.0.7:8080/active": dial tcp 10.1.0.7:8080: connect: connection refused'
    ),
]


@pytest.mark.parametrize("path", ["/active", "/leader", "/api/master", "/primary", "/read-write", "/standby-leader"])
def test_an_exclusive_role_is_that_of_one_ready_pod(path: str) -> None:
    """Where several pods are ready, it is no role that keeps another one from being so."""
    mates = [[node(number, path, ready=number in ready) for number in (0, 2, 3)] for ready in ([0], [0, 2], [0, 2, 3])]
    standby = node(1, path, ready=False)
    found = [unready(standby, *each, answered(503)).predicate for each in mates]
    assert found == ["is not ready, and may be a standby", *["fails its readiness probe"] * 2]
    assert severity(standby, *mates[2], answered(500)) is Severity.CRITICAL


@pytest.mark.parametrize("said", ANSWERS)
@pytest.mark.parametrize("path", ["/active", "/replica"])
def test_another_answer_than_that_of_a_role_is_trouble(path: str, said: Event) -> None:
    assert severity(node(1, path, ready=False), node(0, path, ready=True), said) is Severity.CRITICAL


@pytest.mark.parametrize(
    ("path", "status"),
    [("/active", 429), ("/isActive", 405), ("/druid/coordinator/v1/isLeader", 404), ("/v1/sys/health", 473)],
)
def test_programs_have_statuses_of_their_own_for_a_standby(path: str, status: int) -> None:
    found = unready(node(1, path, ready=False), node(0, path, ready=True), answered(status))
    assert found.predicate == "is not ready, and may be a standby"


@pytest.mark.parametrize("path", ["/replica?lag=16MB", "/standby", "/is-secondary"])
def test_a_role_of_many_leaves_one_pod_that_is_not_ready(path: str) -> None:
    mates = [[node(number, path, ready=number in ready) for number in (0, 2, 3)] for ready in ([0, 2, 3], [0, 2], [])]
    active = node(1, path, ready=False)
    found = [unready(active, *each, answered(503)).predicate for each in mates]
    assert found == ["is not ready, and may be the active one", *["fails its readiness probe"] * 2]


def test_both_sides_pass_what_asks_for_reading() -> None:
    """Patroni answers /read-only in the primary too."""
    mates = [node(number, "/read-only", ready=True) for number in (0, 2)]
    assert severity(node(1, "/read-only", ready=False), *mates, answered(503)) is Severity.CRITICAL


def test_a_ready_replica_does_not_have_the_role_that_the_primary_lacks() -> None:
    replica = node(0, "/replica", ready=True)
    assert severity(node(1, "/primary", ready=False), replica, answered(503)) is Severity.CRITICAL


def test_the_active_pod_that_goes_is_no_second_one() -> None:
    leaving = {"deletion_timestamp": ago(-20), "deletion_grace_period_seconds": 30}
    old = node(0, "/active", ready=True)
    old = msgspec.structs.replace(old, metadata=msgspec.structs.replace(old.metadata, **leaving))
    standby = node(1, "/active", ready=False)
    for mates in ([old], [old, node(2, "/active", ready=True)]):
        found = unready(standby, *mates, answered(503))
        assert found.severity is Severity.NOTICE
        assert found.explanation.startswith(f"demo/{mates[-1].metadata.name} of the same app is ready.")


def test_while_an_update_is_under_way_the_active_pod_may_have_another_tag() -> None:
    mate = node(0, "/active", ready=True, image="registry.example.com/broker:2.0")
    assert severity(node(1, "/active", ready=False), mate, answered(503)) is Severity.NOTICE


@pytest.mark.parametrize(
    ("command", "answer", "stands_by"),
    [
        ("curl -f http://localhost:8008/primary", "curl: (22) The requested URL returned error: 503", True),
        ("curl -f http://localhost:8008/primary", "curl: (22) The requested URL returned error: 500", False),
        ("curl -f http://localhost:8008/primary", "curl: (7) Failed to connect to localhost port 8008", False),
        ("wget -qO- http://localhost/leader", "wget: server returned error: HTTP/1.1 503 Service Unavailable", True),
        ("psql -c 'select not pg_is_in_recovery()'", "", True),
        ("psql -c 'select not pg_is_in_recovery()'", "psql: error: could not connect to server", False),
        ("redis-cli info | grep role:master", "NOAUTH Authentication required.", False),
        ("redis-cli info | grep role:master", 'command "sh -c redis-cli" timed out', False),
        ("redis-cli info | grep -E 'role:master|role:slave'", "", False),
        ("mongosh --eval 'db.hello().isWritablePrimary'", "false", True),
    ],
)
def test_a_command_that_could_not_ask_is_trouble(command: str, answer: str, stands_by: bool) -> None:
    probe = Probe(exec=ExecAction(command=("sh", "-c", command)))
    mate, standby = (broker(f"mq-{number}", "node", ready=number == 0, probe=probe) for number in range(2))
    said = failed(f"Readiness probe failed: {answer}")
    assert (severity(standby, mate, said) is Severity.NOTICE) is stands_by


def test_a_standby_that_was_active_is_not_ready_by_turns() -> None:
    """Its probe passed between the failures, and no program says that it is not well."""
    often = event(
        "Unhealthy", answered(503).message, path="spec.containers{broker}", at=5, first=3000, count=40, about="uid-mq-1"
    )
    standby, mate = node(1, "/active", ready=False), node(0, "/active", ready=True)
    found = unready(standby, mate, often)
    assert found.title == "broker is not ready, and may be a standby."
    assert "not well" not in found.message
    assert "by turns" in unready(standby, often).title


def test_a_leader_whose_probe_names_no_role_stays_a_fault() -> None:
    """The other pods of a Deployment may be standbys, and may as well be broken: nothing that is read tells which."""
    probe = Probe(http_get=HTTPGetAction(path="/", port=9090))
    args = ("--enable-leader-election",)
    mate, other = (broker(f"mq-{number}", "node", ready=number == 0, probe=probe, args=args) for number in range(2))
    assert severity(other, mate, failed()) is Severity.CRITICAL
