"""The titles of a pod's tabs, on one line."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message

from kubectl_sidecars.render.tones import Cell, Tone
from kubectl_sidecars.tui.widgets.lines import Bar


def fitting(titles: Sequence[str], selected: int, width: int) -> list[str]:
    """The titles that fit: whole; the selected one whole and three letters of the others; three letters of each; or
    three letters of the selected one and "" for the others."""
    short = [title.split(" ")[0][:3] for title in titles]
    mixed = [title if index == selected else short[index] for index, title in enumerate(titles)]
    alone = [title if index == selected else "" for index, title in enumerate(short)]
    forms = (list(titles), mixed, short)
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

    def show_titles(self, titles: Sequence[str], selected: int) -> None:
        """Shows these titles, the selected one in brackets."""

        def build(width: int) -> list[list[Cell]]:
            words = fitting(titles, selected, width)
            self._labels = [
                f"[{number} {word}]" if number - 1 == selected else f" {number} {word} " if word else f"{number}"
                for number, word in enumerate(words, 1)
            ]
            tones = [Tone.STRONG if index == selected else Tone.MUTED for index in range(len(titles))]
            return [[(f"{label} ", tone) for label, tone in zip(self._labels, tones, strict=True)]]

        self.show(build)

    def on_click(self, event: events.Click) -> None:
        start = 0
        for index, label in enumerate(self._labels):
            if start <= event.x < start + len(label):
                self.post_message(self.Chosen(index))
            start += len(label) + 1
