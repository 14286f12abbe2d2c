"""Several resources at once, what is denied, what is broken, and how a watch stops."""

from __future__ import annotations

import json
import threading
from pathlib import Path

from kubectl_sidecars.kube.read.resources import (
    EVENTS,
    NODES,
    PODS,
    SERVICES,
    Query,
)
from kubectl_sidecars.kube.read.sync_state import SyncPhase
from kubectl_sidecars.kube.read.watch_many import watch_all
from tests.support.fake_server import FakeServer, Fault
from tests.support.kube_clients import client, pod
from tests.support.kube_watches import Watch, wait_for_watches


def test_a_resource_that_is_forbidden_is_denied_and_the_others_go_on(server: FakeServer, tmp_path: Path) -> None:
    server.forbid("events")
    with client(server, tmp_path) as kube:
        watch = Watch(kube, Query(PODS), Query(EVENTS), Query(NODES))
        watch.until(lambda: len(watch.told) >= 2 and watch.batch is not None and watch.batch.is_listed)
        assert watch.batch is not None
        assert [(each.what, each.why[:19]) for each in watch.batch.denied] == [("events", "events is forbidden")]
        server.put(pod("c"))
        watch.told.clear()
        watch.until_told(("ADDED", "c"))
        watch.stop.set()
        watch.until(lambda: False)


def test_of_what_is_extra_nothing_is_missing_where_it_is_forbidden(server: FakeServer, tmp_path: Path) -> None:
    server.forbid("services")
    with client(server, tmp_path) as kube:
        watch = Watch(kube, Query(PODS), Query(SERVICES))
        watch.until(lambda: watch.batch is not None and watch.batch.is_listed)
        assert watch.batch is not None
        assert watch.batch.denied == ()
        watch.stop.set()
        watch.until(lambda: False)


def test_what_is_denied_is_asked_for_again_and_read_when_the_right_is_given(server: FakeServer, watch: Watch) -> None:
    server.forbid("pods")
    watch.until(lambda: SyncPhase.DENIED in watch.states)
    assert watch.told == []
    server.faults.clear()
    watch.until(lambda: watch.is_live and watch.told == [("ADDED", "a"), ("ADDED", "b")])


def test_credentials_are_renewed_when_a_watch_is_refused(server: FakeServer, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("first")
    server.tokens = {"first"}
    with client(server, tmp_path, user={"tokenFile": str(token)}) as kube:
        watch = Watch(kube)
        watch.until_told(("ADDED", "a"), ("ADDED", "b"))
        wait_for_watches(server, 1)
        token.write_text("second")
        server.tokens = {"second"}
        server.cut()
        server.put(pod("c"))
        watch.until_told(("ADDED", "c"))
        watch.stop.set()
        watch.until(lambda: False)


def test_a_field_of_the_wrong_type_costs_one_line(server: FakeServer, watch: Watch) -> None:
    watch.until_told(("ADDED", "a"), ("ADDED", "b"))
    wait_for_watches(server, 1)
    server.send(b"\n")
    server.send(b'{"type":"NEW IN 2030","object":{}}\n')
    broken = pod("broken")
    broken["spec"]["containers"] = [{"name": "app", "image": 7}]
    server.put(broken)
    server.put(pod("c"))
    watch.until_told(("ADDED", "broken"), ("ADDED", "c"))
    assert len(watch.problems) == 1
    assert len(server.asked("pods", watch=False)) == 1


def test_a_server_that_only_hangs_up_is_not_asked_in_a_tight_loop(server: FakeServer, watch: Watch) -> None:
    server.faults.append(Fault("watch=true", times=3))
    watch.until_live()
    wait_for_watches(server, 4)
    assert len(watch.pauses) == 3
    assert watch.pauses == sorted(watch.pauses)


def test_keep_chooses_among_what_the_server_selects_also_later(server: FakeServer, tmp_path: Path) -> None:
    with client(server, tmp_path) as kube:
        watch = Watch(kube, Query(PODS, "shop", keep=lambda each: each.metadata.name in {"b", "d"}))
        watch.until_told(("ADDED", "b"))
        for name in "acd":
            server.put(pod(name))
        watch.until_told(("ADDED", "d"))
        server.delete(pod("a"))
        server.delete(pod("b"))
        watch.until_told(("DELETED", "b"))
        watch.stop.set()
        watch.until(lambda: False)


def test_objects_can_be_kept_with_their_own_json(server: FakeServer, tmp_path: Path) -> None:
    with client(server, tmp_path) as kube:
        watch = Watch(kube, keep_raw=True)
        raws: list[str] = []

        def both() -> bool:
            assert watch.batch is not None
            raws.extend(json.loads(line.raw)["metadata"]["uid"] for line in watch.batch.lines)
            return len(raws) == 3

        server.put(pod("c"))
        watch.until(both)
        assert sorted(raws) == ["uid-of-a", "uid-of-b", "uid-of-c"]
        watch.stop.set()
        watch.until(lambda: False)


def test_stopping_ends_a_watch_that_hears_nothing(server: FakeServer, tmp_path: Path) -> None:
    with client(server, tmp_path) as kube:
        watch = Watch(kube, Query(PODS), Query(EVENTS))
        watch.until_live()
        wait_for_watches(server, 2)
        watch.stop.set()
        watch.until(lambda: False)
    assert not [each for each in threading.enumerate() if each.name == "watch"]


def test_a_slow_consumer_gets_all_in_fewer_batches(server: FakeServer, watch: Watch) -> None:
    watch.until_told(("ADDED", "a"), ("ADDED", "b"))
    wait_for_watches(server, 1)
    for number in range(500):
        server.put(pod(f"n{number}"))
    batches: list[int] = []

    def count() -> bool:
        assert watch.batch is not None
        batches.append(len(watch.batch.lines))
        return sum(batches) == 500

    watch.until(count)
    assert len(batches) < 500


def test_first_alone_reads_one_page_and_waits_for_the_one_who_takes_it(server: FakeServer, tmp_path: Path) -> None:
    """Who is still loading itself gets the first pods, and nothing that takes its time meanwhile."""
    stop = threading.Event()
    with client(server, tmp_path) as kube:
        batches = watch_all(kube, (Query(PODS), Query(EVENTS)), stop, first_alone=True)
        first = next(batches)
        assert [line.object.metadata.name for line in first.lines] == ["a", "b"]
        assert not server.asked("events")
        assert not server.asked("pods", watch=True)
        assert any(batch.is_listed for batch in batches)
        stop.set()
        assert not list(batches)
