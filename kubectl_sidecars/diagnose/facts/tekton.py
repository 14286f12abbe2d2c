"""Termination messages of Tekton's entrypoint: results of a step, and why the step was not run."""

from __future__ import annotations

from kubectl_sidecars.api import Terminated
from kubectl_sidecars.patterns import on_demand

_REASON = on_demand(r'"key": ?"Reason", ?"value": ?"(\w+)"')
_WORDS = {"TimeoutExceeded": "it ran longer than the timeout of the step", "Cancelled": "its TaskRun was cancelled"}
"""Clauses for the reasons of pkg/entrypoint/entrypointer.go, v1.0, but for Skipped."""


def is_of_entrypoint(message: str) -> bool:
    """True for a message of the entrypoint, which holds no words of the program."""
    return message.startswith('[{"key":')


def is_skipped(run: Terminated) -> bool:
    """True if the step was not run, since one before it had failed."""
    return is_of_entrypoint(run.message) and _reason(run.message) == "Skipped"


def entrypoint_words(message: str) -> str:
    """A clause that says why the entrypoint ended the step; "" where it does not tell."""
    return _WORDS.get(_reason(message), "") if is_of_entrypoint(message) else ""


def _reason(message: str) -> str:
    found = _REASON().search(message)
    return found[1] if found else ""
