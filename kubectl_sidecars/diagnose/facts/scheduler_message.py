"""The scheduler's reasons, in words, with the nodes that each of them holds for."""

from __future__ import annotations

import functools
import re

import msgspec

from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ
from kubectl_sidecars.diagnose.faults import Obstacle
from kubectl_sidecars.patterns import on_demand

_BY_POD = (
    (
        r"didn't match Pod's node affinity(?:/selector)?",
        Obstacle.NODE_AFFINITY,
        "the nodes do not match its node selector or affinity",
    ),
    (r"didn't match pod affinity rules", Obstacle.POD_AFFINITY, "the nodes do not satisfy its pod affinity"),
    (r"didn't match pod anti-affinity rules", Obstacle.ANTI_AFFINITY, "its anti-affinity excludes the nodes"),
    (
        r"didn't satisfy existing pods anti-affinity",
        Obstacle.OTHERS_ANTI_AFFINITY,
        "other pods' anti-affinity excludes it",
    ),
    (
        r"didn't match pod topology spread constraints",
        Obstacle.TOPOLOGY_SPREAD,
        "its topology spread excludes the nodes",
    ),
    (r"didn't have free ports", Obstacle.HOST_PORT, "its host port is taken"),
    (
        (
            r"had volume node affinity conflict|didn't match PersistentVolume's node affinity"
            r"|had no available volume zone"
        ),
        Obstacle.VOLUME_ELSEWHERE,
        "its volume lives elsewhere",
    ),
    (
        r"unavailable due to [^,.]{1,60} bound to non-existent",
        Obstacle.VOLUME_GONE,
        "the volume that its claim is bound to does not exist",
    ),
    (
        r"didn't find available persistent volumes to bind",
        Obstacle.NO_VOLUME,
        "no volume is free for its claim",
    ),
    (
        r"(?:pod has )?unbound immediate PersistentVolumeClaims",
        Obstacle.CLAIM_NOT_BOUND,
        "its volume claim is not bound",
    ),
    (
        r'persistentvolumeclaim "([^"]+)" not found',
        Obstacle.CLAIM_MISSING,
        "PersistentVolumeClaim {0} does not exist",
    ),
    (
        r'persistentvolumeclaim "([^"]+)" is being deleted',
        Obstacle.CLAIM_DELETED,
        "PersistentVolumeClaim {0} is being deleted",
    ),
)
"""Reasons that lie in the pod: two workloads that share the words do not share the cause."""
_BY_CLUSTER = (
    (r"Insufficient ([\w./-]*\w)", Obstacle.RESOURCE, "not enough {0}"),
    (r"had untolerated taint(?:\(s\))? ?\{([^}:]+)", Obstacle.TAINT, "it does not tolerate the taint {0}"),
    (r"had untolerated taint(?:\(s\))?(?! ?\{)", Obstacle.TAINTS, "it does not tolerate the nodes' taints"),
    (r"were unschedulable|were cordoned", Obstacle.CORDONED, "nodes are cordoned"),
    (r"exceed max volume count", Obstacle.VOLUME_COUNT, "the nodes hold no more volumes"),
    (r"Too many pods", Obstacle.POD_COUNT, "the nodes hold no more pods"),
    (r"no nodes available", Obstacle.NO_NODES, "the cluster has no nodes"),
)
"""Reasons that lie in the nodes: they are the same for every pod. Newer schedulers say `taint(s)` and name none."""


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:\b(\d{{1,7}}) (?:node\(s\) )?)?(?:{pattern})")


@functools.cache
def _patterns() -> tuple[tuple[re.Pattern[str], Obstacle, str, bool], ...]:
    """The words of pkg/scheduler/framework/plugins, v1.28 to v1.37. Compiled where a pod is not scheduled: 2 ms."""
    return tuple(
        (_compiled(pattern), obstacle, words, own)
        for own, table in ((True, _BY_POD), (False, _BY_CLUSTER))
        for pattern, obstacle, words in table
    )


_BY_DESIGN = frozenset({"node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"})
"""Taints that keep pods away on purpose: seldom what is wrong."""
ABOUT_CLAIMS = frozenset({Obstacle.NO_VOLUME, Obstacle.CLAIM_NOT_BOUND})
"""What the events of a volume claim may explain."""
_TOTAL = on_demand(r"\b\d+/(\d{1,7}) nodes are available")


class Predicate(msgspec.Struct, frozen=True):
    """One reason: `name` is that of the resource, taint or claim, "" for other obstacles.

    `nodes` of `total` are excluded by it; `nodes` is 0 where it holds whatever the node. `is_own` where it lies in the
    pod."""

    obstacle: Obstacle
    name: str
    words: str
    nodes: int
    total: int
    is_own: bool

    @property
    def counted(self) -> str:
        """`not enough cpu (3 of 120 nodes)`."""
        partly = 0 < self.nodes < self.total
        return f"{self.words} ({self.nodes} of {self.total} nodes)" if partly else self.words


_AFTER = on_demand(r" (?:[\w ]{0,60}, )?preemption: ")
"""What follows the reasons: what resource claims and preemption could do about it (v1.37), which is mostly nothing."""


def without_preemption(message: str) -> str:
    """The reasons in a message of the scheduler."""
    return _AFTER().split(message, maxsplit=1)[0]


def predicates(message: str) -> tuple[Predicate, ...]:
    """The reasons, each once: what holds whatever the node, then by the nodes that they exclude. Last come taints of
    the control plane, and the nodes that the pod itself does not ask for: those of a DaemonSet are all but one."""
    return _predicates(message[:MOST_READ])


@functools.lru_cache(256)
def _predicates(message: str) -> tuple[Predicate, ...]:
    """Kept, as the pods of a workload have the same message."""
    total = _TOTAL().search(message)
    found: dict[tuple[Obstacle, str], Predicate] = {}
    for pattern, obstacle, words, own in _patterns():
        for match in pattern.finditer(message):
            count, *names = match.groups()
            name = names[0] if names else ""
            before = found.get((obstacle, name))
            nodes = int(count or 0) + (before.nodes if before else 0)
            in_words, of = words.format(*names), int(total[1]) if total else 0
            found[obstacle, name] = Predicate(obstacle, name, in_words, nodes, of, own)
    return tuple(sorted(found.values(), key=_weight))


def _weight(each: Predicate) -> tuple[bool, bool, int]:
    unwanted = each.obstacle is Obstacle.NODE_AFFINITY and each.nodes < each.total
    by_design = each.obstacle is Obstacle.TAINT and each.name in _BY_DESIGN
    return unwanted or by_design, each.nodes > 0, -each.nodes
