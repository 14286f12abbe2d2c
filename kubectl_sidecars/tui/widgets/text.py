"""A text of a pod that can be searched: findings, events, YAML, explanations, and what kubectl prints."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from textual.message import Message

from kubectl_sidecars.sentences import counted
from kubectl_sidecars.tui.keys import Where, bindings
from kubectl_sidecars.tui.looks import CURSOR
from kubectl_sidecars.tui.view.wrapping import occurrences
from kubectl_sidecars.tui.widgets.lines import Lines, TonedLine

SEEN_ABOVE = 3
"""A line that is jumped to has this part of the screen above it."""


class TextView(Lines):
    """Marks what is searched, and goes from match to match."""

    BINDINGS = bindings(Where.TEXT)

    class Moved(Message):
        """Another match is shown."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.search = ""
        """The text that is searched; "" for none."""
        self._jumped_to: int | None = None
        """The index of the line that was jumped to."""

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """True if the key's action applies now."""
        return bool(self.search) if action == "match" else True

    def search_for(self, text: str) -> None:
        """Marks the text, and shows the first line that has it from here on if none is in sight; "" ends the search."""
        if text == self.search:
            return
        self.search, self._jumped_to = text, None
        matching = self.matching()
        if matching and not any(index in self._visible() for index in matching):
            self._jump(next((index for index in matching if index >= self.scroll_offset.y), matching[0]))
        self.refresh()

    def matching(self) -> list[int]:
        """The indices of the lines that have what is searched, without regard to case."""
        wanted = self.search.lower()
        return [index for index, line in enumerate(self._lines) if wanted in text_of(line)] if wanted else []

    def match_number(self) -> str:
        """`3 of 12` of the line that was jumped to, `12 matches` before; "" without a search."""
        if not self.search:
            return ""
        matching = self.matching()
        if self._jumped_to in matching:
            return f"{matching.index(self._jumped_to) + 1} of {len(matching)}"
        return counted(len(matching), "match")

    def action_match(self, step: int) -> None:
        """Shows the next match, or with -1 the one before; after the last one comes the first."""
        matching = self.matching()
        if not matching:
            return
        start = self.scroll_offset.y - (step > 0) if self._jumped_to is None else self._jumped_to
        ahead = matching if step > 0 else matching[::-1]
        self._jump(next((index for index in ahead if (index - start) * step > 0), ahead[0]))

    def _jump(self, index: int) -> None:
        self._jumped_to = index
        self.scroll_to(y=max(0, index - self.size.height // SEEN_ABOVE), animate=False, force=True)
        self.refresh()
        self.post_message(self.Moved())

    def highlight(self, index: int) -> str:
        """The line that was jumped to."""
        return CURSOR if self.search and index == self._jumped_to else ""

    def line_at(self, index: int, width: int) -> TonedLine:
        """The cells of a line, with what is searched marked."""
        line = super().line_at(index, width)
        return list(_marked(line, self.search)) if self.search else line


def text_of(line: TonedLine) -> str:
    """The text of a line in lower case."""
    return "".join(text for text, _tone in line).lower()


def _marked(line: TonedLine, wanted: str) -> Iterator[tuple[str, str]]:
    """The cells, cut where a match begins or ends; a match has the tone "match"."""
    whole, start = "".join(text for text, _tone in line), 0
    matches = tuple(occurrences(whole, wanted))
    for text, tone in line:
        end = start + len(text)
        edges = sorted({start, end, *(edge for match in matches for edge in match if start < edge < end)})
        for first, last in pairwise(edges):
            is_match = any(begun <= first < over for begun, over in matches)
            yield whole[first:last], "match" if is_match else tone
        start = end
