"""The server's bytes into API structs: all at once where all is well, one by one where something is not.

A null counts as absent. A field of the wrong type is dropped and named; an object that stays
unreadable is named. Neither ever costs the objects beside it.
"""

from __future__ import annotations

import functools
import json
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
    Service,
)
from kubectl_sidecars.snapshot import Undecodable

KINDS: dict[str, type[Object]] = {
    "Pod": Pod,
    "Event": Event,
    "Node": Node,
    "Job": Job,
    "ReplicaSet": ReplicaSet,
    "Namespace": Namespace,
    "Service": Service,
}
MOST_REPAIRS = 20
"""Fields dropped from one object before it is given up as unreadable."""
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises on bytes that it cannot read (0.22): not all of it derives from its own errors."""

Bytes = bytes | memoryview
T = TypeVar("T", bound=Object)
AnyObject = TypeVar("AnyObject")


class ListMeta(ApiObject, frozen=True):
    resource_version: str = ""
    continue_: str = msgspec.field(name="continue", default="")


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


def decode_page(data: Bytes, type_: type[T]) -> tuple[Page[T], list[Undecodable]]:
    """A page of objects of one kind. Raises msgspec.DecodeError, and only when the page itself is no JSON object."""
    try:
        page: Page[T] = decoder(Page[type_]).decode(data)  # type: ignore[valid-type]
    except UNREADABLE:
        rough = _rough_page(data)
        problems: list[Undecodable] = []
        items = [decode_object(bytes(item), type_, problems) for item in rough.items]
        kept = tuple(item for item in items if item is not None)
        return Page(metadata=rough.metadata, items=kept), problems
    if type_ is Event:
        page = Page(metadata=page.metadata, items=tuple(map(core_event, page.items)))  # type: ignore[arg-type]
    return page, []


def _rough_page(data: Bytes) -> Page[msgspec.Raw]:
    """The page with its items still as bytes: what is wrong within one item does not matter here."""
    try:
        page: Page[msgspec.Raw] = decoder(Page[msgspec.Raw]).decode(data)
    except (UnicodeDecodeError, RecursionError) as error:
        raise msgspec.DecodeError(str(error)) from error
    return page


def decode_object(data: Bytes, type_: type[T], problems: list[Undecodable]) -> T | None:
    """One object; what had to be dropped from it is appended to `problems`. None when nothing readable is left."""
    try:
        value: T | None = decoder(type_).decode(data)  # type: ignore[arg-type]
    except UNREADABLE as error:
        value = _repaired(data, type_, error, problems)
    return core_event(value) if isinstance(value, Event) else value  # type: ignore[return-value]


def _repaired(data: Bytes, type_: type[T], first: Exception, problems: list[Undecodable]) -> T | None:
    kind, namespace, name = type_.__name__, "", ""
    try:
        value = without_nulls(_loosely(data))
    except (ValueError, RecursionError):  # json's own errors are ValueErrors
        problems.append(Undecodable(kind, namespace, name, str(first)))
        return None
    if isinstance(value, dict) and isinstance(meta := value.get("metadata"), dict):
        namespace, name = str(meta.get("namespace", "")), str(meta.get("name", ""))
    if not isinstance(first, msgspec.ValidationError):
        problems.append(Undecodable(kind, namespace, name, str(first)))  # the damage is in the text, not in a type
    for _ in range(MOST_REPAIRS):
        try:
            return msgspec.convert(value, type_)
        except msgspec.ValidationError as error:
            problems.append(Undecodable(kind, namespace, name, str(error)))
            if not _drop(value, str(error)):
                return None
    problems.append(Undecodable(kind, namespace, name, f"more than {MOST_REPAIRS} wrong fields"))
    return None


def _loosely(data: Bytes) -> Any:
    """Plain values; the standard library forgives what msgspec refuses: bytes that are no UTF-8, half a surrogate
    pair, a control character in a string, a number that no float holds."""
    try:
        return msgspec.json.decode(data)
    except UNREADABLE:
        value = json.loads(bytes(data).decode(errors="replace"), strict=False)
        return json.loads(json.dumps(value, ensure_ascii=False).encode(errors="replace"))


def without_nulls(value: Any) -> Any:
    """The same value without the null members of its objects and lists: to the API null and absent are one."""
    if isinstance(value, dict):
        return {name: without_nulls(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        return [without_nulls(member) for member in value if member is not None]
    return value


_PLACE = re.compile(r"`\$([^`]*)`$")
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]|(\[\.\.\.\])")


def _drop(value: Any, problem: str) -> bool:
    """Removes what msgspec's message ends by naming ("... - at `$.status.phase`"), or its nearest parent that is
    there: a member of a map is only called `[...]` ("... - at `key` in `$.metadata.labels`")."""
    place = _PLACE.search(problem)
    parent, last = None, None
    for name, index, _any in _STEP.findall(place[1] if place else ""):
        step = name or (int(index) if index else None)
        if not _holds(value, step):
            break
        parent, last = value, step
        value = value[step]
    if parent is None:
        return False
    del parent[last]
    return True


def _holds(value: Any, step: str | int | None) -> bool:
    if isinstance(value, list):
        return isinstance(step, int) and step < len(value)
    return isinstance(value, dict) and step in value


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
    except UNREADABLE:
        return "", ""
    return meta.namespace, meta.name


for _type in (*KINDS.values(), *(Page[_kind] for _kind in KINDS.values()), Page[msgspec.Raw], ListMeta, Head, _Names):  # type: ignore[valid-type]
    decoder(_type)
"""Built here, under the lock of the import: while one thread builds a decoder, msgspec 0.22 lets another decode with a
struct of which it knows half, and the process dies."""
