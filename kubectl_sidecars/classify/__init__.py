"""The role of each container, with its evidence."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from kubectl_sidecars.api import Pod
from kubectl_sidecars.classify.bounded_cache import Memory
from kubectl_sidecars.classify.catalog import Index, built_in
from kubectl_sidecars.classify.context import (
    TOKEN_VOLUME,
    PodContext,
    read_container,
)
from kubectl_sidecars.classify.decide.role import decide
from kubectl_sidecars.classify.judgement import Confidence, Judgement, Role
from kubectl_sidecars.classify.known_container import Lifecycle
from kubectl_sidecars.classify.service_ports import (
    NONE,
    Ports,
    served_ports,
)
from kubectl_sidecars.classify.tasks import ONCE
from kubectl_sidecars.model import ContainerView, workload
from kubectl_sidecars.snapshot import Snapshot

__all__ = ["Confidence", "Judgement", "Role", "classify", "runs_on_by_nature", "served_ports"]

_ALONE = Snapshot()


def classify(
    pod: Pod, views: Sequence[ContainerView], index: Index | None = None, served: Ports = NONE
) -> tuple[Judgement, ...]:
    """One judgement for each container of `views`, in their order; `served` are the ports that Services send to.

    Equal specs share their work: what is judged depends on nothing but what `_read` names.
    """
    index = index or built_in()
    key = (served, _read(pod, views, index))
    known = _kept.get(key)
    if known is None:
        known = decide(PodContext(pod, tuple(views), workload(pod, _ALONE), index, served), index)
        _kept.keep(key, known)
    return known


def runs_on_by_nature(judgement: Judgement) -> bool:
    """Whether the catalogue knows it as a helper that runs as long as its pod, wherever it stands now.

    Not those that are also run once (git-sync, secret agents): in initContainers they may be in their place.
    """
    entry = built_in().by_id.get(judgement.entry)
    return entry is not None and entry.lifecycle in (Lifecycle.SIDECAR, Lifecycle.LEGACY) and entry.task not in ONCE


def _never(key: Hashable) -> tuple[Judgement, ...]:
    raise KeyError(key)


_kept: Memory[Hashable, tuple[Judgement, ...]] = Memory(_never)


def _read(pod: Pod, views: Sequence[ContainerView], index: Index) -> Hashable:
    """All that classification reads of a pod."""
    meta, reads, significant = pod.metadata, index.reads, index.significant
    volumes = tuple([volume for volume in pod.spec.volumes if not volume.name.startswith(TOKEN_VOLUME)])
    has_token = len(volumes) < len(pod.spec.volumes)
    return (
        index,
        meta.owner_references or meta.name,
        volumes,
        pod.spec.host_network,
        tuple([item for item in meta.annotations.items() if reads[item[0]]]),
        tuple([item for item in meta.labels.items() if reads[item[0]]]),
        tuple(
            [
                (view.type, significant[view.spec.image], read_container(view.spec, has_token=has_token))
                for view in views
            ]
        ),
    )
