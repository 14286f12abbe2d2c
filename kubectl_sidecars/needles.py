"""Texts without which a regular expression cannot match: looking for them is cheaper than trying the expression."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence

_TOKEN = re.compile(
    r"(?P<open>\((?:\?(?:[:=!]|<[=!]|[aims]+:))?)"
    r"|(?P<close>\))(?:[*?]|\{[\d,]*\})?\+?\??"
    r"|(?P<bar>\|)"
    r"|(?P<atom>\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.)(?P<times>(?:[*+?]|\{[\d,]*\})\??)?",
    re.DOTALL,
)
_MEANS_MORE = frozenset(".^$")
"""Single signs that are no literal."""

Needles = tuple[str, ...]


@functools.cache
def needles_of(pattern: str) -> Needles:
    """Texts in small letters of which every match of the pattern holds one, whatever its case; () if none is known."""
    return _read(_TOKEN.finditer(pattern))[0]


def may_match(needles: Needles, small: str) -> bool:
    """False if a text, in small letters, has none of the needles, so that their pattern need not be tried.

    Letters outside of ASCII may match one of ASCII without being its small form: a text with such is always tried.
    """
    for needle in needles:
        if needle in small:
            return True
    return not needles or not small.isascii()


class Sieve:
    """Patterns that are tried on many texts: each needle is looked for once, however many patterns have it."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self._patterns = tuple(patterns)
        self._always: set[int] = set()
        """The patterns without a known needle, by their places, as below."""
        self._of: dict[str, tuple[int, ...]] = {}
        """The patterns of each needle."""
        for place, pattern in enumerate(patterns):
            needles = needles_of(pattern.pattern)
            self._always |= set() if needles else {place}
            for needle in needles:
                self._of[needle] = (*self._of.get(needle, ()), place)

    def passing(self, text: str) -> Sequence[re.Pattern[str]]:
        """The patterns that may match the text, in their order; see may_match."""
        small = text.lower()
        if not small.isascii():
            return self._patterns
        found = [places for needle, places in self._of.items() if needle in small]
        return [self._patterns[place] for place in sorted(self._always.union(*found))]


def _read(tokens: Iterator[re.Match[str]]) -> tuple[Needles, bool]:
    """The needles up to the end of a group or of the pattern, and whether what the group matches may be absent."""
    branches: list[Needles] = []
    best: Needles = ()
    run, may_be_absent = "", False
    for token in tokens:
        atom = token["atom"]
        literal = _literal(atom) if atom and not token["times"] else ""
        if literal:
            run += literal
            continue
        best, run = _better(best, (run,)), ""
        if token["open"]:
            inner, is_optional = _read(tokens)
            if not is_optional and (token["open"] in ("(", "(?:", "(?=") or token["open"].endswith(("i:", "m:", "s:"))):
                best = _better(best, inner)
        elif token["bar"]:
            branches.append(best)
            best = ()
        elif token["close"]:
            may_be_absent = token[0] not in (")", ")+")
            break
    branches.append(_better(best, (run,)))
    known = () if () in branches else tuple(dict.fromkeys(itertools.chain(*branches)))
    return known, may_be_absent


def _literal(atom: str) -> str:
    """The letter for which an atom of a pattern stands, in small; "" for a class, an anchor or any sign."""
    if len(atom) == 1:
        return "" if atom in _MEANS_MORE else atom.lower()
    return atom[1] if atom[0] == "\\" and not atom[1].isalnum() else ""


def _better(one: Needles, other: Needles) -> Needles:
    """Of two sets of needles the one whose shortest is longer: it is found by chance less often."""
    return max(one, other, key=lambda each: min(map(len, each), default=0)) if other != ("",) else one
