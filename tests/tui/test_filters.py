"""The filter and the order of the list."""

from __future__ import annotations

import msgspec
import pytest

from kubectl_sidecars.causes.cause import Cause, OwnerName
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.render.words import finding_cell
from kubectl_sidecars.report.live import Inspected, follow
from kubectl_sidecars.tui.filters import hint, matcher
from kubectl_sidecars.tui.pod_list import ListQuery, ListView, shown_causes
from kubectl_sidecars.tui.widgets.causes import CauseList
from kubectl_sidecars.tui.widgets.prompt import Prompt
from tests.support.screens import (
    NORMAL,
    SMALL,
    TINY,
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

CAUSE = Cause(reason=Reason.EXIT_ERROR, severity=Severity.CRITICAL, title="", pods=(), owners=(), since=None)


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
        assert "FINDING↓" in text_of(console(pilot))
        await press(pilot, "o")
        assert "NAMESPACE↑" in text_of(console(pilot))
        await press(pilot, "o")
        assert "NAME↑" in text_of(console(pilot))


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("role:main !sev:critical", "There is no key 'sev': did you mean severity:?"),
        ("nod:one", "There is no key 'nod': did you mean node:?"),
        ("ß:one", "There is no key 'ß'; ? lists them."),
        ("role:foo", "There is no role 'foo'; there are main, init, ambassador, "),
        ("type:native", "There is no type 'native'; there are init, sidecar, container, ephemeral."),
        ("severity:critical,well,bad", "There is no severity 'bad'; there are critical, warning, notice, starting, "),
        ("shop !role:main status:crash role:proxy node:nowhere", ""),
    ],
)
def test_a_key_or_a_value_that_does_not_exist_is_named_with_those_that_do(text: str, expected: str) -> None:
    assert hint(text).startswith(expected)
    assert bool(hint(text)) is bool(expected)


@pytest.mark.parametrize("size", [NORMAL, SMALL, TINY])
async def test_a_hint_is_whole_however_narrow_the_screen_is(size: tuple[int, int]) -> None:
    async with opened(demo_feed("fleet"), size) as pilot:
        await press(pilot, "slash", *"severity:zz", "enter")
        shown = "".join(text_of(console(pilot)).split())
        assert "Thereisnoseverity'zz';therearecritical,warning,notice,starting,stopping,well,done." in shown


def test_a_word_is_searched_in_all_that_a_row_says() -> None:
    known = [pod for pod, _ in inspected().pods.values()]
    columns = [f"{pod.namespace}/{pod.name} {pod.status} {pod.owner} {finding_cell(pod)[0]}".lower() for pod in known]
    for word in ("linkerd", "oom", "crashloop", "statefulset", "exits with"):
        matches = matcher(word.split()[0])
        assert matches is not None
        shown = {pod.name for pod, text in zip(known, columns, strict=True) if word in text}
        assert shown
        assert shown <= {pod.name for pod in known if matches(pod)}


async def test_a_filter_narrows_the_causes_too_and_the_title_counts_both() -> None:
    async with opened(demo_feed("fleet", "restarts")) as pilot:
        assert "crash-app-exit-3" in text_of(console(pilot))
        all_causes = pilot.app.screen.query_one(CauseList).causes
        await press(pilot, "slash", *"linkerd", "enter")
        causes = pilot.app.screen.query_one(CauseList).causes
        assert [cause.container for cause in causes] == ["linkerd-proxy"]
        assert f"1 of {len(all_causes)} causes" in text_of(console(pilot))
        await press(pilot, "escape")
        assert pilot.app.screen.query_one(CauseList).causes == all_causes


def test_a_cause_without_pods_is_found_by_its_words() -> None:
    """All that is known of it are its sentence and its owners."""
    cause = msgspec.structs.replace(
        CAUSE, title="Job/nightly failed: its pods are gone.", owners=(OwnerName("Job", "nightly"),)
    )
    listed = ListView(ListQuery(filter="nightly"), inspected())
    assert shown_causes((cause,), listed) == (cause,)
    assert shown_causes((cause,), ListView(ListQuery(filter="weekly"), inspected())) == ()
    assert shown_causes((cause,), ListView(ListQuery(filter="!nightly"), inspected())) == ()


def test_what_the_header_counts_as_well_is_found_as_such() -> None:
    pods = [pod for pod, _ in follow(Inspected(), demo()).pods.values()]
    wanted = matcher("severity:well")
    assert wanted is not None
    assert {pod.name for pod in pods if wanted(pod)} == {pod.name for pod in pods if pod.standing == "well"} != set()
