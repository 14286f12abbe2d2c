"""What the catalogue says of a container: the entry that fits best, and by what it was recognised.

Order of trust: what an injector wrote, a specific name, a specific image, the command line; ports and
environment only support. The same image as another container of the pod is weak evidence for anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kubectl_sidecars.classify.catalog import Entry, Lifecycle, Native, Strength
from kubectl_sidecars.classify.context import ContainerContext
from kubectl_sidecars.classify.image import globbed
from kubectl_sidecars.classify.index import Index
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.match.markers import (
    SET_BY_USERS,
    found,
    lists,
)
from kubectl_sidecars.model import ContainerType

_GENERIC = (
    "agent auth-proxy base build ca-certs certificates clone collector config-init controller debug "
    "docker envoy exporter fetcher helper init install-plugins log logs main metrics mgmt monitor nginx "
    "oauth-proxy proxy rclone reloader runner sidecar statsd sysctl tailscale test vector vpn wait web "
    "xray"
)
GENERIC = frozenset(_GENERIC.split())
"""Names that people give to anything: never enough alone."""

NAME_AND_IMAGE = 9.0
IMAGE_ALONE = 6.0
NAME_ALONE = 5.0
OWN_RULE = 50.0
"""What a user says of their own containers outweighs all that we know."""
OWN_COMMAND = 5.0
"""Its own command line (`proxy router`) says more of a main container than a name and marks that helpers share."""
SURE = 9.0
"""From here on a match is proof enough for high confidence."""


class Match(NamedTuple):
    """An entry that fits; `proved` where an injector says so itself, `asked` where anything around it agrees."""

    entry: Entry
    score: float
    words: tuple[str, ...]
    proved: bool = False
    asked: bool = False

    @property
    def is_own(self) -> bool:
        """Whether a user's own rule says so."""
        return self.score >= OWN_RULE - NAME_AND_IMAGE

    @property
    def may_stand_alone(self) -> bool:
        """Whether it is software that also runs as a workload of its own, not only what an injector adds."""
        entry = self.entry
        by_hand = entry.native is Native.MANUAL or entry.lifecycle is Lifecycle.MAIN
        return not self.proved and not self.is_own and (by_hand or not self.asked)


def recognise(actor: ContainerContext, index: Index) -> Match | None:
    """The entry that fits this container best, or None."""
    best: Match | None = None
    for entry, name, image in _candidates(actor, index):
        match = _judged(actor, entry, name, image, is_own=entry.id in index.own)
        if match and (best is None or match.score > best.score):
            best = match
    return best


def _candidates(actor: ContainerContext, index: Index) -> Iterator[tuple[Entry, str, str]]:
    """Entries that could fit, each with the name and the image pattern that it was found by."""
    names, images = index.of_name[actor.name], index.of_image[actor.image]
    for id_ in {**names, **images}:
        yield index.by_id[id_], names.get(id_, ""), images.get(id_, "")
    if actor.argv:
        for entry in index.by_command:
            if entry.id not in names and entry.id not in images and any(hint in actor.argv for hint in entry.hints):
                yield entry, "", ""
    for entry in index.without_names:
        yield entry, "", ""


def refused(actor: ContainerContext, index: Index) -> Iterator[str]:
    """What is said of a user's own rules that mean this container and cannot hold: its type is a fact of the API."""
    if not index.own:
        return
    for entry, name, image in _candidates(actor, index):
        if entry.id in index.own and not _in_place(actor, entry) and _fits(actor, entry, name, image, is_own=True):
            yield f"your rule [{entry.id}] says {entry.role}, which no {actor.type.words} is"


def _judged(actor: ContainerContext, entry: Entry, name: str, image: str, *, is_own: bool) -> Match | None:
    return _fits(actor, entry, name, image, is_own=is_own) if _in_place(actor, entry) else None


def _fits(actor: ContainerContext, entry: Entry, name: str, image: str, *, is_own: bool) -> Match | None:
    hint = next((hint for hint in entry.hints if hint in actor.argv), "") if actor.argv else ""
    words, listed, proof = _proofs(actor, entry)
    context: bool | str = hint if entry.strength is Strength.COMMAND else hint or proof or listed
    if not context and entry.strength is not Strength.COMMAND:
        context = _requested(actor, entry)
    score = _base(entry, name, image, bool(context or (is_own and not _wants_context(entry))))
    if not score and listed and (name or image or not entry.names):
        score = NAME_AND_IMAGE
    if not score:
        return None
    if actor.shares_image and not name and not hint and not is_own:
        score -= 5
    score += 3 * listed + 1.5 * bool(proof) + bool(hint) + _support(actor, entry) + OWN_RULE * is_own
    score += OWN_COMMAND * (entry.role is Role.MAIN and bool(hint))
    words += _recognised(actor, entry, name, image, hint)
    if is_own:
        words.insert(0, f"your own rule [{entry.id}]")
    proved = listed or proof not in {"", *SET_BY_USERS}
    return Match(entry, score, tuple(words), proved, asked=proved or bool(hint) or _requested(actor, entry))


def _recognised(actor: ContainerContext, entry: Entry, name: str, image: str, hint: str) -> Iterator[str]:
    """What it was recognised by; first what was enough for this entry, the command only where it adds something."""
    said = {"image": f"image {actor.image.end}" if image else "", "name": f"name {actor.name}" if name else ""}
    command = entry.strength is Strength.COMMAND
    if hint and (command or not (name and image)):
        said["command"] = f"runs {hint}"
    first = "command" if command else "name" if entry.strength in (Strength.NAME, Strength.CONTEXT) else "image"
    return (said[each] for each in sorted(said, key=lambda each: each != first) if said[each])


def _in_place(actor: ContainerContext, entry: Entry) -> bool:
    """Init tasks are done in initContainers; workloads are never there."""
    if actor.type is ContainerType.INIT:
        return entry.role is not Role.MAIN
    if actor.type is ContainerType.CONTAINER:
        return entry.role is not Role.INIT
    return entry.role not in (Role.INIT, Role.MAIN)


def _base(entry: Entry, name: str, image: str, has_context: bool) -> float:
    """How much the name and the image are worth together; 0 where they are not what the entry asks for."""
    if name and image and (has_context or not _wants_context(entry)):
        return NAME_AND_IMAGE
    match entry.strength:
        case Strength.IMAGE:
            return IMAGE_ALONE if image else 0
        case Strength.NAME:
            return NAME_ALONE + 1.5 if name and _specific(name, has_context) else 0
        case Strength.EITHER if image:
            return IMAGE_ALONE
        case Strength.EITHER:
            return NAME_ALONE if name and _specific(name, has_context) else 0
        case Strength.CONTEXT:
            return NAME_ALONE + 1 if name and has_context else 0
        case Strength.COMMAND:
            return IMAGE_ALONE - 2.5 + bool(name) + bool(image) if has_context else 0
        case Strength.BOTH:
            return 0


def _wants_context(entry: Entry) -> bool:
    """Whether name and image together are too common: envoy from envoyproxy/envoy is no mesh's by itself."""
    if entry.strength is Strength.CONTEXT:
        return bool(entry.annotations or entry.labels or entry.requests or entry.hints)
    return entry.strength is Strength.COMMAND


def _specific(name: str, has_context: bool) -> bool:
    return has_context or name not in GENERIC


def _proofs(actor: ContainerContext, entry: Entry) -> tuple[list[str], bool, str]:
    """Words for what the injector wrote, whether it names this very container, and the key."""
    meta = actor.scene.pod.metadata
    words: list[str] = []
    mark = found(entry.annotations, meta.annotations)
    asked = None if mark else found(entry.requests, meta.annotations)
    key, value = mark or asked or ("", "")
    listed = bool(key) and lists(value, actor.name)
    if listed:
        words.append(f"named in {key}")
    elif mark:
        words.append(f"annotation {key}")
    label = found(entry.labels, meta.labels)
    if label and not mark:
        words.append(f"label {label[0]}")
    return words, listed, mark[0] if mark else label[0] if label else ""


def _requested(actor: ContainerContext, entry: Entry) -> bool:
    meta = actor.scene.pod.metadata
    return found(entry.requests, meta.annotations) is not None or found(entry.requests, meta.labels) is not None


def _support(actor: ContainerContext, entry: Entry) -> float:
    """What agrees with the entry, and is not enough for it."""
    score = 0.0
    if entry.ports and not actor.ports.isdisjoint(entry.ports):
        score += 0.5
    if entry.env and any(globbed(each, variable.name) for variable in actor.spec.env for each in entry.env):
        score += 0.5
    if actor.type is ContainerType.INIT and entry.role is Role.INIT:
        score += 1
    if actor.type is ContainerType.SIDECAR and entry.lifecycle is Lifecycle.SIDECAR:
        score += 0.5
    return score
