"""A search in the tabs of a pod that are no logs: YAML, describe, events, findings, explain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubectl_sidecars.tui.screens.overview import Overview
from kubectl_sidecars.tui.screens.pod import PodScreen
from kubectl_sidecars.tui.widgets.tabs import Tabs
from kubectl_sidecars.tui.widgets.text import TextView, _marked
from tests.support.screens import SMALL, Driver, console, demo_feed, open_pod, opened, pod_screen, press, text_of

GATE = "native-sidecar-gate"


def tab(pilot: Driver) -> TextView:
    found = pod_screen(pilot).searched()
    assert isinstance(found, TextView)
    return found


def titles(pilot: Driver) -> str:
    return text_of(console(pilot)).splitlines()[pod_screen(pilot).query_one(Tabs).region.y]


def lines_in_sight(pilot: Driver) -> list[str]:
    view = tab(pilot)
    return text_of(console(pilot)).splitlines()[view.region.y : view.region.bottom]


@pytest.mark.parametrize("keys", ["y", "e", "x", "1"])
async def test_a_slash_searches_in_the_tab_that_is_shown_and_no_letter_is_taken_for_a_key(keys: str) -> None:
    async with opened(demo_feed("start-blocked"), SMALL) as pilot:
        await open_pod(pilot, GATE)
        await press(pilot, keys, "slash", *"vault", "enter")
        view = tab(pilot)
        assert view.search == "vault"
        number = len(view.matching())
        assert number
        assert any("vault" in line for line in lines_in_sight(pilot))
        await press(pilot, "n")
        assert f"/vault 1 of {number}" in titles(pilot)
        await press(pilot, "N")
        assert f"/vault {number} of {number}" in titles(pilot)
        await press(pilot, "escape")
        assert tab(pilot).search == ""
        assert "/vault" not in titles(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Overview)


async def test_a_match_that_is_not_in_sight_is_shown_and_each_further_one_too() -> None:
    async with opened(demo_feed("start-blocked"), SMALL) as pilot:
        await open_pod(pilot, GATE)
        await press(pilot, "y", "slash", *"IMAGE", "enter")
        view = tab(pilot)
        assert any("image" in line for line in lines_in_sight(pilot))
        for number, index in enumerate(view.matching(), 1):
            await press(pilot, "n")
            assert f"{number} of {len(view.matching())}" in titles(pilot)
            assert index in range(view.scroll_offset.y, view.scroll_offset.y + view.size.height)


async def test_what_is_nowhere_says_so_and_moves_nothing() -> None:
    async with opened(demo_feed("start-blocked"), SMALL) as pilot:
        await open_pod(pilot, GATE)
        await press(pilot, "y", "slash", *"zebra", "enter")
        assert "/zebra 0 matches" in titles(pilot)
        before = tab(pilot).scroll_offset.y
        await press(pilot, "n")
        assert isinstance(pilot.app.screen, PodScreen)
        assert tab(pilot).scroll_offset.y == before


async def test_each_tab_has_a_search_of_its_own() -> None:
    async with opened(demo_feed("start-blocked"), SMALL) as pilot:
        await open_pod(pilot, GATE)
        await press(pilot, "y", "slash", *"image", "enter", "e")
        assert tab(pilot).search == ""
        await press(pilot, "y")
        assert tab(pilot).search == "image"


CELLS = st.lists(st.tuples(st.text("abAİ ", max_size=5), st.sampled_from(["plain", "muted"])), max_size=4)


@given(CELLS, st.text("ab", min_size=1, max_size=3))
def test_marking_changes_no_letter_and_marks_all_that_is_searched(cells: list[tuple[str, str]], wanted: str) -> None:
    whole = "".join(text for text, _tone in cells)
    marked = list(_marked(cells, wanted))
    assert "".join(text for text, _tone in marked) == whole
    if len(whole.lower()) == len(whole):
        left = "".join("#" * len(text) if tone == "match" else text.lower() for text, tone in marked)
        assert left == whole.lower().replace(wanted, "#" * len(wanted))
