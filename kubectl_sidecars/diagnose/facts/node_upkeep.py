"""Nodes that are rebooted, updated or taken away on purpose: what the one that does it writes on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from kubectl_sidecars.api import Node, PodCondition
from kubectl_sidecars.cached import once
from kubectl_sidecars.diagnose.facts.thresholds import NODE_REBOOT
from kubectl_sidecars.object_keys import by_name
from kubectl_sidecars.snapshot import Snapshot, last_seen


class Upkeep(NamedTuple):
    """Work on a node: a clause on who does what. It `comes_back` unless the node goes for good."""

    words: str
    comes_back: bool


_MCO = Upkeep("OpenShift's machine-config-operator updates it", comes_back=True)
_AWS = Upkeep("AWS takes it away", comes_back=False)
_TAKEN_AWAY = (
    ("karpenter.sh/disrupt", Upkeep("Karpenter takes it away", comes_back=False)),
    ("ToBeDeletedByClusterAutoscaler", Upkeep("the cluster autoscaler takes it away", comes_back=False)),
    ("cloud.google.com/impending-node-termination", Upkeep("Google Cloud takes it away", comes_back=False)),
)
"""How the keys of taints begin that a node gets before it goes for good (Karpenter v1, cluster-autoscaler 1.34, the
termination handler of GKE)."""
_MARKS = (
    ("machineconfiguration.openshift.io/state", frozenset({"Working", "Rebooting"}), _MCO),
    ("weave.works/kured-reboot-in-progress", None, Upkeep("kured reboots it", comes_back=True)),
    (
        "flatcar-linux-update.v1.flatcar-linux.net/reboot-in-progress",
        frozenset({"true"}),
        Upkeep("it gets a new Flatcar", comes_back=True),
    ),
    (
        "container-linux-update.v1.coreos.com/reboot-in-progress",
        frozenset({"true"}),
        Upkeep("it gets a new Container Linux", comes_back=True),
    ),
    (
        "aws-node-termination-handler/action",
        frozenset({"UncordonAfterReboot"}),
        Upkeep("AWS reboots it", comes_back=True),
    ),
)
"""Annotations and labels of a node that is worked on, with the values that say so, None for any
(machine-config-operator pkg/daemon/constants, 4.18; kured 1.17; flatcar-linux-update-operator pkg/constants, 0.9;
aws-node-termination-handler pkg/node, 1.25)."""
_DRAINED = (
    ("medik8s.io/drain", Upkeep("it is in maintenance", comes_back=True)),
    ("kubevirt.io/drain", Upkeep("it is in maintenance", comes_back=True)),
    ("aws-node-termination-handler/", _AWS),
)
"""How the keys of taints begin that a drain leaves (node-maintenance-operator controllers/taint.go, 5.4;
aws-node-termination-handler, 1.25)."""
PASSING = ("node.kubernetes.io/", *(key for key, found in _DRAINED if found.comes_back))
"""How the keys of taints begin that a node loses when it is back."""
_SOURCES = {
    "machineconfigdaemon": _MCO,
    "upgrader": Upkeep("AKS updates it", comes_back=True),
    "aws-node-termination-handler": _AWS,
}
"""Sources of events about a node that is updated or goes."""
UPGRADES = "upgrade.cattle.io/node"
"""The label of a Job of Rancher's system-upgrade-controller with the name of its node (pkg/upgrade/job, 0.15)."""
_RANCHER = Upkeep("Rancher's system-upgrade-controller updates it", comes_back=True)


def signs(node: Node) -> Upkeep | None:
    """The work of which the node itself has a sign, None without one. A node that may still get pods has none."""
    return _tainted(node, _TAKEN_AWAY) or _marked(node) or _tainted(node, _DRAINED)


def _tainted(node: Node, table: Iterable[tuple[str, Upkeep]]) -> Upkeep | None:
    return next((found for key, found in table for taint in node.spec.taints if taint.key.startswith(key)), None)


def _marked(node: Node) -> Upkeep | None:
    if not node.spec.unschedulable:
        return None
    marks = {**node.metadata.labels, **node.metadata.annotations}
    for key, values, found in _MARKS:
        value = marks.get(key, "")
        if value and (values is None or value in values):
            return found
    return None


def upkeep(node: Node | None, around: Snapshot) -> Upkeep | None:
    """The work for which the node is rebooted, updated or taken away now, by its signs, by a Job for it or by events of
    the last minutes. None where nothing says so, or where it has not been ready for longer than a reboot takes."""
    found = node.not_ready if node is not None else None
    if node is None or (found is not None and _is_late(found, around)):
        return None
    work = signs(node)
    if work is not None or not node.spec.unschedulable:
        return work
    return _RANCHER if node.metadata.name in once(around, upgraded) else _by_events(node, found, around)


def upgraded(around: Snapshot) -> frozenset[str]:
    """The names of the nodes for which a Job of Rancher's system-upgrade-controller runs."""
    return frozenset(job.metadata.labels.get(UPGRADES, "") for job in around.jobs.values() if job.status.active)


def _is_late(found: PodCondition, around: Snapshot) -> bool:
    since = found.last_transition_time
    return since is None or around.taken_at - since >= timedelta(seconds=NODE_REBOOT)


def _by_events(node: Node, found: PodCondition | None, around: Snapshot) -> Upkeep | None:
    since = found.last_transition_time if found is not None else None
    for event in reversed(around.events.get(by_name("Node", "", node.metadata.name), ())):
        work = _SOURCES.get(event.source.component or event.reporting_component)
        if work is not None and (since or around.taken_at) - last_seen(event) <= timedelta(seconds=NODE_REBOOT):
            return work
    return None
