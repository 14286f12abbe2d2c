"""The causes: one line each, worst first, and details of the selected one below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.durations import age
from kubectl_sidecars.escape import visible
from kubectl_sidecars.render.tones import OF_SEVERITY, Cell, Tone
from kubectl_sidecars.sentences import counted
from kubectl_sidecars.tui.pod_table import MARK, cut_end, cut_middle
from kubectl_sidecars.tui.view.header import spread
from kubectl_sidecars.tui.view.wrapping import wrapped

LABEL = 10
WORDY = 48
"""Columns from which the severity is written as a word; below, only as a mark."""
MOST_DETAIL = 4
"""Lines of a cause's message below its title."""


class CauseLines(Sequence[list[Cell]]):
    """The lines of all causes. Titles are made when they are read: there may be hundreds."""

    def __init__(self, causes: Sequence[Cause], selected: int, now: datetime, width: int) -> None:
        self._causes, self._now, self._width = causes, now, width
        self._detail = list(_detail(causes[selected], now, width)) if causes else []
        self.first, self.last = selected, selected + len(self._detail)
        """The title line of the selected cause, and the last line of its details."""

    def __len__(self) -> int:
        return len(self._causes) + len(self._detail)

    def __getitem__(self, index: Any) -> Any:
        if self.first < index <= self.last:
            return self._detail[index - self.first - 1]
        details_before = len(self._detail) if index > self.last else 0
        return _title(self._causes[index - details_before], self._now, self._width)


def _around_title(cause: Cause, now: datetime, width: int) -> tuple[str, str, int]:
    """The texts left and right of a title, and the columns between them."""
    since = f"for {age(cause.since, now)}" if cause.since and not cause.may_be_older else ""
    right = f"  {_pods(cause, width):>8}  {since:>10} "
    label = f"{MARK[cause.severity]} {cause.severity.value.upper()}".ljust(LABEL + 2)
    if width < 80:
        right, label = "", f"{MARK[cause.severity]} " + cause.severity.value[:4].upper().ljust(5) * (width >= WORDY)
    return label, right, width - len(right) - len(label) - 1


def _title(cause: Cause, now: datetime, width: int) -> list[Cell]:
    label, right, room = _around_title(cause, now, width)
    left = [(label, OF_SEVERITY[cause.severity]), (cut_end(_text(cause), room), Tone.STRONG)]
    return spread(left, [(right, Tone.MUTED)], width)


def _text(cause: Cause) -> str:
    return visible(cause.title.replace("\n", " "))


def _pods(cause: Cause, width: int) -> str:
    """The number of pods; the name of a single one, if there is room."""
    if len(cause.pods) == 1 and width >= 120:
        pod = cause.pods[0]
        return cut_middle(visible(f"{pod.namespace}/{pod.name}"), width // 4)
    return counted(len(cause.pods), "pod") if cause.pods else ""


def _detail(cause: Cause, now: datetime, width: int) -> Iterator[list[Cell]]:
    """The whole message if its title was cut off, else what comes after the title; then the next command."""
    indent = " " * (LABEL + 2 if width >= 80 else 2)
    is_cut = len(_text(cause)) > _around_title(cause, now, width)[2]
    rest = cause.message if is_cut else cause.explanation
    for line in wrapped(rest, width - len(indent) - 1)[:MOST_DETAIL]:
        yield [(indent + line, Tone.PLAIN)]
    for command in cause.commands[:1]:
        yield [(indent, Tone.PLAIN), ("next  ", Tone.MUTED), (visible(command), Tone.NOTICE)]
