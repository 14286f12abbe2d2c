"""The columns and rows of the table of pods."""

from __future__ import annotations

import msgspec
import pytest

from kubectl_sidecars.report.live import Inspected, follow
from kubectl_sidecars.tui.pod_table import (
    AGE,
    FINDING,
    GAP,
    NAME,
    NAMESPACE,
    PLACE,
    RESTARTS,
    STATUS,
    FittedColumn,
    cut_end,
    cut_middle,
    fit,
    natural_widths,
    row,
)
from tests.support.builders import NOW, ago, container, crashing, pod, snapshot, terminated
from tests.support.screens import inspected


@pytest.mark.parametrize("wide", [False, True])
def test_columns_never_need_more_than_the_screen_and_the_name_always_stays(wide: bool) -> None:
    for total in range(1, 240):
        fitted = fit((58, 18, 40, 5, 26, 14, 6, 4, 30, 12, 60), total, wide=wide, namespace=True)
        assert any(each.index in (PLACE, NAME) for each in fitted), total
        assert [each.index for each in fitted] == sorted(each.index for each in fitted), total
        assert sum(each.width for each in fitted) + GAP * len(fitted) <= max(total, 1 + GAP), total


def test_names_are_whole_and_findings_get_the_room_first() -> None:
    widths = (40, 14, 32, 3, 21, 12, 5, 4, 30, 12, 60)
    small, normal, large = (
        {each.index: each.width for each in fit(widths, total, wide=False, namespace=True)} for total in (76, 116, 196)
    )
    assert set(small) == {PLACE, FINDING}
    assert PLACE in normal
    assert {NAMESPACE, NAME} <= set(large)
    assert [small[PLACE], normal[PLACE], large[NAME]] == [40, 40, 32]
    assert AGE not in normal
    assert normal[FINDING] >= 32
    assert large[FINDING] >= 60


def test_a_row_without_a_status_column_says_the_status_of_a_pod_that_is_well() -> None:
    known = inspected()
    well = next(report for report, _ in known.pods.values() if not report.findings)
    columns = (FittedColumn(NAME, 30), FittedColumn(FINDING, 20))
    assert row(well, None, columns, NOW)[-1][0].strip() == well.status
    with_status = (*columns[:1], FittedColumn(STATUS, 20), *columns[1:])
    assert row(well, None, with_status, NOW)[-1][0].strip() == ""


def test_how_long_ago_a_restart_was_is_shortened_before_it_is_left_out() -> None:
    known = inspected()
    now = known.snapshot.taken_at
    uid = next(uid for uid, (report, _) in known.pods.items() if report.restarts == "5 (2m5s ago)")
    report, spec = known.pods[uid][0], known.snapshot.pods[uid]
    cells = [row(report, spec, (FittedColumn(RESTARTS, width),), now)[1][0].strip() for width in (5, 7, 8, 12)]
    assert cells == ["5", "5 (2m)", "5 (2m5s)", "5 (2m5s ago)"]


@pytest.mark.parametrize(
    ("restarts", "width", "shown"),
    [
        ("12 (118s ago)", 8, "12 (1m)"),
        ("12 (59s ago)", 8, "12 (59s)"),
        ("100 (3h40m ago)", 8, "100 (3h)"),
        ("7", 8, "7"),
    ],
)
def test_a_column_of_the_least_width_has_room_for_how_long_ago(restarts: str, width: int, shown: str) -> None:
    built = pod([container("app")])
    report = msgspec.structs.replace(follow(Inspected(), snapshot(built)).pods["uid-shop"][0], restarts=restarts)
    assert row(report, None, (FittedColumn(RESTARTS, width),), NOW)[1][0].strip() == shown


def test_a_row_is_as_wide_as_its_columns_whatever_the_name() -> None:
    hostile = pod([container("app")], name="x" * 300 + "\x1b[31m[bold]")
    report = follow(Inspected(), snapshot(hostile)).report().pods[0]
    fitted = fit(natural_widths(report), 80, wide=False, namespace=True)
    cells = row(report, hostile, fitted, NOW)
    assert "\x1b" not in "".join(text for text, _ in cells)
    assert sum(len(text) for text, _ in cells) == sum(each.width + GAP for each in fitted) + 2


def test_ages_and_restarts_are_counted_from_now_not_from_the_report() -> None:
    made = {"creation_timestamp": ago(3600)}
    sick = pod([crashing("app", terminated(1, at=60), restarts=3)], meta=made)
    report = follow(Inspected(), snapshot(sick)).report().pods[0]
    fitted = fit(natural_widths(report), 150, wide=False, namespace=False)
    text = "".join(text for text, _ in row(report, sick, fitted, ago(-600)))
    assert "3 (11m ago)" in text
    assert "70m" in text


def test_names_are_cut_where_pods_of_one_workload_are_alike() -> None:
    assert cut_middle("storefront-5998985b94-cqw4p", 20) == "storefront-59…-cqw4p"
    assert cut_middle("short", 20) == "short"
    assert cut_end("storefront", 5) == "stor…"
    assert cut_end("storefront", 0) == "…"
