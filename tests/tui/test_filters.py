"""The filter and the order of the list."""

from __future__ import annotations

import pytest

from kubectl_sidecars.render.words import problems
from kubectl_sidecars.report.live import Inspected, follow
from kubectl_sidecars.tui.filters import KEYS as FILTER_KEYS
from kubectl_sidecars.tui.filters import matcher, unknown_key
from kubectl_sidecars.tui.widgets.prompt import Prompt
from tests.support.screens import (
    console,
    demo,
    demo_feed,
    inspected,
    opened,
    pods,
    press,
    text_of,
    until,
)


async def test_slash_filters_while_it_is_typed_enter_keeps_and_esc_shows_all() -> None:
    async with opened(demo_feed("fleet", "start-blocked")) as pilot:
        everything = pods(pilot).count()
        await press(pilot, "slash", *"gate")
        assert pods(pilot).count() == 2
        await press(pilot, "enter")
        assert pods(pilot).has_focus
        assert pods(pilot).count() == 2
        await press(pilot, "escape")
        assert pods(pilot).count() == everything


async def test_esc_in_the_prompt_drops_the_filter() -> None:
    async with opened(demo_feed("fleet")) as pilot:
        everything = pods(pilot).count()
        await press(pilot, "slash", *"zzz", "escape")
        assert pods(pilot).count() == everything


async def test_a_filter_that_nothing_matches_says_how_to_leave() -> None:
    async with opened(demo_feed("fleet")) as pilot:
        await press(pilot, "slash", *"zzz", "enter")
        assert "No pod matches: esc shows all again." in text_of(console(pilot))


async def test_o_sorts_by_the_next_column_and_the_title_shows_it() -> None:
    async with opened(demo_feed("fleet")) as pilot:
        assert "FINDING▲" in text_of(console(pilot))
        await press(pilot, "o")
        assert "NAMESPACE▲" in text_of(console(pilot))
        await press(pilot, "o")
        assert "NAME▲" in text_of(console(pilot))


async def test_a_prompt_that_loses_the_keys_is_closed_and_keeps_what_was_typed() -> None:
    async with opened(demo_feed("fleet")) as pilot:
        await press(pilot, "slash", *"orders")
        await pilot.click("#pods", offset=(5, 1))
        await until(pilot, lambda: not pilot.app.screen.query_one(Prompt).has_class("-open"))
        assert console(pilot).state.query.filter == "orders"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gate", ["native-sidecar-gate", "scheduling-gated"]),
        ("GATE !sched", ["native-sidecar-gate"]),
        ("ns:fleet orders", ["orders-0", "orders-1"]),
        ("reason:schedulinggated,invalidimagename", ["image-names", "scheduling-gated"]),
        ("role:init ns:healthy", ["healthy-config-helper", "healthy-native-sidecar"]),
        ("image:vault", ["native-sidecar-gate"]),
        ("node:nowhere", []),
        ("type:sidecar ns:restarts", ["crash-app-exit-3", "oom-native-log-shipper"]),
        ("owner:statefulset", ["orders-0", "orders-1"]),
        ("no:such:key", []),
    ],
)
def test_words_and_keys_narrow_the_list(text: str, expected: list[str]) -> None:
    matches = matcher(text)
    assert matches is not None
    found = [report.name for report, _ in inspected().pods.values() if matches(report)]
    assert sorted(found) == expected


@pytest.mark.parametrize("text", ["", "  ", "!"])
def test_an_empty_filter_is_none(text: str) -> None:
    assert matcher(text) is None


def test_a_filter_key_that_does_not_exist_is_named_with_those_that_do() -> None:
    assert unknown_key("role:main !sev:critical") == f"'sev' is not a key; the keys are {', '.join(FILTER_KEYS)}."
    assert unknown_key("shop !role:main status:crash") == ""


def test_what_the_header_counts_as_well_is_found_as_such() -> None:
    pods = [pod for pod, _ in follow(Inspected(), demo()).pods.values()]
    wanted = matcher("severity:well")
    assert wanted is not None
    assert {pod.name for pod in pods if wanted(pod)} == {pod.name for pod in pods if not problems(pod)} != set()
