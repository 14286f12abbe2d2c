"""The list of causes."""

from __future__ import annotations

import pytest

from kubectl_sidecars.tui.view.causes import CauseLines
from kubectl_sidecars.tui.widgets.causes import CauseList
from tests.support.builders import NOW
from tests.support.screens import (
    Script,
    console,
    demo_feed,
    inspected,
    opened,
    part,
    pod_screen,
    pods,
    press,
    selected,
    text_of,
    until,
)


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


async def test_keys_on_a_cause_act_on_its_first_pod() -> None:
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


@pytest.mark.parametrize("width", [60, 80, 119, 120, 140, 200])
def test_the_title_of_the_chosen_cause_can_be_read_to_its_end(width: int) -> None:
    """In its own line, or below it where it was cut off there."""
    causes = inspected().report().causes
    assert causes
    for chosen, cause in enumerate(causes):
        lines = CauseLines(causes, chosen, NOW, width)
        shown = [
            "".join(text for text, _ in line) for line in map(lines.__getitem__, range(lines.first, lines.last + 1))
        ]
        title = " ".join(cause.title.split())
        assert title in shown[0] or title in " ".join(" ".join(shown[1:]).split())
