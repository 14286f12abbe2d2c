"""Lines of several containers on one axis of time, as they are shown."""

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
"""Entries kept; the oldest go first."""
LANES = 6
"""Colours of containers, one after another."""
HEAD = 12
"""Columns that the time and what stands between may take before an entry's text."""
NOTE = ""
"""The container of what we say ourselves."""


class Entry(msgspec.Struct, frozen=True):
    """One line as the container wrote it."""

    at: datetime
    container: str
    text: str


class Look(msgspec.Struct, frozen=True):
    """How entries are shown: the containers there are, what is sought, the columns."""

    names: tuple[str, ...] = ()
    sought: str = ""
    width: int = 80


class Place(msgspec.Struct, frozen=True):
    """A line of an entry, wherever that stands by now."""

    entry: Entry | None = None
    line: int = 0


class LogText:
    """Entries in the order of time, as they come, and the lines of those that hold what is sought. One more entry costs
    its own; a line is wrapped and marked when it is looked at: of 10,000 a screen shows 40."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.entries: list[Entry] = []
        self._lines: list[tuple[Entry, int]] = []
        self._tall: list[int] = []
        """How many of the lines are each entry's."""
        self._last: dict[str, datetime] = {}

    def put(self, container: str, time: datetime | None, text: str) -> None:
        """What has no time stays behind what it followed: a note behind all that was there."""
        behind = self.entries[-1].at if container == NOTE and self.entries else self._last.get(container, EPOCH)
        at = time or behind
        self._last[container] = at
        entry = Entry(at, container, text)
        index = bisect.bisect_right(self.entries, at, key=lambda each: each.at)
        start, tall = len(self._lines) - sum(self._tall[index:]), height(entry, self.look)
        self.entries.insert(index, entry)
        self._tall.insert(index, tall)
        self._lines[start:start] = [(entry, line) for line in range(tall)]
        if len(self.entries) > MOST:
            self._drop(MOST // 10)

    def _drop(self, count: int) -> None:
        del self._lines[: sum(self._tall[:count])], self.entries[:count], self._tall[:count]

    def see(self, look: Look) -> None:
        """The same entries in another way."""
        if look != self.look:
            self.look = look
            self._tall = [height(each, look) for each in self.entries]
            tall = zip(self.entries, self._tall, strict=True)
            self._lines = [(entry, line) for entry, lines in tall for line in range(lines)]

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    def line(self, index: int) -> list[tuple[str, str]]:
        """One of them, as it is shown."""
        entry, line = self._lines[index]
        return shown_of(entry, self.look)[line]

    def place(self, index: int) -> Place:
        """What stands on this line."""
        for entry, tall in zip(self.entries, self._tall, strict=True):
            if index < tall:
                return Place(entry, index)
            index -= tall
        return Place()

    def index(self, place: Place) -> int:
        """The line where it stands now; what is gone or hidden, where it would."""
        if place.entry is None:
            return len(self._lines)
        first = bisect.bisect_left(self.entries, place.entry.at, key=lambda each: each.at)
        end = bisect.bisect_right(self.entries, place.entry.at, key=lambda each: each.at)
        same = (at for at in range(first, end) if self.entries[at] is place.entry)
        at = next(same, first)
        return sum(self._tall[:at]) + min(place.line, max(0, sum(self._tall[at : at + 1]) - 1))


def height(entry: Entry, look: Look) -> int:
    """How many lines it has; most have one, and are not wrapped to be counted."""
    text = entry.text
    if look.sought and look.sought.lower() not in text.lower():
        return 0
    room = look.width - HEAD - max(map(len, look.names), default=0)
    return 1 if len(text) <= room and text.isascii() and text.isprintable() else len(shown_of(entry, look))


def shown_of(entry: Entry, look: Look) -> list[list[tuple[str, str]]]:
    """Its lines: the time, its container's name in that container's colour, the text with what is sought marked."""
    if look.sought.lower() not in entry.text.lower():
        return []
    head = _head(entry, look)
    used = sum(len(text) for text, _ in head)
    tone = Tone.WARNING if entry.container == NOTE else Tone.PLAIN
    lines = wrapped(entry.text.expandtabs(), max(20, look.width - used)) or [""]
    indent: list[tuple[str, str]] = [(" " * used, Tone.PLAIN)]
    starts = [head] + [indent] * (len(lines) - 1)
    return [[*start, *marked(line, look.sought, tone)] for start, line in zip(starts, lines, strict=True)]


def _head(entry: Entry, look: Look) -> list[tuple[str, str]]:
    head: list[tuple[str, str]] = [(" ", Tone.PLAIN)]
    if look.width >= 90 and entry.at != EPOCH:
        head.append((f"{entry.at:%H:%M:%S} ", Tone.MUTED))
    if len(look.names) > 1 or entry.container == NOTE:
        longest = max(map(len, look.names), default=0)
        lane = look.names.index(entry.container) % LANES + 1 if entry.container in look.names else 0
        head.append((f"{visible(entry.container).ljust(longest)} ", f"lane{lane}" if lane else Tone.WARNING))
    return head


def marked(line: str, sought: str, tone: Tone) -> Iterator[tuple[str, str]]:
    """The line with what was sought standing out."""
    lower, wanted, start = line.lower(), sought.lower(), 0
    while wanted and (found := lower.find(wanted, start)) >= 0:
        if found > start:
            yield line[start:found], tone
        yield line[found : found + len(wanted)], "found"
        start = found + len(wanted)
    yield line[start:], tone


def nothing_found(text: LogText) -> str:
    """What to say where a search leaves no line."""
    return f"None of {counted(len(text.entries), 'line')} holds '{visible(text.look.sought)}': esc shows all"


def no_log(container: str, *, previous: bool) -> str:
    """What to say where there is no log; `container` is "" where those of all were asked for."""
    who = visible(container) or "No container of this pod"
    has = "has not" if container else "has"
    said = f"{who} {has} ended and started again: there is no previous log"
    said = said if previous else f"{who} {has} started: there is no log yet"
    return f"{said}; ] shows another container." if container else f"{said}."


def run_again(container: ContainerReport) -> str:
    """What stands between two runs of a container whose log is followed."""
    return f"{visible(container.name)} was started again: restart {container.restart_count}"
