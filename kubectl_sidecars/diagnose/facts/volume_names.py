"""The volumes of a pod that a message of the kubelet or the attach controller is about, in the words of the pod."""

from __future__ import annotations

from kubectl_sidecars.api import Volume
from kubectl_sidecars.diagnose.facts.volume_claims import claim_events
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.sentences import listed

_NAMED = on_demand(r'for volume "([^"]+)"')
_UNMOUNTED = on_demand(r"unmounted volumes=\[([^\]]*)\]")


def volumes_of(subject: Subject, message: str) -> list[Volume]:
    """The volumes of the pod that a message names; [] where it names none of them.

    The kubelet names a volume by the pod's word, or by its PersistentVolume, which is pvc-UID of the claim if it was
    provisioned (external-provisioner controller.go, v5.3)."""
    volumes, names = subject.pod.spec.volumes, _names(message)
    found = [volume for volume in volumes if volume.name in names]
    if found or not names:
        return found
    claimed = [volume for volume in volumes if claim_of(volume)]
    if len(claimed) == 1:
        return claimed
    return [volume for volume in claimed if f"pvc-{_uid(subject, claim_of(volume))}" in names]


def _names(message: str) -> list[str]:
    unmounted = _UNMOUNTED().search(message)
    return unmounted[1].split() if unmounted else _NAMED().findall(message)


def _uid(subject: Subject, claim: str) -> str:
    """The uid of a claim, by the events about it; "" without any."""
    return next((event.involved_object.uid for event in claim_events(subject, claim)), "")


def claim_of(volume: Volume) -> str:
    """The name of the volume's claim; "" if it has none."""
    return volume.persistent_volume_claim.claim_name if volume.persistent_volume_claim else ""


def volume_words(subject: Subject, message: str) -> str:
    """`volume data (claim shop-data)`, `volumes a and b`; the message's own name where the pod has no such volume."""
    found = volumes_of(subject, message)
    if not found:
        names = _names(message)
        return f"volume {names[0]}" if names else "a volume"
    names = [f"{volume.name} (claim {claim_of(volume)})" if claim_of(volume) else volume.name for volume in found]
    return f"{'volume' if len(found) == 1 else 'volumes'} {listed(names)}"


def volume_key(subject: Subject, message: str) -> str:
    """The key that pods with the same volume share: its claim, else its name; "" for a message that names none."""
    found, names = volumes_of(subject, message), _names(message)
    if not found:
        return names[0] if names else ""
    return claim_of(found[0]) or found[0].name
