"""Decodes the server's JSON into API structs.

A page is decoded in one go; if that fails, object by object. null counts as absent. A field of the wrong type is
dropped and reported. An object that remains unreadable is reported. The other objects of the page are not affected.
"""

from __future__ import annotations

import re
import signal
import threading
from types import FrameType
from typing import Any, Generic, TypeVar, get_args

import msgspec

from kubectl_sidecars.api import ApiObject, Event, InvolvedObject, Object
from kubectl_sidecars.snapshot import Undecodable

KINDS: dict[str, type[Object]] = {kind.__name__: kind for kind in get_args(Object)}
MOST_REPAIRS = 20
"""Fields dropped from one object before it is given up as unreadable."""
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""Errors that msgspec raises for bytes that it cannot decode (0.22); two of them are not its own."""

Bytes = bytes | memoryview
T = TypeVar("T", bound=Object)
AnyObject = TypeVar("AnyObject")


class ListMeta(ApiObject, frozen=True):
    """The metadata of a list; `continue_` is the token for the next page, "" on the last one."""

    resource_version: str = ""
    continue_: str = msgspec.field(name="continue", default="")


class Page(msgspec.Struct, Generic[AnyObject], frozen=True):
    """One page of a list, as the API sends it."""

    kind: str = ""
    metadata: ListMeta = ListMeta()
    items: tuple[AnyObject, ...] = ()


class Head(ApiObject, frozen=True):
    """Kind and undecoded metadata of any object."""

    kind: str = ""
    metadata: msgspec.Raw = msgspec.Raw()


class _Names(ApiObject, frozen=True):
    name: str = ""
    namespace: str = ""


_DECODERS: dict[Any, msgspec.json.Decoder[Any]] = {}
_BUILDING = threading.Lock()
"""msgspec up to 0.22 crashes the process if two threads build decoders at a time whose types share a struct: the second
one uses what the first one knows of the struct so far."""


def decoder(type_: Any) -> msgspec.json.Decoder[Any]:
    """The JSON decoder for a type, built where it is first used: all of them take 4 ms."""
    if type_ not in _DECODERS:
        with _BUILDING:
            _DECODERS[type_] = _built(type_)
    return _DECODERS[type_]


def _built(type_: Any) -> msgspec.json.Decoder[Any]:
    """A new decoder. Ctrl-C waits for it: msgspec up to 0.22 crashes the process if it is interrupted at that."""
    if threading.current_thread() is not threading.main_thread():  # no other one is interrupted
        return msgspec.json.Decoder(type_)
    came: list[tuple[int, FrameType | None]] = []
    before = signal.signal(signal.SIGINT, lambda *about: came.append(about))
    try:
        return msgspec.json.Decoder(type_)
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)
        if came and callable(before):
            before(*came[0])


def decode_page(data: Bytes, type_: type[T]) -> tuple[Page[T], list[Undecodable]]:
    """The page, and what had to be dropped from its objects.

    Raises msgspec.DecodeError if the page itself is not a JSON object."""
    try:
        page: Page[T] = decoder(Page[type_]).decode(data)  # type: ignore[valid-type]
    except UNREADABLE:
        rough = _rough_page(data)
        problems: list[Undecodable] = []
        items = [decode_object(bytes(item), type_, problems) for item in rough.items]
        kept = tuple(item for item in items if item is not None)
        return Page(kind=rough.kind, metadata=rough.metadata, items=kept), problems
    if type_ is Event:
        page = Page(kind=page.kind, metadata=page.metadata, items=tuple(map(core_event, page.items)))  # type: ignore[arg-type]
    return page, []


def _rough_page(data: Bytes) -> Page[msgspec.Raw]:
    """The page with its items undecoded, so that a wrong field in an item does not fail the page."""
    try:
        page: Page[msgspec.Raw] = decoder(Page[msgspec.Raw]).decode(data)
    except (UnicodeDecodeError, RecursionError) as error:
        raise msgspec.DecodeError(str(error)) from error
    return page


def decode_object(data: Bytes, type_: type[T], problems: list[Undecodable]) -> T | None:
    """The object, or None if it cannot be decoded. Dropped fields and failures are appended to `problems`."""
    try:
        value: T | None = decoder(type_).decode(data)
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
    """The JSON as plain values.

    What msgspec refuses is read by the standard library, which accepts invalid UTF-8, lone surrogates, control
    characters in strings and numbers that no float holds. Raises ValueError or RecursionError."""
    try:
        return msgspec.json.decode(data)
    except UNREADABLE:
        import json  # noqa: PLC0415 - 1.5 ms, and rarely needed

        value = json.loads(bytes(data).decode(errors="replace"), strict=False)
        return json.loads(json.dumps(value, ensure_ascii=False).encode(errors="replace"))


def problem_of(error: Exception) -> str:
    """The words for one of UNREADABLE, without the place in a text that is no JSON: each try has another one."""
    return str(error) if isinstance(error, msgspec.ValidationError) else "it is no JSON"


def is_json(data: Bytes) -> bool:
    """False if the bytes are no JSON text: they were changed on their way, as the API server writes nothing else."""
    import json  # noqa: PLC0415 - see _loosely

    try:
        json.loads(bytes(data).decode())
    except (UnicodeDecodeError, json.JSONDecodeError):
        return False
    except (RecursionError, ValueError):  # too deep, or a number of too many digits
        return True
    return True


def without_nulls(value: Any) -> Any:
    """The value without null members of objects and lists, because the API treats null as absent."""
    if isinstance(value, dict):
        return {name: without_nulls(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        return [without_nulls(member) for member in value if member is not None]
    return value


_PLACE = r"`\$([^`]*)`$"
_STEP = r"\.(\w+)|\[(\d+)\]|(\[\.\.\.\])"


def _drop(value: Any, problem: str) -> bool:
    """Removes the field that msgspec's message names at its end ("... - at `$.status.phase`"); False if it names none.

    Members of maps appear as `[...]` only ("... - at `key` in `$.metadata.labels`"): then the map is removed."""
    place = re.search(_PLACE, problem)
    parent, last = None, None
    for name, index, _any in re.findall(_STEP, place[1] if place else ""):
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
    """The event with the fields of events.k8s.io/v1 moved to those of core/v1; a core/v1 event is returned as is."""
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
    """Namespace and name from a head; two empty strings if its metadata cannot be decoded."""
    try:
        meta = decoder(_Names).decode(head.metadata)
    except UNREADABLE:
        return "", ""
    return meta.namespace, meta.name
