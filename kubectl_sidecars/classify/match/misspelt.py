"""Keys of annotations and labels that look like the request of an injector, and are not."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import NamedTuple

from kubectl_sidecars.classify.bounded_cache import Memory
from kubectl_sidecars.classify.catalog import Index, built_in
from kubectl_sidecars.classify.known_container import KnownContainer

FEWEST = 5
"""Characters of a name below which two names that differ by two are not alike."""
MOST_WRONG = 2
"""Characters that a spelling mistake may add, leave out or change."""


class Meant(NamedTuple):
    """The request that a key is most alike: its key, KEY or KEY=VALUE of the catalogue, and its container."""

    key: str
    request: str
    container: KnownContainer


def meant(key: str, index: Index | None = None) -> Meant | None:
    """The request of which the key is a misspelling; None for a key that is known, or like no request."""
    return _meant_by(index or built_in())[key]


def any_meant(marks: Mapping[str, str], index: Index | None = None) -> bool:
    """True if one of these annotations or labels is a misspelt request. Fast, because most are not."""
    return any(map(_meant_by(index or built_in()).__getitem__, marks))


@functools.lru_cache(8)
def _meant_by(index: Index) -> Memory[str, Meant | None]:
    """The request that each key is a misspelling of."""
    return Memory(functools.partial(_meant, index))


def _meant(index: Index, key: str) -> Meant | None:
    if "/" not in key or index.names_key(key):
        return None
    domain, _, name = key.partition("/")
    for requests in index.requests:
        for request in requests.on_pod:
            known = request.partition("=")[0]
            its_domain, slash, its_name = known.partition("/")
            if not slash or "*" in known:
                continue
            wrong_name = domain == its_domain and len(its_name) >= FEWEST and are_alike(name, its_name)
            if wrong_name or (name == its_name and are_alike(domain, its_domain)):
                return Meant(known, request, requests.container)
    return None


def are_alike(one: str, other: str) -> bool:
    """True for two texts that differ by at most MOST_WRONG characters, upper and lower case alike."""
    if abs(len(one) - len(other)) > MOST_WRONG:
        return False
    row = list(range(len(other) + 1))
    for line, letter in enumerate(one.lower(), 1):
        before, row[0] = row[0], line
        for column, its_letter in enumerate(other.lower(), 1):
            best = min(row[column] + 1, row[column - 1] + 1, before + (letter != its_letter))
            before, row[column] = row[column], best
    return row[-1] <= MOST_WRONG
