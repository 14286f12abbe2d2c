"""Keys that work on every screen, the help and the footer."""

from __future__ import annotations

import pytest

from kubectl_sidecars.tui.app import Console
from kubectl_sidecars.tui.keys import KEYS
from kubectl_sidecars.tui.screens.base import DataScreen
from kubectl_sidecars.tui.screens.dialogs import Choose, Confirm, Dialog
from kubectl_sidecars.tui.screens.help import HelpScreen
from kubectl_sidecars.tui.screens.overview import Overview
from kubectl_sidecars.tui.screens.pod import PodScreen
from kubectl_sidecars.tui.screens.workloads import WorkloadsScreen
from kubectl_sidecars.tui.settings import Settings
from kubectl_sidecars.tui.widgets.causes import CauseList
from kubectl_sidecars.tui.widgets.containers import ContainerList
from kubectl_sidecars.tui.widgets.key_bar import FooterKey, with_room
from kubectl_sidecars.tui.widgets.lines import LineView
from kubectl_sidecars.tui.widgets.logs import LogView
from kubectl_sidecars.tui.widgets.pods import PodList
from kubectl_sidecars.tui.widgets.prompt import Prompt
from kubectl_sidecars.tui.widgets.text import TextView
from kubectl_sidecars.tui.widgets.workloads import WorkloadList
from tests.support.screens import (
    SMALL,
    TINY,
    console,
    demo_feed,
    opened,
    press,
    text_of,
    until,
)


@pytest.mark.parametrize(("keys", "status"), [(["q"], 0), (["ctrl+c"], 130), (["colon", "q", "enter"], 0)])
async def test_leaving(keys: list[str], status: int) -> None:
    async with opened(demo_feed("healthy")) as pilot:
        await pilot.press(*keys)
        await until(pilot, lambda: pilot.app._exit)
        assert pilot.app.return_value == status


async def test_w_shows_more_columns() -> None:
    async with opened(demo_feed("fleet")) as pilot:
        assert "NODE" not in text_of(console(pilot))
        await press(pilot, "w")
        assert "NODE" in text_of(console(pilot))
        assert "StatefulSet/orders" in text_of(console(pilot))


async def test_t_goes_through_the_themes_and_says_the_same_in_each() -> None:
    async with opened(demo_feed("fleet"), settings=Settings(theme="dark")) as pilot:
        before = text_of(console(pilot))
        seen = set()
        for _ in range(4):
            seen.add(pilot.app.theme)
            assert text_of(console(pilot)) == before
            await press(pilot, "t")
        assert len(seen) == 4


async def test_help_lists_the_keys_that_apply_here_and_only_those() -> None:
    async with opened(demo_feed("start-blocked")) as pilot:
        await press(pilot, "question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        text = text_of(console(pilot))
        assert "Sort by the next column" in text
        assert "Shell" not in text
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Overview)


@pytest.mark.parametrize("size", [SMALL, TINY])
async def test_help_that_has_no_room_is_scrolled_to_its_end(size: tuple[int, int]) -> None:
    """Which is that of the filters: `! for not`."""

    def last() -> str:
        lines = text_of(console(pilot)).splitlines()
        return lines[next(at for at, line in enumerate(lines) if "╰" in line) - 1]

    async with opened(demo_feed("healthy"), size=size) as pilot:
        await press(pilot, "question_mark")
        await until(pilot, lambda: "Open" in text_of(console(pilot)))
        assert "not" not in last()
        await press(pilot, "G")
        await until(pilot, lambda: "not" in last())


WIDGETS = (LineView, PodList, WorkloadList, CauseList, ContainerList, LogView, TextView, Prompt)
DIALOGS = (Dialog, HelpScreen, Choose, Confirm)
PLACES = (
    (Console, Console),
    (DataScreen, Overview),
    (DataScreen, PodScreen),
    (Overview, Overview),
    (PodScreen, PodScreen),
    (WorkloadsScreen, WorkloadsScreen),
)
"""What binds keys, beside what has their actions."""


def test_each_key_of_the_table_is_bound_and_has_its_action() -> None:
    bound = set()
    for binder, place in (*PLACES, *((same, same) for same in (*WIDGETS, *DIALOGS))):
        for binding in vars(binder)["BINDINGS"]:
            bound.add(binding.id)
            target, _, action = binding.action.partition("(")[0].rpartition(".")
            assert hasattr(Console if target == "app" else place, f"action_{action}"), f"{binding.id}: {binding.action}"
    assert bound == {key.id for key in KEYS}


FOOTER = [
    FooterKey("enter", "⏎", "Open"), FooterKey("l", "l", "Logs"), FooterKey("n", "n", "Namespace"),
    FooterKey("escape", "esc", "Back", 1), FooterKey("question_mark", "?", "Help", 2), FooterKey("q", "q", "Quit", 3),
]  # fmt: skip


@pytest.mark.parametrize(
    ("width", "expected"),
    [(100, "⏎ l n esc ? q"), (42, "⏎ l esc ? q"), (20, "esc ?"), (10, "esc"), (5, "")],
)
def test_the_way_back_and_the_help_stay_in_the_last_line(width: int, expected: str) -> None:
    assert " ".join(key.shown for key in with_room(FOOTER, width)) == expected
