"""Pods that wait in the queue of their scheduler, or for the other pods of their group: no node was tried yet."""

from __future__ import annotations

import re

import msgspec

from kubectl_sidecars.diagnose.facts.scheduler_message import predicates, without_preemption
from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import condition
from kubectl_sidecars.patterns import on_demand

_QUEUED = on_demand(
    r"\bis queued\b|\bin gang\b|\bfrom a gang\b|\bgang (?:\S+ )?(?:rejected|is not|scheduling)|\btask ?group\b"
    r"|\bpod-?\s?group\b|\bsibling pods\b|plugin coscheduling\b|\b(?:in|of|for) (?:leaf )?queue\b"
    r"|\bqueue\b.{0,80}\b(?:quota|limit|overused|resource)|\binqueue\b|\bworkload requested\b",
    re.IGNORECASE,
)
"""The words of YuniKorn (k8shim task.go, v1.7), Volcano (pkg/scheduler/plugins/gang and proportion, v1.13),
coscheduling (scheduler-plugins pkg/coscheduling, v0.33), KAI (pkg/scheduler/plugins/proportion, v0.9) and the
GangScheduling plugin of Kubernetes (v1.36)."""
_GROUP = on_demand(r"gang|group|sibling|coscheduling", re.IGNORECASE)
_NAMED = on_demand(r"\bqueue '?([\w][\w.-]{0,200}\w)'?")

_SCHEDULERS = {
    "yunikorn": "YuniKorn",
    "volcano": "Volcano",
    "kai-scheduler": "KAI",
    "runai-scheduler": "Run:ai",
    "koord-scheduler": "Koordinator",
}
_QUEUE_KEYS = (
    "yunikorn.apache.org/queue",
    "scheduling.volcano.sh/queue-name",
    "volcano.sh/queue-name",
    "kai.scheduler/queue",
    "runai/queue",
    "quota.scheduling.koordinator.sh/name",
)
"""Labels and annotations with the name of a pod's queue."""
_OF_YUNIKORN = "queue"
"""The label of YuniKorn before it had a prefix: another scheduler's pod may have it for what it likes."""
_GROUP_KEYS = (
    "yunikorn.apache.org/task-group-name",
    "scheduling.k8s.io/group-name",
    "scheduling.x-k8s.io/pod-group",
    "pod-group.scheduling.sigs.k8s.io",
    "pod-group-name",
    "gang.scheduling.koordinator.sh/name",
)
"""Labels and annotations with the name of a pod's group."""


class Queued(msgspec.Struct, frozen=True):
    """A place in a queue: the `scheduler` by its own name, the name of the `queue` and of the `group`, each "" where
    nothing tells it; the `message` in which the scheduler says so."""

    scheduler: str
    queue: str
    group: str
    message: str
    is_of_group: bool

    @property
    def holder(self) -> str:
        """`queue root.test of YuniKorn`."""
        return f"queue {self.queue} of {self.scheduler}" if self.queue else self.scheduler


def queued(subject: Subject) -> Queued | None:
    """The place of a pod in the queue of its scheduler; None for a pod for which it has tried nodes, and of a scheduler
    that says nothing of queues and groups."""
    message = _message(subject)
    if not message:
        return None
    name = subject.pod.spec.scheduler_name or "default-scheduler"
    meta = subject.pod.metadata
    marks = {**meta.annotations, **meta.labels}
    keys = (*_QUEUE_KEYS, *((_OF_YUNIKORN,) if name == "yunikorn" else ()))
    named = _NAMED().search(message[:MOST_READ])
    group = next((marks[key] for key in _GROUP_KEYS if marks.get(key)), "")
    return Queued(
        _SCHEDULERS.get(name, f"scheduler {name}"),
        next((marks[key] for key in keys if marks.get(key)), "") or (named[1] if named else ""),
        group,
        message,
        is_of_group=bool(group) or _GROUP().search(message) is not None,
    )


def _message(subject: Subject) -> str:
    """The words of the scheduler on its queue; "" if it has tried nodes. A pod that waits in a queue may have no
    condition: then the newest event of its scheduler tells."""
    scheduled = condition(subject.pod, "PodScheduled")
    if scheduled is not None:
        text = without_preemption(scheduled.message)
        return text if scheduled.status == "False" and _is_of_queue(text) else ""
    name = subject.pod.spec.scheduler_name
    for event in reversed(subject.events):
        if name and name in (event.source.component, event.reporting_component):
            return event.message if _is_of_queue(event.message) else ""
    return ""


def _is_of_queue(message: str) -> bool:
    text = message[:MOST_READ]
    return _QUEUED().search(text) is not None and not predicates(text)
