"""The commands that are typed after `:`."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from kubectl_sidecars.tui.commands import BY_WORD, COMMANDS, find
from kubectl_sidecars.tui.widgets.prompt import Prompt
from tests.support.screens import (
    NORMAL,
    SMALL,
    console,
    demo_feed,
    opened,
    press,
    text_of,
    until,
)


@pytest.mark.parametrize(
    ("line", "holds"),
    [
        ("sort restarts", "RESTARTS↓"),
        ("filter orders", "Pods  2 of"),
        ("ns healthy", "namespace healthy"),
        ("po healthy", "namespace healthy"),
        ("make coffee", "unknown command"),
        ("h", "Up, down"),
        ("s", "'s' may be sort or save"),
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


async def test_tab_takes_what_is_suggested() -> None:
    async with opened(demo_feed("fleet")) as pilot:
        await press(pilot, "colon", *"hel")
        prompt = pilot.app.screen.query_one(Prompt)
        await until(pilot, lambda: prompt._suggestion)
        await press(pilot, "tab")
        assert prompt.value == "help"
        assert prompt.has_focus


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ns shop", ("namespace", "shop")),
        ("CTX prod-eu", ("context", "prod-eu")),
        ("q", ("quit", "")),
        (" sort  age ", ("sort", "age")),
        ("make coffee", ("", "coffee")),
        ("h", ("help", "")),
        ("names shop", ("namespace", "shop")),
        ("the", ("theme", "")),
        ("s age", ("sort save workloads", "age")),
        ("sts", ("workloads", "")),
        ("", ("", "")),
    ],
)
def test_commands_are_k9s_words(text: str, expected: tuple[str, str]) -> None:
    found, argument = find(text)
    assert (" ".join(command.name for command in found), argument) == expected


def test_no_word_is_of_two_commands() -> None:
    assert len(BY_WORD) == sum(1 + len(command.aliases) for command in COMMANDS)


@pytest.mark.parametrize("size", [NORMAL, SMALL])
async def test_a_notice_leaves_the_line_that_is_typed_in_sight(size: tuple[int, int]) -> None:
    async with opened(demo_feed("fleet"), size) as pilot:
        await press(pilot, "colon", *"sort restarts")
        console(pilot).say("a notice " * 30)
        console(pilot).say("another one")
        await until(pilot, lambda: "another one" in text_of(console(pilot)))
        lines = text_of(console(pilot)).splitlines()
        assert any("sort restarts" in line and "notice" not in line for line in lines)
        assert "command" in lines[-4]
