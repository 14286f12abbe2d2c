"""The explanation of a word: its meaning and, if it is a problem, its usual cause and the cure."""

from __future__ import annotations

from typing import NamedTuple


class Meaning(NamedTuple):
    """Sentences. In commands POD, NAME (of a container) and NODE are placeholders; each command fits on a line."""

    text: str
    cause: str = ""
    """The usual cause; "" if the text says it, or if there is no usual one."""
    cure: str = ""
    """The next step; "" for a word that is not a problem."""
