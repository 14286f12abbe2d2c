"""Pods that are judged by the ready ones of their app: standbys, and pods that take as long to start as others did."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.api import Event, HTTPGetAction, Pod, PodCondition, Probe, TCPSocketAction
from kubectl_sidecars.snapshot import Snapshot
from tests.support.builders import condition, conditions, container, event, owned_by, pod, running, snapshot


def judged_by_mates() -> Iterator[Snapshot]:
    """Pods that are not ready, in snapshots with ready ones of their app."""
    yield snapshot(*of_deployment("elected", "/active", [None, 9000, None]), failures("elected-0", 40))
    yield snapshot(*of_deployment("shared", "/active", [None, 9000, 9000]), failures("shared-0", 600))
    yield snapshot(*of_deployment("copies", "/replica", [9000, None, 9000]), failures("copies-1", 600))
    yield snapshot(of_pair("master", ready=True), of_pair("slave", ready=False), failures("slave", 600))
    yield snapshot(*of_deployment("slow", "/ready", [9000, 9000, None], started=(9240, 9060, 200)))


def of_deployment(
    name: str, path: str, ready: list[float | None], started: tuple[float, ...] = (9010, 9010, 9010)
) -> Iterator[Pod]:
    """The pods of a ReplicaSet: how long each has been ready, None for one that never was, and how long it runs."""
    probe = Probe(http_get=HTTPGetAction(path=path, port=8080), period_seconds=5)
    for number, (since, runs) in enumerate(zip(ready, started, strict=True)):
        app = container("app", running(runs), ready=since is not None, started=True, readiness_probe=probe)
        meta = {**owned_by("ReplicaSet", f"{name}-abc"), "labels": {"app": name, "pod-template-hash": "abc"}}
        yield pod([app], name=f"{name}-{number}", meta=meta, conditions=readiness(since, runs))


def of_pair(role: str, *, ready: bool) -> Pod:
    """One of two pods that are told apart by a label, without a StatefulSet."""
    app = container(
        "app", running(9010), ready=ready, started=True, readiness_probe=Probe(tcp_socket=TCPSocketAction())
    )
    meta = {**owned_by("ReplicaSet", role), "labels": {"app": "pair", "role": role}}
    return pod([app], name=role, meta=meta, conditions=readiness(9000 if ready else None, 9010))


def readiness(since: float | None, runs: float) -> tuple[PodCondition, ...]:
    """The conditions of a pod that has been ready for `since` seconds, or never."""
    status, changed = ("False", runs) if since is None else ("True", since)
    return conditions(*(condition(type_, status, since=changed) for type_ in ("Ready", "ContainersReady")))


def failures(about: str, count: int) -> Event:
    """Failures of the last 50 minutes, of 600 tries."""
    answer = "connect: connection refused" if about == "slave" else "HTTP probe failed with statuscode: 503"
    message = f"Readiness probe failed: {answer}"
    path = "spec.containers{app}"
    return event("Unhealthy", message, path=path, at=5, first=3000, count=count, about=f"uid-{about}")
