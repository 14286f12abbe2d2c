"""Modules and functions are small: what one does can be read at once."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_plain_english import SOURCE, modules

MOST_LINES = 250
MOST_LINES_OF_A_FUNCTION = 45
_NO_CODE = frozenset({
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
})  # fmt: skip
_ROWS = "rows_of"
"""The function that makes a table of the rows that it is given."""


def test_a_module_has_at_most_250_lines() -> None:
    """Split a longer one by subject."""
    lines = {str(path.relative_to(SOURCE)): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


def long_functions(text: str) -> Iterator[tuple[str, int]]:
    """The names of the functions with too many lines of code, and how many these are."""
    code = lines_of_code(text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not is_table(node):
            own = set(range(node.lineno, (node.end_lineno or node.lineno) + 1)) & code - docstring_lines(node)
            if len(own) > MOST_LINES_OF_A_FUNCTION:
                yield node.name, len(own)


def lines_of_code(text: str) -> set[int]:
    """The numbers of the lines that are neither empty nor a comment."""
    found: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in _NO_CODE:
            found.update(range(token.start[0], token.end[0] + 1))
    return found


def docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> set[int]:
    """The numbers of the lines of the docstring; empty without one."""
    first = node.body[0]
    is_one = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return set(range(first.lineno, (first.end_lineno or first.lineno) + 1)) if is_one else set()


def is_table(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """True for a function that does nothing but return rows."""
    body = node.body[1:] if docstring_lines(node) else node.body
    value = body[0].value if len(body) == 1 and isinstance(body[0], ast.Return) else None
    is_made = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == _ROWS
    return isinstance(value, ast.Tuple) or is_made


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_function_has_at_most_45_lines_of_code(path: Path) -> None:
    """Split a longer one by subject. Its docstring does not count, and a table may be as long as its rows."""
    assert dict(long_functions(path.read_text(encoding="utf-8"))) == {}


LONG = "\n".join(
    ["def long(value):", '    """Docstring."""', *["    value += 1"] * 45, "    # remark", "", "    return value"]
)
TABLE = "\n".join(["def table():", '    """Docstring."""', "    return (", *["        1,"] * 60, "    )"])


@pytest.mark.parametrize(
    ("text", "found"), [(LONG, {"long": 47}), (LONG.replace("    value += 1\n", "", 2), {}), (TABLE, {})]
)
def test_what_counts_as_long(text: str, found: dict[str, int]) -> None:
    assert dict(long_functions(text)) == found
