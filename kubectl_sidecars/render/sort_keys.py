"""The keys by which pods are sorted: for --sort-by, and for the columns of the screen.

--sort-by sorts in ascending order, as kubectl's does. The screen puts what an engineer looks for first: the pod that
restarted most often, the youngest pod. Imports nothing heavy: the parser and completion read the names.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from kubectl_sidecars.report import PodReport

    Value = Callable[[PodReport], Any]

LAST = float("inf")
"""Sorts a pod without a creation time to the end, in both directions."""
HEALTHY = 9
"""Sorts a pod without a problem behind every severity."""


class SortKey:
    """One key: its name, the values that pods are sorted by, and kubectl's JSON paths for it.

    `descends` is True if what the column shows becomes less from the first row of the screen to the last."""

    __slots__ = ("descends", "name", "on_screen", "paths", "printed")

    def __init__(
        self,
        name: str,
        printed: Value,
        *,
        on_screen: Value | None = None,
        descends: bool = False,
        paths: tuple[str, ...] = (),
    ) -> None:
        self.name = name
        self.printed = printed
        self.on_screen = on_screen or printed
        self.descends = descends
        self.paths = paths


def severity(pod: PodReport) -> int:
    """The rank of the pod's worst problem, 0 for critical; HEALTHY for a pod with advice only, or with nothing."""
    ranks = [finding.severity.rank for finding in pod.findings if finding.severity.value != "notice"]
    return min(ranks, default=HEALTHY)


def _created(pod: PodReport) -> float:
    return pod.created_at.timestamp() if pod.created_at else LAST


def _youngest_first(pod: PodReport) -> float:
    return -pod.created_at.timestamp() if pod.created_at else LAST


SORT_KEYS = (
    SortKey("severity", severity, descends=True),
    SortKey("namespace", lambda pod: pod.namespace, paths=(".metadata.namespace",)),
    SortKey("name", lambda pod: pod.name, paths=(".metadata.name",)),
    SortKey("ready", lambda pod: pod.ready),
    SortKey("status", lambda pod: pod.status, paths=(".status.phase",)),
    SortKey(
        "restarts",
        lambda pod: pod.restart_count,
        on_screen=lambda pod: -pod.restart_count,
        descends=True,
        paths=(".status.containerStatuses[0].restartCount",),
    ),
    SortKey("age", _created, on_screen=_youngest_first, paths=(".metadata.creationTimestamp",)),
    SortKey("owner", lambda pod: str(pod.owner)),
    SortKey("node", lambda pod: pod.node, paths=(".spec.nodeName",)),
)
"""In the order in which the key `o` of the screen goes through them. Namespace and name decide between equal pods."""

BY_NAME = {key.name: key for key in SORT_KEYS}
BY_PATH = {path: key for key in SORT_KEYS for path in key.paths}
ON_SCREEN = {key.name: key.on_screen for key in SORT_KEYS}


def sort_key(text: str) -> SortKey | None:
    """The key for a name or a JSON path, with or without braces; None if there is no such key."""
    wanted = text.strip("{}")
    return BY_NAME.get(wanted) or BY_PATH.get(wanted)
