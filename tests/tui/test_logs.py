"""The logs of a pod on the screen."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.feed import (
    LogLine,
    PodLogOptions,
)
from tests.support.builders import container, crashing, pod, running, terminated, waiting
from tests.support.builders import snapshot as a_snapshot
from tests.support.logs import Logs, feed_with
from tests.support.screens import Script, choose, console, open_pod, opened, part, press, text_of, until


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


async def test_enter_on_a_container_reads_that_container() -> None:
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


async def test_one_container_without_a_log_says_nothing_of_the_others() -> None:
    shown = a_snapshot(pod([container("app", running()), container("late", waiting())]))
    async with opened(feed_with(Logs(), shown)) as pilot:
        await press(pilot, "l", "right_square_bracket", "right_square_bracket")
        text = text_of(console(pilot))
        assert "Logs of late" in text
        assert "late has not started: there is no log yet; ] shows another container." in text
