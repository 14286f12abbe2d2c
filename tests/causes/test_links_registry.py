"""A pull that gets no answer follows from what should give it: a proxy or a registry that is a pod of the cluster."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import ContainerPort, ObjectMeta, Pod, Service, ServiceSpec
from kubectl_sidecars.api.around import ServicePort
from tests.causes.test_consequences import told
from tests.causes.test_links import UNREADY
from tests.causes.test_links_dns import cache
from tests.support.builders import conditions, container, crashing, owned_by, pod, terminated, waiting

DOWN = "connect: connection refused"


def refused(place: str = "localhost:7439", dialled: str = "127.0.0.1:7439", why: str = DOWN) -> str:
    image = "localhost:7439/ghcr.io/acme/app:1"
    return (
        f'Back-off pulling image "{image}": ErrImagePull: failed to pull and unpack image "{image}": failed to resolve'
        f' reference "{image}": failed to do request: Head "http://{place}/v2/ghcr.io/acme/app/manifests/1":'
        f" dial tcp {dialled}: {why}"
    )


def pulls(said: str, where: str = "node-1", reason: str = "ImagePullBackOff") -> Pod:
    return pod(
        [container("app", waiting(reason, said), image="localhost:7439/ghcr.io/acme/app:1")],
        name="app-0",
        phase="Pending",
        conditions=UNREADY,
        spec={"node_name": where},
        status={"host_ip": "10.0.0.1"},
        meta=owned_by("StatefulSet", "app"),
    )


def proxy(where: str = "node-1", *, sick: bool = True, host_port: int = 7439, command: tuple[str, ...] = ()) -> Pod:
    """A proxy of images on a node: by hostPort, or by the network of its node."""
    ports = (ContainerPort(container_port=5000, host_port=host_port),) if host_port else ()
    fields: dict[str, Any] = {"ports": ports, "command": command}
    return pod(
        [crashing("cache", terminated(1), **fields) if sick else container("cache", **fields)],
        name=f"cache-{where}",
        conditions=UNREADY if sick else conditions(),
        spec={"node_name": where, "host_network": not host_port},
        status={"host_ip": {"node-1": "10.0.0.1", "node-2": "10.0.0.2"}[where]},
        meta=owned_by("DaemonSet", "cache"),
    )


def registry(*, sick: bool = True) -> Pod:
    return pod(
        [crashing("registry", terminated(1)) if sick else container("registry")],
        name="registry-0",
        conditions=UNREADY if sick else conditions(),
        spec={"node_name": "node-9"},
        meta={"labels": {"app": "registry"}, **owned_by("StatefulSet", "registry")},
    )


def exposed(port: int) -> Service:
    return Service(
        metadata=ObjectMeta(name="registry", namespace="demo", uid="s-1"),
        spec=ServiceSpec(
            cluster_ip="10.96.7.7", selector={"app": "registry"}, ports=(ServicePort(port=5000, node_port=port),)
        ),
    )


@pytest.mark.parametrize(
    "said",
    [
        refused(),
        refused("127.0.0.1:7439"),
        refused("[::1]:7439", "[::1]:7439"),
        refused("10.0.0.1:7439", "10.0.0.1:7439", "i/o timeout"),
        'failed to do request: Head "https://ghcr.io/v2/acme": proxyconnect tcp: dial tcp 127.0.0.1:7439: ' + DOWN,
        "pinging container registry localhost:7439: Get: dial tcp [::1]:7439: " + DOWN,
        "read tcp 127.0.0.1:40112->127.0.0.1:7439: read: connection reset by peer",
        'Head "http://localhost:7439/v2/acme/manifests/1": context deadline exceeded',
        'Get "http://localhost:7439/v2/": EOF',
        "unexpected status from HEAD request to http://localhost:7439/v2/acme/manifests/1: 503 Service Unavailable",
    ],
)
@pytest.mark.parametrize("reason", ["ErrImagePull", "ImagePullBackOff"])
def test_a_pull_through_a_port_of_the_node_follows_from_the_pod_that_has_it(said: str, reason: str) -> None:
    (cause,) = told(proxy(), pulls(said, reason=reason))
    assert (cause.container, [each.container for each in cause.consequences]) == ("cache", ["app"])


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ((proxy("node-2"), proxy(sick=False)), refused()),
        ((proxy(host_port=7440),), refused()),
        ((proxy(),), refused("localhost:7439", "127.0.0.1:7440").replace("localhost:7439", "localhost:7440")),
        ((proxy(),), "localhost:7439/ghcr.io/acme/app:1: not found"),
        ((), refused()),
    ],
    ids=["of another node", "another port", "another port is asked", "it answered", "not read"],
)
def test_a_pull_that_another_one_should_answer_stands_for_itself(others: tuple[Pod, ...], said: str) -> None:
    assert "app" in [cause.container for cause in told(*others, pulls(said))]


def test_a_proxy_with_the_network_of_its_node_is_known_by_its_command() -> None:
    listens = proxy(host_port=0, command=("spegel", "--registry-addr=:30020"))
    said = refused("127.0.0.1:30020", "127.0.0.1:30020")
    assert [cause.container for cause in told(listens, pulls(said))] == ["cache"]


def test_a_registry_at_the_port_of_another_node_is_known_by_its_address() -> None:
    said = refused("10.0.0.2:7439", "10.0.0.2:7439")
    assert [cause.container for cause in told(proxy("node-2"), pulls(said))] == ["cache"]
    assert "app" in [cause.container for cause in told(proxy("node-1"), pulls(said))]


@pytest.mark.parametrize(
    "said",
    [
        refused("localhost:32000", "127.0.0.1:32000"),
        refused("10.0.0.7:32000", "10.0.0.7:32000", "i/o timeout"),
        refused("registry.demo.svc.cluster.local:5000", "10.96.7.7:5000"),
        refused("10.96.7.7:5000", "10.96.7.7:5000"),
    ],
    ids=["its node port", "of another node", "its name", "its address"],
)
def test_a_pull_from_a_service_follows_from_the_registry_behind_it(said: str) -> None:
    (cause,) = told(registry(), exposed(32000), pulls(said))
    assert cause.container == "registry"
    assert "app" in [each.container for each in told(registry(sick=False), exposed(32000), pulls(said))]


def test_a_registry_with_a_public_name_is_none_of_the_clusters() -> None:
    said = refused("registry.demo:5000", "203.0.113.9:5000")
    assert len(told(registry(), exposed(32000), pulls(said))) == 2


def test_a_pull_follows_from_the_dns_cache_that_its_node_asks() -> None:
    said = refused("ghcr.io", "lookup ghcr.io on 169.254.25.10:53: read udp 10.0.0.1:4->169.254.25.10:53: read", DOWN)
    said = said.replace("read: connect:", "read:")
    assert [cause.container for cause in told(cache(), pulls(said))] == ["node-cache"]
