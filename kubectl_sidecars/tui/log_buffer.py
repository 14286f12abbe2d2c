"""The log lines of several containers, merged by time, and laid out for the screen."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from datetime import datetime

import msgspec

from kubectl_sidecars.escape import visible
from kubectl_sidecars.render.tones import Tone
from kubectl_sidecars.report.schema import ContainerReport
from kubectl_sidecars.sentences import counted
from kubectl_sidecars.snapshot import EPOCH
from kubectl_sidecars.tui.view.wrapping import wrapped

MOST = 10_000
"""Entries kept; the oldest are dropped first."""
COLOURS = 6
"""Colours of containers' names, one after another."""
HEAD = 12
"""Columns that the time and the gaps may take before an entry's text."""
NOTE = ""
"""The container of our own notes."""


class LogEntry(msgspec.Struct, frozen=True):
    """One line as the container wrote it."""

    at: datetime
    container: str
    text: str


class LogLayout(msgspec.Struct, frozen=True):
    """Form in which entries are shown: the names of the containers, the search, and the columns of the screen."""

    names: tuple[str, ...] = ()
    search: str = ""
    width: int = 80


class LogPosition(msgspec.Struct, frozen=True):
    """A line of an entry; it stays the same when other entries come and go. No entry is the end of the log."""

    entry: LogEntry | None = None
    line: int = 0


class LogBuffer:
    """Entries in the order of time, and the lines of those that match the search.

    Adding an entry does not lay out the others. A line is wrapped and marked when it is drawn: a screen shows 40 of
    10,000."""

    def __init__(self, layout: LogLayout) -> None:
        self.layout = layout
        self.entries: list[LogEntry] = []
        self._lines: list[tuple[LogEntry, int]] = []
        self._heights: list[int] = []
        """The number of lines of each entry."""
        self._last: dict[str, datetime] = {}
        """The time of the newest entry by container."""

    def add(self, container: str, time: datetime | None, text: str) -> None:
        """Adds an entry in the order of time.

        One without a time comes after the newest of its container; a note without a time after everything."""
        newest = self.entries[-1].at if container == NOTE and self.entries else self._last.get(container, EPOCH)
        at = time or newest
        self._last[container] = at
        entry = LogEntry(at, container, text)
        index = bisect.bisect_right(self.entries, at, key=lambda other: other.at)
        start, height = len(self._lines) - sum(self._heights[index:]), height_of(entry, self.layout)
        self.entries.insert(index, entry)
        self._heights.insert(index, height)
        self._lines[start:start] = [(entry, line) for line in range(height)]
        if len(self.entries) > MOST:
            self._drop(MOST // 10)

    def _drop(self, number: int) -> None:
        del self._lines[: sum(self._heights[:number])], self.entries[:number], self._heights[:number]

    def lay_out(self, layout: LogLayout) -> None:
        """Lays the same entries out in another way."""
        if layout != self.layout:
            self.layout = layout
            self._heights = [height_of(entry, layout) for entry in self.entries]
            with_heights = zip(self.entries, self._heights, strict=True)
            self._lines = [(entry, line) for entry, height in with_heights for line in range(height)]

    def __len__(self) -> int:
        """The number of lines."""
        return len(self._lines)

    def line(self, index: int) -> list[tuple[str, str]]:
        """The cells of a line."""
        entry, line = self._lines[index]
        return lines_of(entry, self.layout)[line]

    def position(self, index: int) -> LogPosition:
        """The position of a line."""
        for entry, height in zip(self.entries, self._heights, strict=True):
            if index < height:
                return LogPosition(entry, index)
            index -= height
        return LogPosition()

    def index(self, position: LogPosition) -> int:
        """The line that has this position now; for an entry that was dropped or is hidden, the line where it would
        be."""
        if position.entry is None:
            return len(self._lines)
        first = bisect.bisect_left(self.entries, position.entry.at, key=lambda entry: entry.at)
        end = bisect.bisect_right(self.entries, position.entry.at, key=lambda entry: entry.at)
        same = (at for at in range(first, end) if self.entries[at] is position.entry)
        at = next(same, first)
        return sum(self._heights[:at]) + min(position.line, max(0, sum(self._heights[at : at + 1]) - 1))


def height_of(entry: LogEntry, layout: LogLayout) -> int:
    """The number of lines of an entry; 0 if it does not match the search. Most have one, and are not wrapped for
    it."""
    text = entry.text
    if layout.search and layout.search.lower() not in text.lower():
        return 0
    room = layout.width - HEAD - max(map(len, layout.names), default=0)
    return 1 if len(text) <= room and text.isascii() and text.isprintable() else len(lines_of(entry, layout))


def lines_of(entry: LogEntry, layout: LogLayout) -> list[list[tuple[str, str]]]:
    """The lines of an entry: its time, the container's name in its colour, and the text with the search marked. Empty
    if it does not match the search."""
    if layout.search.lower() not in entry.text.lower():
        return []
    head = _head(entry, layout)
    used = sum(len(text) for text, _ in head)
    tone = Tone.WARNING if entry.container == NOTE else Tone.PLAIN
    lines = wrapped(entry.text.expandtabs(), max(20, layout.width - used)) or [""]
    indent: list[tuple[str, str]] = [(" " * used, Tone.PLAIN)]
    starts = [head] + [indent] * (len(lines) - 1)
    return [[*start, *marked(line, layout.search, tone)] for start, line in zip(starts, lines, strict=True)]


def _head(entry: LogEntry, layout: LogLayout) -> list[tuple[str, str]]:
    head: list[tuple[str, str]] = [(" ", Tone.PLAIN)]
    if layout.width >= 90 and entry.at != EPOCH:
        head.append((f"{entry.at:%H:%M:%S} ", Tone.MUTED))
    if len(layout.names) > 1 or entry.container == NOTE:
        longest = max(map(len, layout.names), default=0)
        colour = layout.names.index(entry.container) % COLOURS + 1 if entry.container in layout.names else 0
        head.append((f"{visible(entry.container).ljust(longest)} ", f"log{colour}" if colour else Tone.WARNING))
    return head


def marked(line: str, search: str, tone: Tone) -> Iterator[tuple[str, str]]:
    """The cells of a line; what matches the search has the tone "match"."""
    lower, wanted, start = line.lower(), search.lower(), 0
    while wanted and (at := lower.find(wanted, start)) >= 0:
        if at > start:
            yield line[start:at], tone
        yield line[at : at + len(wanted)], "match"
        start = at + len(wanted)
    yield line[start:], tone


def no_match(buffer: LogBuffer) -> str:
    """The sentence for a search that matches no line."""
    return f"'{visible(buffer.layout.search)}' matches none of {counted(len(buffer.entries), 'line')}: esc shows all"


def no_log(container: str, *, previous: bool) -> str:
    """The sentence for a log that does not exist; `container` is "" if all containers were asked for."""
    name = visible(container) or "No container of this pod"
    has = "has not" if container else "has"
    current, before = f"{name} {has} started: there is no log yet", f"{name} {has} restarted: there is no previous log"
    sentence = before if previous else current
    return f"{sentence}; ] shows another container." if container else f"{sentence}."


def restarted(container: ContainerReport) -> str:
    """The note between two runs of a container whose log is followed."""
    return f"{visible(container.name)} was started again: restart {container.restart_count}"
