"""A report that follows changes says what one made at once says, whichever object around the pods changed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import msgspec
import pytest

from kubectl_sidecars import files
from kubectl_sidecars.api import (
    HTTPGetAction,
    Job,
    Node,
    Object,
    ObjectMeta,
    PersistentVolume,
    PersistentVolumeClaimVolumeSource,
    Pod,
    Probe,
    ReplicaSet,
    ReplicaSetSpec,
    ReplicaSetStatus,
    ResourceRequirements,
    Volume,
)
from kubectl_sidecars.api.around import (
    ClaimReference,
    CSIPersistentVolumeSource,
    NodeSpec,
    PersistentVolumeSpec,
)
from kubectl_sidecars.report import inspect
from kubectl_sidecars.report.live import Inspected, follow
from kubectl_sidecars.snapshot import Line, Snapshot, fold
from tests.support import material
from tests.support.builders import (
    ago,
    condition,
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
from tests.support.cases import cases
from tests.support.mates import judged_by_mates
from tests.support.screens import demo
from tests.support.seldom import ADDRESS, seldom
from tests.support.world import expectations

EDITS = 80
Chance = random.Random
replace = msgspec.structs.replace


@cache
def wholes() -> dict[str, Snapshot]:
    """Snapshots with ReplicaSets, Jobs or nodes, or with pods that are judged by others, by name."""
    found = {each.name: each.snapshot() for each in cases()} | {"demo": demo()}
    found |= {each.case: files.load([str(each.path)], material.NO_STDIN).snapshot for each in expectations()}
    found |= {"built": built(), "seldom": seldom()}
    found = {name: each for name, each in found.items() if each.pods and (each.replica_sets or each.jobs or each.nodes)}
    return found | {f"mates {number}": each for number, each in enumerate(judged_by_mates())}


def built() -> Snapshot:
    """Pods whose reports depend on each kind of object around them."""
    old, new = replica_set("old", ready=2), replica_set("new", ready=0)
    runs = [run(f"run-{number}", number) for number in range(3)]
    unready = container("app", running(400), ready=False, readiness_probe=Probe(http_get=HTTPGetAction(port=80)))
    replaced = container(
        "mq", running(400), ready=False, readiness_probe=Probe(http_get=HTTPGetAction(path="/primary"))
    )
    killed = crashing("app", terminated(137, "Error", at=20), memory="64Mi")
    claim = PersistentVolumeClaimVolumeSource(claim_name="data")
    slave, master = (
        pod([replaced], name=f"mq-{role}", meta={"labels": {"app": "mq", "role": role}}) for role in ("slave", "master")
    )
    cramped = "0/1 nodes are available: 1 Too many pods, 1 node(s) were unschedulable."
    short = "0/1 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable."
    cpu = ResourceRequirements(requests={"cpu": "2"})
    full = condition("PodScheduled", "False", since=100, reason="Unschedulable", message=cramped)
    gpus = ResourceRequirements(requests={"nvidia.com/gpu": "4"})
    no_gpu = condition("PodScheduled", "False", reason="Unschedulable", message="1 Insufficient nvidia.com/gpu")
    bound = {"conditions": (condition("PodScheduled", "False", reason="Unschedulable", message="binding volumes"),)}
    return snapshot(
        old,
        new,
        *runs,
        node(),
        pod([unready], name="rolled", meta=owned_by("ReplicaSet", "new")),
        *(failed(f"failed-{owner}", owned_by("ReplicaSet", owner)) for owner in ("old", "new")),
        *(failed(f"failed-{each.metadata.name}", owned_by("Job", each.metadata.name)) for each in runs),
        pod([killed], name="killed"),
        slave,
        master,
        pod(
            [container("app", waiting())],
            name="cramped",
            phase="Pending",
            conditions=(full,),
            spec={"node_name": ""},
            status={"container_statuses": ()},
        ),
        *(short_of_room(f"short-{number}", short, since=20 + 100 * (number % 2)) for number in range(4)),
        pod([container("agent", resources=cpu)], name="agent", meta=owned_by("DaemonSet", "agent")),
        pod([container("app", resources=cpu)], name="old", meta=owned_by("ReplicaSet", "old")),
        pod([container("app", resources=cpu)], name="older", meta=owned_by("ReplicaSet", "old")),
        pod([container("app", resources=gpus)], name="holds", conditions=(condition("Ready"),)),
        pod(
            [container("app", waiting(), resources=gpus)],
            name="trains",
            phase="Pending",
            conditions=(no_gpu,),
            spec={"node_name": ""},
            status={"container_statuses": ()},
        ),
        event("Scheduled", about="uid-rolled"),
        *dead_mount(),
        pod(
            [container("app", waiting())],
            name="claims",
            phase="Pending",
            conditions=bound["conditions"],
            spec={"node_name": "", "volumes": (Volume(name="data", persistent_volume_claim=claim),)},
            status={"container_statuses": ()},
        ),
    )


def short_of_room(name: str, said: str, since: float) -> Pod:
    asks = ResourceRequirements(requests={"cpu": "2"})
    return pod(
        [container("app", waiting(), resources=asks)],
        name=name,
        phase="Pending",
        conditions=(condition("PodScheduled", "False", since=since, reason="Unschedulable", message=said),),
        spec={"node_name": ""},
        status={"container_statuses": ()},
        meta=owned_by("ReplicaSet", "new"),
    )


def dead_mount() -> tuple[Object, ...]:
    """A pod whose volume was served by a driver of its node, which ends now and then."""
    claim = PersistentVolumeClaimVolumeSource(claim_name="files")
    said = "stat /var/lib/kubelet/pods/1/volumes/kubernetes.io~csi/pv-files/mount: transport endpoint is not connected"
    registers = container("driver-registrar", image="sig-storage/csi-node-driver-registrar:v2.13.0")
    return (
        pod(
            [container("app", waiting("CreateContainerError", said))],
            name="mounts",
            spec={"volumes": (Volume(name="files", persistent_volume_claim=claim),)},
        ),
        event("Failed", f"Error: {said}", path="spec.containers{app}", at=60, about="uid-mounts"),
        pod([container("fuse"), registers], name="driver", meta=owned_by("DaemonSet", "driver")),
        PersistentVolume(
            metadata=ObjectMeta(name="pv-files", uid="uid-pv-files"),
            spec=PersistentVolumeSpec(claim_ref=ClaimReference(namespace="demo", name="files")),
        ),
    )


def replica_set(name: str, ready: int) -> ReplicaSet:
    meta = ObjectMeta(name=name, namespace="demo", uid=f"uid-{name}", **owned_by("Deployment", "shop"))
    status = ReplicaSetStatus(replicas=2, ready_replicas=ready)
    return ReplicaSet(metadata=meta, spec=ReplicaSetSpec(replicas=2), status=status)


def run(name: str, hour: int) -> Job:
    meta = replace(job(name).metadata, creation_timestamp=ago(9000 - 3600 * hour), **owned_by("CronJob", "nightly"))
    return replace(job(name), metadata=meta)


def failed(name: str, owner: dict[str, Any]) -> Pod:
    return pod([container("app", terminated(3, at=30))], name=name, phase="Failed", meta=owner)


def edited_replica_set(replica_set: ReplicaSet, chance: Chance) -> ReplicaSet:
    status = replace(replica_set.status, ready_replicas=chance.randrange(4), replicas=chance.randrange(4))
    return replace(replica_set, status=status, spec=replace(replica_set.spec, replicas=chance.randrange(4)))


def edited_job(job: Job, chance: Chance) -> Job:
    types = ["Complete", "Failed", "FailureTarget", "SuccessCriteriaMet"]
    labels = chance.choice([{}, {"upgrade.cattle.io/node": "node-1"}])
    conditions = [condition(type_, reason="Because") for type_ in chance.sample(types, chance.randrange(2))]
    status = replace(job.status, failed=chance.randrange(9), active=chance.randrange(2), conditions=tuple(conditions))
    return replace(job, metadata=replace(job.metadata, labels=labels), status=status)


def edited_node(node: Node, chance: Chance) -> Node:
    conditions = [
        condition("Ready", chance.choice(["True", "False", "Unknown"]), reason="Because"),
        condition("MemoryPressure", chance.choice(["True", "False"])),
    ]
    annotations = {"machineconfiguration.openshift.io/state": chance.choice(["Done", "Working"])}
    labels = {"pool": chance.choice(["a", "b"])}
    meta = replace(node.metadata, annotations=annotations, labels=labels)
    spec = NodeSpec(unschedulable=chance.random() < 0.5)
    devices = {"nvidia.com/gpu": chance.choice(["0", "4", "8"])}
    allocatable = devices | chance.choice([{}, {"cpu": "3"}, {"cpu": "8"}])
    status = replace(
        node.status, conditions=tuple(conditions), allocatable=allocatable, capacity={"nvidia.com/gpu": "8"}
    )
    return replace(node, metadata=meta, spec=spec, status=status)


def edited_volume(volume: PersistentVolume, chance: Chance) -> PersistentVolume:
    driver = CSIPersistentVolumeSource(driver=chance.choice(["", "csi.juicefs.com", "ebs.csi.aws.com"]))
    return replace(volume, spec=replace(volume.spec, csi=driver))


def edited_pod(pod: Pod, chance: Chance) -> Pod:
    """Whether it is ready, is being deleted, has ended a container, or has a node: others read that."""
    deleted = chance.choice([None, None, ago(-20), ago(100)])
    meta = replace(pod.metadata, deletion_timestamp=deleted, deletion_grace_period_seconds=30 if deleted else None)
    conditions = [each for each in pod.status.conditions if each.type not in ("Ready", "ContainersReady")]
    ready = chance.choice(["True", "False"])
    conditions += [condition(type_, ready, since=300) for type_ in ("Ready", "ContainersReady")]
    spec, statuses = pod.spec, pod.status.container_statuses
    if not statuses:  # no kubelet has taken it on: it waits for a node, or gets one
        on = chance.choice(["", "node-1"])
        spec = replace(spec, node_name=on, node_selector=chance.choice([{}, {"pool": "a"}]))
    elif not chance.randrange(3):
        end = terminated(chance.choice([1, 137]), chance.choice(["Error", "OOMKilled"]), at=chance.choice([200, 9000]))
        restarted = replace(statuses[0], last_state=end, restart_count=statuses[0].restart_count + 1)
        statuses = (restarted, *statuses[1:])
    phase = chance.choice(["Running", "Succeeded"]) if meta.name == "holds" else pod.status.phase
    address = chance.choice([ADDRESS, "10.244.1.8"]) if pod.status.pod_ip else ""
    status = replace(pod.status, conditions=tuple(conditions), container_statuses=statuses, phase=phase, pod_ip=address)
    return replace(pod, metadata=meta, spec=spec, status=status)


def edits(snapshot: Snapshot, chance: Chance) -> Iterator[Line]:
    """The next change: the status of one object, or that it goes or comes; or an event about a node or a claim."""
    kinds: list[tuple[Any, Callable[[Any, Chance], Object]]] = [
        (snapshot.replica_sets, edited_replica_set),
        (snapshot.jobs, edited_job),
        (snapshot.nodes, edited_node),
        (snapshot.pods, edited_pod),
        (snapshot.persistent_volumes, edited_volume),
    ]
    objects, edited = chance.choice([each for each in kinds if each[0]] or kinds)
    if objects:
        one = chance.choice(list(objects.values()))
        types = ["MODIFIED"] * 4 + ["DELETED"] * (
            objects is not snapshot.pods
        )  # pods that come back are in another order
        yield Line(snapshot.taken_at, chance.choice(types), edited(one, chance))
    one_pod = chance.choice(list(snapshot.pods.values()))
    for kind, name, reason in (
        ("Node", one_pod.spec.node_name, "SystemOOM"),
        ("PersistentVolumeClaim", "data", chance.choice(["ProvisioningFailed", "ProvisioningSucceeded"])),
    ):
        if name and not chance.randrange(3):
            about = event(reason, "because", kind=kind, name=name, about=name, at=chance.choice([20, 21, 22]))
            yield Line(snapshot.taken_at, chance.choice(["ADDED", "DELETED"]), about)


@pytest.mark.parametrize("name", sorted(wholes()))
def test_with_any_status_around_the_pods_edited_live_is_one_shot(name: str) -> None:
    """At one moment: what time alone changes is refreshed in turn."""
    whole, chance = wholes()[name], random.Random(name)
    first, known = whole, follow(Inspected(), whole)
    for _ in range(EDITS):
        now = replace(fold(known.snapshot, list(edits(known.snapshot, chance))), taken_at=first.taken_at)
        if not chance.randrange(8):  # all objects come back as they were
            now = first
        known = follow(known, now)
        said = inspect(now)
        assert known.report().pods == said.pods
        assert known.report().causes == said.causes


def test_the_end_of_a_driver_is_told_at_once_to_the_pods_whose_mounts_it_served() -> None:
    before = snapshot(*dead_mount())
    driver = before.pods["uid-driver"]
    first, *others = driver.status.container_statuses
    ended = replace(first, last_state=terminated(137, "OOMKilled", at=200), restart_count=1)
    status = replace(driver.status, container_statuses=(ended, *others))
    after = replace(fold(before, [Line(ago(0), "MODIFIED", replace(driver, status=status))]), taken_at=before.taken_at)
    known = follow(follow(Inspected(), before), after)
    assert "fuse of pod demo/driver" in known.report().causes[0].message
    assert known.report().causes == inspect(after).causes
