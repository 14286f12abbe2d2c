"""The live feed over a real socket: what the screen is told, and what it can ask for."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from kubectl_sidecars.errors import SidecarsError, UsageError
from kubectl_sidecars.feed import (
    Feed,
    LogLine,
    Scope,
    SyncPhase,
    SyncState,
    Update,
)
from kubectl_sidecars.feed.live import PACE, SLOWEST, in_scope, live_feed, log_line, pace, sync_state
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions
from kubectl_sidecars.kube.config.flags import kubectl_command
from kubectl_sidecars.kube.read.watch_many import Batch
from kubectl_sidecars.kube.select.pod_query import PodQuery
from tests.support.fake_server import Fault, serve

PODS: list[dict[str, Any]] = [
    {"kind": "Pod", "metadata": {"namespace": namespace, "name": name, "uid": name}, "spec": {"containers": []}}
    for namespace, name in (("shop", "cart"), ("shop", "checkout"), ("bank", "ledger"))
]


def opened(kubeconfig: Path, *words: str, **given: Any) -> Feed:
    connection = ConnectionOptions(kubeconfig=str(kubeconfig), namespace="shop", **given)
    return live_feed(connection, PodQuery(words=words, namespace="shop"))


def first(feed: Feed, *states: SyncPhase) -> Update:
    """The first update in one of these states."""
    stop = threading.Event()
    updates = feed.updates(stop)
    try:
        return next(update for update in updates if update.sync.phase in states)
    finally:
        stop.set()
        updates.close()  # type: ignore[attr-defined]


def names(update: Update) -> set[str]:
    return {pod.metadata.name for pod in update.snapshot.pods.values()}


def test_it_becomes_live_with_the_pods_of_its_namespace(tmp_path: Path) -> None:
    with serve(PODS) as server:
        feed = opened(server.kubeconfig(tmp_path))
        assert feed.scope.namespace == "shop"
        assert names(first(feed, SyncPhase.LIVE)) == {"cart", "checkout"}


def test_a_pod_that_does_not_exist_is_refused_in_kubectls_words(tmp_path: Path) -> None:
    with serve(PODS) as server:
        assert names(first(opened(server.kubeconfig(tmp_path), "cart"), SyncPhase.LIVE)) == {"cart"}
        with pytest.raises(UsageError) as refused:
            first(opened(server.kubeconfig(tmp_path), "nosuch"), SyncPhase.LIVE)
        assert str(refused.value) == 'Error from server (NotFound): pods "nosuch" not found'


def test_the_pods_are_asked_for_first_and_shown_first(tmp_path: Path) -> None:
    """Nothing is told before there are pods: it would hold up the first rows."""
    with serve(PODS) as server:
        gate = threading.Event()
        server.faults.append(Fault("/events", gate=gate))
        update = first(opened(server.kubeconfig(tmp_path)), *SyncPhase)
        gate.set()
        assert server.requests[0].path == "/api/v1/namespaces/shop/pods"
    assert (update.sync.phase, names(update)) == (SyncPhase.LOADING, {"cart", "checkout"})


def test_another_place_is_another_feed(tmp_path: Path) -> None:
    with serve(PODS) as server:
        feed = opened(server.kubeconfig(tmp_path))
        assert feed.switch is not None
        everywhere = feed.switch(Scope(feed.scope.context, ""))
        assert everywhere.scope.namespace == ""
        assert names(first(everywhere, SyncPhase.LIVE)) == {"cart", "checkout", "ledger"}
        with pytest.raises(SidecarsError, match="does not exist"):
            feed.switch(Scope("gone", None))


def test_pods_that_are_forbidden_are_denied_with_the_servers_reason(tmp_path: Path) -> None:
    with serve(PODS) as server:
        server.forbid("pods")
        update = first(opened(server.kubeconfig(tmp_path)), SyncPhase.DENIED)
        assert (update.sync.reason, update.sync.is_retrying) == ("Forbidden", True)
        assert str(update.sync.error).startswith("Error from server (Forbidden): pods is forbidden")


def test_events_that_are_forbidden_leave_the_pods_live(tmp_path: Path) -> None:
    with serve(PODS) as server:
        server.forbid("events")
        update = first(opened(server.kubeconfig(tmp_path)), SyncPhase.LIVE)
        assert names(update) == {"cart", "checkout"}
        assert [denied.what for denied in update.snapshot.denied] == ["events in namespace shop"]


def test_the_yaml_is_the_servers_own(tmp_path: Path) -> None:
    with serve([{**PODS[0], "status": {"phase": "Running", "unknownToUs": "kept"}}]) as server:
        feed = opened(server.kubeconfig(tmp_path))
        pod = next(iter(first(feed, SyncPhase.LIVE).snapshot.pods.values()))
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
    assert kubectl_command(given, "prod") == (
        "kubectl", "--kubeconfig=/k", "--context=prod", "--as=jane", "--as-group=ops", "--as-user-extra=team=a",
        "--username=jane", "--insecure-skip-tls-verify=true", "--disable-compression=true",
    )  # fmt: skip


@pytest.mark.parametrize("secret", [{"token": "geheim"}, {"password": "geheim", "username": "jane"}])
def test_no_command_is_made_with_a_token_or_a_password(secret: dict[str, str]) -> None:
    assert kubectl_command(ConnectionOptions(**secret), "prod") == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("server", "flag"),
    [
        ("https://jane:geheim@prod:6443/k8s", "--server=https://prod:6443/k8s"),
        ("jane:geheim@prod:6443", "--server=https://prod:6443"),
        ("prod:6443", "--server=prod:6443"),
    ],
)
def test_the_login_in_a_servers_address_is_not_handed_on(server: str, flag: str) -> None:
    assert kubectl_command(ConnectionOptions(server=server), "") == ("kubectl", flag)


def test_another_context_gets_no_login_of_this_one_but_who_is_acted_as() -> None:
    connection = ConnectionOptions(
        kubeconfig="/k", context="here", user="jane", token="geheim", server="https://here", client_key="/key",
        as_="viewer", as_groups=("ops",), as_user_extra=("team=a",), disable_compression=True, request_timeout="5s",
    )  # fmt: skip
    query = PodQuery(words=("web",), selector="app=web")
    there, asked = in_scope(connection, query, Scope("there", None))
    assert asked == PodQuery(selector="app=web")
    assert there == ConnectionOptions(
        kubeconfig="/k", context="there", as_="viewer", as_groups=("ops",), as_user_extra=("team=a",),
        disable_compression=True, request_timeout="5s",
    )  # fmt: skip
    assert in_scope(connection, query, Scope("here", "shop")) == (
        connection._replace(namespace="shop"), PodQuery(selector="app=web", namespace="shop"),
    )  # fmt: skip
    assert in_scope(connection, query, Scope("here", ""))[1].all_namespaces


def test_back_in_the_first_context_its_flags_hold_again(tmp_path: Path) -> None:
    with serve(PODS) as server:
        kubeconfig = server.kubeconfig(tmp_path)
        feed = opened(kubeconfig, tls_server_name="localhost")
        assert feed.switch is not None
        config = yaml.safe_load(kubeconfig.read_text())
        config["contexts"].append({**config["contexts"][0], "name": "other"})
        kubeconfig.write_text(yaml.safe_dump(config))
        other = feed.switch(Scope("other", None))
        assert other.kubectl[2:] == ("--context=other",)
        assert other.switch is not None
        assert other.switch(Scope(feed.scope.context, "shop")).kubectl == feed.kubectl
        assert "--tls-server-name=localhost" in feed.kubectl


# A server that is not there ----------------------------------------------------------------------


def test_a_server_that_does_not_answer_at_the_start_is_no_data_and_comes(tmp_path: Path) -> None:
    with serve(PODS) as server:
        server.faults.append(Fault("/pods", status=503, times=5))
        stop = threading.Event()
        updates = opened(server.kubeconfig(tmp_path)).updates(stop)
        states = [next(update.sync for update in updates if update.sync.phase is state)
                  for state in (SyncPhase.NO_DATA, SyncPhase.LIVE)]  # fmt: skip
        stop.set()
        assert states[0].is_retrying


def test_credentials_that_are_refused_are_no_data_in_words(tmp_path: Path) -> None:
    with serve(PODS) as server:
        server.faults.append(Fault("/pods", status=401, times=50))
        update = first(opened(server.kubeconfig(tmp_path)), SyncPhase.NO_DATA)
        assert "You must be logged in to the server" in update.sync.message


def test_what_was_named_is_asked_for_until_the_server_tells(tmp_path: Path) -> None:
    """An owner is looked up before its pods: that, too, waits for the server."""
    with serve(PODS) as server:
        server.faults.append(Fault("/deployments/", status=403, message="forbidden"))
        stop = threading.Event()
        updates = opened(server.kubeconfig(tmp_path), "deploy/web").updates(stop)
        assert next(iter(updates)).sync.phase is SyncPhase.NO_DATA
        with pytest.raises(SidecarsError, match="not found"):
            list(updates)


def test_a_server_lost_while_it_lists_leaves_stale_data() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    batch = Batch((), {"pods": SyncState(SyncPhase.STALE, now, "connection refused", is_retrying=True)})
    assert sync_state(batch, {"pods"}).phase is SyncPhase.NO_DATA
    assert sync_state(batch, {"pods"}, has_pods=True).phase is SyncPhase.STALE


@pytest.mark.parametrize(("busy", "rest"), [(0.0, PACE), (0.01, 1.0), (10.0, SLOWEST)])
def test_a_slow_reader_is_told_less_often(busy: float, rest: float) -> None:
    assert pace(busy) == pytest.approx(rest)


def test_an_outage_is_told_in_the_words_of_the_pods_and_since_when_the_first_was_stale() -> None:
    first, later = datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
    states = {
        "events": SyncState(SyncPhase.STALE, first, "the watch of events", is_listed=True),
        "pods": SyncState(SyncPhase.STALE, later, "the watch of pods", is_listed=True),
        "nodes": SyncState(SyncPhase.LIVE, is_listed=True),
    }
    state = sync_state(Batch((), states), {"pods"})
    assert (state.message, state.since) == ("the watch of pods", first)
    assert sync_state(Batch((), states), {"other"}).message == "the watch of events"
