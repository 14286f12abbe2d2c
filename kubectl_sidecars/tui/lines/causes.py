"""The verdicts: one line a cause, worst first, and all of the one that is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from kubectl_sidecars.ages import age
from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.plain import visible
from kubectl_sidecars.render.tones import OF_SEVERITY, Cell, Tone
from kubectl_sidecars.render.words import count
from kubectl_sidecars.tui.lines.header import spread
from kubectl_sidecars.tui.lines.wrapping import wrapped
from kubectl_sidecars.tui.rows import MARK, cut_off, middle

LABEL = 10
MOST_DETAIL = 4
"""Lines of a cause's message below its title."""


def causes(found: Sequence[Cause], chosen: int, now: datetime, width: int) -> tuple[list[list[Cell]], int, int]:
    """The lines, and from where to where the chosen one goes."""
    lines: list[list[Cell]] = []
    first = last = 0
    for index, cause in enumerate(found):
        if index == chosen:
            first = len(lines)
        lines.append(_title(cause, now, width))
        if index == chosen:
            lines += _detail(cause, width)
            last = len(lines)
    return lines, first, last


def _title(cause: Cause, now: datetime, width: int) -> list[Cell]:
    tone = OF_SEVERITY[cause.severity]
    since = f"for {age(cause.since, now)}" if cause.since else ""
    right = f"  {_whose(cause, width):>8}  {since:>10} "
    label = f"{MARK[cause.severity]} {cause.severity.value.upper()}".ljust(LABEL + 2)
    if width < 80:
        right, label = "", label[:2]
    room = width - len(right) - len(label) - 1
    title = cut_off(visible(cause.title.replace("\n", " ")), room)
    return spread([(label, tone), (title, Tone.STRONG)], [(right, Tone.MUTED)], width)


def _whose(cause: Cause, width: int) -> str:
    """How many pods; the name of a single one, where there is room."""
    if len(cause.pods) == 1 and width >= 120:
        pod = cause.pods[0]
        return middle(visible(f"{pod.namespace}/{pod.name}"), width // 4)
    return count(len(cause.pods), "pod") if cause.pods else ""


def _detail(cause: Cause, width: int) -> Iterator[list[Cell]]:
    indent = " " * (LABEL + 2 if width >= 80 else 2)
    rest = cause.message.removeprefix(cause.title).strip()
    title_room = width - len(indent) - 22
    if len(cause.title) > title_room:
        rest = cause.message
    for line in wrapped(rest, width - len(indent) - 1)[:MOST_DETAIL]:
        yield [(indent + line, Tone.PLAIN)]
    for command in cause.commands[:1]:
        yield [(indent, Tone.PLAIN), ("next  ", Tone.MUTED), (visible(command), Tone.NOTICE)]
