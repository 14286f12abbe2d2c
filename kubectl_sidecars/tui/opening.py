"""The time from the start of a feed until its data are shown, in which keys that act on a list wait."""

from __future__ import annotations

from collections.abc import Callable

LONGEST = 3
"""Seconds for which keys wait; after them they act on what there is."""


class Opening:
    """Knows if all data of a feed have been shown, or if waiting for them would keep the user from acting."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock` returns seconds."""
        self._clock = clock
        self.begin()

    def begin(self) -> None:
        """Begins with a feed."""
        self._begun, self._is_shown = self._clock(), False

    def shown(self, *, is_part: bool) -> None:
        """Ends the wait if what is shown now is no mere part: all data, or that there are none."""
        self._is_shown = self._is_shown or not is_part

    @property
    def is_on(self) -> bool:
        """True while keys wait."""
        return not self._is_shown and self._clock() - self._begun < LONGEST
