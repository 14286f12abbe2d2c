"""The list of workloads on the screen: open, enter, esc, refresh, and what cannot be read."""

from __future__ import annotations

import threading

import msgspec
import pytest

from kubectl_sidecars.api import CronJob, Deployment, ObjectMeta, StatefulSet
from kubectl_sidecars.api.workloads import CronJobSpec, DeploymentSpec, StatefulSetSpec
from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.feed import Feed, Owners, Update
from kubectl_sidecars.model import Owner
from kubectl_sidecars.snapshot import Denied, Snapshot
from kubectl_sidecars.tui.screens.dialogs import Choose
from kubectl_sidecars.tui.screens.overview import Overview
from kubectl_sidecars.tui.screens.workloads import WorkloadsScreen
from kubectl_sidecars.tui.view.workloads import FIRST
from kubectl_sidecars.tui.widgets.workloads import WorkloadList
from tests.support.screens import LIVE, Script, console, demo_feed, opened, part, pods, press, text_of, until

ORDERS = StatefulSet(
    metadata=ObjectMeta(name="orders", namespace="fleet", uid="uid-orders"), spec=StatefulSetSpec(replicas=2)
)
SUSPENDED = CronJob(
    metadata=ObjectMeta(name="nightly", namespace="fleet", uid="uid-nightly"), spec=CronJobSpec(suspend=True)
)


def listed(pilot: object) -> WorkloadList:
    return pilot.app.screen.query_one(WorkloadList)  # type: ignore[attr-defined, no-any-return]


async def open_list(pilot: object, rows: int = 1) -> None:
    await press(pilot, "colon", "w", "l", "enter")  # type: ignore[arg-type]
    await until(pilot, lambda: isinstance(pilot.app.screen, WorkloadsScreen) and len(listed(pilot).rows) >= rows)  # type: ignore[arg-type, attr-defined]


@pytest.mark.parametrize("width", [80, 120, 160])
async def test_each_workload_is_a_line_with_its_name_whole_and_the_reason_below(width: int) -> None:
    async with opened(demo_feed("fleet", "healthy"), (width, 30)) as pilot:
        await open_list(pilot)
        text = text_of(console(pilot))
    lines = text.splitlines()
    for name in ("Deployment/storefront", "StatefulSet/orders", "DaemonSet/node-agent", "Pod/healthy-unknown-images"):
        assert any(name in line for line in lines), name
    heading = next(line for line in lines if "HELD BY" in line)
    assert ("UP-TO-DATE" in heading) == (width == 160)
    assert width == 80 or width - heading.index("HELD BY") > FIRST
    whole = " ".join(line.strip() for line in lines)
    assert "Deployment/storefront: linkerd-proxy edge-25.8.1 exits with 101 after 2 seconds" in whole
    assert all(len(line.rstrip()) <= width for line in lines)


async def test_enter_lists_the_pods_of_the_workload_and_esc_all_again() -> None:
    async with opened(demo_feed("fleet", "healthy")) as pilot:
        await open_list(pilot)
        index = [str(row.owner) for row in listed(pilot).rows].index("StatefulSet/orders")
        await press(pilot, *["j"] * index, "enter")
        assert isinstance(pilot.app.screen, Overview)
        reports = [pods(pilot).report_of(uid) for uid in pods(pilot).list_view.order]
        assert {report.owner for report in reports if report} == {Owner("StatefulSet", "orders")}
        assert "of StatefulSet/orders" in text_of(console(pilot))
        await press(pilot, "escape")
        assert len(pods(pilot).list_view.order) > len(reports)


async def test_workloads_of_other_namespaces_are_left_out_after_narrowing_to_one() -> None:
    elsewhere = StatefulSet(
        metadata=ObjectMeta(name="ledger", namespace="healthy", uid="uid-ledger"), spec=StatefulSetSpec(replicas=1)
    )
    feed = Feed(**{**vars(demo_feed("fleet", "healthy")), "owners": lambda: Owners((ORDERS, elsewhere))})
    async with opened(feed) as pilot:
        await open_list(pilot)
        await until(pilot, lambda: {"fleet", "healthy"} <= {row.namespace for row in listed(pilot).rows})
        await press(pilot, "escape")
        await press(pilot, "n")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choose))
        await press(pilot, *"fleet")
        await press(pilot, "enter")
        await until(pilot, lambda: console(pilot).state.scope.namespace == "fleet")
        await open_list(pilot)
        await until(pilot, lambda: listed(pilot).rows)
        assert {row.namespace for row in listed(pilot).rows} == {"fleet"}


async def test_esc_goes_back_to_the_pods() -> None:
    async with opened(demo_feed("fleet")) as pilot:
        await open_list(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Overview)


async def test_the_objects_are_listed_only_while_the_list_is_open_and_then_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(WorkloadsScreen, "PACE", 0.02)
    monkeypatch.setattr(WorkloadsScreen, "LISTED_EVERY", 0.0)
    answers = [Owners((ORDERS,)), Owners((ORDERS, SUSPENDED))]
    asked: list[str] = []

    def owners() -> Owners:
        asked.append(threading.current_thread().name)
        return answers[min(len(asked), len(answers)) - 1]

    script = Script([Update(part("fleet"), LIVE)], owners=owners)
    async with opened(script.feed) as pilot:
        await until(pilot, lambda: console(pilot).state.inspected.pods)
        assert not asked
        await open_list(pilot)
        await until(pilot, lambda: "CronJob/nightly" in [str(row.owner) for row in listed(pilot).rows])
        assert threading.main_thread().name not in asked
        rows = {str(row.owner): row for row in listed(pilot).rows}
        assert rows["StatefulSet/orders"].wanted == 2
        await press(pilot, "end", "k")
        await until(pilot, lambda: "CronJob/nightly: suspended" in text_of(console(pilot)))
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, WorkloadsScreen)
        await press(pilot, "escape")
        await until(pilot, lambda: not is_open(console(pilot)))


def is_open(app: object) -> bool:
    """True while a list of workloads is on the stack of screens: only that asks."""
    return any(isinstance(screen, WorkloadsScreen) for screen in app.screen_stack)  # type: ignore[attr-defined]


async def test_what_is_denied_is_one_line_and_pods_tell_the_rest() -> None:
    denied = Owners((), (Denied("deployments", "forbidden"), Denied("cronjobs", "forbidden")))
    script = Script([Update(part("fleet"), LIVE)], owners=lambda: denied)
    async with opened(script.feed) as pilot:
        await open_list(pilot)
        await until(pilot, lambda: "without deployments, cronjobs: no access" in text_of(console(pilot)))
        assert "StatefulSet/orders" in text_of(console(pilot))


async def test_a_server_that_does_not_answer_is_said_and_the_list_stays() -> None:
    def owners() -> Owners:
        raise ClusterError("the server does not answer")

    script = Script([Update(part("fleet"), LIVE)], owners=owners)
    async with opened(script.feed) as pilot:
        await open_list(pilot)
        await until(pilot, lambda: "the server does not answer" in text_of(console(pilot)))
        assert "StatefulSet/orders" in text_of(console(pilot))


async def test_of_a_selection_no_stranger_is_listed() -> None:
    stranger = Deployment(metadata=ObjectMeta(name="other", namespace="fleet"), spec=DeploymentSpec())
    script = Script([Update(part("fleet"), LIVE)], owners=lambda: Owners((ORDERS, stranger)), named=frozenset())
    async with opened(script.feed) as pilot:
        await open_list(pilot)
        await until(pilot, lambda: any(row.wanted == 2 for row in listed(pilot).rows))
        assert "Deployment/other" not in text_of(console(pilot))


async def test_an_empty_list_says_so_and_opens_nothing() -> None:
    empty = msgspec.structs.replace(part("fleet"), pods={})
    assert isinstance(empty, Snapshot)
    script = Script([Update(empty, LIVE)])
    async with opened(script.feed) as pilot:
        await open_list(pilot, rows=0)
        await until(pilot, lambda: "No workloads here." in text_of(console(pilot)))
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, WorkloadsScreen)


async def test_hostile_names_are_escaped() -> None:
    evil = StatefulSet(metadata=ObjectMeta(name="evil\x1b[31m[bold]\u202e", namespace="fleet"), spec=StatefulSetSpec())
    script = Script([Update(part("fleet"), LIVE)], owners=lambda: Owners((evil,)))
    async with opened(script.feed) as pilot:
        await open_list(pilot)
        await until(pilot, lambda: "evil" in text_of(console(pilot)))
        assert "\x1b" not in text_of(console(pilot))
        assert "\u202e" not in text_of(console(pilot))
        assert "[bold]" in text_of(console(pilot))
