"""What is said of an entry to people, and not needed to recognise it."""

from __future__ import annotations

from typing import NamedTuple


class Note(NamedTuple):
    """What an entry is for, where its documentation is, and what surprises people about it."""

    purpose: str
    link: str
    quirks: tuple[str, ...] = ()
