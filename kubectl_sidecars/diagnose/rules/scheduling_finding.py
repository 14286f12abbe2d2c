"""The finding about a pod that no node fits."""

from __future__ import annotations

from typing import NamedTuple

from kubectl_sidecars.api import PodCondition
from kubectl_sidecars.container_names import all_called
from kubectl_sidecars.diagnose.facts.autoscaler import Declined, declined
from kubectl_sidecars.diagnose.facts.dependencies import scheduling_needs
from kubectl_sidecars.diagnose.facts.events import evidence
from kubectl_sidecars.diagnose.facts.impact import main_names
from kubectl_sidecars.diagnose.facts.machine_messages import Explanation
from kubectl_sidecars.diagnose.facts.scheduler_message import Predicate, predicates, without_preemption
from kubectl_sidecars.diagnose.facts.scheduling_lack import Lack, lacking
from kubectl_sidecars.diagnose.facts.scheduling_outlook import Outlook, outlook
from kubectl_sidecars.diagnose.facts.volume_claims import meaning
from kubectl_sidecars.diagnose.faults import Obstacle
from kubectl_sidecars.diagnose.finding import Effect, Finding, Transition
from kubectl_sidecars.diagnose.origin import MissingOrigin, Origin, SchedulingOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import condition_evidence
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted, says
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import workload
from kubectl_sidecars.sentences import listed


class _Unfit(NamedTuple):
    """A pod that no node fits: the scheduler's message and its reasons, what the pod lacks, and what may come.

    `cause` is the meaning of the event of a claim, and `refusal` that of an autoscaler; None without one. `missing` is
    the claim that is not there, or ""."""

    message: str
    reasons: tuple[Predicate, ...]
    lack: Lack
    missing: str
    cause: Explanation | None
    refusal: Declined | None
    coming: Outlook


def unfit(subject: Subject, scheduled: PodCondition, reason: Reason) -> Finding:
    """The finding about a pod whose condition PodScheduled is False, for that reason."""
    found = _unfit(subject, scheduled)
    lack, cause, missing = found.lack, found.cause, found.missing
    events = (lack.event, found.refusal.event if found.refusal else None)
    detail = _detail(found)
    return Finding(
        reason=Reason.MISSING_PERSISTENT_VOLUME_CLAIM if missing else reason,
        severity=found.coming.severity,
        container="",
        predicate=lack.words,
        because=cause.words if cause else "",
        because_of_many=cause.of_many if cause else "",
        title=_title(subject, found),
        explanation=paragraph(_also(found), detail, found.coming.words),
        since=scheduled.last_transition_time,
        evidence=(condition_evidence(scheduled), *(evidence(event) for event in events if event)),
        advice=_advice(found),
        commands=(*lack.commands, *_claim_commands(subject, lack.claim), kubectl.describe(subject)),
        detail=detail,
        origin=_origin(subject, found),
        needs=lack.needs or scheduling_needs(subject, found.reasons, waits_for_claim=bool(lack.claim)),
        effect=Effect.BLOCKED,
        transition=Transition.UNDER_WAY if found.coming.help is not None else Transition.NONE,
    )


def _unfit(subject: Subject, scheduled: PodCondition) -> _Unfit:
    message = without_preemption(scheduled.message)
    lack, reasons = lacking(subject, scheduled, predicates(message))
    missing = next((reason.name for reason in reasons if reason.obstacle is Obstacle.CLAIM_MISSING), "")
    coming = outlook(subject, reasons, scheduled.last_transition_time, waits_for_claim=bool(lack.claim))
    return _Unfit(message, reasons, lack, missing, meaning(lack.event), declined(subject), coming)


def _is_whole(found: _Unfit) -> bool:
    """True if the first reason says all that is needed."""
    return bool(found.cause) or found.lack.is_whole


def _title(subject: Subject, found: _Unfit) -> str:
    lack, reasons = found.lack, found.reasons
    also = f", {reasons[1].counted}" if len(reasons) > 1 and not _is_whole(found) else ""
    why = f": {found.cause.words}" if found.cause else also
    return f"{all_called(subject.once(main_names))} cannot start: {lack.of_one or lack.words}{why}."


def _also(found: _Unfit) -> str:
    """A sentence with the reasons that the title leaves out; "" without any."""
    rest = found.reasons[1 if _is_whole(found) else 2 :]
    return f"Also: {listed(reason.counted for reason in rest)}." if rest else ""


def _detail(found: _Unfit) -> str:
    event = found.lack.event
    return paragraph(
        found.lack.more,
        f"Its events say: {quoted(event.message)}." if event else "",
        says("The scheduler", found.message),
        found.refusal.sentence if found.refusal and found.coming.help is None else "",
    )


_ADVICE = "Ask for less, add a node, or change what excludes the nodes."


def _advice(found: _Unfit) -> str:
    lack, refusal = found.lack, found.refusal
    if found.missing:
        return f"Create PersistentVolumeClaim {found.missing}."
    if lack.claim:
        return found.cause.advice if found.cause else ""
    return (refusal.advice if refusal and not lack.is_whole else "") or lack.advice or _ADVICE


def _claim_commands(subject: Subject, claim: str) -> tuple[str, ...]:
    return (kubectl.describe_object("pvc", claim, subject.pod.metadata.namespace),) if claim else ()


def _origin(subject: Subject, found: _Unfit) -> Origin:
    """The origin: the claim that is missing, or what the lack tells. A reason of the nodes is one for all pods, a
    reason of the pod is its workload's own."""
    namespace = subject.pod.metadata.namespace
    if found.missing:
        return MissingOrigin("PersistentVolumeClaim", namespace, found.missing)
    if found.lack.origin is not None:
        return found.lack.origin
    lead = found.reasons[0] if found.reasons else None
    if lead is not None and not lead.is_own:
        return SchedulingOrigin(lead.obstacle, name=lead.name)
    owner = str(workload(subject.pod, subject.around)) or subject.pod.metadata.name
    obstacle, name = (lead.obstacle, lead.name) if lead is not None else (None, "")
    return SchedulingOrigin(obstacle, namespace, owner, name)
