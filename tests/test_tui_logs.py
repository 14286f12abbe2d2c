"""The logs of a pod on the screen."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.snapshot import Snapshot
from kubectl_sidecars.tui.feed import Feed, LogLine, LogRequest, recorded
from tests.builders import NOW, container, crashing, pod, terminated
from tests.builders import snapshot as a_snapshot
from tests.tui_screens import Script, choose, console, open_pod, opened, part, press, text_of, until


class Logs:
    """What each container says; remembers what was asked."""

    def __init__(self, **lines: Sequence[str]) -> None:
        self.lines, self.asked = lines, list[tuple[str, bool]]()

    def __call__(self, request: LogRequest, stop: threading.Event) -> Iterator[LogLine]:
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
        assert "Logs of the run before" in text_of(console(pilot))


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
        pilot.app.screen.query_one("#lanes").focus()
        await press(pilot, "enter")
        await until(pilot, lambda: "panic" in text_of(console(pilot)))
        assert logs.asked[-1] == ("checkout", True)


async def test_a_log_that_is_refused_says_why() -> None:
    class Refused(Logs):
        def __call__(self, request: LogRequest, stop: threading.Event) -> Iterator[LogLine]:
            raise ClusterError("pods/log is forbidden")
            yield

    async with opened(feed_with(Refused(), part("healthy"))) as pilot:
        await choose(pilot, "healthy-adapters")
        await press(pilot, "l")
        await until(pilot, lambda: "pods/log is forbidden" in text_of(console(pilot)))
