"""Signs of what the catalogue does not know: each is enough where it ties a helper to a neighbour, and no more."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.classify import Confidence, Judgement, Role, classify
from kubectl_sidecars.model import containers
from tests.support.labelled_roles import pod

SHOP = {"name": "shop", "image": "registry.example.com/shop:4", "ports": {"http": 8080}, "probes": True}


def judged(*run: dict[str, Any], **described: Any) -> dict[str, Judgement]:
    value = pod({"owner": "Deployment/shop", "run": run, **described})
    views = containers(value)
    return {view.name: said for view, said in zip(views, classify(value, views), strict=True)}


@pytest.mark.parametrize(
    "agent",
    [
        {"name": "agent", "args": ["--registry=eureka", "--app-port=8080"]},
        {"name": "agent", "args": ["-consul=consul.svc:8500", "-service=shop:8080"]},
        {"name": "agent", "args": ["--nacos-server", "nacos:8848", "--port", "8080"]},
        {"name": "consul", "image": "hashicorp/consul:1.18", "args": ["agent", "-retry-join=consul", "-bind=0.0.0.0"]},
        {"name": "c", "command": ["/bin/sh", "-ec", "exec /bin/consul agent -data-dir=/consul -retry-join=consul"]},
    ],
    ids=lambda agent: " ".join(agent.get("args", agent.get("command"))),
)
def test_an_agent_that_registers_its_neighbour_is_an_ambassador_of_service_discovery(agent: dict[str, Any]) -> None:
    said = judged(SHOP, {"image": "registry.example.com/x:1", **agent})
    assert (said[agent["name"]].role, said[agent["name"]].task) == (Role.AMBASSADOR, "service discovery")
    assert said["shop"].role is Role.MAIN


@pytest.mark.parametrize(
    "args",
    [
        ["--spring.cloud.consul.host=consul"],
        ["--eureka.client.serviceUrl.defaultZone=http://eureka:8761"],
        ["--registry=nacos"],
    ],
)
def test_an_app_that_registers_itself_is_no_ambassador(args: list[str]) -> None:
    said = judged({"name": "x", "image": "x:1"}, {"name": "api", "image": "api:1", "ports": {"h": 8081}, "args": args})
    assert said["api"].role in (Role.MAIN, Role.UNKNOWN)


def test_a_server_of_consul_is_no_ambassador() -> None:
    server = {"name": "consul", "image": "hashicorp/consul:1.18", "args": ["agent", "-server", "-retry-join=consul"]}
    assert judged(server, {"name": "x", "image": "x:1"}, owner="StatefulSet/consul")["consul"].role is Role.MAIN


def test_an_api_gateway_beside_an_app_is_an_ambassador() -> None:
    gateway = {"name": "edge", "image": "krakend:2.7", "command": ["krakend", "run", "-c", "/etc/krakend.json"]}
    said = judged(SHOP, gateway)
    assert (said["edge"].role, said["edge"].task) == (Role.AMBASSADOR, "gateway")


def test_an_app_called_gateway_is_no_helper_for_that() -> None:
    said = judged(
        {"name": "gateway", "image": "x/payment-gateway:1", "ports": {"http": 8080}, "probes": True},
        {"name": "engine", "image": "x/engine:1", "ports": {"http": 8081}, "probes": True},
        owner="Deployment/java",
    )
    assert said["gateway"].role is Role.MAIN


@pytest.mark.parametrize("image", ["varnish:7", "memcached:1.6", "x/cache:1"])
def test_a_cache_as_a_native_sidecar_is_an_ambassador(image: str) -> None:
    said = judged(SHOP, init=[{"name": "fast", "image": image, "native": True}])
    assert (said["fast"].role, said["fast"].task) == (Role.AMBASSADOR, "cache")
    assert said["fast"].confidence is not Confidence.HIGH


@pytest.mark.parametrize("image", ["redis:7", "valkey/valkey:8"])
def test_a_store_of_keys_and_values_keeps_data_and_forwards_nothing(image: str) -> None:
    app = {**SHOP, "env": {"REDIS_URL": "redis://localhost:6379/0"}}
    store = {"name": "fast", "image": image, "ports": {"redis": 6379}}
    assert judged(app, init=[{**store, "native": True}])["fast"].role is Role.STORAGE
    assert judged(app, store)["fast"].role is Role.MAIN


def test_a_cache_that_the_app_reaches_on_localhost_is_an_ambassador() -> None:
    app = {**SHOP, "env": {"CACHE_URL": "redis://localhost:6379/0"}}
    said = judged(app, {"name": "fast", "image": "x/cache:7", "ports": {"tcp": 6379}})
    assert (said["fast"].role, said["fast"].task) == (Role.AMBASSADOR, "cache")


def test_what_only_an_exporter_reads_is_no_ambassador() -> None:
    exporter = {"name": "redis-exporter", "image": "x/rx:1", "args": ["--redis.addr=redis://localhost:6379"]}
    said = judged({"name": "redis", "image": "redis:7", "ports": {"redis": 6379}}, exporter, owner="StatefulSet/fast")
    assert said["redis"].role is Role.MAIN


def test_a_database_beside_an_app_is_no_proxy_for_being_reached_on_localhost() -> None:
    app = {**SHOP, "env": {"DB": "postgres://localhost:5432/shop"}}
    said = judged(app, {"name": "store", "image": "postgres:16", "ports": {"pg": 5432}})
    assert said["store"].role is not Role.AMBASSADOR


def test_where_the_pod_names_its_main_container_what_only_sleeps_is_a_toolbox() -> None:
    """The other way round nothing is known of it: it might be the workload."""
    tools = {"name": "ctl", "image": "etcd:1", "command": ["sh", "-c", "trap TERM INT; sleep infinity & wait"]}
    named = {"kubectl.kubernetes.io/default-container": "etcd"}
    said = judged(tools, {"name": "etcd", "image": "etcd:1"}, annotations=named, owner="")
    assert (said["ctl"].role, said["etcd"].role) == (Role.DEBUG, Role.MAIN)


def test_where_the_pod_names_its_main_container_another_server_is_a_further_main_but_not_for_certain() -> None:
    named = {"kubectl.kubernetes.io/default-container": "shop"}
    said = judged({"name": "x", "image": "x:1", "ports": {"p": 1}}, SHOP, annotations=named)
    assert (said["x"].role, said["x"].confidence) == (Role.MAIN, Confidence.LOW)
    assert (said["shop"].role, said["shop"].confidence) == (Role.MAIN, Confidence.HIGH)


def test_a_message_to_stderr_writes_no_configuration() -> None:
    check = {"name": "ensure", "image": "x:1", "command": ["sh", "-c", '[ -n "$A" ] || { echo no A >&2; exit 1; }']}
    assert judged(SHOP, init=[check])["ensure"].task == "configuration check"


def test_directories_made_on_the_way_do_not_outweigh_what_is_done() -> None:
    script = "mkdir -p /d/etc; touch /d/etc/x; chmod 0600 /d/etc/x"
    said = judged(SHOP, init=[{"name": "setup", "image": "x:1", "command": ["sh", "-c", script]}])
    assert said["setup"].task == "permissions"


@pytest.mark.parametrize(
    ("helper", "first"),
    [
        ({"name": "my-logs", "image": "busybox", "args": ["tail -n+1 -F /log/a"], "native": True}, "runs tail -n+1 -F"),
        ({"name": "istio-proxy", "image": "istio/proxyv2:1.27"}, "named in sidecar.istio.io/status"),
    ],
)
def test_the_evidence_that_decides_stands_first(helper: dict[str, Any], first: str) -> None:
    """Not the image, where the command or the injector's own list says more."""
    marks = {"sidecar.istio.io/status": '{"containers":["istio-proxy"]}'} if "istio" in first else {}
    place = {"init": [helper]} if helper.get("native") else {}
    run = (SHOP,) if place else (SHOP, helper)
    assert judged(*run, annotations=marks, **place)[helper["name"]].evidence[0] == first


def test_what_is_known_as_a_main_container_says_so_first() -> None:
    labels = {"gateway.networking.k8s.io/gateway-name": "edge"}
    router = {"name": "istio-proxy", "image": "istio/proxyv2:1.27", "args": ["proxy", "router"], "probes": True}
    said = judged(router, {"name": "waf", "image": "x/waf:1"}, labels=labels, owner="Deployment/edge-istio")
    assert said["istio-proxy"].role is Role.MAIN
    assert said["istio-proxy"].evidence[0] == "label gateway.networking.k8s.io/gateway-name"


@pytest.mark.parametrize(
    ("name", "command", "task"),
    [
        ("set-datadir-ownership", ["sh", "-c", "chown 101:101 -R /var/lib/redpanda/data"], "permissions"),
        ("tuning", ["rpk", "redpanda", "tune"], "kernel settings"),
    ],
)
def test_of_a_makers_init_containers_each_has_the_task_that_its_command_tells(
    name: str, command: list[str], task: str
) -> None:
    """The catalogue knows whose they are; a copied file or a made directory says nothing against its task."""
    prepared = {"name": name, "image": "docker.redpanda.com/redpandadata/redpanda:v22", "command": command}
    said = judged(SHOP, init=[prepared])[name]
    assert (said.task, said.entry) == (task, "redpanda-init")


@pytest.mark.parametrize(
    ("name", "command", "task"),
    [
        (
            "wait-for-migrations",
            ["sh", "-c", "until ./manage.py migrate --check; do sleep 1; done"],
            "wait for a dependency",
        ),
        ("prepare", ["/scripts/install_plugins.sh"], "plugin copy"),
        ("place", ["cp", "/backup-tool", "/bin-shared"], "plugin copy"),
        ("init-rm", ["sh", "-c", "rm -rf /work/*"], "clean-up"),
        ("pause", ["sleep", "30"], "wait for a dependency"),
        ("db", ["bundle", "exec", "rails", "db:prepare"], "schema migration"),
        ("db", ["yarn", "run", "migrate"], "schema migration"),
        ("identity", ["node", "key", "generate-node-key", "--file", "/keys/id"], "secret preload"),
        ("load", ["sh", "-c", "modprobe drbd"], "kernel settings"),
        ("point", ["sh", "-c", "kubectl config set clusters.a.certificate-authority /ca.crt"], "configuration preload"),
    ],
)
def test_the_task_of_an_unknown_init_container(name: str, command: list[str], task: str) -> None:
    said = judged(SHOP, init=[{"name": name, "image": "registry.example.com/tool:1", "command": command}])
    assert said[name].task == task


@pytest.mark.parametrize(
    ("volume", "task"),
    [("data", "volume preparation"), ("etc-app", "configuration preload"), ("certs", "certificates")],
)
def test_what_an_unknown_init_container_shares_with_those_after_it_is_what_it_prepares(volume: str, task: str) -> None:
    first = {"name": "first", "image": "registry.example.com/x:1", "mounts": {volume: "/mnt"}}
    said = judged({**SHOP, "mounts": {volume: "/srv"}}, init=[first], volumes={volume: "emptyDir"})["first"]
    assert (said.task, said.confidence) == (task, Confidence.LOW)
    assert said.evidence[0] == "mounts /mnt before shop does"


def test_what_an_init_container_only_reads_or_has_alone_says_nothing() -> None:
    first = {"name": "first", "image": "registry.example.com/x:1", "mounts": {"given:ro": "/a", "own": "/b"}}
    volumes = {"given": "emptyDir", "own": "emptyDir"}
    assert judged({**SHOP, "mounts": {"given": "/srv"}}, init=[first], volumes=volumes)["first"].task == ""


@pytest.mark.parametrize("name", ["token-minter", "log-watch", "proxy-sidecar", "proxy-2"])
def test_a_plain_last_word_leaves_the_one_before_it_its_weight(name: str) -> None:
    said = judged(SHOP, {"name": name, "image": "registry.example.com/x:1"})
    assert said[name].is_helper


@pytest.mark.parametrize(
    ("name", "role"),
    [("rqmetrics", Role.ADAPTER), ("shop-sqlproxy", Role.AMBASSADOR), ("geoipupdate", Role.CONFIGURATION_HELPER)],
)
def test_the_end_of_a_word_says_what_a_word_of_its_own_would(name: str, role: Role) -> None:
    assert judged(SHOP, {"name": name, "image": "registry.example.com/x:1"})[name].role is role


@pytest.mark.parametrize("name", ["shop-worker", "celery-beat", "rabbitmq"])
def test_a_second_process_of_an_application_is_a_main_container_too(name: str) -> None:
    said = judged(SHOP, {"name": name, "image": "registry.example.com/y:4", "command": ["/start"]})[name]
    assert (said.role, said.confidence) == (Role.MAIN, Confidence.LOW)
