"""The role of each container, with its evidence."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from kubectl_sidecars.api import Container, Pod
from kubectl_sidecars.classify.decide import decide
from kubectl_sidecars.classify.evidence import Scene
from kubectl_sidecars.classify.index import Index, built_in
from kubectl_sidecars.classify.judgement import Confidence, Judgement, Role
from kubectl_sidecars.model import ContainerView, Owner, workload
from kubectl_sidecars.snapshot import Snapshot

__all__ = ["Confidence", "Judgement", "Role", "classify"]

_ALONE = Snapshot()
_MOST_KEPT = 8192
_kept: dict[Hashable, tuple[Judgement, ...]] = {}


def classify(pod: Pod, views: Sequence[ContainerView], index: Index | None = None) -> tuple[Judgement, ...]:
    """One judgement for each container of `views`, in their order.

    Equal specs share their work: what is judged depends on nothing but what `_read` names.
    """
    owner = workload(pod, _ALONE)
    index = index or built_in()
    key = _read(pod, views, owner, index)
    known = _kept.get(key)
    if known is None:
        known = decide(Scene(pod, tuple(views), owner), index)
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = known
    return known


def _read(pod: Pod, views: Sequence[ContainerView], owner: Owner, index: Index) -> Hashable:
    """All that classification reads of a pod."""
    meta = pod.metadata
    return (
        index,
        owner.kind,
        owner.name or meta.name,
        pod.spec.volumes,
        pod.spec.host_network,
        tuple([item for item in meta.annotations.items() if index.reads(item[0])]),
        tuple([item for item in meta.labels.items() if index.reads(item[0])]),
        tuple([(view.type, *_read_container(view.spec)) for view in views]),
    )


def _read_container(spec: Container) -> tuple[Hashable, ...]:
    return (
        spec.name,
        spec.image,
        spec.command,
        spec.args,
        spec.env,
        spec.ports,
        spec.volume_mounts,
        spec.security_context,
        spec.readiness_probe is None and spec.liveness_probe is None,
    )
