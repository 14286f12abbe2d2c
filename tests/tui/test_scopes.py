"""Namespaces and contexts."""

from __future__ import annotations

import threading
from typing import Any

import msgspec
import pytest

from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.feed import Feed, Scope, SyncPhase, SyncState
from kubectl_sidecars.feed.replay import recorded
from kubectl_sidecars.report.live import Inspected, follow
from kubectl_sidecars.tui.namespace_view import NamespaceView
from kubectl_sidecars.tui.screens.dialogs import Choose
from kubectl_sidecars.tui.screens.overview import Overview
from kubectl_sidecars.tui.screens.pod import PodScreen
from tests.support.screens import (
    SMALL,
    TINY,
    Script,
    console,
    demo,
    demo_feed,
    is_settled,
    opened,
    opened_loading,
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
        await until(pilot, lambda: console(pilot).state.scope == Scope("prod", "bank"))
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
        await until(pilot, lambda: console(pilot).state.scope.namespace == "healthy" and selected(pilot))
        assert "NAMESPACE" not in text_of(console(pilot))
        await press(pilot, "0")
        await until(pilot, lambda: pods(pilot).count() > 8)
        assert "NAMESPACE" in text_of(console(pilot))


def counted(**capabilities: Any) -> tuple[Feed, list[Scope]]:
    """The feed of all pods of the demo, and the scopes to which it was asked to switch."""
    asked: list[Scope] = []

    def switch(scope: Scope) -> Feed:
        asked.append(scope)
        return recorded(part("fleet", "healthy"), scope)

    everything = Feed(**{**vars(recorded(part("fleet", "healthy"))), "switch": switch, **capabilities})
    return everything, asked


async def test_a_namespace_and_all_again_cost_no_new_list_while_all_are_followed() -> None:
    feed, asked = counted()
    async with opened(feed) as pilot:
        everything, causes = pods(pilot).list_view.order, console(pilot).state.summary.causes
        await press(pilot, "colon", *"ns healthy", "enter")
        assert {pod.namespace for pod, _ in console(pilot).state.inspected.pods.values()} == {"healthy"}
        assert "namespace healthy" in text_of(console(pilot))
        assert console(pilot).state.summary.causes == ()
        await press(pilot, "0")
        assert pods(pilot).list_view.order == everything
        assert console(pilot).state.summary.causes == causes
        assert asked == []


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("shop",), "There is no namespace bank: n chooses another one, 0 shows all."),
        (("bank", "shop"), "No pods in namespace bank."),
        (None, "No pods in namespace bank."),
    ],
)
async def test_a_namespace_without_pods_is_looked_up_once(names: tuple[str, ...] | None, words: str) -> None:
    """That of the command line may be mistyped."""
    asked: list[str] = []

    def namespaces() -> tuple[str, ...]:
        asked.append("namespaces")
        if names is None:
            raise ClusterError("namespaces is forbidden")
        return names

    script = Script(scope=Scope("test", "bank"), namespaces=namespaces)
    script.say(part())
    async with opened(script.feed) as pilot:
        await until(pilot, lambda: bool(asked) and words in text_of(console(pilot)))
        console(pilot).tick()
        await pilot.pause()
        assert words in text_of(console(pilot))
        assert asked == ["namespaces"]


async def test_what_changes_meanwhile_is_there_when_all_are_shown_again() -> None:
    script = Script(switch=lambda scope: recorded(part("fleet"), scope))
    script.say(part("fleet", "healthy"))
    async with opened(script.feed) as pilot:
        await press(pilot, "colon", *"ns healthy", "enter")
        script.say(part("fleet"))
        await until(pilot, lambda: is_settled(console(pilot)) and not pods(pilot).count())
        assert "No pods in namespace healthy" in text_of(console(pilot))
        await press(pilot, "0")
        assert pods(pilot).count() == len(part("fleet").pods)


@pytest.mark.parametrize(
    "freshness", [SyncState(SyncPhase.DENIED, None, "pods is forbidden"), SyncState(SyncPhase.LOADING)]
)
async def test_a_feed_that_is_denied_or_not_yet_complete_is_no_source_for_a_namespace(freshness: SyncState) -> None:
    asked: list[Scope] = []

    def switch(scope: Scope) -> Feed:
        asked.append(scope)
        return recorded(part("healthy"), scope)

    script = Script(switch=switch)
    script.say(part("healthy"), freshness)
    async with opened_loading(script) as pilot:
        await until(pilot, lambda: console(pilot).state.sync.phase is freshness.phase)
        await press_unsettled(pilot, "colon", *"ns healthy", "enter")
        await until(pilot, lambda: asked == [Scope("test", "healthy")])


def test_the_part_of_a_namespace_stays_the_same_object_while_nothing_changes() -> None:
    view, known = NamespaceView("healthy"), follow(Inspected(), demo())
    first = view.of(known)
    assert view.of(known) is first
    later = view.of(follow(known, msgspec.structs.replace(demo(), denied=())))
    assert later.snapshot.pods is first.snapshot.pods
    assert later.snapshot.jobs is first.snapshot.jobs
    assert later.snapshot.replica_sets is first.snapshot.replica_sets
    assert {pod.metadata.namespace for pod in first.snapshot.pods.values()} == {"healthy"}
    assert first.pods.keys() == first.snapshot.pods.keys()


async def test_a_namespace_that_does_not_exist_is_refused_with_the_one_that_is_alike() -> None:
    feed, asked = counted()
    async with opened(feed) as pilot:
        before = pods(pilot).list_view.order
        await press(pilot, "colon", *"ns healty", "enter")
        await until(pilot, lambda: "there is no namespace 'healty': did you mean healthy?" in text_of(console(pilot)))
        assert pods(pilot).list_view.order == before
        assert asked == []


async def test_a_namespace_without_pods_is_looked_up_and_keys_wait_for_it() -> None:
    """`o` sorts the pods of the namespace that was asked for, also if it is typed before the answer has come."""
    answer = threading.Event()

    def names() -> tuple[str, ...]:
        answer.wait()
        return ("empty", "fleet")

    feed, _ = counted(namespaces=names)
    async with opened(feed) as pilot:
        await press_unsettled(pilot, "colon", *"ns empty", "enter", "o")
        assert console(pilot).state.query.sort == "severity"
        answer.set()
        await until(pilot, lambda: console(pilot).state.query.sort == "namespace")
        assert console(pilot).state.scope.namespace == "empty"


async def test_ctrl_c_waits_for_no_answer() -> None:
    never = threading.Event()
    feed, _ = counted(namespaces=lambda: (never.wait(), ())[1])
    async with opened(feed) as pilot:
        await press_unsettled(pilot, "colon", *"ns empty", "enter", "j", "ctrl+c")
        await until(pilot, lambda: pilot.app._exit)
        never.set()


async def test_a_dialog_in_which_nothing_matches_says_so_and_enter_chooses_nothing() -> None:
    async with opened(demo_feed("fleet", "healthy")) as pilot:
        await press(pilot, "n")
        await until(pilot, lambda: "healthy" in text_of(console(pilot)))
        await press(pilot, *"zebra")
        await until(pilot, lambda: "nothing has 'zebra' in its name" in text_of(console(pilot)))
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, Choose)


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


@pytest.mark.parametrize(("named", "words"), [(None, "No pods in any"), (frozenset[str](), "No such pods in any")])
async def test_a_selection_without_pods_says_nothing_of_others(named: frozenset[str] | None, words: str) -> None:
    async with opened(recorded(part(), named=named)) as pilot:
        assert words in text_of(console(pilot))
