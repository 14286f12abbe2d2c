"""The screen of a pod: containers, time line and tabs."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import msgspec
import pytest

from kubectl_sidecars.feed.replay import recorded
from kubectl_sidecars.lifecycle.timeline import Moment, MomentKind, Timeline
from kubectl_sidecars.tui.screens.pod import PodScreen
from kubectl_sidecars.tui.settings import Settings
from kubectl_sidecars.tui.view.containers import container_lines
from kubectl_sidecars.tui.view.events import event_lines, last_event_lines
from kubectl_sidecars.tui.view.pod import inspect_with_timeline
from kubectl_sidecars.tui.view.timeline import LEGEND, MARKS
from kubectl_sidecars.tui.widgets.tabs import Tabs, fitting
from tests.support.builders import NOW, ago
from tests.support.logs import shows
from tests.support.screens import (
    Script,
    choose,
    console,
    demo,
    demo_feed,
    open_pod,
    opened,
    part,
    pod_screen,
    press,
    text_of,
    until,
)

GATE = "native-sidecar-gate"


async def test_w_trades_the_columns_of_a_pod_for_its_time_line_where_there_is_no_room_for_both() -> None:
    async with opened(demo_feed("fleet"), (80, 24)) as pilot:
        await press(pilot, "enter")
        assert "TYPE" in text_of(console(pilot))
        await press(pilot, "w")
        text = text_of(console(pilot))
        assert "      the pod " in text
        assert "━━━━" in text
        await press(pilot, "w")
        assert "━━━━" not in text_of(console(pilot))


async def test_the_tabs_from_the_list_and_from_the_pod() -> None:
    views = {
        "1": "never passes its startup probe",
        "2": "Startup probe failed",
        "e": "Startup probe failed",
        "3": "the recording holds no log of this run",
        "p": "error renewing token: permission denied",
        "4": "initContainers:",
        "y": "initContainers:",
        "5": "because",
        "x": "because",
        "6": "there is no cluster to ask",
        "d": "there is no cluster to ask",
    }
    async with opened(demo_feed("start-blocked")) as pilot:
        await choose(pilot, GATE)
        for key, holds in views.items():
            await press(pilot, key)
            assert isinstance(pilot.app.screen, PodScreen)
            await until(pilot, partial(shows, pilot, holds))
            await press(pilot, "escape")
            assert not isinstance(pilot.app.screen, PodScreen), key
    without = msgspec.structs.replace(part("start-blocked"), logs={})
    async with opened(recorded(without)) as pilot:
        await choose(pilot, GATE)
        await press(pilot, "enter", "l")
        assert "There are no logs in a recording" not in text_of(console(pilot))
        await press(pilot, "3")
        assert "There are no logs in a recording" in text_of(console(pilot))
        await press(pilot, "escape", "enter")
        assert isinstance(pilot.app.screen, PodScreen)


async def test_the_containers_name_each_closed_gate_in_start_order() -> None:
    async with opened(demo_feed("start-blocked")) as pilot:
        await open_pod(pilot, GATE)
        text = text_of(console(pilot))
        order = ["1 ↻ vault-agent", "waits for the startup probe of vault-agent", "2 ◌ migrate", "3 ◌ checkout"]
        assert [text.index(each) for each in order] == sorted(text.index(each) for each in order)
        assert "waiting for vault-agent" in text


async def test_the_cursor_starts_at_the_container_at_fault() -> None:
    async with opened(demo_feed("restarts")) as pilot:
        await open_pod(pilot, "crash-legacy-sidecar")
        assert pod_screen(pilot).container() == "vector"


async def test_a_pod_that_is_gone_is_shown_in_its_last_known_state() -> None:
    script = Script()
    script.say(part("start-blocked"))
    async with opened(script.feed) as pilot:
        await open_pod(pilot, GATE)
        script.say(msgspec.structs.replace(part("start-blocked"), pods={}))
        await until(pilot, lambda: "This pod is gone" in text_of(console(pilot)))
        assert "vault-agent" in text_of(console(pilot))
        await press(pilot, "escape")
        await until(pilot, lambda: "No pods in any namespace." in text_of(console(pilot)))


@pytest.mark.parametrize("width", [100, 118, 150, 200])
def test_roles_can_be_read_before_last_exits_and_the_time_line_take_room(width: int) -> None:
    blocked = next(pod for pod in demo().pods.values() if pod.metadata.name == GATE)
    report, life = inspect_with_timeline(blocked, demo(), None)
    made = container_lines(report, (), life, demo().taken_at, width)
    texts = ["".join(text for text, _ in line) for line in made.lines]
    assert [role in "".join(texts) for role in ("configuration-helper,", "init, schema", "main")] == [True] * 3
    assert max(map(len, texts)) <= width
    assert ("LAST EXIT" in texts[0]) is (width >= 150)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_tab_on_the_whole_screen_says_of_which_pod_it_is(size: tuple[int, int]) -> None:
    async with opened(demo_feed("start-blocked"), size) as pilot:
        await open_pod(pilot, GATE)
        assert GATE not in text_of(console(pilot)).splitlines()[pod_screen(pilot).query_one(Tabs).region.y]
        await press(pilot, "y", "z")
        first = text_of(console(pilot)).splitlines()[0]
        assert "[4 YAML]" in first
        assert first.rstrip().endswith("gate")
        await press(pilot, "z")
        assert f"start-blocked/{GATE}" in text_of(console(pilot)).splitlines()[1]


def test_the_titles_of_the_tabs_shrink_to_numbers_that_of_the_tab_on_top_last() -> None:
    titles = ["Findings 2", "Events 11", "Logs, previous run", "YAML", "Explain"]
    assert fitting(titles, 0, 100) == titles
    assert fitting(titles, 2, 60) == ["Fin", "Eve", "Logs, previous run", "YAM", "Exp"]
    assert fitting(titles, 0, 45) == ["Fin", "Eve", "Log", "YAM", "Exp"]
    assert fitting(titles, 0, 45, selected_first=True) == ["Findings 2", "", "", "", ""]
    assert fitting(titles, 1, 20) == ["", "Eve", "", "", ""]


@pytest.mark.parametrize("width", [20, 40, 80, 150])
def test_a_moments_text_has_room_to_be_read(width: int) -> None:
    """Beside when and what where there is room, else below it."""
    crashing = next(pod for pod in demo().pods.values() if pod.metadata.name == "crash-app-exit-3")
    _, life = inspect_with_timeline(crashing, demo(), None)
    lines = ["".join(text for text, _ in line).rstrip() for line in event_lines(life, demo().taken_at, width)]
    texts = " ".join(" ".join(lines).split())
    assert "already present on machine" in texts
    assert "started" in texts
    if width >= 40:
        assert all(len(line) <= max(width, 60) for line in lines)


def test_the_legend_explains_every_mark_of_a_time_line() -> None:
    assert {glyph for glyph, _ in MARKS.values()} | set("·─━┄") <= set(LEGEND)


async def test_the_header_of_a_pod_does_not_count_the_pods_of_the_cluster() -> None:
    async with opened(demo_feed("start-blocked")) as pilot:
        assert "● 10 critical" in text_of(console(pilot))
        await open_pod(pilot, "native-sidecar-gate")
        assert "● 10 critical" not in text_of(console(pilot))


async def test_field_paths_are_evidence_and_wait_behind_x() -> None:
    async with opened(demo_feed("start-blocked")) as pilot:
        await open_pod(pilot, "native-sidecar-gate")
        assert "status.initContainerStatuses" not in text_of(console(pilot))
        await press(pilot, "x")
        await press(pilot, "G")
        assert "status.initContainerStatuses[0].restartCount=6" in text_of(console(pilot))


def test_time_and_age_of_an_event_are_those_of_one_moment_and_of_many_the_last_is_named_too() -> None:
    first, last = NOW - timedelta(minutes=9), NOW - timedelta(seconds=130)
    pulled = Moment(first, "app", MomentKind.PULLED, count=8, until=last)
    (line,) = event_lines(Timeline(first, NOW, (pulled,), ()), NOW, 120)
    text = "".join(part for part, _ in line)
    assert " ".join(text.split()).startswith(f"{first:%H:%M:%S} 9m ago app")
    assert f"×8 until {last:%H:%M:%S}, 2m10s ago" in text


@pytest.mark.parametrize(
    ("most", "shown"), [(0, []), (1, ["BackOff"]), (2, ["BackOff", "ready"]), (9, ["pulled", "BackOff", "ready"])]
)
def test_the_last_events_are_those_that_end_last_in_the_order_of_all(most: int, shown: list[str]) -> None:
    moments = (
        Moment(ago(900), "app", MomentKind.PULLED, "x"),
        Moment(ago(800), "app", MomentKind.OTHER, "BackOff: x", 40, ago(1)),
        Moment(ago(300), "", MomentKind.READY),
    )
    lines = last_event_lines(Timeline(ago(900), NOW, moments), NOW, 120, most)
    texts = ["".join(text for text, _tone in line) for line in lines]
    assert len(texts) == len(shown)
    assert all(word in text for word, text in zip(shown, texts, strict=True))


async def test_a_pod_that_was_asked_for_by_name_is_opened_and_esc_shows_the_list() -> None:
    whole = part("start-blocked")
    one = {uid: pod for uid, pod in whole.pods.items() if pod.metadata.name == GATE}
    feed = recorded(msgspec.structs.replace(whole, pods=one))
    async with opened(feed, settings=Settings(opens_pod=True)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, PodScreen))
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, PodScreen)
        assert "What is wrong" in text_of(console(pilot))
