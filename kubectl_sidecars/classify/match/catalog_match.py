"""Finds the known container that fits a container of a pod best, with the evidence.

Order of trust: an injector's mark, a specific name, a specific image, the command line. Ports and environment only
support a match. An image that another container of the pod also runs is weak evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kubectl_sidecars.classify.catalog import Index
from kubectl_sidecars.classify.context import ContainerContext
from kubectl_sidecars.classify.image import globbed
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.known_container import KnownContainer, Lifecycle, Native, Strength
from kubectl_sidecars.classify.markers import found, lists
from kubectl_sidecars.model import ContainerType

_GENERIC = (
    "agent auth-proxy base build ca-certs certificates clone collector config-init controller debug "
    "docker envoy exporter fetcher helper init install-plugins log logs main metrics mgmt monitor nginx "
    "oauth-proxy proxy rclone reloader runner sidecar statsd sysctl tailscale test vector vpn wait web "
    "xray"
)
GENERIC = frozenset(_GENERIC.split())
"""Names that people give to any container: never enough alone."""

NAME_AND_IMAGE = 9.0
IMAGE_ALONE = 6.0
NAME_ALONE = 5.0
OWN_RULE = 50.0
"""Added for a user's own rule, so that it outweighs the catalogue."""
OWN_COMMAND = 5.0
"""Added for the command line of a main container (`proxy router`): helpers share its name and its marks."""
SURE = 9.0
"""Lowest score that gives high confidence."""


class Match(NamedTuple):
    """A known container that fits, with the evidence in words.

    `proved`: an injector's mark says so. `asked`: any mark of the pod or the command line agrees. `is_own`: the rule is
    the user's.
    """

    entry: KnownContainer
    score: float
    words: tuple[str, ...]
    proved: bool = False
    asked: bool = False
    is_own: bool = False

    @property
    def may_stand_alone(self) -> bool:
        """True for software that also runs as a workload by itself, not only beside another container."""
        entry = self.entry
        by_hand = entry.native is Native.MANUAL or entry.lifecycle is Lifecycle.MAIN
        return not self.proved and not self.is_own and (by_hand or not self.asked)


def recognise(actor: ContainerContext, index: Index) -> Match | None:
    """The match with the highest score, or None. Of equal scores the one that the pod asks for wins."""
    matches = (
        _match(actor, entry, name, image, is_own=entry.id in index.own)
        for entry, name, image in _candidates(actor, index)
        if _may_be(actor, entry)
    )
    return max((match for match in matches if match), key=lambda match: (match.score, match.asked), default=None)


def _candidates(actor: ContainerContext, index: Index) -> Iterator[tuple[KnownContainer, str, str]]:
    """The known containers that could fit, each with the name and the image pattern that matched, "" for none."""
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
    """A sentence for each of the user's own rules that matches this container but names a role its type excludes."""
    if not index.own:
        return
    for entry, name, image in _candidates(actor, index):
        if entry.id in index.own and not _may_be(actor, entry) and _match(actor, entry, name, image, is_own=True):
            yield f"your rule [{entry.id}] says {entry.role}, which no {actor.type.words} is"


def _match(actor: ContainerContext, entry: KnownContainer, name: str, image: str, *, is_own: bool) -> Match | None:
    """The match with its score, None if the name, the image and the marks are too little for this container."""
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
    proved = listed or proof not in {"", *entry.set_by_users}
    return Match(entry, score, tuple(words), proved, proved or bool(hint) or _requested(actor, entry), is_own)


def _recognised(actor: ContainerContext, entry: KnownContainer, name: str, image: str, hint: str) -> Iterator[str]:
    """The evidence in words, the decisive one first. The command is left out where name and image are enough."""
    words = {"image": f"image {actor.image.end}" if image else "", "name": f"name {actor.name}" if name else ""}
    command = entry.strength is Strength.COMMAND
    if hint and (command or not (name and image)):
        words["command"] = f"runs {hint}"
    first = "command" if command else "name" if entry.strength in (Strength.NAME, Strength.CONTEXT) else "image"
    return (words[sign] for sign in sorted(words, key=lambda sign: sign != first) if words[sign])


def _may_be(actor: ContainerContext, entry: KnownContainer) -> bool:
    """True if the role is possible for the container's type: init only in initContainers, main never there."""
    if actor.type is ContainerType.INIT:
        return entry.role is not Role.MAIN
    if actor.type is ContainerType.CONTAINER:
        return entry.role is not Role.INIT
    return entry.role not in (Role.INIT, Role.MAIN)


def _base(entry: KnownContainer, name: str, image: str, has_context: bool) -> float:
    """The score of the name and the image together, 0 if they are not what the strength asks for."""
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
        case Strength.BOTH | Strength.NONE:
            return 0


def _wants_context(entry: KnownContainer) -> bool:
    """True if name and image together are too common: an envoy from envoyproxy/envoy may belong to any mesh."""
    if entry.strength is Strength.CONTEXT:
        return bool(entry.annotations or entry.labels or entry.written_by_users or entry.hints)
    return entry.strength is Strength.COMMAND


def _specific(name: str, has_context: bool) -> bool:
    return has_context or name not in GENERIC


def _proofs(actor: ContainerContext, entry: KnownContainer) -> tuple[list[str], bool, str]:
    """The marks that the injector wrote in words, True if one names this container, and the key of the proof."""
    meta = actor.scene.pod.metadata
    words: list[str] = []
    mark = found(entry.annotations, meta.annotations)
    asked = None if mark else found(entry.written_by_users, meta.annotations)
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


def _requested(actor: ContainerContext, entry: KnownContainer) -> bool:
    """True if a mark of the pod asks for the container or configures it, and users do not set that mark otherwise."""
    meta = actor.scene.pod.metadata
    marks = [mark for mark in entry.written_by_users if mark.partition("=")[0] not in entry.set_by_users]
    return found(marks, meta.annotations) is not None or found(marks, meta.labels) is not None


def _support(actor: ContainerContext, entry: KnownContainer) -> float:
    """The score of signs that agree with the known container and are too weak to recognise it."""
    score = 0.0
    if entry.ports and not actor.ports.isdisjoint(entry.ports):
        score += 0.5
    if entry.env and any(globbed(glob, variable.name) for variable in actor.spec.env for glob in entry.env):
        score += 0.5
    if actor.type is ContainerType.INIT and entry.role is Role.INIT:
        score += 1
    if actor.type is ContainerType.SIDECAR and entry.lifecycle is Lifecycle.SIDECAR:
        score += 0.5
    return score
