"""Every number that weighs anything is a row of `weights`, and every row weighs something."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from kubectl_sidecars.classify import weights
from tests.support.paths import ROOT

CLASSIFY = ROOT / "kubectl_sidecars" / "classify"
MODULES = sorted(path for part in ("decide", "match", "signals") for path in (CLASSIFY / part).glob("*.py"))
ROWS = {name for name in vars(weights) if name.isupper()}
NEUTRAL = {0, 1}
"""No weight, and a factor that changes nothing."""


def numbers(path: Path) -> Iterator[str]:
    """Line and value of each number that is an argument, or is added, multiplied or compared."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="Evidence" | "clue" | "_main" | "_variable" | "_evidence"), args=parts):
                pass
            case ast.Compare(left=left, comparators=others):
                parts = [left, *others]
            case ast.BinOp(left=left, right=right):
                parts = [left, right]
            case _:
                continue
        for part in parts:
            if isinstance(part, ast.Constant) and type(part.value) in (int, float) and part.value not in NEUTRAL:
                yield f"{path.name}:{part.lineno}: {part.value!r}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(CLASSIFY)))
def test_a_weight_refers_to_its_row(path: Path) -> None:
    assert list(numbers(path)) == []


def test_every_row_is_used() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in CLASSIFY.rglob("*.py"))
    assert {name for name in ROWS if f"weights.{name}" not in text} == set()


def test_the_scale_holds() -> None:
    """The paragraph on the scale names these relations."""
    assert weights.OWN_RULE > weights.DEFAULT_CONTAINER > weights.NAME_AND_IMAGE > 2 * weights.STRONG
    assert weights.FAIR == weights.HELPER
    assert weights.HIGH_MATCH == weights.NAME_AND_IMAGE
