"""What a failure depends on outside its pod, as messages and commands name it; and what pods give to others."""

from __future__ import annotations

import msgspec
import pytest

from kubectl_sidecars.api import ObjectMeta, Service, Volume
from kubectl_sidecars.api.pod import CSIVolumeSource
from kubectl_sidecars.classify.catalog import Index, built_in
from kubectl_sidecars.classify.known_container import ServiceName
from kubectl_sidecars.classify.rules_file import parse_rules
from kubectl_sidecars.diagnose.facts.asked_peers import peer_needs, server_needs
from kubectl_sidecars.diagnose.facts.container_needs import aggregated_needs
from kubectl_sidecars.diagnose.facts.dependencies import (
    claim_needs,
    device_needs,
    eviction_needs,
    network_needs,
)
from kubectl_sidecars.diagnose.facts.served import serving
from kubectl_sidecars.diagnose.facts.storage_needs import mount_needs
from kubectl_sidecars.diagnose.needs import NODES, AgentNeed, ClusterNeed, Need, NodeNeed, PeerNeed, PodNeed, PortNeed
from kubectl_sidecars.diagnose.subject import Subject
from tests.support.builders import container, pod, subject
from tests.support.paths import ROOT


def agent(*services: str, node: str = "n") -> AgentNeed:
    """An agent of the node that gives one of these services."""
    return AgentNeed(node, tuple(map(ServiceName.of, services)))


def cluster(service: str) -> ClusterNeed:
    return ClusterNeed(ServiceName.of(service))


DNS = (agent("resolver:", node="node-1"), cluster("dns:cluster"))
SHOP = subject(pod([container("app")]))
ON_N = subject(pod([container("app")], spec={"node_name": "n"}))


@pytest.mark.parametrize(
    ("message", "services"),
    [
        ('failed to setup network for sandbox "x": plugin type="calico" failed (add): nodename', ("cni:calico",)),
        ('plugin type="multus" name="m" failed (add): plugin type="flannel" failed', ("cni:flannel", "cni:multus")),
        ("NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error", ("cni:",)),
    ],
)
def test_a_network_needs_the_plugins_that_the_runtime_names(message: str, services: tuple[str, ...]) -> None:
    assert network_needs("n", message) == (agent(*services),)


@pytest.mark.parametrize(
    ("message", "need"),
    [
        (
            "MountDevice failed: driver name ebs.csi.aws.com not found in the list of registered CSI drivers",
            agent("csi:ebs.csi.aws.com"),
        ),
        (
            'AttachVolume.Attach failed for volume "pvc-1" : CSINode node-1 does not contain driver ebs.csi.aws.com',
            agent("csi:ebs.csi.aws.com"),
        ),
        (
            "dial unix /var/lib/kubelet/plugins/efs.csi.aws.com/csi.sock: connect: connection refused",
            agent("csi:efs.csi.aws.com"),
        ),
        (
            "timed out waiting for external-attacher of disk.csi.azure.com CSI driver to attach volume",
            cluster("csi:disk.csi.azure.com"),
        ),
        (
            'failed to mount secrets store objects for pod a/b, err: provider not found: provider "azure"',
            agent("secrets-provider:azure", "csi:secrets-store.csi.k8s.io"),
        ),
    ],
)
def test_a_volume_needs_the_driver_that_the_message_names(message: str, need: Need) -> None:
    assert mount_needs(ON_N, message) == (need,)


def test_a_claim_and_a_device_need_the_plugin_of_their_node() -> None:
    words = "prepare dynamic resources: DRA driver gpu.nvidia.com is not registered"
    assert claim_needs("n", words) == (agent("dra:gpu.nvidia.com"),)
    words = "Allocate failed due to no healthy devices present; cannot allocate unhealthy devices nvidia.com/gpu"
    assert device_needs("n", words) == (agent("device:nvidia.com/gpu", "device:nvidia.com/*"),)


@pytest.mark.parametrize(
    "message", ["", "context deadline exceeded", 'secret "db" not found', "no space left on device"]
)
def test_a_message_that_names_nothing_needs_nothing(message: str) -> None:
    found = (network_needs("n", message), mount_needs(ON_N, message), claim_needs("n", message))
    assert (*found, device_needs("n", message)) == ((), (), (), ())


def test_an_eviction_needs_the_node_without_that_pressure() -> None:
    assert eviction_needs("n", "Evicted", "memory") == (NodeNeed("n", "MemoryPressure"),)
    assert eviction_needs("n", "Evicted", "") == ()
    assert eviction_needs("n", "Preempting", "memory") == ()


@pytest.mark.parametrize(
    ("command", "needs"),
    [
        ("until nc -z -w 2 db 5432; do sleep 2; done", [PeerNeed("demo", "db"), PortNeed("demo", 5432)]),
        (
            "until pg_isready -h db.data.svc.cluster.local -p 5432; do sleep 1; done",
            [PeerNeed("data", "db"), PortNeed("data", 5432)],
        ),
        ("while ! curl -sf http://api.shop:8080/ready; do sleep 1; done", [PeerNeed("shop", "api")]),
        (
            "until nslookup mongo-0.mongo.data.svc.cluster.local; do sleep 1; done",
            [PodNeed("data", "mongo-0"), PeerNeed("data", "mongo")],
        ),
        ("until nslookup -timeout=10 bookie | grep Name; do sleep 1; done", [PeerNeed("demo", "bookie")]),
        ("wait-for-it redis:6379 -t 0", [PeerNeed("demo", "redis"), PortNeed("demo", 6379)]),
    ],
)
def test_a_wait_asks_services(command: str, needs: list[Need]) -> None:
    """And whatever listens on that port; on 8080 all kinds of programs do."""
    assert peer_needs(SHOP, command) == (*needs, *DNS)


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        ("dial tcp 10.43.118.20:5432: connect: connection refused", [5432]),
        ("dial tcp 127.0.0.1:5432: connect: connection refused", []),
        ("dial tcp 10.96.0.1:443: i/o timeout", []),
        ("could not connect to db.example.com:5432", []),
        ("dial tcp 172.20.4.4:5432: connect: connection refused", [5432]),
        ("dial tcp 172.217.4.4:5432: connect: connection refused", []),
        ("dial tcp 100.64.3.9:5432: connect: connection refused", [5432]),
        ("dial tcp 100.21.3.9:5432: connect: connection refused", []),
    ],
)
def test_an_address_that_does_not_answer_is_known_by_its_port(text: str, ports: list[int]) -> None:
    assert [need.port for need in peer_needs(SHOP, text) if isinstance(need, PortNeed)] == ports


@pytest.mark.parametrize(
    "command",
    [
        "until nc -z 127.0.0.1 5432; do sleep 1; done",
        "until nc -z 10.0.0.4 80; do :; done",
        "sleep 3600",
        "nc -z localhost 1",
    ],
)
def test_a_wait_for_an_address_asks_no_service(command: str) -> None:
    assert peer_needs(SHOP, command) == ()


@pytest.mark.parametrize(
    ("command", "needs"),
    [
        ("until nc -z db 5432; do sleep 1; done", [PeerNeed("demo", "db")]),
        ("wait-for-it db.demo.svc.cluster.local:5432", [PeerNeed("demo", "db")]),
        ("wait-for-it db-0.db:5432", [PodNeed("demo", "db-0"), PeerNeed("demo", "db")]),
        ("wait-for-it db.data:5432", [PeerNeed("data", "db"), PortNeed("data", 5432)]),
        ("wait-for-it db:5432 cache:6379", [PeerNeed("demo", "db"), PeerNeed("demo", "cache"), PortNeed("demo", 6379)]),
    ],
    ids=["by name", "by its whole name", "by the name of a pod", "of another namespace", "and one that was not read"],
)
def test_a_service_that_was_read_is_known_by_its_name_alone(command: str, needs: list[Need]) -> None:
    """Another server may listen on the same port."""
    read = Service(metadata=ObjectMeta(name="db", namespace="demo", uid="db"))
    asking = subject(pod([container("app")]), read)
    assert peer_needs(asking, command) == (*needs, *DNS)
    assert server_needs(asking, command) == tuple(needs)


def test_a_csi_helper_serves_the_driver_of_its_pod() -> None:
    path = "--kubelet-registration-path=/var/lib/kubelet/plugins/csi.acme.com/csi.sock"
    image = "registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.13"
    registrar = container("node-driver-registrar", image=image, args=(path,))
    (found,) = serving(subject(pod([container("acme"), registrar])))
    assert (found.container, found.service) == ("node-driver-registrar", "csi:csi.acme.com")
    assert serving(subject(pod([container("acme")]))) == ()


@pytest.mark.parametrize(
    ("words", "needs"),
    [
        ("dial tcp: lookup db on 10.96.0.10:53: no such host", [PeerNeed("demo", "db")]),
        ("getaddrinfo ENOTFOUND db.shop.svc.cluster.local", [PeerNeed("shop", "db")]),
        ("java.net.UnknownHostException: kafka-0.kafka", [PodNeed("demo", "kafka-0"), PeerNeed("demo", "kafka")]),
        ('connection to server at "db" (10.96.1.2), port 5432 failed: Connection refused', [PeerNeed("demo", "db")]),
        ("Can't connect to MySQL server on 'db' ([Errno 111] Connection refused)", [PeerNeed("demo", "db")]),
        ('Connection refused - connect(2) for "db" port 5432', [PeerNeed("demo", "db")]),
        ("HTTPConnectionPool(host='db', port=9200): Max retries exceeded with url: /", [PeerNeed("demo", "db")]),
        ("Timeout contacting cluster nodes: ['rabbit@mq-1.mq'", [PodNeed("demo", "mq-1"), PeerNeed("demo", "mq")]),
        ("amqp://guest:guest@db:5672: connection refused", [PeerNeed("demo", "db"), PortNeed("demo", 5672)]),
        ('host not found in upstream "db" in /etc/nginx/nginx.conf:12', [PeerNeed("demo", "db")]),
        ("dial tcp 127.0.0.1:5432: connect: connection refused", []),
    ],
)
def test_last_words_name_a_server_in_many_ways(words: str, needs: list[Need]) -> None:
    found = server_needs(SHOP, words)
    assert [need for need in needs if need not in found] == []
    assert bool(found) == bool(needs)


@pytest.mark.parametrize(
    ("message", "needs"),
    [
        ("the server is currently unable to handle the request (get pods.metrics.k8s.io)", ["api:metrics.k8s.io"]),
        (
            "the server is currently unable to handle the request (get s0-q.external.metrics.k8s.io)",
            ["api:external.metrics.k8s.io"],
        ),
        (
            "the server is currently unable to handle the request (get ippools.projectcalico.org)",
            ["api:projectcalico.org"],
        ),
        (
            "list of server APIs: metrics.k8s.io/v1beta1: the server is currently unable to handle the request",
            ["api:metrics.k8s.io"],
        ),
        ("the server could not find the requested resource (get pods.metrics.k8s.io)", []),
        ("the server is currently unable to handle the request", []),
    ],
)
def test_an_aggregated_api_that_does_not_answer_is_needed(message: str, needs: list[str]) -> None:
    """One that is not registered is not missed through its pods."""
    assert [need.service for need in aggregated_needs(message)] == needs


CODE = ROOT / "kubectl_sidecars"
HANGS = 'MountVolume.SetUp failed for volume "data" : rpc error: code = DeadlineExceeded'


def hangs(driver: str) -> Subject:
    """A pod whose volume of this driver does not answer, with a user's own rule for what is behind csi.acme.example."""
    rule = 'role = "main"\nnames = ["acme"]\nserves = ["storage:acme"]\nbehind = ["csi:*acme.example"]\n'
    own = Index(built_in().containers, parse_rules(f"[acme]\n{rule}").containers)
    volume = Volume(name="data", csi=CSIVolumeSource(driver=driver))
    waits = subject(pod([container("app")], spec={"node_name": "n", "volumes": (volume,)}))
    return msgspec.structs.replace(waits, roles=own)


@pytest.mark.parametrize(
    ("driver", "behind"),
    [
        ("rook-ceph.cephfs.csi.ceph.com", cluster("storage:ceph")),
        ("driver.longhorn.io", agent("agent:longhorn-engine")),
        ("csi.acme.example", cluster("storage:acme")),
        ("ebs.csi.aws.com", None),
    ],
)
def test_a_volume_that_does_not_answer_needs_what_keeps_its_data(driver: str, behind: Need | None) -> None:
    own = (agent(f"csi:{driver}"), cluster(f"csi:{driver}"))
    assert mount_needs(hangs(driver), HANGS) == (*own, *((behind,) if behind else ()))


def test_what_known_containers_serve_is_not_written_in_the_code() -> None:
    """The catalogue says it alone: a driver or an agent that is new there needs no line of code.

    DNS and the autoscaler of nodes are services of any cluster, whatever gives them."""
    code = [path.read_text(encoding="utf-8") for room in ("diagnose", "causes") for path in (CODE / room).rglob("*.py")]
    served = built_in().served - {DNS[1].service, NODES, "csi:*"}
    assert sorted(each for each in served for text in code if f'"{each}"' in text) == []
