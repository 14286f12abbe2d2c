"""Persistent volumes, as far as they say who may use them."""

from __future__ import annotations

from kubectl_sidecars.api.meta import ApiObject, ObjectMeta


class ClaimReference(ApiObject, frozen=True):
    """The PersistentVolumeClaim that a volume is bound to."""

    namespace: str = ""
    name: str = ""


class NodeSelectorRequirement(ApiObject, frozen=True):
    key: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()


class NodeSelectorTerm(ApiObject, frozen=True):
    match_expressions: tuple[NodeSelectorRequirement, ...] = ()
    match_fields: tuple[NodeSelectorRequirement, ...] = ()


class NodeSelector(ApiObject, frozen=True):
    node_selector_terms: tuple[NodeSelectorTerm, ...] = ()


class VolumeNodeAffinity(ApiObject, frozen=True):
    required: NodeSelector = NodeSelector()


class PersistentVolumeSpec(ApiObject, frozen=True):
    claim_ref: ClaimReference = ClaimReference()
    node_affinity: VolumeNodeAffinity = VolumeNodeAffinity()


class PersistentVolume(ApiObject, frozen=True):
    metadata: ObjectMeta = ObjectMeta()
    spec: PersistentVolumeSpec = PersistentVolumeSpec()
