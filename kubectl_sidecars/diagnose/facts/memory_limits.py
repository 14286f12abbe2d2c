"""Memory limits of a pod, and those that cannot be meant as they are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kubectl_sidecars.container_names import called
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.quantity import parse_quantity

POD = "the pod"
"""The name under which the limit of all containers together stands: no container can have it."""
_LEAST = 2.0**20
"""Bytes below which a memory limit is a slip of the pen: no program runs in less than a mebibyte."""


class Slip(NamedTuple):
    """A limit that cannot be meant: `words` are a clause, `advice` a sentence."""

    words: str
    advice: str


def memory_limits(subject: Subject) -> Mapping[str, str | float]:
    """The memory limits that make up the pod's while it runs, by container; that of the pod itself first."""
    of_pod = next((each.view.pod_memory_limit for each in subject.containers), None)
    limits = {each.name: each.view.memory_limit for each in subject.containers if each.view.runs_with_pod}
    return {name: limit for name, limit in {POD: of_pod, **limits}.items() if limit is not None}


def slip(limits: Mapping[str, str | float]) -> Slip | None:
    """The first limit that is too small to be meant; None without one. `128m` are 128 thousandths of a byte."""
    for name, limit in limits.items():
        written, amount = str(limit), parse_quantity(str(limit))
        if amount is None or amount >= _LEAST:
            continue
        words = f"the memory limit of {name if name == POD else called(name)} is {written}"
        if not written.endswith("m"):
            return Slip(words, "Correct the memory limit, whose usual units are Mi and Gi, and replace the pod.")
        meant = f"{written[:-1]}Mi"
        why = f"m is a thousandth of a byte, {meant} is probably meant"
        return Slip(f"{words} ({why})", f"Write {meant}, and replace the pod.")
    return None
