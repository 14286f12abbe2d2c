"""The report's own shape: what every output shows, and what `-o json` promises.

Every key is always there: empty text, empty list, or null where absence means something.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import msgspec

from kubectl_sidecars.causes.cause import Cause, PodName
from kubectl_sidecars.classify import Confidence, Role
from kubectl_sidecars.diagnose import Finding
from kubectl_sidecars.lifecycle.assessment import Stage
from kubectl_sidecars.lifecycle.deletion import Deletion
from kubectl_sidecars.model import ContainerType, Owner
from kubectl_sidecars.snapshot import Denied, Source, Undecodable
from kubectl_sidecars.suppressions import Suppressed


class Part(msgspec.Struct, frozen=True, kw_only=True, rename="camel", gc=False):
    """A part of the report: immutable, camelCase in JSON."""


class StateReport(Part, frozen=True):
    """A container state: `kind` is running, waiting or terminated, or "" before the kubelet has reported."""

    kind: str = ""
    reason: str = ""
    message: str = ""
    exit_code: int | None = None
    signal: str = ""
    started_at: datetime | None = None
    finished_at: datetime | None = None


class ContainerReport(Part, frozen=True):
    """One container: a fact of the API (type, state) beside our judgement (role, stage)."""

    name: str
    type: ContainerType
    role: Role
    task: str
    confidence: Confidence
    evidence: tuple[str, ...]
    image: str
    stage: Stage
    ready: bool
    started: bool | None
    restart_count: int
    state: StateReport
    last_state: StateReport
    waits_for: str
    next_restart: datetime | None
    next_restart_estimated: bool


class EventReport(Part, frozen=True):
    """An event of the pod; `container` is "" for one of the whole pod. Times may be unknown."""

    type: str
    reason: str
    container: str
    message: str
    count: int
    first: datetime | None
    last: datetime | None


class Standing(StrEnum):
    """The word under which a pod is counted: by its worst finding above notice, else by where it is in its life."""

    CRITICAL = "critical"
    WARNING = "warning"
    STARTING = "starting"
    """Not Ready yet, and without a problem."""
    STOPPING = "stopping"
    """Being deleted, or its main containers are done."""
    WELL = "well"
    """Ready."""
    DONE = "done"
    """Succeeded; or failed, which is history or was made good."""


class PodReport(Part, frozen=True):
    """One pod: kubectl's own words, then what is so. `created_at` is what `age` is counted from."""

    namespace: str
    name: str
    uid: str
    owner: Owner
    node: str
    phase: str
    ready: str
    status: str
    restarts: str
    restart_count: int
    age: str
    created_at: datetime | None
    standing: Standing
    truth: str
    deletion: Deletion | None
    containers: tuple[ContainerReport, ...]
    events: tuple[EventReport, ...]
    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...] = ()
    suppress_problem: str = ""
    """The fault in the pod's annotation kubectl-sidecars/suppress; "" if nothing is."""


class TableRow(Protocol):
    """A row of a table: of a pod, of a workload."""

    @property
    def namespace(self) -> str:
        """Its namespace."""


class Report(Part, frozen=True, kw_only=True):
    """All that is said of one snapshot. In a watch, `pods` are those that changed, and `gone` those that vanished."""

    api_version: str = "sidecars/v1"
    kind: str = "Report"
    taken_at: datetime
    source: Source
    pods: tuple[PodReport, ...]
    causes: tuple[Cause, ...]
    denied: tuple[Denied, ...]
    undecodable: tuple[Undecodable, ...]
    gone: tuple[PodName, ...] = ()

    @property
    def rows(self) -> Sequence[TableRow]:
        """The rows of a table of the report: its pods, unless it is a report of something else."""
        return self.pods
