"""The contracts of imports name every package: one that a list forgets may import what it likes."""

from __future__ import annotations

import pkgutil
import tomllib
from collections.abc import Iterator
from typing import Any

import kubectl_sidecars
from tests.support.paths import ROOT

DOES_IO = frozenset({"background", "errors", "inputs", "yamls"})
"""What the core may import beside itself: threads, files, and the errors of both."""


def contracts() -> dict[str, dict[str, Any]]:
    """The contracts of pyproject.toml by their names."""
    found = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    return {each["name"]: each for each in found}


def packages() -> frozenset[str]:
    """All packages and modules that stand at the top."""
    return frozenset(each.name for each in pkgutil.iter_modules(kubectl_sidecars.__path__))


def below(layers: list[str], top: str) -> Iterator[str]:
    """The names in the layers from `top` down."""
    names = [[each.strip().removeprefix("kubectl_sidecars.") for each in layer.split("|")] for layer in layers]
    begins = next(index for index, layer in enumerate(names) if top in layer)
    for layer in names[begins:]:
        yield from layer


def listed(contract: dict[str, Any]) -> set[str]:
    return {each.removeprefix("kubectl_sidecars.") for each in contract["source_modules"]}


def test_each_package_has_its_layer() -> None:
    layers = contracts()["Imports point down"]["layers"]
    assert set(below(layers, "__main__")) == packages() | {"__main__"}


def test_the_core_is_all_below_the_shells() -> None:
    found = contracts()
    core = set(below(found["Imports point down"]["layers"], "render")) - DOES_IO
    assert listed(found["The core does no I/O and reads no clock"]) == core


def test_only_sentences_may_import_humanize() -> None:
    assert listed(contracts()["Only sentences knows humanize"]) == packages() - {"sentences"}
