"""Removes secrets from an object of the API.

Redacted are: values of environment variables; annotations, labels and volume attributes that hold credentials or a
whole applied object; arguments and headers that look like credentials; secrets in messages. managedFields are dropped.
In other text only credentials with a known form are redacted. Names, flags, paths and messages stay: a diagnosis needs
them.
"""

from __future__ import annotations

import re
from typing import Any

from kubectl_sidecars.redact.names import Secrecy, held
from kubectl_sidecars.redact.texts import (
    REDACTED,
    by_form,
    by_program,
    is_harmless,
    looks_random,
    redacted_argument,
    redacted_text,
)

_HOLDS_AN_OBJECT = re.compile(r'"(?:env|spec|data|stringData|auths)"\s*:')
_HELD_TOGETHER = {ord(space): 0xE000 + ord(space) for space in " \t\n\r\v\f"}
"""Keeps the spaces within a word apart from those between words, while a command is one line."""
_AS_BEFORE = {stand_in: space for space, stand_in in _HELD_TOGETHER.items()}
_TAME_VALUES = frozenset({"", "true", "false"})


def redacted(value: Any) -> Any:
    """A copy of the value, a decoded object of the API or a part of one, without its secrets."""
    if isinstance(value, dict):
        return {name: _MEMBERS.get(name, redacted)(member) for name, member in value.items() if name != "managedFields"}
    if isinstance(value, list):
        return [redacted(item) for item in value]
    return by_form(value) if isinstance(value, str) else value


def _message(value: Any) -> Any:
    return redacted_text(value) if isinstance(value, str) else redacted(value)


def _map(value: Any) -> Any:
    if not isinstance(value, dict):
        return redacted(value)
    return {name: _entry(str(name), entry) for name, entry in value.items()}


def _entry(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return redacted(value)
    if value in _TAME_VALUES:
        return value
    holds_secret = (
        "last-applied" in name
        or held(name) is Secrecy.SECRET
        or (held(name) is Secrecy.PERHAPS and looks_random(value))
        or _HOLDS_AN_OBJECT.search(value)
        or redacted_argument(value) != value
    )
    return REDACTED if holds_secret else value


def _env(value: Any) -> Any:
    return [_with_value(each, REDACTED) for each in value] if isinstance(value, list) else redacted(value)


def _headers(value: Any) -> Any:
    if not isinstance(value, list):
        return redacted(value)
    return [
        _with_value(each, REDACTED)
        if isinstance(each, dict) and held(str(each.get("name", ""))) is not Secrecy.NOTHING
        else redacted(each)
        for each in value
    ]


def _with_value(variable: Any, value: str) -> Any:
    clean = redacted(variable)
    return {**clean, "value": value} if isinstance(clean, dict) and clean.get("value") else clean


def _arguments(value: Any) -> Any:
    """The words of one command without its secrets. Repeated until nothing changes, as in texts."""
    if not isinstance(value, list):
        return redacted(value)
    while (words := _words(value)) != value:
        value = words
    return words


def _words(value: list[Any]) -> list[Any]:
    """The words, each redacted by itself and after the one before it; then those that a program takes by place."""
    words = [_argument(each, before) for before, each in zip(["", *value], value, strict=False)]
    if not all(isinstance(word, str) for word in words):
        return words
    line = " ".join(word.translate(_HELD_TOGETHER) for word in words)
    clean = by_program(line)
    return words if clean == line else [word.translate(_AS_BEFORE) for word in clean.split(" ")]


def _argument(value: Any, before: Any) -> Any:
    """One argument without its secrets; `before` may be the flag whose value it is."""
    if not isinstance(value, str):
        return redacted(value)
    flag = before if isinstance(before, str) and re.fullmatch(r"--?[\w.-]+", before) else ""
    if flag and not value.startswith("-"):
        says = held(flag)
        if (says is Secrecy.SECRET and not is_harmless(flag, value)) or (
            says is Secrecy.PERHAPS and looks_random(value)
        ):
            return REDACTED
        if flag in {"-u", "--user", "--proxy-user"} and ":" in value:
            return f"{value.partition(':')[0]}:{REDACTED}"
    name, equals, assigned = value.partition("=")
    if (
        equals
        and re.fullmatch(r"--?[\w.-]+", name)
        and held(name) is Secrecy.SECRET
        and not is_harmless(name, assigned)
    ):
        return f"{name}={REDACTED}"
    return redacted_argument(value)


def _lines(value: Any) -> Any:
    """The lines of a log without their secrets, which may be longer than a line."""
    if not isinstance(value, list | tuple) or not all(isinstance(line, str) for line in value):
        return redacted(value)
    return redacted_text("\n".join(value)).split("\n") if value else []


_MEMBERS = {
    "annotations": _map,
    "labels": _map,
    "volumeAttributes": _map,
    "options": _map,
    "env": _env,
    "httpHeaders": _headers,
    "args": _arguments,
    "command": _arguments,
    "message": _message,
    "lines": _lines,
    "note": _message,
}
"""How the members of an object are redacted, by their name anywhere in it."""
