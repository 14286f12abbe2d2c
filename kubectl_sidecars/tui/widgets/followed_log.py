"""The logs of a pod's containers, as they come: they are read in threads, and followed while their end is in sight."""

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
from kubectl_sidecars.feed import LogLine, Logs, PodLogOptions
from kubectl_sidecars.tui.log_buffer import MOST, LogBuffer, no_log
from kubectl_sidecars.tui.log_layout import NOTE, LogEntry, LogLayout
from kubectl_sidecars.tui.widgets.lines import LineView, TonedLine

PACE = 0.1
"""Seconds between two reads of the queue: a busy log is not drawn line by line, and keys come first."""


class FollowedLog(LineView):
    """Follows the end of the log while it is there; else keeps the line at the top. A thread for each container puts
    lines into a queue."""

    class LinesReady(Message):
        """Lines wait in the queue."""

    class Moved(Message):
        """The log is followed now, or is not any more; or another match is shown."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.follow = True
        self.buffer = LogBuffer(LogLayout())
        self._queue: deque[tuple[str, LogLine | None]] = deque()
        """Containers with lines of theirs; with None where a log has been read to its end."""
        self._unread: set[str] = set()
        """The containers whose logs have not been read to their end."""
        self._jumped_to: LogEntry | None = None
        """The entry to which a search or the key for errors has moved."""
        self._was_following = True
        self._end: int | None = None
        """The offset at which the end was last shown; None if it was not."""
        self._is_announced = False
        """True while a LinesReady is on its way."""
        self._pacing: Timer | None = None
        self._stop = threading.Event()

    @property
    def search(self) -> str:
        """The text that is searched; "" for all lines."""
        return self.buffer.layout.search

    def read(self, logs: Logs | None, pod: Pod, names: Sequence[str], *, previous: bool, asked: str = "") -> None:
        """Clears the log, and reads those of these containers; `asked` is the one that the user chose, "" for all."""
        self.stop()
        self._stop, self._queue, self.follow = threading.Event(), deque(maxlen=MOST), True
        kept = self.buffer.layout
        self.buffer = LogBuffer(msgspec.structs.replace(kept, names=tuple(names), width=self.size.width - 1))
        self._unread, self._jumped_to = set(names), None
        if logs is None:
            self.note("There are no logs in a recording or a file; they are shown against a cluster.")
        elif not names:
            self.note(no_log(asked, previous=previous))
        else:
            for name in names:
                self._read(logs, PodLogOptions(pod, name, previous, follow=not previous), self._stop, self._queue)
        self._change(lambda: None)

    def join(self, logs: Logs | None, pod: Pod, name: str) -> None:
        """Reads one more container, or the next run of one whose log has ended."""
        if logs is not None:
            names = tuple(dict.fromkeys((*self.buffer.layout.names, name)))
            self._unread.add(name)
            self._lay_out(names=names)
            self._read(logs, PodLogOptions(pod, name), self._stop, self._queue)

    def stop(self) -> None:
        """Ends the threads, soon."""
        self._stop.set()

    def note(self, text: str, at: datetime | None = None) -> None:
        """Adds a note of ours at its time; without a time, at the end."""
        self._change(lambda: self.buffer.add(NOTE, at, text))

    @work(thread=True, group="logs", exit_on_error=False, description="logs")
    def _read(
        self, logs: Logs, request: PodLogOptions, stop: threading.Event, queue: deque[tuple[str, LogLine | None]]
    ) -> None:
        has_lines = False
        try:
            for line in logs(request, stop):
                if stop.is_set():
                    return
                has_lines = True
                queue.append((request.container, line))
                self._announce()
        except SidecarsError as error:
            again = "; l reads it again" if has_lines else ""
            queue.append((NOTE, LogLine(f"{request.container}: {error}{again}")))
        queue.append((request.container, None))
        self._announce()

    def _announce(self) -> None:
        """Posts LinesReady, once until the queue is read. To be called after the line is in the queue."""
        if not self._is_announced:
            self._is_announced = True
            self.post_message(self.LinesReady())

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        event.stop()
        if event.state is WorkerState.ERROR:
            self.note(f"a defect of kubectl sidecars: {event.worker.error}")

    def on_followed_log_lines_ready(self) -> None:
        if self._pacing is None:
            self._pacing = self.set_timer(PACE, self._read_again)
            self._is_announced = False
            if self._has_room():
                self._change(self._read_queue)

    def _read_again(self) -> None:
        """Reads what came meanwhile; after `read` that is another queue than the announced one."""
        self._pacing, self._is_announced = None, False
        if self._queue:
            self.on_followed_log_lines_ready()

    def _has_room(self) -> bool:
        """False while lines that the user reads would be dropped for new ones."""
        return self._is_at_end() or len(self.buffer.entries) < MOST

    def _read_queue(self) -> None:
        while self._queue and self._has_room():
            container, line = self._queue.popleft()
            if line is None:
                self._unread.discard(container)
            else:
                self.buffer.add(container, line.time, line.text)

    def _is_at_end(self) -> bool:
        return self.follow and self.scroll_offset.y in (self.max_scroll_y, self._end)

    @property
    def is_following(self) -> bool:
        """True if new lines are shown as they come: the log is not paused, and its end is in sight."""
        return self.follow and self.scroll_offset.y >= self.max_scroll_y

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if self.is_following is not self._was_following:
            self._was_following = self.is_following
            self.post_message(self.Moved())

    def set_follow(self, *, follow: bool) -> None:
        """Follows the end of the log, or keeps the line at the top."""
        self.follow = follow
        if follow:
            self._jumped_to = None
            self.action_end(1)
        self.post_message(self.Moved())

    # The lines ---------------------------------------------------------------------------------

    def _lay_out(self, **changes: object) -> None:
        layout = msgspec.structs.replace(self.buffer.layout, **changes)
        self._change(lambda: self.buffer.lay_out(layout))

    def _change(self, change: Callable[[], None]) -> None:
        """Changes the lines, and keeps the position: at the end if it was there, else at the line at the top."""
        at_end = self._is_at_end()
        position = self.buffer.position(self.scroll_offset.y)
        change()
        self.update_size()
        self.scroll_to(y=self.max_scroll_y if at_end else self.buffer.index(position), animate=False, force=True)
        self._end = self.scroll_offset.y if at_end else None
        self.refresh()

    def count(self) -> int:
        """The number of lines."""
        return len(self.buffer)

    def line_at(self, index: int, _width: int) -> TonedLine:
        """The cells of a line."""
        return self.buffer.line(index)

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out(width=event.size.width - 1)

    def on_unmount(self) -> None:
        self.stop()
