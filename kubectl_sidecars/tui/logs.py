"""Lines of several containers on one axis of time."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from kubectl_sidecars.plain import visible
from kubectl_sidecars.render.tones import Tone
from kubectl_sidecars.snapshot import EPOCH
from kubectl_sidecars.tui.lines.wrapping import wrapped

MOST = 10_000
"""Lines kept; the oldest go first."""
LANES = 6
"""Colours of containers, one after another."""
NOTE = ""
"""The container of what we say ourselves."""


class Entry(msgspec.Struct, frozen=True):
    at: datetime
    container: str
    text: str


class LogBuffer:
    """Sorted by time as it comes; what has no time stays behind what it followed."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._last: dict[str, datetime] = {}

    def put(self, container: str, time: datetime | None, text: str) -> None:
        at = time or self._last.get(container, EPOCH)
        self._last[container] = at
        bisect.insort_right(self.entries, Entry(at, container, text), key=lambda entry: entry.at)
        if len(self.entries) > MOST:
            del self.entries[: MOST // 10]

    def matching(self, sought: str) -> list[Entry]:
        wanted = sought.lower()
        return [each for each in self.entries if not wanted or wanted in each.text.lower()]


def log_lines(
    entries: Sequence[Entry], names: Sequence[str], sought: str, width: int
) -> Iterator[list[tuple[str, str]]]:
    """Each with its container's name in that container's colour; wrapped, what was sought marked."""
    several = len(names) > 1
    longest = max(map(len, names), default=0)
    for each in entries:
        head: list[tuple[str, str]] = [(" ", Tone.PLAIN)]
        if width >= 90 and each.at != EPOCH:
            head.append((f"{each.at:%H:%M:%S} ", Tone.MUTED))
        if several or each.container == NOTE:
            lane = names.index(each.container) % LANES + 1 if each.container in names else 0
            head.append((f"{visible(each.container).ljust(longest)} ", f"lane{lane}" if lane else Tone.WARNING))
        used = sum(len(text) for text, _ in head)
        for number, line in enumerate(wrapped(each.text, max(20, width - used)) or [""]):
            tone = Tone.WARNING if each.container == NOTE else Tone.PLAIN
            start = head if number == 0 else [(" " * used, Tone.PLAIN)]
            yield [*start, *marked(line, sought, tone)]


def marked(line: str, sought: str, tone: Tone) -> Iterator[tuple[str, str]]:
    """The line with what was sought standing out."""
    lower, wanted, start = line.lower(), sought.lower(), 0
    while wanted and (found := lower.find(wanted, start)) >= 0:
        if found > start:
            yield line[start:found], tone
        yield line[found : found + len(wanted)], "found"
        start = found + len(wanted)
    yield line[start:], tone
