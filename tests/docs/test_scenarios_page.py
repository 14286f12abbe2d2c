"""docs/scenarios.md is what its command writes."""

from __future__ import annotations

import runpy

from tests.support.paths import ROOT


def test_the_page_is_up_to_date() -> None:
    made = runpy.run_path(str(ROOT / "scripts" / "scenario_table.py"))
    assert made["page"]() == (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8"), (
        "run scripts/scenario_table.py"
    )


def test_no_scenario_is_missed() -> None:
    assert "**no**" not in (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
