"""The titles of a pod's tabs, on one line."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message

from kubectl_sidecars.render.tones import Cell, Tone
from kubectl_sidecars.tui.pod_table import cut_middle
from kubectl_sidecars.tui.widgets.lines import Bar

LEAST_NAME = 12
"""Columns below which a name is left out."""


def fitting(titles: Sequence[str], selected: int, width: int, *, selected_first: bool = False) -> list[str]:
    """The titles that fit: whole; the selected one whole and three letters of the others; three letters of each; or
    three letters of the selected one and "" for the others.

    With `selected_first` the selected one stays whole, and the others are "", before it has three letters."""
    short = [title.split(" ")[0][:3] for title in titles]
    mixed = [title if index == selected else short[index] for index, title in enumerate(titles)]
    alone = [title if index == selected else "" for index, title in enumerate(short)]
    only = [title if index == selected else "" for index, title in enumerate(titles)]
    forms = (list(titles), mixed, *([only] if selected_first else []), short)
    return next((words for words in forms if sum(len(word) + 5 for word in words) <= width), alone)


class Tabs(Bar):
    """`1 Findings 2`: number, title and count; the selected one has brackets."""

    class Chosen(Message):
        """The user has clicked on a tab."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id, classes="title")
        self._labels: list[str] = []

    def show_titles(self, titles: Sequence[str], selected: int, name: str = "") -> None:
        """Shows these titles, the selected one in brackets; on the right a name, for which the titles give way."""

        def build(width: int) -> list[list[Cell]]:
            room = width - len(name) - 3 if name else width
            words = fitting(titles, selected, room, selected_first=bool(name))
            self._labels = [
                f"[{number} {word}]" if number - 1 == selected else f" {number} {word} " if word else f"{number}"
                for number, word in enumerate(words, 1)
            ]
            tones = [Tone.STRONG if index == selected else Tone.MUTED for index in range(len(titles))]
            cells = [(f"{label} ", tone) for label, tone in zip(self._labels, tones, strict=True)]
            room = width - sum(len(text) for text, _tone in cells) - 2
            if name and room >= LEAST_NAME:
                cells.append((f"{cut_middle(name, room):>{room}}  ", Tone.STRONG))
            return [cells]

        self.show(build)

    def on_click(self, event: events.Click) -> None:
        start = 0
        for index, label in enumerate(self._labels):
            if start <= event.x < start + len(label):
                self.post_message(self.Chosen(index))
            start += len(label) + 1
