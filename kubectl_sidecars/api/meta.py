"""Metadata, and the types of times and quantities."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeGuard

import msgspec

Time = Annotated[datetime, msgspec.Meta(tz=True)]
Quantities = dict[str, str | int | float]


def is_set(time: datetime | None) -> TypeGuard[datetime]:
    """True for a time that was recorded; False for None, Go's zero time (year 1) and the 1970 that runtimes report
    for a container that never started."""
    return time is not None and time.year > 1970


class ApiObject(msgspec.Struct, frozen=True, kw_only=True, rename="camel", gc=False):
    """Base of all API structs: immutable, keyword arguments, camelCase names in JSON."""


class OwnerReference(ApiObject, frozen=True):
    kind: str = ""
    name: str = ""
    uid: str = ""
    controller: bool = False


class ObjectMeta(ApiObject, frozen=True):
    name: str = ""
    namespace: str = ""
    uid: str = ""
    resource_version: str = ""
    generation: int = 0
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    creation_timestamp: Time | None = None
    deletion_timestamp: Time | None = None
    deletion_grace_period_seconds: int | None = None
    finalizers: tuple[str, ...] = ()
    owner_references: tuple[OwnerReference, ...] = ()
