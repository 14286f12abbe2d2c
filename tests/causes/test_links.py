"""What links a consequence with its cause: agents of the node, its ports, storage, addresses, aggregated APIs."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import ContainerPort, ExecAction, Pod, Probe
from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.diagnose.reasons import Reason
from tests.causes.test_consequences import service, told
from tests.causes.test_consequences_in_words import with_claim
from tests.support.builders import (
    condition,
    conditions,
    container,
    crashing,
    event,
    job,
    owned_by,
    pod,
    report,
    running,
    terminated,
    waiting,
)

UNREADY = conditions(condition("Ready", "False"))
VALIDATOR = "nvcr.io/nvidia/cloud-native/gpu-operator-validator:v24.6.2"
BUILDS = Probe(exec=ExecAction(command=("nvidia-smi",)), period_seconds=10, failure_threshold=120)


def driver(where: str = "node-1", *, runs: float = 0, up: bool = False, restarts: int = 0) -> Pod:
    """NVIDIA's driver on a node: it crashes, or runs for some seconds and is or is not up."""
    name = "nvidia-driver-ctr"
    fields: dict[str, Any] = {"startup_probe": BUILDS}
    main = crashing(name, terminated(1), **fields)
    if runs or up:
        main = container(name, running(runs or 9000), ready=up, started=up, restarts=restarts, **fields)
    return pod(
        [main],
        name=f"driver-{where}",
        conditions=conditions() if up else UNREADY,
        spec={"node_name": where},
        meta=owned_by("DaemonSet", "nvidia-driver-daemonset"),
    )


def validates(what: str, name: str, main: str = "app", where: str = "node-1", *, lasts: float = 5000) -> Pod:
    """A pod of the GPU operator whose init container waits."""
    return pod(
        [container(main, waiting("PodInitializing"))],
        [container(f"{what}-validation", running(lasts), image=VALIDATOR, command=("nvidia-validator",))],
        name=name,
        phase="Pending",
        conditions=conditions(condition("Initialized", "False"), condition("Ready", "False")),
        spec={"node_name": where},
        meta=owned_by("DaemonSet", name),
    )


def toolkit(lasts: float = 5000) -> Pod:
    return validates("driver", "toolkit", "nvidia-container-toolkit-ctr", lasts=lasts)


def test_who_waits_for_an_agent_of_its_node_follows_from_it_along_the_chain() -> None:
    (cause,) = told(driver(), toolkit(), validates("toolkit", "plugin"), validates("toolkit", "exporter"))
    assert cause.container == "nvidia-driver-ctr"
    assert sorted(pod.name for each in cause.consequences for pod in each.pods) == ["exporter", "plugin", "toolkit"]


@pytest.mark.parametrize(
    "others",
    [(), (driver("node-2"),), (driver(up=True),)],
    ids=["not read", "on another node", "well"],
)
def test_a_wait_for_an_agent_that_is_not_at_fault_there_stands_for_itself(others: tuple[Pod, ...]) -> None:
    causes = told(toolkit(), *others)
    assert "driver-validation" in [cause.container for cause in causes]
    assert not any(cause.consequences for cause in causes)


def loud(*pods: Pod) -> set[str]:
    """The names of the pods of which more than a notice is said."""
    found = report(*pods).pods
    return {each.name for each in found if any(finding.severity is not Severity.NOTICE for finding in each.findings)}


def test_who_waits_for_an_agent_that_is_still_starting_waits_rightly() -> None:
    pods = (driver(runs=400), toolkit(500), validates("toolkit", "plugin", lasts=500))
    assert loud(*pods) == set()
    said = [finding.explanation for each in report(*pods).pods for finding in each.findings]
    assert any("nvidia-driver-ctr of pod driver-node-1 on its node, which is still starting" in each for each in said)


@pytest.mark.parametrize(
    "agent",
    [driver(runs=400, restarts=1), driver(runs=3000), driver("node-2", runs=400), driver(up=True)],
    ids=["was restarted", "takes too long", "on another node", "is up"],
)
def test_who_waits_for_another_reason_does_not(agent: Pod) -> None:
    assert "toolkit" in loud(agent, toolkit())


def on_host(name: str, *command: str, sick: bool = True, said: str = "", where: str = "node-1", **fields: Any) -> Pod:
    """A static pod of a control plane that shares the network of its node."""
    main = crashing(name, terminated(1, message=said), command=command, **fields)
    return pod(
        [main if sick else container(name, command=command, **fields)],
        name=f"{name}-{where}",
        conditions=UNREADY if sick else conditions(),
        spec={"node_name": where, "host_network": True},
        status={"host_ip": "10.0.0.1"},
        meta=owned_by("Node", where),
    )


def etcd(*, sick: bool = True, where: str = "node-1") -> Pod:
    return on_host(
        "etcd",
        "etcd",
        "--listen-client-urls=https://127.0.0.1:2379,https://10.0.0.1:2379",
        sick=sick,
        said="panic: corrupt" if sick else "",
        where=where,
    )


SERVER = ("kube-apiserver", "--etcd-servers=https://127.0.0.1:2379")
REFUSED = "dial tcp 127.0.0.1:2379: connect: connection refused"


@pytest.mark.parametrize("said", ["", REFUSED, REFUSED.replace("127.0.0.1", "10.0.0.1")])
def test_who_asks_a_port_of_its_node_follows_from_who_listens_there(said: str) -> None:
    (cause,) = told(etcd(), on_host("kube-apiserver", *SERVER, said=said))
    assert (cause.container, [each.container for each in cause.consequences]) == ("etcd", ["kube-apiserver"])
    assert "It serves the pods of node" not in cause.message


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ((etcd(where="node-2"),), ""),
        ((etcd(sick=False),), REFUSED),
        ((etcd(),), "Error: unknown flag: --insecure-port"),
        ((etcd(),), "dial tcp 127.0.0.1:2380: connect: connection refused"),
    ],
    ids=["of another node", "well", "another trouble", "another port"],
)
def test_another_trouble_of_who_asks_a_port_is_told_by_itself(others: tuple[Pod, ...], said: str) -> None:
    causes = told(*others, on_host("kube-apiserver", *SERVER, said=said))
    assert "kube-apiserver" in [cause.container for cause in causes]


def test_a_pod_with_its_own_network_asks_its_own_localhost() -> None:
    app = pod([crashing("app", terminated(1, message=REFUSED))], name="app-0", meta=owned_by("StatefulSet", "app"))
    assert len(told(etcd(), app)) == 2


def test_who_asks_its_node_for_a_host_port_follows_from_the_agent_that_has_it() -> None:
    ports = (ContainerPort(container_port=4317, host_port=4317),)
    agent = pod(
        [crashing("otel-agent", terminated(1), ports=ports)], name="otel-1", meta=owned_by("DaemonSet", "otel-agent")
    )
    said = "failed to connect to 10.0.0.1:4317: connection refused"
    app = pod(
        [crashing("app", terminated(1, message=said))],
        name="app-0",
        status={"host_ip": "10.0.0.1"},
        meta=owned_by("StatefulSet", "app"),
    )
    (cause,) = told(agent, app)
    assert cause.container == "otel-agent"


def osd(number: int, *, sick: bool = True, namespace: str = "rook-ceph") -> Pod:
    image = "quay.io/ceph/ceph:v18.2.2"
    return pod(
        [crashing("osd", terminated(1), image=image) if sick else container("osd", image=image)],
        name=f"osd-{number}",
        conditions=UNREADY if sick else conditions(),
        meta={**owned_by("ReplicaSet", f"osd-{number}"), "namespace": namespace},
    )


HANGS = (
    'MountVolume.MountDevice failed for volume "pvc-1" : rpc error: code = Aborted desc = an operation with the given'
    " Volume ID 0001-0009-rook-ceph-0000000000000002-ef4d4804-a486-11ec-98ec-de98259296e0 already exists"
)


def mounts(*others: Any, message: str = HANGS) -> tuple[Cause, ...]:
    """The causes of a pod whose volume is not mounted, beside these."""
    web = with_claim("web")
    failed = event("FailedMount", message, about=web.metadata.uid, first=2000, at=20)
    return told(web, failed, *others)


def test_a_mount_that_hangs_follows_from_the_storage_of_which_most_is_down() -> None:
    causes = mounts(osd(0), osd(1), osd(2, sick=False))
    assert {cause.container for cause in causes} == {"osd"}
    assert [each.reason for cause in causes for each in cause.consequences] == [Reason.FAILED_MOUNT]


@pytest.mark.parametrize(
    "osds",
    [
        (osd(0), osd(1, sick=False), osd(2, sick=False)),
        (osd(0, namespace="other-ceph"), osd(1, namespace="other-ceph")),
        (osd(0, sick=False),),
    ],
    ids=["most are well", "another cluster", "all are well"],
)
def test_storage_that_answers_explains_no_mount(osds: tuple[Pod, ...]) -> None:
    assert Reason.FAILED_MOUNT in [cause.reason for cause in mounts(*osds)]


def test_a_mount_that_fails_for_another_reason_stands_for_itself() -> None:
    held = HANGS.partition("rpc error")[0] + "rbd image pool/csi-vol is still being used"
    assert Reason.FAILED_MOUNT in [cause.reason for cause in mounts(osd(0), osd(1), message=held)]


def test_a_mount_follows_from_the_file_server_at_the_address_of_its_service() -> None:
    server = pod(
        [crashing("nfs", terminated(1))],
        name="nfs-0",
        meta={"labels": {"app": "nfs"}, **owned_by("StatefulSet", "nfs")},
    )
    message = (
        'MountVolume.SetUp failed for volume "pvc-1" : mount failed: exit status 32 Mounting command: mount'
        " Mounting arguments: -t nfs 10.96.3.4:/exports /var/lib/kubelet/x Output: mount.nfs: Connection timed out"
    )
    (cause,) = mounts(server, at("nfs", "10.96.3.4"), message=message)
    assert cause.container == "nfs"


def at(name: str, address: str) -> Any:
    """A Service with a cluster IP."""
    made = service(name, app=name)
    return type(made)(metadata=made.metadata, spec=type(made.spec)(cluster_ip=address, selector={"app": name}))


def broker(name: str = "mq-0", *, sick: bool = True, address: str = "10.1.0.7") -> Pod:
    return pod(
        [crashing("mq", terminated(1)) if sick else container("mq")],
        name=name,
        conditions=UNREADY if sick else conditions(),
        status={"pod_ip": address},
        meta={"labels": {"app": "mq"}, **owned_by("StatefulSet", "mq")},
    )


def asks(said: str) -> Pod:
    return pod([crashing("app", terminated(1, message=said))], name="app-0", meta=owned_by("StatefulSet", "app"))


@pytest.mark.parametrize(
    "said",
    [
        "amqp: dial tcp 10.96.4.9:5672: connect: connection refused",
        "connect ECONNREFUSED 10.1.0.7:5672",
        "java.net.UnknownHostException: mq-0.mq-headless",
    ],
    ids=["of its Service", "its own", "its host name"],
)
def test_who_is_refused_at_an_address_follows_from_who_has_it(said: str) -> None:
    (cause,) = told(asks(said), broker(), at("mq", "10.96.4.9"))
    assert (cause.container, [each.container for each in cause.consequences]) == ("mq", ["app"])


@pytest.mark.parametrize(
    ("said", "others"),
    [
        ("dial tcp 10.96.4.10:5672: connect: connection refused", ()),
        ("dial tcp 10.96.4.9:5672: connect: connection refused", (broker("mq-1", sick=False, address="10.1.0.8"),)),
        ("connect ECONNREFUSED 10.1.0.8:5672", (broker("mq-1", sick=False, address="10.1.0.8"),)),
        ("dial tcp 10.96.4.9:5672: password refused", ()),
    ],
    ids=["another address", "another pod serves", "the pod that is well", "it answered"],
)
def test_an_address_of_another_explains_nothing(said: str, others: tuple[Pod, ...]) -> None:
    causes = told(asks(said), broker(), at("mq", "10.96.4.9"), *others)
    assert "app" in [cause.container for cause in causes]


BLIND = (
    "failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource"
    " metrics API: the server is currently unable to handle the request (get pods.metrics.k8s.io)"
)


def autoscaler(name: str, message: str = BLIND) -> Any:
    return event(
        "FailedGetResourceMetric",
        message,
        about=f"uid-{name}",
        kind="HorizontalPodAutoscaler",
        name=name,
        first=3000,
        at=10,
        count=200,
    )


def measures(*, sick: bool = True) -> Pod:
    image = "registry.k8s.io/metrics-server/metrics-server:v0.7.1"
    main = crashing("metrics-server", terminated(1), image=image)
    return pod(
        [main if sick else container("metrics-server", image=image)],
        name="metrics-server-1",
        conditions=UNREADY if sick else conditions(),
        meta=owned_by("Deployment", "metrics-server"),
    )


def test_autoscalers_follow_from_who_serves_their_metrics() -> None:
    (cause,) = told(measures(), *(autoscaler(f"hpa-{number}") for number in range(5)))
    assert cause.container == "metrics-server"
    assert "HorizontalPodAutoscaler/hpa-0 cannot scale" in cause.message
    assert "2 more workloads show what follows from it." in cause.message


@pytest.mark.parametrize(
    ("pods", "message"),
    [((measures(sick=False),), BLIND), ((), BLIND), ((measures(),), BLIND.replace("metrics.k8", "custom.metrics.k8"))],
    ids=["well", "not read", "another API"],
)
def test_an_autoscaler_stands_for_itself_where_nobody_who_serves_it_is_at_fault(
    pods: tuple[Pod, ...], message: str
) -> None:
    causes = told(*pods, autoscaler("hpa-0", message))
    assert ["HorizontalPodAutoscaler/hpa-0"] in [list(cause.owners) for cause in causes]


def migration(at: float, message: str = "dial tcp: connect to http://db:5432: connection refused") -> Pod:
    """The pod of a Job that failed for good, `at` seconds ago."""
    ended = container("migrate", terminated(1, at=at, message=message))
    return pod([ended], name="migrate-x2v9k", phase="Failed", meta=owned_by("Job", "migrate"))


OVER = job("migrate", condition("Failed", since=50, reason="BackoffLimitExceeded"))
DB = pod(
    [crashing("postgres", terminated(3))],
    name="db-0",
    conditions=conditions(condition("Ready", "False", since=3000)),
    meta={"labels": {"app": "db"}, **owned_by("StatefulSet", "db")},
)


def test_a_job_that_failed_for_good_follows_from_the_server_that_was_down_then() -> None:
    (cause,) = told(migration(60), OVER, DB, service("db", app="db"))
    assert (cause.container, [each.container for each in cause.consequences]) == ("postgres", ["migrate"])
    assert cause.explanation.endswith("What failed of Job/migrate is not tried again.")


@pytest.mark.parametrize(
    "failed",
    [migration(7000), migration(60, "relation does not exist")],
    ids=["the server was well then", "it answered"],
)
def test_a_job_that_failed_for_another_reason_does_not(failed: Pod) -> None:
    causes = told(failed, OVER, DB, service("db", app="db"))
    assert {cause.container for cause in causes} == {"postgres", "migrate"}


def test_a_job_that_failed_for_good_in_a_pod_that_runs_on_follows_from_it_too() -> None:
    """Its helper is no native sidecar."""
    ended = container(
        "migrate", terminated(1, at=60, message="dial tcp: connect to http://db:5432: connection refused")
    )
    held = pod(
        [ended, container("worker")],
        name="migrate-x2v9k",
        spec={"restart_policy": "Never"},
        meta=owned_by("Job", "migrate"),
    )
    (cause,) = told(held, DB, service("db", app="db"))
    assert [each.container for each in cause.consequences] == ["migrate"]
