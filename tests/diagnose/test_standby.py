"""A standby is not ready on purpose: a role is told, and a ready pod of its app has the other one."""

from __future__ import annotations

from typing import Any

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
from tests.support.builders import condition, conditions, container, event, findings, owned_by, pod, running

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
        (Probe(http_get=HTTPGetAction(path="/is-leader", port=80)), "HTTP probe failed with statuscode: 500", True),
        (
            Probe(http_get=HTTPGetAction(path="/v1/status/leader", port=80)),
            "HTTP probe failed with statuscode: 500",
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


def test_a_pod_that_has_another_role_for_the_moment_is_told_by_its_variable() -> None:
    probe = Probe(http_get=HTTPGetAction(path="/ready", port=8080))
    env = {role: (EnvVar(name="APP_ROLE", value=role),) for role in ("ACTIVE", "STANDBY")}
    active = broker("mq-0", "x", ready=True, probe=probe, env=env["ACTIVE"])
    standby = broker("mq-1", "x", ready=False, probe=probe, env=env["STANDBY"])
    said = failed("Readiness probe failed: HTTP probe failed with statuscode: 503")
    assert severity(standby, active, said) is Severity.NOTICE
