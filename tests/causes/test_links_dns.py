"""Who gets no answer to its DNS queries follows from what should answer them: a cache on its node, or the cluster's."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import ExecAction, Pod, Probe
from tests.causes.test_consequences import told
from tests.causes.test_links import UNREADY
from tests.support.builders import condition, conditions, container, crashing, event, owned_by, pod, running, terminated

CACHE = "registry.k8s.io/dns/k8s-dns-node-cache:1.23.1"
AGAIN = "getaddrinfo EAI_AGAIN db.shop.svc"
REFUSED = "lookup db.shop.svc on 169.254.20.10:53: read udp 10.244.1.9:4->169.254.20.10:53: read: connection refused"


def cache(where: str = "node-1", *, sick: bool = True) -> Pod:
    return pod(
        [crashing("node-cache", terminated(1), image=CACHE) if sick else container("node-cache", image=CACHE)],
        name=f"node-local-dns-{where}",
        conditions=UNREADY if sick else conditions(),
        spec={"node_name": where, "host_network": True},
        meta=owned_by("DaemonSet", "node-local-dns"),
    )


def dns(name: str = "coredns-1", *, sick: bool = True) -> Pod:
    image = "registry.k8s.io/coredns/coredns:v1.12.0"
    return pod(
        [crashing("coredns", terminated(1), image=image) if sick else container("coredns", image=image)],
        name=name,
        conditions=UNREADY if sick else conditions(),
        spec={"node_name": "node-9", "dns_policy": "Default"},
        meta=owned_by("ReplicaSet", "coredns-7f89b7bc75"),
    )


def asks(said: str, **spec: Any) -> Pod:
    return pod(
        [crashing("app", terminated(1, message=said))],
        name="app-0",
        spec={"node_name": "node-1", **spec},
        meta=owned_by("StatefulSet", "app"),
    )


@pytest.mark.parametrize(
    "said",
    [
        AGAIN,
        REFUSED,
        "psycopg2.OperationalError: could not translate host name to address: Temporary failure in name resolution",
        "socket.gaierror: [Errno -3] Try again",
        "java.net.UnknownHostException: db.shop.svc: Try again",
        "curl: (6) Could not resolve host: db.shop.svc",
        "wget: bad address 'db.shop.svc:8080'",
        ";; connection timed out; no servers could be reached",
        "Error: queryA ETIMEOUT db.shop.svc",
        'nginx: [emerg] host not found in upstream "db.shop.svc" in /etc/nginx/conf.d/default.conf:3',
        "lookup db.shop.svc on 10.96.0.10:53: server misbehaving",
        "C-ares status is not ARES_SUCCESS: Timeout while contacting DNS servers",
    ],
)
@pytest.mark.parametrize(("server", "name"), [(cache(), "node-cache"), (dns(), "coredns")])
def test_who_gets_no_answer_follows_from_what_answers_on_its_node_or_in_the_cluster(
    said: str, server: Pod, name: str
) -> None:
    (cause,) = told(server, asks(said))
    assert (cause.container, [each.container for each in cause.consequences]) == (name, ["app"])


@pytest.mark.parametrize(
    ("others", "said", "spec"),
    [
        ((cache("node-2"), cache(sick=False)), AGAIN, {}),
        ((dns(), dns("coredns-2", sick=False)), AGAIN, {}),
        ((cache(),), "lookup db.shop.svc on 10.96.0.10:53: no such host", {}),
        ((cache(),), "lookup api.example.com on 8.8.8.8:53: i/o timeout", {}),
        ((cache(),), "lookup api.example.com on 169.254.169.254:53: i/o timeout", {}),
        ((cache(), dns()), AGAIN, {"dns_policy": "Default"}),
        ((cache(), dns()), AGAIN, {"host_network": True, "dns_policy": "ClusterFirst"}),
        ((cache(),), "npm error: Try again later", {}),
    ],
    ids=[
        "another node's cache", "another one answers", "it answered", "a public server", "the cloud's server",
        "the node's own servers", "the network of the node", "no word of names",
    ],
)  # fmt: skip
def test_another_server_or_another_trouble_explains_nothing(
    others: tuple[Pod, ...], said: str, spec: dict[str, Any]
) -> None:
    causes = told(*others, asks(said, **spec))
    assert "app" in [cause.container for cause in causes]


def test_a_pod_with_the_network_of_its_node_may_ask_the_clusters_dns() -> None:
    app = asks(AGAIN, host_network=True, dns_policy="ClusterFirstWithHostNet")
    assert [cause.container for cause in told(dns(), app)] == ["coredns"]


LOOKS = Probe(exec=ExecAction(command=("check",)), period_seconds=10, failure_threshold=3)


@pytest.mark.parametrize("kind", ["Readiness", "Startup", "Liveness"])
def test_what_a_probe_says_of_names_follows_too(kind: str) -> None:
    probes: dict[str, Any] = {f"{kind.lower()}_probe": LOOKS}
    state: dict[str, Any] = {"ready": False, "started": kind != "Startup"}
    main = container("app", running(7000), **probes, **state)
    if kind == "Liveness":
        main = crashing("app", terminated(137, at=10, lasted=60), **probes)
    app = pod(
        [main],
        name="app-0",
        conditions=conditions(condition("Ready", "False", since=4000), condition("ContainersReady", "False")),
        spec={"node_name": "node-1"},
        meta=owned_by("StatefulSet", "app"),
    )
    about: dict[str, Any] = {"about": app.metadata.uid, "path": "spec.containers{app}"}
    failed = event("Unhealthy", f"{kind} probe failed: {AGAIN}", at=15, first=6000, count=60, **about)
    killed = event("Killing", f"Container app failed {kind.lower()} probe, will be restarted", at=12, **about)
    events = [failed, killed] if kind == "Liveness" else [failed]
    assert [cause.container for cause in told(cache(), app, *events)] == ["node-cache"]
    assert {cause.container for cause in told(cache("node-2"), app, *events)} == {"node-cache", "app"}


def test_a_wait_for_a_service_follows_from_the_cache_of_its_node() -> None:
    command = ("sh", "-c", "until nslookup db; do sleep 2; done")
    waits = pod(
        [container("app", None)],
        [container("wait", running(5000), command=command)],
        name="app-0",
        phase="Pending",
        conditions=conditions(condition("Initialized", "False"), condition("Ready", "False")),
        spec={"node_name": "node-1"},
        meta=owned_by("StatefulSet", "app"),
    )
    (cause,) = told(cache(), waits)
    assert (cause.container, [each.container for each in cause.consequences]) == ("node-cache", ["wait"])
