"""What a neighbour reaches on localhost is a proxy only where the caller is what the pod is for."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.classify import Role
from tests.classify.test_signals import SHOP, judged

NODE = {"name": "node", "image": "registry.example.com/ledger:2", "ports": {"rpc": 26657}}


def caller(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "image": f"registry.example.com/{name}:1", "env": {"RPC": "localhost:26657"}, **more}


@pytest.mark.parametrize("name", ["grpc-proxy", "exposer", "block-exporter", "chain-metrics", "rpc-router", "watcher"])
@pytest.mark.parametrize("first", [True, False])
def test_what_a_helper_by_name_reaches_is_what_the_helper_is_for(name: str, *, first: bool) -> None:
    other = caller(name)
    found = judged(*((other, NODE) if first else (NODE, other)), owner="StatefulSet/genesis")
    assert (found["node"].role, found[name].is_helper) == (Role.MAIN, True)


def test_no_proxy_has_the_image_of_the_one_that_calls_it() -> None:
    faucet = caller("faucet", image=NODE["image"], args=["faucet"])
    assert judged(NODE, faucet, owner="StatefulSet/genesis")["node"].role is Role.MAIN


def test_a_second_caller_of_another_image_still_tells_of_a_proxy() -> None:
    hop = {"name": "hop", "image": "registry.example.com/hop:1", "ports": {"http": 9400}}
    twin = {"name": "hop-check", "image": hop["image"], "args": ["check", "http://localhost:9400"]}
    shop = {**SHOP, "args": ["--api=http://localhost:9400"]}
    for run in ((hop, twin, shop), (shop, twin, hop), (twin, shop, hop)):
        assert judged(*run)["hop"].role is Role.AMBASSADOR


def test_what_an_exporter_reads_is_no_proxy_for_another_that_reaches_it_too() -> None:
    run = (NODE, caller("faucet"), caller("block-exporter"))
    for said in (judged(*run, owner="StatefulSet/genesis"), judged(*reversed(run), owner="StatefulSet/genesis")):
        assert (said["node"].role, said["block-exporter"].role) == (Role.MAIN, Role.ADAPTER)


def test_what_the_workload_is_named_for_is_no_proxy_for_whoever_calls_it() -> None:
    indexer = caller("indexer")
    assert judged(NODE, indexer, owner="StatefulSet/chain1-node0")["node"].role is Role.MAIN


def test_a_cache_with_the_name_of_its_kind_is_one_though_its_workload_is_named_so() -> None:
    shop = {**SHOP, "env": {"CACHE_URL": "redis://localhost:6379"}}
    said = judged(shop, {"name": "cache", "image": "x/cache:7", "ports": {"tcp": 6379}})
    assert said["cache"].role is Role.AMBASSADOR


@pytest.mark.parametrize(
    ("image", "name"), [("postgres:16", "db"), ("registry.example.com/pg-spatial:1", "postgres")], ids=["image", "name"]
)
def test_a_database_forwards_nothing(image: str, name: str) -> None:
    shop = {**SHOP, "env": {"DB": "localhost:9432"}}
    assert judged(shop, {"name": name, "image": image, "ports": {"x": 9432}})[name].role is Role.MAIN


def test_a_database_that_starts_before_the_application_keeps_its_data() -> None:
    shop = {**SHOP, "env": {"DB": "mariadb://localhost:3306"}}
    said = judged(shop, init=[{"name": "mariadb", "image": "mariadb:12", "native": True}])
    assert (said["mariadb"].role, said["mariadb"].task) == (Role.STORAGE, "database")


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        ("StatefulSet/org1-peer0", "peer"),
        ("StatefulSet/varnishcluster-example", "varnish"),
        ("MPIJob/train-launcher", "main-container"),
        ("Run/task-7c1e", "maincontainer"),
        ("Deployment/front-haproxyset", "haproxy"),
    ],
)
def test_a_product_in_the_name_of_its_workload_is_main_whatever_else_it_could_be(owner: str, name: str) -> None:
    run = ({"name": name, "image": f"registry.example.com/{name}:1"}, {"name": f"{name}-metrics", "image": "x/y:1"})
    for said in (judged(*run, owner=owner), judged(*reversed(run), owner=owner)):
        assert (said[name].role, said[f"{name}-metrics"].role) == (Role.MAIN, Role.ADAPTER)


def test_the_program_that_a_launcher_brings_tells_nothing_of_the_container_that_it_runs() -> None:
    runs = {"name": "step", "image": "golang:1", "command": ["/mnt/ci/ci-toolbox", "sleeper"]}
    said = judged({**runs, "mounts": {"ci": "/mnt/ci"}}, volumes={"ci": "emptyDir:"}, owner="Run/1")
    assert said["step"].role is Role.MAIN
    beside = {"name": "lint", "image": "registry.example.com/x:1", "command": ["/usr/bin/ci-toolbox", "serve"]}
    assert judged(SHOP, beside)["lint"].role is Role.DEBUG


def test_an_option_for_a_products_own_gateway_converts_nothing() -> None:
    beacon = {"name": "beacon", "image": "registry.example.com/b:1", "args": ["--grpc-gateway-port=3500"]}
    assert judged(beacon, SHOP)["beacon"].role is Role.MAIN
    bridge = {"name": "b", "image": "registry.example.com/b:1", "command": ["/app/mqtt-to-http", "--port=1"]}
    assert judged(bridge, SHOP)["b"].role is Role.ADAPTER


def test_who_copies_before_it_starts_its_server_copies_nothing_in_a_loop() -> None:
    script = "while [ ! -d /certs ]; do sleep 60; done; if [ ! -f /c/core.yaml ]; then cp /etc/c /c; fi; serve"
    ledger = {"name": "ledger", "image": "registry.example.com/l:1", "command": ["sh", "-c", script]}
    assert judged(ledger, SHOP, owner="StatefulSet/org")["ledger"].role is Role.MAIN
