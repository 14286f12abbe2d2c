"""A verb fits the names before it: `a is`, `a and b are`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kubectl_sidecars.api import Probe
from kubectl_sidecars.api.container import ExecAction
from kubectl_sidecars.diagnose.status_note import truth
from tests.support.builders import container, crashing, findings, pod, running, subject, terminated, waiting
from tests.test_plain_english import SOURCE

LISTS = ("all_called", "listed")
"""The functions that join names."""
ONE = re.compile(r" (?:\([^)]*\) )?(?:still |alone )?(is|was|has|does|[a-z]{2,}[a-rt-z]s)\b")
"""A verb that stands for one thing, after the names."""
WHOLE = re.compile(r"\bWhat\b[^.;:]*$")
"""The start of `What failed of Job/a and Job/b is not tried again`: the verb is that of What."""
PLACES = [
    path
    for room in ("diagnose", "causes", "workloads", "lifecycle")
    for path in sorted((SOURCE / room).rglob("*.py"))
    if any(f"{name}(" in path.read_text(encoding="utf-8") for name in LISTS)
]


def names_joined(node: ast.AST) -> bool:
    """True for a call that joins names."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in LISTS


def joined_before_a_verb_of_one(function: ast.AST) -> Iterator[str]:
    """The verbs of one thing that follow joined names, or a variable of them, in the sentences of a function."""
    held = {
        target.id
        for part in ast.walk(function)
        if isinstance(part, ast.Assign)
        for target, value in pairs(part)
        if isinstance(target, ast.Name) and names_joined(value)
    }
    for part in ast.walk(function):
        if isinstance(part, ast.JoinedStr):
            values = [ast.Constant(""), *part.values]
            for before, value, following in zip(values, values[1:], values[2:], strict=False):
                if isinstance(value, ast.FormattedValue) and isinstance(following, ast.Constant):
                    shown = value.value
                    is_list = names_joined(shown) or (isinstance(shown, ast.Name) and shown.id in held)
                    found = ONE.match(str(following.value)) if is_list else None
                    if found and not (isinstance(before, ast.Constant) and WHOLE.search(str(before.value))):
                        yield f"{part.lineno}: {found[0]}"


def pairs(part: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Each target of an assignment with its value."""
    for target in part.targets:
        if isinstance(target, ast.Tuple) and isinstance(part.value, ast.Tuple):
            yield from zip(target.elts, part.value.elts, strict=True)
        else:
            yield target, part.value


@pytest.mark.parametrize("path", PLACES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_verb_of_one_thing_follows_names_that_may_be_several(path: Path) -> None:
    functions = (
        part for part in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(part, ast.FunctionDef)
    )
    assert [found for function in functions for found in joined_before_a_verb_of_one(function)] == []


@pytest.mark.parametrize(("names", "words"), [(("db",), "db is down"), (("db", "cache"), "db and cache are down")])
def test_the_containers_that_may_be_why_another_is_not_ready_are_down(names: tuple[str, ...], words: str) -> None:
    probe = Probe(exec=ExecAction(("check",)))
    app = container("app", running(400), ready=False, started=True, readiness_probe=probe)
    down = [crashing(name, terminated(1)) for name in names]
    (found,) = (each for each in findings(pod([app, *down])) if each.container == "app")
    assert f"{words}, which may be why." in found.explanation


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("app",), "the image of app is being pulled, or the container made"),
        (("app", "web"), "the images of app and web are being pulled, or the containers made"),
    ],
)
def test_images_are_being_pulled(names: tuple[str, ...], words: str) -> None:
    first = container("setup", terminated(0), ready=True)
    mains = [container(name, waiting("PodInitializing")) for name in names]
    assert words in truth(subject(pod(mains, init=[first])))


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("one",), "(init) was restarted twice before it passed"),
        (("first-setup", "last-setup"), "first-setup and last-setup (init) were restarted 4 times before they passed"),
    ],
)
def test_init_containers_were_restarted_before_they_passed(names: tuple[str, ...], words: str) -> None:
    init = [container(name, terminated(0), ready=True, restarts=2) for name in names]
    assert words in truth(subject(pod([container("app", running())], init=init)))
