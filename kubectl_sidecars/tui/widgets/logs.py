"""The logs of a pod's containers, as they come."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
from textual import events, work
from textual.message import Message
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from kubectl_sidecars.api import Pod
from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.feed import (
    LogLine,
    Logs,
    PodLogOptions,
)
from kubectl_sidecars.render.tones import Tone
from kubectl_sidecars.tui.log_buffer import (
    MOST,
    NOTE,
    LogText,
    Look,
    no_log,
    nothing_found,
)
from kubectl_sidecars.tui.widgets.lines import Line, LineView

ANEW = "l reads it anew"
PACE = 0.1
"""Seconds between two looks into the queue: nobody reads a busy log line by line, and the keys come first."""


class LogView(LineView):
    """Stays at the end while it is at the end, else with the line on top. A thread for each container puts lines into
    a queue."""

    class Waiting(Message):
        """Lines wait in the queue."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.follow = True
        self.text = LogText(Look())
        self._queue: deque[tuple[str, LogLine]] = deque()
        self._end: int | None = None
        self._is_told = False
        self._pacing: Timer | None = None
        self._stop = threading.Event()

    @property
    def sought(self) -> str:
        return self.text.look.sought

    def read(self, logs: Logs | None, pod: Pod, names: Sequence[str], *, previous: bool, of: str = "") -> None:
        """Starts anew with these containers; `of` is the one that was asked for, "" for all."""
        self.stop()
        self._stop, self._queue, self.follow = threading.Event(), deque(maxlen=MOST), True
        self.text = LogText(Look(tuple(names), self.sought, self.size.width - 1))
        if logs is None:
            self.note("There are no logs here: a recording and a file hold none. Against a cluster they are shown.")
        elif not names:
            self.note(no_log(of, previous=previous))
        else:
            for name in names:
                self._read(logs, PodLogOptions(pod, name, previous, follow=not previous), self._stop, self._queue)
        self._change(lambda: None)

    def join(self, logs: Logs | None, pod: Pod, name: str) -> None:
        """Goes on with another container, or with another run of one that was read to its end."""
        if logs is not None:
            names = tuple(dict.fromkeys((*self.text.look.names, name)))
            self._change(lambda: self.text.see(msgspec.structs.replace(self.text.look, names=names)))
            self._read(logs, PodLogOptions(pod, name), self._stop, self._queue)

    def stop(self) -> None:
        self._stop.set()

    def note(self, text: str, at: datetime | None = None) -> None:
        """Our own words, where they belong in time; behind all that is there without one."""
        self._change(lambda: self.text.put(NOTE, at, text))

    @work(thread=True, group="logs", exit_on_error=False, description="logs")
    def _read(
        self, logs: Logs, request: PodLogOptions, stop: threading.Event, queue: deque[tuple[str, LogLine]]
    ) -> None:
        any_came = False
        try:
            for line in logs(request, stop):
                if stop.is_set():
                    return
                any_came = True
                queue.append((request.container, line))
                self._tell()
        except SidecarsError as error:
            queue.append((NOTE, LogLine(f"{request.container}: {error}{f'; {ANEW}' if any_came else ''}")))
            self._tell()

    def _tell(self) -> None:
        """Once until it is looked into; after what is told of was put there, so that nothing is left unseen."""
        if not self._is_told:
            self._is_told = True
            self.post_message(self.Waiting())

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        event.stop()
        if event.state is WorkerState.ERROR:
            self.note(f"a defect of kubectl sidecars: {event.worker.error}")

    def on_log_view_waiting(self) -> None:
        if self._pacing is None:
            self._pacing = self.set_timer(PACE, self._go_on)
            self._is_told = False
            if self._has_room():
                self._change(self._take_in)

    def _go_on(self) -> None:
        """It may be another queue by now than that of which was told."""
        self._pacing, self._is_told = None, False
        if self._queue:
            self.on_log_view_waiting()

    def _has_room(self) -> bool:
        """While somebody reads elsewhere than at the end, nothing of what is there makes room for what comes."""
        return self._is_at_end() or len(self.text.entries) < MOST

    def _take_in(self) -> None:
        while self._queue and self._has_room():
            container, line = self._queue.popleft()
            self.text.put(container, line.time, line.text)

    def search(self, sought: str) -> None:
        """Only the lines that hold it."""
        self._change(lambda: self.text.see(msgspec.structs.replace(self.text.look, sought=sought)))

    def hold(self, *, follow: bool) -> None:
        """Stays where it is whatever comes, or goes on with the end."""
        self.follow = follow
        if follow:
            self.action_end(1)

    def _is_at_end(self) -> bool:
        return self.follow and self.scroll_offset.y in (self.max_scroll_y, self._end)

    def _change(self, change: Callable[[], None]) -> None:
        """Changes the text, or its size, and keeps the place in it: what was the end stays so."""
        at_end = self._is_at_end()
        place = self.text.place(self.scroll_offset.y)
        change()
        self.resized_content()
        self.scroll_to(y=self.max_scroll_y if at_end else self.text.index(place), animate=False, force=True)
        self._end = self.scroll_offset.y if at_end else None
        self.refresh()

    def count(self) -> int:
        return len(self.text)

    def line_at(self, index: int, _width: int) -> Line:
        return self.text.line(index)

    def blank(self, y: int, _width: int) -> Line:
        is_empty = y == 1 and self.text.entries and not len(self.text)
        return ((f"  {nothing_found(self.text)}", Tone.MUTED),) if is_empty else ()

    def on_resize(self, event: events.Resize) -> None:
        self._change(lambda: self.text.see(msgspec.structs.replace(self.text.look, width=event.size.width - 1)))

    def on_unmount(self) -> None:
        self.stop()
