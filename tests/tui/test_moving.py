"""The cursor, the mouse, and the way in and out of a pod."""

from __future__ import annotations

import msgspec
import pytest

from kubectl_sidecars.tui.screens.overview import Overview
from kubectl_sidecars.tui.screens.pod import PodScreen
from tests.support.screens import (
    Script,
    choose,
    console,
    demo_feed,
    open_pod,
    opened,
    part,
    pod_screen,
    pods,
    press,
    selected,
    text_of,
    until,
)

GATE = "native-sidecar-gate"


@pytest.mark.parametrize(("keys", "index"), [("jj", 2), ("jjk", 1), ("Gk", -2), ("Gg", 0)])
async def test_j_k_g_move_as_in_k9s(keys: str, index: int) -> None:
    async with opened(demo_feed("fleet")) as pilot:
        await press(pilot, *keys)
        assert pods(pilot).cursor == index % pods(pilot).count()


async def test_enter_goes_deeper_and_esc_comes_back_to_the_same_pod() -> None:
    async with opened(demo_feed("fleet", "start-blocked")) as pilot:
        await open_pod(pilot, GATE)
        assert f"start-blocked/{GATE}" in text_of(console(pilot))
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Overview)
        assert selected(pilot) == GATE


async def test_the_selection_follows_the_pod_and_not_the_row() -> None:
    script = Script()
    whole = part("fleet", "healthy")
    script.say(part("healthy"))
    async with opened(script.feed) as pilot:
        await choose(pilot, "healthy-native-sidecar")
        script.say(whole)
        await until(pilot, lambda: pods(pilot).count() == len(whole.pods))
        assert selected(pilot) == "healthy-native-sidecar"
        assert pods(pilot).cursor > 5


async def test_until_it_is_moved_the_cursor_stays_at_the_top() -> None:
    script = Script()
    script.say(part("healthy"))
    async with opened(script.feed) as pilot:
        script.say(part("fleet", "healthy"))
        await until(pilot, lambda: pods(pilot).count() > 10)
        assert pods(pilot).cursor == 0


async def test_when_the_selected_pod_goes_the_row_stays() -> None:
    script = Script()
    script.say(part("healthy"))
    async with opened(script.feed) as pilot:
        await press(pilot, "j", "j")
        gone = pods(pilot).selected
        left = {uid: pod for uid, pod in part("healthy").pods.items() if uid != gone}
        script.say(msgspec.structs.replace(part("healthy"), pods=left))
        await until(pilot, lambda: pods(pilot).count() == len(left))
        assert pods(pilot).cursor == 2


async def test_resizing_never_loses_the_place() -> None:
    async with opened(demo_feed("restarts", "fleet", "start-blocked")) as pilot:
        await choose(pilot, "volume-missing")
        for size in ((80, 24), (20, 12), (200, 60), (30, 8), (150, 44)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert selected(pilot) == "volume-missing"
        assert "volume-missing" in text_of(console(pilot))


async def test_the_mouse_selects_and_opens() -> None:
    async with opened(demo_feed("healthy")) as pilot:
        await pilot.click("#pods", offset=(5, 2))
        assert pods(pilot).cursor == 2
        await pilot.click("#pods", offset=(5, 2), times=2)
        await until(pilot, lambda: isinstance(pilot.app.screen, PodScreen))
        await pilot.click("#tabs", offset=(17, 0))
        assert pod_screen(pilot).tab != "findings"
