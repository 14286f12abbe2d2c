"""A pod whose probe asks another one of its node waits quietly while that is renewed, else follows from it."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import ContainerPort, HTTPGetAction, OwnerReference, Pod, Probe
from kubectl_sidecars.api.container import TCPSocketAction
from kubectl_sidecars.diagnose import Severity
from tests.support.builders import (
    UNREADY,
    Built,
    ago,
    condition,
    conditions,
    container,
    crashing,
    findings,
    pod,
    report,
    running,
    terminated,
)

HOST, PORT = "10.0.0.7", 6443
READYZ = Probe(http_get=HTTPGetAction(path="/readyz", port=PORT, host=HOST))


def guard(probe: Probe = READYZ, lost: float = 120) -> Pod:
    unready = conditions(*(condition(each, "False", since=lost) for each in ("Ready", "ContainersReady")))
    status = {"host_ip": HOST, "pod_ip": "10.128.1.5"}
    main = container("guard", running(9000), ready=False, readiness_probe=probe)
    return pod([main], name="guard", conditions=unready, status=status)


def server(since: float = 38, port: int = PORT, main: Built | None = None, **fields: Any) -> Pod:
    """A static pod that listens on the node."""
    made = main or container(
        "kube-apiserver",
        running(since),
        ready=False,
        started=False,
        ports=(ContainerPort(container_port=port, host_port=port),),
        startup_probe=Probe(http_get=HTTPGetAction(path="/livez", port=port), failure_threshold=30, period_seconds=5),
    )
    owner = (OwnerReference(kind="Node", name="node-1", uid="n", controller=True),)
    return pod(
        [made],
        name="kube-apiserver-node-1",
        conditions=UNREADY,
        spec={"host_network": True, "node_name": fields.pop("node", "node-1")},
        status={"host_ip": HOST, "pod_ip": HOST, "start_time": ago(since)},
        meta={"owner_references": owner, "creation_timestamp": ago(since), **fields},
    )


BROKEN = crashing("kube-apiserver", terminated(1), ports=(ContainerPort(container_port=PORT, host_port=PORT),))


@pytest.mark.parametrize(
    "probe", [READYZ, Probe(tcp_socket=TCPSocketAction(port=PORT, host=HOST))], ids=["http", "tcp"]
)
@pytest.mark.parametrize("asked", [server(), server(9000, deletion_timestamp=ago(-60))], ids=["starts", "ends in time"])
def test_a_guard_is_quiet_while_what_it_asks_is_renewed(probe: Probe, asked: Pod) -> None:
    (found,) = findings(guard(probe), asked)
    assert found.severity is Severity.NOTICE
    assert "kube-apiserver of pod kube-apiserver-node-1" in found.message


@pytest.mark.parametrize(
    "asked",
    [
        server(900),
        server(port=2379),
        server(node="node-2"),
        server(main=BROKEN),
        server(9000, deletion_timestamp=ago(60)),
    ],
    ids=["takes too long", "another port", "another node", "crashes", "does not end"],
)
def test_a_guard_speaks_up_otherwise(asked: Pod) -> None:
    (found,) = findings(guard(), asked)
    assert found.severity is Severity.CRITICAL


def test_a_probe_of_the_pod_itself_is_not_excused() -> None:
    own = Probe(http_get=HTTPGetAction(path="/readyz", port=PORT))
    assert [each.severity for each in findings(guard(own), server())] == [Severity.CRITICAL]


def test_a_guard_follows_from_what_it_asks() -> None:
    (cause,) = report(guard(), server(main=BROKEN)).causes
    assert cause.container == "kube-apiserver"
    assert [each.pods[0].name for each in cause.consequences] == ["guard"]


def test_a_guard_of_another_port_does_not() -> None:
    assert len(report(guard(), server(main=crashing("etcd", terminated(1)))).causes) == 2
