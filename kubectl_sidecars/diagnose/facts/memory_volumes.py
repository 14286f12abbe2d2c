"""Volumes that lie in memory, and sandboxes that do not start, with the memory limits that bound them.

A projected volume (the token of the pod's ServiceAccount is one), a Secret's and one of the downward API are a tmpfs as
large as the pod's memory limit at most (kubernetes emptydir calculateEmptyDirMemorySize, v1.35).
"""

from __future__ import annotations

import msgspec

from kubectl_sidecars.container_names import called
from kubectl_sidecars.diagnose.facts.memory_limits import POD, memory_limits, slip
from kubectl_sidecars.diagnose.facts.missing_objects import SetupFailure
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.origin import OwnerOrigin
from kubectl_sidecars.diagnose.phrasing.words import verb
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import workload
from kubectl_sidecars.sentences import listed, memory


def bounded(subject: Subject, lack: SetupFailure) -> SetupFailure:
    """The lack of a volume in memory without room, with the limits that bound it. Pods of one workload share it."""
    namespace, owner = subject.pod.metadata.namespace, str(workload(subject.pod, subject.around))
    because, advice = _limits(subject)
    return msgspec.structs.replace(
        lack,
        because=because,
        because_of_many=because,
        advice=advice,
        takes_new_pod=bool(advice),
        origin=OwnerOrigin(namespace, owner or subject.pod.metadata.name, Fault.VOLUME_IN_MEMORY),
    )


def too_low(subject: Subject, lack: SetupFailure) -> SetupFailure:
    """The lack of a sandbox that a memory limit does not let start, with the limit that cannot be meant, if any."""
    found = slip(memory_limits(subject))
    if found is None:
        return lack
    return msgspec.structs.replace(
        lack, because=found.words, because_of_many=found.words, advice=found.advice, takes_new_pod=True
    )


def _limits(subject: Subject) -> tuple[str, str]:
    """Why there is no room, and what to do: by a limit that cannot be meant, by the limits of all, or by none; then
    the advice is ""."""
    limits = memory_limits(subject)
    found = slip(limits)
    if found is not None:
        return f"it lies in memory, and {found.words}, which leaves it no room", found.advice
    if POD in limits:
        return f"it lies in memory, and the pod's memory limit of {memory(limits[POD])} leaves it no room", _RAISE
    if limits and len(limits) == sum(each.view.runs_with_pod for each in subject.containers):
        each = listed(f"{called(name)} {memory(limit)}" for name, limit in limits.items())
        what = verb(list(limits), "memory limit leaves", "memory limits leave")
        return f"it lies in memory, and the pod's {what} it no room ({each})", _RAISE
    return "it lies in memory, which has no room for it", ""


_RAISE = "Raise the memory limit, which bounds the pod's Secrets and tokens too, and replace the pod."
