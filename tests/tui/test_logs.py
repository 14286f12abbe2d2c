"""The logs of a pod on the screen."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

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
    NOTE,
    LogBuffer,
    LogEntry,
    LogLayout,
    height_of,
    lines_of,
    no_match,
)
from kubectl_sidecars.tui.widgets.logs import LogView
from tests.support.builders import NOW, Built, ago, container, crashing, pod, running, terminated, waiting
from tests.support.builders import snapshot as a_snapshot
from tests.support.screens import Driver, Script, choose, console, open_pod, opened, part, press, text_of, until


class Logs:
    """What each container says; remembers what was asked."""

    def __init__(self, **lines: Sequence[str]) -> None:
        self.lines, self.asked = lines, list[tuple[str, bool]]()

    def __call__(self, request: PodLogOptions, stop: threading.Event) -> Iterator[LogLine]:
        self.asked.append((request.container, request.previous))
        if request.container == "forbidden":
            raise ClusterError("pods/log is forbidden")
        for number, text in enumerate(self.lines.get(request.container.replace("-", "_"), ())):
            yield LogLine(text, NOW.replace(second=number))


def feed_with(logs: Logs, snapshot: Snapshot) -> Feed:
    base = recorded(snapshot)
    return Feed(updates=base.updates, logs=logs)


async def test_l_interleaves_the_containers_by_time_with_their_names() -> None:
    logs = Logs(istio_proxy=["proxy one", "proxy two"], checkout=["app one", "app two"])
    async with opened(feed_with(logs, part("restarts"))) as pilot:
        await choose(pilot, "crash-app-exit-3")
        await press(pilot, "l")
        await until(pilot, lambda: "app two" in text_of(console(pilot)) and "proxy two" in text_of(console(pilot)))
        text = text_of(console(pilot))
        assert text.index("one") < text.index("two")
        assert max(text.index("app one"), text.index("proxy one")) < min(text.index("app two"), text.index("proxy two"))
        assert "istio-proxy proxy one" in text
        await press(pilot, "right_square_bracket")
        await until(pilot, lambda: "app one" not in text_of(console(pilot)))


async def test_p_shows_the_run_before_of_what_has_restarted() -> None:
    logs = Logs(checkout=["panic: no such table: orders"])
    async with opened(feed_with(logs, part("restarts"))) as pilot:
        await choose(pilot, "crash-app-exit-3")
        await press(pilot, "p")
        await until(pilot, lambda: "panic: no such table" in text_of(console(pilot)))
        assert logs.asked == [("checkout", True)]
        assert "Logs, previous run" in text_of(console(pilot))


async def test_p_without_a_restart_says_so() -> None:
    async with opened(feed_with(Logs(), part("healthy"))) as pilot:
        await choose(pilot, "healthy-adapters")
        await press(pilot, "p")
        assert "there is no previous log" in text_of(console(pilot))


async def test_the_log_of_a_run_before_comes_when_there_is_one() -> None:
    """It was asked for at the first crash, before the container was started again."""
    first = a_snapshot(pod([container("checkout", terminated(3, at=1))]))
    again = a_snapshot(pod([crashing("checkout", terminated(3, at=1), restarts=1)]))
    logs = Logs(checkout=["panic: no such table: orders"])
    script = Script(logs=logs)
    script.say(first)
    async with opened(script.feed) as pilot:
        await choose(pilot, "shop")
        await press(pilot, "p")
        await until(pilot, lambda: "there is no previous log" in text_of(console(pilot)))
        script.say(again)
        await until(pilot, lambda: "panic: no such table" in text_of(console(pilot)))
        assert logs.asked == [("checkout", True)]


async def test_slash_in_logs_keeps_the_lines_that_hold_it_and_esc_all() -> None:
    logs = Logs(checkout=["one line", "another LINE", "nothing"])
    async with opened(feed_with(logs, part("restarts"))) as pilot:
        await choose(pilot, "crash-app-exit-3")
        await press(pilot, "l")
        await until(pilot, lambda: "nothing" in text_of(console(pilot)))
        await press(pilot, "slash", *"line", "enter")
        assert "another LINE" in text_of(console(pilot))
        assert "nothing" not in text_of(console(pilot))
        await press(pilot, "escape")
        assert "nothing" in text_of(console(pilot))


async def test_enter_on_a_lane_reads_that_container() -> None:
    logs = Logs(checkout=["panic"])
    async with opened(feed_with(logs, part("restarts"))) as pilot:
        await open_pod(pilot, "crash-app-exit-3")
        pilot.app.screen.query_one("#containers").focus()
        await press(pilot, "enter")
        await until(pilot, lambda: "panic" in text_of(console(pilot)))
        assert logs.asked[-1] == ("checkout", True)


async def test_a_log_that_is_refused_says_why() -> None:
    class Refused(Logs):
        def __call__(self, request: PodLogOptions, stop: threading.Event) -> Iterator[LogLine]:
            raise ClusterError("pods/log is forbidden")
            yield

    async with opened(feed_with(Refused(), part("healthy"))) as pilot:
        await choose(pilot, "healthy-adapters")
        await press(pilot, "l")
        await until(pilot, lambda: "pods/log is forbidden" in text_of(console(pilot)))


async def test_a_search_is_named_while_it_holds_and_says_so_where_it_finds_nothing() -> None:
    logs = Logs(checkout=["one line", "another line"])
    async with opened(feed_with(logs, part("restarts"))) as pilot:
        await choose(pilot, "crash-app-exit-3")
        await press(pilot, "l")
        await until(pilot, lambda: "another line" in text_of(console(pilot)))
        await press(pilot, "slash", *"zebra", "enter")
        assert "'zebra' matches none of 2 lines: esc shows all" in text_of(console(pilot))
        assert "Logs /zebra" in text_of(console(pilot))
        await press(pilot, "escape")
        assert "another line" in text_of(console(pilot))
        assert "zebra" not in text_of(console(pilot))


class Speaker:
    """A container that says what it is told to, when it is told to."""

    def __init__(self) -> None:
        self.said = queue.SimpleQueue[str]()

    def say(self, *lines: str) -> None:
        for line in lines:
            self.said.put(line)

    def __call__(self, request: PodLogOptions, stop: threading.Event) -> Iterator[LogLine]:
        while not stop.is_set():
            with contextlib.suppress(queue.Empty):
                yield LogLine(self.said.get(timeout=0.05))


@asynccontextmanager
async def speaking(*lines: str) -> AsyncIterator[tuple[Driver, Speaker, LogView]]:
    """The log of a pod of one container, all of these lines shown."""
    speaker = Speaker()
    speaker.say(*lines)
    shown = a_snapshot(pod([container("app", running())]))
    async with opened(Feed(updates=recorded(shown).updates, logs=speaker)) as pilot:
        await press(pilot, "l")
        view = pilot.app.screen.query_one(LogView)
        await until(pilot, lambda: len(view.buffer.entries) == len(lines))
        yield pilot, speaker, view


def shows(pilot: Driver, text: str) -> bool:
    return text in text_of(console(pilot))


def on_top(view: LogView) -> str:
    return view.buffer.entries[view.scroll_offset.y].text


HUNDRED = [f"line {number}" for number in range(100)]


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


async def test_a_log_that_is_held_stays_where_it_is_and_loses_nothing() -> None:
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


async def test_what_is_read_makes_no_room_for_what_comes() -> None:
    """Ten thousand lines later the line on top is still there; at the end are the newest."""
    async with speaking(*HUNDRED) as (pilot, speaker, view):
        await press(pilot, "f")
        before = on_top(view)
        speaker.say(*(f"new {number}" for number in range(2 * MOST + 100)))
        await until(pilot, lambda: len(view.buffer.entries) == MOST and speaker.said.empty())
        assert on_top(view) == before
        await press(pilot, "f")
        await until(pilot, lambda: f"new {2 * MOST + 99}" in text_of(console(pilot)))
        assert len(view.buffer.entries) <= MOST


async def test_a_log_that_is_read_anew_while_it_speaks_is_shown_again() -> None:
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

    def logs(_request: PodLogOptions, _stop: threading.Event) -> Iterator[LogLine]:
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


async def test_one_container_without_a_log_says_nothing_of_the_others() -> None:
    shown = a_snapshot(pod([container("app", running()), container("late", waiting())]))
    async with opened(feed_with(Logs(), shown)) as pilot:
        await press(pilot, "l", "right_square_bracket", "right_square_bracket")
        text = text_of(console(pilot))
        assert "Logs of late" in text
        assert "late has not started: there is no log yet; ] shows another container." in text


async def test_the_place_in_a_log_is_kept_in_another_size_and_when_a_search_ends() -> None:
    async with speaking(*HUNDRED) as (pilot, _speaker, view):
        await press(pilot, "g", *"jjjjj")
        assert on_top(view) == "line 5"
        for size in ((60, 20), (200, 60), (150, 44)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert on_top(view) == "line 5"


# The text itself ---------------------------------------------------------------------------------


def put(*said: tuple[str, datetime | None, str], look: LogLayout) -> LogBuffer:
    text = LogBuffer(look)
    for each in said:
        text.add(*each)
    return text


def shown(text: LogBuffer) -> list[list[tuple[str, str]]]:
    return [text.line(index) for index in range(len(text))]


def plain(text: LogBuffer) -> list[str]:
    return ["".join(part for part, _ in line).strip() for line in shown(text)]


def test_logs_of_several_containers_stand_in_the_order_of_time() -> None:
    said = [("b", ago(5), "second"), ("a", ago(9), "first"), ("b", ago(1), "fourth"), ("a", ago(3), "third")]
    text = put(*said, ("a", None, "without a time stays behind what it followed"), look=LogLayout())
    assert [line.split()[0] for line in plain(text)] == ["first", "second", "third", "without", "fourth"]


def test_logs_keep_the_newest_lines() -> None:
    text = put(*(("app", ago(MOST + 10 - number), str(number)) for number in range(MOST + 10)), look=LogLayout())
    assert len(shown(text)) == len(text.entries) <= MOST
    assert plain(text)[-1] == str(MOST + 9)


def test_a_search_keeps_matching_lines_and_marks_what_was_found() -> None:
    said = [("app", ago(2), "GET /health 200"), ("app", ago(1), "Error: connection Refused: refused")]
    text = put(*said, (NOTE, ago(0), "refused by us"), look=LogLayout(("app", "db"), "refused", 100))
    assert len(shown(text)) == 2
    assert [part for part, tone in shown(text)[0] if tone == "match"] == ["Refused", "refused"]
    assert plain(text)[0].endswith("Error: connection Refused: refused")


def test_a_search_that_finds_nothing_says_among_how_many() -> None:
    text = put(("app", ago(1), "one"), look=LogLayout(search="\x1bzebra"))
    assert no_match(text) == r"'\x1bzebra' matches none of 1 line: esc shows all"


def test_tabs_are_spaces_and_wide_letters_are_all_shown() -> None:
    text = put(("app", None, "\tat com.shop.Orders"), ("app", None, "数据库连接失败" * 10), look=LogLayout(width=40))
    assert "".join(part for part, _ in shown(text)[0]) == " " * 9 + "at com.shop.Orders"
    assert "".join(plain(text)[1:]) == "数据库连接失败" * 10
    assert all(cell_len("".join(part for part, _ in line)) <= 40 for line in shown(text))


SAID = st.tuples(st.sampled_from("ab"), st.integers(0, 9).map(ago), st.text("xy \n\t\x1b", max_size=60))


@given(st.lists(SAID, max_size=30), st.sampled_from(["", "x", "yy"]), st.sampled_from([20, 33, 120]))
def test_lines_that_came_one_by_one_are_those_of_the_whole(
    said: list[tuple[str, datetime, str]], sought: str, width: int
) -> None:
    look = LogLayout(("a", "b"), sought, width)
    grown, whole = put(*said, look=look), put(*said, look=LogLayout())
    whole.lay_out(look)
    assert shown(grown) == shown(whole)
    for index in range(len(shown(grown))):
        assert grown.index(grown.position(index)) == index


@given(st.text(max_size=300), st.sampled_from(["", "a", "é"]), st.integers(20, 200), st.sampled_from([NOTE, "app"]))
def test_the_height_of_an_entry_is_that_of_its_lines(text: str, sought: str, width: int, container: str) -> None:
    look, entry = LogLayout(("app", "istio-proxy"), sought, width), LogEntry(NOW, container, text)
    assert height_of(entry, look) == len(lines_of(entry, look))
