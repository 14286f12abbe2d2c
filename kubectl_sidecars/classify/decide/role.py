"""Who is main, and what the others are: the judgement of a whole pod."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from msgspec import structs

from kubectl_sidecars.classify.catalog import Index
from kubectl_sidecars.classify.context import Evidence, PodContext
from kubectl_sidecars.classify.decide.weigh import (
    SIGN,
    Weighed,
    best_task,
    total,
    weigh,
)
from kubectl_sidecars.classify.judgement import Confidence, Judgement, Role
from kubectl_sidecars.classify.match.catalog_match import SURE, refused
from kubectl_sidecars.classify.match.injection_proof import injected
from kubectl_sidecars.classify.signals.main_signals import CALLS_ITSELF
from kubectl_sidecars.classify.signals.names import is_of_names, tokens
from kubectl_sidecars.classify.signals.reverse_proxy import fronts
from kubectl_sidecars.classify.tasks import words
from kubectl_sidecars.model import ContainerType

VAGUE = "volume-prepare"
"""What most init containers do besides: it says nothing against the task that the catalogue knows."""
HINT = 1.5
"""So little is enough where the pod names another as its main container."""
STRONG = 8.0
"""From here on a main container is certain: the pod or its owner names it."""
CLEAR_LEAD = 5.0
"""By so much one container must be more clearly main than another to leave that one unknown."""
MOST_EVIDENCE = 4
ENTRANCES = frozenset(
    {"proxy", "telemetry-collector", "log-shipping", "docker-daemon", "ingress-tunnel", "gateway", "load-balancing"}
)
"""Tasks of tools that are as often a workload of their own as a helper."""


def decide(scene: PodContext, index: Index) -> tuple[Judgement, ...]:
    """One judgement for each container, in their order."""
    weighed = [weigh(actor, index) for actor in scene.actors]
    running = [each for each in weighed if each.actor.type is ContainerType.CONTAINER]
    mains = _mains(running)
    best = max((each.main_score for each in mains), default=0.0)
    others = [each for each in running if each not in mains]
    shown = max((each.shown for each in mains if not _serves_another(each)), default=0.0)
    judged: list[Judgement] = []
    for each in weighed:
        match each.actor.type:
            case ContainerType.INIT:
                judged.append(_init(each))
            case ContainerType.EPHEMERAL:
                judged.append(_ephemeral(each))
            case ContainerType.CONTAINER if len(running) == 1:
                judged.append(_main(each, Confidence.HIGH, "the pod's only container that runs on"))
            case ContainerType.CONTAINER if each in mains:
                judged.append(_one_main(each, mains, best, others))
            case _:
                judged.append(_helper(each, shown))
    return tuple(map(_with_refused, weighed, judged, itertools.repeat(index)))


def _with_refused(each: Weighed, judgement: Judgement, index: Index) -> Judgement:
    """A rule of one's own that cannot hold is said before all else: it would seem to be ignored."""
    said = tuple(refused(each.actor, index))
    match = each.match
    if match is not None and match.is_own and judgement.role is Role.MAIN is not match.entry.role:
        alone = f"your rule [{match.entry.id}] says {match.entry.role}, but the pod has no other main"
        rest = [word for word in judgement.evidence if not word.startswith("your own rule")]
        judgement, said = structs.replace(judgement, evidence=_few(rest)), (*said, alone)
    return structs.replace(judgement, evidence=_few([*said, *judgement.evidence])) if said else judgement


def _mains(running: Sequence[Weighed]) -> list[Weighed]:
    """Those that are no helpers; a tool that stands alone is main where nothing speaks for those beside it."""
    named = any(each.is_named for each in running)
    left = [each for each in running if not _serves_another(each, HINT if named and not each.is_named else SIGN)]
    rivals = [each for each in running if each not in left and _stands_alone(each)]
    if not left:
        best = max(running, key=_could_be_main, default=None)
        return [] if best is None else _with_equals(best, running)
    if max(each.shown for each in left) < SIGN:
        best = max((each for each in rivals if _outdoes(each, left)), key=_could_be_main, default=None)
        if best:
            return [*(each for each in left if each.shown > 0), *_with_equals(best, running)]
    return left


def _serves_another(each: Weighed, sign: float = SIGN) -> bool:
    """`sign` is how much must speak for it where nothing is known of it."""
    match = each.match
    if match and (match.proved or match.entry.role is Role.MAIN):
        return match.entry.role is not Role.MAIN
    if injected(each.actor) or _is_front(each):
        return True
    if each.is_node_agent:
        return False
    if each.shown <= CALLS_ITSELF and "sidecar" in tokens(each.actor.name):
        return True
    return each.helper_score >= sign and each.helper_score > each.main_score


def _is_front(each: Weighed) -> bool:
    """A proxy that sends on to a neighbour, whatever it is called."""
    return each.role is Role.AMBASSADOR and fronts(each.actor.argv)


def _stands_alone(each: Weighed) -> bool:
    """Whether it could be what the pod is for, though it looks like a helper: nothing ties it to a neighbour."""
    alone = each.match is None or each.match.may_stand_alone
    return alone and each.role is not Role.CONFIGURATION_HELPER and not each.actor.calls_home


def _outdoes(rival: Weighed, left: Sequence[Weighed]) -> bool:
    """More speaks for a tool than for those that are left; what serves the world need not stand first."""
    if rival.task in ENTRANCES:
        return rival.shown >= 1 and all(rival.shown > each.shown for each in left)
    return rival.shown >= 1 and all(rival.main_score > each.main_score for each in left)


def _with_equals(best: Weighed, running: Sequence[Weighed]) -> list[Weighed]:
    """Two equals stay two."""
    return [each for each in running if each is best or each.actor.equals(best.actor)]


def _could_be_main(each: Weighed) -> float:
    """How well a container that looks like a helper could be what the pod is for."""
    return each.main_score + 5 * _stands_alone(each) - 0.2 * each.helper_score


def _one_main(each: Weighed, mains: Sequence[Weighed], best: float, others: Sequence[Weighed]) -> Judgement:
    """High where something names it, or where all the others were injected: being what is left proves nothing."""
    unclear = each.main_score <= best - CLEAR_LEAD and each.main_score < 0.5
    if len(mains) > 1 and (unclear or (each.shown < SIGN and not each.is_named and any(o.is_named for o in mains))):
        return Judgement(Role.UNKNOWN, "", Confidence.LOW, ("no sign of what it is for",))
    reason = "what is left" if len(mains) == 1 else "one of equals"
    confidence = Confidence.LOW
    if (
        each.match is None
        or each.match.entry.role is Role.MAIN
        or each.is_node_agent
        or each.main_score > each.helper_score
    ):
        known = all(other.helper_score >= SURE for other in others)
        alone = len(mains) == 1 and known and (each.shown >= SIGN or not any(map(_stands_alone, others)))
        if each.main_score >= STRONG or alone:
            confidence = Confidence.HIGH
        elif (len(mains) == 1 and each.shown >= SIGN / 4) or each.main_score >= 4:
            confidence = Confidence.MEDIUM
    if _serves_another(each) or _is_disguised(each):
        confidence = Confidence.LOW
    return _main(each, confidence, reason)


def _is_disguised(each: Weighed) -> bool:
    """Named like the workload, and its image is a helper's: one of the two misleads."""
    if each.match is None or each.match.entry.role is Role.MAIN or each.is_node_agent:
        return False
    return all("image" not in said.words and "named in" not in said.words for said in each.main if said.weight > 1)


def _main(each: Weighed, confidence: Confidence, reason: str) -> Judgement:
    match = each.match
    said = [evidence.words for evidence in each.main if evidence.weight > 1]
    if match is None:
        return Judgement(Role.MAIN, _job_task(each), confidence, _few([*said, reason]))
    task = "" if match.entry.task == "app" else words(match.entry.task, Role.MAIN)
    decides = match.entry.role is Role.MAIN and match.score > max((each.weight for each in each.main), default=0)
    evidence = [*match.words, *said, reason] if decides else [*said, reason, *match.words]
    return Judgement(Role.MAIN, task, confidence, _few(evidence), match.entry.id)


def _job_task(each: Weighed) -> str:
    """A Job may do nothing but migrate a schema."""
    if each.actor.scene.owner.kind not in ("Job", "CronJob"):
        return ""
    task = best_task(each.actor)
    return words(task[0].task, Role.MAIN) if task and task[0].task == "db-migration" else ""


def _init(each: Weighed) -> Judgement:
    """The role is a fact; where heuristics guess the task, the judgement is as sure as they are."""
    if each.match:
        entry = each.match.entry
        task = _task(each.helper, Role.INIT) if total(each.helper) >= SIGN else ""
        if task not in ("", words(VAGUE, Role.INIT), words(entry.task, Role.INIT)):
            found = (*each.match.words, *dict.fromkeys(said.words for said in each.helper))
            return Judgement(Role.INIT, task, Confidence.MEDIUM, _few(found), entry.id)
        # What it runs says more than that it runs in busybox.
        said = _few(sorted(each.match.words, key=lambda known: not known.startswith(("your own rule", "runs "))))
        return Judgement(Role.INIT, words(entry.task, Role.INIT), Confidence.HIGH, said, entry.id)
    evidence = tuple(dict.fromkeys(said.words for said in each.helper))
    score = total(each.helper)
    task = _task(each.helper, Role.INIT) if score >= SIGN else ""
    confidence = Confidence.HIGH if not task else Confidence.MEDIUM if score > SIGN else Confidence.LOW
    return Judgement(Role.INIT, task, confidence, _few([*evidence, "in initContainers"]))


def _ephemeral(each: Weighed) -> Judgement:
    task = words("ephemeral", Role.DEBUG)
    evidence = ["an ephemeral container"]
    if each.match and each.match.entry.role is Role.DEBUG:
        task, evidence = words(each.match.entry.task, Role.DEBUG), [*evidence, *each.match.words]
    return Judgement(Role.DEBUG, task, Confidence.HIGH, _few(evidence), each.match.entry.id if each.match else "")


def _helper(each: Weighed, shown: float) -> Judgement:
    """`shown` is what speaks for the main container: where that is nothing, this one may be it."""
    match = each.match
    proof = [injected(each.actor)] if injected(each.actor) else []
    if match:
        entry = match.entry
        known = _few([*proof, *match.words])
        return Judgement(entry.role, words(entry.task, entry.role), _how_sure(each, shown), known, entry.id)
    score = total(each.helper)
    if score < 1 or (score < HINT and each.actor.type is ContainerType.CONTAINER):
        return Judgement(Role.UNKNOWN, "", Confidence.LOW, _few([*proof, "no sign of what it is for"]))
    named = all(is_of_names(said) for said in each.helper)
    confidence = Confidence.MEDIUM if score >= max(4, each.main_score) and not named else Confidence.LOW
    role = each.helper[0].role
    evidence = [*proof, *dict.fromkeys(said.words for said in each.helper)]
    return Judgement(role, _task(each.helper, role), confidence, _few(evidence))


def _how_sure(each: Weighed, shown: float) -> Confidence:
    """How sure a match is in this pod: a tool that could stand alone wants a main that is clearer than itself."""
    match = each.match
    if match is None or match.score < 4:
        return Confidence.LOW
    is_native = each.actor.type is ContainerType.SIDECAR
    if match.is_own:
        return Confidence.HIGH
    clear = is_native or bool(injected(each.actor)) or not _stands_alone(each) or shown >= SIGN or shown > each.shown
    if clear:
        return Confidence.HIGH if match.score >= SURE else Confidence.MEDIUM
    return Confidence.LOW if match.entry.task in ENTRANCES or shown <= 0 else Confidence.MEDIUM


def _task(said: Sequence[Evidence], role: Role) -> str:
    """The task of the heaviest evidence that has one."""
    return next((words(each.task, role) for each in said if each.task), "")


def _few(evidence: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(evidence))[:MOST_EVIDENCE]
