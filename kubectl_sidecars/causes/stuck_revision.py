"""Pods of an old revision that their StatefulSet does not replace, because they never became ready."""

from __future__ import annotations

from kubectl_sidecars.api.workloads import StatefulSet
from kubectl_sidecars.causes.groups import Group
from kubectl_sidecars.diagnose.finding import Severity
from kubectl_sidecars.diagnose.phrasing.kubectl import delete_pod
from kubectl_sidecars.model import controller, is_true
from kubectl_sidecars.snapshot import Snapshot

REVISION = "controller-revision-hash"


def stuck_revision(group: Group, around: Snapshot) -> tuple[str, str]:
    """A sentence that the pod has to be deleted, and the command; ("", "") where that is no cure.

    A StatefulSet with OrderedReady stops at the first pod that is not ready, before it deletes pods of another revision
    (kubernetes#67250; stateful_set_control.go, v1.37)."""
    case = group.speaker
    pod = around.pods.get(case.uid)
    of_one = len(group.cases) == 1 and group.finding.severity is Severity.CRITICAL
    owner = controller(pod.metadata) if of_one and pod is not None else None
    stateful_set = around.stateful_sets.get(owner.uid) if owner is not None else None
    if pod is None or stateful_set is None or is_true(pod, "Ready"):
        return "", ""
    if not _wants_another(stateful_set, pod.metadata.labels.get(REVISION, "")):
        return "", ""
    command = delete_pod(pod.metadata.name, pod.metadata.namespace)
    asked = stateful_set.status.update_revision
    return f"{case.owner} asks for revision {asked} by now, but replaces no pod that is not ready.", command


def _wants_another(stateful_set: StatefulSet, revision: str) -> bool:
    """True if the controller has seen the newest template, and a new pod would be of another revision than this."""
    spec, status = stateful_set.spec, stateful_set.status
    is_seen = status.observed_generation >= stateful_set.metadata.generation
    in_order = spec.pod_management_policy == "OrderedReady" and not spec.update_strategy.rolling_update.partition
    return bool(is_seen and in_order and revision and status.update_revision) and revision != status.update_revision
