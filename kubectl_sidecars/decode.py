"""The server's bytes into API structs: all at once where all is well, one by one where something is not.

A null counts as absent. A field of the wrong type is dropped and named; an object that stays
unreadable is named. Neither ever costs the objects beside it.
"""

from __future__ import annotations

import functools
import re
from typing import Any, Generic, TypeVar

import msgspec

from kubectl_sidecars.api import (
    ApiObject,
    Event,
    InvolvedObject,
    Job,
    Namespace,
    Node,
    Object,
    Pod,
    ReplicaSet,
)
from kubectl_sidecars.snapshot import Undecodable

KINDS: dict[str, type[Object]] = {
    "Pod": Pod,
    "Event": Event,
    "Node": Node,
    "Job": Job,
    "ReplicaSet": ReplicaSet,
    "Namespace": Namespace,
}
MOST_REPAIRS = 20
"""Fields dropped from one object before it is given up as unreadable."""

T = TypeVar("T", bound=Object)
AnyObject = TypeVar("AnyObject")


class ListMeta(ApiObject, frozen=True):
    resource_version: str = ""
    continue_: str = msgspec.field(name="continue", default="")
    remaining_item_count: int = 0


class Page(msgspec.Struct, Generic[AnyObject], frozen=True):
    """One page of a list, as the API sends it."""

    metadata: ListMeta = ListMeta()
    items: tuple[AnyObject, ...] = ()


class Head(ApiObject, frozen=True):
    """Just enough of an object to know what it is."""

    kind: str = ""
    metadata: msgspec.Raw = msgspec.Raw()


class _Names(ApiObject, frozen=True):
    name: str = ""
    namespace: str = ""


@functools.cache
def decoder(type_: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(type_)


def decode_page(data: bytes, type_: type[T]) -> tuple[Page[T], list[Undecodable]]:
    """A page of objects of one kind. Raises msgspec.DecodeError only when the page itself is no JSON object."""
    try:
        page: Page[T] = decoder(Page[type_]).decode(data)  # type: ignore[valid-type, arg-type]
    except msgspec.ValidationError:
        rough: Page[msgspec.Raw] = decoder(Page[msgspec.Raw]).decode(data)
        problems: list[Undecodable] = []
        items = [decode_object(bytes(item), type_, problems) for item in rough.items]
        kept = tuple(item for item in items if item is not None)
        return Page(metadata=rough.metadata, items=kept), problems
    if type_ is Event:
        page = Page(metadata=page.metadata, items=tuple(map(core_event, page.items)))  # type: ignore[arg-type]
    return page, []


def decode_object(data: bytes, type_: type[T], problems: list[Undecodable]) -> T | None:
    """One object; what had to be dropped from it is appended to `problems`. None when nothing readable is left."""
    try:
        value: T = decoder(type_).decode(data)  # type: ignore[arg-type]
    except msgspec.ValidationError as error:
        found = _repaired(data, type_, str(error), problems)
        if found is None:
            return None
        value = found
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        problems.append(Undecodable(type_.__name__, "", "", str(error)))
        return None
    return core_event(value) if isinstance(value, Event) else value  # type: ignore[return-value]


def _repaired(data: bytes, type_: type[T], problem: str, problems: list[Undecodable]) -> T | None:
    kind, namespace, name = type_.__name__, "", ""
    try:
        value = without_nulls(msgspec.json.decode(data))
        meta = value.get("metadata", {}) if isinstance(value, dict) else {}
        if isinstance(meta, dict):
            namespace, name = str(meta.get("namespace", "")), str(meta.get("name", ""))
        for _ in range(MOST_REPAIRS):
            try:
                return msgspec.convert(value, type_)
            except msgspec.ValidationError as error:
                problem = str(error)
                problems.append(Undecodable(kind, namespace, name, problem))
                if not _drop(value, problem):
                    return None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        problem = str(error)
    problems.append(Undecodable(kind, namespace, name, problem))
    return None


def without_nulls(value: Any) -> Any:
    """The same value without the null members of its objects and lists: to the API null and absent are one."""
    if isinstance(value, dict):
        return {name: without_nulls(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        return [without_nulls(member) for member in value if member is not None]
    return value


_STEP = re.compile(r"\.(\w+)|\[(\d+)\]|(\[\.\.\.\])")


def _drop(value: Any, problem: str) -> bool:
    """Removes what msgspec's message ends by naming ("... - at `$.status.phase`"), or its nearest known parent."""
    _, found, path = problem.rpartition(" - at `$")
    steps: list[str | int] = []
    for name, index, _any in _STEP.findall(path if found else ""):
        if not name and not index:
            break
        steps.append(name or int(index))
    if not steps:
        return False
    parent = value
    for step in steps[:-1]:
        parent = parent[step]
    del parent[steps[-1]]
    return True


def core_event(event: Event) -> Event:
    """An events.k8s.io/v1 event in the fields of core/v1; a core one is returned as it is."""
    if event.regarding is None and not event.note:
        return event
    return msgspec.structs.replace(
        event,
        involved_object=event.regarding or InvolvedObject(),
        regarding=None,
        message=event.note,
        note="",
        count=event.deprecated_count or event.count,
        first_timestamp=event.deprecated_first_timestamp or event.first_timestamp,
        last_timestamp=event.deprecated_last_timestamp or event.last_timestamp,
        reporting_component=event.reporting_controller or event.reporting_component,
    )


def names(head: Head) -> tuple[str, str]:
    """Namespace and name of an object of which only the head was read."""
    try:
        meta = decoder(_Names).decode(head.metadata)
    except msgspec.DecodeError:
        return "", ""
    return meta.namespace, meta.name
