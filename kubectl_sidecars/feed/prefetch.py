"""The first request of a feed sent early: the server answers while the screen is still loading."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from dataclasses import replace

from kubectl_sidecars.feed import Feed, Update

Started = Iterator[Update] | Exception
"""All updates, of which the first has been received; or the error in place of it."""


def prefetched(feed: Feed, stop: threading.Event) -> Feed:
    """The same feed, its updates for `stop` requested now. Updates for any other event are requested as usual."""
    started: queue.SimpleQueue[Started] = queue.SimpleQueue()

    def updates(event: threading.Event) -> Iterator[Update]:
        if event is not stop:
            yield from feed.updates(event)
            return
        result = started.get()
        if isinstance(result, Exception):
            raise result
        yield from result

    threading.Thread(name="prefetch", target=lambda: started.put(_start(feed, stop)), daemon=True).start()
    return replace(feed, updates=updates)


def _start(feed: Feed, stop: threading.Event) -> Started:
    """Waits for the first update. An exception is returned, to be raised in the thread that reads the updates."""
    try:
        updates = feed.updates(stop)
        first = next(updates, None)
    except Exception as error:  # noqa: BLE001 - raised where the updates are read
        return error
    return _chain(first, updates)


def _chain(first: Update | None, updates: Iterator[Update]) -> Iterator[Update]:
    if first is not None:
        yield first
    yield from updates
