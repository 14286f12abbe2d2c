"""The worked example in CONTRIBUTING.md is the code as it is."""

from __future__ import annotations

import re

import pytest

from tests.support.paths import ROOT

GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"   ```python\n   # (\S+)\n(.*?)\n   ```", GUIDE, re.DOTALL)
"""Path and code of each part of the example."""


def unindented(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines())


def test_the_example_has_each_part_of_a_rule() -> None:
    names = [path.rpartition("/")[2] for path, _ in BLOCKS]
    assert names == ["node.py", "__init__.py", "reasons.py", "sandbox.py", "test_node.py"]


@pytest.mark.parametrize(("path", "code"), BLOCKS)
def test_the_example_is_in_the_source(path: str, code: str) -> None:
    assert unindented(code) in unindented((ROOT / path).read_text(encoding="utf-8"))
