"""Every screen and key of the console, over recorded pods."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import msgspec
import pytest
from textual.widgets import Input

from kubectl_sidecars.classify import Role, _judges
from kubectl_sidecars.classify.catalog import Index, built_in
from kubectl_sidecars.classify.known_container import KnownContainer, Strength
from kubectl_sidecars.errors import ClusterError, UsageError
from kubectl_sidecars.feed import (
    Feed,
    Scope,
    SyncPhase,
    SyncState,
)
from kubectl_sidecars.snapshot import Denied
from kubectl_sidecars.tui.app import Console
from kubectl_sidecars.tui.screens.dialogs import Choose, Confirm
from kubectl_sidecars.tui.screens.help import HelpScreen
from kubectl_sidecars.tui.screens.overview import Overview
from kubectl_sidecars.tui.screens.pod import PodScreen
from kubectl_sidecars.tui.settings import Settings
from kubectl_sidecars.tui.widgets.causes import CauseList
from kubectl_sidecars.tui.widgets.prompt import Prompt
from tests.support.screens import (
    LIVE,
    SMALL,
    TINY,
    Driver,
    Script,
    choose,
    console,
    demo_feed,
    open_pod,
    opened,
    part,
    pod_screen,
    pods,
    press,
    selected,
    text_of,
    until,
)

GATE = "native-sidecar-gate"


# Moving ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("keys", "index"), [("jj", 2), ("jjk", 1), ("Gk", -2), ("Gg", 0)])
async def test_j_k_g_move_as_in_k9s(keys: str, index: int) -> None:
    async with opened(demo_feed("fleet")) as pilot:
        await press(pilot, *keys)
        assert pods(pilot).cursor == index % pods(pilot).count()


async def test_enter_goes_deeper_and_esc_comes_back_to_the_same_pod() -> None:
    async with opened(demo_feed("fleet", "start-blocked")) as pilot:
        await open_pod(pilot, GATE)
        assert f"start-blocked/{GATE}" in text_of(console(pilot))
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Overview)
        assert selected(pilot) == GATE


async def test_the_selection_follows_the_pod_and_not_the_row() -> None:
    script = Script()
    whole = part("fleet", "healthy")
    script.say(part("healthy"))
    async with opened(script.feed) as pilot:
        await choose(pilot, "healthy-native-sidecar")
        script.say(whole)
        await until(pilot, lambda: pods(pilot).count() == len(whole.pods))
        assert selected(pilot) == "healthy-native-sidecar"
        assert pods(pilot).cursor > 5


async def test_until_it_is_moved_the_cursor_stays_at_the_top() -> None:
    script = Script()
    script.say(part("healthy"))
    async with opened(script.feed) as pilot:
        script.say(part("fleet", "healthy"))
        await until(pilot, lambda: pods(pilot).count() > 10)
        assert pods(pilot).cursor == 0


async def test_when_the_selected_pod_goes_the_row_stays() -> None:
    script = Script()
    script.say(part("healthy"))
    async with opened(script.feed) as pilot:
        await press(pilot, "j", "j")
        gone = pods(pilot).selected
        left = {uid: pod for uid, pod in part("healthy").pods.items() if uid != gone}
        script.say(msgspec.structs.replace(part("healthy"), pods=left))
        await until(pilot, lambda: pods(pilot).count() == len(left))
        assert pods(pilot).cursor == 2


async def test_resizing_never_loses_the_place() -> None:
    async with opened(demo_feed("restarts", "fleet", "start-blocked")) as pilot:
        await choose(pilot, "volume-missing")
        for size in ((80, 24), (20, 12), (200, 60), (30, 8), (150, 44)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert selected(pilot) == "volume-missing"
        assert "volume-missing" in text_of(console(pilot))


async def test_the_mouse_selects_and_opens() -> None:
    async with opened(demo_feed("healthy")) as pilot:
        await pilot.click("#pods", offset=(5, 2))
        assert pods(pilot).cursor == 2
        await pilot.click("#pods", offset=(5, 2), times=2)
        await until(pilot, lambda: isinstance(pilot.app.screen, PodScreen))
        await pilot.click("#tabs", offset=(17, 0))
        assert pod_screen(pilot).tab != "findings"


# Filter, sort, commands --------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("line", "holds"),
    [
        ("sort restarts", "RESTARTS▲"),
        ("filter orders", "Pods  2 of"),
        ("ns healthy", "namespace healthy"),
        ("po healthy", "namespace healthy"),
        ("make coffee", "unknown command"),
        ("ctx prod", "no contexts: no kubeconfig"),
        ("sort colour", "sort by one of"),
        ("help", "Up, down"),
    ],
)
async def test_commands(line: str, holds: str) -> None:
    async with opened(demo_feed("fleet", "healthy")) as pilot:
        await press(pilot, "colon")
        pilot.app.screen.query_one(Input).value = line
        await press(pilot, "enter")
        await until(pilot, lambda: holds in text_of(console(pilot)))


@pytest.mark.parametrize("keys", [["q"], ["ctrl+c"], ["colon", "q", "enter"]])
async def test_leaving(keys: list[str]) -> None:
    async with opened(demo_feed("healthy")) as pilot:
        await pilot.press(*keys)
        await until(pilot, lambda: pilot.app._exit)
        assert pilot.app.return_value == 0


async def test_w_shows_more_columns() -> None:
    async with opened(demo_feed("fleet")) as pilot:
        assert "NODE" not in text_of(console(pilot))
        await press(pilot, "w")
        assert "NODE" in text_of(console(pilot))
        assert "StatefulSet/orders" in text_of(console(pilot))


async def test_t_goes_through_the_themes_and_says_the_same_in_each() -> None:
    async with opened(demo_feed("fleet"), settings=Settings(theme="dark")) as pilot:
        before = text_of(console(pilot))
        seen = set()
        for _ in range(4):
            seen.add(pilot.app.theme)
            assert text_of(console(pilot)) == before
            await press(pilot, "t")
        assert len(seen) == 4


# Causes ------------------------------------------------------------------------------------------


async def test_causes_stand_above_the_pods_worst_first_with_the_first_open() -> None:
    async with opened(demo_feed("fleet", "healthy")) as pilot:
        text = text_of(console(pilot))
        assert text.index("linkerd-proxy") < text.index("NAMESPACE")
        assert "in 6 of 6 pods" in text
        assert "next  kubectl logs" in text


async def test_enter_on_a_cause_lists_its_pods_and_esc_all() -> None:
    async with opened(demo_feed("fleet", "healthy")) as pilot:
        pilot.app.screen.query_one(CauseList).focus()
        await press(pilot, "enter")
        assert pods(pilot).count() == 6
        assert pods(pilot).has_focus
        await press(pilot, "escape")
        assert pods(pilot).count() > 6


async def test_the_pods_of_a_cause_are_all_listed_whatever_was_filtered_before() -> None:
    async with opened(demo_feed("fleet", "healthy")) as pilot:
        await press(pilot, "slash", *"web", "enter")
        pilot.app.screen.query_one(CauseList).focus()
        await press(pilot, "enter")
        assert pods(pilot).count() == 6


async def test_keys_on_a_cause_are_about_its_first_pod() -> None:
    """Not about the pod that the cursor of the other list rests on."""
    async with opened(demo_feed("fleet", "start-blocked")) as pilot:
        causes = pilot.app.screen.query_one(CauseList)
        causes.focus()
        await press(pilot, "G")
        assert causes.selected is not None
        first = causes.selected.pods[0].name
        assert first != selected(pilot)
        await press(pilot, "e")
        assert pod_screen(pilot).report is not None
        assert pod_screen(pilot).report.name == first  # type: ignore[union-attr]


async def test_enter_on_a_cause_of_one_pod_opens_it() -> None:
    async with opened(demo_feed("start-blocked")) as pilot:
        causes = pilot.app.screen.query_one(CauseList)
        causes.focus()
        while causes.selected and len(causes.selected.pods) != 1:
            await press(pilot, "j")
        cause = causes.selected
        assert cause is not None
        await press(pilot, "enter")
        assert pod_screen(pilot).report is not None
        assert pod_screen(pilot).report.name == cause.pods[0].name  # type: ignore[union-attr]


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


async def test_the_chosen_cause_stays_chosen() -> None:
    script = Script()
    script.say(part("start-blocked"))
    async with opened(script.feed) as pilot:
        causes = pilot.app.screen.query_one(CauseList)
        causes.focus()
        await press(pilot, "j", "j")
        chosen = causes.selected
        script.say(part("start-blocked", "fleet"))
        await until(pilot, lambda: len(causes.causes) > 0 and "fleet" in text_of(console(pilot)))
        assert chosen is not None
        assert causes.selected is not None
        assert causes.selected.title == chosen.title


# One pod -----------------------------------------------------------------------------------------


async def test_the_five_views_from_the_list_and_from_the_pod() -> None:
    views = {
        "1": "never passes its startup probe",
        "2": "Startup probe failed",
        "e": "Startup probe failed",
        "3": "There are no logs in a recording",
        "4": "initContainers:",
        "y": "initContainers:",
        "5": "because",
        "x": "because",
    }
    async with opened(demo_feed("start-blocked")) as pilot:
        await choose(pilot, GATE)
        for key, holds in views.items():
            await press(pilot, key)
            assert isinstance(pilot.app.screen, PodScreen)
            assert holds in text_of(console(pilot)), key
            await press(pilot, "escape")
            assert not isinstance(pilot.app.screen, PodScreen), key
        await press(pilot, "enter", "l")
        assert "There are no logs in a recording" not in text_of(console(pilot))
        await press(pilot, "3")
        assert "There are no logs in a recording" in text_of(console(pilot))
        await press(pilot, "escape", "enter")
        assert isinstance(pilot.app.screen, PodScreen)


async def test_the_ladder_names_each_closed_gate_in_start_order() -> None:
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


async def test_a_pod_that_goes_is_shown_as_it_was() -> None:
    script = Script()
    script.say(part("start-blocked"))
    async with opened(script.feed) as pilot:
        await open_pod(pilot, GATE)
        script.say(msgspec.structs.replace(part("start-blocked"), pods={}))
        await until(pilot, lambda: "This pod is gone" in text_of(console(pilot)))
        assert "vault-agent" in text_of(console(pilot))
        await press(pilot, "escape")
        assert "No pods in any namespace." in text_of(console(pilot))


async def test_help_lists_the_keys_that_apply_here_and_only_those() -> None:
    async with opened(demo_feed("start-blocked")) as pilot:
        await press(pilot, "question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        text = text_of(console(pilot))
        assert "Sort by the next column" in text
        assert "Shell" not in text
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Overview)


@pytest.mark.parametrize("size", [SMALL, TINY])
async def test_help_that_has_no_room_is_scrolled_to_its_end(size: tuple[int, int]) -> None:
    """Which is that of the filters: `! for not`."""

    def last() -> str:
        lines = text_of(console(pilot)).splitlines()
        return lines[next(at for at, line in enumerate(lines) if "╰" in line) - 1]

    async with opened(demo_feed("healthy"), size=size) as pilot:
        await press(pilot, "question_mark")
        await until(pilot, lambda: "Open" in text_of(console(pilot)))
        assert "not" not in last()
        await press(pilot, "G")
        await until(pilot, lambda: "not" in last())


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


# Places ------------------------------------------------------------------------------------------


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


# Changes -----------------------------------------------------------------------------------------


def changing(run: list[Sequence[str]], status: int = 0) -> tuple[Script, Settings]:
    def ran(words: Sequence[str]) -> int:
        run.append(words)
        return status

    return Script(kubectl=("kubectl", "--context=test")), Settings(allow_changes=True, run=ran)


@pytest.mark.parametrize("key", ["s", "D", "ctrl+d", "r"])
async def test_what_changes_the_cluster_is_absent_until_it_is_allowed(key: str) -> None:
    script = Script(kubectl=("kubectl",))
    script.say(part("fleet"))
    async with opened(script.feed) as pilot:
        await press(pilot, key)
        assert isinstance(pilot.app.screen, Overview)
        assert "Shell" not in text_of(console(pilot))


@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("s", "kubectl --context=test exec -it -n fleet orders-0 -c postgres"),
        ("D", "kubectl --context=test debug -it -n fleet orders-0"),
        ("ctrl+d", "kubectl --context=test delete pod -n fleet orders-0"),
        ("r", "kubectl --context=test rollout restart -n fleet statefulset/orders"),
    ],
)
async def test_a_change_asks_first_with_the_exact_command(key: str, command: str) -> None:
    run: list[Sequence[str]] = []
    script, settings = changing(run)
    script.say(part("fleet"))
    async with opened(script.feed, settings=settings) as pilot:
        await choose(pilot, "orders-0")
        await press(pilot, key)
        assert isinstance(pilot.app.screen, Confirm)
        assert command in re.sub(r"[│\s]+", " ", text_of(console(pilot)))
        assert pilot.app.screen.command.startswith(command)
        await press(pilot, "n")
        assert isinstance(pilot.app.screen, Overview)
        assert run == []


async def test_a_terminal_that_cannot_be_handed_over_is_said() -> None:
    """A headless screen cannot be put away; a real one is tested by hand over a terminal."""
    run: list[Sequence[str]] = []
    script, settings = changing(run)
    script.say(part("fleet"))
    async with opened(script.feed, settings=settings) as pilot:
        await press(pilot, "ctrl+d", "y")
        await until(pilot, lambda: "cannot be handed over" in text_of(console(pilot)))
        assert run == []


# Saving ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("keys", "suffix", "holds"), [("", "md", "# Pods"), ("SVG", "svg", "<svg")])
async def test_ctrl_s_saves_and_never_over_another_file(keys: str, suffix: str, holds: str, tmp_path: Path) -> None:
    async with opened(demo_feed("fleet"), settings=Settings(folder=tmp_path)) as pilot:
        for _ in range(2):
            await press(pilot, "ctrl+s", *keys, "enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, Overview))
    assert_saved(tmp_path, suffix, holds)


def assert_saved(folder: Path, suffix: str, holds: str) -> None:
    saved = sorted(folder.iterdir())
    assert len(saved) == 2
    assert all(path.suffix == f".{suffix}" and holds in path.read_text() for path in saved)


async def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    async with opened(demo_feed("fleet"), settings=Settings(folder=tmp_path / "none")) as pilot:
        await press(pilot, "ctrl+s", "enter")
        await until(pilot, lambda: "cannot write into" in text_of(console(pilot)))


# States ------------------------------------------------------------------------------------------


async def test_partial_data_is_marked_as_such() -> None:
    script = Script()
    async with opened_loading(script) as pilot:
        script.say(part("healthy"), SyncState(SyncPhase.LOADING))
        await until(pilot, lambda: "5 pods so far" in text_of(console(pilot)))
        assert "more are coming" in text_of(console(pilot))
        assert "Nothing is wrong" not in text_of(console(pilot))
        script.say(part("healthy"))
        await until(pilot, lambda: "Nothing is wrong" in text_of(console(pilot)))


def opened_loading(script: Script) -> AbstractAsyncContextManager[Driver]:
    return Console(script.feed).run_test(size=(120, 20), notifications=True)


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


async def test_a_feed_that_ends_in_an_error_is_told_in_words() -> None:
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


async def test_what_the_command_line_named_and_is_not_there_ends_the_screen_as_it_ends_kubectl() -> None:
    script = Script()
    async with opened_loading(script) as pilot:
        script.fail(UsageError('deployments.apps "x" not found'))
        await until(pilot, lambda: pilot.app._exit)
        assert pilot.app.return_value == 2
        assert str(console(pilot).refusal) == 'deployments.apps "x" not found'


async def test_elsewhere_an_error_of_use_is_told_and_the_screen_stays() -> None:
    there = Script()
    here = Script(switch=lambda _place: there.feed, scope=Scope("prod", "shop"))
    here.say(part("healthy"))
    async with opened(here.feed) as pilot:
        await press_unsettled(pilot, "0")
        there.fail(UsageError("that is not there"))
        await until(pilot, lambda: "that is not there: choose another namespace" in text_of(console(pilot)))
        assert console(pilot).refusal is None


async def press_unsettled(pilot: Driver, *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


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


async def test_the_users_own_roles_hold_on_the_screen_too() -> None:
    """In the counts of the header, under the filter, and where the pod is explained."""
    own = KnownContainer("ours", "ours", Role.SECURITY, "", Strength.NAME, names=("linkerd-proxy",))
    settings = Settings(roles=Index(built_in().containers, (own,)))
    async with opened(demo_feed("fleet"), settings=settings) as pilot:
        app = console(pilot)
        assert app.state.summary.roles["security"] == 6
        await press(pilot, "slash", *"role:security", "enter")
        assert len(app.state.list_view.order) == 6
        await press(pilot, "x")
        assert "security" in text_of(app)


async def test_a_pod_with_its_time_line_is_classified_with_the_users_roles_alone() -> None:
    """A classification without them would be kept with those by the built-in catalogue."""
    own = KnownContainer("ours", "ours", Role.SECURITY, "", Strength.NAME, names=("linkerd-proxy",))
    async with opened(demo_feed("fleet"), settings=Settings(roles=Index(built_in().containers, (own,)))) as pilot:
        without_rules = _judges[built_in()].judgements
        without_rules.clear()
        await press(pilot, "enter", "e")
        assert "restart" in text_of(console(pilot))
        assert not without_rules


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


async def test_a_prompt_that_loses_the_keys_is_put_away_and_keeps_what_was_typed() -> None:
    async with opened(demo_feed("fleet")) as pilot:
        await press(pilot, "slash", *"orders")
        await pilot.click("#pods", offset=(5, 1))
        await until(pilot, lambda: not pilot.app.screen.query_one(Prompt).has_class("-open"))
        assert console(pilot).state.query.filter == "orders"


async def test_tab_takes_what_is_suggested() -> None:
    async with opened(demo_feed("fleet")) as pilot:
        await press(pilot, "colon", *"hel")
        prompt = pilot.app.screen.query_one(Prompt)
        await until(pilot, lambda: prompt._suggestion)
        await press(pilot, "tab")
        assert prompt.value == "help"
        assert prompt.has_focus
