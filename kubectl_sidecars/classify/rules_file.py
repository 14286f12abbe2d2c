"""Reads known containers from TOML: the catalogue's files and the user's own. Pure: the caller reads the file.

[acme-proxy]                      # the id; a user's table replaces the catalogue's with the same id
role = "ambassador"
task = "service-mesh proxy"
images = ["acme/proxy"]           # globs on the end of the path, so that mirrors match
names = ["acme-proxy"]
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Mapping
from enum import Enum
from typing import Any, NamedTuple, TypeVar

from kubectl_sidecars.classify.known_container import (
    SERVICE_KINDS,
    USUAL_TYPE,
    KnownContainer,
    Native,
    Note,
    OwnExitCode,
    Strength,
    UsualType,
)
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.toml_lines import line_of, toml_tables
from kubectl_sidecars.errors import UsageError

E = TypeVar("E", bound=Enum)
U = TypeVar("U")

_NATIVE_TEXTS = ("native_since", "native_how", "native_why_not")
_PLAIN_TEXTS = ("task", *_NATIVE_TEXTS, "request_needs_value", "request_needs_mark", "instead_of")
_MARKS = ("annotations", "labels", "requests", "settings", "refusals", "set_by_users")
_LISTS = ("images", "names", "hints", "env", "serves", "needs", "keys", "behind", *_MARKS)
_TEXTS = ("name", "role", "strength", "lifecycle", "native", "purpose", "link", *_PLAIN_TEXTS)
FIELDS = (*_TEXTS, *_LISTS, "quirks", "ports", "request_needs_claim", "exit_codes")
"""Every key that a table may have."""

_RUN_AS = {Role.INIT: (UsualType.INIT,), Role.MAIN: (UsualType.MAIN,)}
_ANY_HELPER = tuple(UsualType)
"""A helper may also be run once, as an init container."""

_STRENGTH_NEEDS = {
    Strength.IMAGE: ("images",),
    Strength.NAME: ("names",),
    Strength.BOTH: ("images", "names"),
    Strength.COMMAND: ("hints",),
}
_WITH_A_SWITCH = (Native.BY_DEFAULT, Native.OPT_IN)
_NATIVE_NEEDS = {
    "native_since": _WITH_A_SWITCH,
    "native_how": _WITH_A_SWITCH,
    "native_why_not": (Native.NO_SWITCH,),
}
_KEY_NEEDS = {
    "native_since": "native_how",
    "native_how": "native_since",
    "behind": "serves",
    "refusals": "requests",
    "request_needs_value": "requests",
    "request_needs_mark": "requests",
    "request_needs_claim": "requests",
}
"""Keys that mean nothing without another."""
_NAME_OR_LIST = ("names", "annotations", "requests", "settings")
"""A container that may have any name is recognised by an annotation whose value lists it."""
_SIGNS = ("images", "names", "hints", "annotations", "labels", "requests", "settings")
"""Keys of which a container needs at least one to be recognised."""


class Rules(NamedTuple):
    """The containers of a TOML text in its order, and the notes about them by id."""

    containers: tuple[KnownContainer, ...] = ()
    notes: Mapping[str, Note] = {}


def parse_rules(text: str, name: str = "roles.toml", others: Collection[str] = ()) -> Rules:
    """Returns the containers of a TOML text. `others` are ids outside it that instead_of may name.

    Raises UsageError that begins with NAME:LINE if anything in the text is wrong.
    """
    tables = toml_tables(text, name)
    source = _Source(text, name)
    containers = tuple(_container(source, id_, table) for id_, table in tables.items())
    for container in containers:
        if container.instead_of and container.instead_of not in {*tables, *others}:
            problem = f'no known container is called "{container.instead_of}"'
            raise source.error((container.id, "instead_of"), problem)
    return Rules(containers, {id_: _note(table) for id_, table in tables.items()})


class _Source(NamedTuple):
    """A TOML text and its file's name, for errors that name a line."""

    text: str
    name: str

    def error(self, path: tuple[str, ...], problem: str, item: str = "") -> UsageError:
        """The error to raise. `item` is the wrong item of a list, which may be some lines below its key."""
        line = line_of(self.text, *path)
        for number, text in enumerate(self.text.splitlines()[line - 1 :], line) if item else ():
            if item in text.partition("=")[2] or (number > line and item in text):
                line = number
                break
            if "]" in text:
                break
        return UsageError(f"{self.name}:{line}: {problem}")


def _container(source: _Source, id_: str, table: Any) -> KnownContainer:
    if isinstance(table, list) and table and isinstance(table[0], dict):
        raise source.error((id_,), f"[[{id_}]] is a list of tables; write [{id_}]")
    if not isinstance(table, dict):
        raise source.error((id_,), f'"{id_}" stands outside a table; write [NAME], then its fields')
    for key, value in table.items():
        _check_type(source, id_, key, value)
    if "role" not in table:
        raise source.error((id_,), f"[{id_}] has no role; add one of {_choices(Role)}")
    role = _one_of(source, id_, table, "role", Role, Role.UNKNOWN)
    strength = _one_of(source, id_, table, "strength", Strength, _suggested_strength(table))
    lifecycle = _one_of(source, id_, table, "lifecycle", UsualType, USUAL_TYPE.get(role, UsualType.LEGACY))
    usual_native = Native.NOT_APPLICABLE if role in USUAL_TYPE else Native.MANUAL
    native = _one_of(source, id_, table, "native", Native, usual_native)
    _check_together(source, id_, table, strength, native)
    if lifecycle not in _RUN_AS.get(role, _ANY_HELPER):
        choices = ", ".join(_RUN_AS.get(role, _ANY_HELPER))
        raise source.error((id_, "lifecycle"), f'role "{role}" cannot be run as "{lifecycle}"; one of {choices}')
    fields: dict[str, Any] = {key: table.get(key, "") for key in _PLAIN_TEXTS}
    fields |= {key: tuple(table.get(key, ())) for key in _LISTS}
    return KnownContainer(
        id=id_,
        name=table.get("name", id_),
        role=role,
        strength=strength,
        lifecycle=lifecycle,
        native=native,
        ports=tuple(table.get("ports", ())),
        request_needs_claim=table.get("request_needs_claim", False),
        exit_codes=_exit_codes(source, id_, table.get("exit_codes", {})),
        **fields,
    )


def _check_type(source: _Source, id_: str, key: str, value: Any) -> None:
    """Raises UsageError if the key is unknown or its value has the wrong type."""
    if key not in FIELDS:
        near = difflib.get_close_matches(key, FIELDS, 1)
        hint = f'; did you mean "{near[0]}"?' if near else f"; one of {', '.join(FIELDS)}"
        raise source.error((id_, key), f'unknown field "{key}"{hint}')
    if key in _TEXTS and not isinstance(value, str):
        raise source.error((id_, key), f"{key} must be text in quotes")
    if key in _LISTS or key == "quirks":
        if wrong := _wrong_item(value, lambda item: isinstance(item, str) and item.strip() != ""):
            raise source.error((id_, key), f'{key} must be a list of texts, such as ["..."]', wrong)
    is_right, form = _ITEMS.get(key, (None, ""))
    if is_right is not None and (wrong := _wrong_item(value, is_right)):
        raise source.error((id_, key), f"{key} must be a list of {form}", wrong)
    if key == "request_needs_claim" and not isinstance(value, bool):
        raise source.error((id_, key), f"{key} must be true or false")


def _check_together(source: _Source, id_: str, table: Mapping[str, Any], strength: Strength, native: Native) -> None:
    """Raises UsageError if a key is there and another that it needs is not."""
    if strength is not Strength.NONE and not any(table.get(key) for key in _SIGNS):
        raise source.error((id_,), f"[{id_}] recognises nothing; add images, names or hints")
    missing = [needed for needed in _STRENGTH_NEEDS.get(strength, ()) if not table.get(needed)]
    if strength is Strength.CONTEXT and not any(table.get(key) for key in _NAME_OR_LIST):
        missing = ["names"]
    for needed in missing:
        raise source.error((id_, "strength"), f'strength "{strength.value}" needs {needed}; add them')
    for key, needed in _KEY_NEEDS.items():
        if table.get(key) and not table.get(needed):
            raise source.error((id_, key), f"{key} needs {needed}; add it")
    for key, choices in _NATIVE_NEEDS.items():
        if table.get(key) and native not in choices:
            wanted = " or ".join(f'native = "{choice}"' for choice in choices)
            raise source.error((id_, key), f"{key} needs {wanted}")


def _is_service(item: Any) -> bool:
    """True for KIND:NAME with a kind that is known."""
    kind, colon, name = item.partition(":") if isinstance(item, str) else ("", "", "")
    return bool(colon and name.strip()) and kind in SERVICE_KINDS


_SERVICES = (_is_service, f'KIND:NAME, such as ["csi:ebs.csi.aws.com"]; one of {", ".join(SERVICE_KINDS)}')
_ITEMS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "serves": _SERVICES,
    "needs": _SERVICES,
    "behind": (lambda item: item.startswith("csi:"), 'csi:DRIVER, such as ["csi:ebs.csi.aws.com"]'),
    "keys": (lambda item: "/" in item, 'DOMAIN/NAME, such as ["example.com/log-level"]'),
    "ports": (lambda item: type(item) is int and 0 < item < 65536, "numbers from 1 to 65535, such as [8080]"),
}
"""By key of a list: if an item is right, and what the items have to be."""


def _exit_codes(source: _Source, id_: str, codes: Any) -> tuple[OwnExitCode, ...]:
    """The container's own exit codes, from tables such as [ID.exit_codes.126]."""
    path = (id_, "exit_codes")
    if not isinstance(codes, dict):
        raise source.error(path, f"exit_codes must be tables, such as [{id_}.exit_codes.126]")
    for code, table in codes.items():
        if not code.isdecimal() or not 0 < int(code) < 256:
            raise source.error((*path, code), f'"{code}" is not an exit code; write a number from 1 to 255')
        if not isinstance(table, dict) or not table.get("meaning"):
            raise source.error((*path, code), f"[{id_}.exit_codes.{code}] has no meaning; add one")
        for key, text in table.items():
            if key not in ("meaning", "advice") or not isinstance(text, str):
                raise source.error((*path, code, key), "an exit code has two fields, meaning and advice, both texts")
    return tuple(OwnExitCode(int(code), **table) for code, table in codes.items())


def _wrong_item(value: Any, is_right: Callable[[Any], bool]) -> str:
    """The first wrong item of a list as it may be in the text, "" if all are right; what is no list, as a whole."""
    if not isinstance(value, list):
        return str(value) or "nothing"
    return next((str(item) or '""' for item in value if not is_right(item)), "")


def _one_of(source: _Source, id_: str, table: Mapping[str, Any], key: str, enum: type[E], usual: U) -> E | U:
    """The member of `enum` that a key names, `usual` without the key. Raises UsageError for any other value."""
    if key not in table:
        return usual
    try:
        return enum(table[key])
    except ValueError:
        problem = f'unknown {key} "{table[key]}"; one of {_choices(enum)}'
        raise source.error((id_, key), problem) from None


def _choices(enum: Iterable[Enum]) -> str:
    return ", ".join(str(member.value) for member in enum if member.value)


def _suggested_strength(table: Mapping[str, Any]) -> Strength:
    """The strength that the other keys suggest."""
    if table.get("images"):
        return Strength.EITHER if table.get("names") else Strength.IMAGE
    if table.get("names"):
        return Strength.NAME
    return Strength.COMMAND if table.get("hints") else Strength.CONTEXT


def _note(table: Mapping[str, Any]) -> Note:
    return Note(table.get("purpose", ""), table.get("link", ""), tuple(table.get("quirks", ())))
