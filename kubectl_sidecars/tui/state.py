"""The one frozen value that every screen shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from kubectl_sidecars.causes.acknowledged import Acknowledged
from kubectl_sidecars.causes.cause import LogRequest
from kubectl_sidecars.causes.rollbacks import Revisions
from kubectl_sidecars.feed import Scope, SyncPhase, SyncState
from kubectl_sidecars.report.live import Inspected
from kubectl_sidecars.snapshot import EPOCH
from kubectl_sidecars.tui.excerpt import Excerpt
from kubectl_sidecars.tui.pod_list import ListQuery, ListView, Summary


class AppState(msgspec.Struct, frozen=True):
    """Everything that is on the screen, except cursors, scroll positions and dialogs.

    `list_view` and `summary` may lag behind `inspected`: a thread computes them."""

    scope: Scope = Scope()
    sync: SyncState = SyncState(SyncPhase.LOADING)
    inspected: Inspected = Inspected()
    query: ListQuery = ListQuery()
    list_view: ListView = ListView()
    summary: Summary = Summary()
    excerpts: Mapping[LogRequest, Excerpt] = {}
    """The last lines of the logs that are shown."""
    revisions: Revisions = {}
    """The revisions that causes ask for, of those that have been read."""
    wide: bool = False
    now: datetime = EPOCH
    acknowledged: tuple[Acknowledged, ...] = ()
    """The causes of this cluster that are hidden."""
    is_missing: bool = False
    """True if the namespace of the scope is known not to exist."""
    visited: frozenset[str] = frozenset()
    """The namespaces that have been shown: who may not list namespaces can go back to these."""


def loading(scope: Scope, query: ListQuery, *, wide: bool, visited: frozenset[str] = frozenset()) -> AppState:
    """The state of a scope of which nothing has been read yet."""
    visited |= {scope.namespace} if scope.namespace else set()
    return AppState(scope, query=query, list_view=ListView(query), wide=wide, visited=visited)
