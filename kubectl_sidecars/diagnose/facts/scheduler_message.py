"""The scheduler's reasons, in words, with the nodes that each of them holds for."""

from __future__ import annotations

import re

import msgspec

LONGEST = 4000
"""Characters of a message that are read: any scheduler may have written it."""

_BY_POD = (
    (r"didn't match Pod's node affinity(?:/selector)?", "the nodes do not match its node selector or affinity"),
    (r"didn't match pod affinity rules", "the nodes do not satisfy its pod affinity"),
    (r"didn't match pod anti-affinity rules", "its anti-affinity excludes the nodes"),
    (r"didn't satisfy existing pods anti-affinity", "other pods' anti-affinity excludes it"),
    (r"didn't match pod topology spread constraints", "its topology spread excludes the nodes"),
    (r"didn't have free ports", "its host port is taken"),
    (r"had volume node affinity conflict|didn't match PersistentVolume's node affinity", "its volume lives elsewhere"),
    (r"didn't find available persistent volumes to bind", "no volume is free for its claim"),
    (r"(?:pod has )?unbound immediate PersistentVolumeClaims", "its volume claim is not bound"),
    (r'persistentvolumeclaim "([^"]+)" not found', "PersistentVolumeClaim {0} does not exist"),
    (r'persistentvolumeclaim "([^"]+)" is being deleted', "PersistentVolumeClaim {0} is being deleted"),
)
"""Reasons that lie in the pod: two workloads that share the words do not share the cause."""
_BY_CLUSTER = (
    (r"Insufficient ([\w./-]*\w)", "not enough {0}"),
    (r"had untolerated taint(?:\(s\))? ?\{([^}:]+)", "it does not tolerate the taint {0}"),
    (r"had untolerated taint(?:\(s\))?(?! ?\{)", "it does not tolerate the nodes' taints"),
    (r"were unschedulable|were cordoned", "nodes are cordoned"),
    (r"exceed max volume count", "the nodes hold no more volumes"),
    (r"Too many pods", "the nodes hold no more pods"),
    (r"no nodes available", "the cluster has no nodes"),
)
"""Reasons that lie in the nodes: they are the same for every pod. Newer schedulers say `taint(s)` and name none."""


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:\b(\d{{1,7}}) (?:node\(s\) )?)?(?:{pattern})")


_PATTERNS = tuple(
    (_compiled(pattern), words, own)
    for own, table in ((True, _BY_POD), (False, _BY_CLUSTER))
    for pattern, words in table
)
"""The words of pkg/scheduler/framework/plugins, v1.28 to v1.37."""

_BY_DESIGN = ("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master")
"""Taints that keep pods away on purpose: seldom what is wrong."""
_TOTAL = re.compile(r"\b\d+/(\d{1,7}) nodes are available")


class Predicate(msgspec.Struct, frozen=True):
    """One reason: `nodes` of `total` are excluded by it; `nodes` is 0 where it holds whatever the node.

    `is_own` where it lies in the pod."""

    words: str
    nodes: int
    total: int
    is_own: bool

    @property
    def said(self) -> str:
        """`not enough cpu (3 of 120 nodes)`."""
        partly = 0 < self.nodes < self.total
        return f"{self.words} ({self.nodes} of {self.total} nodes)" if partly else self.words


def predicates(message: str) -> list[Predicate]:
    """The reasons, each once: what holds whatever the node, then by the nodes that they exclude. Last come taints of
    the control plane, and the nodes that the pod itself does not ask for: those of a DaemonSet are all but one."""
    message = message[:LONGEST]
    total = _TOTAL.search(message)
    found: dict[str, Predicate] = {}
    for pattern, words, own in _PATTERNS:
        for match in pattern.finditer(message):
            count, *names = match.groups()
            said = words.format(*names)
            before = found[said].nodes if said in found else 0
            found[said] = Predicate(said, before + int(count or 0), int(total[1]) if total else 0, own)
    return sorted(found.values(), key=_weight)


def _weight(each: Predicate) -> tuple[bool, bool, int]:
    unwanted = each.words.endswith("node selector or affinity") and each.nodes < each.total
    return unwanted or each.words.endswith(_BY_DESIGN), each.nodes > 0, -each.nodes
