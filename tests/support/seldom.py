"""Pods that read what no recorded pod reads of the objects around it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kubectl_sidecars.api import (
    EnvVar,
    JobStatus,
    Object,
    ObjectMeta,
    PersistentVolumeClaimVolumeSource,
    Pod,
    ResourceRequirements,
    Volume,
)
from kubectl_sidecars.api.around import NodeSpec
from kubectl_sidecars.snapshot import Snapshot
from tests.support.builders import (
    ago,
    condition,
    conditions,
    container,
    crashing,
    event,
    job,
    node,
    owned_by,
    pod,
    running,
    snapshot,
    terminated,
    waiting,
)

PREEMPTOR = "1f0c7c1e-5a9d-4a0e-9a55-6f2b8a3f9c11"
"""The uid of a pod for which another one is to go."""
ADDRESS = "10.244.1.7"
"""The address of a pod that another one asks."""


def seldom() -> Snapshot:
    """All of these pods."""
    return snapshot(*leaves(), comes(), *waits(), asks(), db(), *untold(), *cordoned())


def leaves() -> tuple[Object, ...]:
    """A pod that is to go for another one."""
    meta = {"deletion_timestamp": ago(-20), "deletion_grace_period_seconds": 30}
    moved = conditions(condition("DisruptionTarget", reason="PreemptionByScheduler"))
    told = event("Preempted", f"Preempted by pod {PREEMPTOR} on node node-1", about="uid-leaves")
    return pod([container("app")], name="leaves", conditions=moved, meta=meta), told


def comes() -> Pod:
    """The pod for which it is to go."""
    return pod([container("app", waiting())], name="comes", phase="Pending", meta={"uid": PREEMPTOR})


def waits() -> Iterator[Pod]:
    """A pod that waits for an agent of its node, and the agent."""
    depends = '[{"labels": {"app": "agent"}, "namespace": "demo", "requireSameNode": true}]'
    named = {"POD_NAME": "waits", "NAMESPACE": "demo", "DEPENDENCY_POD_JSON": depends}
    env = tuple(EnvVar(name=name, value=value) for name, value in named.items())
    init = container("init", running(900), command=("kubernetes-entrypoint",), env=env)
    yield pod([container("app", waiting("PodInitializing"))], [init], name="waits", phase="Pending")
    yield pod([container("agent")], name="agent", meta={**owned_by("DaemonSet", "agent"), "labels": {"app": "agent"}})


def asks() -> Pod:
    """A pod that asks the address of another one."""
    refused = f"dial tcp {ADDRESS}:5432: connect: connection refused"
    return pod([crashing("app", terminated(1, message=refused))], name="asks")


def db(address: str = ADDRESS) -> Pod:
    """The pod that has the address."""
    return pod([container("db")], name="db", conditions=conditions(), status={"pod_ip": address})


def untold() -> Iterator[Object]:
    """Pods that do not start: one of whose claims a message names, and ones of which no event says why."""
    unready = [condition(each, "False") for each in ("Ready", "ContainersReady")]
    unmade = conditions(*unready, condition("PodReadyToStartContainers", "False"))
    claims = tuple(
        Volume(name=name, persistent_volume_claim=PersistentVolumeClaimVolumeSource(claim_name=name))
        for name in ("files", "more")
    )
    said = 'MountVolume.SetUp failed for volume "pvc-1" : rpc error: DeadlineExceeded'
    waiting_app = [container("app", waiting())]
    yield pod(waiting_app, name="mounts", phase="Pending", conditions=unmade, spec={"volumes": claims})
    yield event("FailedMount", said, about="uid-mounts")
    yield pod(waiting_app, name="unmade", phase="Pending", conditions=unmade)
    yield pod(waiting_app, name="silent", phase="Pending", conditions=conditions(*unready))


def cordoned() -> Iterator[Object]:
    """Two nodes, one of which a Job upgrades, with a pod on each, and a pod that could go there."""
    replace, found, apply = msgspec.structs.replace, node(condition("Ready", "False", since=60)), job("apply")
    for name in ("node-2", "node-3"):
        yield replace(found, metadata=ObjectMeta(name=name, uid=f"uid-{name}"), spec=NodeSpec(unschedulable=True))
        yield pod([container("app")], name=f"on-{name}", spec={"node_name": name})
    meta = replace(apply.metadata, labels={"upgrade.cattle.io/node": "node-2"})
    yield replace(apply, metadata=meta, status=JobStatus(active=1))
    said = "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable."
    yield pod(
        [container("app", waiting(), resources=ResourceRequirements(requests={"cpu": "2"}))],
        name="goes",
        phase="Pending",
        conditions=(condition("PodScheduled", "False", since=60, reason="Unschedulable", message=said),),
        spec={"node_name": ""},
        status={"container_statuses": ()},
    )
