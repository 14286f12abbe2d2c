"""Several resources watched at once, as one stream of batches."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from kubectl_sidecars.kube.http.client import Client
from kubectl_sidecars.kube.read.reflector import QUIET_TIMEOUT, Reflector
from kubectl_sidecars.kube.read.resources import Query
from kubectl_sidecars.kube.read.sync_state import ResourceUpdate, SyncPhase, SyncState
from kubectl_sidecars.snapshot import EPOCH, Denied, Line, Undecodable

MOST_WAITING = 1000
"""News that wait for a slow consumer; then the connections wait, and the server with them."""
POLL = 0.25
"""Seconds between two looks at `stop`, which cannot be waited for together with the queue."""

HEAD_START = 0.3
"""Seconds that the first resource has for its first page before the others are asked for."""

HEARTBEAT = 10.0
"""Seconds after which a batch comes although nothing has: time passes, and what was well may be overdue."""

LINGER = 0.02
"""While news rush in, a batch is gathered for so long: 50 a second are enough for a screen, and fold copies maps."""

FAREWELL = 1.0
"""Seconds that all threads together have to end: one that waits for a server that hangs is left alone."""

Item = ResourceUpdate | Exception | None
"""What a thread has to tell: news, what it died of, or that it has ended."""


class Batch(msgspec.Struct, frozen=True):
    """All that came since the last batch. `states` has every resource, by words as `pods in namespace shop`."""

    lines: tuple[Line, ...]
    states: Mapping[str, SyncState]
    undecodable: tuple[Undecodable, ...] = ()

    @property
    def is_listed(self) -> bool:
        """Whether everything that was there has been told at least once, or is denied."""
        return all(each.is_listed or each.phase is SyncPhase.DENIED for each in self.states.values())

    @property
    def denied(self) -> tuple[Denied, ...]:
        return tuple(Denied(what, each.message) for what, each in self.states.items() if each.phase is SyncPhase.DENIED)

    @property
    def stale(self) -> SyncState | None:
        """The longest that a resource has not been heard of; None when all is live."""
        found = [each for each in self.states.values() if each.phase is SyncPhase.STALE]
        return min(found, key=lambda state: state.since or EPOCH, default=None)


def watch_all(
    client: Client,
    queries: Sequence[Query[Any]],
    stop: threading.Event,
    *,
    keep_raw: bool = False,
    pause: Callable[[float], bool] | None = None,
    quiet: float = QUIET_TIMEOUT,
    first_alone: bool = False,
) -> Iterator[Batch]:
    """Batches until `stop` is set or everything is denied.

    A consumer that takes its time gets fewer and larger batches. With `first_alone` nothing more is read after the
    first page of the first resource before the consumer comes back: one that is still loading itself has no time.
    """
    news: queue.Queue[Item] = queue.Queue(MOST_WAITING)
    taken = threading.Event()
    post = _poster(news, stop)
    posts = [_one_first(post, taken) if first_alone else post, *[post] * (len(queries) - 1)]
    reflectors = [
        Reflector(client, query, post, stop, keep_raw=keep_raw, pause=pause, quiet=quiet)
        for query, post in zip(queries, posts, strict=True)
    ]
    threads = [threading.Thread(name="watch", target=_run, args=(each, news, stop), daemon=True) for each in reflectors]
    states = {query.display_name: SyncState(SyncPhase.LOADING, client.now()) for query in queries}
    threads[0].start()
    try:
        early = _first(news)
        told = [each for each in early if isinstance(each, ResourceUpdate)]
        if told and first_alone:
            early, states = [], _next_states(states, told)
            yield _batch(told, states)
        taken.set()
        for thread in threads[1:]:
            thread.start()
        yield from _batches(news, early, states, len(threads), stop)
    finally:
        stop.set()
        taken.set()
        for reflector in reflectors:
            reflector.abort()
        read_timeout = time.monotonic() + FAREWELL
        for thread in threads:
            if thread.ident is not None:
                thread.join(timeout=max(0.0, read_timeout - time.monotonic()))


def _batches(
    news: queue.Queue[Item], early: list[Item], states: Mapping[str, SyncState], running: int, stop: threading.Event
) -> Iterator[Batch]:
    """What so many threads tell, as long as one of them runs; `early` came first."""
    told_at = time.monotonic() - LINGER
    while running and not stop.is_set():
        if time.monotonic() - told_at < LINGER:
            stop.wait(LINGER)
        found, early = early or _drain(news), []
        for each in found:
            if isinstance(each, Exception):
                raise each
        running -= found.count(None)
        told = [each for each in found if isinstance(each, ResourceUpdate)]
        before, states = states, _next_states(states, told)
        batch = _batch(told, states)
        quiet_for = time.monotonic() - told_at
        if batch.lines or batch.undecodable or states != before or quiet_for > HEARTBEAT:
            told_at = time.monotonic()
            yield batch


def _run(reflector: Reflector[Any], news: queue.Queue[Item], stop: threading.Event) -> None:
    try:
        reflector.run()
        _put(news, None, stop)
    except Exception as error:  # noqa: BLE001 - raised again where it is seen, not lost with the thread
        _put(news, error, stop)


def _poster(news: queue.Queue[Item], stop: threading.Event) -> Callable[[ResourceUpdate], None]:
    return lambda each: _put(news, each, stop)


def _one_first(post: Callable[[ResourceUpdate], None], taken: threading.Event) -> Callable[[ResourceUpdate], None]:
    """Its first news; more once those were taken."""

    def held(each: ResourceUpdate) -> None:
        post(each)
        taken.wait()

    return held


def _put(news: queue.Queue[Item], each: Item, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            news.put(each, timeout=POLL)
        except queue.Full:
            continue
        return


def _first(news: queue.Queue[Item]) -> list[Item]:
    """What the first resource tells first, if it does so soon: it is the pods, and nothing should be in their way."""
    try:
        return [news.get(timeout=HEAD_START)]
    except queue.Empty:
        return []


def _drain(news: queue.Queue[Item]) -> list[Item]:
    """All that waits; after a poll without news, nothing."""
    found: list[Item] = []
    try:
        found.append(news.get(timeout=POLL))
        while len(found) < MOST_WAITING:
            found.append(news.get_nowait())
    except queue.Empty:
        pass
    return found


def _next_states(states: Mapping[str, SyncState], told: Sequence[ResourceUpdate]) -> dict[str, SyncState]:
    """The new states. A resource that was stale and still is, for whatever reason, is so since the first time."""
    after = dict(states)
    for each in told:
        if each.state is not None:
            before = after[each.resource]
            since = before.since if before.phase is each.state.phase else each.state.since
            after[each.resource] = msgspec.structs.replace(each.state, since=since)
    return after


def _batch(told: Sequence[ResourceUpdate], states: Mapping[str, SyncState]) -> Batch:
    return Batch(
        tuple(line for each in told for line in each.lines),
        states,
        tuple(problem for each in told for problem in each.undecodable),
    )
