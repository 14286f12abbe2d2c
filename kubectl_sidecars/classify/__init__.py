"""The role of each container, with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kubectl_sidecars.api import Pod
from kubectl_sidecars.classify.bounded_cache import Memory
from kubectl_sidecars.classify.catalog import Index, built_in
from kubectl_sidecars.classify.facts import pod_facts
from kubectl_sidecars.classify.judgement import Confidence, Judgement
from kubectl_sidecars.classify.known_container import UsualType
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.service_ports import NONE, Ports, served_ports
from kubectl_sidecars.classify.tasks import ONCE
from kubectl_sidecars.model import ContainerView

if TYPE_CHECKING:
    from kubectl_sidecars.classify.decide.decision import Decision
    from kubectl_sidecars.classify.decide.judge import Judge

__all__ = ["Confidence", "Judgement", "Role", "classify", "decisions", "runs_on_by_nature", "served_ports"]


def _judge(index: Index) -> Judge:
    from kubectl_sidecars.classify.decide.judge import Judge  # noqa: PLC0415 - a healthy pod's line has no roles

    return Judge(index)


_judges: Memory[Index, Judge] = Memory(_judge)


def classify(
    pod: Pod, views: Sequence[ContainerView], index: Index | None = None, served: Ports = NONE
) -> tuple[Judgement, ...]:
    """One judgement for each container of `views`, in their order. Pods with equal facts are judged once.

    `index` is the catalogue's unless the user has rules; `served` are the ports that Services send to.
    """
    index = index or built_in()
    return _judges[index].judgements[pod_facts(pod, views, index, served)]


def decisions(
    pod: Pod, views: Sequence[ContainerView], index: Index | None = None, served: Ports = NONE
) -> tuple[Decision, ...]:
    """The decisions behind the judgements of `classify`, each with its step and all candidates."""
    index = index or built_in()
    return _judges[index].explain(pod_facts(pod, views, index, served))


def runs_on_by_nature(judgement: Judgement) -> bool:
    """True if the catalogue knows it as a helper that runs as long as its pod, whatever its type is here.

    False for helpers that are also run once (git-sync, secret agents): they may be init containers on purpose.
    """
    entry = built_in().by_id.get(judgement.entry)
    return entry is not None and entry.lifecycle in (UsualType.SIDECAR, UsualType.LEGACY) and entry.task not in ONCE
