"""Zones and nodes of a pod's volumes, by the node affinity of their PersistentVolumes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from kubectl_sidecars.api import Node, NodeSelectorRequirement, PersistentVolume
from kubectl_sidecars.diagnose.facts.node_fit import selects
from kubectl_sidecars.diagnose.facts.volume_claims import claims
from kubectl_sidecars.diagnose.needs import NodeNeed
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.diagnose.triage import PRESSURES
from kubectl_sidecars.sentences import listed

_OF_A_NODE = frozenset({"hostname", "node", "nodename", "node-name", "metadata.name"})
"""Last parts of the keys by which a local volume names its node: kubernetes.io/hostname, topology.topolvm.io/node,
openebs.io/nodename, and the field metadata.name."""
_OF_A_PART = frozenset({"zone", "region"})
"""Last parts of the keys of a part of the cluster: topology.kubernetes.io/zone, topology.ebs.csi.aws.com/zone."""


class VolumePlace(msgspec.Struct, frozen=True):
    """Place from which a volume of the pod can be used.

    `node` is the node that it is on, "" for a volume that several nodes may use. `says` is a clause on it, without the
    name of the claim where `claim` tells that. `is_out_of_reach` is True if no node can use it now, whatever else the
    scheduler says. `needs` is its node without the pressure that keeps pods away."""

    claim: str
    volume: str
    node: str
    says: str
    advice: str = ""
    is_out_of_reach: bool = False
    needs: tuple[NodeNeed, ...] = ()


def volume_place(subject: Subject, total: int) -> VolumePlace | None:
    """The place of the volume that keeps the pod from the nodes: the first one that is out of reach, else the only one
    that is known. `total` is the number of nodes that the scheduler looked at.

    None if no volume was read that says where it can be used."""
    bound = [(name, volume) for name, volume in _volumes(subject) if volume.spec.node_affinity != _ANYWHERE]
    are_known = 0 < total <= len(subject.around.nodes)
    fitting = [_fitting(volume, subject.around.nodes.values()) for _, volume in bound] if are_known else []
    places = [_place(name, volume) for name, volume in bound]
    for place, nodes in zip(places, fitting, strict=False):
        if lost := _out_of_reach(place, nodes):
            return lost
    if (
        fitting
        and all(fitting)
        and not set.intersection(*({node.metadata.name for node in nodes} for nodes in fitting))
    ):
        apart = listed(f"that of claim {place.claim} is {place.says}" for place in places)
        return msgspec.structs.replace(
            places[0], claim="", node="", says=f"its volumes are apart: {apart}", is_out_of_reach=True, advice=_APART
        )
    return _worded(places[0], f"is {places[0].says}") if len(places) == 1 else None


def reaches(subject: Subject, node: Node) -> bool:
    """True if the node can use all volumes of the pod, as far as they were read."""
    volumes = (volume for _, volume in _volumes(subject) if volume.spec.node_affinity != _ANYWHERE)
    return all(selects(volume.spec.node_affinity.required, node) for volume in volumes)


_ANYWHERE = PersistentVolume().spec.node_affinity
_APART = "Make one of the claims again where the other volume is: no node can use both."


def _volumes(subject: Subject) -> Iterator[tuple[str, PersistentVolume]]:
    """The claims of the pod whose volumes were read."""
    for name in claims(subject):
        volume = subject.around.whereabouts.volume_of_claim.get((subject.pod.metadata.namespace, name))
        if volume is not None:
            yield name, volume


def _place(claim: str, volume: PersistentVolume) -> VolumePlace:
    """The place in words, as `on node worker-3`."""
    terms = volume.spec.node_affinity.required.node_selector_terms
    wanted = [each for term in terms for each in (*term.match_fields, *term.match_expressions) if each.operator == "In"]
    wanted.sort(key=lambda each: (_kind(each) not in _OF_A_NODE, _kind(each) != "zone", _kind(each) != "region"))
    first = wanted[0] if wanted else NodeSelectorRequirement()
    values = list(dict.fromkeys(value for each in wanted if each.key == first.key for value in each.values))
    kind, named = _kind(first), listed(values[:3], more=len(values) - 3)
    if kind in _OF_A_NODE and len(values) == 1:
        return VolumePlace(claim, volume.metadata.name, values[0], f"on node {named}")
    if kind in _OF_A_NODE:
        return VolumePlace(claim, volume.metadata.name, "", f"on nodes {named}")
    if kind in _OF_A_PART:
        return VolumePlace(claim, volume.metadata.name, "", f"in {kind} {named}")
    only = f"nodes with {first.key}={named}" if values else "the nodes that its nodeAffinity allows"
    return VolumePlace(claim, volume.metadata.name, "", f"for {only} alone")


def _kind(requirement: NodeSelectorRequirement) -> str:
    return requirement.key.rpartition("/")[2].lower()


def _out_of_reach(place: VolumePlace, nodes: Sequence[Node]) -> VolumePlace | None:
    """The place, with what keeps every node there from the volume; None if one of them can use it."""
    if not nodes:
        missing = ", which does not exist" if place.node else ", where the cluster has no node"
        advice = (
            f"Bring node {place.node} back. If its data may be lost, delete claim {place.claim} and then the pod, so"
            " that a new volume is made."
            if place.node
            else "Add a node there, or make the claim again from a backup."
        )
        return _worded(place, f"is {place.says}{missing}", advice)
    if not place.node:
        return None
    sick = nodes[0].not_ready
    if sick is not None:
        how = "does not report" if sick.status == "Unknown" else "is not ready"
        return _worded(
            place, f"is {place.says}, which {how}", f"Look at node {place.node}: no other one has the volume."
        )
    if nodes[0].spec.unschedulable:
        return _worded(place, f"is {place.says}, which is cordoned", f"Uncordon node {place.node}.")
    for short in nodes[0].status.conditions:
        if short.type in PRESSURES and short.status == "True":
            relieved = f"Relieve node {place.node}: no other one has the volume."
            found = _worded(place, f"is {place.says}, which is under {short.type}", relieved)
            return msgspec.structs.replace(found, needs=(NodeNeed(place.node, short.type),))
    return None


def _worded(place: VolumePlace, says: str, advice: str = "") -> VolumePlace:
    return msgspec.structs.replace(place, says=says, advice=advice, is_out_of_reach=bool(advice))


def _fitting(volume: PersistentVolume, nodes: Iterable[Node]) -> list[Node]:
    """The nodes that can use the volume."""
    return [node for node in nodes if selects(volume.spec.node_affinity.required, node)]
