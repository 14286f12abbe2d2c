"""The causes: one line each, worst first, and details of the selected one below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.words import clock
from kubectl_sidecars.escape import visible
from kubectl_sidecars.render.tones import OF_SEVERITY, Cell, Tone
from kubectl_sidecars.sentences import counted
from kubectl_sidecars.tui.excerpt import Excerpt
from kubectl_sidecars.tui.pod_table import MARK, cut_end, cut_middle
from kubectl_sidecars.tui.view.places import place
from kubectl_sidecars.tui.view.wrapping import shortened, wrapped

WIDE, WIDEST = 100, 140
"""Columns from which the number of pods has a column of its own, and the time too."""
NARROW = 40
"""Columns below which the details have no labels."""
LEAST = 16
"""Columns that a sentence needs beside a name; without them the name stands alone."""
LABEL = 6
"""Columns of `log`, `fix` and `run` before the details."""
MOST_QUOTED, FEWEST = 2, 3
"""Lines of the last words, and lines of the explanation that are shown in any case."""


class CauseLook(msgspec.Struct, frozen=True):
    """Settings and texts that are shown beside the causes.

    `namespace` writes it before each name. `excerpt` is of the log of the selected cause; None without one, or while it
    is read, as `is_reading` says. With more `room`, lines for all causes, the explanation may be longer."""

    namespace: bool = True
    excerpt: Excerpt | None = None
    is_reading: bool = False
    room: int = 0


NO_LOOK = CauseLook()


class CauseLines(Sequence[list[Cell]]):
    """The lines of all causes. Titles are made when they are read: there may be hundreds."""

    def __init__(
        self, causes: Sequence[Cause], selected: int, now: datetime, width: int, look: CauseLook = NO_LOOK
    ) -> None:
        self._causes, self._selected, self._now, self._width = causes, selected, now, width
        self._places = [place(cause, namespace=look.namespace) for cause in causes]
        longest = max(map(len, self._places), default=0)
        self._column = min(longest, width // 2 if width < WIDE else width * 2 // 5)
        self._detail = list(self._details(look)) if causes else []
        self.first, self.last = selected, selected + len(self._detail)
        """The title line of the selected cause, and the last line of its details."""

    def __len__(self) -> int:
        return len(self._causes) + len(self._detail)

    def __getitem__(self, index: Any) -> Any:
        if self.first < index <= self.last:
            return self._detail[index - self.first - 1]
        details_before = len(self._detail) if index > self.last else 0
        return self._title(index - details_before)

    def _title(self, index: int) -> list[Cell]:
        cause = self._causes[index]
        name, numbers, room = self._before_sentence(index)
        is_selected = index == self._selected
        tone = Tone.STRONG if is_selected else Tone.PLAIN
        mark = (f"{MARK[cause.severity]} ", OF_SEVERITY[cause.severity])
        sentence = _split(cause, room)[0] if is_selected else cut_end(_sentence(cause), room)
        return [mark, (name, tone), (numbers, Tone.MUTED), (sentence if room else "", tone)]

    def _before_sentence(self, index: int) -> tuple[str, str, int]:
        """The name and the numbers before a cause's sentence, and the columns that are left for it.

        The sentence is cut and never the name, as long as the name fits on the screen."""
        cause, total = self._causes[index], self._width - 2
        name = self._places[index].ljust(self._column) + "  "
        numbers = self._numbers(cause)
        if len(name) + len(numbers) + LEAST > total:
            numbers = ""
        room = total - len(name) - len(numbers)
        if room >= LEAST:
            return name, numbers, room
        return cut_middle(name.rstrip(), max(1, total)), "", 0

    def _numbers(self, cause: Cause) -> str:
        """The number of pods and since when, in columns; where there is little room, the number before the sentence."""
        many = counted(len(cause.pods), "pod") if len(cause.pods) > 1 else ""
        if self._width < WIDE:
            return f"{many}: " if many else ""
        if self._width < WIDEST:
            return f"{many:>9}  "
        known = cause.since is not None and not cause.may_be_older
        since = f"since {clock(cause.since, self._now)}" if cause.since and known else ""
        return f"{many:>9}  {since:<11}  "

    def _details(self, look: CauseLook) -> Iterator[list[Cell]]:
        """The last words; what the title has no room for, and the explanation; the cure and the next command."""
        cause, room = self._causes[self._selected], look.room - len(self._causes)
        label = LABEL if self._width >= NARROW else 0
        width = self._width - label - 3
        rest = paragraph(_split(cause, self._before_sentence(self._selected)[2])[1], cause.explanation)
        words, tone = last_words(look.excerpt, is_reading=look.is_reading)
        quote = shortened(wrapped(words, width), MOST_QUOTED, width)
        fix = wrapped(cause.advice, width) if room > FEWEST else []
        run = [visible(cause.next_command)] if cause.next_command else []
        left = max(FEWEST, room - len(quote) - len(fix) - len(run))
        explanation = shortened(wrapped(rest, width), left, width)
        parts = (
            ("log", quote, tone),
            ("", explanation, Tone.PLAIN),
            ("fix", fix, Tone.PLAIN),
            ("run", run, Tone.NOTICE),
        )
        for name, lines, tone in parts:
            for number, line in enumerate(lines):
                yield [("  " + (name if number == 0 else "").ljust(label)[:label], Tone.MUTED), (line, tone)]


def last_words(excerpt: Excerpt | None, *, is_reading: bool) -> Cell:
    """The last words in quotes, or why there are none; "" where no log was asked for."""
    if excerpt is None:
        return ("reading…" if is_reading else ""), Tone.MUTED
    if excerpt.problem:
        return f"cannot be read: {excerpt.problem}", Tone.MUTED
    return (f'"{excerpt.telling}"', Tone.NOTICE) if excerpt.telling else ("is empty", Tone.MUTED)


def _sentence(cause: Cause) -> str:
    """The first sentence without its extent, which follows below, and with a period."""
    summary = visible(cause.summary.replace("\n", " "))
    return f"{summary}." if cause.extent else summary


def _split(cause: Cause, room: int) -> tuple[str, str]:
    """The words of the first sentence that fit, with `…` where it goes on below; and the words that go on."""
    sentence, title = _sentence(cause), visible(cause.title.replace("\n", " "))
    if len(sentence) <= room:
        return sentence, f"{cause.extent[:1].upper()}{cause.extent[1:]}." if cause.extent else ""
    if not room:
        return "", title
    first = wrapped(title, room - 2)[0]
    return f"{first} …", f"… {title[len(first) :].lstrip()}"
