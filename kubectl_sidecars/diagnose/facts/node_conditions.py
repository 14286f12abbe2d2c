"""What a node says of itself."""

from __future__ import annotations

from kubectl_sidecars.api import Node, PodCondition


def not_ready(node: Node | None) -> PodCondition | None:
    """The node's Ready condition where it is not True; None for a node that is ready, or was not read."""
    for condition in node.status.conditions if node is not None else ():
        if condition.type == "Ready" and condition.status != "True":
            return condition
    return None
