"""The task of an init container is what its script does in the end, and not what it waits for or makes in passing."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.classify import Confidence
from tests.classify.test_signals import SHOP, judged

DATA = {"mounts": {"data": "/data"}, "volumes": {"data": "emptyDir"}}


def task(script: str | list[str], *, name: str = "x", image: str = "x:1", **more: Any) -> str:
    """The task of an init container beside a shop that mounts its volume."""
    command = ["sh", "-c", script] if isinstance(script, str) else script
    init = {"name": name, "image": image, "command": command, "mounts": DATA["mounts"], **more}
    return judged({**SHOP, "mounts": DATA["mounts"]}, init=[init], volumes=DATA["volumes"])[name].task


WAIT = "until pg_isready -h db; do sleep 1; done"


@pytest.mark.parametrize(
    "work",
    [
        "psql -h db -f /sql/tables.sql",
        "psql -h db -c 'CREATE EXTENSION IF NOT EXISTS vector'",
        'mysql -h db -e "ALTER TABLE goods ADD COLUMN price INT"',
        "mongosh mongodb://db/shop /scripts/indexes.js",
        "keystone-manage db_sync",
        "bin/shop eval 'Shop.Release.migrate'",
        "dotnet Shop.dll --migrate",
    ],
)
def test_what_changes_a_database_after_a_wait_migrates(work: str) -> None:
    assert task(work) == "schema migration"
    assert task(f"{WAIT}; {work}") == "schema migration"
    assert task(f"{WAIT}; {work}", image="postgres:16") == "schema migration"


@pytest.mark.parametrize(
    "ask", ["psql -h db -c 'SELECT 1'", "mysql -h db -e 'show tables'", "mongosh db --eval 'ping()'"]
)
def test_a_question_to_a_database_is_no_migration(ask: str) -> None:
    assert task(f"until {ask}; do sleep 1; done") == "wait for a dependency"


def test_a_wait_before_a_change_is_never_for_certain_the_task() -> None:
    script = "until nslookup cassandra; do sleep 2; done; cqlsh --file /sql/shop.cql cassandra"
    said = judged(SHOP, init=[{"name": "x", "image": "busybox:1", "command": ["sh", "-c", script]}])["x"]
    assert (said.task, said.confidence) == ("schema migration", Confidence.MEDIUM)


def test_what_the_api_says_and_a_script_writes_down_is_configuration() -> None:
    script = "kubectl get node $NODE -o jsonpath='{.metadata.labels.zone}' > /data/zone"
    assert task(script) == "configuration preload"
    assert task(f"{script}; kubectl label node $NODE seen=true") == "API call"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (
            "curl -sf https://dl.example.com/v1/linux/amd64/kubectl -o /data/kubectl; chmod +x /data/kubectl",
            "plugin copy",
        ),
        ("curl -sf https://dl.example.com/goods.tar.gz | tar xz -C /data", "data download"),
        ("curl -L https://dl.example.com/opentelemetry-javaagent.jar -o /data/otel.jar", "agent copy"),
        ("npx playwright install chromium", "plugin copy"),
        ("pip install --target /data/libs requests", "plugin copy"),
        ("pip install -r requirements.txt", "volume preparation"),
    ],
)
def test_a_fetched_program_is_no_data(script: str, said: str) -> None:
    assert task(script) == said


def test_what_is_sent_with_curl_is_a_call_and_what_it_answers_is_kept() -> None:
    assert task("curl -sf --data @/goods.json http://shop/api/goods") == "API call"
    assert task("curl -sf -T /goods.png http://shop/files/") == "API call"
    assert task("curl -sf -d grant=x http://login/token -o /data/x") == "data download"


def test_a_copy_does_none_of_what_the_name_says_of_programs() -> None:
    copy = "mkdir -p /data/goods; cp -R /app/goods/* /data/goods; chmod -R 755 /data/goods"
    for name in ("copy-for-upload", "seed-goods", "data-migrator", "init-network"):
        assert task(copy, name=name) not in ("artifact upload", "data download", "schema migration", "network set-up")


def test_a_port_and_a_time_are_a_wait() -> None:
    assert task(["/entrypoint", "-c", "kafka:9092,zookeeper:2181", "-t", "300"]) == "wait for a dependency"
    assert task(["/serve", "--listen", "0.0.0.0:9092"]) != "wait for a dependency"


def test_a_sub_command_of_a_python_module_tells_the_task() -> None:
    assert task(["python", "-m", "goods", "download-from-store", "--dest", "/data"]) == "data download"


def test_a_store_and_a_directory_are_a_download() -> None:
    assert task(["importer", "--bucket-name=goods", "--output-dir=/data"]) == "data download"


def test_what_only_speaks_calls_nothing() -> None:
    said = judged(
        SHOP, init=[{"name": "x", "image": "x:1", "command": ["sh", "-c", "echo a; sleep 1"], "env": {"URL": "u"}}]
    )
    assert said["x"].task == ""


def test_a_loader_of_modules_drives_the_node() -> None:
    loader = {"name": "loader", "image": "x:1", "capabilities": ["SYS_MODULE"], "mounts": {"src:ro": "/usr/src"}}
    volumes = {"src": "hostPath:/usr/src"}
    assert judged(SHOP, init=[loader], volumes=volumes)["loader"].task == "node driver"
    sets = {**loader, "command": ["modprobe", "nbd"]}
    assert judged(SHOP, init=[sets], volumes=volumes)["loader"].task == "kernel settings"


def test_a_secret_that_a_configured_script_reads_becomes_configuration() -> None:
    volumes = {"data": "emptyDir", "scripts": "configMap", "password": "secret"}
    mounts = {"data": "/data", "scripts": "/scripts", "password": "/password"}
    init = {"name": "x", "image": "x:1", "command": ["/scripts/init.sh"], "mounts": mounts}
    shop = {**SHOP, "mounts": {"data": "/data"}}
    assert judged(shop, init=[init], volumes=volumes)["x"].task == "configuration preload"
    assert judged(shop, init=[{**init, "command": ["/init"]}], volumes=volumes)["x"].task == "secret preload"


def test_what_runs_a_program_that_was_brought_before_brings_none() -> None:
    volumes = {"work": "emptyDir"}
    finder = {"name": "bootstrap", "image": "debian:12", "command": ["/work/peer-finder"], "mounts": {"work": "/work"}}
    shop = {**SHOP, "command": ["/work/run"], "mounts": {"work": "/work"}}
    assert judged(shop, init=[finder], volumes=volumes)["bootstrap"].task != "plugin copy"


def test_what_checks_a_schema_waits_for_it_whatever_its_name() -> None:
    assert (
        task(["/db-helper", "check-schema-version", "shop"], name="check-sql-schema-version") == "wait for a dependency"
    )
    assert task(["/db-helper", "update-schema", "shop"], name="sql-schema") == "schema migration"


def test_a_request_with_retries_is_a_wait() -> None:
    retries = ["agent", "probe", "--http", "http://shop:80/version", "--interval=3", "--retries=15"]
    assert task(retries) == "wait for a dependency"
    assert task(["agent", "send", "--http", "http://shop:80/version"]) != "wait for a dependency"


def test_a_deleted_restore_restores_nothing() -> None:
    assert task(["kubectl", "delete", "restore", "--all"], name="delete-restore") == "clean-up"
    assert task(["/backup", "restore"]) == "data download"


def test_a_word_that_only_ends_in_sync_brings_no_data() -> None:
    assert task(["true"], name="livesync-config-init") != "data download"
    script = "deno eval \"Deno.writeTextFile('/data/config.json', Deno.env.get('SYNC_PASSPHRASE'))\""
    assert task(script, name="livesync-config-init") == "configuration preload"
