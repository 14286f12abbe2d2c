"""The kubectl commands that change the cluster."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from kubectl_sidecars.report.live import Inspected, follow
from kubectl_sidecars.tui.kubectl_actions import (
    ACTIONS,
    command_line,
    fitting_container,
)
from kubectl_sidecars.tui.screens.dialogs import Confirm
from kubectl_sidecars.tui.screens.overview import Overview
from kubectl_sidecars.tui.settings import Settings
from tests.support.builders import container, pod, running, sidecar, snapshot
from tests.support.screens import (
    Script,
    choose,
    console,
    opened,
    part,
    press,
    report_of,
    text_of,
    until,
)


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


def test_changes_are_kubectls_words_quoted_as_they_would_be_typed() -> None:
    report = report_of("orders-0")
    typed = {
        name: command_line(action.command(("kubectl", "--context=it's"), report, "orders"))
        for name, action in ACTIONS.items()
    }
    begin = """kubectl '--context=it'"'"'s' """
    assert typed["delete"] == f"{begin}delete pod -n fleet orders-0"
    assert typed["restart"] == f"{begin}rollout restart -n fleet statefulset/orders"
    assert typed["shell"].startswith(f"{begin}exec -it -n fleet orders-0 -c orders -- sh -c ")
    assert typed["debug"].endswith("orders-0 --image=busybox:1.37 --target=orders")


def test_a_shell_opens_in_the_container_asked_for_else_in_the_main_one_that_runs() -> None:
    both = pod([container("app"), container("helper")], [sidecar("mesh", running())])
    report = follow(Inspected(), snapshot(both)).report().pods[0]
    assert fitting_container(report, "helper") == "helper"
    assert fitting_container(report, "gone") in {"app", "helper"}
