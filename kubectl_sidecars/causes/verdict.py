"""A cause with what it takes away from other pods, and what its own pods need."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime

import msgspec

from kubectl_sidecars.causes.cause import Case, Cause
from kubectl_sidecars.causes.groups import Group
from kubectl_sidecars.causes.loss_keys import LossKey, owner_key, served_keys
from kubectl_sidecars.classify.known_container import ServiceKind
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity
from kubectl_sidecars.diagnose.needs import (
    NODES,
    ClusterNeed,
    Need,
    NodeNeed,
    OwnerNeed,
    PeerNeed,
    PodNeed,
    PortNeed,
    TaintNeed,
)
from kubectl_sidecars.diagnose.origin import NodeOrigin


class Loss(msgspec.Struct, frozen=True, gc=False):
    """A thing that a fault takes away. `entry` is the catalogue's id of the container that should give it, "" without
    one; `pod` is the name of the pod at fault."""

    key: LossKey
    entry: str = ""
    pod: str = ""


class Verdict(msgspec.Struct, frozen=True):
    """A cause, its `summary` and effect; `needs` holds the needs of each of its findings.

    `down_since` is the earliest time at which one of its pods is known to have been in trouble. `is_final` is True
    where its pods have ended: only what was wrong before then explains it. `names_owner` is True where the sentences
    of the cause name its workload."""

    cause: Cause
    summary: str
    effect: Effect = Effect.NONE
    needs: tuple[tuple[Need, ...], ...] = ()
    losses: tuple[Loss, ...] = ()
    down_since: datetime | None = None
    is_final: bool = False
    names_owner: bool = False


_STOPS = frozenset({Effect.BLOCKED, Effect.DOWN})


MOST_PORTS = 64
"""Ports of a pod that others may miss. Each finding of the pod names them: a pod may have ten thousand of both."""


def losses_of(group: Group) -> tuple[Loss, ...]:
    """All that the pods of a group no longer give to others."""
    found = [
        loss
        for case, finding in zip(group.cases, group.findings, strict=True)
        if finding.severity is Severity.CRITICAL or not case.is_well
        for loss in _losses(case, finding)
    ]
    return tuple(dict.fromkeys(found))


def losses_of_owners(cause: Cause) -> tuple[Loss, ...]:
    """The work that is not done where no pod shows it: of Jobs that failed, or that get no pods."""
    jobs = [owner for owner in cause.owners if owner.kind == "Job"] if len(cause.namespaces) == 1 else []
    return tuple(Loss(OwnerNeed(cause.namespaces[0], job.kind, job.name)) for job in jobs)


def _losses(case: Case, finding: Finding) -> Iterator[Loss]:
    stops = not finding.container or finding.effect in _STOPS
    for serving in case.serves:
        if stops or serving.container == finding.container:
            for key in served_keys(case, serving.service):
                yield Loss(key, serving.entry, case.name)
    if stops or not case.is_well:
        yield Loss(PodNeed(case.namespace, case.name), "", case.name)
        yield Loss(owner_key(case), "", case.name)
        for service in case.services:
            yield Loss(PeerNeed(case.namespace, service), "", case.name)
        for port in itertools.islice(case.ports, MOST_PORTS):
            yield Loss(PortNeed(case.namespace, port), "", case.name)
    if isinstance(finding.origin, NodeOrigin) and finding.origin.fault == Fault.NOT_READY:
        yield Loss(TaintNeed("node.kubernetes.io/unreachable"))
        yield Loss(TaintNeed("node.kubernetes.io/not-ready"))


def is_dated(need: Need) -> bool:
    """True if a fault can only explain what began after it: a proxy that was ready before needs nothing new, and an
    autoscaler that was well before found no node to add."""
    if isinstance(need, ClusterNeed):
        return need.service == NODES or need.service.kind is ServiceKind.HELPER
    return isinstance(need, NodeNeed)
