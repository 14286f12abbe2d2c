"""What ctrl-s writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kubectl_sidecars.tui.screens.overview import Overview
from kubectl_sidecars.tui.settings import Settings
from tests.support.paths import ROOT
from tests.support.screens import (
    console,
    demo_feed,
    opened,
    press,
    text_of,
    until,
)


@pytest.mark.parametrize(("keys", "suffix", "holds"), [("", "md", "# Pods"), ("SVG", "svg", "<svg")])
async def test_ctrl_s_saves_and_never_over_another_file(keys: str, suffix: str, holds: str, tmp_path: Path) -> None:
    async with opened(demo_feed("fleet"), settings=Settings(folder=tmp_path)) as pilot:
        for _ in range(2):
            await press(pilot, "ctrl+s", *keys, "enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, Overview))
    assert_saved(tmp_path, suffix, holds)


def assert_saved(folder: Path, suffix: str, holds: str) -> None:
    saved = sorted(folder.iterdir())
    assert len(saved) == 2
    assert all(path.suffix == f".{suffix}" and holds in path.read_text() for path in saved)


async def test_a_picture_loads_nothing_from_the_network() -> None:
    async with opened(demo_feed("fleet")) as pilot:
        picture = console(pilot).picture("kubectl sidecars")
    addresses = re.findall(r"\b\w+://[^\s\"')]+", picture)
    assert {address for address in addresses if "w3.org" not in address and "textualize.io" not in address} == set()
    assert "@font-face" not in picture


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.svg")), ids=lambda path: path.name)
def test_the_pictures_of_the_documentation_load_nothing_either(path: Path) -> None:
    assert "url(" not in re.sub(r"url\(#[\w-]+\)", "", path.read_text(encoding="utf-8"))


async def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    async with opened(demo_feed("fleet"), settings=Settings(folder=tmp_path / "none")) as pilot:
        await press(pilot, "ctrl+s", "enter")
        await until(pilot, lambda: "cannot write into" in text_of(console(pilot)))
