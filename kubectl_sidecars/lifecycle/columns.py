"""READY, STATUS and RESTARTS exactly as kubectl prints them.

Mirrors printPod of Kubernetes v1.37.2 (pkg/printers/internalversion/printers.go) with its faults, and where it changed,
the printer of the server's version: the API server prints, kubectl shows. Where those words mislead,
diagnose.status_note says so.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubectl_sidecars.api import ContainerStatus, Pod, Terminated
from kubectl_sidecars.durations import age
from kubectl_sidecars.model import is_sidecar, is_true

ERROR_WINS_SINCE = 35
"""Minor version since which the failure of a container wins over another's Completed (printPod of v1.34.2, v1.35.4)."""
NEWEST = 37
"""Minor version of the newest printer that is mirrored."""


def printer(minor: int | None) -> str:
    """`v1.34`: the version whose columns are shown for a server of version 1.`minor`; the newest for an unknown one."""
    mirrored = NEWEST if minor is None else min(minor, NEWEST)
    return f"v1.{mirrored}"


class Columns(msgspec.Struct, frozen=True, gc=False):
    """kubectl's values. `restarted_at` is the latest end of a run that RESTARTS counts, None without a record.

    `ready_count` of `total` containers are in READY. `is_initialising` where STATUS is `Init:...`."""

    ready_count: int
    total: int
    status: str
    restart_count: int
    restarted_at: datetime | None
    is_initialising: bool = False

    @property
    def ready(self) -> str:
        """`1/2`: the column READY."""
        return f"{self.ready_count}/{self.total}"

    def restarts(self, now: datetime) -> str:
        """`3 (2m ago)`; `3` without a record of the last run."""
        if self.restart_count == 0 or self.restarted_at is None:
            return str(self.restart_count)
        return f"{self.restart_count} ({age(self.restarted_at, now)} ago)"


class _Sum:
    """A sum of restarts, and the latest end among them."""

    def __init__(self) -> None:
        self.count = 0
        self.last: datetime | None = None

    def add(self, status: ContainerStatus) -> None:
        self.count += status.restart_count
        terminated = status.last_state.terminated
        finished = terminated.finished_at if terminated else None
        if finished is not None and (self.last is None or self.last < finished):
            self.last = finished


class _Init:
    """The result of printPod's loop over initContainerStatuses, which stops at the first that has not passed."""

    def __init__(self, pod: Pod) -> None:
        self.all, self.sidecars = _Sum(), _Sum()
        self.ready = 0
        self.reason = ""
        """`Init:...` while kubectl considers the pod as initialising, or as failed in that; else ""."""
        total = len(pod.spec.init_containers)
        sidecars = {container.name for container in pod.spec.init_containers if is_sidecar(container)}
        for index, status in enumerate(pod.status.init_container_statuses):
            self.all.add(status)
            sidecar = status.name in sidecars
            if sidecar:
                self.sidecars.add(status)
            terminated = status.state.terminated
            if terminated is not None and terminated.exit_code == 0:
                continue
            if sidecar and status.started:
                self.ready += status.ready
                continue
            self.reason = f"Init:{self._word(status, index, total)}"
            break

    @staticmethod
    def _word(status: ContainerStatus, index: int, total: int) -> str:
        terminated, waiting = status.state.terminated, status.state.waiting
        if terminated is not None:
            return terminated.reason or _code(terminated)
        if waiting is not None and waiting.reason and waiting.reason != "PodInitializing":
            return waiting.reason
        return f"{index}/{total}"


class _Main:
    """The result of printPod's loop over containerStatuses, from last to first: the first in the list wins."""

    def __init__(self, pod: Pod, reason: str, restarts: _Sum, *, error_wins: bool) -> None:
        self.ready = 0
        error, running = "", False
        for status in reversed(pod.status.container_statuses):
            restarts.add(status)
            terminated, waiting = status.state.terminated, status.state.waiting
            if waiting is not None and waiting.reason:
                reason = waiting.reason
            elif terminated is not None:
                reason = terminated.reason or _code(terminated)
                error = reason if error_wins and terminated.exit_code != 0 else error
            elif status.ready and status.state.running is not None:
                running = True
                self.ready += 1
        if reason == "Completed":
            if running and is_true(pod, "Ready"):
                reason = "Running"
            elif error or running:
                reason = error or "NotReady"
        self.reason = reason


def columns(pod: Pod, minor: int | None = None) -> Columns:
    """kubectl's READY, STATUS and RESTARTS of the pod, from a server of version 1.`minor`; None for the newest."""
    init = _Init(pod)
    reason, restarts, ready = init.reason or _pod_reason(pod), init.all, init.ready
    if not init.reason or is_true(pod, "Initialized"):
        restarts = init.sidecars
        main = _Main(pod, reason, restarts, error_wins=minor is None or minor >= ERROR_WINS_SINCE)
        reason, ready = main.reason, ready + main.ready
    if pod.metadata.deletion_timestamp is not None:
        if pod.status.reason == "NodeLost":
            reason = "Unknown"
        elif not pod.is_over:
            reason = "Terminating"
    total = len(pod.spec.containers) + sum(map(is_sidecar, pod.spec.init_containers))
    return Columns(ready, total, reason, restarts.count, restarts.last, bool(init.reason) and reason == init.reason)


def _pod_reason(pod: Pod) -> str:
    for condition in pod.status.conditions:
        if condition.type == "PodScheduled" and condition.reason == "SchedulingGated":
            return "SchedulingGated"
    return pod.status.reason or pod.status.phase


def _code(terminated: Terminated) -> str:
    return f"Signal:{terminated.signal}" if terminated.signal else f"ExitCode:{terminated.exit_code}"
