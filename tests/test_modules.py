"""Modules are small: what one does can be read at once."""

from __future__ import annotations

from tests.test_plain_english import SOURCE, modules

MOST_LINES = 250


def test_a_module_has_at_most_250_lines() -> None:
    """Split a longer one by subject."""
    lines = {str(path.relative_to(SOURCE)): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}
