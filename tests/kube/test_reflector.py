"""Watches over a real socket, through everything that can end one."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.kube.read.sync_state import SyncPhase
from kubectl_sidecars.kube.read.waits import FORBIDDEN_RETRIES, Waits
from tests.support.fake_server import FakeServer, Fault
from tests.support.kube_clients import client, pod
from tests.support.kube_watches import Watch, wait_for_watches, watches


def test_what_is_there_is_listed_then_each_change_is_told(server: FakeServer, watch: Watch) -> None:
    watch.until_told(("ADDED", "a"), ("ADDED", "b"))
    server.put(pod("c"))
    watch.until_told(("ADDED", "c"))
    server.put(pod("a"))
    server.delete(pod("b"))
    watch.until_told(("MODIFIED", "a"), ("DELETED", "b"))


def test_a_watch_starts_where_the_list_was_read_and_asks_for_bookmarks(server: FakeServer, watch: Watch) -> None:
    watch.until_live()
    wait_for_watches(server, 1)
    query = server.asked("pods", watch=True)[0].query
    assert query["resourceVersion"] == "102"
    assert query["allowWatchBookmarks"] == "true"
    assert 300 <= int(query["timeoutSeconds"]) <= 600
    assert watch.batch is not None
    assert watch.batch.is_listed


def test_a_watch_that_is_cut_goes_on_where_it_was(server: FakeServer, watch: Watch) -> None:
    watch.until_told(("ADDED", "a"), ("ADDED", "b"))
    wait_for_watches(server, 1)
    server.put(pod("c"))
    watch.until_told(("ADDED", "c"))
    gate = threading.Event()
    server.faults.append(Fault("watch=true", status=503, gate=gate))
    server.cut()
    watch.until_stale()
    gate.set()
    server.put(pod("d"))
    watch.until_told(("ADDED", "d"))
    assert watches(server) == ["102", "103", "103"]
    assert len(server.asked("pods", watch=False)) == 1
    assert watch.batch is not None
    assert watch.batch.stale is None
    assert watch.problems == []  # the line that was cut is no broken object


def test_a_bookmark_moves_the_place_to_go_on_from(server: FakeServer, watch: Watch) -> None:
    watch.until_live()
    wait_for_watches(server, 1)
    server.bookmark()
    server.put(pod("c"))
    watch.until_told(("ADDED", "a"), ("ADDED", "b"), ("ADDED", "c"))
    server.bookmark()
    server.cut()
    server.put(pod("d"))
    watch.until_told(("ADDED", "d"))
    assert watches(server)[-1] in {"104", "105"}  # the bookmark may have been cut off with the rest


@pytest.mark.parametrize("how", ["event", "status"])
def test_after_410_it_lists_again_and_tells_only_what_changed(server: FakeServer, watch: Watch, how: str) -> None:
    watch.until_told(("ADDED", "a"), ("ADDED", "b"))
    wait_for_watches(server, 1)
    gate = threading.Event()
    if how == "status":
        server.faults.append(Fault("watch=true", status=410, reason="Expired", gate=gate))
    else:
        server.faults.append(Fault("watch=true", gate=gate))
    server.cut()
    server.delete(pod("a"))
    server.put(pod("c"))
    server.put(pod("a"))
    server.objects["Pod", "shop", "a"]["metadata"]["uid"] = "another"
    server.put(pod("d"))
    server.delete(pod("b"))
    server.expire()
    gate.set()
    watch.until(lambda: len(watch.told) >= 5)
    assert sorted(watch.told) == [("ADDED", "a"), ("ADDED", "c"), ("ADDED", "d"), ("DELETED", "a"), ("DELETED", "b")]
    assert [kind for kind, _ in watch.told[:3]] == ["ADDED"] * 3
    assert len(server.asked("pods", watch=False)) == 2


@pytest.mark.parametrize("item", ["{}", "null"])
def test_a_list_with_an_object_without_a_name_deletes_nothing(server: FakeServer, watch: Watch, item: str) -> None:
    watch.until_told(("ADDED", "a"), ("ADDED", "b"))
    wait_for_watches(server, 1)
    body = f'{{"kind":"PodList","metadata":{{"resourceVersion":"200"}},"items":[{item}]}}'.encode()
    server.faults += [Fault("watch=true", status=410), Fault("pods", body=body)]
    server.cut()
    watch.until_stale()
    server.put(pod("c"))
    watch.until_told(("ADDED", "c"))
    assert [name for kind, name in watch.told if kind == "DELETED" or not name] == []


def test_an_object_that_a_later_list_has_unreadable_is_not_deleted(server: FakeServer, watch: Watch) -> None:
    watch.until_told(("ADDED", "a"), ("ADDED", "b"))
    wait_for_watches(server, 1)
    server.faults.append(Fault("watch=true", status=410))
    server.objects["Pod", "shop", "a"]["status"] = {"containerStatuses": [{"restartCount": "x"}] * 30}
    server.put(pod("c"))
    server.cut()
    watch.until_told(("ADDED", "c"))
    watch.until_live()
    assert [name for kind, name in watch.told if kind == "DELETED"] == []
    assert "more than 20 wrong fields" in watch.problems


def test_a_server_that_is_unwell_is_waited_for_and_the_data_is_marked_stale(server: FakeServer, watch: Watch) -> None:
    watch.until_told(("ADDED", "a"), ("ADDED", "b"))
    wait_for_watches(server, 1)
    server.faults += [
        Fault("watch=true", status=429, message="slow down", headers={"Retry-After": "9"}),
        Fault("watch=true", status=503, message="not now", times=2),
    ]
    server.cut()
    server.put(pod("c"))
    watch.until_told(("ADDED", "c"))
    assert 9 in watch.pauses
    assert len(watch.pauses) >= 4
    assert len(server.asked("pods", watch=False)) == 1


def test_a_server_that_forbids_everything_while_it_starts_is_waited_for(server: FakeServer, watch: Watch) -> None:
    """Until it has read its roles it answers 403 to those that it let in before."""
    watch.until_told(("ADDED", "a"), ("ADDED", "b"))
    wait_for_watches(server, 1)
    server.faults.append(Fault("watch=true", status=403, message="pods is forbidden", times=FORBIDDEN_RETRIES))
    server.cut()
    server.put(pod("c"))
    watch.until_told(("ADDED", "c"))
    assert SyncPhase.DENIED not in watch.states
    assert len(server.asked("pods", watch=False)) == 1


def test_the_same_after_a_gap_that_has_to_be_listed(server: FakeServer, watch: Watch) -> None:
    watch.until_told(("ADDED", "a"), ("ADDED", "b"))
    wait_for_watches(server, 1)
    server.faults += [Fault("watch=true", status=410), Fault("pods", 403, "pods is forbidden", times=FORBIDDEN_RETRIES)]
    server.cut()
    server.put(pod("c"))
    watch.until_told(("ADDED", "c"))
    assert SyncPhase.DENIED not in watch.states


def test_rights_that_do_not_come_back_are_denied(server: FakeServer, watch: Watch) -> None:
    watch.until_told(("ADDED", "a"), ("ADDED", "b"))
    wait_for_watches(server, 1)
    server.forbid("pods")
    server.cut()
    watch.until(lambda: SyncPhase.DENIED in watch.states)
    assert len(watch.pauses) >= FORBIDDEN_RETRIES
    assert watch.batch is not None
    assert [each.why.partition(":")[0] for each in watch.batch.denied] == ["pods is forbidden"]
    server.put(pod("c"))
    server.faults.clear()
    watch.until(lambda: watch.is_live and ("ADDED", "c") in watch.told)


def test_a_selector_that_is_none_ends_the_watch_in_the_servers_words(server: FakeServer, watch: Watch) -> None:
    server.faults.append(Fault("pods", status=400, reason="BadRequest", message="found '='", times=9))
    with pytest.raises(UsageError, match=r"Error from server \(BadRequest\): found '='"):
        watch.until(lambda: False)


def test_what_is_stale_says_since_when_and_why(server: FakeServer, watch: Watch) -> None:
    watch.until_live()
    wait_for_watches(server, 1)
    server.faults.append(Fault("watch=true", status=503, message="the \x1bstore is down", times=10_000))
    server.cut()
    seen = []

    def told() -> bool:
        assert watch.batch is not None
        if watch.batch.stale:
            seen.append(watch.batch.stale)
        return bool(seen) and "store" in seen[-1].message

    watch.until(told)
    assert str(seen[-1].error) == "Error from server (ServiceUnavailable): the \\x1bstore is down"
    assert seen[-1].since == seen[0].since
    assert seen[-1].is_listed


def test_a_server_that_is_not_there_at_first_is_waited_for(server: FakeServer, watch: Watch) -> None:
    gate = threading.Event()
    server.faults += [Fault("pods", status=503, times=7), Fault("pods", gate=gate)]
    watch.until_stale()
    assert watch.batch is not None
    assert not watch.batch.is_listed
    gate.set()
    watch.until_told(("ADDED", "a"), ("ADDED", "b"))


QUIET_TIMEOUT = 0.3
"""Seconds that these tests wait in place of more than a minute: enough for a server that is there to answer."""


def test_a_watch_in_which_nothing_happens_is_opened_anew_and_nobody_is_told(server: FakeServer, tmp_path: Path) -> None:
    """A server need not send bookmarks, so its silence is no outage."""
    with client(server, tmp_path) as kube:
        watch = Watch(kube, waits=Waits(quiet=QUIET_TIMEOUT))
        watch.until_told(("ADDED", "a"), ("ADDED", "b"))
        wait_for_watches(server, 3)
        server.put(pod("c"))
        watch.until_told(("ADDED", "c"))
        assert SyncPhase.STALE not in watch.states
        assert watch.pauses == []
        assert watches(server)[:3] == ["102"] * 3
        assert len(server.asked("pods", watch=False)) == 1
        watch.stop.set()
        watch.until(lambda: False)


def test_a_server_that_falls_silent_and_accepts_no_new_watch_is_stale(server: FakeServer, tmp_path: Path) -> None:
    """As one whose process is stopped: its kernel accepts connections, and nobody answers."""
    gate = threading.Event()
    with client(server, tmp_path) as kube:
        watch = Watch(kube, waits=Waits(quiet=QUIET_TIMEOUT))
        watch.until_live()
        wait_for_watches(server, 1)
        server.faults.append(Fault("watch=true", gate=gate, times=99))
        watch.until_stale()
        assert watch.batch is not None
        assert watch.batch.stale is not None
        assert "did not answer in time" in watch.batch.stale.message
        gate.set()
        watch.until_live()
        watch.stop.set()
        watch.until(lambda: False)
