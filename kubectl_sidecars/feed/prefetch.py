"""Asking while the screen is still being loaded: a third of a second in which the server can answer."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from dataclasses import replace

from kubectl_sidecars.feed import Feed, Update

Told = Iterator[Update] | Exception


def ahead(feed: Feed, stop: threading.Event) -> Feed:
    """The same feed; what it tells first, until `stop` is set, is asked for from now on, and not when it is wanted."""
    box: queue.SimpleQueue[Told] = queue.SimpleQueue()

    def updates(given: threading.Event) -> Iterator[Update]:
        if given is not stop:
            yield from feed.updates(given)
            return
        told = box.get()
        if isinstance(told, Exception):
            raise told
        yield from told

    threading.Thread(name="ahead", target=lambda: box.put(_begun(feed, stop)), daemon=True).start()
    return replace(feed, updates=updates)


def _begun(feed: Feed, stop: threading.Event) -> Told:
    """All updates, the first of them there already; or what was raised instead, for the thread that asks for them."""
    try:
        updates = feed.updates(stop)
        first = next(updates, None)
    except Exception as error:  # noqa: BLE001 - raised where the updates are asked for
        return error
    return _chained(first, updates)


def _chained(first: Update | None, updates: Iterator[Update]) -> Iterator[Update]:
    if first is not None:
        yield first
    yield from updates
