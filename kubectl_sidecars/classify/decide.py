"""Who is main, and what the others are: the judgement of a whole pod."""

from __future__ import annotations

from collections.abc import Sequence

from kubectl_sidecars.classify.evidence import Evidence, Scene
from kubectl_sidecars.classify.index import Index
from kubectl_sidecars.classify.judgement import Confidence, Judgement, Role
from kubectl_sidecars.classify.markers import lists
from kubectl_sidecars.classify.recognise import SURE
from kubectl_sidecars.classify.tasks import words
from kubectl_sidecars.classify.weigh import Weighed, best_task, total, weigh
from kubectl_sidecars.model import ContainerType

SIGN = 2.0
"""Below this, heuristics are too weak to take a container for a helper."""
STRONG = 8.0
"""From here on a main container is certain: the pod or its owner names it."""
CLEAR_LEAD = 5.0
"""By so much one container must be more clearly main than another to leave that one unknown."""
MOST_EVIDENCE = 4


def decide(scene: Scene, index: Index) -> tuple[Judgement, ...]:
    """One judgement for each container, in their order."""
    weighed = [weigh(actor, index) for actor in scene.actors]
    running = [each for each in weighed if each.actor.type is ContainerType.CONTAINER]
    mains = _mains(running)
    best = max((each.main_score for each in mains), default=0.0)
    others_known = all(each.helper_score >= SURE for each in running if each not in mains)
    clear = any(each.main_score >= 1 and not _serves_another(each) for each in mains)
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
                judged.append(_one_main(each, mains, best, others_known=others_known))
            case _:
                judged.append(_helper(each, main_is_clear=clear))
    return tuple(judged)


def _mains(running: Sequence[Weighed]) -> list[Weighed]:
    """Those that are no helpers; where all look like helpers, the one that could best stand alone."""
    left = [each for each in running if not _serves_another(each)]
    if left or not running:
        return left
    return [max(running, key=_could_be_main)]


def _serves_another(each: Weighed) -> bool:
    if each.match and each.match.proved:
        return each.match.entry.role is not Role.MAIN
    return each.helper_score >= SIGN and each.helper_score > each.main_score


def _could_be_main(each: Weighed) -> float:
    """How well a container that looks like a helper could be what the pod is for."""
    stands_alone = each.match is None or each.match.may_stand_alone
    return each.main_score + 5 * stands_alone - 0.2 * each.helper_score


def _one_main(each: Weighed, mains: Sequence[Weighed], best: float, *, others_known: bool) -> Judgement:
    if len(mains) > 1 and each.main_score <= best - CLEAR_LEAD and each.main_score < 0.5:
        return Judgement(Role.UNKNOWN, "", Confidence.LOW, ("no sign of what it is for",))
    if each.main_score >= STRONG or (len(mains) == 1 and others_known):
        confidence = Confidence.HIGH
    elif len(mains) == 1 or each.main_score >= 4:
        confidence = Confidence.MEDIUM
    else:
        confidence = Confidence.LOW
    if each.helper_score > each.main_score:
        confidence = Confidence.LOW
    return _main(each, confidence, "what is left" if len(mains) == 1 else "one of equals")


def _main(each: Weighed, confidence: Confidence, reason: str) -> Judgement:
    match = each.match
    said = [evidence.words for evidence in each.main if evidence.weight > 1]
    if match is None:
        return Judgement(Role.MAIN, _job_task(each), confidence, _few([*said, reason]))
    task = "" if match.entry.task == "app" else words(match.entry.task, Role.MAIN)
    return Judgement(Role.MAIN, task, confidence, _few([*said, reason, *match.words]), match.entry.id)


def _job_task(each: Weighed) -> str:
    """A Job may do nothing but migrate a schema."""
    if each.actor.scene.owner.kind not in ("Job", "CronJob"):
        return ""
    task = best_task(each.actor)
    return words(task[0].task, Role.MAIN) if task and task[0].task == "db-migration" else ""


def _init(each: Weighed) -> Judgement:
    """The role is a fact; where heuristics guess the task, the judgement is as sure as they are."""
    if each.match and not each.helper:
        entry = each.match.entry
        return Judgement(Role.INIT, words(entry.task, Role.INIT), Confidence.HIGH, _few(each.match.words), entry.id)
    evidence = tuple(dict.fromkeys(said.words for said in each.helper))
    task = _task(each.helper, Role.INIT) if total(each.helper) >= SIGN else ""
    confidence = Confidence.MEDIUM if task else Confidence.HIGH
    return Judgement(Role.INIT, task, confidence, _few([*evidence, "in initContainers"]))


def _ephemeral(each: Weighed) -> Judgement:
    task = words("ephemeral", Role.DEBUG)
    evidence = ["an ephemeral container"]
    if each.match and each.match.entry.role is Role.DEBUG:
        task, evidence = words(each.match.entry.task, Role.DEBUG), [*evidence, *each.match.words]
    return Judgement(Role.DEBUG, task, Confidence.HIGH, _few(evidence), each.match.entry.id if each.match else "")


def _helper(each: Weighed, *, main_is_clear: bool) -> Judgement:
    match = each.match
    if match:
        is_native = each.actor.type is ContainerType.SIDECAR
        sure = match.score >= SURE and (is_native or main_is_clear or not match.may_stand_alone)
        confidence = Confidence.HIGH if sure else Confidence.MEDIUM if match.score >= 4 else Confidence.LOW
        entry = match.entry
        return Judgement(entry.role, words(entry.task, entry.role), confidence, _few(match.words), entry.id)
    injected = _injected(each)
    score = total(each.helper)
    if score < 1 or (score < SIGN and each.actor.type is ContainerType.CONTAINER):
        return Judgement(Role.UNKNOWN, "", Confidence.LOW, _few([*injected, "no sign of what it is for"]))
    confidence = Confidence.MEDIUM if score >= 4 else Confidence.LOW
    role = each.helper[0].role
    evidence = [*injected, *dict.fromkeys(said.words for said in each.helper)]
    return Judgement(role, _task(each.helper, role), confidence, _few(evidence))


def _injected(each: Weighed) -> list[str]:
    """An injector's list that names the container, whatever the container is."""
    annotations = each.actor.scene.pod.metadata.annotations
    value = annotations.get("sidecar.istio.io/status", "")
    return ["named in sidecar.istio.io/status"] if lists(value, each.actor.name) else []


def _task(said: Sequence[Evidence], role: Role) -> str:
    """The task of the heaviest evidence that has one."""
    return next((words(each.task, role) for each in said if each.task), "")


def _few(evidence: Sequence[str]) -> tuple[str, ...]:
    return tuple(evidence[:MOST_EVIDENCE])
