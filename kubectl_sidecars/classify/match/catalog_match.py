"""Finds the known container that fits a container of a pod best, with the evidence.

Order of trust: an injector's mark, a specific name, a specific image, the command line. Ports and environment only
support a match. An image that another container of the pod also runs is weak evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.catalog import Index
from kubectl_sidecars.classify.context import LoneContainer
from kubectl_sidecars.classify.evidence import Evidence, EvidenceSource, Kind, total
from kubectl_sidecars.classify.image import globbed
from kubectl_sidecars.classify.known_container import KnownContainer, Native, Strength, UsualType
from kubectl_sidecars.classify.markers import found, lists
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.model import ContainerType

_GENERIC = (
    "agent auth-proxy base build ca-certs certificates clone collector config-init controller debug "
    "docker envoy exporter fetcher helper init install-plugins log logs main metrics mgmt monitor nginx "
    "oauth-proxy proxy rclone reloader runner sidecar statsd sysctl tailscale test vector vpn wait web "
    "xray"
)
GENERIC = frozenset(_GENERIC.split())
"""Names that people give to any container: never enough alone."""


class Match(NamedTuple):
    """A known container that fits. `score` is the sum of the evidence, or that of signals that agree and say more.

    `proved`: an injector's mark says so. `asked`: any mark of the pod or the command line agrees. `is_own`: the rule is
    the user's.
    """

    entry: KnownContainer
    score: float
    evidence: tuple[Evidence, ...]
    proved: bool = False
    asked: bool = False
    is_own: bool = False

    @property
    def may_stand_alone(self) -> bool:
        """True for software that also runs as a workload by itself, not only beside another container."""
        entry = self.entry
        by_hand = entry.native is Native.MANUAL or entry.lifecycle is UsualType.MAIN
        return not self.proved and not self.is_own and (by_hand or not self.asked)


def recognise(container: LoneContainer, index: Index) -> Match | None:
    """The match with the highest score, or None. Of equal scores the one that the pod asks for wins."""
    return max(matches(container, index), key=lambda match: (match.score, match.asked), default=None)


def matches(container: LoneContainer, index: Index) -> Iterator[Match]:
    """A match for each known container that fits."""
    for entry, name, image in _candidates(container, index):
        match = (
            _match(container, entry, name, image, is_own=entry.id in index.own) if _may_be(container, entry) else None
        )
        if match:
            yield match


def _candidates(container: LoneContainer, index: Index) -> Iterator[tuple[KnownContainer, str, str]]:
    """The known containers that could fit, each with the name and the image pattern that matched, "" for none."""
    names, images = index.of_name[container.name], index.of_image[container.image]
    for id_ in {**names, **images}:
        yield index.by_id[id_], names.get(id_, ""), images.get(id_, "")
    if container.argv:
        argv = container.argv
        for entry in index.by_command:
            for hint in entry.hints:
                if hint in argv:
                    if entry.id not in names and entry.id not in images:
                        yield entry, "", ""
                    break
    for entry in index.without_names:
        yield entry, "", ""


def refused(container: LoneContainer, index: Index) -> Iterator[Evidence]:
    """Evidence for each of the user's own rules that matches this container but names a role its type excludes."""
    if not index.own:
        return
    for entry, name, image in _candidates(container, index):
        if (
            entry.id in index.own
            and not _may_be(container, entry)
            and _match(container, entry, name, image, is_own=True)
        ):
            words = f"your rule [{entry.id}] says {entry.role}, which no {container.type.words} is"
            yield Evidence(entry.role, entry.task, 0, Kind.RULE, words, EvidenceSource.RULE)


def _match(container: LoneContainer, entry: KnownContainer, name: str, image: str, *, is_own: bool) -> Match | None:
    """The match with its score, None if the name, the image and the marks are too little for this container."""
    hint = next((hint for hint in entry.hints if hint in container.argv), "") if container.argv else ""
    marks, listed, proof = _proofs(container, entry)
    context: bool | str = hint if entry.strength is Strength.COMMAND else hint or proof or listed
    if not context and entry.strength is not Strength.COMMAND:
        context = _requested(container, entry)
    base = _base(entry, name, image, bool(context or (is_own and not _wants_context(entry))))
    if not base and listed and (name or image or not entry.names):
        base = weights.NAME_AND_IMAGE
    if not base:
        return None
    own = [_evidence(entry, weights.OWN_RULE, Kind.RULE, f"your own rule [{entry.id}]")] if is_own else []
    pieces = [*own, *marks, *_recognised(container, entry, name, image, hint, base), *_support(container, entry)]
    if container.shares_image and not name and not hint and not is_own:
        words = "another container runs its image"
        pieces.append(_evidence(entry, weights.SHARED_IMAGE, Kind.SHARED_IMAGE, words, quiet=True))
    evidence = tuple(piece._replace(source=EvidenceSource.RULE) for piece in pieces) if is_own else tuple(pieces)
    proved = listed or proof not in {"", *entry.set_by_users}
    asked = proved or bool(hint) or _requested(container, entry)
    return Match(entry, total(evidence), evidence, proved, asked, is_own)


def _evidence(entry: KnownContainer, weight: float, kind: Kind, words: str, *, quiet: bool = False) -> Evidence:
    return Evidence(entry.role, entry.task, weight, kind, words, EvidenceSource.CATALOG, quiet=quiet)


def _recognised(
    container: LoneContainer, entry: KnownContainer, name: str, image: str, hint: str, base: float
) -> Iterator[Evidence]:
    """The evidence of name, image and command, the decisive one first. Name and image together weigh `base`.

    The command is quiet where name and image are enough.
    """
    by_command = entry.strength is Strength.COMMAND
    enough = by_command and bool(hint) and not (name and image)
    rest = base - weights.IMAGE_ALONE if name and image else base
    weight = {
        Kind.IMAGE: weights.COMMAND_WITH_IMAGE if enough else weights.IMAGE_ALONE if name else base,
        Kind.NAME: weights.COMMAND_WITH_NAME if enough else rest,
        Kind.COMMAND: weights.COMMAND_AGREES + base * enough + weights.COMMAND_OF_MAIN * (entry.role is Role.MAIN),
    }
    words = {
        Kind.IMAGE: f"image {container.image.end}" if image else "",
        Kind.NAME: f"name {container.name}" if name else "",
        Kind.COMMAND: f"runs {hint}" if hint else "",
    }
    by_name = entry.strength in (Strength.NAME, Strength.CONTEXT)
    first = Kind.COMMAND if by_command else Kind.NAME if by_name else Kind.IMAGE
    for kind in sorted(words, key=lambda kind: kind is not first):
        if words[kind]:
            quiet = kind is Kind.COMMAND and not by_command and bool(name and image)
            yield _evidence(entry, weight[kind], kind, words[kind], quiet=quiet)
    if not (name or image or enough):
        yield _evidence(entry, base, Kind.INJECTOR_LIST, "the injector's list is enough", quiet=True)


def _may_be(container: LoneContainer, entry: KnownContainer) -> bool:
    """True if the role is possible for the container's type: init only in initContainers, main never there."""
    if container.type is ContainerType.INIT:
        return entry.role is not Role.MAIN
    if container.type is ContainerType.CONTAINER:
        return entry.role is not Role.INIT
    return entry.role not in (Role.INIT, Role.MAIN)


def _base(entry: KnownContainer, name: str, image: str, has_context: bool) -> float:
    """The weight of the name and the image together, 0 if they are not what the strength asks for."""
    if name and image and (has_context or not _wants_context(entry)):
        return weights.NAME_AND_IMAGE
    match entry.strength:
        case Strength.IMAGE:
            return weights.IMAGE_ALONE if image else 0
        case Strength.NAME:
            return weights.NAME_OF_NAMED if name and _specific(name, has_context) else 0
        case Strength.EITHER if image:
            return weights.IMAGE_ALONE
        case Strength.EITHER:
            return weights.NAME_ALONE if name and _specific(name, has_context) else 0
        case Strength.CONTEXT:
            return weights.NAME_IN_CONTEXT if name and has_context else 0
        case Strength.COMMAND:
            return weights.COMMAND_ALONE if has_context else 0
        case Strength.BOTH | Strength.NONE:
            return 0


def _wants_context(entry: KnownContainer) -> bool:
    """True if name and image together are too common: an envoy from envoyproxy/envoy may belong to any mesh."""
    if entry.strength is Strength.CONTEXT:
        return bool(entry.annotations or entry.labels or entry.written_by_users or entry.hints)
    return entry.strength is Strength.COMMAND


def _specific(name: str, has_context: bool) -> bool:
    return has_context or name not in GENERIC


def _proofs(container: LoneContainer, entry: KnownContainer) -> tuple[list[Evidence], bool, str]:
    """The evidence of marks that the injector wrote, True if one names this container, and the key of the proof."""
    mark = found(entry.annotations, container.annotations)
    asked = None if mark else found(entry.written_by_users, container.annotations)
    key, value = mark or asked or ("", "")
    listed = bool(key) and lists(value, container.name)
    evidence = [_evidence(entry, weights.LISTED, Kind.INJECTOR_LIST, f"named in {key}")] if listed else []
    label = None if mark else found(entry.labels, container.labels)
    if mark:
        evidence.append(_evidence(entry, weights.MARKED, Kind.ANNOTATION, f"annotation {key}", quiet=listed))
    elif label:
        evidence.append(_evidence(entry, weights.MARKED, Kind.LABEL, f"label {label[0]}"))
    return evidence, listed, mark[0] if mark else label[0] if label else ""


def _requested(container: LoneContainer, entry: KnownContainer) -> bool:
    """True if a mark of the pod asks for the container or configures it, and users do not set that mark otherwise."""
    marks = [mark for mark in entry.written_by_users if mark.partition("=")[0] not in entry.set_by_users]
    return found(marks, container.annotations) is not None or found(marks, container.labels) is not None


def _support(container: LoneContainer, entry: KnownContainer) -> Iterator[Evidence]:
    """Evidence that agrees with the known container and is too weak to recognise it."""
    if entry.ports and not container.ports.isdisjoint(entry.ports):
        yield _evidence(entry, weights.PORT_AGREES, Kind.PORT, "one of its usual ports", quiet=True)
    if entry.env and any(globbed(glob, variable.name) for variable in container.spec.env for glob in entry.env):
        yield _evidence(entry, weights.ENVIRONMENT_AGREES, Kind.ENVIRONMENT, "one of its usual variables", quiet=True)
    if container.type is ContainerType.INIT and entry.role is Role.INIT:
        yield _evidence(entry, weights.INIT_AGREES, Kind.TYPE, "an init container, as usual", quiet=True)
    if container.type is ContainerType.SIDECAR and entry.lifecycle is UsualType.SIDECAR:
        yield _evidence(entry, weights.NATIVE_AGREES, Kind.TYPE, "a native sidecar, as usual", quiet=True)
