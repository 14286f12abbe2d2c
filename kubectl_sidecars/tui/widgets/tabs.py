"""The five views of a pod, on one line."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message

from kubectl_sidecars.render.tones import Cell, Tone
from kubectl_sidecars.tui.widgets.lines import Bar


def fitting(titles: Sequence[str], chosen: int, width: int) -> list[str]:
    """The words beside the numbers: whole, or three letters, or but for the chosen one none."""
    short = [title.split(" ")[0][:3] for title in titles]
    alone = [word if index == chosen else "" for index, word in enumerate(short)]
    return next((each for each in (list(titles), short) if sum(len(word) + 5 for word in each) <= width), alone)


class Tabs(Bar):
    """`1 Findings 2`: a number, a word, how many; the chosen one stands out by brackets too."""

    class Chosen(Message):
        """A click on one of them."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id, classes="title")
        self._labels: list[str] = []

    def take(self, titles: Sequence[str], chosen: int) -> None:
        def build(width: int) -> list[list[Cell]]:
            words = fitting(titles, chosen, width)
            self._labels = [
                f"[{number} {word}]" if number - 1 == chosen else f" {number} {word} " if word else f"{number}"
                for number, word in enumerate(words, 1)
            ]
            tones = [Tone.STRONG if index == chosen else Tone.MUTED for index in range(len(titles))]
            return [[(f"{label} ", tone) for label, tone in zip(self._labels, tones, strict=True)]]

        self.show(build)

    def on_click(self, event: events.Click) -> None:
        start = 0
        for index, label in enumerate(self._labels):
            if start <= event.x < start + len(label):
                self.post_message(self.Chosen(index))
            start += len(label) + 1
