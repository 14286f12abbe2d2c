"""Helpers and further mains are told apart by what neighbours share and say, not by the order of containers."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from kubectl_sidecars.api import Pod
from kubectl_sidecars.classify import Confidence, Role, classify
from kubectl_sidecars.model import containers
from tests.classify.test_signals import SHOP, judged
from tests.support import labelled_list, labelled_roles
from tests.support.cases import cases
from tests.support.paths import DATA

IMAGE = "registry.example.com/team/suite:1"


SETS = ("roles_next", "roles_blind", "roles_blind2", "roles_blind3", "roles_dev3")


def said(pod: Pod) -> dict[str, tuple[str, str, str]]:
    views = containers(pod)
    judgements = classify(pod, views)
    return {view.name: (it.role, it.task, it.confidence) for view, it in zip(views, judgements, strict=True)}


def every_pod() -> list[Pod]:
    recorded = [value for case in cases() for value in case.snapshot().pods.values()]
    listed = [pod for name in SETS for pod in labelled_list.pods(DATA / name / "pods.yaml")]
    return [*labelled_roles.pods(), *listed, *recorded]


def test_the_order_of_containers_changes_no_role() -> None:
    pods = [pod for pod in every_pod() if len(pod.spec.containers) > 1]
    assert len(pods) > 150
    for pod in pods:
        turned = structs.replace(pod, spec=structs.replace(pod.spec, containers=pod.spec.containers[::-1]))
        assert said(turned) == said(pod), pod.metadata.name


@pytest.mark.parametrize(
    "second",
    [
        {"name": "webhook", "image": IMAGE, "args": ["webhook", "--port=9443"]},
        {"name": "beat", "image": IMAGE, "command": ["suite", "beat"]},
        {"name": "speech", "image": "registry.example.com/speech:2", "args": ["--debug"]},
        {"name": "speech", "image": "registry.example.com/speech:2"},
    ],
)
def test_a_sub_command_or_another_server_without_a_helpers_sign_is_a_further_main(second: dict[str, Any]) -> None:
    shop = {**SHOP, "image": IMAGE, "args": ["serve"]}
    found = judged(shop, second)
    assert (found[second["name"]].role, found[second["name"]].confidence) == (Role.MAIN, Confidence.LOW)


def test_what_calls_itself_a_sidecar_is_no_further_main() -> None:
    assert judged(SHOP, {"name": "shop-sidecar", "image": "x:1"})["shop-sidecar"].role is Role.UNKNOWN
    calls = {"name": "shop-sidecar", "image": "x:1", "env": {"URL": "http://localhost:8080"}}
    assert judged(SHOP, calls)["shop-sidecar"].role is Role.ADAPTER


SOCKET = {"name": "engine", "image": "x/engine:1", "args": ["server", "--listen", "unix:/run/engine/api.sock"]}


def test_what_listens_on_a_socket_that_another_container_names_helps_that_container() -> None:
    caller = {**SHOP, "env": {"ENGINE_URL": "unix:/run/engine/api.sock"}}
    assert judged(caller, SOCKET)["engine"].role is Role.ADAPTER
    assert judged(SHOP, SOCKET)["engine"].role is Role.MAIN


def test_a_database_on_a_socket_is_no_helper_of_its_client() -> None:
    database = {**SOCKET, "name": "mysqld", "args": ["--socket=/run/engine/api.sock"]}
    caller = {**SHOP, "args": ["--db=/run/engine/api.sock"]}
    assert judged(caller, database)["mysqld"].role is Role.MAIN


def test_what_listens_on_a_local_port_that_another_container_names_helps_that_container() -> None:
    front = {"name": "cachier", "image": "x/c:1", "args": ["--listen=127.0.0.1:7777"]}
    caller = {**SHOP, "env": {"STORE": "http://localhost:7777"}}
    assert judged(caller, front)["cachier"].is_helper
    assert not judged(SHOP, front)["cachier"].is_helper


REGISTRAR = {"name": "x", "image": "x/registrar:1", "args": ["--csi-address=/csi/csi.sock"]}
DRIVER = {"name": "agent", "image": IMAGE, "args": ["csi", "--endpoint=unix:///csi/csi.sock", "--nodeID=n1"]}


def test_a_csi_driver_is_told_from_its_helpers_by_its_command() -> None:
    watcher = {"name": "nodewatch", "image": IMAGE, "args": ["nodewatch"]}
    found = judged(REGISTRAR, DRIVER, watcher, owner="DaemonSet/y-csi-node")
    assert [found[name].role for name in ("x", "agent", "nodewatch")] == [Role.STORAGE, Role.MAIN, Role.STORAGE]
    assert judged(SHOP, watcher)["nodewatch"].role is Role.MAIN


VOLUMES = {"shared": "emptyDir:", "map": "configMap"}


def writer(path: str, **more: Any) -> dict[str, Any]:
    return {"name": "second", "image": "x/second:1", "mounts": {"shared": path}, **more}


@pytest.mark.parametrize(("path", "role"), [("/config", Role.CONFIGURATION_HELPER), ("/frames", Role.MAIN)])
def test_a_shared_volume_is_configuration_only_where_it_says_so(path: str, role: Role) -> None:
    reader = {**SHOP, "mounts": {"shared:ro": path}}
    assert judged(reader, writer(path), volumes=VOLUMES)["second"].role is role


def test_what_an_init_container_fills_needs_no_writer() -> None:
    reader, fills = {**SHOP, "mounts": {"shared:ro": "/certs"}}, {"name": "i", "image": "x/i:1"}
    found = judged(reader, writer("/certs"), init=[{**fills, "mounts": {"shared": "/certs"}}], volumes=VOLUMES)
    assert found["second"].role is Role.MAIN


def test_parts_of_a_product_that_mount_its_configmap_are_no_reloaders() -> None:
    first = {**SHOP, "image": IMAGE, "mounts": {"map": "/conf"}}
    part = {"name": "hook", "image": IMAGE, "command": ["hook"], "mounts": {"map": "/conf"}}
    annotations = {"kubectl.kubernetes.io/default-container": "shop"}
    assert judged(first, part, volumes=VOLUMES, annotations=annotations)["hook"].role is Role.MAIN


def test_a_loop_over_commands_of_the_neighbours_image_helps_the_neighbour() -> None:
    loop = {"name": "peers", "image": IMAGE, "command": ["sh", "-c", "while true; do suitectl add; sleep 5; done"]}
    assert judged({**SHOP, "image": IMAGE, "command": ["suite"]}, loop)["peers"].role is Role.CONFIGURATION_HELPER
    assert judged(SHOP, loop)["peers"].role is Role.MAIN


def test_a_word_of_a_name_yields_to_the_image_of_the_main_container() -> None:
    part = {"name": "hollow-proxy", "image": IMAGE, "command": ["suite", "--morph=proxy"]}
    assert judged({**SHOP, "image": IMAGE, "command": ["suite", "--morph=x"]}, part)["hollow-proxy"].role is Role.MAIN
    assert judged(SHOP, part)["hollow-proxy"].role is Role.AMBASSADOR


def test_beside_a_placeholder_what_only_its_name_calls_a_helper_is_main() -> None:
    sleeps = {"image": "x/y:1", "command": ["sh", "-c", "while true; do sleep 3600; done"]}
    fuse = {"name": "acme-fuse", "image": "x/flex:1"}
    found = judged({"name": "img-holder", **sleeps}, fuse, owner="DaemonSet/z")
    assert (found["acme-fuse"].role, found["img-holder"].role) == (Role.MAIN, Role.UNKNOWN)


def test_the_argument_of_a_script_is_no_program_that_runs() -> None:
    script = {"name": "ender", "image": "bash:5", "command": ["bash", "-c", '. /s/end.sh "job.sh" "cloud_sql_proxy"']}
    assert judged(SHOP, script)["ender"].task != "database proxy"
    runs = {"name": "ender", "image": "x/y:1", "command": ["sh", "-c", "sleep 1; exec /bin/cloud_sql_proxy -i=a"]}
    assert judged(SHOP, runs)["ender"].task == "database proxy"


def test_an_idle_container_with_tools_is_a_toolbox_and_one_of_jenkins_a_build_step() -> None:
    idle = {"name": "tools", "image": "alpine:3", "command": ["sleep", "infinity"]}
    assert (judged(SHOP, idle)["tools"].role, judged(SHOP, idle)["tools"].task) == (Role.DEBUG, "toolbox")
    agent = {"name": "jnlp", "image": "jenkins/inbound-agent:1"}
    build = {"name": "maven", "image": "maven:3", "command": ["cat"]}
    assert judged(agent, build, owner="")["maven"].role is not Role.DEBUG


def test_a_native_sidecar_is_never_main_and_has_a_task() -> None:
    found = judged(SHOP, init=[{"name": "acme", "image": "x/acme:1", "native": True}])["acme"]
    assert (found.role, found.task) == (Role.UNKNOWN, "helper of unknown purpose")


def test_a_proxy_of_a_product_that_mounts_the_directories_of_nginx_is_an_ambassador() -> None:
    part = {"name": "shop-door", "image": IMAGE, "command": ["/door.sh"], "mounts": {"shared": "/etc/nginx/conf.d"}}
    found = judged({**SHOP, "image": IMAGE, "command": ["shop"]}, part, volumes=VOLUMES)
    assert found["shop-door"].role is Role.AMBASSADOR


def test_a_web_server_before_an_application_server_is_an_ambassador() -> None:
    nginx = {"name": "nginx", "image": "nginx:1.27", "ports": {"http": 80}}
    php = {"name": "php-fpm", "image": "registry.example.com/blog/php:8.2", "ports": {"fpm": 9000}}
    found = judged(php, nginx, owner="Deployment/blog")
    assert (found["nginx"].role, found["php-fpm"].role) == (Role.AMBASSADOR, Role.MAIN)


def test_what_a_main_container_writes_for_one_that_calls_itself_a_sidecar_is_no_configuration() -> None:
    main = {
        "name": "main",
        "image": "source:1",
        "command": ["sh", "-c", "check > /out/a.json"],
        "mounts": {"o": "/out"},
    }
    side = {"name": "connector-sidecar", "image": "side:1", "mounts": {"o": "/out"}}
    assert judged(main, side, owner="", pod="check-1", volumes={"o": "emptyDir:"})["main"].role is Role.MAIN


def test_who_writes_the_file_that_anothers_command_names_helps_that_container() -> None:
    watch = {"name": "svc", "image": "svc:1", "env": {"DESTINATION_PATH": "/w/status.json"}, "mounts": {"w": "/w"}}
    shop = {**SHOP, "args": ["--watch", "/w/status.json"], "mounts": {"w": "/w"}}
    assert judged(shop, watch, volumes={"w": "emptyDir:"})["svc"].role is Role.CONFIGURATION_HELPER
    other = {**SHOP, "mounts": {"w": "/w"}}
    assert judged(other, watch, volumes={"w": "emptyDir:"})["svc"].role is Role.MAIN


def test_a_loop_that_only_speaks_repeats_nothing() -> None:
    side = {"name": "side", "image": "busybox", "native": True}
    loop = ["sh", "-c", "while true; do echo still here; sleep 5; done"]
    main = {"name": "demo", "image": "busybox", "command": ["sleep", "20"]}
    assert judged(main, init=[{**side, "command": loop}])["side"].role is Role.UNKNOWN


def test_a_part_with_a_port_for_monitoring_alone_and_metrics_in_its_name_is_an_exporter() -> None:
    metrics = {"name": "shop-metrics", "image": IMAGE, "command": ["metrics"], "ports": {"monitoring": 7573}}
    assert judged({**SHOP, "image": IMAGE}, metrics)["shop-metrics"].role is Role.ADAPTER


def test_the_upstream_of_a_main_container_makes_no_proxy_of_it() -> None:
    worker = {"name": "worker", "image": "w:1", "args": ["--backend-url=http://localhost:8081"]}
    assert judged(worker, {"name": "thumbs", "image": "t:1", "ports": {"http": 8081}})["worker"].role is Role.MAIN


@pytest.mark.parametrize(
    ("container", "role"),
    [
        ({"name": "x", "command": ["sh", "-c", "while true; do ping -c 1 10.0.0.1; sleep 9; done"]}, Role.LIFECYCLE),
        (
            {"name": "x", "command": ["sh", "-c", "while true; do find /o -mtime +1 -delete; sleep 9; done"]},
            Role.LIFECYCLE,
        ),
        ({"name": "x", "command": ["/usr/libexec/virtiofsd", "--socket-path=/run/v.sock"]}, Role.STORAGE),
        ({"name": "x", "command": ["peer-list", "-on-change=/x/add.sh", "-service=db"]}, Role.CONFIGURATION_HELPER),
        ({"name": "shop-uploader", "command": ["copilot", "sidecar"]}, Role.JOB_HELPER),
        ({"name": "x", "command": ["store", "unseal", "--init"]}, Role.SECURITY),
        ({"name": "x", "command": ["unbound", "-d"]}, Role.AMBASSADOR),
        (
            {"name": "x", "command": ["sh", "-c", "while true; do curl -s http://localhost:1/cron; sleep 9; done"]},
            Role.LIFECYCLE,
        ),
        (
            {"name": "x", "command": ["sh", "-c", "while true; do curl -s localhost:1/c > /c/c.yml; sleep 9; done"]},
            Role.CONFIGURATION_HELPER,
        ),
        (
            {"name": "add-user", "command": ["sh", "-c", "curl --data u=1 http://shop/users; sleep infinity"]},
            Role.CONFIGURATION_HELPER,
        ),
        (
            {
                "name": "credentials-exporter",
                "command": ["sh", "-c", "cat k | oc apply -f -; while true; do sleep 9; done"],
            },
            Role.CONFIGURATION_HELPER,
        ),
        ({"name": "credentials-exporter"}, Role.CONFIGURATION_HELPER),
        ({"name": "x", "command": ["sh", "-c", "while true; do nc -z nas 2049; sleep 9; done"]}, Role.LIFECYCLE),
        ({"name": "cache-clear", "command": ["python", "scripts/clear_cache.py"]}, Role.LIFECYCLE),
        ({"name": "x", "command": ["/usr/bin/shop-logs", "/var/shop"]}, Role.ADAPTER),
        ({"name": "ng-agent", "image": "vesoft/nebula-agent:v3.7.1"}, Role.BACKUP),
        ({"name": "log-forwarder"}, Role.ADAPTER),
        ({"name": "filebeat-audit"}, Role.ADAPTER),
        ({"name": "shop-release-haproxy"}, Role.AMBASSADOR),
    ],
    ids=lambda value: " ".join(value.get("command", [value["name"]]))[:30] if isinstance(value, dict) else str(value),
)
def test_the_shape_of_a_command_tells_a_helpers_role(container: dict[str, Any], role: Role) -> None:
    assert judged(SHOP, {"image": "registry.example.com/x:1", **container})[container["name"]].role is role


def test_a_controller_named_for_its_product_is_main_and_another_one_helps() -> None:
    image = "registry.example.com/mesh-net:1"
    store = {"name": "store", "image": image, "command": ["/run.sh", "store"]}
    for name, role in (
        ("mesh-controller", Role.MAIN),
        ("tunnel-controller", Role.CONFIGURATION_HELPER),
        ("", Role.MAIN),
    ):
        part = {"name": name, "image": image, "command": ["/run.sh", "x"]}
        assert judged(store, part, owner="DaemonSet/netd")[name].role is role


def test_what_tests_a_driver_is_no_helper_of_it() -> None:
    driver = {"name": "shop-driver", "image": "registry.example.com/shop:1", "args": ["--nodeid=a"]}
    said = judged(driver, {"name": "csi-sanity", "image": "registry.example.com/csi-sanity:1"})
    assert said["csi-sanity"].role is Role.MAIN


def test_what_decides_for_others_by_its_image_alone_is_not_certain() -> None:
    opa = {"name": "opa", "image": "openpolicyagent/opa:0.70.0", "args": ["run", "--server", "--addr=127.0.0.1:8181"]}
    assert judged(SHOP, opa)["opa"].confidence is Confidence.MEDIUM
    envoy = {"name": "opa-envoy", "image": "openpolicyagent/opa:0.70.0-envoy", "args": ["run", "--server"]}
    assert judged(SHOP, envoy)["opa-envoy"].confidence is Confidence.HIGH
