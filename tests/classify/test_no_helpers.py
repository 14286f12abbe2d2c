"""Signs of a helper that mean something else in another place."""

from __future__ import annotations

from kubectl_sidecars.classify import Role
from tests.classify.test_signals import SHOP, judged


def test_what_follows_nothing_streams_no_log() -> None:
    idle = {"name": "utility", "image": "x:1", "args": ["tail", "-f", "/dev/null"]}
    assert judged(SHOP, idle)["utility"].role is Role.DEBUG
    follows = {"name": "utility", "image": "x:1", "args": ["tail", "-f", "/var/log/shop.log"]}
    assert judged(SHOP, follows)["utility"].role is Role.ADAPTER


def test_the_last_line_of_an_answer_is_no_log_that_is_followed() -> None:
    asks = {
        "name": "client",
        "image": "x:1",
        "command": ["sh", "-c", "id=$(create | tail -1); echo $id > /shared/id"],
        "mounts": {"shared": "/shared"},
    }
    keeps = {"name": "keeper", "image": "y:1", "mounts": {"shared": "/shared"}}
    assert judged(asks, keeps, volumes={"shared": "emptyDir"})["client"].role is not Role.ADAPTER


def test_a_trap_reloads_nothing() -> None:
    traps = {"name": "tube", "image": "x:1", "command": ["sh", "-c", "trap 'exit 1' EXIT SIGTERM SIGHUP; run"]}
    assert judged(SHOP, traps)["tube"].role is not Role.CONFIGURATION_HELPER
    sends = {"name": "tube", "image": "x:1", "args": ["--reload-signal=SIGHUP"]}
    assert judged(SHOP, sends)["tube"].role is Role.CONFIGURATION_HELPER


def test_the_pages_of_an_application_are_no_proxy_of_its_backend() -> None:
    pages = {
        "name": "shop-ui",
        "image": "x:1",
        "env": {"BACKEND_URL": "http://localhost:8080"},
        "ports": {"http": 3000},
    }
    assert judged(SHOP, pages)["shop-ui"].role is Role.MAIN
    assert judged(SHOP, {**pages, "name": "gate"})["gate"].role is Role.AMBASSADOR


def test_a_loop_that_serves_a_port_is_the_application() -> None:
    loop = ["sh", "-c", "while true; do node run; sleep 1; done"]
    node = {"name": "node", "image": "chain:1", "command": loop, "ports": {"rpc": 8732}}
    baker = {"name": "baker", "image": "chain:1", "command": ["bake"]}
    assert judged(node, baker, owner="StatefulSet/chain-eu")["node"].role is Role.MAIN


def test_a_syncer_beside_a_csi_driver_keeps_volumes() -> None:
    driver = {"name": "driver", "image": "x-csi:1", "args": ["--endpoint=unix:///csi/csi.sock", "--nodeid=n"]}
    helper = {"name": "csi-attacher", "image": "sig-storage/csi-attacher:v4", "args": ["--csi-address=/csi/csi.sock"]}
    syncer = {"name": "x-syncer", "image": "syncer:1", "args": ["--leader-election"]}
    assert judged(driver, helper, syncer, owner="Deployment/x-csi")["x-syncer"].role is Role.STORAGE
    assert judged(SHOP, syncer)["x-syncer"].role is Role.CONFIGURATION_HELPER


def test_a_liveness_probe_without_a_csi_driver_is_no_part_of_one() -> None:
    probe = {"name": "liveness-probe", "image": "shop:1", "command": ["/usr/local/bin/livenessprobe"]}
    assert judged(SHOP, probe)["liveness-probe"].role is Role.LIFECYCLE


def test_an_agent_does_what_the_word_before_says() -> None:
    agent = {"name": "backup-agent", "image": "x:1"}
    assert judged(SHOP, agent)["backup-agent"].role is Role.BACKUP
    assert judged(SHOP, {**agent, "name": "report-agent"})["report-agent"].role is Role.ADAPTER


def test_a_watcher_in_a_job_waits_for_results() -> None:
    watcher = {"name": "process-watcher", "image": "x:1"}
    assert judged(SHOP, watcher, owner="Job/shop")["process-watcher"].role is Role.JOB_HELPER
    assert judged(SHOP, watcher)["process-watcher"].role is Role.CONFIGURATION_HELPER


def test_what_adds_entries_once_sets_its_neighbour_up() -> None:
    script = "sleep 60; ldapadd -x -f /tmp/people.ldif; sleep infinity"
    setup = {"name": "directory-entries", "image": "registry.example.com/shop:4", "command": ["bash", "-c", script]}
    assert judged(SHOP, setup)["directory-entries"].role is Role.CONFIGURATION_HELPER


def test_a_driver_of_volumes_with_certificates_renews_none() -> None:
    helper = {"name": "csi-driver-registrar", "image": "sig-storage/csi-node-driver-registrar:v2"}
    said = judged({"name": "spiffe-csi-driver", "image": "spiffe-csi-driver:1"}, SHOP, helper)
    assert said["spiffe-csi-driver"].role is Role.STORAGE
    assert judged({"name": "spiffe-helper", "image": "x:1"}, SHOP)["spiffe-helper"].role is Role.CONFIGURATION_HELPER


def test_a_forwarder_of_logs_is_no_proxy() -> None:
    forwarder = {"name": "forwarder", "image": "universalforwarder-sidekick:9"}
    assert judged(SHOP, forwarder)["forwarder"].role is Role.ADAPTER
    assert judged(SHOP, {**forwarder, "image": "x:1"})["forwarder"].role is Role.AMBASSADOR
