"""A user's own rules, in TOML with the fields of the catalogue. Pure: the file is read by the shell.

[acme-proxy]                      # the id; one of the catalogue's replaces that entry
role = "ambassador"
task = "service-mesh proxy"
images = ["acme/proxy"]           # globs on the end of the path, so that mirrors match
names = ["acme-proxy"]
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any, NamedTuple, TypeVar

from kubectl_sidecars.classify.catalog import Entry, Lifecycle, Native, Strength
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.notes.note import Note
from kubectl_sidecars.errors import UsageError

E = TypeVar("E", bound=Enum)
U = TypeVar("U")

LISTS = ("images", "names", "annotations", "labels", "requests", "hints", "env", "volumes")
TEXTS = ("name", "role", "task", "strength", "lifecycle", "native", "purpose", "link")
FIELDS = (*TEXTS, *LISTS, "ports", "quirks")


class Rules(NamedTuple):
    """The user's entries, first to last, and what is said of them to people."""

    entries: tuple[Entry, ...] = ()
    notes: Mapping[str, Note] = {}


def parse_rules(text: str, name: str = "roles.toml") -> Rules:
    """The rules in a TOML text. Raises UsageError that begins with NAME:LINE."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(_syntax_error(text, name, str(error))) from None
    source = _Source(text, name)
    entries = tuple(_entry(source, id_, table) for id_, table in tables.items())
    return Rules(entries, {id_: _note(table) for id_, table in tables.items()})


_HELPERS = tuple(Lifecycle)
"""A helper may also be run once, as an init container."""
_RUN_AS = {Role.INIT: (Lifecycle.INIT,), Role.MAIN: (Lifecycle.MAIN,)}


class _Source(NamedTuple):
    """Where the rules stand, to name the line of what is wrong in them."""

    text: str
    name: str

    def error(self, table: str, key: str, problem: str, item: str = "") -> UsageError:
        """`item` is what is wrong in a list, which may stand some lines below its key."""
        line = line_of(self.text, table, key)
        for number, text in enumerate(self.text.splitlines()[line - 1 :], line) if item else ():
            if item in text.partition("=")[2] or (number > line and item in text):
                line = number
                break
            if "]" in text:
                break
        return UsageError(f"{self.name}:{line}: {problem}")


def _entry(source: _Source, id_: str, table: Any) -> Entry:
    if isinstance(table, list) and table and isinstance(table[0], dict):
        raise source.error(id_, "", f"[[{id_}]] is a list of tables; write [{id_}]")
    if not isinstance(table, dict):
        raise source.error("", id_, f'"{id_}" stands outside a table; write [NAME], then its fields')
    for key, value in table.items():
        _check(source, id_, key, value)
    if "role" not in table:
        raise source.error(id_, "", f"[{id_}] has no role; add one of {_choices(Role)}")
    if not any(table.get(key) for key in ("images", "names", "hints")):
        raise source.error(id_, "", f"[{id_}] recognises nothing; add images, names or hints")
    role = _one_of(source, id_, table, "role", Role, Role.UNKNOWN)
    strength = _one_of(source, id_, table, "strength", Strength, _usual_strength(table))
    for key in _NEEDS.get(strength, ()):
        if not table.get(key):
            raise source.error(id_, "strength", f'strength "{strength.value}" needs {key}; add them')
    usual = _one_of(source, id_, table, "lifecycle", Lifecycle, None)
    if usual is not None and usual not in _RUN_AS.get(role, _HELPERS):
        choices = ", ".join(_RUN_AS.get(role, _HELPERS))
        raise source.error(id_, "lifecycle", f'role "{role}" cannot be run as "{usual}"; one of {choices}')
    return Entry(
        id=id_,
        name=table.get("name", id_),
        role=role,
        task=table.get("task", ""),
        strength=strength,
        ports=tuple(table.get("ports", ())),
        usual=usual,
        offer=_one_of(source, id_, table, "native", Native, None),
        **{key: tuple(table.get(key, ())) for key in LISTS},
    )


def _check(source: _Source, id_: str, key: str, value: Any) -> None:
    """That a field is known and of the right type."""
    if key not in FIELDS:
        near = difflib.get_close_matches(key, FIELDS, 1)
        hint = f'; did you mean "{near[0]}"?' if near else f"; one of {', '.join(FIELDS)}"
        raise source.error(id_, key, f'unknown field "{key}"{hint}')
    if key in TEXTS and not isinstance(value, str):
        raise source.error(id_, key, f"{key} must be text in quotes")
    if key in LISTS or key == "quirks":
        if wrong := _wrong(value, lambda each: isinstance(each, str) and each.strip() != ""):
            raise source.error(id_, key, f'{key} must be a list of texts, such as ["..."]', wrong)
    if key == "ports":
        if wrong := _wrong(value, lambda each: type(each) is int and 0 < each < 65536):
            raise source.error(id_, key, "ports must be a list of numbers from 1 to 65535, such as [8080]", wrong)


def _wrong(value: Any, is_right: Callable[[Any], bool]) -> str:
    """The first item of a list that is wrong, as it may stand in the text; of what is no list, all of it."""
    if not isinstance(value, list):
        return str(value) or "nothing"
    return next((str(each) or '""' for each in value if not is_right(each)), "")


_NEEDS = {
    Strength.IMAGE: ("images",),
    Strength.NAME: ("names",),
    Strength.BOTH: ("images", "names"),
    Strength.CONTEXT: ("names",),
    Strength.COMMAND: ("hints",),
}


def _one_of(source: _Source, id_: str, table: Mapping[str, Any], key: str, enum: type[E], usual: U) -> E | U:
    if key not in table:
        return usual
    try:
        return enum(table[key])
    except ValueError:
        problem = f'unknown {key} "{table[key]}"; one of {_choices(enum)}'
        raise source.error(id_, key, problem) from None


def _choices(enum: Iterable[Enum]) -> str:
    return ", ".join(str(each.value) for each in enum if each.value)


def _usual_strength(table: Mapping[str, Any]) -> Strength:
    """What the fields that are there suggest."""
    if table.get("images"):
        return Strength.EITHER if table.get("names") else Strength.IMAGE
    return Strength.NAME if table.get("names") else Strength.COMMAND


def _note(table: Mapping[str, Any]) -> Note:
    return Note(table.get("purpose", ""), table.get("link", ""), tuple(table.get("quirks", ())))


_AT_LINE = re.compile(r"^(.*?) \(at line (\d+), column \d+\)$")


def _syntax_error(text: str, name: str, message: str) -> str:
    found = _AT_LINE.match(message)
    line = int(found[2]) if found else max(1, len(text.splitlines()))
    return f"{name}:{line}: {found[1] if found else message.partition(' (at')[0]}"


_HEADER = re.compile(r"""^\s*\[\[?\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*(?:\.\s*["']?([\w-]+)["']?\s*)?\]""")
_KEY = re.compile(r"""^\s*(?:(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*\.\s*)?(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*=""")


def line_of(text: str, table: str, key: str) -> int:
    """The line of a key in a table of a TOML text; with key "", of the table. tomllib gives values without lines.

    A key inside an inline table has the line of that table; 1 where nothing is found.
    """
    current, of_table, quote = "", 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        inside, quote = quote, _open_quote(line, quote)
        if inside:
            continue
        if header := _HEADER.match(line):
            current = header[1] or header[2] or header[3]
            if header[4] and (current, header[4]) == (table, key):
                return number
            current = f"{current}.{header[4]}" if header[4] else current
            of_table = number if current == table else of_table
        elif assigned := _KEY.match(line):
            owner = assigned[1] or assigned[2] or assigned[3] or current
            name = assigned[4] or assigned[5] or assigned[6]
            if owner == table and name == key:
                return number
            if not of_table and not current and table in (owner, name):
                of_table = number
    return of_table or 1


def _open_quote(line: str, quote: str) -> str:
    """The triple quote that is open after this line, "" for none."""
    for each in ('"""', "'''"):
        if quote in ("", each) and line.count(each) % 2:
            return "" if quote else each
    return quote
