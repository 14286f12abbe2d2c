"""Every number that weighs or decides is a row of `weights`, `thresholds` or `counts`, and every row is used."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from kubectl_sidecars.classify import counts, thresholds, weights
from kubectl_sidecars.classify.signals.task_words import TASK_WORDS
from kubectl_sidecars.classify.signals.words import HELPER_WORDS
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


BOUNDS = ("MOST", "DEEPEST", "END")
"""Beginnings of the names of numbers that only say how much is read."""
DECIDING = [path for path in MODULES if path.stem != "misspelt"]
"""The spelling of a key says nothing of a role."""


@pytest.mark.parametrize("path", DECIDING, ids=lambda path: str(path.relative_to(CLASSIFY)))
def test_a_count_that_decides_refers_to_its_row(path: Path) -> None:
    names: list[str] = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=int() | float())):
                names.append(name)
            case _:
                pass
    assert [name for name in names if not name.lstrip("_").startswith(BOUNDS)] == []


KNOWN = {*HELPER_WORDS, *TASK_WORDS}


def branches(path: Path) -> Iterator[str]:
    """Line and word of each comparison of a part of a name with a word of the tables."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Compare(left=ast.Name(id="part" | "word" | "token"), comparators=[ast.Constant(value=str(word))]):
                pass
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="part" | "word"), attr="startswith"),
                args=[ast.Constant(value=str(word))],
            ):
                pass
            case _:
                continue
        if word in KNOWN:
            yield f"{path.name}:{node.lineno}: {word}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(CLASSIFY)))
def test_no_branch_is_for_a_single_word_of_a_name(path: Path) -> None:
    """A word with a meaning is a row of words.py, task_words.py or products.py, and what changes it a column there."""
    assert list(branches(path)) == []


def test_every_row_is_used() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in CLASSIFY.rglob("*.py"))
    assert {name for name in ROWS if f"weights.{name}" not in text} == set()
    assert {name for name in vars(thresholds) if name.isupper() and f"thresholds.{name}" not in text} == set()
    rows = {name for name in vars(counts) if name.isupper()}
    assert {name for name in rows if text.count(name) < len(("its row", "its use"))} == set()


def test_the_scale_holds() -> None:
    """The paragraph on the scale names these relations."""
    assert weights.OWN_RULE > weights.DEFAULT_CONTAINER > weights.NAME_AND_IMAGE > 2 * weights.STRONG
    assert weights.FAIR == thresholds.HELPER
    assert thresholds.HIGH_MATCH == weights.NAME_AND_IMAGE
