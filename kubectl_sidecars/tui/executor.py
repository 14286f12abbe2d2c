"""The executor of the app's worker threads, which does not wait for them at the end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Threads(ThreadPoolExecutor):
    """Starts a daemon thread for each task.

    The standard library's pool is waited for before the process exits (asyncio.run, concurrent.futures.thread, 3.11 to
    3.14), and a server that does not answer holds a request for 15 seconds. Also, asyncio's own pool has only four
    threads more than there are cores: threads that follow logs for hours would leave none for the list of pods."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Runs the function in a new thread; returns the future of its result."""
        future: Future[T] = Future()

        def work() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001 - raised where the result is waited for
                future.set_exception(error)
            else:
                future.set_result(result)

        threading.Thread(name="worker", target=work, daemon=True).start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Does nothing: the threads end with the process."""
        del wait, cancel_futures
