"""Threads that nobody waits for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Threads(ThreadPoolExecutor):
    """A thread for each task, for as long as that lasts, and nobody waits for it at the end.

    A server that does not answer holds a request for a quarter of a minute, and a pool of the standard library is
    waited for before the shell comes back (asyncio.run, concurrent.futures.thread, 3.11 to 3.14). That of asyncio has
    four threads more than there are cores, besides: the logs of a pod's containers, read for hours, would leave none to
    put the list in order."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
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
        """There is nothing to wait for."""
        del wait, cancel_futures
