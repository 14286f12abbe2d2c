"""The events of one container, and what can be trusted of them.

Events are lost (semantics of client-go tools/record, v1.37): they expire after an hour, each pod may send
25 of one type and then one in five minutes, and ten different messages of one reason become one
"(combined from similar events)" that keeps the first one's fieldPath. So a rule may use an event as
proof, never its absence.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kubectl_sidecars.api import Event, EventSource
from kubectl_sidecars.diagnose.phrasing.quotes import plain
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import ContainerView
from kubectl_sidecars.snapshot import EPOCH, first_seen, last_seen, times_seen

BURST = 25
"""Events that one source may send about one pod before it is limited (EventSourceObjectSpamFilter)."""
REFILL = 300
"""Seconds after which it may send one more."""
EXPIRY = 3600
"""Seconds that the API server keeps an event (--event-ttl)."""
MAKES_CONTAINER = frozenset({"Pulling", "Created", "Started"})
"""Reasons of events that show that the kubelet makes a container."""


def of_container(subject: Subject, view: ContainerView) -> tuple[Event, ...]:
    """The events that name this container, in the order of time."""
    return subject.events_by_path.get(view.field_path, ())


def untold(subject: Subject, what: str) -> str:
    """`no event tells when that began`; where there are no events at all, they were forbidden, or not in the file."""
    return f"no event tells {what}" if subject.around.events else f"no events were read to tell {what}"


def is_combined(event: Event) -> bool:
    """True if it stands for several messages: then its container may be another's."""
    return event.message.startswith("(combined from similar events)")


def latest(events: tuple[Event, ...], reason: str, said: str = "") -> Event | None:
    """The newest of these events with that reason and these words in its message."""
    return next(_newest(events, reason, said), None)


def _newest(events: tuple[Event, ...], reason: str, said: str) -> Iterator[Event]:
    for event in reversed(events):
        if event.reason == reason and said in event.message and not is_combined(event):
            yield event


def pod_event(subject: Subject, *reasons: str, said: str = "") -> Event | None:
    """The newest event of the pod, of whichever container, with one of these reasons."""
    for event in reversed(subject.events):
        if event.reason in reasons and said in event.message:
            return event
    return None


def evidence(event: Event) -> str:
    """`event Killing: Container envoy failed liveness probe, will be restarted`."""
    seen = f" ×{times_seen(event)}" if times_seen(event) > 1 else ""
    return f"event {event.reason}{seen}: {plain(event.message)}"


def are_limited(subject: Subject, type_: str = "Normal", at: datetime | None = None) -> bool:
    """True if a source had spent its burst of events of this type on the pod, so that some of that time are missing.

    Each source has a bucket of its own for each pod and type, which fills again with time; after a silence longer
    than that takes, what happens is sent again."""
    when = at or subject.now
    sent: dict[EventSource, tuple[int, datetime, datetime]] = {}
    for event in subject.events:
        if event.type == type_ and first_seen(event) != EPOCH:
            count, first, last = sent.get(event.source, (0, subject.now, EPOCH))
            sent[event.source] = count + times_seen(event), min(first, first_seen(event)), max(last, last_seen(event))
    return any(
        count - (when - first).total_seconds() / REFILL > BURST - 1 and (when - last).total_seconds() <= 2 * REFILL
        for count, first, last in sent.values()
    )


def earliest(subject: Subject, view: ContainerView, *reasons: str) -> datetime | None:
    """When the first of these reasons was seen of the container, as far as its events reach back."""
    found = [first_seen(event) for event in of_container(subject, view) if event.reason in reasons]
    known = [time for time in found if time != EPOCH]
    return min(known) if known else None
