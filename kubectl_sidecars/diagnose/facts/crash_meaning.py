"""The meaning of a run's last words, or of the words of a runtime that could not start it."""

from __future__ import annotations

from kubectl_sidecars.api import Terminated
from kubectl_sidecars.diagnose.facts.crash_words import never_ran
from kubectl_sidecars.diagnose.facts.machine_messages import Explanation, explained, explained_words
from kubectl_sidecars.diagnose.phrasing.last_words import errors_before, telling_words
from kubectl_sidecars.diagnose.phrasing.quotes import quoted


def meant(run: Terminated, node: str) -> tuple[Explanation | None, str]:
    """The meaning, and a sentence with the line that has it where that is not the line that tells the end; "" else.

    `node` is the name of the pod's node, or ""."""
    if never_ran(run):
        return explained(run.message, node), ""
    found = explained_words(telling_words(run.message), node)
    for line in errors_before(run.message) if found is None else ():
        led = explained_words(line, node)
        if led is not None:
            return led, f"Before that it says: {quoted(line)}."
    return found, ""
