"""Who listens where, who is told of whom, and who stands before whom tells a helper from a further main container."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.classify import Role
from tests.classify.test_signals import SHOP, judged

CALLER = {**SHOP, "env": {"MODEL_URL": "http://localhost:3456/v1"}}


@pytest.mark.parametrize(
    "listens",
    [
        {"probes": 3456},
        {"env": {"PORT": "3456"}},
        {"env": {"LISTEN_ADDR": "127.0.0.1:3456"}},
        {"args": ["--port=3456"]},
        {"ports": {"grpc": 3456}},
    ],
    ids=str,
)
def test_what_a_neighbour_reaches_on_a_local_port_helps_it_however_the_port_is_known(listens: dict[str, Any]) -> None:
    model = {"name": "max", "image": "x/max:1", **listens}
    assert judged(CALLER, model)["max"].role is Role.AMBASSADOR
    assert judged(SHOP, model)["max"].role is Role.MAIN


def test_a_probe_that_asks_a_neighbours_port_does_not_make_the_port_its_own() -> None:
    neighbour = {"name": "engine", "image": "x/engine:1", "ports": {"grpc": 3456}}
    said = judged(CALLER, neighbour, {"name": "max", "image": "x/max:1", "probes": 3456})
    assert (said["engine"].role, said["max"].role) == (Role.AMBASSADOR, Role.MAIN)


def test_a_client_of_the_main_container_that_serves_nothing_changes_something_there() -> None:
    client = {"name": "qb", "image": "x/qb:1", "env": {"ADDRESS": "http://localhost:8080"}}
    assert judged(SHOP, client)["qb"].role is Role.CONFIGURATION_HELPER
    assert judged(SHOP, {**client, "ports": {"http": 9000}})["qb"].role is Role.MAIN


def test_the_main_container_is_no_helper_of_the_server_that_it_asks() -> None:
    main = {"name": "main", "image": "x/scheduler:1", "env": {"SERVER_URL": "http://localhost:8001"}}
    server = {"name": "training", "image": "x/training:1", "ports": {"http": 8001}}
    assert judged(main, server)["main"].role is Role.MAIN


def test_what_is_named_for_health_and_serves_a_port_is_an_adapter_and_without_one_asks() -> None:
    health = {"name": "shop-healthcheck", "image": "x/shop-healthcheck:1"}
    assert judged(SHOP, {**health, "ports": {"health": 9950}})["shop-healthcheck"].role is Role.ADAPTER
    assert judged(SHOP, health)["shop-healthcheck"].role is Role.LIFECYCLE


WEB = {"image": "x/caddy-base:2", "args": ["run"], "ports": {"http": 80}, "mounts": {"www": "/var/www/shop/public"}}
PHP = {"name": "main", "image": "x/davis:4", "mounts": {"www": "/var/www/shop/public"}}


def test_a_web_server_before_the_one_with_the_same_documents_and_no_port_is_an_ambassador() -> None:
    volumes = {"www": "emptyDir:"}
    assert judged({"name": "caddy", **WEB}, PHP, volumes=volumes)["caddy"].role is Role.AMBASSADOR
    serves = {**PHP, "ports": {"http": 9000}}
    assert judged({"name": "caddy", **WEB}, serves, volumes=volumes)["caddy"].role is Role.MAIN


def test_a_web_server_is_known_by_the_program_that_runs() -> None:
    web = {"name": "front", "image": "x/static:1", "command": ["/caddy/caddy", "run"]}
    assert judged(web, {"name": "shop", "image": "x/shop-fpm:8"})["front"].role is Role.AMBASSADOR


def test_who_alone_has_certificates_and_serves_https_beside_http_ends_tls() -> None:
    front = {"name": "zed", "image": "x/zed:1", "ports": {"https": 8443}, "mounts": {"tls": "/etc/zed/tls"}}
    volumes = {"tls": "secret"}
    assert judged(SHOP, front, volumes=volumes)["zed"].role is Role.AMBASSADOR
    assert judged({**SHOP, "ports": {"grpc": 9}}, front, volumes=volumes)["zed"].role is Role.MAIN
    assert judged(SHOP, {**front, "mounts": {}}, volumes=volumes)["zed"].role is Role.MAIN


def test_a_native_sidecar_beside_a_runner_of_builds_helps_the_builds() -> None:
    plugin = {"name": "plugin", "image": "x/k8s-plugin:1", "native": True}
    assert judged({"name": "runner", "image": "x/runner:1"}, init=[plugin])["plugin"].role is Role.CI_HELPER
    assert judged(SHOP, init=[plugin])["plugin"].role is Role.UNKNOWN


def test_what_goes_on_with_the_work_of_an_init_container_helps_the_main_one() -> None:
    image = "x/shop-agent:1"
    once = {"name": "setup", "image": image, "args": ["--interface=lo", "--daemon=false"]}
    goes_on = {"name": "agent", "image": image, "args": ["--interface=lo"]}
    assert judged(SHOP, goes_on, init=[once])["agent"].role is Role.CONFIGURATION_HELPER
    assert judged(SHOP, {**goes_on, "args": ["serve"]}, init=[once])["agent"].role is Role.MAIN


def test_a_controller_in_a_workload_that_is_none_controls_its_neighbour() -> None:
    controller = {"name": "window-controller", "image": "x/shop-suite:1"}
    assert judged(SHOP, controller)["window-controller"].role is Role.CONFIGURATION_HELPER
    said = judged({**SHOP, "name": "manager"}, controller, owner="Deployment/shop-operator")
    assert said["window-controller"].role is Role.MAIN


def test_what_fills_a_directory_of_an_emptydir_that_another_mounts_brings_configuration() -> None:
    adapter = {"name": "dns-config", "image": "x/a:1", "native": True, "args": ["-outputDir=/etc/generated"]}
    shop = {**SHOP, "mounts": {"generated": "/etc/conf"}}
    said = judged(
        shop,
        init=[{**adapter, "name": "filler", "mounts": {"generated": "/etc/generated"}}],
        volumes={"generated": "emptyDir:"},
    )
    assert said["filler"].role is Role.CONFIGURATION_HELPER


def test_in_a_job_what_waits_for_the_end_of_its_neighbour_exports_the_result() -> None:
    script = (
        "until [ -n \"$(kubectl get pod x -o jsonpath='{.status.containerStatuses[0].state.terminated}')\" ]; do "
        "sleep 5; done; kubectl create secret generic key --from-file=/key"
    )
    saver = {"name": "key", "image": "x/k8s:1", "command": ["sh", "-c", script]}
    assert judged(SHOP, saver, owner="Job/shop")["key"].role is Role.JOB_HELPER


def test_a_mode_of_sidecar_is_as_good_as_the_word_in_the_name() -> None:
    storage = {"name": "storage", "image": "x/pachd:1", "command": ["/pachd", "--mode", "sidecar"]}
    assert judged(SHOP, storage)["storage"].role is Role.STORAGE
    assert judged(SHOP, {**storage, "command": ["/pachd"]})["storage"].role is Role.MAIN


def test_a_server_that_is_known_to_forward_nothing_is_no_proxy_for_the_neighbour_that_reaches_it() -> None:
    caller = {**SHOP, "env": {"URL": "http://localhost:3000"}}
    served = {"image": "gotenberg/gotenberg:8", "ports": {"http": 3000}}
    assert judged(caller, {"name": "gotenberg", **served})["gotenberg"].role is Role.MAIN
    native = {"name": "gotenberg", **served, "native": True}
    assert judged(caller, init=[native])["gotenberg"].role is Role.AMBASSADOR
    assert judged(caller, {"name": "x", "image": "x/x:1", "ports": {"http": 3000}})["x"].role is Role.AMBASSADOR


def test_a_server_that_keeps_data_is_no_proxy_for_the_neighbour_that_reaches_it() -> None:
    caller = {**SHOP, "env": {"SEARCH_URL": "http://localhost:7700"}}
    for image, role in (("typesense", Role.MAIN), ("typesense-gate", Role.AMBASSADOR)):
        search = {"name": "find", "image": f"x/{image}:1", "ports": {"http": 7700}}
        assert judged(caller, search)["find"].role is role


def test_a_server_that_turns_streams_into_others_is_no_proxy_for_the_neighbour_that_reaches_it() -> None:
    caller = {**SHOP, "env": {"STREAMS": "http://localhost:1984"}}
    media = {"name": "video", "image": "x/go2rtc:1", "ports": {"http": 1984}}
    assert judged(caller, media)["video"].role is Role.MAIN


def test_a_sidecar_that_can_write_its_neighbours_configuration_brings_it() -> None:
    volumes = {"config": "emptyDir:", "data": "emptyDir:"}
    main = {**SHOP, "mounts": {"config": "/config", "data": "/data"}}
    sidecar = {"name": "shop-sidecar", "image": "x/shop-sidecar:1", "args": ["--auto"], "native": True}
    for path, role in (("config", Role.CONFIGURATION_HELPER), ("data", Role.UNKNOWN)):
        helper = {**sidecar, "mounts": {path: f"/{path}"}}
        assert judged(main, init=[helper], volumes=volumes)["shop-sidecar"].role is role
