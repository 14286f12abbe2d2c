"""The events of one container, and what can be trusted of them.

Events are lost (semantics of client-go tools/record, v1.37): they expire after an hour, each pod may send
25 of one type and then one in five minutes, and ten different messages of one reason become one
"(combined from similar events)" that keeps the first one's fieldPath. So a rule may use an event as
proof, never its absence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from kubectl_sidecars.api import Container, Event, EventSource, Probe
from kubectl_sidecars.diagnose.absence import Absence, Missing
from kubectl_sidecars.diagnose.facts.missing_objects import names_missing
from kubectl_sidecars.diagnose.phrasing.quotes import innermost, plain
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import ContainerView
from kubectl_sidecars.patterns import on_demand
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
    """`no event says when that began`; where there are no events at all, they were forbidden, or not in the file."""
    return f"no event says {what}" if subject.events_were_read else f"no events were read to say {what}"


def unseen(subject: Subject, what: Missing, container: str = "", at: datetime | None = None) -> Absence:
    """The absence that `untold` puts into words."""
    return Absence(what, container, at) if subject.events_were_read else Absence(Missing.EVENTS)


_COMBINED = "(combined from similar events)"
"""Begins the message of an event that stands for several (client-go tools/record/events_cache.go, v1.37)."""


def is_combined(event: Event) -> bool:
    """True if it stands for several messages: then its container may be another's."""
    return event.message.startswith(_COMBINED)


def message_of(event: Event) -> str:
    """The message as its source wrote it, without the mark of a combined event."""
    return event.message.removeprefix(_COMBINED).removeprefix(": ")


_GENERIC = on_demand(
    r"""(?:
      (?:\w[\w ]{0,40}:\ )?(?:timed\ out\ waiting\ for\ the\ condition|context\ deadline\ exceeded|context\ canceled)
    | failed\ to\ sync\ \w+\ cache:.*
    | object\ "[^"]*"/"[^"]*"\ not\ registered
    | An\ operation\ with\ the\ given\ .*already\ exists\.?
    | error\ killing\ pod:\ .*context\ deadline\ exceeded"?\]?
    | waiting\ for\ (?:first\ consumer|pod\ \S+\ to\ be\ scheduled).*
    | running\ PreBind\ plugin\ "VolumeBinding":\ binding\ volumes:\ (?:timed\ out|context\ deadline).*
    )?""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
"""Messages that say no more than that it did not work: the kubelet's volume manager and caches, CSI's ABORTED, and
the scheduler's volume binding (v1.35). They come again and again beside the one event that has the cause."""
RETRIED = timedelta(minutes=10)
"""Time in which the kubelet and the controllers try each volume again and report it: at most 2 minutes, and an event
in 5 where events are limited."""


def is_generic(event: Event) -> bool:
    """True if the message names no cause."""
    return _GENERIC().fullmatch(innermost(event.message)) is not None


def telling(events: Iterable[Event]) -> Event | None:
    """The event that tells why; None for no events, which come in the order of time.

    A generic one never beats one with a cause. Of these it is the newest; an object that does not exist comes first
    as long as it is reported again."""
    ordered = list(events)
    causes = [event for event in ordered if not is_generic(event)]
    if not causes:
        return ordered[-1] if ordered else None
    recent = [event for event in causes if last_seen(causes[-1]) - last_seen(event) <= RETRIED]
    return next((event for event in reversed(recent) if names_missing(event.message)), causes[-1])


def latest(events: tuple[Event, ...], reason: str, words: str = "") -> Event | None:
    """The newest of these events with that reason and these words in its message."""
    return next(_newest(events, reason, words), None)


def _newest(events: tuple[Event, ...], reason: str, words: str) -> Iterator[Event]:
    for event in reversed(events):
        if event.reason == reason and words in event.message and not is_combined(event):
            yield event


def pod_event(subject: Subject, *reasons: str, words: str = "") -> Event | None:
    """The event of the pod, of whichever container, that tells why, among those with one of these reasons."""
    return telling(event for event in subject.events if event.reason in reasons and words in event.message)


_PROBES: Mapping[str, Callable[[Container], Probe | None]] = {
    "Liveness": lambda spec: spec.liveness_probe,
    "Readiness": lambda spec: spec.readiness_probe,
    "Startup": lambda spec: spec.startup_probe,
}


def _probe_counts(subject: Subject) -> dict[str, int]:
    """The number of containers with a probe of each kind."""
    return {kind: sum(1 for each in subject.views if probe(each.spec) is not None) for kind, probe in _PROBES.items()}


def probe_failure(subject: Subject, view: ContainerView, kind: str) -> Event | None:
    """The newest event of a failure of the container's probe: `kind` is Liveness, Readiness or Startup.

    A combined event is the container's where no other container has such a probe: its fieldPath is that of the first
    of the events that it stands for."""
    probes = subject.once(_probe_counts)[kind]
    events = subject.events if probes == 1 else of_container(subject, view)
    for event in reversed(events):
        is_known = event.involved_object.field_path == view.field_path and not is_combined(event)
        if event.reason == "Unhealthy" and message_of(event).startswith(f"{kind} probe "):
            if is_known or (probes == 1 and is_combined(event)):
                return event
    return None


def answer_of(failure: Event | None) -> str:
    """The answer of the probe when it failed; "" where it gave no answer, and for None."""
    return message_of(failure).partition(": ")[2].strip() if failure is not None else ""


def evidence(event: Event) -> str:
    """`event Killing: Container envoy failed liveness probe, will be restarted`."""
    seen = f" ×{times_seen(event)}" if times_seen(event) > 1 else ""
    return f"event {event.reason}{seen}: {plain(event.message)}"


def are_limited(subject: Subject, type_: str = "Normal", at: datetime | None = None) -> bool:
    """True if a source had spent its burst of events of this type on the pod, so that some of that time are missing.

    Each source has a bucket of its own for each pod and type, which fills again with time; after a silence longer
    than that takes, what happens is sent again."""
    when = at or subject.now
    return any(
        count - (when - first).total_seconds() / REFILL > BURST - 1 and (when - last).total_seconds() <= 2 * REFILL
        for count, first, last in subject.once(_sent).get(type_, ())
    )


def _sent(subject: Subject) -> dict[str, list[tuple[int, datetime, datetime]]]:
    """By type: how many events each source has sent, those that may be limited, with the first and last time."""
    sent: dict[tuple[str, EventSource], tuple[int, datetime, datetime]] = {}
    for event in subject.events:
        if first_seen(event) != EPOCH:
            of = event.type, event.source
            count, first, last = sent.get(of, (0, subject.now, EPOCH))
            sent[of] = count + times_seen(event), min(first, first_seen(event)), max(last, last_seen(event))
    found: dict[str, list[tuple[int, datetime, datetime]]] = {}
    for (type_, _), source in sent.items():
        found.setdefault(type_, []).append(source)
    return found


def earliest(subject: Subject, view: ContainerView, *reasons: str) -> datetime | None:
    """When the first of these reasons was seen of the container, as far as its events reach back."""
    found = [first_seen(event) for event in of_container(subject, view) if event.reason in reasons]
    known = [time for time in found if time != EPOCH]
    return min(known) if known else None
