"""Where the screen's data comes from: the one seam between the console and a cluster, a file, a recording.

A feed is values and functions; what it cannot do is None, and the screen does not offer it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec

from kubectl_sidecars.api import Pod
from kubectl_sidecars.snapshot import Snapshot


class State(StrEnum):
    """How far the data can be trusted to be what is so now."""

    LOADING = "loading"
    LIVE = "live"
    STALE = "stale"
    NO_DATA = "no data"
    """Nothing was heard yet, and it is asked for again and again."""
    REPLAY = "replay"
    DENIED = "denied"


class Freshness(msgspec.Struct, frozen=True):
    """`since` is when it became so, `why` says it in words, with what to do."""

    state: State
    since: datetime | None = None
    why: str = ""

    @property
    def moves(self) -> bool:
        """Whether time goes on: what was recorded stands at its moment."""
        return self.state is not State.REPLAY


class Update(msgspec.Struct, frozen=True):
    """What is known now, and how fresh it is."""

    snapshot: Snapshot
    freshness: Freshness


class Place(msgspec.Struct, frozen=True):
    """Where the pods are: `namespace` is "" for all of them, None (asked for only) for the context's own."""

    context: str = ""
    namespace: str | None = ""


class LogLine(msgspec.Struct, frozen=True):
    """One line of a container's log; `time` where the server told it."""

    text: str
    time: datetime | None = None


@dataclass(frozen=True)
class LogRequest:
    pod: Pod
    container: str
    previous: bool = False
    follow: bool = True


EVERYWHERE = Place()
Updates = Callable[[threading.Event], Iterator[Update]]
Logs = Callable[[LogRequest, threading.Event], Iterator[LogLine]]


@dataclass(frozen=True)
class Feed:
    """What the screen shows and what it can ask for. `updates` and `logs` are run in threads of their own and
    end soon after their event is set; errors that a user can act on are raised as SidecarsError."""

    updates: Updates
    place: Place = EVERYWHERE
    logs: Logs | None = None
    yaml: Callable[[Pod], str] | None = None
    namespaces: Callable[[], tuple[str, ...]] | None = None
    contexts: tuple[str, ...] = ()
    switch: Callable[[Place], Feed] | None = None
    kubectl: tuple[str, ...] = ()
    """The words that start every kubectl command there; empty where there is no cluster to hand over to."""


FIRST = 200
"""Pods shown at once of a large file, while the others are inspected."""
STEP = 2000


def recorded(snapshot: Snapshot, place: Place = EVERYWHERE) -> Feed:
    """A file or a recording: it stands at its last moment."""
    shown = snapshot
    if place.namespace:
        pods = {uid: pod for uid, pod in snapshot.pods.items() if pod.metadata.namespace == place.namespace}
        shown = msgspec.structs.replace(snapshot, pods=pods)
    return Feed(
        updates=lambda stop: _growing(shown, stop),
        place=place,
        namespaces=lambda: tuple(sorted({pod.metadata.namespace for pod in snapshot.pods.values()})),
        switch=lambda to: recorded(snapshot, to),
    )


def _growing(snapshot: Snapshot, stop: threading.Event) -> Iterator[Update]:
    """The first pods soon, then more and more, at last all."""
    uids = list(snapshot.pods)
    for end in (FIRST, *range(STEP, len(uids), STEP)):
        if end >= len(uids) or stop.is_set():
            break
        some = msgspec.structs.replace(snapshot, pods={uid: snapshot.pods[uid] for uid in uids[:end]})
        yield Update(some, Freshness(State.LOADING))
    yield Update(snapshot, Freshness(State.REPLAY, snapshot.taken_at))
