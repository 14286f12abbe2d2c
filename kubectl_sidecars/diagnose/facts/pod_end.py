"""Pods that the kubelet ended: for which reason, and in which words.

The kubelet writes both into the status and into the condition DisruptionTarget. The status may lose them when the
containers end after that (kubernetes#105467); the condition stays.
"""

from __future__ import annotations

import msgspec

from kubectl_sidecars.api import Pod
from kubectl_sidecars.diagnose.phrasing.field_paths import condition_evidence
from kubectl_sidecars.model import condition

EVICTIONS = frozenset({"Evicted", "Preempting", "Terminated", "NodeShutdown", "Shutdown", "NodeLost"})
"""Reasons of a pod that was ended for the sake of its node or of another pod (kubelet, v1.37)."""

_BY_KUBELET = "TerminationByKubelet"
_REASONS = (
    ("low on resource", "Evicted"),
    ("exceed", "Evicted"),
    ("node shutdown", "Terminated"),
    ("admit critical pod", "Preempting"),
)
"""Words of the condition's message, and the reason that the kubelet gives the status with them: pkg/kubelet/eviction
(helpers.go), nodeshutdown and preemption, v1.37."""


class PodEnd(msgspec.Struct, frozen=True, gc=False):
    """`reason` is one of EVICTIONS. `only_condition` is True where the status does not have it."""

    reason: str
    message: str
    evidence: str
    only_condition: bool = False


def pod_end(pod: Pod) -> PodEnd | None:
    """The end that the kubelet made of a failed pod; None if it ended by itself, or somebody else ended it."""
    status = pod.status
    if status.phase != "Failed":
        return None
    target = condition(pod, "DisruptionTarget")
    marked = target if target is not None and target.status == "True" and target.reason == _BY_KUBELET else None
    word = next((reason for words, reason in _REASONS if marked and words in marked.message), "")
    if marked is not None and word and word != status.reason and not (word == "Terminated" and status.reason in _OFF):
        return PodEnd(word, marked.message, condition_evidence(marked), only_condition=True)
    if status.reason not in EVICTIONS:
        return None
    return PodEnd(status.reason, status.message, f"status.reason={status.reason}")


_OFF = frozenset({"Terminated", "Shutdown", "NodeShutdown"})
"""Reasons of a pod that ended when its node was shut down, by kubelets of different age."""
