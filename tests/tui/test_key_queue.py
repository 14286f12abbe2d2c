"""Keys that come together, as over a slow line or from a macro, do what they do one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.events import Key, Paste
from textual.keys import REPLACED_KEYS, key_to_character
from textual.widgets import Input

from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.feed import (
    Feed,
    LogLine,
)
from kubectl_sidecars.feed.replay import recorded
from kubectl_sidecars.tui.app import Console
from kubectl_sidecars.tui.opening import LONGEST
from kubectl_sidecars.tui.screens.dialogs import Choose
from kubectl_sidecars.tui.screens.help import HelpScreen
from kubectl_sidecars.tui.screens.overview import Overview
from kubectl_sidecars.tui.screens.pod import PodScreen
from kubectl_sidecars.tui.settings import Settings
from kubectl_sidecars.tui.widgets.logs import LogView
from kubectl_sidecars.tui.widgets.pods import PodList
from tests.support.screens import (
    Driver,
    Script,
    console,
    demo_feed,
    is_settled,
    keys_are_handled,
    opened,
    part,
    pods,
    press,
    until,
)


def burst(pilot: Driver, *keys: str) -> None:
    """As a terminal hands over what was typed while the screen was busy."""
    for name in keys:
        pilot.app.post_message(Key(name, key_to_character(REPLACED_KEYS.get(name, name))))


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

ANY = [
    "slash", "colon", "enter", "escape", "tab", "shift+tab", "question_mark", "ctrl+s", "ctrl+u", "backspace", "space",
    "up", "down", "right_square_bracket", "ampersand", "left", "right",
    *"jkgGownlyexcrstdDfp01245NASFizhamEXY6",
]  # fmt: skip
"""Keys that do something in one place and are text in another; none ends the program."""


async def outcome(keys: list[str], *, at_once: bool, at_start: bool = False) -> list[object]:
    """All that keys can change, after these keys; `at_start` they come before the first data."""
    feed = demo_feed("restarts", "fleet")
    opening = Console(feed).run_test(size=(100, 30), notifications=True) if at_start else opened(feed, (100, 30))
    async with opening as pilot:
        if at_once:
            burst(pilot, *keys)
            await until(pilot, lambda: keys_are_handled(pilot) and is_settled(console(pilot)))
        else:
            for key in keys:
                await press(pilot, key)
        app = console(pilot)
        screens = [
            (
                type(screen),
                getattr(screen, "tab", ""),
                [typed.value for typed in screen.query(Input)],
                [(listed.selected, listed.cursor) for listed in screen.query(PodList)],
            )
            for screen in app.screen_stack
        ]
        focused = app.screen.focused
        return [screens, app.state.query, app.state.wide, app.theme, app.state.scope, focused and focused.id]


@pytest.mark.parametrize("keys", KEYS)
async def test_keys_in_a_burst_do_what_they_do_one_by_one(keys: list[str]) -> None:
    assert await outcome(keys, at_once=True) == await outcome(keys, at_once=False)


@pytest.mark.parametrize("keys", [*KEYS, pytest.param(["tab", "down"], id="the second cause")])
async def test_keys_that_come_before_the_first_data_do_what_they_do_after_it(keys: list[str]) -> None:
    """Tab found no causes to go to, and down no list to move in."""
    assert await outcome(keys, at_once=True, at_start=True) == await outcome(keys, at_once=False)


@pytest.mark.parametrize(
    ("keys", "does"),
    [
        (["q"], lambda app: app.return_value == 0),
        (["down", "ctrl+c"], lambda app: app.return_value == 130),
        (["colon", "q", "enter"], lambda app: app.return_value == 0),
        (["n"], lambda app: isinstance(app.screen, Choose)),
        (["c"], lambda app: isinstance(app.screen, Choose)),
        (["n", "down", "escape", "question_mark"], lambda app: isinstance(app.screen, HelpScreen)),
    ],
)
async def test_a_server_that_does_not_answer_keeps_nobody_in(keys: list[str], does: Callable[[Console], bool]) -> None:
    """The clock stands still: these keys wait for nothing."""
    script: Script = Script(namespaces=lambda: ("shop",), contexts=("here", "there"), switch=lambda _: script.feed)
    silent = Settings(clock=lambda: 0.0)
    async with Console(script.feed, silent).run_test(size=(100, 30), notifications=True) as pilot:
        burst(pilot, *keys)
        await until(pilot, lambda: does(console(pilot)))


async def test_keys_wait_no_longer_than_for_a_time_for_the_first_data() -> None:
    now = 0.0
    script = Script()
    async with Console(script.feed, Settings(clock=lambda: now)).run_test(size=(100, 30)) as pilot:
        burst(pilot, "j", "q")
        await pilot.pause()
        assert console(pilot).return_value is None
        now = LONGEST
        console(pilot).tick()
        await until(pilot, lambda: console(pilot).return_value == 0)


async def test_keys_wait_for_no_data_where_there_are_none() -> None:
    script = Script()
    async with Console(script.feed, Settings(clock=lambda: 0.0)).run_test(size=(100, 30)) as pilot:
        burst(pilot, "j", "q")
        script.fail(ClusterError("no route to host"))
        await until(pilot, lambda: console(pilot).return_value == 0)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(ANY), min_size=2, max_size=14), st.booleans())
def test_any_keys_in_a_burst_do_what_they_do_one_by_one(keys: list[str], at_start: bool) -> None:
    at_once = asyncio.run(outcome(keys, at_once=True, at_start=at_start))
    assert at_once == asyncio.run(outcome(keys, at_once=False))


async def test_a_filter_that_is_typed_before_the_list_of_the_last_one_is_there_replaces_it() -> None:
    """The letter after `/` came to the list while the prompt of the filter before was closing."""
    async with opened(demo_feed("fleet")) as pilot:
        burst(pilot, "slash", *"cart", "enter", "slash", *"oom")
        await until(pilot, lambda: keys_are_handled(pilot))
        assert pilot.app.screen.query_one(Input).value == "oom"


async def test_what_is_pasted_goes_into_the_field_that_was_opened_before() -> None:
    async with opened(demo_feed("fleet")) as pilot:
        burst(pilot, "slash")
        pilot.app.post_message(Paste("orders\nq"))
        burst(pilot, "enter", "j")
        await until(pilot, lambda: keys_are_handled(pilot) and is_settled(console(pilot)))
        assert console(pilot).state.query.filter == "orders"
        assert pods(pilot).cursor == 1


async def test_a_line_feed_is_enter() -> None:
    async with opened(demo_feed("fleet")) as pilot:
        burst(pilot, "slash", *"orders", "ctrl+j", "j")
        await until(pilot, lambda: keys_are_handled(pilot))
        assert pods(pilot).has_focus
        assert console(pilot).state.query.filter == "orders"


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
        assert console(pilot).state.scope.namespace == "healthy"


async def test_esc_and_a_letter_that_come_together_are_not_a_letter_with_alt() -> None:
    async with opened(demo_feed("fleet")) as pilot:
        burst(pilot, "slash", *"foo")
        pilot.app.post_message(Key("alt+w", "w"))
        await until(pilot, lambda: keys_are_handled(pilot) and not console(pilot).state.query.filter)
        assert console(pilot).state.wide
        pilot.app.post_message(Key("alt+left", None))
        await until(pilot, lambda: keys_are_handled(pilot))
        assert console(pilot).state.wide
