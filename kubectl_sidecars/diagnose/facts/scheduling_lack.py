"""Reasons that keep a pod from every node, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from kubectl_sidecars.api import Event, NodeSelectorRequirement, PodCondition
from kubectl_sidecars.diagnose.facts.scheduler_message import ABOUT_CLAIMS, Predicate
from kubectl_sidecars.diagnose.facts.volume_claims import claims, refused
from kubectl_sidecars.diagnose.faults import Fault, Obstacle
from kubectl_sidecars.diagnose.needs import Need
from kubectl_sidecars.diagnose.origin import NodeOrigin, Origin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import workload

if TYPE_CHECKING:
    from kubectl_sidecars.diagnose.facts.volume_places import VolumePlace

_GO_THERE = (
    "Look where the claim's volume is (nodeAffinity of its PersistentVolume): a node there has to fit, or the claim has"
    " to be made again."
)


class Lack(msgspec.Struct, frozen=True):
    """Lack that keeps a pod from a node, the claim that it lies in or "", and the event that says why of that claim.

    `of_one` are the words for this pod alone, "" where they are the same for all; `more` is a further sentence.
    `is_whole` where no other reason of the scheduler is needed to understand it."""

    words: str
    claim: str = ""
    event: Event | None = None
    of_one: str = ""
    advice: str = ""
    commands: tuple[str, ...] = ()
    origin: Origin | None = None
    needs: tuple[Need, ...] = ()
    more: str = ""
    is_whole: bool = False


def lacking(
    subject: Subject, scheduled: PodCondition, reasons: tuple[Predicate, ...]
) -> tuple[Lack, tuple[Predicate, ...]]:
    """The lack, and the scheduler's reasons in the order in which they matter."""
    place, reasons = _place(subject, reasons)
    if place is None and any(reason.obstacle is Obstacle.NODE_AFFINITY for reason in reasons):
        from kubectl_sidecars.diagnose.facts.unmet_selector import unmet  # noqa: PLC0415 - few pods need it

        if labels := unmet(subject, reasons):
            return _unlabelled(subject, labels), _led_by(Obstacle.NODE_AFFINITY, reasons)
    lack = _lack(subject, scheduled, reasons, place)
    if not lack.is_whole and not lack.claim and any(_is_of_devices(reason) for reason in reasons):
        from kubectl_sidecars.diagnose.facts.device_words import without_devices  # noqa: PLC0415 - few pods need it

        name, found = without_devices(subject, reasons)
        if found is not None:
            lack, reasons = found, tuple(sorted(reasons, key=lambda each: each.name != name))
    return lack, reasons


def _led_by(obstacle: Obstacle, reasons: tuple[Predicate, ...]) -> tuple[Predicate, ...]:
    return tuple(sorted(reasons, key=lambda each: each.obstacle is not obstacle))


def _unlabelled(subject: Subject, labels: Sequence[NodeSelectorRequirement]) -> Lack:
    """The lack of labels that no node has."""
    from kubectl_sidecars.diagnose.facts.unmet_selector import in_words, new_names  # noqa: PLC0415 - few pods need it

    return Lack(
        in_words(labels),
        advice="Change the node selector or affinity of the pod, or label the nodes that are meant.",
        commands=(kubectl.labels_of_nodes(dict.fromkeys(each.key for each in labels)),),
        more=new_names(labels, subject.around.nodes),
    )


def _is_of_devices(reason: Predicate) -> bool:
    return reason.obstacle is Obstacle.RESOURCE and ("/" in reason.name or reason.name.startswith("hugepages-"))


def _place(subject: Subject, reasons: tuple[Predicate, ...]) -> tuple[VolumePlace | None, tuple[Predicate, ...]]:
    """The place of the volume that other nodes cannot use, and the reasons: those of a volume that is out of reach come
    first, whatever the other nodes lack."""
    elsewhere = [reason for reason in reasons if reason.obstacle is Obstacle.VOLUME_ELSEWHERE]
    if not elsewhere:
        return None, reasons
    from kubectl_sidecars.diagnose.facts.volume_places import volume_place  # noqa: PLC0415 - few pods need it

    place = volume_place(subject, elsewhere[0].total)
    if place is not None and place.is_out_of_reach:
        reasons = (*elsewhere, *(reason for reason in reasons if reason not in elsewhere))
    return place, reasons


def _elsewhere(subject: Subject, lead: Predicate, place: VolumePlace | None) -> Lack:
    """The lack of a volume that other nodes have: where it is, as far as its PersistentVolume was read."""
    names, namespace = claims(subject), subject.pod.metadata.namespace
    if place is not None:
        of_one = f"its volume (claim {place.claim}) {place.says}" if place.claim else place.says
        words = f"its volume {place.says}" if place.claim else place.says
        return Lack(
            f"no node fits: {words}",
            of_one=f"no node fits: {of_one}",
            advice=place.advice or _GO_THERE,
            commands=(kubectl.get("pv", place.volume, flags="-o yaml"),),
            origin=NodeOrigin(place.node, Fault.VOLUME) if place.node and place.is_out_of_reach else None,
            needs=place.needs,
            is_whole=place.is_out_of_reach,
        )
    if len(names) > 1:
        return Lack(f"no node fits: {lead.counted}")
    lead = msgspec.structs.replace(lead, words=f"its volume (claim {names[0]}) lives elsewhere") if names else lead
    return Lack(
        f"no node fits: {lead.counted}",
        advice=_GO_THERE if names else "",
        commands=tuple(kubectl.describe_volume(name, namespace) for name in names),
    )


def _lack(subject: Subject, scheduled: PodCondition, reasons: tuple[Predicate, ...], place: VolumePlace | None) -> Lack:
    names, lead = claims(subject), reasons[0] if reasons else None
    if names and ("binding volumes" in scheduled.message or (lead is not None and lead.obstacle in ABOUT_CLAIMS)):
        from kubectl_sidecars.diagnose.facts.filling import waits  # noqa: PLC0415 - few pods need it

        event = refused(subject)
        waiting = (name for name in names if waits(subject, name))
        name = event.involved_object.name if event else next(waiting, names[0])
        return Lack(f"{'no node fits: ' if reasons else ''}its volume claim {name} is not bound", name, event)
    if lead is None:
        return Lack("the scheduler fails on it" if scheduled.reason == "SchedulerError" else "no node fits")
    if workload(subject.pod, subject.around).kind == "DaemonSet" and 0 < lead.nodes < lead.total:
        return Lack(f"the node that it is made for does not fit: {lead.words}")
    if lead.obstacle is Obstacle.VOLUME_ELSEWHERE:
        return _elsewhere(subject, lead, place)
    return Lack(f"no node fits: {lead.counted}", more=_TAINTS.get(lead.name, ""))


_TAINTS = {
    "node.cloudprovider.kubernetes.io/uninitialized": "A node has that taint, and no addresses, until a cloud"
    " controller manager has initialized it.",
}
"""Taints that stay until something has done its work (k8s.io/cloud-provider node_controller.go, v0.35)."""
