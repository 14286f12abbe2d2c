"""A report that follows a watch says of pods without a node what the nodes, and the pods on them, now let it say."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import (
    Job,
    JobStatus,
    Node,
    ObjectMeta,
    Pod,
    ReplicaSet,
    ReplicaSetSpec,
    ResourceRequirements,
)
from kubectl_sidecars.api.around import NodeSpec
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.report import inspect
from kubectl_sidecars.report.live import Inspected, follow
from kubectl_sidecars.snapshot import Line, fold
from tests.support.builders import NOW, ago, condition, container, job, node, owned_by, pod, snapshot, waiting

SHORT = "0/1 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable."


def cpus(count: int) -> ResourceRequirements:
    return ResourceRequirements(requests={"cpu": str(count)})


def waits(owner: str = "new", since: float = 200, **spec: Any) -> Pod:
    return pod(
        [container("app", waiting(), resources=cpus(2))],
        name="waits",
        phase="Pending",
        conditions=(condition("PodScheduled", "False", since=since, reason="Unschedulable", message=SHORT),),
        spec={"node_name": "", **spec},
        status={"container_statuses": ()},
        meta=owned_by("ReplicaSet", owner),
    )


def goes(name: str = "goes", owner: str = "old") -> Pod:
    meta = {"deletion_timestamp": ago(-900), "deletion_grace_period_seconds": 1100, **owned_by("ReplicaSet", owner)}
    return pod([container("app", resources=cpus(2))], name=name, meta=meta)


def of_shop(name: str) -> ReplicaSet:
    meta = ObjectMeta(name=name, namespace="demo", uid=f"uid-{name}", **owned_by("Deployment", "shop"))
    return ReplicaSet(metadata=meta, spec=ReplicaSetSpec(replicas=1))


def worked_on(state: str = "Working", cpu: str = "4", **labels: str) -> Node:
    found = node()
    annotations = {"machineconfiguration.openshift.io/state": state}
    return msgspec.structs.replace(
        found,
        metadata=msgspec.structs.replace(found.metadata, annotations=annotations, labels=labels),
        spec=NodeSpec(unschedulable=True),
        status=msgspec.structs.replace(found.status, allocatable={"cpu": cpu}),
    )


def agent(cpu: int) -> Pod:
    return pod([container("agent", resources=cpus(cpu))], name="agent", meta=owned_by("DaemonSet", "agent"))


def upgrade() -> Job:
    found = job("apply-agent-on-node-1")
    meta = msgspec.structs.replace(found.metadata, labels={"upgrade.cattle.io/node": "node-1"})
    return msgspec.structs.replace(found, metadata=meta, status=JobStatus(active=1))


@pytest.mark.parametrize(
    ("before", "comes"),
    [
        ([waits(owner="old")], goes()),
        ([waits(), goes(), of_shop("new")], of_shop("old")),
        ([waits(node_selector={"pool": "a"}), worked_on()], worked_on(pool="a")),
        ([waits(), worked_on(cpu="1")], worked_on(cpu="4")),
        ([waits(), worked_on(), agent(3)], agent(1)),
        ([waits(), worked_on("Done")], worked_on("Working")),
        ([waits(), worked_on("Done")], upgrade()),
    ],
    ids=["a pod goes", "the owner", "a label", "what a node has", "an agent", "an annotation", "an upgrade"],
)
def test_what_it_waits_for_is_heard_of(before: list[Any], comes: Any) -> None:
    known = follow(Inspected(), snapshot(*before))
    with_it = follow(known, fold(known.snapshot, [Line(NOW, "MODIFIED", comes)]))
    assert with_it.report().pods == inspect(with_it.snapshot).pods
    assert (severity(known), severity(with_it)) == (Severity.CRITICAL, Severity.NOTICE)


def severity(known: Inspected) -> Severity:
    ((report, _),) = (entry for entry in known.pods.values() if entry[0].name == "waits")
    return report.findings[0].severity
