"""Keys that come together, as over a slow line or from a macro, do what they do one by one."""

from __future__ import annotations

import pytest
from textual.events import Key
from textual.keys import key_to_character
from textual.widgets import Input

from kubectl_sidecars.feed import (
    Feed,
    LogLine,
)
from kubectl_sidecars.feed.replay import recorded
from kubectl_sidecars.tui.screens.dialogs import Choose
from kubectl_sidecars.tui.screens.overview import Overview
from kubectl_sidecars.tui.screens.pod import PodScreen
from kubectl_sidecars.tui.widgets.logs import LogView
from tests.support.screens import Driver, console, demo_feed, keys_are_handled, opened, part, press, until


def burst(pilot: Driver, *keys: str) -> None:
    """As a terminal hands over what was typed while the screen was busy."""
    for name in keys:
        pilot.app.post_message(Key(name, key_to_character(name)))


async def test_what_is_typed_at_once_after_slash_is_the_filter_and_no_keys() -> None:
    """Keys come faster than a focus moves by itself: `o` would sort, `e` would open a pod's events."""
    async with opened(demo_feed("fleet")) as pilot:
        burst(pilot, "slash", *"orders")
        await until(pilot, lambda: console(pilot).state.query.filter == "orders")
        assert isinstance(pilot.app.screen, Overview)
        assert console(pilot).state.query.sort == "severity"


async def test_what_is_typed_at_once_after_n_narrows_the_namespaces() -> None:
    async with opened(demo_feed("fleet", "healthy")) as pilot:
        burst(pilot, *"nhealthy")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choose) and bool(pilot.app.screen.query(Input)))
        await until(pilot, lambda: pilot.app.screen.query_one(Input).value == "healthy")


KEYS = [
    pytest.param(["slash", *"crasj", "backspace", "h", "enter"], id="a mistake mended"),
    pytest.param(["slash", *"crash", "enter", "j", "j"], id="on with the list"),
    pytest.param(["slash", *"one", "ctrl+u", *"crash", "enter"], id="begun anew"),
    pytest.param(
        ["slash", *"crash-l", "enter", "j", "slash", "ctrl+u", *"crash-a", "enter", "enter"],
        id="a filter, then its pod",
    ),
    pytest.param(["colon", *"sort name", "enter", "j", "enter"], id="a command, then a pod"),
    pytest.param(["question_mark", "j", "escape", "j", "o", "o"], id="help and back"),
    pytest.param(["enter", "y", "escape", "j", "enter", "3"], id="in and out of pods"),
    pytest.param(["tab", "j", "j", "tab", "j"], id="from pane to pane"),
    pytest.param(["ctrl+s", "down", "escape", "slash", "escape", "w"], id="boxes closed again"),
]


@pytest.mark.parametrize("keys", KEYS)
async def test_keys_in_a_burst_do_what_they_do_one_by_one(keys: list[str]) -> None:
    async def done(*, at_once: bool) -> object:
        async with opened(demo_feed("restarts", "fleet")) as pilot:
            if at_once:
                burst(pilot, *keys)
                await until(pilot, lambda: keys_are_handled(pilot))
            else:
                for key in keys:
                    await press(pilot, key)
            app = console(pilot)
            query, focused = app.state.query, app.screen.focused
            return [type(each) for each in app.screen_stack], query, app.state.wide, focused and focused.id

    assert await done(at_once=True) == await done(at_once=False)


async def test_a_log_that_is_opened_and_searched_in_one_go() -> None:
    base = recorded(part("restarts"))
    feed = Feed(updates=base.updates, logs=lambda _request, _stop: iter([LogLine("panic: now"), LogLine("all well")]))
    async with opened(feed) as pilot:
        burst(pilot, "l", "slash", *"panic", "enter")
        await until(pilot, lambda: keys_are_handled(pilot))
        assert isinstance(pilot.app.screen, PodScreen)
        assert pilot.app.screen.query_one(LogView).search == "panic"
        assert console(pilot).state.query.filter == ""


async def test_a_key_whose_box_has_gone_keeps_nobody_waiting() -> None:
    """What it set off can no longer be waited for there."""
    async with opened(demo_feed("fleet", "healthy")) as pilot:
        burst(pilot, "n", *"healthy", "enter", "n", "escape", "ctrl+s", "escape", "q")
        await until(pilot, lambda: pilot.app.return_value == 0)
        assert console(pilot).feed.scope.namespace == "healthy"


async def test_esc_and_a_letter_that_come_together_are_not_a_letter_with_alt() -> None:
    async with opened(demo_feed("fleet")) as pilot:
        burst(pilot, "slash", *"foo")
        pilot.app.post_message(Key("alt+w", "w"))
        await until(pilot, lambda: keys_are_handled(pilot) and not console(pilot).state.query.filter)
        assert console(pilot).state.wide
        pilot.app.post_message(Key("alt+left", None))
        await until(pilot, lambda: keys_are_handled(pilot))
        assert console(pilot).state.wide
