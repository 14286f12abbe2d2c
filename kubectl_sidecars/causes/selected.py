"""The causes of a part of the pods: those that were named or selected."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.model import Owner


def of_selection(causes: Iterable[Cause], owners: Iterable[Owner], named: AbstractSet[str] | None) -> tuple[Cause, ...]:
    """The causes that have pods, and those without pods of an owner that was named or that owns one of the pods.

    A Job without pods that was not asked for is left out: all Jobs of a namespace are read. `owners` are those of the
    pods, `named` are KIND/NAME; None stands for all pods, and keeps all causes."""
    if named is None:
        return tuple(causes)
    kept = {*named, *map(str, owners)}
    return tuple(cause for cause in causes if cause.pods or kept.intersection(cause.owners))
