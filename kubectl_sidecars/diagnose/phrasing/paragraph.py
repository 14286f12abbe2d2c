"""Sentences put together."""

from __future__ import annotations

from datetime import timedelta

from kubectl_sidecars.container_names import begun
from kubectl_sidecars.sentences import span


def paragraph(*sentences: str) -> str:
    """The sentences on one line; empty ones are left out."""
    return " ".join([begun(sentence) for sentence in sentences if sentence])


def after(ran_for: timedelta | None) -> str:
    """` after 2 seconds`, ` at once` for less than a second, "" where it is not known how long the run lasted."""
    if ran_for is None:
        return ""
    seconds = ran_for.total_seconds()
    return " at once" if seconds < 1 else f" after {span(seconds)}"
