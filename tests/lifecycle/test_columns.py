"""READY, STATUS and RESTARTS are kubectl's to the letter."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kubectl_sidecars.api import Pod
from kubectl_sidecars.decode import decode_object
from kubectl_sidecars.durations import age, human_duration
from kubectl_sidecars.lifecycle.columns import Columns, columns
from tests.support.paths import DATA

VECTORS: list[dict[str, Any]] = [
    json.loads(line) for line in (DATA / "vectors.jsonl").read_text(encoding="utf-8").splitlines()
]
PRINTED_AT = datetime(2026, 11, 23, 1, 16, 28, tzinfo=UTC)
"""When kubectl's own printer made the vectors, by the ages it printed."""

DATED = {
    "v07": "4 (40s ago)",
    "v08": "1 (5m ago)",
    "v18": "6 (100s ago)",
    "v19": "6 (100s ago)",
    "v20": "3 (6m40s ago)",
    "v27": "7 (3m20s ago)",
    "v28": "2 (90s ago)",
    "v39": "1 (7d4h ago)",
    "v41": "3 (100s ago)",
    "v42": "1 (10s ago)",
}
"""What it printed under RESTARTS where it gave a date; the file holds the numbers alone."""


def decoded(vector: dict[str, Any]) -> Pod:
    pod = decode_object(json.dumps(vector["pod"]).encode(), Pod, [])
    assert pod is not None
    return pod


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["pod"]["metadata"]["name"] for vector in VECTORS])
def test_columns_are_those_of_kubectls_own_printer(vector: dict[str, Any]) -> None:
    said = columns(decoded(vector))
    assert (said.ready, said.status) == (vector["ready"], vector["status"])
    assert str(said.restart_count) == vector["restarts"]
    assert said.restarts(PRINTED_AT) == DATED.get(vector["pod"]["metadata"]["name"], vector["restarts"])


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["pod"]["metadata"]["name"] for vector in VECTORS])
def test_a_server_before_1_35_prints_what_its_printer_prints(vector: dict[str, Any]) -> None:
    """`statusOf134` is what printPod of v1.34.2 made of the vector, where it differs from that of v1.37.2."""
    older = columns(decoded(vector), 34)
    assert (older.ready, older.status) == (vector["ready"], vector.get("statusOf134", vector["status"]))
    assert columns(decoded(vector), 35) == columns(decoded(vector))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-2, "<invalid>"),
        (-1, "0s"),
        (0, "0s"),
        (119, "119s"),
        (120, "2m"),
        (121, "2m1s"),
        (599, "9m59s"),
        (600, "10m"),
        (10_799, "179m"),
        (10_800, "3h"),
        (10_860, "3h1m"),
        (28_799, "7h59m"),
        (28_800, "8h"),
        (172_799, "47h"),
        (172_800, "2d"),
        (176_400, "2d1h"),
        (691_199, "7d23h"),
        (691_200, "8d"),
        (63_071_999, "729d"),
        (63_072_000, "2y"),
        (63_158_400, "2y1d"),
        (252_288_000, "8y"),
    ],
)
def test_durations_have_the_form_of_apimachinerys_human_duration(seconds: int, text: str) -> None:
    assert human_duration(seconds) == text


def test_an_age_without_a_time_is_unknown() -> None:
    assert age(None, PRINTED_AT) == "<unknown>"


def test_restarts_have_no_date_where_no_record_of_a_run_is_left() -> None:
    """After a reboot of the node the count stays and lastState is gone."""
    assert Columns(1, 1, "Running", 3, None).restarts(PRINTED_AT) == "3"
    assert Columns(1, 1, "Running", 3, PRINTED_AT - timedelta(minutes=2)).restarts(PRINTED_AT) == "3 (2m ago)"
    assert Columns(1, 1, "Running", 0, PRINTED_AT).restarts(PRINTED_AT) == "0"


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["pod"]["metadata"]["name"] for vector in VECTORS])
def test_the_counts_and_the_stage_behind_the_words_are_values(vector: dict[str, Any]) -> None:
    found = columns(decoded(vector))
    assert f"{found.ready_count}/{found.total}" == found.ready
    assert found.is_initialising is found.status.startswith("Init:")
