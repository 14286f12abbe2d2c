"""Finds the main containers of a pod: those that it is for."""

from __future__ import annotations

from collections.abc import Sequence

from kubectl_sidecars.classify import thresholds, weights
from kubectl_sidecars.classify.decide.weigh import Weighed
from kubectl_sidecars.classify.evidence import Kind
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.names import NAMES, calls_itself_sidecar
from kubectl_sidecars.classify.signals.reverse_proxy import forwards_locally

ENTRANCES = frozenset(
    {"proxy", "telemetry-collector", "log-shipping", "docker-daemon", "ingress-tunnel", "gateway", "load-balancing"}
)
"""Tasks of tools that are as often a workload of their own as a helper."""


FOR_NEIGHBOURS = frozenset({Role.CONFIGURATION_HELPER, Role.LIFECYCLE, Role.RESOURCE_SCALER})
"""Roles that have nothing to do without a neighbour."""


def mains(running: Sequence[Weighed]) -> list[Weighed]:
    """The main containers among those that run on: all that are no helpers.

    A tool that can stand alone is main where nothing speaks for the containers beside it. At least one is main, unless
    `running` is empty.
    """
    named = any(weighed.is_named for weighed in running)
    clear = any(weighed.main_evidence >= weights.WORKLOAD_NAME for weighed in running)
    left: list[Weighed] = []
    helpers: list[Weighed] = []
    for weighed in running:
        less_is_enough = (named and not weighed.is_named) or (clear and shows_itself(weighed))
        least = thresholds.HELPER_BESIDE_NAMED if less_is_enough else thresholds.HELPER
        (helpers if serves_another(weighed, least) else left).append(weighed)
    rivals = [weighed for weighed in helpers if stands_alone(weighed)]
    left = _without_placeholders(left, helpers)
    if not left:
        return _with_equals(_best(running), running)
    if max(map(_main_evidence, left)) < thresholds.HELPER:
        evidence, score = (max(map(of, left)) for of in (_main_evidence, _main_score))
        best = _best([rival for rival in rivals if _outdoes(rival, evidence, score)])
        if best:
            beside = [weighed for weighed in left if weighed.main_score >= max(0, weighed.helper_score)]
            return [*beside, *_with_equals(best, running)]
    return left


def serves_another(weighed: Weighed, least: float = thresholds.HELPER) -> bool:
    """True for a helper of another container; `least` must speak for that where the catalogue does not know it."""
    match = weighed.match
    if match and (match.proved or match.entry.role is Role.MAIN):
        return match.entry.role is not Role.MAIN
    if weighed.proof or _is_reverse_proxy(weighed):
        return True
    if weighed.is_node_agent:
        return False
    calls_itself = weighed.main_evidence < 0 and calls_itself_sidecar(weighed.container)
    if calls_itself and (weighed.helper or weighed.main_evidence <= weights.CALLS_ITSELF_HELPER):
        return True
    return weighed.helper_score >= least and weighed.helper_score > weighed.main_score


def shows_itself(weighed: Weighed) -> bool:
    """True for what looks like a helper by more than names and a sleep, such as a port or a right."""
    return weighed.role is not Role.DEBUG and any(piece.kind not in NAMES for piece in weighed.helper)


def stands_alone(weighed: Weighed) -> bool:
    """True for a helper that could as well be what the pod is for: nothing ties it to a neighbour."""
    alone = weighed.match is None or weighed.match.may_stand_alone
    return alone and weighed.role not in FOR_NEIGHBOURS and not weighed.container.calls_localhost


def is_disguised(weighed: Weighed) -> bool:
    """True if it is named like the workload and has a helper's image: one of the two misleads."""
    if weighed.match is None or weighed.match.entry.role is Role.MAIN or weighed.is_node_agent:
        return False
    return not any(
        piece.kind in (Kind.WORKLOAD_IMAGE, Kind.DEFAULT_CONTAINER) and piece.weight > thresholds.WORTH_SAYING
        for piece in weighed.main
    )


def _is_reverse_proxy(weighed: Weighed) -> bool:
    """True for a proxy that sends on to a neighbour, whatever its name."""
    return weighed.role is Role.AMBASSADOR and forwards_locally(weighed.container.argv)


def _main_evidence(weighed: Weighed) -> float:
    return weighed.main_evidence


def _main_score(weighed: Weighed) -> float:
    return weighed.main_score


def _outdoes(rival: Weighed, evidence: float, score: float) -> bool:
    """True if more speaks for a tool than for each of those that are left: at most `evidence`, and `score` in all.

    A tool that serves clients need not be first in all.
    """
    if rival.main_evidence < thresholds.RIVAL:
        return False
    return rival.main_evidence > evidence if rival.task in ENTRANCES else rival.main_score > score


def _without_placeholders(left: Sequence[Weighed], helpers: Sequence[Weighed]) -> list[Weighed]:
    """The containers of `left` without placeholders. If that leaves none: the containers of `helpers` that only a name
    makes a helper; if there are none of these, all of `left`.
    """
    busy = [weighed for weighed in left if not weighed.container.is_placeholder]
    if busy or not left:
        return busy
    named = [one for one in helpers if one.match is None and not one.proof]
    return [one for one in named if all(piece.kind in NAMES for piece in one.helper)] or list(left)


def _best(weighed: Sequence[Weighed]) -> list[Weighed]:
    """The containers with the highest score as a main container, several if they have the same; empty for none."""
    most = max(map(_could_be_main, weighed), default=0.0)
    return [one for one in weighed if _could_be_main(one) == most]


def _with_equals(best: Sequence[Weighed], running: Sequence[Weighed]) -> list[Weighed]:
    """The best ones and their equals: equal containers have the same role."""
    wanted = {one.container.position for one in best}
    if best:
        wanted |= best[0].container.pod.twins.equal_to_any(tuple(wanted))
    return [one for one in running if one.container.position in wanted]


def _could_be_main(weighed: Weighed) -> float:
    """The score of a container that looks like a helper as the main one, where no other is left."""
    alone = thresholds.STANDS_ALONE * stands_alone(weighed)
    does_its_task = any(piece.weight == weights.WORKLOAD_TASK for piece in weighed.main)
    return weighed.main_score + alone - (0 if does_its_task else thresholds.HELPER_SHARE * weighed.helper_score)
