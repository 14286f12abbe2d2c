"""Logs that go on while they are shown."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.feed import (
    Feed,
    LogLine,
    PodLogOptions,
)
from kubectl_sidecars.feed.replay import recorded
from kubectl_sidecars.snapshot import Snapshot
from kubectl_sidecars.tui.log_buffer import (
    MOST,
)
from kubectl_sidecars.tui.widgets.logs import LogView
from tests.support.builders import NOW, Built, container, pod, running, waiting
from tests.support.builders import snapshot as a_snapshot
from tests.support.logs import HUNDRED, Logs, Speaker, on_top, shows, speaking
from tests.support.screens import Script, console, opened, press, text_of, until


async def test_the_end_of_a_log_is_followed_until_one_moves_away_from_it() -> None:
    async with speaking(*HUNDRED) as (pilot, speaker, view):
        assert view.scroll_offset.y == view.max_scroll_y > 0
        speaker.say("the next")
        await until(pilot, lambda: "the next" in text_of(console(pilot)))
        await press(pilot, "k")
        before = on_top(view)
        speaker.say("one more")
        await until(pilot, lambda: len(view.buffer.entries) == 102)
        assert on_top(view) == before
        await press(pilot, "G")
        assert "one more" in text_of(console(pilot))


async def test_a_log_that_is_paused_stays_where_it_is_and_loses_nothing() -> None:
    async with speaking(*HUNDRED) as (pilot, speaker, view):
        before = on_top(view)
        await press(pilot, "f")
        assert "Logs, paused" in text_of(console(pilot))
        speaker.say("more", "and more")
        await until(pilot, lambda: len(view.buffer.entries) == 102)
        assert on_top(view) == before
        await press(pilot, "f")
        assert "and more" in text_of(console(pilot))
        assert "paused" not in text_of(console(pilot))


async def test_lines_that_are_read_are_not_dropped_for_new_ones() -> None:
    """Ten thousand lines later the line on top is still there; at the end are the newest."""
    async with speaking(*HUNDRED) as (pilot, speaker, view):
        await press(pilot, "f")
        before = on_top(view)
        speaker.say(*(f"new {number}" for number in range(2 * MOST + 100)))
        await until(pilot, lambda: len(view.buffer.entries) == MOST and speaker.is_read)
        assert on_top(view) == before
        await press(pilot, "f")
        await until(pilot, lambda: f"new {2 * MOST + 99}" in text_of(console(pilot)))
        assert len(view.buffer.entries) <= MOST


async def test_a_log_that_is_read_again_while_it_goes_on_is_shown_again() -> None:
    """Lines of the reading before may be told of after the new one has begun."""
    async with speaking(*HUNDRED) as (pilot, speaker, view):
        for number in range(10):
            speaker.say("before")
            await press(pilot, "l")
            view.post_message(LogView.LinesReady())  # of the reading before, late
            view._is_announced = True
            await until(pilot, lambda: view._pacing is None)
            speaker.say(f"anew {number}")
            await until(pilot, partial(shows, pilot, f"anew {number}"))


async def test_a_log_that_breaks_off_says_so_where_one_looks() -> None:
    def broken(request: PodLogOptions, stop: threading.Event) -> Iterator[LogLine]:
        yield from (LogLine(text, NOW) for text in HUNDRED)
        raise ClusterError("the connection was lost")

    shown = a_snapshot(pod([container("app", running())]))
    async with opened(Feed(updates=recorded(shown).updates, logs=broken)) as pilot:
        await press(pilot, "l")
        await until(pilot, lambda: "app: the connection was lost; l reads it again" in text_of(console(pilot)))


async def test_a_container_that_starts_later_or_again_joins_in() -> None:
    def at(restarts: int, *others: Built) -> Snapshot:
        return a_snapshot(pod([container("app", running(), restarts=restarts), *others]))

    logs = Logs(app=["a run of app"], late=["late is there"])
    script = Script(logs=logs)
    script.say(at(0, container("late", waiting())))
    async with opened(script.feed) as pilot:
        await press(pilot, "l")
        await until(pilot, lambda: "a run of app" in text_of(console(pilot)))
        script.say(at(1, container("late", running())))
        await until(pilot, lambda: "late is there" in text_of(console(pilot)))
        await until(pilot, lambda: text_of(console(pilot)).count("a run of app") == 2)
        assert logs.asked == [("app", False), ("app", False), ("late", False)]


async def test_a_mark_stands_between_two_runs_of_a_log_that_is_followed() -> None:
    said = iter(["first words", "words again"])

    def logs(request: PodLogOptions, _stop: threading.Event) -> Iterator[LogLine]:
        if not request.follow:  # an excerpt
            return
        text = next(said)
        yield LogLine(text, NOW.replace(second=0 if text == "first words" else 20))

    script = Script(logs=logs)
    script.say(a_snapshot(pod([container("app", running(0))])))
    async with opened(script.feed) as pilot:
        await press(pilot, "l")
        await until(pilot, lambda: "first words" in text_of(console(pilot)))
        assert "started again" not in text_of(console(pilot))
        script.say(a_snapshot(pod([container("app", running(-10), restarts=2)])))
        await until(pilot, lambda: "words again" in text_of(console(pilot)))
        before, mark, after = text_of(console(pilot)).partition("app was started again: restart 2")
        assert "first words" in before
        assert mark
        assert "words again" in after


async def test_logs_that_are_followed_leave_a_thread_for_the_list() -> None:
    """More of them than a pool of asyncio's has threads, 32 at most."""
    many = [container(f"app-{number}", running()) for number in range(40)]
    script = Script(logs=Speaker())
    script.say(a_snapshot(pod(many)))
    async with opened(script.feed) as pilot:
        await press(pilot, "l")
        script.say(a_snapshot(pod(many), pod([container("app")], name="another")))
        await until(pilot, lambda: len(console(pilot).state.list_view.order) == 2)


async def test_the_place_in_a_log_is_kept_in_another_size_and_when_a_search_ends() -> None:
    async with speaking(*HUNDRED) as (pilot, _speaker, view):
        await press(pilot, "g", *"jjjjj")
        assert on_top(view) == "line 5"
        for size in ((60, 20), (200, 60), (150, 44)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert on_top(view) == "line 5"
