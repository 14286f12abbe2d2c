"""A container that names do not call main is a helper by less, where a neighbour is called main."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.classify import Confidence, Role
from tests.classify.test_signals import SHOP, judged

IMAGE = "registry.example.com/x:1"


@pytest.mark.parametrize(
    ("beside", "role"),
    [
        ({"name": "pm-agent", "ports": {"http": 9000}}, Role.ADAPTER),
        ({"name": "counters", "ports": {"http-metrics": 9000}}, Role.ADAPTER),
        ({"name": "hands", "command": ["sleep", "infinity"]}, Role.DEBUG),
        ({"name": "cmd-proxy", "command": ["sleep", "infinity"]}, Role.AMBASSADOR),
        ({"name": "revisions", "args": ["--endpoints=http://localhost:8080"]}, Role.CONFIGURATION_HELPER),
        ({"name": "idle-culler", "env": {"SHOP_URL": "http://localhost:8080"}}, Role.LIFECYCLE),
        ({"name": "wallet-unlocker", "args": ["--server=127.0.0.1:8080"]}, Role.SECURITY),
        ({"name": "tls-terminator"}, Role.AMBASSADOR),
        ({"name": "log-rotator"}, Role.ADAPTER),
        ({"name": "killswitch", "capabilities": ["NET_ADMIN"]}, Role.AMBASSADOR),
        ({"name": "stats-shop"}, Role.ADAPTER),
        ({"name": "shop-http-proxy", "image": SHOP["image"], "command": ["python3", "http_proxy.py"]}, Role.AMBASSADOR),
    ],
    ids=lambda value: value["name"] if isinstance(value, dict) else str(value),
)
def test_what_serves_the_named_main_container_is_a_helper(beside: dict[str, Any], role: Role) -> None:
    found = judged(SHOP, {"image": IMAGE, **beside})
    assert (found["shop"].role, found[beside["name"]].role) == (Role.MAIN, role)
    assert found[beside["name"]].confidence is not Confidence.HIGH


@pytest.mark.parametrize(
    "beside",
    [
        {"name": "shop-agent", "image": "registry.example.com/shop-agent:1"},
        {"name": "worker", "ports": {"metrics": 9000}},
        {"name": "web", "command": ["sleep", "infinity"]},
        {"name": "orders", "command": ["sh", "-c", "while true; do ./orders; sleep 3600; done"]},
        {"name": "search", "args": ["--port=8080", "--peer=http://localhost:9999"]},
    ],
    ids=lambda value: value["name"],
)
def test_a_part_of_the_product_stays_a_further_main(beside: dict[str, Any]) -> None:
    assert judged(SHOP, {"image": IMAGE, **beside})[beside["name"]].role is Role.MAIN


@pytest.mark.parametrize("name", ["agent", "metrics-proxy", "config-reloader", "log-rotator", "gateway"])
def test_an_only_container_is_main_whatever_its_name(name: str) -> None:
    assert judged({"name": name, "image": IMAGE})[name].role is Role.MAIN


@pytest.mark.parametrize("name", ["proxy", "sync", "relay", "scanner", "exporter"])
def test_what_is_named_like_the_workload_is_main_beside_a_helper(name: str) -> None:
    found = judged(
        {"name": name, "image": IMAGE}, {"name": "reloader", "image": "y:1"}, owner=f"Deployment/fleet-{name}"
    )
    assert (found[name].role, found["reloader"].role) == (Role.MAIN, Role.CONFIGURATION_HELPER)


def test_what_a_helper_by_name_calls_is_no_proxy() -> None:
    game = {"name": "server", "image": IMAGE, "ports": {"rcon": 25575}}
    updater = {"name": "whitelist-updater", "image": "y:1", "env": {"RCON": "localhost:25575"}}
    assert judged(game, updater)["server"].role is Role.MAIN


def test_what_calls_itself_a_helper_by_name_and_image_is_no_main_beside_another() -> None:
    build = {"name": "build", "image": "golang:1", "command": ["sh", "-c", "exec bash"]}
    helper = {"name": "helper", "image": "registry.example.com/runner-helper:1", "command": ["sh", "-c", "exec bash"]}
    found = judged(build, helper, owner="Run/17")
    assert (found["build"].role, found["helper"].role) == (Role.MAIN, Role.UNKNOWN)
    assert judged(helper, owner="Run/17")["helper"].role is Role.MAIN


def test_what_repeats_commands_does_what_its_name_says() -> None:
    loop = {"image": SHOP["image"], "command": ["sh", "-c", "while true; do ./run; sleep 60; done"]}
    assert judged(SHOP, {"name": "store-results", **loop})["store-results"].role is Role.JOB_HELPER
    starts = ["sh", "-c", "for i in 1 2; do ./ready || sleep 2; done; exec ./faucet"]
    faucet = {"name": "faucet", "image": SHOP["image"], "command": starts}
    assert judged(SHOP, faucet)["faucet"].role is Role.MAIN
