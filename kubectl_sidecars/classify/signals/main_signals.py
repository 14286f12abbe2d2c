"""What speaks for a container being what its pod is for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubectl_sidecars.classify.catalog import WORKLOAD_LABELS, built_in
from kubectl_sidecars.classify.context import (
    ContainerContext,
    Evidence,
    Sign,
)
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.signals.names import subject, tokens
from kubectl_sidecars.classify.signals.words import HELPER_WORDS
from kubectl_sidecars.model import ContainerType

NODE_AGENT = "node-agent"
FIRST = "first in containers"
NAMED = 12
"""What it weighs when the pod itself names its main container."""
CALLS_ITSELF = -3.0
"""What it weighs against it when it calls itself a helper."""
_HELPING = frozenset({"sidecar", "helper", "side", "car", "companion", "agent"})
_WRITES_LOG = re.compile(r">>?\s*[\w./$-]{0,200}?(?:log|\.out)\b")


def by_annotation(actor: ContainerContext) -> Iterator[Evidence]:
    """kubectl.kubernetes.io/default-container names it."""
    annotations = actor.scene.pod.metadata.annotations
    for key in built_in().by_id["kubectl-default-container"].annotations:
        if annotations.get(key) == actor.name:
            yield Evidence(Role.MAIN, "", NAMED, f"named in {key}")
            return


def by_workload(actor: ContainerContext) -> Iterator[Evidence]:
    """It is named like the workload, or like the application that the labels name."""
    names = [name for name in (actor.scene.owner.name or actor.scene.pod.metadata.name,) if name]
    labels = actor.scene.pod.metadata.labels
    names.extend(labels[key] for key in WORKLOAD_LABELS if key in labels)
    if actor.name in names:
        yield Evidence(Role.MAIN, "", 8, "named like the workload")
        return
    mine = set(tokens(actor.name)) - {"container"}
    theirs = set(subject(names[0])) if names else set()
    if mine and mine <= theirs and not mine & _HELPING:
        yield Evidence(Role.MAIN, "", 4, f"its name is in the workload's, {names[0]}")
    elif theirs and theirs <= mine and not mine & _HELPING:
        yield Evidence(Role.MAIN, "", 2, "its name begins like the workload's")


def by_workload_image(actor: ContainerContext) -> Iterator[Evidence]:
    """Its image is named like the workload."""
    if actor.shares_image:
        return
    base = actor.image.base
    labels = actor.scene.pod.metadata.labels
    names = {actor.scene.owner.name, *(labels[key] for key in WORKLOAD_LABELS if key in labels)}
    if base in names:
        yield Evidence(Role.MAIN, "", 4, "image named like the workload")
    elif set(tokens(base)) <= set(subject(actor.scene.owner.name)):
        yield Evidence(Role.MAIN, "", 2.5, "image named in the workload's name")


def by_known_name(actor: ContainerContext) -> Iterator[Evidence]:
    """A name that operators and charts give to the main container."""
    if actor.name in built_in().by_id["main-known-names"].names:
        yield Evidence(Role.MAIN, "", 2, f"name {actor.name}")


def by_log(actor: ContainerContext) -> Iterator[Evidence]:
    """It writes the log that others ship."""
    if _WRITES_LOG.search(actor.argv):
        yield Evidence(Role.MAIN, "", 3, "writes a log file")


def by_probe(actor: ContainerContext) -> Iterator[Evidence]:
    """It has probes, and a port that is not one for metrics."""
    spec = actor.spec
    if spec.readiness_probe or spec.liveness_probe:
        yield Evidence(Role.MAIN, "", 0.5, "has probes")
    if any("metrics" not in port.name for port in spec.ports):
        yield Evidence(Role.MAIN, "", 0.5, "serves a port")


_WORKING = (
    "app api web server backend frontend worker workers beat scheduler consumer cron crond queue postgres postgresql"
    " mysql mariadb mongodb mongo rabbitmq kafka elasticsearch"
)


def by_working_name(actor: ContainerContext) -> Iterator[Evidence]:
    """It is called what parts of applications are called: a second process beside the first is no helper of it."""
    parts = tokens(actor.name)
    if parts and parts[-1] in _WORKING.split():
        yield Evidence(Role.MAIN, "", 0.75, f"its name ends in {parts[-1]}")


_NODE_LOGS = re.compile(r"/var/log(?:/(?:pods|containers|journal))?/?|/var/lib/docker/containers/?|/run/log/journal/?")


def by_node(actor: ContainerContext) -> Iterator[Evidence]:
    """One on every node that reads the node's logs is the node's log agent."""
    if actor.scene.owner.kind != "DaemonSet":
        return
    for mount in actor.spec.volume_mounts:
        volume = actor.scene.volumes.get(mount.name)
        if volume and volume.host_path and _NODE_LOGS.fullmatch(volume.host_path.path):
            yield Evidence(Role.MAIN, NODE_AGENT, 6, f"reads the node's {volume.host_path.path}")
            return


def by_service(actor: ContainerContext) -> Iterator[Evidence]:
    """A Service sends traffic to one of its ports; one that is for metrics says nothing."""
    for port in actor.spec.ports:
        if "metrics" not in port.name and not actor.scene.served.isdisjoint((port.container_port, port.name)):
            yield Evidence(Role.MAIN, "", 3, f"a Service sends to its port {port.container_port}")
            return


def by_claim(actor: ContainerContext) -> Iterator[Evidence]:
    """It alone writes to a PersistentVolumeClaim."""
    for mount in actor.spec.volume_mounts:
        volume = actor.scene.volumes.get(mount.name)
        if volume and volume.persistent_volume_claim and not mount.read_only:
            if not any(theirs.name == mount.name for other in actor.others for theirs in other.spec.volume_mounts):
                yield Evidence(Role.MAIN, "", 1.5, "has the pod's persistent volume to itself")
                return


def by_order(actor: ContainerContext) -> Iterator[Evidence]:
    """It is the first of spec.containers."""
    if actor.view.index == 0 and actor.type is ContainerType.CONTAINER:
        yield Evidence(Role.MAIN, "", 1, FIRST)


def by_helping_name(actor: ContainerContext) -> Iterator[Evidence]:
    """It calls itself a sidecar or a helper."""
    said = _HELPING & set(tokens(actor.name))
    if said:
        yield Evidence(Role.MAIN, "", CALLS_ITSELF, f"calls itself {min(said)}")


_ENTRANCES = frozenset({"ingress", "edge", "gateway", "proxy", "lb"})


_ALONE = frozenset({Role.ADAPTER, Role.AMBASSADOR, Role.BACKUP, Role.CI_HELPER, Role.COORDINATION})


def by_purpose(actor: ContainerContext, role: Role, task: str) -> Iterator[Evidence]:
    """The workload is named for what the tool in it does: `backup` runs restic."""
    if role not in _ALONE:
        return
    for word in subject(actor.scene.owner.name):
        meant = HELPER_WORDS.get(word, (Role.UNKNOWN, "", 0.0))[:2] == (role, task)
        if meant or task.endswith(f"-{word}") or (word in _ENTRANCES and task == "proxy"):
            yield Evidence(Role.MAIN, "", 2.5, f"the workload is named for its task, {word}")
            return


MAIN_SIGNS: tuple[Sign, ...] = (
    by_annotation,
    by_workload,
    by_workload_image,
    by_known_name,
    by_working_name,
    by_log,
    by_probe,
    by_node,
    by_claim,
    by_order,
    by_helping_name,
)
"""From top to bottom about in the order in which they are trusted."""
