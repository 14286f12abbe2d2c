"""Several resources watched at the same time, as one stream of batches."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from kubectl_sidecars.kube.http.client import Client
from kubectl_sidecars.kube.read.reflector import Reflector
from kubectl_sidecars.kube.read.resources import Query
from kubectl_sidecars.kube.read.supervisor import Supervisor
from kubectl_sidecars.kube.read.sync_state import ResourceUpdate, SyncPhase, SyncState
from kubectl_sidecars.kube.read.waits import WAITS, Waits
from kubectl_sidecars.snapshot import EPOCH, Denied, Line, Undecodable

MAX_QUEUED = 1000
"""Updates queued for a slow consumer. When the queue is full, the connections wait, and so does the server."""
POLL = 0.25
"""Seconds between two checks of `stop`: it cannot be waited for together with the queue."""

HEAD_START = 0.3
"""Seconds that the first resource has for its first page before the others are requested."""

HEARTBEAT = 10.0
"""Seconds after which an empty batch is yielded: time passes, and something may be overdue now."""

LINGER = 0.02
"""Seconds for which a batch is collected at least: 50 batches a second suffice for a screen, and fold copies maps."""

JOIN_TIMEOUT = 1.0
"""Seconds that all threads together have to end; one that still waits for the server is abandoned."""

Item = ResourceUpdate | Exception | None
"""What a thread sends: an update, the exception that ended it, or None when it has ended."""


class Batch(msgspec.Struct, frozen=True):
    """The changes since the last batch. `states` has the sync state of each resource by its display name."""

    lines: tuple[Line, ...]
    states: Mapping[str, SyncState]
    undecodable: tuple[Undecodable, ...] = ()

    @property
    def is_listed(self) -> bool:
        """True once every resource has been listed completely or is denied."""
        return all(state.is_listed or state.phase is SyncPhase.DENIED for state in self.states.values())

    @property
    def denied(self) -> tuple[Denied, ...]:
        """The denied resources with the server's messages."""
        return tuple(
            Denied(name, state.message) for name, state in self.states.items() if state.phase is SyncPhase.DENIED
        )

    @property
    def stale(self) -> SyncState | None:
        """The state of the resource that has been stale longest; None if none is."""
        return self.stale_of(frozenset())

    def stale_of(self, preferred: Container[str]) -> SyncState | None:
        """As `stale`, with the message of a preferred resource if one is stale, so that messages do not alternate."""
        stale = {name: state for name, state in self.states.items() if state.phase is SyncPhase.STALE}
        longest = min(stale.values(), key=lambda state: state.since or EPOCH, default=None)
        word = next((state for name, state in stale.items() if name in preferred), longest)
        return word and longest and msgspec.structs.replace(word, since=longest.since)


def watch_all(
    client: Client,
    queries: Sequence[Query[Any]],
    stop: threading.Event,
    *,
    keep_raw: bool = False,
    pause: Callable[[float], bool] | None = None,
    waits: Waits = WAITS,
    first_alone: bool = False,
) -> Iterator[Batch]:
    """Watches all queries and yields batches until `stop` is set.

    A slow consumer gets fewer and larger batches. With `first_alone`, nothing more is read after the first page of the
    first resource until the consumer asks for the next batch: one that is still loading has no time for more.
    Raises UsageError for a selector that the server refuses.
    """
    items: queue.Queue[Item] = queue.Queue(MAX_QUEUED)
    taken = threading.Event()
    post = _poster(items, stop)
    posts = [_held_after_first(post, taken) if first_alone else post, *[post] * (len(queries) - 1)]
    reflectors = [
        Reflector(client, query, post, stop, keep_raw=keep_raw, pause=pause, waits=waits)
        for query, post in zip(queries, posts, strict=True)
    ]
    threads = [
        threading.Thread(name="watch", target=_run, args=(reflector, items, stop), daemon=True)
        for reflector in reflectors
    ]
    states = {query.display_name: SyncState(SyncPhase.LOADING, client.now()) for query in queries}
    threads[0].start()
    try:
        early = _first(items)
        updates = [item for item in early if isinstance(item, ResourceUpdate)]
        if updates and first_alone:
            early, states = [], _next_states(states, updates)
            yield _batch(updates, states)
        taken.set()
        for thread in threads[1:]:
            thread.start()
        yield from _batches(items, early, states, Supervisor(client, reflectors, waits), stop)
    finally:
        stop.set()
        taken.set()
        for reflector in reflectors:
            reflector.abort()
        deadline = time.monotonic() + JOIN_TIMEOUT
        for thread in threads:
            if thread.ident is not None:
                thread.join(timeout=max(0.0, deadline - time.monotonic()))


def _batches(
    items: queue.Queue[Item],
    early: list[Item],
    states: Mapping[str, SyncState],
    supervisor: Supervisor,
    stop: threading.Event,
) -> Iterator[Batch]:
    """Batches of what the threads send, while any of them runs. `early` was received before."""
    yielded_at = time.monotonic() - LINGER
    running, judged = len(supervisor.reflectors), states
    while running and not stop.is_set():
        if time.monotonic() - yielded_at < LINGER:
            stop.wait(LINGER)
        received, early = early or _drain(items), []
        for item in received:
            if isinstance(item, Exception):
                raise item
        running -= received.count(None)
        updates = [item for item in received if isinstance(item, ResourceUpdate)]
        states = _next_states(states, updates)
        before, judged = judged, supervisor.judge(states)
        batch = _batch(updates, judged)
        quiet_for = time.monotonic() - yielded_at
        if batch.lines or batch.undecodable or judged != before or quiet_for > HEARTBEAT:
            yielded_at = time.monotonic()
            yield batch


def _run(reflector: Reflector[Any], items: queue.Queue[Item], stop: threading.Event) -> None:
    try:
        reflector.run()
        _put(items, None, stop)
    except Exception as error:  # noqa: BLE001 - raised in the thread of the consumer
        _put(items, error, stop)


def _poster(items: queue.Queue[Item], stop: threading.Event) -> Callable[[ResourceUpdate], None]:
    return lambda update: _put(items, update, stop)


def _held_after_first(
    post: Callable[[ResourceUpdate], None], taken: threading.Event
) -> Callable[[ResourceUpdate], None]:
    """Posts the first update, and the next ones once `taken` is set."""

    def held(update: ResourceUpdate) -> None:
        post(update)
        taken.wait()

    return held


def _put(items: queue.Queue[Item], item: Item, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            items.put(item, timeout=POLL)
        except queue.Full:
            continue
        return


def _first(items: queue.Queue[Item]) -> list[Item]:
    """The first item, if it is sent within HEAD_START: it is the first page of the pods. Else an empty list."""
    try:
        return [items.get(timeout=HEAD_START)]
    except queue.Empty:
        return []


def _drain(items: queue.Queue[Item]) -> list[Item]:
    """All queued items, after waiting up to POLL for the first; empty if none was sent."""
    drained: list[Item] = []
    try:
        drained.append(items.get(timeout=POLL))
        while len(drained) < MAX_QUEUED:
            drained.append(items.get_nowait())
    except queue.Empty:
        pass
    return drained


def _next_states(states: Mapping[str, SyncState], updates: Sequence[ResourceUpdate]) -> dict[str, SyncState]:
    """The states after these updates. `since` stays while the phase stays, whatever the error."""
    after = dict(states)
    for update in updates:
        if update.state is not None:
            before = after[update.resource]
            since = before.since if before.phase is update.state.phase else update.state.since
            after[update.resource] = msgspec.structs.replace(update.state, since=since)
    return after


def _batch(updates: Sequence[ResourceUpdate], states: Mapping[str, SyncState]) -> Batch:
    return Batch(
        tuple(line for update in updates for line in update.lines),
        states,
        tuple(problem for update in updates for problem in update.undecodable),
    )
