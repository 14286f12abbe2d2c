"""Signals of a main container: the one that its pod is for."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.catalog import WORKLOAD_LABELS, built_in
from kubectl_sidecars.classify.context import (
    ContainerContext,
    Signal,
)
from kubectl_sidecars.classify.evidence import Evidence, Kind
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.csi import HELPER, drives, parts_of_csi
from kubectl_sidecars.classify.signals.names import HELPING, SIDECAR, subject, subjects, tokens
from kubectl_sidecars.classify.signals.products import KEEPERS
from kubectl_sidecars.classify.signals.shared_volumes import has_alone
from kubectl_sidecars.classify.signals.words import HELPER_WORDS
from kubectl_sidecars.patterns import on_demand

_WRITES_LOG = on_demand(r">>?\s*[\w./$-]{0,200}?(?:log|\.out)\b")


def _main(weight: float, kind: Kind, words: str) -> Evidence:
    return Evidence(Role.MAIN, "", weight, kind, words)


def by_annotation(container: ContainerContext) -> Iterator[Evidence]:
    """kubectl.kubernetes.io/default-container names it."""
    for key in built_in().by_id["kubectl-default-container"].annotations:
        if container.annotations.get(key) == container.name:
            yield _main(weights.DEFAULT_CONTAINER, Kind.DEFAULT_CONTAINER, f"named in {key}")
            return


def by_workload(container: ContainerContext) -> Iterator[Evidence]:
    """It is named like the workload, or like the application that the labels name."""
    names = [container.pod.name] if container.pod.name else []
    labels = container.labels
    names.extend(labels[key] for key in WORKLOAD_LABELS if key in labels)
    if container.name in names:
        yield _main(weights.WORKLOAD_NAME, Kind.WORKLOAD_NAME, "named like the workload")
        return
    name = set(tokens(container.name)) - {"container"}
    workload = subjects(names[0]) if names else frozenset()
    if (
        name
        and (name <= workload or subjects(container.name) - {"container"} <= workload)
        and (not name & HELPING or names[0].endswith(f"-{container.name}"))
    ):
        words = f"its name is in the workload's, {names[0]}"
        yield _main(weights.IN_WORKLOAD_NAME, Kind.WORKLOAD_NAME, words)
    elif (
        names
        and set(subject(names[0])) <= name
        and not name & HELPING
        and not any(map(HELPER_WORDS.get, name - workload))
    ):
        yield _main(weights.BEGINS_LIKE_WORKLOAD, Kind.WORKLOAD_NAME, "its name begins like the workload's")


def by_workload_image(container: ContainerContext) -> Iterator[Evidence]:
    """Its image is named like the workload."""
    if container.shares_image:
        return
    base = container.image.base
    labels = container.labels
    names = {container.pod.workload.name, *(labels[key] for key in WORKLOAD_LABELS if key in labels)}
    if base in names:
        yield _main(weights.WORKLOAD_IMAGE, Kind.WORKLOAD_IMAGE, "image named like the workload")
    elif base and set(tokens(base)) <= subjects(container.pod.workload.name):
        words = "image named in the workload's name"
        yield _main(weights.IMAGE_IN_WORKLOAD_NAME, Kind.WORKLOAD_IMAGE, words)


def by_known_name(container: ContainerContext) -> Iterator[Evidence]:
    """A name that operators and charts give to the main container."""
    names = built_in().by_id["main-known-names"].names
    name = container.name
    if name in names or (name.endswith("container") and name.removesuffix("container").rstrip("-") in names):
        yield _main(weights.KNOWN_MAIN_NAME, Kind.NAME, f"name {container.name}")


def is_named(container: ContainerContext) -> bool:
    """True if the workload's name or a usual name calls it main."""
    return any(piece for signal in (by_workload, by_workload_image, by_known_name) for piece in signal(container))


def by_log(container: ContainerContext) -> Iterator[Evidence]:
    """It writes a log file, which others ship."""
    if _WRITES_LOG().search(container.argv):
        yield _main(weights.WRITES_LOG, Kind.COMMAND, "writes a log file")


def by_probe(container: ContainerContext) -> Iterator[Evidence]:
    """It has probes, or a port other than one for metrics."""
    if container.spec.probe:
        yield _main(weights.HAS_PROBES, Kind.PROBE, "has probes")
    if any("metrics" not in port.name for port in container.spec.ports):
        yield _main(weights.HAS_PORT, Kind.PORT, "serves a port")


_WORKING_WORDS = (
    "app api web server backend frontend worker workers beat scheduler consumer cron crond queue php fpm uwsgi gunicorn"
    " puma unicorn"
)
_WORKING = KEEPERS.union(_WORKING_WORDS.split())


def by_working_name(container: ContainerContext) -> Iterator[Evidence]:
    """Its name is usual for a part of an application: a second process beside the first is no helper of it."""
    parts = tokens(container.name)
    if parts and parts[-1] in _WORKING:
        yield _main(weights.WORKING_NAME, Kind.NAME, f"its name ends in {parts[-1]}")


_NODE_LOGS = on_demand(r"/var/log(?:/(?:pods|containers|journal))?/?|/var/lib/docker/containers/?|/run/log/journal/?")


def by_node(container: ContainerContext) -> Iterator[Evidence]:
    """It reads the node's logs in a DaemonSet: it is the log agent of each node."""
    if container.pod.workload.kind != "DaemonSet":
        return
    for mount in container.spec.volume_mounts:
        volume = container.pod.volumes.get(mount.name)
        if volume and volume.host_path and _NODE_LOGS().fullmatch(volume.host_path.path):
            yield _main(weights.NODE_LOGS, Kind.NODE_LOGS, f"reads the node's {volume.host_path.path}")
            return


def by_service(container: ContainerContext) -> Iterator[Evidence]:
    """A Service sends traffic to one of its ports, other than one for metrics."""
    for port in container.spec.ports:
        if "metrics" not in port.name and not container.pod.served.isdisjoint((port.container_port, port.name)):
            yield _main(weights.SERVICE_PORT, Kind.SERVICE, f"a Service sends to its port {port.container_port}")
            return


def by_claim(container: ContainerContext) -> Iterator[Evidence]:
    """It alone writes to a PersistentVolumeClaim."""
    for mount in container.spec.volume_mounts:
        volume = container.pod.volumes.get(mount.name)
        if volume and volume.persistent_volume_claim and not mount.read_only:
            if has_alone(container, mount.name):
                yield _main(weights.OWN_CLAIM, Kind.VOLUME, "has the pod's persistent volume to itself")
                return


def by_csi_driver(container: ContainerContext) -> Iterator[Evidence]:
    """Its command is that of a CSI driver, and that of another container is that of a driver's helper."""
    if drives(container) and container.pod.once(parts_of_csi).first(HELPER, container):
        yield _main(weights.CSI_DRIVER, Kind.COMMAND, "runs a CSI driver")


def by_helping_name(container: ContainerContext) -> Iterator[Evidence]:
    """It calls itself a sidecar or a helper, and the workload is not named so too; or its mode is that of a sidecar."""
    words = HELPING & set(tokens(container.name)) or SIDECAR & set(container.words)
    if words and not container.pod.name.endswith(f"-{container.name}"):
        both = not words.isdisjoint(tokens(container.image.base))
        weight = weights.CALLS_BOTH_HELPER if both else weights.CALLS_ITSELF_HELPER
        yield _main(weight, Kind.NAME, f"calls itself {min(words)}")


_ENTRANCES = frozenset({"ingress", "edge", "gateway", "proxy", "lb"})


_ALONE = frozenset({Role.ADAPTER, Role.AMBASSADOR, Role.BACKUP, Role.CI_HELPER, Role.COORDINATION})


def by_purpose(container: ContainerContext, role: Role, task: str) -> Iterator[Evidence]:
    """The workload is named for the task of the tool in it: `backup` runs restic."""
    if role not in _ALONE:
        return
    for word in subject(container.pod.workload.name):
        meant = HELPER_WORDS.get(word, (Role.UNKNOWN, "", 0.0))[:2] == (role, task)
        if meant or task.endswith(f"-{word}") or (word in _ENTRANCES and task == "proxy"):
            yield _main(weights.WORKLOAD_TASK, Kind.WORKLOAD_NAME, f"the workload is named for its task, {word}")
            return


MAIN_SIGNALS: tuple[Signal, ...] = (
    by_annotation,
    by_workload,
    by_workload_image,
    by_known_name,
    by_working_name,
    by_log,
    by_probe,
    by_node,
    by_claim,
    by_csi_driver,
    by_helping_name,
)
"""From top to bottom about in the order in which they are trusted."""
