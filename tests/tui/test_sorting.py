"""The order of the pods: its keys, clicks on the titles, and the arrow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kubectl_sidecars.render.sort_keys import ON_SCREEN, severity
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.tui.keys import SORTS
from kubectl_sidecars.tui.pod_list import ListQuery, PodListModel
from kubectl_sidecars.tui.pod_table import MARK, fit, header_line
from tests.support.screens import NORMAL, console, demo_feed, inspected, opened, pods, press, text_of

SHOWN: dict[str, Callable[[PodReport], Any]] = {
    "severity": lambda pod: -severity(pod),
    "namespace": lambda pod: pod.namespace,
    "name": lambda pod: pod.name,
    "ready": lambda pod: pod.ready,
    "status": lambda pod: pod.status,
    "restarts": lambda pod: pod.restart_count,
    "age": lambda pod: -pod.created_at.timestamp() if pod.created_at else 0,
    "owner": lambda pod: str(pod.owner),
    "node": lambda pod: pod.node,
}
"""The value that each column shows; of findings how bad they are."""


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("key", ON_SCREEN)
def test_an_arrow_up_says_that_what_is_shown_grows_and_one_down_that_it_becomes_less(key: str, reverse: bool) -> None:
    known = inspected()
    listed = PodListModel().arrange(known, ListQuery(sort=key, reverse=reverse))
    values = [SHOWN[key](known.pods[uid][0]) for uid in listed.order]
    titles = "".join(
        text for text, _ in header_line(fit(listed.widths, 300, wide=True, namespace=True), key, reverse=reverse)
    )
    (arrow,) = set(titles) & set("↑↓")
    assert values == sorted(values, reverse=arrow == "↓")
    assert arrow not in MARK.values()


@pytest.mark.parametrize("letter", SORTS)
async def test_a_letter_sorts_by_its_column_and_again_in_the_other_direction(letter: str) -> None:
    async with opened(demo_feed("restarts", "healthy")) as pilot:
        await press(pilot, *("" if letter == "P" else "o"), letter)
        query = console(pilot).state.query
        first = pods(pilot).list_view.order
        assert (query.sort, query.reverse) == (SORTS[letter], False)
        await press(pilot, letter)
        assert pods(pilot).list_view.order == first[::-1]
        await press(pilot, "i")
        assert pods(pilot).list_view.order == first


async def test_a_click_on_a_title_sorts_by_it() -> None:
    async with opened(demo_feed("restarts", "healthy"), NORMAL) as pilot:
        line = next(line for line in text_of(console(pilot)).splitlines() if "RESTARTS" in line)
        for title, sort in (("RESTARTS", "restarts"), ("READY", "ready"), ("FINDING", "severity")):
            await pilot.click("#pods-heading", offset=(line.index(title) + 1, 0))
            await press(pilot)
            assert console(pilot).state.query == ListQuery(sort=sort)
        await pilot.click("#pods-heading", offset=(line.index("STAGES") + 1, 0))
        assert console(pilot).state.query == ListQuery(sort="severity")
        await pilot.click("#pods-heading", offset=(line.index("FINDING") + 1, 0))
        await press(pilot)
        assert console(pilot).state.query == ListQuery(sort="severity", reverse=True)


def test_every_column_that_sorts_has_a_letter() -> None:
    assert sorted(SORTS.values()) == sorted(ON_SCREEN)
