"""Keys of annotations and labels that look like a request or a setting of an injector, and are not."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kubectl_sidecars.classify.bounded_cache import Memory
from kubectl_sidecars.classify.catalog import Index, built_in
from kubectl_sidecars.classify.image import globbed
from kubectl_sidecars.classify.known_container import KnownContainer

FEWEST = 5
"""Characters of a name below which two names that differ by two are not alike."""
MOST_WRONG = 2
"""Characters that a spelling mistake may add, leave out or change."""


class Meant(NamedTuple):
    """The request or setting that a key is most alike, and its container.

    `request` is KEY or KEY=VALUE of the catalogue, "" for a setting."""

    key: str
    request: str
    container: KnownContainer


def meant(key: str, index: Index | None = None) -> Meant | None:
    """The request or setting of which the key is a misspelling; None for one that is known, or like none. Of several,
    the one that is most alike."""
    return _meant_by(index or built_in())[key]


def any_meant(marks: Mapping[str, str], index: Index | None = None) -> bool:
    """True if one of these annotations or labels is a misspelt request. Fast, because most are not."""
    return any(map(_meant_by(index or built_in()).__getitem__, marks))


@functools.lru_cache(8)
def _meant_by(index: Index) -> Memory[str, Meant | None]:
    """The request that each key is a misspelling of."""
    return Memory(functools.partial(_meant, index))


def _meant(index: Index, key: str) -> Meant | None:
    domain, slash, name = key.partition("/")
    settings = _settings(index).get(domain, {})
    if not slash or index.names_key(key) or any(globbed(setting, name) for setting in settings):
        return None
    found = (*_requests(index, domain, name), *_alike_settings(settings, domain, name))
    return min(found, key=lambda each: each[0], default=(0, None))[1]


def _requests(index: Index, domain: str, name: str) -> Iterator[tuple[int, Meant]]:
    """The requests that are alike in their name or in their domain, with the characters that are wrong."""
    for requests in index.requests:
        for request in requests.on_pod:
            known = request.partition("=")[0]
            its_domain, slash, its_name = known.partition("/")
            if not slash or "*" in known:
                continue
            wrong_name = domain == its_domain and len(its_name) >= FEWEST and are_alike(name, its_name)
            if wrong_name or (name == its_name and are_alike(domain, its_domain)):
                yield wrong(f"{domain}/{name}", known), Meant(known, request, requests.container)


@functools.lru_cache(8)
def _settings(index: Index) -> Mapping[str, Mapping[str, KnownContainer]]:
    """By domain: the names of the settings that injectors read, and the container that each sets up. `*` is the user's
    own part of a name; a whole domain, as in `config.linkerd.io/*`, tells nothing of its names."""
    found: dict[str, dict[str, KnownContainer]] = {}
    for container in index.containers:
        for mark in (*container.settings, *container.keys):
            domain, slash, name = mark.partition("=")[0].partition("/")
            if slash and name != "*":
                found.setdefault(domain, {}).setdefault(name, container)
    return found


_OFF = 1
"""Characters by which a misspelt beginning of a setting may be longer or shorter."""


def _alike_settings(settings: Mapping[str, KnownContainer], domain: str, name: str) -> Iterator[tuple[int, Meant]]:
    """The settings that are alike, with the user's own part of the name behind them, and the characters that are
    wrong."""
    for setting, container in settings.items():
        start, star, rest = setting.partition("*")
        if len(start) < FEWEST or rest:
            continue
        ends = range(len(start) - _OFF, len(start) + _OFF + 1) if star else (len(name),)
        for end in ends:
            if are_alike(name[:end], start) and (not star or name[:end].endswith("-")):
                yield wrong(name[:end], start), Meant(f"{domain}/{start}{name[end:]}", "", container)


def are_alike(one: str, other: str) -> bool:
    """True for two texts that differ by at most MOST_WRONG characters, upper and lower case alike."""
    return abs(len(one) - len(other)) <= MOST_WRONG and wrong(one, other) <= MOST_WRONG


def wrong(one: str, other: str) -> int:
    """The characters to add, leave out or change that make one text of the other, upper and lower case alike."""
    row = list(range(len(other) + 1))
    for line, letter in enumerate(one.lower(), 1):
        before, row[0] = row[0], line
        for column, its_letter in enumerate(other.lower(), 1):
            best = min(row[column] + 1, row[column - 1] + 1, before + (letter != its_letter))
            before, row[column] = row[column], best
    return row[-1]
