"""Removes secrets from all texts of a value: a report before it is printed for others."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, TypeVar

import msgspec

from kubectl_sidecars.redact.texts import redacted_text

Value = TypeVar("Value")

MOST_KEPT = 8192
"""Texts that are remembered: 3 MB."""


def redacted_texts(value: Value) -> Value:
    """A copy of the value with each text in it redacted; parts that hold no secret are the value's own.

    Structs, tuples, lists and the values of dicts are gone through; anything else is returned as it is.
    """
    redacted: Value = _redacted(value, cache(_text))  # each text once, also where there are more than are kept
    return redacted


def _redacted(value: Any, clean: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return clean(value) if type(value) is str else _in_parts(value, clean)
    if isinstance(value, msgspec.Struct):
        changes = {
            name: new
            for name in value.__struct_fields__
            if (new := _redacted(old := getattr(value, name), clean)) is not old
        }
        return msgspec.structs.replace(value, **changes) if changes else value
    if isinstance(value, (tuple, list)):
        parts = [_redacted(part, clean) for part in value]
        if all(new is old for new, old in zip(parts, value, strict=True)):
            return value
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    if isinstance(value, dict):
        return {name: _redacted(part, clean) for name, part in value.items()}
    return value


def _in_parts(value: str, clean: Callable[[str], str]) -> str:
    """A text that is made of parts, with each of them redacted; a word of an enum has none."""
    names: tuple[str, ...] = getattr(value, "__match_args__", ())
    parts = [getattr(value, name) for name in names]
    redacted = [clean(part) for part in parts]
    return value if redacted == parts else type(value)(*redacted)


@lru_cache(maxsize=MOST_KEPT)
def _text(text: str) -> str:
    """The redacted text: the very object that was given if it holds no secret. Reports repeat most of their texts."""
    redacted = redacted_text(text)
    return text if redacted == text else redacted
