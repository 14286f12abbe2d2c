"""What is asked for before there is a screen to show it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.feed import (
    Feed,
    SyncPhase,
    SyncState,
    Update,
)
from kubectl_sidecars.feed.prefetch import prefetched
from kubectl_sidecars.snapshot import Snapshot

FIRST, SECOND = Update(Snapshot(), SyncState(SyncPhase.LOADING)), Update(Snapshot(), SyncState(SyncPhase.LIVE))


def test_the_first_update_is_asked_for_at_once_and_the_second_when_it_is_wanted() -> None:
    began, went_on = threading.Event(), threading.Event()

    def updates(_stop: threading.Event) -> Iterator[Update]:
        began.set()
        yield FIRST
        went_on.set()
        yield SECOND

    stop = threading.Event()
    feed = prefetched(Feed(updates), stop)
    assert began.wait(10)
    told = feed.updates(stop)
    assert next(told) is FIRST
    assert not went_on.is_set()
    assert list(told) == [SECOND]


def test_what_goes_wrong_is_raised_where_the_updates_are_wanted() -> None:
    def updates(_stop: threading.Event) -> Iterator[Update]:
        raise ClusterError("no answer")
        yield

    stop = threading.Event()
    feed = prefetched(Feed(updates), stop)
    with pytest.raises(ClusterError, match="no answer"):
        list(feed.updates(stop))


def test_a_feed_that_tells_nothing_ends() -> None:
    stop = threading.Event()
    assert list(prefetched(Feed(lambda _stop: iter(())), stop).updates(stop)) == []


def test_another_event_begins_anew() -> None:
    begun: list[threading.Event] = []

    def updates(stop: threading.Event) -> Iterator[Update]:
        begun.append(stop)
        yield FIRST

    stop, other = threading.Event(), threading.Event()
    feed = prefetched(Feed(updates), stop)
    assert list(feed.updates(stop)) == list(feed.updates(other)) == [FIRST]
    assert begun == [stop, other]
