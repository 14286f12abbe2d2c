"""The list of causes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import takewhile

import msgspec
import pytest

from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.cli.inspect.feeds import feed_of
from kubectl_sidecars.cli.parser.options import inspect_options
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.feed.replay import recorded
from kubectl_sidecars.tui.excerpt import Excerpt
from kubectl_sidecars.tui.pod_table import MARK
from kubectl_sidecars.tui.view.causes import NO_LOOK, CauseLines, CauseLook
from kubectl_sidecars.tui.view.places import place
from kubectl_sidecars.tui.widgets.causes import CauseList
from tests.support.builders import NOW
from tests.support.screens import (
    Script,
    console,
    demo,
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
from tests.support.terminal import run


async def test_causes_stand_above_the_pods_worst_first_with_the_first_open() -> None:
    async with opened(demo_feed("fleet", "healthy")) as pilot:
        text = text_of(console(pilot))
        assert text.index("linkerd-proxy") < text.index("NAMESPACE")
        assert "In 6 of 6 pods" in text
        assert "run   kubectl logs" in text


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
        await press(pilot, "slash", *"orders", "enter")
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


def bare(text: str) -> str:
    """Without spaces: a long word is cut where a line ends."""
    return "".join(text.split())


WIDTHS = [60, 80, 99, 100, 120, 140, 160, 200]


def shown(causes: Sequence[Cause], chosen: int, width: int, look: CauseLook = NO_LOOK) -> list[str]:
    """The lines of the chosen cause."""
    lines = CauseLines(causes, chosen, NOW, width, look)
    chosen_lines = map(lines.__getitem__, range(lines.first, lines.last + 1))
    return ["".join(text for text, _ in line) for line in chosen_lines]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_title_of_the_chosen_cause_goes_on_below_and_no_sentence_comes_twice(width: int) -> None:
    causes = inspected().report().causes
    assert causes
    for chosen, cause in enumerate(causes):
        first, *rest = shown(causes, chosen, width, CauseLook(room=1000))
        body = bare("".join(line[8:] for line in takewhile(lambda line: not line[2:8].strip(), rest)))
        if first.endswith("…"):
            ends = range(len(cause.summary), 0, -1)
            head = next(cause.summary[:end] for end in ends if first.endswith(f"{cause.summary[:end]} …"))
            assert body == bare(f"…{cause.message.removeprefix(head)}")
        elif cause.summary in first:
            assert body.lower() == bare(f"{cause.extent}{'.' * bool(cause.extent)}{cause.explanation}").lower()
        else:
            assert body == bare(cause.message)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pod_or_the_workload_is_named_whole_before_the_sentence(width: int) -> None:
    causes = inspected().report().causes
    for chosen, cause in enumerate(causes):
        name = place(cause, namespace=True)
        assert shown(causes, chosen, width)[0].startswith(f"{MARK[cause.severity]} {name}")


def test_a_long_explanation_ends_with_an_ellipsis_where_it_is_cut() -> None:
    cause = inspected().report().causes[0]
    cause = msgspec.structs.replace(cause, explanation="words and words " * 100)
    assert shown([cause], 0, 80)[-2].endswith("…")


@pytest.mark.parametrize(
    ("excerpt", "line"),
    [
        (Excerpt(("a", "panic: x"), "panic: x"), '  log   "panic: x"'),
        (Excerpt(), "  log   is empty"),
        (Excerpt(problem="forbidden"), "  log   cannot be read: forbidden"),
        (Excerpt(("x",), "\x1b[31m[bold]x"), '  log   "\\x1b[31m[bold]x"'),
    ],
)
def test_the_last_words_come_first_below_the_title(excerpt: Excerpt, line: str) -> None:
    causes = inspected().report().causes
    assert shown(causes, 0, 120, CauseLook(excerpt=excerpt))[1] == line


def test_the_line_of_the_last_words_is_there_while_they_are_read() -> None:
    """So that nothing moves when they come."""
    causes = inspected().report().causes
    known = CauseLook(excerpt=Excerpt(("x",), "x"))
    assert len(shown(causes, 0, 120, CauseLook(is_reading=True))) == len(shown(causes, 0, 120, known))


def test_workloads_are_named_as_kubectl_takes_them() -> None:
    causes = inspected().report().causes
    fleet = next(cause for cause in causes if len(cause.pods) == 6)
    assert place(fleet, namespace=True) == "fleet/sts/orders +1"
    assert place(fleet, namespace=False) == "sts/orders +1"


async def test_a_cause_without_pods_lists_none_and_says_so() -> None:
    """A Job whose pods are gone: an empty list would look as if nothing were left."""
    async with opened(recorded(msgspec.structs.replace(demo(), pods={}, replica_sets={}))) as pilot:
        causes = pilot.app.screen.query_one(CauseList)
        assert [cause.pods for cause in causes.causes] == [()]
        causes.focus()
        await press(pilot, "enter")
        assert "no pod that could be listed" in text_of(console(pilot))
        assert console(pilot).state.query.only is None


@pytest.mark.parametrize(
    ("words", "has_late_job"),
    [
        ((), True),
        (("job/job-fails-behind-sidecar",), False),
        (("pod/job-with-native-sidecar-998ld",), False),
        (("-l", "job-name=job-with-native-sidecar"), False),
    ],
)
async def test_the_causes_are_those_of_the_report_whatever_was_asked_for(
    words: tuple[str, ...], *, has_late_job: bool
) -> None:
    """A Job of the namespace that failed and has no pods was shown to those who had asked for another."""
    argv = ("--demo", "-n", "jobs", *words)
    report = json.loads(run("inspect", *argv, "-o", "json").out)["causes"]
    assert ("DeadlineExceeded" in [cause["reason"] for cause in report]) == has_late_job
    async with opened(feed_of(inspect_options(argv), Streams())) as pilot:
        shown = console(pilot).state.summary.causes
        assert [(cause.reason, list(cause.owners)) for cause in shown] == [
            (cause["reason"], cause["owners"]) for cause in report
        ]
