"""Damages objects of the API as no API server sends them: the strategies of the fuzz, one row each.

Each strategy changes plain values in place, by a random number generator alone: the same seed does the same damage.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable
from typing import Any

Strategy = Callable[[Any, random.Random], None]

ANYTHING: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, -0.0, 1e308, "", "x", "0", "true", [], {}, [None], [[]], {"": None},
    {"name": None}, [1, "a", {}], {"a": {"b": [{}]}}, 2**31, -(2**63), 2**63, 2**64, 10**30,
)  # fmt: skip
"""Values of every type, of which one takes the place of another."""
NUMBERS = (-(2**63), -(2**31), -1, 0, 1, 137, 255, 2**31, 10**11, 2**53 + 1, 2**63 - 1, 2**64, 10**40, 1e308, 0.1)
TIMES = (
    "0001-01-01T00:00:00Z", "0001-01-01T00:00:01Z", "9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z",
    "2026-13-01T00:00:00Z", "2026-01-01", "2026-01-01T00:00:00+14:00", "2026-01-01T00:00:00.999999999Z", "soon", "",
)  # fmt: skip
HOSTILE = (
    "\x1b[2J\x1b[H", "\x1b]0;title\x07", "\x00", "\r\n", "\t", "\x7f", "\x9b31m", "\u202e\u2066", "\u200b\u200e\u200f",
    "\u061c", "\u2028\u2029", "\ufeff", "\U000e0041\U000e007f", "\u00ad\u034f\u115f\u3164", "[bold red]x[/]", "<b>&",
    "`rm`", "| a | b |", "*_~#", "$(id)", "'\"\\", "%s%n{}", "a" * 5000, "\U0001f469\u200d\U0001f4bb", "e\u0301" * 20,
)  # fmt: skip
"""Texts that move the cursor, break a line, are not seen, or mean something to a language in which they are shown."""


def place(value: Any, chance: random.Random) -> tuple[Any, Any] | None:
    """What holds a member somewhere within, and its name or number; None where there is no member."""
    if not value:
        return None
    while True:
        step = chance.choice(list(value)) if isinstance(value, dict) else chance.randrange(len(value))
        member = value[step]
        if not isinstance(member, dict | list) or not member or chance.random() < 0.12:
            return value, step
        value = member


def _put(value: Any, chance: random.Random, make: Callable[[Any], Any]) -> None:
    if found := place(value, chance):
        holder, step = found
        holder[step] = make(holder[step])


def of_any_type(value: Any, chance: random.Random) -> None:
    """A member becomes a value of any type."""
    _put(value, chance, lambda _: copy.deepcopy(chance.choice(ANYTHING)))


def removed(value: Any, chance: random.Random) -> None:
    """A member is taken away."""
    if found := place(value, chance):
        del found[0][found[1]]


def nulled(value: Any, chance: random.Random) -> None:
    """A member becomes null."""
    _put(value, chance, lambda _: None)


def numbered(value: Any, chance: random.Random) -> None:
    """A number becomes one at the ends of what 32, 53 or 64 bits hold, or one beyond."""
    _leaf(value, chance, lambda leaf: isinstance(leaf, int | float), lambda _: chance.choice(NUMBERS))


def timed(value: Any, chance: random.Random) -> None:
    """A time becomes one at the ends of the calendar, or none at all."""
    _leaf(value, chance, lambda leaf: isinstance(leaf, str) and _TIME.match(leaf), lambda _: chance.choice(TIMES))


def hostile(value: Any, chance: random.Random) -> None:
    """A text gets hostile characters in front, behind, within, or becomes them."""

    def bad(text: str) -> str:
        cut = chance.choice((0, len(text), len(text) // 2))
        return chance.choice(HOSTILE) if chance.random() < 0.2 else text[:cut] + chance.choice(HOSTILE) + text[cut:]

    _leaf(value, chance, lambda leaf: isinstance(leaf, str), bad)


def nested(value: Any, chance: random.Random) -> None:
    """A member is put into lists or objects, up to 3,000 of them."""
    wrap: Callable[[Any], Any] = (lambda inner: [inner]) if chance.random() < 0.5 else (lambda inner: {"a": inner})

    def deeper(inner: Any) -> Any:
        for _ in range(chance.choice((1, 2, 10, 150, 3000))):
            inner = wrap(inner)
        return inner

    _put(value, chance, deeper)


def repeated(value: Any, chance: random.Random) -> None:
    """A list gets its members again, so that two have one name; a member of an object gets another name too."""

    def again(member: Any) -> Any:
        return member * chance.randint(2, 4) if isinstance(member, list) and len(member) < 50 else member

    found = place(value, chance)
    for _ in range(5):
        if found is None or isinstance(found[0][found[1]], list):
            break
        found = place(value, chance)
    if found:
        found[0][found[1]] = again(found[0][found[1]])
        if isinstance(found[0], dict):
            found[0][f"{found[1]}2"] = found[0][found[1]]


def moved(value: Any, chance: random.Random) -> None:
    """A member takes the place of another one: statuses where the spec is, a list where a name is."""
    one, other = place(value, chance), place(value, chance)
    if one and other and not isinstance(one[0][one[1]], dict | list):
        other[0][other[1]] = one[0][one[1]]
    elif one and other and not isinstance(other[0][other[1]], dict | list):
        one[0][one[1]] = other[0][other[1]]


_TIME = re.compile(r"\d{4}-\d\d-\d\dT")


def _leaf(value: Any, chance: random.Random, fits: Callable[[Any], Any], make: Callable[[Any], Any]) -> None:
    """Changes a member that fits, if one of thirty tries finds one."""
    for _ in range(30):
        found = place(value, chance)
        if found and fits(found[0][found[1]]) and not isinstance(found[0][found[1]], bool):
            found[0][found[1]] = make(found[0][found[1]])
            return


STRATEGIES: tuple[Strategy, ...] = (
    of_any_type, removed, nulled, numbered, timed, hostile, nested, repeated, moved,
)  # fmt: skip


def broken_text(data: bytes, chance: random.Random) -> bytes:
    """The text of an object with bytes changed, cut out or doubled: no JSON any more, or JSON of something else."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(data) + 1)
        how = chance.randrange(4)
        if how == 0:
            data = data[:at]
        elif how == 1:
            data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
        elif how == 2:
            data = data[:at] + data[at + chance.randint(1, 200) :]
        else:
            data = data[:at] + data[max(0, at - chance.randint(1, 200)) :]
    return data
