"""What is said of a word: its meaning and, of one that stands for trouble, its usual cause and the cure."""

from __future__ import annotations

from typing import NamedTuple


class Meaning(NamedTuple):
    """Sentences. In commands POD, NAME (of a container) and NODE stand for names; none is longer than a line."""

    text: str
    cause: str = ""
    """What it is mostly; "" where the text says it, or nobody can."""
    cure: str = ""
    """What an engineer does next; "" for a word that stands for no trouble."""
