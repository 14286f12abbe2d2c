"""The volumes of a pod that a message of the kubelet or the attach controller is about, in the words of the pod."""

from __future__ import annotations

from kubectl_sidecars.api import Volume
from kubectl_sidecars.diagnose.facts.volume_claims import claim_events
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.sentences import listed

_NAMED = on_demand(r'for volume "([^"]+)"')
_MOUNTED_AT = on_demand(r"/volumes/kubernetes\.io~csi/([^/\s\"]+)/mount")
"""Where the kubelet mounts a volume of a CSI driver: under the name of its PersistentVolume, or of the volume of the
pod that needs no claim (pkg/volume/csi/csi_mounter.go, v1.35)."""
_UNMOUNTED = on_demand(r"unmounted volumes=\[([^\]]*)\]")


def volumes_of(subject: Subject, message: str) -> list[Volume]:
    """The volumes of the pod that a message names; [] where it names none of them.

    The kubelet names a volume by the pod's word, or by its PersistentVolume, which is pvc-UID of the claim if it was
    provisioned (external-provisioner controller.go, v5.3)."""
    volumes, names = subject.pod.spec.volumes, names_in(message)
    found = [volume for volume in volumes if volume.name in names]
    if found or not names:
        return found
    claimed = [volume for volume in volumes if claim_of(volume)]
    if len(claimed) == 1:
        return claimed
    return [volume for volume in claimed if any(name in names for name in _volume_names(subject, claim_of(volume)))]


def _volume_names(subject: Subject, claim: str) -> tuple[str, str]:
    """The names that the volume of a claim may have: that of the volume that was read, and pvc-UID."""
    bound = subject.around.whereabouts.volume_of_claim.get((subject.pod.metadata.namespace, claim))
    return bound.metadata.name if bound is not None else "", f"pvc-{_uid(subject, claim)}"


def names_in(message: str) -> list[str]:
    """The names of volumes that a message has: those of the pod's spec, or of PersistentVolumes."""
    unmounted = _UNMOUNTED().search(message)
    return unmounted[1].split() if unmounted else [*_NAMED().findall(message), *_MOUNTED_AT().findall(message)]


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
        names = names_in(message)
        return f"volume {names[0]}" if names else "a volume"
    names = [f"{volume.name} (claim {claim_of(volume)})" if claim_of(volume) else volume.name for volume in found]
    return f"{'volume' if len(found) == 1 else 'volumes'} {listed(names)}"


def volume_key(subject: Subject, message: str) -> str:
    """The key that pods with the same volume share: its claim, else its name; "" for a message that names none."""
    found, names = volumes_of(subject, message), names_in(message)
    if not found:
        return names[0] if names else ""
    return claim_of(found[0]) or found[0].name
