"""Namespaces and contexts."""

from __future__ import annotations

import pytest

from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.feed import (
    Feed,
    Scope,
)
from kubectl_sidecars.tui.screens.dialogs import Choose
from kubectl_sidecars.tui.screens.overview import Overview
from kubectl_sidecars.tui.screens.pod import PodScreen
from tests.support.screens import (
    SMALL,
    TINY,
    Script,
    console,
    demo_feed,
    opened,
    part,
    pods,
    press,
    press_unsettled,
    selected,
    text_of,
    until,
)


async def test_a_namespace_that_is_not_listed_can_be_typed_and_those_visited_are_offered() -> None:
    """Who may read one namespace often may not list them."""

    def refused() -> tuple[str, ...]:
        raise ClusterError("namespaces is forbidden")

    def switch(place: Scope) -> Feed:
        found = Script(scope=place, namespaces=refused, switch=switch)
        found.say(part("healthy"))
        return found.feed

    async with opened(switch(Scope("prod", "shop"))) as pilot:
        await press_unsettled(pilot, "n")
        await until(pilot, lambda: "another one can be typed" in text_of(console(pilot)))
        assert "shop" in text_of(console(pilot))
        await press(pilot, *"bank", "enter")
        await until(pilot, lambda: console(pilot).feed.scope == Scope("prod", "bank"))
        await press_unsettled(pilot, "n")
        await until(pilot, lambda: "shop" in text_of(console(pilot)) and "bank" in text_of(console(pilot)))


@pytest.mark.parametrize("size", [SMALL, TINY])
async def test_the_namespace_that_is_chosen_is_in_sight(size: tuple[int, int]) -> None:
    names = tuple(f"team-{number:02}" for number in range(64))
    here: Script = Script(namespaces=lambda: names, switch=lambda _: here.feed)
    here.say(part("healthy"))
    async with opened(here.feed, size=size) as pilot:
        await press(pilot, "n")
        await until(pilot, lambda: "team-01" in text_of(console(pilot)))
        await press(pilot, *["down"] * 40)
        await until(pilot, lambda: "▸ team-38" in text_of(console(pilot)))


async def test_n_chooses_a_namespace_and_0_goes_back_to_all() -> None:
    async with opened(demo_feed("fleet", "healthy")) as pilot:
        await press(pilot, "n")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choose))
        await press(pilot, *"heal")
        await press(pilot, "enter")
        await until(pilot, lambda: console(pilot).feed.scope.namespace == "healthy" and selected(pilot))
        assert "NAMESPACE" not in text_of(console(pilot))
        await press(pilot, "0")
        await until(pilot, lambda: pods(pilot).count() > 8)
        assert "NAMESPACE" in text_of(console(pilot))


async def test_c_lists_the_contexts_and_switches() -> None:
    asked: list[Scope] = []

    def switch(place: Scope) -> Feed:
        asked.append(place)
        return there.feed

    here = Script(contexts=("prod", "test"), switch=switch, scope=Scope("test"))
    there = Script(scope=Scope("prod", "shop"))
    here.say(part("healthy"))
    there.say(part("fleet"))
    async with opened(here.feed) as pilot:
        await press(pilot, "c")
        await until(pilot, lambda: "▸ test  current" in text_of(console(pilot)))
        await press(pilot, "up", "enter")
        await until(pilot, lambda: "orders-0" in text_of(console(pilot)))
        assert asked == [Scope("prod", None)]
        assert "context prod" in text_of(console(pilot))


async def test_a_context_that_is_gone_is_said_and_the_screen_stays() -> None:
    def switch(place: Scope) -> Feed:
        raise ClusterError('context "old" does not exist: kubectl config get-contexts lists them')

    script = Script(contexts=("old", "test"), switch=switch)
    script.say(part("healthy"))
    async with opened(script.feed) as pilot:
        await press(pilot, "c")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choose))
        await press(pilot, "enter")
        await until(pilot, lambda: "does not exist" in text_of(console(pilot)))
        assert selected(pilot)


async def test_another_namespace_is_shown_as_a_list_not_as_the_pod_of_the_one_before() -> None:
    async with opened(demo_feed("fleet", "healthy")) as pilot:
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, PodScreen))
        await press(pilot, "colon", *"ns healthy", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Overview) and pods(pilot).count() > 0)
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, PodScreen))
        await press(pilot, "colon", *"pods", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Overview))
