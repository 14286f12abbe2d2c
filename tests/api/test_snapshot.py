"""Folding: pure, in batches or one by one, and steady in cost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from kubectl_sidecars.api import Event, EventSeries, InvolvedObject, Namespace, Node, ObjectMeta, Pod
from kubectl_sidecars.object_keys import about, key
from kubectl_sidecars.snapshot import EPOCH, Line, Snapshot, first_seen, fold, last_seen, order, times_seen
from tests.support.material import demo_lines

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
SLICES = st.tuples(st.integers(0, 1700), st.integers(0, 60)).map(lambda at: demo_lines()[at[0] : at[0] + at[1]])


def pod_line(uid: str, kind: str = "ADDED") -> Line:
    return Line(NOW, kind, Pod(metadata=ObjectMeta(uid=uid)))


def test_deleted_removes() -> None:
    assert fold(Snapshot(), [pod_line("a"), pod_line("b"), pod_line("a", "DELETED")]).pods.keys() == {"b"}


def test_a_deletion_of_what_was_never_seen_is_nothing() -> None:
    assert fold(Snapshot(), [pod_line("a", "DELETED")]).pods == {}


def test_objects_are_kept_by_uid_and_cluster_wide_ones_by_name() -> None:
    meta = ObjectMeta(uid="u", name="n")
    after = fold(
        Snapshot(),
        [Line(NOW, "ADDED", value) for value in (Node(metadata=meta), Namespace(metadata=meta), Pod(metadata=meta))],
    )
    assert [list(each) for each in (after.nodes, after.namespaces, after.pods)] == [["n"], ["n"], ["u"]]


def test_a_manifest_without_uid_is_known_by_its_names_and_so_are_its_events() -> None:
    pod = Pod(metadata=ObjectMeta(namespace="shop", name="cart"))
    event = Event(involved_object=InvolvedObject(kind="Pod", namespace="shop", name="cart"))
    assert key(pod) == about(event) == "shop/cart"


def test_the_clock_never_goes_back() -> None:
    lines = [Line(NOW, "ADDED", Node()), Line(NOW - timedelta(hours=1), "ADDED", Pod())]
    assert fold(Snapshot(), lines).taken_at == NOW


@given(SLICES, SLICES)
def test_a_batch_is_the_same_as_one_by_one(before: tuple[Line, ...], lines: tuple[Line, ...]) -> None:
    start = fold(Snapshot(), before)
    one_by_one = start
    for line in lines:
        one_by_one = fold(one_by_one, [line])
    assert fold(start, lines) == one_by_one


@given(SLICES, SLICES)
def test_the_snapshot_before_stays_as_it_was(before: tuple[Line, ...], lines: tuple[Line, ...]) -> None:
    start = fold(Snapshot(), before)
    copy = msgspec.msgpack.decode(msgspec.msgpack.encode(start), type=Snapshot)
    fold(start, lines)
    assert start == copy


@given(SLICES, st.randoms(use_true_random=False))
def test_the_order_of_different_objects_does_not_matter(lines: tuple[Line, ...], chance: Random) -> None:
    last = list({(type(line.object), key(line.object)): line for line in lines}.values())
    mixed = list(last)
    chance.shuffle(mixed)
    assert fold(Snapshot(), mixed) == fold(Snapshot(), last)


def test_maps_that_no_line_falls_into_are_the_same_objects() -> None:
    """What is shown can tell by identity what has changed."""
    start = fold(Snapshot(), demo_lines())
    after = fold(start, [pod_line("new")])
    assert after.events is start.events
    assert after.nodes is start.nodes
    assert after.pods is not start.pods


def test_events_are_kept_in_order_and_those_of_one_second_in_the_order_of_their_names() -> None:
    events = fold(Snapshot(), demo_lines()).events
    assert sum(map(len, events.values())) == 318
    for each in events.values():
        assert all(order(one) <= order(other) for one, other in pairwise(each))
    reasons = [
        [event.reason for event in each if event.reason in {"Scheduled", "Created"}][:2]
        for each in events.values()
        if {"Scheduled", "Created"} <= {event.reason for event in each}
    ]
    assert reasons
    assert all(pair == ["Scheduled", "Created"] for pair in reasons)


def test_an_event_that_is_told_again_replaces_itself() -> None:
    event = Event(metadata=ObjectMeta(uid="e"), involved_object=InvolvedObject(uid="p"), count=1)
    again = msgspec.structs.replace(event, count=2)
    after = fold(Snapshot(), [Line(NOW, "ADDED", event), Line(NOW, "MODIFIED", again)])
    assert after.events == {"p": (again,)}
    assert fold(after, [Line(NOW, "DELETED", again)]).events == {}


def test_an_event_without_any_time_is_of_the_epoch() -> None:
    assert last_seen(Event()) == EPOCH
    assert first_seen(Event()) == EPOCH


def test_an_event_is_first_seen_by_kubectls_order_of_its_times() -> None:
    """kubectl pkg/cmd/events/event_printer.go getInterval (v0.37): eventTime, then firstTimestamp."""
    times = [NOW + timedelta(minutes=minutes) for minutes in range(4)]
    created, first, exact, last = times
    event = Event(
        event_time=exact, first_timestamp=first, last_timestamp=last, metadata=ObjectMeta(creation_timestamp=created)
    )
    assert first_seen(event) == exact
    assert first_seen(msgspec.structs.replace(event, event_time=None)) == first
    assert first_seen(msgspec.structs.replace(event, event_time=None, first_timestamp=None)) == created
    assert first_seen(Event(last_timestamp=last)) == last


def test_the_count_of_a_series_is_the_count_of_the_event() -> None:
    """printers.go printEvent (v1.37): a singleton of the new API has no count at all."""
    assert times_seen(Event()) == 1
    assert times_seen(Event(count=4)) == 4
    assert times_seen(Event(count=4, series=EventSeries(count=7))) == 7
    assert times_seen(Event(count=9, series=EventSeries(count=7))) == 7
