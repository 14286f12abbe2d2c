"""Tools and words that tell what an init container prepares, and words that tell nothing of it."""

from __future__ import annotations

from typing import Any

import pytest

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
    ],
    ids=lambda value: value["name"] if isinstance(value, dict) else value,
)
def test_a_tool_or_a_word_tells_the_task(init: dict[str, Any], task: str) -> None:
    assert judged(SHOP, init=[{"image": IMAGE, **init}])[init["name"]].task == task
