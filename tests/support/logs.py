"""Logs of containers under test."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager

from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.feed import (
    Feed,
    LogLine,
    PodLogOptions,
)
from kubectl_sidecars.feed.replay import recorded
from kubectl_sidecars.snapshot import Snapshot
from kubectl_sidecars.tui.excerpts import LINES
from kubectl_sidecars.tui.widgets.logs import LogView
from tests.support.builders import NOW, container, pod, running
from tests.support.builders import snapshot as a_snapshot
from tests.support.screens import Driver, console, opened, press, text_of, until


class Logs:
    """What each container says; remembers what was asked, whole logs and excerpts apart."""

    def __init__(self, **lines: Sequence[str]) -> None:
        self.lines, self.asked, self.excerpts = lines, list[tuple[str, bool]](), list[tuple[str, bool]]()

    def __call__(self, request: PodLogOptions, stop: threading.Event) -> Iterator[LogLine]:
        asked = self.excerpts if request.tail == LINES else self.asked
        asked.append((request.container, request.previous))
        if request.container == "forbidden":
            raise ClusterError("pods/log is forbidden")
        for number, text in enumerate(self.lines.get(request.container.replace("-", "_"), ())):
            yield LogLine(text, NOW.replace(second=number))


def feed_with(logs: Logs, snapshot: Snapshot) -> Feed:
    base = recorded(snapshot)
    return Feed(updates=base.updates, logs=logs)


class Speaker:
    """A container that says what it is told to, when it is told to; each reading of its log begins with the first line,
    so that a reading that has ended takes nothing away from the next."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.count_read = 0
        """Of these lines, those that some reading has had."""
        self._more = threading.Condition()

    def say(self, *lines: str) -> None:
        with self._more:
            self.lines.extend(lines)
            self._more.notify_all()

    @property
    def is_read(self) -> bool:
        return self.count_read == len(self.lines)

    def __call__(self, request: PodLogOptions, stop: threading.Event) -> Iterator[LogLine]:
        at = 0
        while not stop.is_set():
            with self._more:
                if at == len(self.lines):
                    self._more.wait(0.05)
                fresh = self.lines[at:]
            if not (fresh or request.follow):
                return
            for text in fresh:
                yield LogLine(text)
                at += 1
                self.count_read = max(self.count_read, at if request.follow else 0)


@asynccontextmanager
async def speaking(*lines: str) -> AsyncIterator[tuple[Driver, Speaker, LogView]]:
    """The log of a pod of one container, all of these lines shown."""
    speaker = Speaker()
    speaker.say(*lines)
    shown = a_snapshot(pod([container("app", running())]))
    async with opened(Feed(updates=recorded(shown).updates, logs=speaker)) as pilot:
        await press(pilot, "l")
        view = pilot.app.screen.query_one(LogView)
        await until(pilot, lambda: len(view.buffer.entries) == len(lines))
        yield pilot, speaker, view


def shows(pilot: Driver, text: str) -> bool:
    return text in text_of(console(pilot))


def on_top(view: LogView) -> str:
    return view.buffer.entries[view.scroll_offset.y].text


HUNDRED = [f"line {number}" for number in range(100)]
