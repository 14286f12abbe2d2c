"""Tools and words that tell what an init container prepares, and words that tell nothing of it."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.classify.signals.task_words import ROWS, WORDS, Sense
from tests.classify.test_signals import SHOP, judged

IMAGE = "registry.example.com/x:1"


@pytest.mark.parametrize(
    ("init", "task"),
    [
        ({"name": "a", "command": ["oras", "pull", "registry/data:1"]}, "data download"),
        ({"name": "a", "image": "amazon/aws-cli:2", "args": ["s3", "sync", "s3://b/", "/d"]}, "data download"),
        ({"name": "get-jars", "command": ["mvn", "dependency:copy", "-DoutputDirectory=/j"]}, "plugin copy"),
        ({"name": "a", "command": ["python", "manage.py", "check"]}, "configuration check"),
        ({"name": "a", "command": ["sh", "-c", "age -d -i /key /in > /out/creds"]}, "secret preload"),
        ({"name": "a", "command": ["node", "dist/ensure-tables.js"]}, "schema migration"),
        ({"name": "a", "command": ["sh", "-c", "echo 0 > /host/proc/sys/net/ipv4/ip_forward"]}, "kernel settings"),
        ({"name": "a", "command": ["sh", "-c", "while true; do if oc apply -f /w; then break; fi; done"]}, "API call"),
        ({"name": "init-validator-keys"}, "secret preload"),
        ({"name": "config-validator"}, "configuration check"),
        ({"name": "snapshot-finder"}, "data download"),
        ({"name": "backup-before-upgrade", "command": ["pg_dump", "-f", "/b/db"]}, "data backup"),
        (
            {"name": "download-model", "command": ["sh", "-c", "wget -O /m/a.tflite https://x/a.tflite"]},
            "model download",
        ),
        ({"name": "download-tools", "command": ["sh", "-c", "curl -L https://x/t -o t && mv t /t"]}, "plugin copy"),
        ({"name": "fetch-dashboards", "command": ["/scripts/run.sh"]}, "configuration preload"),
        ({"name": "wait-for-dependencies"}, "wait for a dependency"),
        ({"name": "check-data-dependencies"}, "wait for a dependency"),
        ({"name": "sync-to-s3", "command": ["sh", "/scripts/sync-to-s3.sh"]}, "data backup"),
        ({"name": "sync-from-s3", "command": ["sh", "/scripts/sync-from-s3.sh"]}, "data download"),
        ({"name": "a", "command": ["aws", "s3", "sync", "/data", "s3://bucket/a"]}, "data backup"),
        ({"name": "a", "command": ["s5cmd", "cp", "s3://bucket/a", "/data/a"]}, "data download"),
        ({"name": "upload-snapshot", "command": ["/up"]}, "artifact upload"),
        ({"name": "version-check", "command": ["/server", "--check-version=true"]}, "configuration check"),
        ({"name": "config-check", "command": ["/server", "-t"]}, "configuration check"),
        ({"name": "check-db", "command": ["/ping"]}, "wait for a dependency"),
        ({"name": "first", "command": ["/scripts/dns-validation.sh"]}, "wait for a dependency"),
        ({"name": "verify-values", "command": ["/verify"]}, "configuration check"),
        ({"name": "temp-jwt", "command": ["ledger", "jwt", "new"]}, "secret preload"),
        ({"name": "keystore-transfer-libp2p", "command": ["sh", "-c", "cp /in/a /keystore/"]}, "secret preload"),
        ({"name": "pem-to-keystore"}, "certificates"),
        ({"name": "kubectl-delivery"}, "plugin copy"),
        ({"name": "first", "image": "busybox:1", "command": ["sh", "-c", "exit 0"]}, "helper of unknown purpose"),
        ({"name": "first", "image": "registry.example.com/x:1", "command": ["sh", "-c", "exit 0"]}, "image pre-pull"),
    ],
    ids=lambda value: value["name"] if isinstance(value, dict) else value,
)
def test_a_tool_or_a_word_tells_the_task(init: dict[str, Any], task: str) -> None:
    assert judged(SHOP, init=[{"image": IMAGE, **init}])[init["name"]].task == task


@pytest.mark.parametrize("word", sorted(WORDS[Sense.FETCHES] | WORDS[Sense.RESTORES]))
def test_dependencies_are_brought_by_every_word_that_brings(word: str) -> None:
    name = f"{word}-dependencies"
    assert judged(SHOP, init=[{"image": IMAGE, "name": name}])[name].task == "data download"


def test_a_word_stands_in_one_row_of_the_table() -> None:
    """So that its task, its weight and what it says of other words cannot contradict another row."""
    words = [word for row in ROWS for word in row.words.split()]
    assert [word for word in words if words.count(word) > 1] == []
    assert all(bool(row.task) or row.senses for row in ROWS)


def test_directories_that_it_makes_get_their_mode_in_passing() -> None:
    script = "mkdir -p /data/in /data/out && chmod -R 777 /data"
    init = {"image": IMAGE, "command": ["sh", "-c", script]}
    said = judged(SHOP, init=[{"name": "make-directories", **init}, {"name": "prepare", **init}])
    assert said["make-directories"].task == "volume preparation"
    assert said["prepare"].task == "permissions"


def test_who_copies_what_another_runs_brings_a_program_and_who_only_clears_brings_none() -> None:
    volumes, mounts = {"agents": "emptyDir:"}, {"agents": "/agents"}
    shop = {**SHOP, "command": ["/agents/start.sh"], "mounts": mounts}
    for script, task in (("cp -r repo/. /agents/", "plugin copy"), ("rm -rf /agents/x; touch /agents/y", "volume")):
        init = {"name": "first", "image": IMAGE, "command": ["sh", "-c", script], "mounts": mounts}
        assert judged(shop, init=[init], volumes=volumes)["first"].task.startswith(task)
