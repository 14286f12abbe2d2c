"""Volume claims that get no volume, by their own events."""

from __future__ import annotations

from kubectl_sidecars.api import Event
from kubectl_sidecars.diagnose.facts.events import telling
from kubectl_sidecars.diagnose.facts.machine_messages import Explanation, explained
from kubectl_sidecars.diagnose.facts.messages.row import AtFault
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.object_keys import by_name
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.snapshot import EPOCH, last_seen

_REFUSED = frozenset({"ProvisioningFailed", "FailedBinding", "ClaimLost", "ClaimMisbound"})
_MADE = "ProvisioningSucceeded"
"""Events of a claim: pkg/controller/volume/events and the external provisioner (v1.35, v5.3)."""


def claims(subject: Subject) -> list[str]:
    """The names of the claims that the pod mounts."""
    volumes = subject.pod.spec.volumes
    return [volume.persistent_volume_claim.claim_name for volume in volumes if volume.persistent_volume_claim]


def claim_events(subject: Subject, claim: str) -> tuple[Event, ...]:
    """The events about a claim of the pod, in the order of time."""
    return subject.around.events.get(by_name("PersistentVolumeClaim", subject.pod.metadata.namespace, claim), ())


_PROVISIONER = on_demand(r"external provisioner ['\"]([\w./-]*\w)['\"]")
"""pkg/controller/volume/persistentvolume/pv_controller.go, v1.35; other quotes before v1.28."""
_OWN = frozenset({"Provisioning", "ProvisioningFailed", _MADE})


def provisioner_of(event: Event) -> str:
    """The provisioner that an event of a claim waits for, or that sent it, which is called DRIVER_POD_UID (external
    provisioner, csi-provisioner.go, v5.3); "" for another event."""
    if event.reason == "ExternalProvisioning":
        found = _PROVISIONER().search(event.message)
        return found[1] if found else ""
    sender = event.source.component or event.reporting_component
    name, is_external, _ = sender.partition("_")
    return name if event.reason in _OWN and is_external else ""


def meaning(event: Event | None) -> Explanation | None:
    """The meaning of an event of a claim in plain words; None where no row knows it, or where it is of a node: a claim
    without a volume has none."""
    found = explained(event.message, "") if event is not None else None
    return None if found is None or found.at_fault is AtFault.NODE else found


def refused(subject: Subject) -> Event | None:
    """The event that tells why a claim of the pod gets no volume; None if no claim was refused one."""
    found = (refusal_of(subject, name) for name in claims(subject))
    return max((event for event in found if event is not None), key=last_seen, default=None)


def refusal_of(subject: Subject, claim: str) -> Event | None:
    """The event that tells why this claim gets no volume; None if it was not refused one."""
    events = claim_events(subject, claim)
    made = max((last_seen(event) for event in events if event.reason == _MADE), default=EPOCH)
    return telling(event for event in events if event.reason in _REFUSED and last_seen(event) > made)
