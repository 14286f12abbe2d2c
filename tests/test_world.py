"""Of each trouble that people reported in public the right thing is said first; see docs/world.md."""

from __future__ import annotations

import pytest
import world_score

from tests.support.paths import ROOT
from tests.support.world import Expectation, expectations, shortfalls


@pytest.mark.parametrize("expected", expectations(), ids=lambda expected: expected.case)
def test_what_must_be_said_is_said_first_and_nothing_untrue(expected: Expectation) -> None:
    assert shortfalls(expected, expected.report()) == []


def test_the_page_is_current() -> None:
    assert (ROOT / "docs" / "world.md").read_text(encoding="utf-8") == world_score.page()


def test_the_readme_has_the_numbers() -> None:
    cases = expectations()
    quiet = sum(each.kind == "quiet" for each in cases)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"[{len(cases)} cases that people reported in public](docs/world.md)" in readme
    assert f"{quiet} quiet ones among them" in readme
