"""The layout of one entry of a log in lines: its head, its text in its own colours, and the search marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise

import msgspec
from rich.cells import cell_len

from kubectl_sidecars.escape import visible
from kubectl_sidecars.render.tones import Tone
from kubectl_sidecars.snapshot import EPOCH
from kubectl_sidecars.tui.sgr import StyleSpan
from kubectl_sidecars.tui.view.wrapping import chopped, occurrences

COLOURS = 6
"""Colours of containers' names, one after another."""
TIME, WITH_TIME = 9, 90
"""Columns of a time, and those of a screen that has room for times."""
LAST_THIRD = 3
"""A line ends at a blank if there is one in the last part of it, of this many parts."""
NOTE = ""
"""The container of our own notes."""


class LogEntry(msgspec.Struct, frozen=True):
    """One line of a log: escaped text, and its coloured parts."""

    at: datetime
    container: str
    text: str
    spans: tuple[StyleSpan, ...] = ()


class LogLayout(msgspec.Struct, frozen=True):
    """Form in which entries are shown: the names of the containers, those of them that are muted, the search, and the
    columns of the screen."""

    names: tuple[str, ...] = ()
    search: str = ""
    width: int = 80
    only_matches: bool = False
    """True hides the entries that do not match the search."""
    wrap: bool = True
    left: int = 0
    """Columns of the text that are left of the screen; 0 with `wrap`."""
    muted: frozenset[str] = frozenset()

    @property
    def room(self) -> int:
        """The columns for an entry's text."""
        return max(20, self.width - self.margin)

    @property
    def margin(self) -> int:
        """The columns for what stands before the text: its time and its container."""
        return 1 + TIME * self.has_time + (self.longest + 1) * (len(self.names) > 1)

    @property
    def has_time(self) -> bool:
        """True if there is room for times."""
        return self.width >= WITH_TIME

    @property
    def longest(self) -> int:
        """The length of the longest name."""
        return max((cell_len(visible(name)) for name in self.names), default=0)

    def shows(self, entry: LogEntry) -> bool:
        """True if the entry is not hidden."""
        return entry.container not in self.muted and not (self.only_matches and not self.matches(entry))

    def matches(self, entry: LogEntry) -> bool:
        """True if the entry has what is searched; all have if nothing is."""
        return self.search.lower() in entry.text.lower()


def height_of(entry: LogEntry, layout: LogLayout) -> int:
    """The number of lines of an entry; 0 if it is hidden. Most have one, and are not cut into lines for it."""
    if not layout.shows(entry):
        return 0
    text = entry.text
    return 1 if not layout.wrap or (len(text) <= layout.room and text.isascii()) else len(pieces(text, layout.room))


def pieces(text: str, room: int) -> list[str]:
    """The text in lines of at most `room` columns, nothing left out; they end at blanks where that is near."""
    if not text.isascii():
        return chopped(text, room)
    found = []
    while len(text) > room:
        blank = text.rfind(" ", room - room // LAST_THIRD, room)
        end = blank + 1 if blank >= 0 else room
        found.append(text[:end])
        text = text[end:]
    return [*found, text]


def lines_of(entry: LogEntry, layout: LogLayout) -> list[list[tuple[str, str]]]:
    """The lines of an entry: its time, the container's name in its colour, and the text in its own colours with the
    search marked. Empty if it is hidden."""
    if not layout.shows(entry):
        return []
    head = _head(entry, layout)
    tone = Tone.WARNING if entry.container == NOTE else Tone.PLAIN
    cells = _tones(entry, layout.search, tone)
    if not layout.wrap:
        return [[*head, *_cut(entry.text, cells, layout.left, len(entry.text))]]
    indent: list[tuple[str, str]] = [(" " * layout.margin, Tone.PLAIN)]
    lines, start = [], 0
    for number, piece in enumerate(pieces(entry.text, layout.room)):
        end = start + len(piece)
        lines.append([*(indent if number else head), *_cut(entry.text, cells, start, end)])
        start = end
    return lines


def _tones(entry: LogEntry, search: str, tone: str) -> list[StyleSpan]:
    """The parts of an entry's text, each with its tone. What matches the search has the tone "match"."""
    spans = [(start, end, "match") for start, end in occurrences(entry.text, search)]
    edges = sorted({0, len(entry.text), *(edge for start, end, _ in (*spans, *entry.spans) for edge in (start, end))})
    return [(start, end, _tone_at(start, (*spans, *entry.spans), tone)) for start, end in pairwise(edges)]


def _tone_at(at: int, spans: Iterable[StyleSpan], tone: str) -> str:
    return next((span_tone for start, end, span_tone in spans if start <= at < end), tone)


def _cut(text: str, spans: Iterable[StyleSpan], start: int, end: int) -> Iterator[tuple[str, str]]:
    """The cells of a part of the text."""
    for first, last, tone in spans:
        if first < end and last > start:
            yield text[max(first, start) : min(last, end)], tone


def _head(entry: LogEntry, layout: LogLayout) -> list[tuple[str, str]]:
    time = f"{entry.at:%H:%M:%S} " if entry.at != EPOCH else " " * TIME
    head: list[tuple[str, str]] = [(" ", Tone.PLAIN), *([(time, Tone.MUTED)] if layout.has_time else [])]
    if len(layout.names) > 1:
        name = visible(entry.container)
        colour = layout.names.index(entry.container) % COLOURS + 1 if entry.container in layout.names else 0
        gap = " " * max(1, layout.longest + 1 - cell_len(name))
        head.append((name + gap, f"log{colour}" if colour else Tone.WARNING))
    return head
