"""Data that is partial, stale, denied or live, and feeds that fail."""

from __future__ import annotations

import msgspec

from kubectl_sidecars.errors import ClusterError, UsageError
from kubectl_sidecars.feed import (
    Scope,
    SyncPhase,
    SyncState,
)
from kubectl_sidecars.snapshot import Denied
from tests.support.builders import NOW
from tests.support.screens import (
    LIVE,
    Script,
    console,
    demo_feed,
    opened,
    opened_loading,
    part,
    pods,
    press_unsettled,
    selected,
    text_of,
    until,
)


async def test_partial_data_is_marked_as_such() -> None:
    script = Script()
    async with opened_loading(script) as pilot:
        script.say(part("healthy"), SyncState(SyncPhase.LOADING))
        await until(pilot, lambda: "5 pods so far" in text_of(console(pilot)))
        assert "more are coming" in text_of(console(pilot))
        assert "Nothing is wrong" not in text_of(console(pilot))
        script.say(part("healthy"))
        await until(pilot, lambda: "Nothing is wrong" in text_of(console(pilot)))


async def test_stale_data_says_since_when_and_why_and_comes_back() -> None:
    script = Script()
    script.say(part("healthy"))
    stale = SyncState(SyncPhase.STALE, part("healthy").taken_at, "connection refused", is_retrying=True)
    async with opened(script.feed) as pilot:
        script.say(part("healthy"), stale)
        await until(pilot, lambda: "STALE for" in text_of(console(pilot)))
        assert "connection refused; trying again" in text_of(console(pilot))
        assert "Nothing is wrong" not in text_of(console(pilot))
        script.say(part("healthy"))
        await until(pilot, lambda: "Nothing is wrong" in text_of(console(pilot)))


async def test_ages_grow_while_it_is_live() -> None:
    script = Script()
    script.say(part("healthy"))
    async with opened(script.feed) as pilot:
        before = console(pilot).state.now
        await until(pilot, lambda: console(pilot).state.now > before)


async def test_a_feed_that_ends_in_an_error_shows_the_error() -> None:
    script = Script()
    async with opened_loading(script) as pilot:
        script.fail(ClusterError("You must be logged in to the server: log in again"))
        await until(pilot, lambda: "log in again" in text_of(console(pilot)))
        assert "Unknown: no data yet" in text_of(console(pilot))
        assert "no access" not in text_of(console(pilot))
        assert "no data" in text_of(console(pilot))
        assert "no data for" not in text_of(console(pilot)), "since when, where nothing was ever heard"


async def test_a_server_that_is_not_there_yet_is_no_data_until_it_comes() -> None:
    script = Script()
    down = SyncState(SyncPhase.NO_DATA, part("healthy").taken_at, "connection refused", is_retrying=True)
    async with opened_loading(script) as pilot:
        script.say(part(), down)
        await until(pilot, lambda: "connection refused; trying again" in text_of(console(pilot)))
        text = text_of(console(pilot))
        assert "no data for" in text
        assert "Unknown: no data yet" in text
        assert "No pods" not in text
        seconds = text.partition("no data for ")[2][:2]
        console(pilot).runner._received -= 7
        console(pilot).tick()
        assert f"no data for {seconds}" not in text_of(console(pilot))
        script.say(part("healthy"))
        await until(pilot, lambda: "Nothing is wrong" in text_of(console(pilot)))


async def test_a_usage_error_of_the_first_feed_ends_the_screen_as_it_ends_kubectl() -> None:
    script = Script()
    async with opened_loading(script) as pilot:
        script.fail(UsageError('deployments.apps "x" not found'))
        await until(pilot, lambda: pilot.app._exit)
        assert pilot.app.return_value == 2
        assert str(console(pilot).refusal) == 'deployments.apps "x" not found'


async def test_a_usage_error_of_a_later_feed_is_shown_and_the_screen_stays() -> None:
    there = Script()
    here = Script(switch=lambda _place: there.feed, scope=Scope("prod", "shop"))
    here.say(part("healthy"))
    async with opened(here.feed) as pilot:
        await press_unsettled(pilot, "0")
        there.fail(UsageError("that is not there"))
        await until(pilot, lambda: "that is not there: choose another namespace" in text_of(console(pilot)))
        assert console(pilot).refusal is None


async def test_a_defect_in_the_follower_is_said_and_the_screen_stays() -> None:
    script = Script()
    script.say(part("healthy"))
    async with opened(script.feed) as pilot:
        script.fail(KeyError("surprise"))
        await until(pilot, lambda: "a defect of kubectl sidecars" in text_of(console(pilot)))
        assert selected(pilot)


async def test_what_is_denied_is_named_and_the_rest_is_shown() -> None:
    denied = (Denied("events", 'events is forbidden: User "viewer" cannot list'),)
    script = Script()
    script.say(msgspec.structs.replace(part("healthy"), denied=denied), LIVE)
    async with opened(script.feed) as pilot:
        assert "events: events is forbidden" in text_of(console(pilot))
        assert pods(pilot).count() == 5


async def test_a_second_that_passes_while_the_app_closes_changes_nothing() -> None:
    """The tick may come when the last screen is gone."""
    async with opened(demo_feed("healthy")) as pilot:
        app = console(pilot)
    assert not app.screen_stack
    app.show(now=NOW)
    assert app.state.now == NOW


async def test_a_server_that_does_not_answer_is_asked_at_once_by_a_key() -> None:
    asked: list[str] = []
    script = Script(retry=lambda: asked.append("again"))
    script.say(part("healthy"))
    async with opened(script.feed) as pilot:
        await press_unsettled(pilot, "ctrl+r")
        assert asked == []
        script.say(part("healthy"), SyncState(SyncPhase.STALE, NOW, "connection refused", is_retrying=True))
        await until(pilot, lambda: "^r Try again" in text_of(console(pilot)))
        await press_unsettled(pilot, "ctrl+r")
        assert asked == ["again"]
        script.say(part("healthy"))
        await until(pilot, lambda: "Try again" not in text_of(console(pilot)))
