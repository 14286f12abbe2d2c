"""Pods made by hand, valid by default: what the recordings do not have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from kubectl_sidecars.api import (
    Container,
    ContainerState,
    ContainerStatus,
    Event,
    InvolvedObject,
    Job,
    JobSpec,
    JobStatus,
    Node,
    NodeStatus,
    ObjectMeta,
    OwnerReference,
    Pod,
    PodCondition,
    PodSpec,
    PodStatus,
    ResourceRequirements,
    Running,
    Terminated,
    Waiting,
)
from kubectl_sidecars.diagnose import Finding, Severity, Subject, diagnose
from kubectl_sidecars.diagnose.origin import AdviceOrigin
from kubectl_sidecars.model import containers
from kubectl_sidecars.report import Report, inspect
from kubectl_sidecars.snapshot import Line, Snapshot, fold

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
Built = tuple[Container, ContainerStatus]


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def running(since: float = 3600) -> ContainerState:
    return ContainerState(running=Running(started_at=ago(since)))


def waiting(reason: str = "ContainerCreating", message: str = "") -> ContainerState:
    return ContainerState(waiting=Waiting(reason=reason, message=message))


def terminated(code: int, reason: str = "", *, at: float = 10, lasted: float = 5, message: str = "") -> ContainerState:
    """Ended `at` seconds ago, after a run of `lasted` seconds."""
    return ContainerState(
        terminated=Terminated(
            exit_code=code,
            reason=reason or ("Completed" if code == 0 else "Error"),
            message=message,
            started_at=ago(at + lasted),
            finished_at=ago(at),
        )
    )


BACK_OFF = waiting("CrashLoopBackOff", "back-off 40s restarting failed container=app pod=shop")


def container(name: str, state: ContainerState | None = None, **fields: Any) -> Built:
    """A container and its status: it runs and is ready, unless `state` says otherwise."""
    status_fields = {key: fields.pop(key) for key in ("last", "restarts", "ready", "started") if key in fields}
    now = state or running()
    up = now.running is not None
    limit = fields.pop("memory", None)
    if limit is not None:
        fields["resources"] = ResourceRequirements(limits={"memory": limit})
    spec = Container(name=name, image=fields.pop("image", f"registry.example.com/{name}:1.0"), **fields)
    return spec, ContainerStatus(
        name=name,
        state=now,
        last_state=status_fields.get("last", ContainerState()),
        restart_count=status_fields.get("restarts", 0),
        ready=status_fields.get("ready", up),
        started=status_fields.get("started", up),
        container_id="containerd://1" if up else "",
    )


def sidecar(name: str, state: ContainerState | None = None, **fields: Any) -> Built:
    """A native sidecar: for `init`."""
    return container(name, state, restart_policy="Always", **fields)


def crashing(name: str, last: ContainerState, restarts: int = 5, **fields: Any) -> Built:
    return container(name, BACK_OFF, last=last, restarts=restarts, **fields)


OLD = 86_400.0
CONDITIONS = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")


def condition(
    type_: str, status: str = "True", *, since: float = 3600, reason: str = "", message: str = ""
) -> PodCondition:
    return PodCondition(type=type_, status=status, reason=reason, message=message, last_transition_time=ago(since))


def conditions(*changed: PodCondition) -> tuple[PodCondition, ...]:
    """All of them True, but for those given."""
    other = {each.type: each for each in changed}
    return (*(other.pop(type_, condition(type_)) for type_ in CONDITIONS), *other.values())


UNREADY = conditions(condition("Ready", "False"), condition("ContainersReady", "False"))


def pod(
    main: Sequence[Built],
    init: Sequence[Built] = (),
    *,
    name: str = "shop",
    phase: str = "Running",
    conditions: Iterable[PodCondition] = UNREADY,
    spec: dict[str, Any] | None = None,
    status: dict[str, Any] | None = None,
    meta: dict[str, Any] | None = None,
) -> Pod:
    """A pod on node-1, a day old. Not Ready by default: most pods here are sick."""
    return Pod(
        metadata=ObjectMeta(
            **{"name": name, "namespace": "demo", "uid": f"uid-{name}", "creation_timestamp": ago(OLD), **(meta or {})}
        ),
        spec=PodSpec(
            **{
                "containers": tuple(each for each, _ in main),
                "init_containers": tuple(each for each, _ in init),
                "node_name": "node-1",
                **(spec or {}),
            }
        ),
        status=PodStatus(
            **{
                "phase": phase,
                "conditions": tuple(conditions),
                "container_statuses": tuple(each for _, each in main),
                "init_container_statuses": tuple(each for _, each in init),
                "start_time": ago(3600),
                **(status or {}),
            }
        ),
    )


def event(
    reason: str,
    message: str = "",
    *,
    path: str = "",
    at: float = 10,
    first: float | None = None,
    count: int = 1,
    about: str = "uid-shop",
    kind: str = "Pod",
    name: str = "",
    annotations: dict[str, str] | None = None,
    type_: str = "",
) -> Event:
    """Last seen `at` seconds ago."""
    return Event(
        metadata=ObjectMeta(
            name=f"{reason}.{path}.{at}.{message[:20]}",
            namespace="demo",
            uid=f"{about}{reason}{path}{at}{message}",
            annotations=annotations or {},
        ),
        involved_object=InvolvedObject(
            kind=kind, namespace="demo", uid=about, name=name or about.removeprefix("uid-"), field_path=path
        ),
        type=type_,
        reason=reason,
        message=message,
        count=count,
        first_timestamp=ago(at if first is None else first),
        last_timestamp=ago(at),
    )


def job(name: str = "report", *conditions: PodCondition) -> Job:
    return Job(
        metadata=ObjectMeta(name=name, namespace="demo", uid=f"uid-{name}"),
        spec=JobSpec(active_deadline_seconds=60, backoff_limit=2),
        status=JobStatus(failed=3, conditions=conditions),
    )


def owned_by(kind: str, name: str) -> dict[str, Any]:
    """Fields of the metadata of what belongs to it."""
    return {"owner_references": (OwnerReference(kind=kind, name=name, uid=f"uid-{name}", controller=True),)}


def node(*conditions: PodCondition) -> Node:
    found = conditions or (condition("Ready"),)
    return Node(metadata=ObjectMeta(name="node-1", uid="uid-node-1"), status=NodeStatus(conditions=found))


def snapshot(*objects: Any) -> Snapshot:
    return msgspec.structs.replace(fold(Snapshot(), [Line(NOW, "ADDED", each) for each in objects]), taken_at=NOW)


def subject(pod: Pod, *around: Any) -> Subject:
    """The pod as the rules see it."""
    whole = snapshot(pod, *around)
    views = containers(pod)
    return Subject(pod, views, whole.events.get(pod.metadata.uid, ()), whole)


def findings(pod: Pod, *around: Any) -> tuple[Finding, ...]:
    """What is or was wrong with it; advice has tests of its own."""
    return tuple(each for each in diagnose(subject(pod, *around)) if not isinstance(each.origin, AdviceOrigin))


def only(pod: Pod, *around: Any) -> Finding:
    """The one finding above notice."""
    found = [each for each in findings(pod, *around) if each.severity is not Severity.NOTICE]
    assert len(found) == 1, found
    return found[0]


def reasons(pod: Pod, *around: Any) -> list[str]:
    """The reasons of all findings above notice."""
    return [each.reason for each in findings(pod, *around) if each.severity is not Severity.NOTICE]


def report(*objects: Any) -> Report:
    return inspect(snapshot(*objects))
