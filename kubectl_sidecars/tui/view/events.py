"""What happened, oldest first: events and what the statuses tell, on one axis of time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kubectl_sidecars.durations import age
from kubectl_sidecars.escape import visible
from kubectl_sidecars.lifecycle.timeline import Kind, Moment, Timeline
from kubectl_sidecars.render.tones import Cell, Tone
from kubectl_sidecars.tui.pod_table import cut_off
from kubectl_sidecars.tui.view.timeline import MARKS
from kubectl_sidecars.tui.view.wrapping import wrapped

LEAST = 40
"""Columns below which a text has lines of its own, this far in."""
BELOW = 10


def history(life: Timeline, now: datetime, width: int) -> Iterator[list[Cell]]:
    """One moment a line, wrapped; the container's name beside it."""
    if not life.moments:
        yield [(" No events, and no status tells of a time. Events are kept for an hour.", Tone.MUTED)]
        return
    names = min(20, max(len(each.container) for each in life.moments) + 1)
    for each in life.moments:
        yield from _moment(each, now, names, width)


def _moment(each: Moment, now: datetime, names: int, width: int) -> Iterator[list[Cell]]:
    glyph, tone = MARKS.get(each.kind, (" ", Tone.PLAIN))
    ago = age(each.until or each.at, now)
    times = f" ×{each.count} until {each.until:%H:%M:%S}" if each.until and each.count > 1 else ""
    head: list[Cell] = [(f" {each.at:%H:%M:%S} {ago:>6} ago  ", Tone.MUTED)]
    if width >= 60:
        head.append((cut_off(visible(each.container), names).ljust(names + 1), Tone.STRONG))
    word = "" if each.kind is Kind.OTHER else f"{glyph} {each.kind.value}{times}  "
    text = each.text + (times if each.kind is Kind.OTHER else "")
    used = sum(len(part) for part, _ in head)
    room = width - used - len(word) - 1
    if word and room < len(text) and room < LEAST:
        yield [*head, (word, tone)]
        used, word, room = BELOW, "", width - BELOW - 1
        head = [(" " * BELOW, Tone.PLAIN)]
    lines = wrapped(text, max(LEAST // 2, room)) or [""]
    yield [*head, (word, tone), (lines[0], Tone.PLAIN)]
    for line in lines[1:]:
        yield [(" " * (used + len(word)), Tone.PLAIN), (line, Tone.PLAIN)]
