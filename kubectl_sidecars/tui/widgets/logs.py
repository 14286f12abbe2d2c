"""The logs of a pod's containers, as they come."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence

from textual import work
from textual.message import Message
from textual.worker import Worker, WorkerState

from kubectl_sidecars.api import Pod
from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.tui.feed import LogLine, LogRequest, Logs
from kubectl_sidecars.tui.logs import NOTE, LogBuffer, log_lines
from kubectl_sidecars.tui.widgets.lines import Line, Lines

NO_RUN_BEFORE = "No container of this pod has ended and started again: there is no previous log yet."
NO_RUN = "No container of this pod has started: there is no log yet."


class LogView(Lines):
    """Stays at the end while it is at the end. A thread for each container puts lines into a queue."""

    class Waiting(Message):
        """Lines wait in the queue."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, LogView.Waiting)

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(self._lines_of, id=id)
        self.names: tuple[str, ...] = ()
        self.sought = ""
        self.follow = True
        self._buffer = LogBuffer()
        self._queue: deque[tuple[threading.Event, str, LogLine]] = deque()
        self._stop = threading.Event()

    def read(self, logs: Logs | None, pod: Pod, names: Sequence[str], *, previous: bool) -> None:
        """Starts anew with these containers."""
        self.stop()
        self._stop, self._buffer, self.names = threading.Event(), LogBuffer(), tuple(names)
        if logs is None:
            self.note("There are no logs here: a recording and a file hold none. Against a cluster they are shown.")
        elif not names:
            self.note(NO_RUN_BEFORE if previous else NO_RUN)
        else:
            for name in names:
                request = LogRequest(pod, name, previous, follow=self.follow and not previous)
                self._read(logs, request, self._stop)
        self.show(self._lines_of)

    def stop(self) -> None:
        self._stop.set()

    def note(self, text: str) -> None:
        self._buffer.put(NOTE, None, text)
        self.show(self._lines_of)

    @work(thread=True, group="logs", exit_on_error=False, description="logs")
    def _read(self, logs: Logs, request: LogRequest, stop: threading.Event) -> None:
        queue = self._queue
        try:
            for line in logs(request, stop):
                if stop.is_set():
                    return
                queue.append((stop, request.container, line))
                self.post_message(self.Waiting())
        except SidecarsError as error:
            queue.append((stop, NOTE, LogLine(f"{request.container}: {error}")))
            self.post_message(self.Waiting())

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        event.stop()
        if event.state is WorkerState.ERROR:
            self.note(f"a defect of kubectl sidecars: {event.worker.error}")

    def on_log_view_waiting(self) -> None:
        at_end = self.scroll_offset.y >= self.max_scroll_y
        while self._queue:
            stop, container, line = self._queue.popleft()
            if stop is self._stop:
                self._buffer.put(container, line.time, line.text)
        self.show(self._lines_of)
        if at_end and self.follow:
            self.scroll_end(animate=False)

    def search(self, text: str) -> None:
        """Only the lines that hold it."""
        self.sought = text
        self.show(self._lines_of)

    def _lines_of(self, width: int) -> Sequence[Line]:
        return list(log_lines(self._buffer.matching(self.sought), self.names, self.sought, width - 1))

    def on_unmount(self) -> None:
        self.stop()
