"""One sentence beside kubectl's words where they mislead."""

from __future__ import annotations

from kubectl_sidecars.diagnose.finding import Subject


def truth(subject: Subject) -> str:
    """The sentence, or "" where kubectl's columns say what is so."""
    return ""
