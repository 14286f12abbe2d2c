"""The log lines of several containers, merged by time, and laid out for the screen."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from kubectl_sidecars.container_names import begun, called
from kubectl_sidecars.escape import visible
from kubectl_sidecars.report.schema import ContainerReport
from kubectl_sidecars.sentences import counted
from kubectl_sidecars.snapshot import EPOCH
from kubectl_sidecars.tui.log_layout import NOTE, LogEntry, LogLayout, height_of, lines_of
from kubectl_sidecars.tui.sgr import parsed

MOST = 10_000
"""Entries kept; the oldest are dropped first."""


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
        entry = LogEntry(at, container, *parsed(text))
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

    def entry(self, index: int) -> LogEntry:
        """The entry of a line."""
        return self._lines[index][0]

    def line(self, index: int) -> list[tuple[str, str]]:
        """The cells of a line."""
        entry, line = self._lines[index]
        return lines_of(entry, self.layout)[line]

    def find(self, wanted: Callable[[LogEntry], bool], start: int, step: int) -> LogEntry | None:
        """The first entry that is shown and wanted, from this index on, or with -1 backwards, round the end of the log;
        None without one."""
        number = len(self.entries)
        found = (self.entries[(start + step * distance) % number] for distance in range(number))
        return next((entry for entry in found if self.layout.shows(entry) and wanted(entry)), None)

    def index_of(self, entry: LogEntry) -> int:
        """The index of an entry; of one that was dropped the index where it would be."""
        first = bisect.bisect_left(self.entries, entry.at, key=lambda entry: entry.at)
        end = bisect.bisect_right(self.entries, entry.at, key=lambda entry: entry.at)
        return next((at for at in range(first, end) if self.entries[at] is entry), first)

    def counts(self) -> Counter[str]:
        """The number of entries by container."""
        return Counter(entry.container for entry in self.entries)

    def matching(self) -> list[LogEntry]:
        """The entries that are shown and match the search."""
        return [entry for entry in self.entries if self.layout.shows(entry) and self.layout.matches(entry)]

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
        at = self.index_of(position.entry)
        return sum(self._heights[:at]) + min(position.line, max(0, sum(self._heights[at : at + 1]) - 1))


def no_match(buffer: LogBuffer) -> str:
    """The sentence for a search that matches no line."""
    lines = counted(sum(entry.container not in buffer.layout.muted for entry in buffer.entries), "line")
    return f"'{visible(buffer.layout.search)}' matches none of {lines}: esc ends the search"


def no_lines(names: Sequence[str], *, is_read: bool) -> str:
    """The sentence for a log that has no line, of all that was written if it has been read to its end."""
    who = visible(begun(called(names[0]))) if len(names) == 1 else "No container"
    return f"{who} has written nothing{'' if is_read else ' so far'}."


def no_log(container: str, *, previous: bool) -> str:
    """The sentence for a log that does not exist; `container` is "" if all containers were asked for."""
    name = visible(begun(called(container))) or "No container of this pod"
    has = "has not" if container else "has"
    current, before = f"{name} {has} started: there is no log yet", f"{name} {has} restarted: there is no previous log"
    sentence = before if previous else current
    return f"{sentence}; ] shows another container." if container else f"{sentence}."


def restarted(container: ContainerReport) -> str:
    """The note between two runs of a container whose log is followed."""
    return f"{visible(called(container.name))} was started again: restart {container.restart_count}"
