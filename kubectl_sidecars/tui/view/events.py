"""The events tab: events and the times in statuses, in one list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kubectl_sidecars.durations import age
from kubectl_sidecars.escape import visible
from kubectl_sidecars.lifecycle.timeline import Moment, MomentKind, Timeline
from kubectl_sidecars.render.tones import Cell, Tone
from kubectl_sidecars.tui.pod_table import cut_end
from kubectl_sidecars.tui.view.timeline import MARKS
from kubectl_sidecars.tui.view.wrapping import wrapped

LEAST = 40
"""Columns below which a text moves to lines of its own."""
INDENT = 10
"""Indent of those lines."""


def event_lines(timeline: Timeline, now: datetime, width: int) -> Iterator[list[Cell]]:
    """The lines of all moments, oldest first, each with its container and wrapped.

    Time and age at the left are those of the first event of a row; of many, the row tells when the last one was."""
    if not timeline.moments:
        yield [(" No events, and no times in the status. The API server keeps events for an hour.", Tone.MUTED)]
        return
    names = min(20, max(len(moment.container) for moment in timeline.moments) + 1)
    for moment in timeline.moments:
        yield from _moment(moment, now, names, width)


def last_event_lines(timeline: Timeline, now: datetime, width: int, most: int) -> list[list[Cell]]:
    """The lines of the moments that are or end last, as many whole ones as fit into `most` lines, in their order."""
    names = min(20, max((len(moment.container) for moment in timeline.moments), default=0) + 1)
    numbered = sorted(enumerate(timeline.moments), key=lambda item: item[1].until or item[1].at, reverse=True)
    chosen: dict[int, list[list[Cell]]] = {}
    for number, moment in numbered:
        lines = list(_moment(moment, now, names, width))
        most -= len(lines)
        if most < 0:
            break
        chosen[number] = lines
    return [line for number in sorted(chosen) for line in chosen[number]]


def _moment(moment: Moment, now: datetime, names: int, width: int) -> Iterator[list[Cell]]:
    glyph, tone = MARKS.get(moment.kind, (" ", Tone.PLAIN))
    ago = age(moment.at, now)
    last = f"{moment.until:%H:%M:%S}, {age(moment.until, now)} ago" if moment.until else ""
    times = f" ×{moment.count} until {last}" if last and moment.count > 1 else ""
    head: list[Cell] = [(f" {moment.at:%H:%M:%S} {ago:>6} ago  ", Tone.MUTED)]
    if width >= 60:
        head.append((cut_end(visible(moment.container), names).ljust(names + 1), Tone.STRONG))
    word = "" if moment.kind is MomentKind.OTHER else f"{glyph} {moment.kind.value}{times}  "
    text = moment.text + (times if moment.kind is MomentKind.OTHER else "")
    used = sum(len(part) for part, _ in head)
    room = width - used - len(word) - 1
    if word and room < len(text) and room < LEAST:
        yield [*head, (word, tone)]
        used, word, room = INDENT, "", width - INDENT - 1
        head = [(" " * INDENT, Tone.PLAIN)]
    lines = wrapped(text, max(LEAST // 2, room)) or [""]
    yield [*head, (word, tone), (lines[0], Tone.PLAIN)]
    for line in lines[1:]:
        yield [(" " * (used + len(word)), Tone.PLAIN), (line, Tone.PLAIN)]
