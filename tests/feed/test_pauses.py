"""The pauses between two tries."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path

from kubectl_sidecars.feed import SyncPhase
from kubectl_sidecars.feed.live import live_updates, retried_updates
from kubectl_sidecars.feed.pauses import Pauses
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions
from kubectl_sidecars.kube.http.client import Client, connect
from kubectl_sidecars.kube.select.pod_query import PodQuery
from tests.feed.test_live import PODS
from tests.support.fake_server import serve

HOUR = 3600.0


def waiting(pauses: Pauses, stop: threading.Event) -> tuple[threading.Thread, list[bool]]:
    """A thread that waits for an hour, and the results of its wait."""
    results: list[bool] = []
    thread = threading.Thread(target=lambda: results.append(pauses.wait(stop, HOUR)), daemon=True)
    thread.start()
    return thread, results


def test_all_pauses_end_when_they_are_told_to_and_when_the_feed_stops() -> None:
    pauses, stop = Pauses(), threading.Event()
    threads = [waiting(pauses, stop) for _ in range(3)]
    while any(thread.is_alive() for thread, _ in threads):  # one that has not begun to wait yet is not ended
        pauses.end()
    assert [results for _, results in threads] == [[False]] * 3
    thread, results = waiting(pauses, stop)
    stop.set()
    thread.join()
    assert results == [True]


def test_a_pause_without_an_end_takes_its_time() -> None:
    assert Pauses().wait(threading.Event(), 0.0) is False


def down(tmp_path: Path) -> Client:
    """A client of a server that is gone."""
    with serve(PODS) as server:
        config = server.kubeconfig(tmp_path)
    return connect(ConnectionOptions(kubeconfig=str(config), namespace="shop"))


def test_a_feed_waits_by_the_given_pause_for_a_server_that_does_not_answer(tmp_path: Path) -> None:
    stop, waits = threading.Event(), list[float]()

    def pause(seconds: float) -> bool:
        waits.append(seconds)
        stop.set()
        return True

    for words, updates in (((), live_updates), (("deployment/cart",), partial(retried_updates))):
        stop.clear()
        query = PodQuery(words=words, namespace="shop")
        states = [update.sync.phase for update in updates(down(tmp_path), query, stop, pause=pause)]
        assert set(states) <= {SyncPhase.NO_DATA}
    assert len(waits) >= 2
