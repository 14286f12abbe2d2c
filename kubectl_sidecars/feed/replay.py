"""The feed of a file or a recording."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import msgspec

from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.feed import EVERYWHERE, Feed, LogLine, PodLogOptions, Scope, SyncPhase, SyncState, Update
from kubectl_sidecars.object_keys import key, log_key
from kubectl_sidecars.snapshot import Snapshot

FIRST = 200
"""Pods in the first update of a large file: they are on screen while the others are inspected."""
STEP = 2000
"""Pods added by each further update."""


def recorded(snapshot: Snapshot, scope: Scope = EVERYWHERE, named: frozenset[str] | None = None) -> Feed:
    """A feed of one snapshot, narrowed to the scope's namespace. Its last update has phase REPLAY.

    `named` are the objects for which the pods of the snapshot were chosen."""
    snapshot = msgspec.structs.replace(snapshot, pods=dict(snapshot.pods))  # the screen compares pods by identity
    shown = snapshot
    if scope.namespace:
        pods = {uid: pod for uid, pod in snapshot.pods.items() if pod.metadata.namespace == scope.namespace}
        source = msgspec.structs.replace(snapshot.source, namespace=scope.namespace)
        shown = msgspec.structs.replace(snapshot, pods=pods, source=source)
    return Feed(
        updates=lambda stop: _in_steps(shown, stop),
        scope=scope,
        namespaces=lambda: tuple(sorted({pod.metadata.namespace for pod in snapshot.pods.values()})),
        switch=lambda to: recorded(snapshot, to, named),
        logs=(lambda options, _stop: _log(snapshot, options)) if snapshot.logs else None,
        named=named,
    )


def _log(snapshot: Snapshot, options: PodLogOptions) -> Iterator[LogLine]:
    """The lines that the recording holds. Raises UsageError if it holds none of this run."""
    log = snapshot.logs.get(log_key(key(options.pod), options.container, previous=options.previous))
    if log is None:
        run = "earlier run" if options.previous else "run"
        raise UsageError(f"the recording holds no log of this {run}")
    yield from (LogLine(line) for line in log.lines[-options.tail :])


def _in_steps(snapshot: Snapshot, stop: threading.Event) -> Iterator[Update]:
    """The snapshot with its first pods, then with more of them, at last with all."""
    uids = list(snapshot.pods)
    for end in (FIRST, *range(STEP, len(uids), STEP)):
        if end >= len(uids) or stop.is_set():
            break
        some = msgspec.structs.replace(snapshot, pods={uid: snapshot.pods[uid] for uid in uids[:end]})
        yield Update(some, SyncState(SyncPhase.LOADING))
    yield Update(snapshot, SyncState(SyncPhase.REPLAY, snapshot.taken_at))
