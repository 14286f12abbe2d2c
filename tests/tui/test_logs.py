"""The logs of a pod on the screen."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.feed import (
    LogLine,
    PodLogOptions,
)
from kubectl_sidecars.tui.screens.pod import PodScreen
from tests.support.builders import container, crashing, pod, running, terminated, waiting
from tests.support.builders import snapshot as a_snapshot
from tests.support.logs import HUNDRED, Logs, feed_with, on_top, speaking
from tests.support.screens import NORMAL, Script, choose, console, open_pod, opened, part, press, text_of, until


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


async def test_slash_in_logs_marks_what_it_finds_and_an_ampersand_keeps_only_these_lines() -> None:
    logs = Logs(checkout=["one line", "another LINE", "nothing"])
    async with opened(feed_with(logs, part("restarts"))) as pilot:
        await choose(pilot, "crash-app-exit-3")
        await press(pilot, "l")
        await until(pilot, lambda: "nothing" in text_of(console(pilot)))
        await press(pilot, "slash", *"line", "enter")
        assert "another LINE" in text_of(console(pilot))
        assert "nothing" in text_of(console(pilot))
        assert "Logs /line 2 matches" in text_of(console(pilot))
        await press(pilot, "ampersand")
        assert "nothing" not in text_of(console(pilot))
        await press(pilot, "escape")
        assert "nothing" in text_of(console(pilot))


async def test_n_goes_from_match_to_match_and_round_and_is_free_again_after_the_search() -> None:
    lines = [f"line {number} {'panic' if number in (10, 50, 90) else ''}" for number in range(100)]
    async with speaking(*lines) as (pilot, speaker, view):
        await press(pilot, "slash", *"panic", "enter")
        seen = []
        for key in ("n", "n", "n", "N"):
            await press(pilot, key)
            assert view._jumped_to is not None
            seen.append((view._jumped_to.text.strip(), view.match_number()))
            assert view._jumped_to.text.strip() in text_of(console(pilot))
        assert seen == [
            ("line 90 panic", "3 of 3"), ("line 10 panic", "1 of 3"),
            ("line 50 panic", "2 of 3"), ("line 10 panic", "1 of 3"),
        ]  # fmt: skip
        assert "Logs, paused /panic 1 of 3" in text_of(console(pilot))
        top = on_top(view)
        speaker.say(*HUNDRED)
        await until(pilot, lambda: len(view.buffer.entries) == 200)
        assert on_top(view) == top
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, PodScreen)
        assert not view.check_action("match", ())


async def test_a_search_whose_matches_are_out_of_sight_shows_the_last_one() -> None:
    async with speaking("panic one", "panic two", *HUNDRED) as (pilot, _speaker, view):
        await press(pilot, "slash", *"panic")
        assert "panic two" in text_of(console(pilot))
        assert view.match_number() == "2 of 2"


async def test_the_first_error_is_one_key_away_and_the_next_one_another() -> None:
    lines = [*HUNDRED, "ERROR no such table", *HUNDRED, "connection refused", *HUNDRED]
    async with speaking(*lines) as (pilot, _speaker, _view):
        await press(pilot, "E")
        assert "ERROR no such table" in text_of(console(pilot))
        await press(pilot, "E")
        assert "connection refused" in text_of(console(pilot))
        await press(pilot, "E")
        assert "ERROR no such table" in text_of(console(pilot))


async def test_a_log_without_an_error_says_so() -> None:
    async with speaking("all well") as (pilot, _speaker, _view):
        await press(pilot, "E")
        assert "no line looks like an error" in text_of(console(pilot))


async def test_m_mutes_the_container_that_says_most_and_shows_it_again() -> None:
    logs = Logs(istio_proxy=["chatter"] * 9, checkout=["app says"])
    async with opened(feed_with(logs, part("restarts"))) as pilot:
        await choose(pilot, "crash-app-exit-3")
        await press(pilot, "l")
        await until(pilot, lambda: "app says" in text_of(console(pilot)) and "chatter" in text_of(console(pilot)))
        await press(pilot, "m")
        assert "istio-proxy  9 lines" in text_of(console(pilot))
        await press(pilot, "enter")
        assert "chatter" not in text_of(console(pilot))
        assert "app says" in text_of(console(pilot))
        assert "istio-proxy muted" in text_of(console(pilot))
        await press(pilot, "m", "down", "enter")
        assert "All containers are muted: m shows one again." in text_of(console(pilot))
        await press(pilot, "m", "enter", "m", "down", "enter")
        assert "chatter" in text_of(console(pilot))
        assert "muted" not in text_of(console(pilot))


async def test_w_cuts_long_lines_and_the_arrows_show_the_rest() -> None:
    async with speaking("begin " + "x" * 400 + " finis") as (pilot, _speaker, view):
        assert len(view.buffer) > 1
        assert "finis" in text_of(console(pilot))
        await press(pilot, "w")
        assert len(view.buffer) == 1
        assert "finis" not in text_of(console(pilot))
        await press(pilot, *["right"] * 9)
        assert "finis" in text_of(console(pilot))
        assert "begin" not in text_of(console(pilot))
        await press(pilot, "w")
        assert "begin" in text_of(console(pilot))
        assert not console(pilot).state.wide


async def test_the_footer_says_pause_while_the_log_is_followed_and_follow_while_it_is_not() -> None:
    async with speaking(*HUNDRED) as (pilot, _speaker, _view):
        await until(pilot, lambda: "f Pause" in text_of(console(pilot)))
        await press(pilot, "k")
        await until(pilot, lambda: "f Follow" in text_of(console(pilot)))
        assert "Logs, paused" in text_of(console(pilot))
        await press(pilot, "f")
        await until(pilot, lambda: "f Pause" in text_of(console(pilot)))
        assert "paused" not in text_of(console(pilot))


async def test_a_log_without_a_line_says_so_and_whether_it_has_ended() -> None:
    async with speaking() as (pilot, speaker, _view):
        assert "app has written nothing so far." in text_of(console(pilot))
        speaker.say("a first word")
        await until(pilot, lambda: "a first word" in text_of(console(pilot)))
        assert "written nothing" not in text_of(console(pilot))
    async with opened(feed_with(Logs(), a_snapshot(pod([container("web", running())])))) as pilot:
        await press(pilot, "l")
        await until(pilot, lambda: "web has written nothing." in text_of(console(pilot)))


async def test_z_gives_the_log_the_whole_screen_and_esc_the_rest_its_place_back() -> None:
    async with speaking(*HUNDRED) as (pilot, _speaker, view):
        before = view.size.height
        await press(pilot, "z")
        await until(pilot, lambda: view.size.height == NORMAL[1] - 2)
        assert "CONTAINER" not in text_of(console(pilot))
        await press(pilot, "escape")
        await until(pilot, lambda: view.size.height == before)
        assert isinstance(pilot.app.screen, PodScreen)


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
        assert "Logs /zebra 0 matches" in text_of(console(pilot))
        await press(pilot, "ampersand")
        assert "'zebra' matches none of 2 lines: esc ends the search" in text_of(console(pilot))
        await press(pilot, "escape")
        assert "another line" in text_of(console(pilot))
        assert "zebra" not in text_of(console(pilot))


async def test_one_container_without_a_log_says_nothing_of_the_others() -> None:
    shown = a_snapshot(pod([container("app", running()), container("late", waiting())]))
    async with opened(feed_with(Logs(), shown)) as pilot:
        await press(pilot, "l", "right_square_bracket", "right_square_bracket")
        text = text_of(console(pilot))
        assert "Logs of late" in text
        assert "Container `late` has not started: there is no log yet; ] shows another container." in text


@pytest.mark.parametrize("tab", "12456")
async def test_enter_reads_the_log_of_the_selected_container_beside_every_tab(tab: str) -> None:
    logs = Logs(checkout=["panic"])
    async with opened(feed_with(logs, part("restarts"))) as pilot:
        await open_pod(pilot, "crash-app-exit-3")
        await press(pilot, tab, "enter")
        await until(pilot, lambda: "panic" in text_of(console(pilot)))
        assert logs.asked[-1] == ("checkout", True)
