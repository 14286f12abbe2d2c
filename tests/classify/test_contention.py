"""Who is main where known tools stand beside containers that nothing is known of."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.classify import Confidence, Role
from tests.classify.test_classify import judged

GATEWAY = {
    "name": "istio-proxy",
    "image": "mirror.example.com/istio/proxyv2:1.27",
    "args": ["proxy", "router"],
    "ports": {"http-envoy-prom": 15090},
    "probes": True,
}
SECOND: tuple[dict[str, Any], ...] = (
    {"name": "waf", "image": "registry.example.com/infra/waf:1"},
    {"name": "fluent-bit", "image": "fluent/fluent-bit:4"},
    {"name": "extra", "image": "registry.example.com/infra/extra:1", "ports": {"grpc": 8081}},
)
COLLECTOR = {
    "name": "otc-container",
    "image": "otel/opentelemetry-collector-contrib:0.130.0",
    "ports": {"otlp": 4317},
    "probes": True,
}


@pytest.mark.parametrize("second", SECOND, ids=lambda each: str(each["name"]))
@pytest.mark.parametrize("first", [True, False])
def test_an_istio_gateway_is_main_beside_any_second_container(second: dict[str, Any], *, first: bool) -> None:
    said = judged(
        owner="Deployment/public",
        labels={"istio": "public", "istio.io/rev": "default", "service.istio.io/canonical-name": "public"},
        annotations={
            "inject.istio.io/templates": "gateway",
            "sidecar.istio.io/status": '{"initContainers":null,"containers":["istio-proxy"]}',
        },
        run=[GATEWAY, second] if first else [second, GATEWAY],
    )
    assert (said["istio-proxy"].role, said["istio-proxy"].task) == (Role.MAIN, "gateway")


def test_a_sidecar_of_the_mesh_is_none_the_less_one_in_a_gateway_of_another_make() -> None:
    said = judged(
        owner="Deployment/gw",
        labels={"gateway.networking.k8s.io/gateway-name": "gw"},
        annotations={"sidecar.istio.io/status": '{"containers":["istio-proxy"]}'},
        run=[{"name": "gw", "image": "registry.example.com/gw:1"}, {**GATEWAY, "args": ["proxy", "sidecar"]}],
    )
    assert (said["gw"].role, said["istio-proxy"].role) == (Role.MAIN, Role.AMBASSADOR)


@pytest.mark.parametrize("key", ["vault.security.banzaicloud.io/vault-addr", "unrelated.example.com/key"])
def test_of_two_equal_matches_the_one_that_the_pod_asks_for_wins(key: str) -> None:
    """Bank-Vaults runs Consul's own image under its usual name."""
    run = [{"name": "shop", "image": "shop:1"}, {"name": "consul-template", "image": "hashicorp/consul-template:0.39"}]
    expected = "bank-vaults-vault-agent" if key.startswith("vault.") else "consul-template"
    assert judged(annotations={key: "x"}, run=run)["consul-template"].entry == expected


def test_a_label_that_users_set_too_proves_no_injection() -> None:
    said = judged(
        owner="Deployment/x",
        labels={"istio.io/rev": "default", "service.istio.io/canonical-name": "x"},
        run=[GATEWAY | {"args": []}, {"name": "extra", "image": "registry.example.com/extra:1"}],
    )
    assert said["istio-proxy"].confidence is not Confidence.HIGH


@pytest.mark.parametrize(
    ("name", "image"), [("kube-rbac-proxy", "brancz/kube-rbac-proxy:v1"), ("oauth2-proxy", "oauth2-proxy/oauth2-proxy")]
)
def test_a_collector_behind_a_proxy_is_main_and_the_proxy_serves_it(name: str, image: str) -> None:
    said = judged(
        owner="Deployment/gateway-collector",
        labels={"app.kubernetes.io/component": "opentelemetry-collector"},
        run=[COLLECTOR, {"name": name, "image": image, "args": ["--upstream=http://127.0.0.1:8888"]}],
    )
    assert (said["otc-container"].role, said[name].role) == (Role.MAIN, Role.AMBASSADOR)


def test_an_injected_collector_is_a_helper() -> None:
    said = judged(
        owner="Deployment/shop",
        annotations={"sidecar.opentelemetry.io/inject": "true"},
        labels={"sidecar.opentelemetry.io/injected": "ns.name"},
        run=[{"name": "x", "image": "registry.example.com/x:1"}, COLLECTOR],
    )
    assert (said["x"].role, said["otc-container"].role) == (Role.MAIN, Role.ADAPTER)


def test_redis_sentinel_that_stands_alone_is_main_and_its_exporter_is_not() -> None:
    said = judged(
        owner="StatefulSet/guards",
        run=[
            {"name": "sentinel", "image": "bitnami/redis-sentinel:7", "ports": {"sentinel": 26379}, "probes": True},
            {"name": "metrics", "image": "bitnami/redis-exporter:1", "ports": {"metrics": 9121}},
        ],
    )
    assert (said["sentinel"].role, said["metrics"].role) == (Role.MAIN, Role.ADAPTER)


@pytest.mark.parametrize("order", [1, -1])
def test_a_tool_that_serves_is_main_beside_a_container_of_which_nothing_is_known(order: int) -> None:
    envoy = {"name": "envoy", "image": "envoyproxy/envoy:v1.34", "ports": {"https": 8443}, "probes": True}
    said = judged(owner="Deployment/x", run=[envoy, {"name": "acme", "image": "registry.example.com/acme:1"}][::order])
    assert (said["envoy"].role, said["acme"].role) == (Role.MAIN, Role.MAIN)
    assert said["envoy"].confidence is Confidence.LOW


def test_what_is_left_beside_a_tool_is_never_main_for_certain() -> None:
    said = judged(
        owner="StatefulSet/exit",
        run=[
            {"name": "setup", "image": "registry.example.com/s:1"},
            {"name": "tailscale", "image": "tailscale/tailscale:v1.80"},
        ],
    )
    assert Confidence.HIGH not in {each.confidence for each in said.values()}


def test_an_app_beside_what_was_injected_is_main_for_certain() -> None:
    said = judged(
        owner="Deployment/x",
        annotations={"sidecar.istio.io/status": '{"containers":["istio-proxy"]}'},
        run=[{"name": "anything", "image": "registry.example.com/a:1"}, {**GATEWAY, "args": ["proxy", "sidecar"]}],
    )
    assert (said["anything"].role, said["anything"].confidence) == (Role.MAIN, Confidence.HIGH)


@pytest.mark.parametrize("first", ["promtail", "journal"])
def test_who_reads_the_nodes_log_in_a_daemon_set_is_its_main(first: str) -> None:
    agent = {"name": "promtail", "image": "grafana/promtail:3", "mounts": {"varlog": "/var/log"}}
    other = {"name": "journal", "image": "registry.example.com/journal:1"}
    said = judged(
        owner="DaemonSet/node-logs",
        volumes={"varlog": "hostPath:/var/log"},
        run=[agent, other] if first == "promtail" else [other, agent],
    )
    assert said["promtail"].role is Role.MAIN
    assert "reads the node's /var/log" in said["promtail"].evidence


WORDS = [
    "auth",
    "config",
    "docker",
    "leader",
    "nfs",
    "router",
    "scanner",
    "security",
    "shell",
    "snapshot",
    "telemetry",
    "token",
    "translator",
    "vault",
]


@pytest.mark.parametrize("word", WORDS)
def test_a_generic_word_in_name_and_image_is_no_proof(word: str) -> None:
    said = judged(
        owner="StatefulSet/platform",
        run=[
            {"name": each, "image": f"registry.example.com/acme/{each}:1", "ports": {"http": 8080}, "probes": True}
            for each in ("orders", word)
        ],
    )
    assert said["orders"].role is Role.MAIN
    assert said[word].confidence is Confidence.LOW


def test_two_equal_tools_stay_two_mains() -> None:
    image = "prometheuscommunity/postgres-exporter:v0.17"
    said = judged(
        owner="Deployment/db-metrics",
        run=[
            {"name": "primary", "image": image, "ports": {"m1": 9187}},
            {"name": "replica", "image": image, "ports": {"m2": 9188}},
        ],
    )
    assert {each.role for each in said.values()} == {Role.MAIN}


def test_a_proxy_named_like_the_workload_is_a_proxy_and_what_it_fronts_is_none() -> None:
    said = judged(
        owner="Deployment/web",
        labels={"app": "web"},
        run=[
            {"name": "web", "image": "x/oauth2-proxy:7", "args": ["--upstream=http://127.0.0.1:8080"]},
            {"name": "backend", "image": "x/backend:7", "ports": {"http": 8080}, "probes": True},
        ],
    )
    assert (said["web"].role, said["backend"].role) == (Role.AMBASSADOR, Role.MAIN)


def test_an_image_of_a_helper_under_the_workloads_name_is_main_for_certain_never() -> None:
    said = judged(
        owner="Deployment/api",
        run=[
            {"name": "api", "image": "fluent/fluent-bit:4"},
            {"name": "flask", "image": "x/flask:1", "ports": {"http": 5000}, "probes": True},
        ],
    )
    assert said["api"].confidence is Confidence.LOW


@pytest.mark.parametrize(
    "command",
    [
        ["java", "--spring.data.mongodb.uri=mongodb://mongo.svc/orders"],
        ["java", "--spring.datasource.uri=jdbc:postgresql://db/x"],
        ["serve", "--webhook-url=https://hooks.example.com/x"],
        ["celery", "--remote=localhost", "worker"],
        ["sh", "-c", "server --log /tmp/x & tail -f /tmp/x"],
        ["sh", "-c", "tail -F /in/feed.csv | /bin/importer"],
    ],
)
def test_a_clue_that_names_no_neighbour_makes_no_helper(command: list[str]) -> None:
    said = judged(
        owner="Deployment/x",
        run=[
            {"name": "one", "image": "x/one:1", "command": command, "ports": {"http": 8080}, "probes": True},
            {"name": "two", "image": "x/two:1", "ports": {"http2": 8081}, "probes": True},
        ],
    )
    assert said["one"].role is Role.MAIN


@pytest.mark.parametrize(
    ("helper", "role"),
    [
        ({"name": "soap", "image": "x/legacy:1", "args": ["--wsdl=http://legacy"]}, Role.ADAPTER),
        ({"name": "lb", "image": "x/client-side-load-balancer:1"}, Role.AMBASSADOR),
        ({"name": "metricbeat", "image": "beats/metricbeat:9"}, Role.ADAPTER),
    ],
)
def test_a_native_helper_is_known_by_what_it_converts_balances_or_measures(helper: dict[str, Any], role: Role) -> None:
    run = [{"name": "shop", "image": "x/shop:1"}]
    assert judged(init=[{**helper, "native": True}], run=run)[str(helper["name"])].role is role
