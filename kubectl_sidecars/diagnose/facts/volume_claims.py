"""Volume claims that get no volume, by their own events."""

from __future__ import annotations

from kubectl_sidecars.api import Event
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.snapshot import by_name, last_seen

_REFUSED = frozenset({"ProvisioningFailed", "FailedBinding", "ClaimLost", "ClaimMisbound"})
_MADE = "ProvisioningSucceeded"
"""Events of a claim: pkg/controller/volume/events and the external provisioner (v1.35, v5.3)."""


def claims(subject: Subject) -> list[str]:
    """The names of the claims that the pod mounts."""
    volumes = subject.pod.spec.volumes
    return [volume.persistent_volume_claim.claim_name for volume in volumes if volume.persistent_volume_claim]


def refused(subject: Subject) -> Event | None:
    """Why a claim of the pod gets no volume: the newest word on it."""
    found: list[Event] = []
    for name in claims(subject):
        events = subject.around.events.get(by_name("PersistentVolumeClaim", subject.pod.metadata.namespace, name), ())
        verdicts = [event for event in events if event.reason in _REFUSED or event.reason == _MADE]
        if verdicts and verdicts[-1].reason in _REFUSED:
            found.append(verdicts[-1])
    return max(found, key=last_seen, default=None)
