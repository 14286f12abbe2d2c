"""Events, with the fields of core/v1 and of events.k8s.io/v1."""

from __future__ import annotations

from kubectl_sidecars.api.meta import ApiObject, ObjectMeta, Time


class InvolvedObject(ApiObject, frozen=True):
    kind: str = ""
    namespace: str = ""
    name: str = ""
    uid: str = ""
    field_path: str = ""


class EventSeries(ApiObject, frozen=True):
    count: int = 0
    last_observed_time: Time | None = None


class EventSource(ApiObject, frozen=True):
    component: str = ""
    host: str = ""


class Event(ApiObject, frozen=True):
    """An Event of core/v1. The fields from `regarding` on are those that events.k8s.io/v1 names differently."""

    metadata: ObjectMeta = ObjectMeta()
    involved_object: InvolvedObject = InvolvedObject()
    type: str = ""
    reason: str = ""
    message: str = ""
    count: int = 0
    first_timestamp: Time | None = None
    last_timestamp: Time | None = None
    event_time: Time | None = None
    series: EventSeries | None = None
    source: EventSource = EventSource()
    reporting_component: str = ""
    regarding: InvolvedObject | None = None
    note: str = ""
    deprecated_count: int = 0
    deprecated_first_timestamp: Time | None = None
    deprecated_last_timestamp: Time | None = None
    reporting_controller: str = ""
