"""The feed of a file or a recording."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import msgspec

from kubectl_sidecars.feed import EVERYWHERE, Feed, Scope, SyncPhase, SyncState, Update
from kubectl_sidecars.snapshot import Snapshot

FIRST = 200
"""Pods in the first update of a large file: they are on screen while the others are inspected."""
STEP = 2000
"""Pods added by each further update."""


def recorded(snapshot: Snapshot, scope: Scope = EVERYWHERE) -> Feed:
    """A feed of one snapshot, narrowed to the scope's namespace. Its last update has phase REPLAY."""
    shown = snapshot
    if scope.namespace:
        pods = {uid: pod for uid, pod in snapshot.pods.items() if pod.metadata.namespace == scope.namespace}
        shown = msgspec.structs.replace(snapshot, pods=pods)
    return Feed(
        updates=lambda stop: _in_steps(shown, stop),
        scope=scope,
        namespaces=lambda: tuple(sorted({pod.metadata.namespace for pod in snapshot.pods.values()})),
        switch=lambda to: recorded(snapshot, to),
    )


def _in_steps(snapshot: Snapshot, stop: threading.Event) -> Iterator[Update]:
    """The snapshot with its first pods, then with more of them, at last with all."""
    uids = list(snapshot.pods)
    for end in (FIRST, *range(STEP, len(uids), STEP)):
        if end >= len(uids) or stop.is_set():
            break
        some = msgspec.structs.replace(snapshot, pods={uid: snapshot.pods[uid] for uid in uids[:end]})
        yield Update(some, SyncState(SyncPhase.LOADING))
    yield Update(snapshot, SyncState(SyncPhase.REPLAY, snapshot.taken_at))
