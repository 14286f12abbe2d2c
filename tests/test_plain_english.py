"""The code speaks plain English: see the glossary in CONTRIBUTING.md."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import ROOT

SOURCE = ROOT / "kubectl_sidecars"

RIDDLES = re.compile(
    r"\b(anew|so many|so much|so long as many|is none|is (?:not )?told|was told|are told|been told|"
    r"told (?:it|them|\w+ \w+|who) to|no event tells|tells of|nobody|"
    r"the former|the latter|what it is to|thereof|wherein|of it all|at all events|for its part|has its turn|"
    r"of one's own|in vain|goes along|stands? (?:under|beside|around|for it)|know(?:s|n)? no more|"
    r"left (?:these )?words|what is (?:said|told|left)|of none|to be had)\b",
    re.IGNORECASE,
)
"""Turns of phrase that are not used: say what is returned, what happens, or what is unknown."""
QUESTION = re.compile(
    r"(What|Whether|Who|Whose|How|Where|Which|Under what|As far|No more than|Those|That of|"
    r"Of (?:what|these|all|a|the) )\b"
)
"""How no docstring begins: that of a function or class says first what is returned, done or kept ("True if"), that of a
module what it holds."""
NAMES = frozenset({"said", "told", "life", "lives", "anew", "those", "mine", "theirs", "here", "there"})
"""Names that say nothing of the value: say container, event, pod, message, path."""
PARTS = frozenset({"said", "told", "anew", "mine", "theirs"})
"""Words that say nothing in a longer name either."""


def modules() -> list[Path]:
    """Every module."""
    return sorted(SOURCE.rglob("*.py"))


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of each comment and each string that reads like a sentence."""
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        if token.type in (tokenize.COMMENT, tokenize.STRING) and " " in token.string:
            yield token.start[0], token.string


def functions(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, bool]]:
    """Each function and method, and whether it is public: neither it nor its class begins with an underscore."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, not node.name.startswith("_")
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield inner, not (node.name.startswith("_") or inner.name.startswith("_"))


def names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of each function, class, argument and variable."""
    for part in ast.walk(tree):
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield part.lineno, part.name
        elif isinstance(part, ast.arg):
            yield part.lineno, part.arg
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            yield part.lineno, part.id
        elif isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store):
            yield part.lineno, part.attr


def says_nothing(name: str) -> bool:
    """True for `said`, `_told`, `Told` and `told_needs`; `is_there` says that something exists."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).strip("_").lower().split("_")
    return not PARTS.isdisjoint(words) or (len(words) == 1 and words[0] in NAMES)


HOOKS = re.compile(r"(on|action|key|watch|validate|compute|check_action|get_content|visit)_|(render|compose)(_\w+)?$")
"""Methods that Textual calls: their names are its contract."""


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_speaks_plain_english(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    wrong = [f"{line}: {match[0]!r}" for line, words in texts(path) for match in RIDDLES.finditer(words)]
    if QUESTION.match(ast.get_docstring(tree) or ""):
        wrong.append("1: the docstring of the module begins with a question word")
    for node, is_public in functions(tree):
        doc = ast.get_docstring(node) or ""
        if is_public and not doc and not HOOKS.match(node.name):
            wrong.append(f"{node.lineno}: {node.name} is public and has no docstring")
        if QUESTION.match(doc):
            wrong.append(f"{node.lineno}: the docstring of {node.name} begins with {doc.split()[0]!r}")
    wrong += [f"{line}: the name {name!r}" for line, name in names(tree) if says_nothing(name)]
    for part in ast.walk(tree):
        if isinstance(part, ast.ClassDef) and QUESTION.match(ast.get_docstring(part) or ""):
            wrong.append(f"{part.lineno}: the docstring of {part.name} begins with a question word")
        if isinstance(part, ast.For) and isinstance(part.target, ast.Name) and part.target.id in ("each", "found"):
            wrong.append(f"{part.lineno}: a loop over {part.target.id!r}")
    assert not wrong, "\n".join(wrong)


SHARED_NAMES = frozenset({"Host", "Rollbacks"})
"""Class names that occur twice with one meaning: `Host` is the part of the app that a module uses (a Protocol each);
`Rollbacks` reads revisions of workloads, for the commands and for the screen."""


def class_names(tree: ast.Module) -> Iterator[str]:
    """The public classes of a module, and the public names that it gives to other types."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            name = node.name
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and "TypeVar" not in ast.dump(node):
            name = node.targets[0].id
        else:
            continue
        if not name.startswith("_") and not name.isupper():
            yield name


def test_the_name_of_a_class_means_one_thing() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in modules()]
    times = Counter(name for tree in trees for name in class_names(tree))
    assert {name for name, count in times.items() if count > 1} == SHARED_NAMES


def test_names_of_every_kind_are_looked_at() -> None:
    text = "class Told: pass\ndef said(here): return [those for those in here]\ndef told_needs(self): self.mine = 1\n"
    found = {name for _, name in names(ast.parse(text)) if says_nothing(name)}
    assert found == {"Told", "said", "here", "those", "told_needs", "mine"}
