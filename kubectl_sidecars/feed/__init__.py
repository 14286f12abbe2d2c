"""The source of the screen's data: a cluster, a file or a recording behind one interface.

A feed is made of values and functions. A field that is left at None or empty is not offered by the screen.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from kubectl_sidecars.api import Object, Pod
from kubectl_sidecars.causes.cause import RevisionRequest
from kubectl_sidecars.causes.rollbacks import Revisions
from kubectl_sidecars.kube.read.sync_state import SyncPhase, SyncState
from kubectl_sidecars.snapshot import Denied, Snapshot

__all__ = [
    "EVERYWHERE",
    "Feed",
    "LogLine",
    "Logs",
    "Owners",
    "PodLogOptions",
    "Scope",
    "SyncPhase",
    "SyncState",
    "Update",
]


class Update(msgspec.Struct, frozen=True):
    """The latest snapshot, and how current it is."""

    snapshot: Snapshot
    sync: SyncState


class Scope(msgspec.Struct, frozen=True):
    """A kubeconfig context and a namespace.

    `namespace` is "" for all namespaces; None, in a request to switch, stands for the context's own.
    """

    context: str = ""
    namespace: str | None = ""


class Owners(msgspec.Struct, frozen=True):
    """Deployments, StatefulSets, DaemonSets and CronJobs, and what of them the server denies."""

    objects: tuple[Object, ...] = ()
    denied: tuple[Denied, ...] = ()


class LogLine(msgspec.Struct, frozen=True):
    """One line of a container's log, with the server's time stamp where it has one."""

    text: str
    time: datetime | None = None


@dataclass(frozen=True)
class PodLogOptions:
    """The log to read, from its last `tail` lines on: `previous` is the run before the current one, `follow` waits for
    new lines."""

    pod: Pod
    container: str
    previous: bool = False
    follow: bool = True
    tail: int = 1000


EVERYWHERE = Scope()
Updates = Callable[[threading.Event], Iterator[Update]]
Logs = Callable[[PodLogOptions, threading.Event], Iterator[LogLine]]


@dataclass(frozen=True)
class Feed:
    """A source of snapshots, and what else it can do.

    `updates` and `logs` run in threads of their own, and end soon after their event is set. They raise SidecarsError
    for what a user can act on.
    """

    updates: Updates
    scope: Scope = EVERYWHERE
    logs: Logs | None = None
    yaml: Callable[[Pod], str] | None = None
    namespaces: Callable[[], tuple[str, ...]] | None = None
    owners: Callable[[], Owners] | None = None
    """Lists the owners of pods; None where the snapshots hold all that is known of them."""
    revisions: Callable[[Sequence[RevisionRequest]], Revisions] | None = None
    """Reads the revisions that causes ask for; None where the snapshots hold all that is known of them."""
    retry: Callable[[], None] | None = None
    """Ends the pauses between two tries, so that a server that did not answer is asked at once."""
    cluster: str = ""
    """The name of the context and the address of the server, which tell clusters apart; "" for a file."""
    contexts: tuple[str, ...] = ()
    switch: Callable[[Scope], Feed] | None = None
    kubectl: tuple[str, ...] = ()
    """The words that start every kubectl command for this cluster; empty where kubectl cannot be offered."""
    named: frozenset[str] | None = None
    """The objects that were named, as KIND/NAME; None for all pods of the scope. Causes and workloads of others are not
    shown."""
