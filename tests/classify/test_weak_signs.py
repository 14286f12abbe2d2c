"""One weak sign decides where a name alone says too little, and none decides against what a product's name says."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.classify import Role
from tests.classify.test_signals import SHOP, judged


@pytest.mark.parametrize(
    ("more", "role"),
    [
        ({"env": {"CLIENT_PORT": "8080"}}, Role.ADAPTER),
        ({"env": {"SERVER_PORT": "3000"}}, Role.UNKNOWN),
        ({"env": {"CLIENT_PORT": "80800000000"}}, Role.UNKNOWN),
    ],
    ids=["neighbour's port", "own port", "no port"],
)
def test_a_sidecar_that_is_told_a_port_of_its_neighbour_works_on_that(more: dict[str, Any], role: Role) -> None:
    sidecar = {"name": "sidecar", "image": "x/node-mate:1", "ports": {"sidecar": 3000}, **more}
    assert judged(SHOP, sidecar)["sidecar"].role is role


def test_a_sidecar_that_has_its_neighbours_name_and_serves_a_port_is_an_adapter() -> None:
    sidecar = {"name": "shop-sidecar", "image": "x/shop-sidecar:1", "ports": {"api": 8081}}
    assert judged(SHOP, sidecar)["shop-sidecar"].role is Role.ADAPTER
    assert judged({**SHOP, "name": "stall"}, sidecar)["shop-sidecar"].role is Role.UNKNOWN


@pytest.mark.parametrize(("port", "role"), [("8080", Role.AMBASSADOR), ("9999", Role.MAIN)])
def test_an_upstream_port_that_a_neighbour_declares_makes_an_ambassador(port: str, role: Role) -> None:
    login = {"name": "door", "image": "x/door:1", "ports": {"http": 7564}, "env": {"DOOR_UPSTREAM_PORT": port}}
    assert judged(SHOP, login)["door"].role is role


def test_a_server_of_many_ports_is_no_proxy_for_a_neighbour_that_calls_it() -> None:
    caller = {**SHOP, "env": {"ENGINE": "http://localhost:8551"}}
    ports = {"rpc": 8545, "auth": 8551, "p2p": 30303}
    assert judged(caller, {"name": "engine", "image": "x/engine:1", "ports": ports})["engine"].role is Role.MAIN
    less = {"auth": 8551}
    assert judged(caller, {"name": "engine", "image": "x/engine:1", "ports": less})["engine"].role is Role.AMBASSADOR


def test_a_metrics_port_alone_makes_no_exporter_of_what_is_named_a_server() -> None:
    engine = {"name": "engine", "image": "x/engine:1", "ports": {"http": 8081}}
    for name, role in (("ledger-api", Role.MAIN), ("figures", Role.ADAPTER)):
        other = {"name": name, "image": f"x/{name}:1", "ports": {"metrics": 8180}}
        assert judged(SHOP, engine, other)[name].role is role


@pytest.mark.parametrize(
    ("images", "role"),
    [(("acme-control-main", "acme-control-named"), Role.MAIN), (("acme-control-main", "other"), Role.AMBASSADOR)],
    ids=["three of a product", "two"],
)
def test_the_names_of_many_programs_of_a_product_tell_them_apart(images: tuple[str, str], role: Role) -> None:
    run = [{"name": image.rpartition("-")[2], "image": f"x/{image}:1"} for image in images]
    assert judged(*run, {"name": "dns", "image": "x/acme-control-dns:1"}, owner="StatefulSet/c1")["dns"].role is role


def test_what_tells_when_its_work_is_done_and_then_sleeps_set_something_up() -> None:
    script = "sh deploy.sh && touch success && sleep infinity"
    deploy = {"name": "shop-contracts", "image": "x/shop-contracts:1", "command": ["sh", "-c", script]}
    for tests, role in (("success", Role.CONFIGURATION_HELPER), ("other", Role.MAIN)):
        probed = {**deploy, "probes": ["test", "-e", tests]}
        assert judged(SHOP, probed)["shop-contracts"].role is role
    served = {**deploy, "probes": ["test", "-e", "success"], "ports": {"http": 8081}}
    assert judged(SHOP, served)["shop-contracts"].role is Role.MAIN


def test_what_goes_on_filling_a_volume_that_its_init_container_filled_brings_files() -> None:
    volumes = {"certs": "emptyDir:"}
    keeper = {"image": "x/keeper:1", "mounts": {"certs": "/certs"}}
    init = [{"name": "keeper-init", "args": ["--mode=init"], **keeper}]
    shop = {**SHOP, "mounts": {"certs:ro": "/certs"}}
    said = judged(shop, {"name": "keeper", "args": ["--mode=refresh"], **keeper}, init=init, volumes=volumes)
    assert said["keeper"].role is Role.CONFIGURATION_HELPER


@pytest.mark.parametrize(
    "script", ["until wget localhost:8080/x; do sleep 1; done; run.sh", "while curl localhost:8080; do sleep 9; done"]
)
def test_what_serves_a_port_after_it_waited_for_its_neighbour_reports_no_health(script: str) -> None:
    ui = {"name": "pages", "image": "x/pages:1", "command": ["sh", "-c", script], "ports": {"http": 8081}}
    assert judged(SHOP, ui)["pages"].role is (Role.MAIN if "until" in script else Role.LIFECYCLE)


def test_the_right_to_trace_makes_no_helper_of_a_part_of_the_product() -> None:
    queue = {"name": "shop-mq", "image": SHOP["image"], "command": ["mq"], "capabilities": ["SYS_PTRACE"]}
    assert judged(SHOP, queue)["shop-mq"].role is not Role.ADAPTER


def test_two_that_both_fill_a_volume_with_no_reader_do_not_go_on_with_each_others_work() -> None:
    volumes = {"certs": "emptyDir:"}
    keeper = {"image": "x/keeper:1", "mounts": {"certs": "/certs"}}
    init = [{"name": "keeper-init", "args": ["--mode=init"], **keeper}]
    said = judged(SHOP, {"name": "keeper", "args": ["--mode=refresh"], **keeper}, init=init, volumes=volumes)
    assert said["keeper"].role is Role.MAIN


@pytest.mark.parametrize(("reader", "role"), [("shop", Role.CONFIGURATION_HELPER), ("stall", Role.MAIN)])
def test_a_volume_of_configuration_that_has_its_name_is_filled_by_it_for_the_main_container(
    reader: str, role: Role
) -> None:
    volumes = {"prefixes-volume": "emptyDir:"}
    mounts = {"mounts": {"prefixes-volume": "/var/lib/shop/config"}}
    prefixes = {"name": "prefixes", "image": "x/cmd-prefixes:1", **mounts}
    assert (
        judged({**SHOP, "name": reader, "image": f"x/{reader}:1", **mounts}, prefixes, volumes=volumes)["prefixes"].role
        is role
    )


INIT: tuple[tuple[dict[str, Any], str], ...] = (
    ({"name": "tools-prefetch"}, "image pre-pull"),
    ({"name": "shop-init", "env": {"DB_HOST": "db", "DB_NAME": "shop"}}, "schema migration"),
    ({"name": "shop-init", "env": {"API_HOST": "db", "DB_NAME": "shop"}}, "API call"),
    ({"name": "waitforqueue"}, "wait for a dependency"),
    ({"name": "install-key"}, "secret preload"),
    ({"name": "fetch-jwks"}, "configuration preload"),
    ({"name": "relay-interface", "privileged": True}, "network set-up"),
    ({"name": "start", "privileged": True, "mounts": {"script": "/opt/start.sh"}}, "kernel settings"),
    ({"name": "first", "command": ["sh", "-c", "sleep 30; fill --user $(SHOP_ADMIN_USER)"]}, ""),
)


@pytest.mark.parametrize(("init", "task"), INIT, ids=[f"{init['name']} {task}" for init, task in INIT])
def test_a_weak_sign_tells_the_task_of_an_init_container(init: dict[str, Any], task: str) -> None:
    volumes = {"script": "configMap:"}
    assert judged(SHOP, init=[{"image": "x/first:1", **init}], volumes=volumes)[init["name"]].task == task
