"""The role of each container of a pod."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import structs

from kubectl_sidecars.classify import thresholds
from kubectl_sidecars.classify.decide.decision import Decision, Step
from kubectl_sidecars.classify.decide.mains import ENTRANCES, is_disguised, mains, serves_another, stands_alone
from kubectl_sidecars.classify.decide.weigh import VAGUE, Weighed
from kubectl_sidecars.classify.evidence import Evidence, EvidenceSource, Kind, total
from kubectl_sidecars.classify.judgement import Confidence
from kubectl_sidecars.classify.match.catalog_match import Match
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.names import NAMES, calls_itself_sidecar
from kubectl_sidecars.classify.tasks import words
from kubectl_sidecars.model import ContainerType


def _of_pod(role: Role, kind: Kind, text: str) -> Evidence:
    return Evidence(role, "", 0, kind, text, EvidenceSource.POD)


ONLY = _of_pod(Role.MAIN, Kind.OTHERS, "the pod's only container that runs on")
LEFT = _of_pod(Role.MAIN, Kind.OTHERS, "the only container that is not a helper")
EQUAL = _of_pod(Role.MAIN, Kind.OTHERS, "one of several main containers")
NO_SIGN = _of_pod(Role.UNKNOWN, Kind.OTHERS, "nothing shows what it is for")
MIGRATION = "db-migration"
NO_TASKS_OF_MAIN = frozenset({"app", "csi-helper", "injected-by-sidecarset"})
"""Tasks that are not said of a main container: they repeat that it is main, or deny it."""
IN_INIT = _of_pod(Role.INIT, Kind.TYPE, "in initContainers")
EPHEMERAL = _of_pod(Role.DEBUG, Kind.TYPE, "an ephemeral container")


def decide(weighed: Sequence[Weighed]) -> tuple[Decision, ...]:
    """One decision for each container of a pod, in their order."""
    running = [one for one in weighed if one.container.type is ContainerType.CONTAINER]
    main = mains(running)
    best = max((one.main_score for one in main), default=0.0)
    positions = {one.container.position for one in main}
    others = Others.of(one for one in running if one.container.position not in positions)
    main_evidence = max((one.main_evidence for one in main if not serves_another(one)), default=0.0)
    decisions: list[Decision] = []
    for one in weighed:
        match one.container.type:
            case ContainerType.INIT:
                decision = _init(one)
            case ContainerType.EPHEMERAL:
                decision = _ephemeral(one)
            case ContainerType.CONTAINER if len(running) == 1:
                decision = _main(one, Confidence.HIGH, ONLY)
            case ContainerType.CONTAINER if one.container.position in positions:
                decision = _one_main(one, main, best, others)
            case _:
                decision = _helper(one, main_evidence)
        decisions.append(_with_refused(one, decision))
    return tuple(decisions)


def _with_refused(weighed: Weighed, decision: Decision) -> Decision:
    """The decision, after the user's own rules that cannot hold: without them a rule would seem to be ignored."""
    reasons, evidence = weighed.refused, decision.evidence
    match = weighed.match
    if match is not None and match.is_own and decision.role is Role.MAIN is not match.entry.role:
        entry = match.entry
        text = f"your rule [{entry.id}] says {entry.role}, but the pod has no other main"
        reasons = (*reasons, Evidence(entry.role, entry.task, 0, Kind.RULE, text, EvidenceSource.RULE))
        evidence = tuple(piece for piece in evidence if piece.kind is not Kind.RULE)
    return structs.replace(decision, evidence=(*reasons, *evidence)) if reasons else decision


class Others(NamedTuple):
    """The containers that run beside the main ones: whether all are known, and whether one could stand alone."""

    are_known: bool
    stand_alone: bool

    @classmethod
    def of(cls, others: Iterable[Weighed]) -> Others:
        """Looks at each of them once."""
        beside = tuple(others)
        return cls(all(one.helper_score >= thresholds.HIGH_MATCH for one in beside), any(map(stands_alone, beside)))


def _one_main(weighed: Weighed, main: Sequence[Weighed], best: float, others: Others) -> Decision:
    """One of the main containers; unknown where it calls itself a helper and nothing shows what it helps with.

    Confidence is high where something names it, or where all the others were injected: that no other
    container is left proves nothing.
    """
    if len(main) > 1 and weighed.main_score < 0 and weighed.main_score <= best - thresholds.CLEAR_LEAD:
        return Decision(Role.UNKNOWN, "", Confidence.LOW, Step.NOTHING, (NO_SIGN,))
    confidence = _how_main(weighed, main, others)
    return _main(weighed, confidence, LEFT if len(main) == 1 else EQUAL)


def _how_main(weighed: Weighed, main: Sequence[Weighed], others: Others) -> Confidence:
    """The confidence in a main container."""
    if serves_another(weighed) or is_disguised(weighed):
        return Confidence.LOW
    match = weighed.match
    looks_main = match is None or match.entry.role is Role.MAIN or weighed.is_node_agent
    if not looks_main and weighed.main_score <= weighed.helper_score:
        return Confidence.LOW
    clear = weighed.main_evidence >= thresholds.HELPER or not others.stand_alone
    if weighed.main_score >= thresholds.HIGH_MAIN or (len(main) == 1 and others.are_known and clear):
        return Confidence.HIGH
    only = len(main) == 1 and weighed.main_evidence >= thresholds.MEDIUM_MAIN
    return Confidence.MEDIUM if only or weighed.main_score >= thresholds.MEDIUM else Confidence.LOW


def _main(weighed: Weighed, confidence: Confidence, reason: Evidence) -> Decision:
    """A main container; `reason` says how many others there are."""
    match = weighed.match
    strong = [piece for piece in weighed.main if piece.weight > thresholds.WORTH_SAYING]
    step = Step.ALONE if reason is ONLY else Step.SIGNALS if weighed.main_evidence >= thresholds.HELPER else Step.REST
    if match is None:
        return Decision(Role.MAIN, _job_task(weighed), confidence, step, (*strong, reason))
    task = "" if match.entry.task in NO_TASKS_OF_MAIN else words(match.entry.task, Role.MAIN)
    heaviest = max((piece.weight for piece in weighed.main), default=0)
    decides = match.entry.role is Role.MAIN and match.score > heaviest
    evidence = (*match.evidence, *strong, reason) if decides else (*strong, reason, *match.evidence)
    step = _step(match) if decides and reason is not ONLY else step
    return Decision(Role.MAIN, task, confidence, step, evidence, match.entry)


def _step(match: Match) -> Step:
    return Step.RULE if match.is_own else Step.CATALOG


def _job_task(weighed: Weighed) -> str:
    """`schema migration` for a Job that does nothing else, else ""."""
    migrates = total(weighed.job) > thresholds.HELPER and weighed.job[0].task == MIGRATION
    return words(MIGRATION, Role.MAIN) if migrates else ""


def _init(weighed: Weighed) -> Decision:
    """An init container: its role is a fact, so that the confidence is that of its task; low without one."""
    match, evidence = weighed.match, weighed.helper
    score = total(evidence)
    task = _task(evidence, Role.INIT) if score >= thresholds.HELPER else ""
    if match:
        entry = match.entry
        names_task = entry.role is Role.INIT and entry.task != VAGUE
        by_name = names_task and (match.proved or all(piece.kind in NAMES for piece in evidence))
        if task not in ("", words(VAGUE, Role.INIT), words(entry.task, Role.INIT)) and not by_name:
            both = (*match.evidence, *evidence)
            return Decision(Role.INIT, task, Confidence.MEDIUM, Step.SIGNALS, both, entry)
        if entry.role is Role.ADAPTER and not match.is_own:
            return Decision(Role.INIT, "", Confidence.LOW, Step.TYPE, (*match.evidence, IN_INIT), entry)
        # What it runs says more than that it runs in busybox.
        known = sorted(match.evidence, key=lambda piece: piece.kind not in (Kind.RULE, Kind.COMMAND))
        by_command = any(piece.kind is Kind.COMMAND for piece in match.evidence)
        is_disputed = task not in ("", words(VAGUE, Role.INIT), words(entry.task, Role.INIT))
        is_clear = by_command or match.score >= thresholds.HIGH_MATCH
        is_sure = match.is_own or match.proved or (is_clear and not is_disputed)
        confidence = Confidence.HIGH if is_sure else Confidence.MEDIUM
        return Decision(Role.INIT, words(entry.task, Role.INIT), confidence, _step(match), known, entry)
    confidence = Confidence.MEDIUM if task and score > thresholds.HELPER else Confidence.LOW
    return Decision(Role.INIT, task, confidence, Step.SIGNALS if task else Step.TYPE, (*evidence, IN_INIT))


def _ephemeral(weighed: Weighed) -> Decision:
    """An ephemeral container: its role is a fact."""
    task, match = words("ephemeral", Role.DEBUG), weighed.match
    evidence: tuple[Evidence, ...] = (EPHEMERAL,)
    if match and match.entry.role is Role.DEBUG:
        task, evidence = words(match.entry.task, Role.DEBUG), (EPHEMERAL, *match.evidence)
    return Decision(Role.DEBUG, task, Confidence.HIGH, Step.TYPE, evidence, match.entry if match else None)


def _helper(weighed: Weighed, main_evidence: float) -> Decision:
    """A helper. `main_evidence` is the sum for the clearest main container; where it is 0, this one may be main."""
    match, evidence = weighed.match, weighed.helper
    proofs = (weighed.proof,) if weighed.proof else ()
    if match:
        entry, reasons = match.entry, (*proofs, *match.evidence)
        step = Step.INJECTION if (proofs or match.proved) and not match.is_own else _step(match)
        confidence = _how_sure(weighed, match, main_evidence)
        return Decision(entry.role, words(entry.task, entry.role), confidence, step, reasons, entry)
    score = total(evidence)
    container = weighed.container
    says_so = container.type is ContainerType.SIDECAR or calls_itself_sidecar(container)
    is_weak = score < thresholds.HELPER_BESIDE_NAMED and not says_so
    if score < thresholds.KNOWN or is_weak:
        return Decision(Role.UNKNOWN, _of_unknown(weighed), Confidence.LOW, Step.NOTHING, (*proofs, NO_SIGN))
    named = all(piece.kind in NAMES for piece in evidence)
    is_clear = score >= max(thresholds.MEDIUM, weighed.main_score) and not named
    confidence = Confidence.MEDIUM if is_clear else Confidence.LOW
    role = evidence[0].role
    return Decision(role, _task(evidence, role), confidence, Step.SIGNALS, (*proofs, *evidence))


def _of_unknown(weighed: Weighed) -> str:
    """The task of a container whose role is unknown: a native sidecar is a helper for certain. "" for any other."""
    return words("unknown-helper", Role.UNKNOWN) if weighed.container.type is ContainerType.SIDECAR else ""


def _how_sure(weighed: Weighed, match: Match, main_evidence: float) -> Confidence:
    """The confidence in a match: a tool that could stand alone wants a main container that is clearer than itself."""
    if match.score < thresholds.MEDIUM:
        return Confidence.LOW
    if match.is_own:
        return Confidence.HIGH
    is_native = weighed.container.type is ContainerType.SIDECAR
    has_main = main_evidence >= thresholds.HELPER or main_evidence > weighed.main_evidence
    if is_native or weighed.proof or not stands_alone(weighed) or has_main:
        return Confidence.HIGH if match.score >= thresholds.HIGH_MATCH else Confidence.MEDIUM
    return Confidence.LOW if match.entry.task in ENTRANCES or main_evidence <= 0 else Confidence.MEDIUM


def _task(evidence: Sequence[Evidence], role: Role) -> str:
    """The task of the first evidence that has one, in words for people; "" for none."""
    return next((words(piece.task, role) for piece in evidence if piece.task), "")
