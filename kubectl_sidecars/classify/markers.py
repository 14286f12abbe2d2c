"""Markers: what known containers look for among annotations and labels, as KEY or KEY=VALUE with globs."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from kubectl_sidecars.classify.image import globbed
from kubectl_sidecars.patterns import on_demand

_NAME = on_demand(r"[\w.-]+")


def found(markers: Iterable[str], marks: Mapping[str, str]) -> tuple[str, str] | None:
    """The key and value of the first annotation or label in `marks` that matches a marker, None without a match."""
    if not marks:
        return None
    for marker in markers:
        key, equals, wanted = marker.partition("=")
        if "*" not in key:
            value = marks.get(key)
            if value is not None and (not equals or globbed(wanted, value)):
                return key, value
            continue
        for name, value in marks.items():
            if globbed(key, name) and (not equals or globbed(wanted, value)):
                return name, value
    return None


def lists(value: str, name: str) -> bool:
    """True if an annotation's value, a list or JSON, names the container."""
    return bool(value) and name in _names(value)


@functools.lru_cache(256)
def _names(value: str) -> frozenset[str]:
    """The words of the value that may be names."""
    return frozenset(_NAME().findall(value))
