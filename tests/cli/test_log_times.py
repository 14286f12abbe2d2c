"""The times that the kubelet writes before each line of a log."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kubectl_sidecars.cli.last_words import without_stamps

LAST = datetime(2026, 11, 30, 20, 18, 38, 123456, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "bare", "last"),
    [
        ("2026-11-30T20:18:33.1Z chunk 8\n2026-11-30T20:18:38.123456789Z chunk 9\n", "chunk 8\nchunk 9\n", LAST),
        ("chunk 9\n", "chunk 9\n", None),
        ("", "", None),
    ],
)
def test_the_time_before_each_line_goes_and_the_last_one_is_told(text: str, bare: str, last: datetime | None) -> None:
    assert without_stamps(text) == (bare, last)
