"""Nodes that are rebooted, updated or taken away on purpose: what the one that does it writes on them."""

from __future__ import annotations

from datetime import timedelta

from kubectl_sidecars.api import Node, PodCondition
from kubectl_sidecars.diagnose.facts.thresholds import NODE_REBOOT
from kubectl_sidecars.object_keys import by_name
from kubectl_sidecars.snapshot import Snapshot, last_seen

_ANNOTATIONS = (
    (
        "machineconfiguration.openshift.io/state",
        frozenset({"Working", "Rebooting"}),
        "OpenShift's machine-config-operator updates it",
    ),
    ("weave.works/kured-reboot-in-progress", None, "kured reboots it"),
    ("flatcar-linux-update.v1.flatcar-linux.net/reboot-in-progress", frozenset({"true"}), "it gets a new Flatcar"),
    ("container-linux-update.v1.coreos.com/reboot-in-progress", frozenset({"true"}), "it gets a new Container Linux"),
)
"""Annotations of a node that is updated, with the values that say so, None for any (machine-config-operator
pkg/daemon/constants, 4.18; kured 1.17; flatcar-linux-update-operator pkg/constants, 0.9)."""
_TAINTS = (
    ("karpenter.sh/disrupt", "Karpenter takes it away"),
    ("ToBeDeletedByClusterAutoscaler", "the cluster autoscaler takes it away"),
    ("aws-node-termination-handler/", "AWS takes it away"),
    ("cloud.google.com/impending-node-termination", "Google Cloud takes it away"),
)
"""How the keys of taints begin that a node gets before it goes (Karpenter v1, cluster-autoscaler 1.34, the
termination handlers of AWS and GKE)."""
_SOURCES = {
    "machineconfigdaemon": "OpenShift's machine-config-operator updates it",
    "upgrader": "AKS updates it",
    "aws-node-termination-handler": "AWS takes it away",
}
"""Sources of events about a node that is updated or goes."""


def signs(node: Node) -> str:
    """The words on who works on the node, "" without a sign on it. A node that may still get pods has none."""
    for key, values, words in _ANNOTATIONS:
        value = node.metadata.annotations.get(key, "")
        if value and (values is None or value in values) and node.spec.unschedulable:
            return words
    return next((words for key, words in _TAINTS if any(taint.key.startswith(key) for taint in node.spec.taints)), "")


def upkeep(node: Node | None, around: Snapshot) -> str:
    """The words on who reboots, updates or takes away the node now, by its signs or by events of the last minutes; ""
    where nothing says so, or where it has not been ready for longer than a reboot takes."""
    found = node.not_ready if node is not None else None
    if node is None or (found is not None and _is_late(found, around)):
        return ""
    return signs(node) or (_by_events(node, found, around) if node.spec.unschedulable else "")


def _is_late(found: PodCondition, around: Snapshot) -> bool:
    since = found.last_transition_time
    return since is None or around.taken_at - since >= timedelta(seconds=NODE_REBOOT)


def _by_events(node: Node, found: PodCondition | None, around: Snapshot) -> str:
    since = found.last_transition_time if found is not None else None
    for event in reversed(around.events.get(by_name("Node", "", node.metadata.name), ())):
        words = _SOURCES.get(event.source.component or event.reporting_component, "")
        if words and (since or around.taken_at) - last_seen(event) <= timedelta(seconds=NODE_REBOOT):
            return words
    return ""
