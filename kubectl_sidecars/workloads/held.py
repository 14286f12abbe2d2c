"""The reason that holds each workload: the first of the causes that name it or one of its pods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from kubectl_sidecars.causes.cause import Cause, PodName
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.model import WorkloadKey


class Held(msgspec.Struct, frozen=True):
    """The sentence of one cause about a workload. `rank` is the place of the cause: they are worst first."""

    rank: int
    severity: Severity
    text: str
    since: datetime | None
    may_be_older: bool


def held(
    causes: Sequence[Cause], of_pods: Mapping[PodName, WorkloadKey], places: Iterable[WorkloadKey]
) -> dict[WorkloadKey, Held]:
    """The first cause of each workload. `of_pods` has the workload of each pod, `places` all workloads."""
    by_name: dict[str, list[WorkloadKey]] = {}
    for place in places:
        by_name.setdefault(str(place[1]), []).append(place)
    found: dict[WorkloadKey, Held] = {}
    for rank, cause in enumerate(causes):
        for place, severity, text in _about(cause, of_pods, by_name):
            found.setdefault(place, Held(rank, severity, text, cause.since, cause.may_be_older))
    return found


def _about(
    cause: Cause, of_pods: Mapping[PodName, WorkloadKey], by_name: Mapping[str, Sequence[WorkloadKey]]
) -> Iterator[tuple[WorkloadKey, Severity, str]]:
    """The workloads of a cause, with its severity and sentence for each."""
    text = cause.summary
    yield from ((of_pods[pod], cause.severity, text) for pod in cause.pods if pod in of_pods)
    if not cause.pods:
        yield from ((place, cause.severity, text) for place in _named(cause, by_name))
    for consequence in cause.consequences:
        says = f"{consequence.summary.rstrip('.')} (follows from: {text.rstrip('.')})"
        yield from ((of_pods[pod], consequence.severity, says) for pod in consequence.pods if pod in of_pods)


def _named(cause: Cause, by_name: Mapping[str, Sequence[WorkloadKey]]) -> Iterator[WorkloadKey]:
    """The workloads that a cause without pods names. It has the name once for each namespace that it is of: where other
    namespaces of the cause have a workload of that name too, it is not known which."""
    for name in dict.fromkeys(cause.owners):
        places = [place for place in by_name.get(name, ()) if place[0] in cause.namespaces]
        if len(places) == cause.owners.count(name):
            yield from places
