"""The live feed over a real socket: what the screen is told, and what it can ask for."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kubectl_sidecars.cli.feeds import PACE, SLOWEST, kubectl, live_feed, log_line, pace
from kubectl_sidecars.cli.options import InspectOptions
from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.kube.options import ConnectionOptions
from kubectl_sidecars.tui.feed import Feed, LogLine, Place, State, Update
from tests.fake_server import serve

PODS: list[dict[str, Any]] = [
    {"kind": "Pod", "metadata": {"namespace": namespace, "name": name, "uid": name}, "spec": {"containers": []}}
    for namespace, name in (("shop", "cart"), ("shop", "checkout"), ("bank", "ledger"))
]


def options(kubeconfig: Path, **given: Any) -> InspectOptions:
    return InspectOptions(connection=ConnectionOptions(kubeconfig=str(kubeconfig), **given))


def first(feed: Feed, *states: State) -> Update:
    """The first update in one of these states."""
    stop = threading.Event()
    updates = feed.updates(stop)
    try:
        return next(update for update in updates if update.freshness.state in states)
    finally:
        stop.set()
        updates.close()  # type: ignore[attr-defined]


def names(update: Update) -> set[str]:
    return {pod.metadata.name for pod in update.snapshot.pods.values()}


def test_it_becomes_live_with_the_pods_of_its_namespace(tmp_path: Path) -> None:
    with serve(PODS) as server:
        feed = live_feed(options(server.kubeconfig(tmp_path), namespace="shop"))
        assert feed.place.namespace == "shop"
        assert names(first(feed, State.LIVE)) == {"cart", "checkout"}


def test_another_place_is_another_feed(tmp_path: Path) -> None:
    with serve(PODS) as server:
        feed = live_feed(options(server.kubeconfig(tmp_path), namespace="shop"))
        assert feed.switch is not None
        everywhere = feed.switch(Place(feed.place.context, ""))
        assert everywhere.place.namespace == ""
        assert names(first(everywhere, State.LIVE)) == {"cart", "checkout", "ledger"}
        with pytest.raises(SidecarsError, match="does not exist"):
            feed.switch(Place("gone", None))


def test_pods_that_are_forbidden_are_denied_with_what_to_do(tmp_path: Path) -> None:
    with serve(PODS) as server:
        server.forbid("pods")
        update = first(live_feed(options(server.kubeconfig(tmp_path), namespace="shop")), State.DENIED)
        assert "choose another namespace (n)" in update.freshness.why


def test_events_that_are_forbidden_leave_the_pods_live(tmp_path: Path) -> None:
    with serve(PODS) as server:
        server.forbid("events")
        update = first(live_feed(options(server.kubeconfig(tmp_path), namespace="shop")), State.LIVE)
        assert names(update) == {"cart", "checkout"}
        assert [denied.what for denied in update.snapshot.denied] == ["events in namespace shop"]


def test_the_yaml_is_the_servers_own(tmp_path: Path) -> None:
    with serve([{**PODS[0], "status": {"phase": "Running", "unknownToUs": "kept"}}]) as server:
        feed = live_feed(options(server.kubeconfig(tmp_path), namespace="shop"))
        pod = next(iter(first(feed, State.LIVE).snapshot.pods.values()))
        assert feed.yaml is not None
        assert "unknownToUs: kept" in feed.yaml(pod)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            b"2026-11-23T01:40:06.123456789Z hello  there",
            LogLine("hello  there", datetime(2026, 11, 23, 1, 40, 6, 123456, tzinfo=UTC)),
        ),
        (b"2026-11-23T01:40:06Z ", LogLine("", datetime(2026, 11, 23, 1, 40, 6, tzinfo=UTC))),
        (b"no time here", LogLine("no time here")),
        (b"", LogLine("")),
        (b"\xff\xfe bytes", LogLine("\ufffd\ufffd bytes")),
    ],
)
def test_a_line_of_a_log_has_its_time_where_it_begins_with_one(raw: bytes, expected: LogLine) -> None:
    assert log_line(raw) == expected


def test_kubectl_is_called_for_the_same_cluster_and_never_with_a_token() -> None:
    given = ConnectionOptions(kubeconfig="/k", as_="jane", as_groups=("ops",), insecure_skip_tls_verify=True)
    assert kubectl(given, "prod") == (
        "kubectl", "--kubeconfig=/k", "--context=prod", "--as=jane", "--as-group=ops", "--insecure-skip-tls-verify",
    )  # fmt: skip
    assert kubectl(given._replace(token="secret"), "prod") == ()


@pytest.mark.parametrize(("busy", "rest"), [(0.0, PACE), (0.1, 2.0), (10.0, SLOWEST)])
def test_a_slow_reader_is_told_less_often(busy: float, rest: float) -> None:
    assert pace(busy) == pytest.approx(rest)
