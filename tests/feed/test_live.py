"""The live feed over a real socket: what the screen is told, and what it can ask for."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from kubectl_sidecars.cli.feeds import PACE, SLOWEST, freshness, live_feed, log_line, pace
from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.cli.places import elsewhere, kubectl
from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.feed import (
    Feed,
    LogLine,
    Place,
    State,
    Update,
)
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions
from kubectl_sidecars.kube.read.sync_state import Standing
from kubectl_sidecars.kube.read.sync_state import State as Stands
from kubectl_sidecars.kube.read.watch_many import Batch
from tests.support.fake_server import Fault, serve

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


def test_the_pods_are_asked_for_first_and_shown_first(tmp_path: Path) -> None:
    """Nothing is told before there are pods: it would hold up the first rows."""
    with serve(PODS) as server:
        gate = threading.Event()
        server.faults.append(Fault("/events", gate=gate))
        update = first(live_feed(options(server.kubeconfig(tmp_path), namespace="shop")), *State)
        gate.set()
        assert server.requests[0].path == "/api/v1/namespaces/shop/pods"
    assert (update.freshness.state, names(update)) == (State.LOADING, {"cart", "checkout"})


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


def test_kubectl_is_called_for_the_same_cluster() -> None:
    given = ConnectionOptions(
        kubeconfig="/k", as_="jane", as_groups=("ops",), as_user_extra=("team=a",), username="jane",
        insecure_skip_tls_verify=True, disable_compression=True,
    )  # fmt: skip
    assert kubectl(given, "prod") == (
        "kubectl", "--kubeconfig=/k", "--context=prod", "--username=jane", "--as=jane",
        "--insecure-skip-tls-verify=true", "--disable-compression=true", "--as-group=ops", "--as-user-extra=team=a",
    )  # fmt: skip


@pytest.mark.parametrize("secret", [{"token": "geheim"}, {"password": "geheim", "username": "jane"}])
def test_no_command_is_made_with_a_token_or_a_password(secret: dict[str, str]) -> None:
    assert kubectl(ConnectionOptions(**secret), "prod") == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("server", "flag"),
    [
        ("https://jane:geheim@prod:6443/k8s", "--server=https://prod:6443/k8s"),
        ("jane:geheim@prod:6443", "--server=https://prod:6443"),
        ("prod:6443", "--server=prod:6443"),
    ],
)
def test_the_login_in_a_servers_address_is_not_handed_on(server: str, flag: str) -> None:
    assert kubectl(ConnectionOptions(server=server), "") == ("kubectl", flag)


def test_another_context_gets_no_login_of_this_one_but_who_is_acted_as() -> None:
    connection = ConnectionOptions(
        kubeconfig="/k", context="here", user="jane", token="geheim", server="https://here", client_key="/key",
        as_="viewer", as_groups=("ops",), as_user_extra=("team=a",), disable_compression=True, request_timeout="5s",
    )  # fmt: skip
    first = InspectOptions(connection=connection, words=("web",))
    assert elsewhere(first, Place("there", None)).connection == ConnectionOptions(
        kubeconfig="/k", context="there", as_="viewer", as_groups=("ops",), as_user_extra=("team=a",),
        disable_compression=True, request_timeout="5s",
    )  # fmt: skip
    assert elsewhere(first, Place("here", "shop")).connection == connection._replace(namespace="shop")
    assert elsewhere(first, Place("here", "shop")).words == ()


def test_back_in_the_first_context_its_flags_hold_again(tmp_path: Path) -> None:
    with serve(PODS) as server:
        given = options(server.kubeconfig(tmp_path), namespace="shop", client_key="", tls_server_name="localhost")
        feed = live_feed(given)
        assert feed.switch is not None
        config = yaml.safe_load(Path(given.connection.kubeconfig).read_text())
        config["contexts"].append({**config["contexts"][0], "name": "other"})
        Path(given.connection.kubeconfig).write_text(yaml.safe_dump(config))
        other = feed.switch(Place("other", None))
        assert other.kubectl[2:] == ("--context=other",)
        assert other.switch is not None
        assert other.switch(Place(feed.place.context, "shop")).kubectl == feed.kubectl
        assert "--tls-server-name=localhost" in feed.kubectl


# A server that is not there ----------------------------------------------------------------------


def test_a_server_that_does_not_answer_at_the_start_is_no_data_and_comes(tmp_path: Path) -> None:
    with serve(PODS) as server:
        server.faults.append(Fault("/pods", status=503, times=5))
        stop = threading.Event()
        updates = live_feed(options(server.kubeconfig(tmp_path), namespace="shop")).updates(stop)
        states = [next(update.freshness for update in updates if update.freshness.state is state)
                  for state in (State.NO_DATA, State.LIVE)]  # fmt: skip
        stop.set()
        assert states[0].why.endswith("; trying again")


def test_credentials_that_are_refused_are_no_data_in_words(tmp_path: Path) -> None:
    with serve(PODS) as server:
        server.faults.append(Fault("/pods", status=401, times=50))
        update = first(live_feed(options(server.kubeconfig(tmp_path), namespace="shop")), State.NO_DATA)
        assert "You must be logged in to the server" in update.freshness.why


def test_what_was_named_is_asked_for_until_the_server_tells(tmp_path: Path) -> None:
    """An owner is looked up before its pods: that, too, waits for the server."""
    with serve(PODS) as server:
        server.faults.append(Fault("/deployments/", status=403, message="forbidden"))
        given = options(server.kubeconfig(tmp_path), namespace="shop")._replace(words=("deploy/web",))
        stop = threading.Event()
        updates = live_feed(given).updates(stop)
        assert next(iter(updates)).freshness.state is State.NO_DATA
        with pytest.raises(SidecarsError, match="not found"):
            list(updates)


def test_a_server_lost_while_it_lists_leaves_stale_data() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    batch = Batch((), {"pods": Standing(Stands.STALE, now, "connection refused")})
    assert freshness(batch, {"pods"}).state is State.NO_DATA
    assert freshness(batch, {"pods"}, has_pods=True).state is State.STALE


@pytest.mark.parametrize(("busy", "rest"), [(0.0, PACE), (0.01, 1.0), (10.0, SLOWEST)])
def test_a_slow_reader_is_told_less_often(busy: float, rest: float) -> None:
    assert pace(busy) == pytest.approx(rest)
