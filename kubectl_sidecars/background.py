"""Functions that run in threads of their own. The executors of the standard library take 5 ms to import."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, Self, TypeVar

A = TypeVar("A")
T = TypeVar("T")


class Task(Generic[T]):
    """A function that runs in a daemon thread: the end of the process does not wait for it."""

    def __init__(self, function: Callable[[], T], slots: threading.Semaphore | None = None) -> None:
        self._function, self._slots = function, slots or threading.Semaphore()
        self._values: list[T] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(name="task", target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        with self._slots:
            try:
                self._values.append(self._function())
            except BaseException as error:  # noqa: BLE001 - raised where the result is read
                self._error = error

    @property
    def is_done(self) -> bool:
        """True once the function has ended."""
        return not self._thread.is_alive()

    def wait(self) -> None:
        """Returns when the function has ended."""
        self._thread.join()

    def result(self) -> T:
        """Waits for the function, and returns what it returned. Raises what it raised."""
        self.wait()
        if self._error is not None:
            raise self._error
        return self._values[0]


class Tasks:
    """Tasks of which up to `limit` run at a time. The end of the block waits for all of them."""

    def __init__(self, limit: int) -> None:
        self._slots = threading.Semaphore(limit)
        self._started: list[Task[object]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        for task in self._started:
            task.wait()

    def start(self, function: Callable[[], T]) -> Task[T]:
        """The task, which runs as soon as fewer than `limit` others do."""
        task = Task(function, self._slots)
        self._started.append(task)  # type: ignore[arg-type]
        return task

    def map(self, function: Callable[[A], T], items: Iterable[A]) -> Iterator[T]:
        """The results for all items in their order. All tasks are started now, and waited for one by one."""
        tasks = [self.start(lambda item=item: function(item)) for item in items]  # type: ignore[misc]
        return (task.result() for task in tasks)
