"""Sentences about the consequences of a cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from kubectl_sidecars.causes.cause import AUTOSCALER, Cause, Consequence
from kubectl_sidecars.causes.loss_keys import AgentKey
from kubectl_sidecars.causes.verdict import Verdict
from kubectl_sidecars.classify.known_container import ServiceKind
from kubectl_sidecars.diagnose.finding import Effect, Severity
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.sentences import counted, listed

MOST_NAMED = 3
"""Consequences of one cause, and workloads of each, that are named; more are counted."""


def joined(verdict: Verdict, followers: Sequence[Verdict]) -> Cause:
    """The cause with what follows from it; it is at least as severe."""
    cause = verdict.cause
    consequences = tuple(sorted(map(_consequence, followers), key=lambda each: (each.severity.rank, -len(each.pods))))
    return msgspec.structs.replace(
        cause,
        severity=min((cause.severity, *(each.severity for each in consequences)), key=lambda each: each.rank),
        explanation=paragraph(
            cause.explanation,
            _workload(verdict),
            _served_node(verdict),
            *_sentences(consequences),
            _not_tried_again(followers),
        ),
        consequences=consequences,
    )


def _workload(verdict: Verdict) -> str:
    """The workload at fault, in a sentence; "" for several, and where the cause names it. That is so too where it is
    called as its container."""
    cause = verdict.cause
    owner = cause.owners[0] if len(cause.owners) == 1 else None
    is_named = owner is None or verdict.names_owner or owner.name == cause.container
    return "" if is_named else f"It belongs to {owner}."


def _served_node(verdict: Verdict) -> str:
    """The node of an agent of one node, in a sentence."""
    keys = [loss.key for loss in verdict.losses if isinstance(loss.key, AgentKey)]
    nodes = {key.node for key in keys if key.service.kind is not ServiceKind.PORT}
    return f"It serves the pods of node {next(iter(nodes))}." if len(nodes) == 1 else ""


def _not_tried_again(followers: Sequence[Verdict]) -> str:
    """A sentence on the Jobs that have failed for good, and stay so when the cause is gone; "" without any."""
    final = [each.cause for each in followers if each.is_final and each.cause.severity is Severity.CRITICAL]
    jobs = dict.fromkeys(owner for cause in final for owner in cause.owners if owner.kind == "Job")
    names = listed(list(jobs)[:MOST_NAMED], more=len(jobs) - MOST_NAMED)
    return f"What failed of {names} is not tried again." if jobs else ""


def _consequence(verdict: Verdict) -> Consequence:
    cause = verdict.cause
    return Consequence(
        reason=cause.reason,
        severity=cause.severity,
        summary=verdict.summary,
        container=cause.container,
        effect=verdict.effect,
        pods=cause.pods,
        owners=cause.owners,
    )


def _sentences(consequences: Sequence[Consequence]) -> Iterator[str]:
    pods = {pod for consequence in consequences for pod in consequence.pods}
    named = "; ".join(map(_named, consequences[:MOST_NAMED]))
    if len(consequences) > 1 and len(pods) > 1:
        yield f"{counted(len(pods), 'other pod')} suffer from it: {named}."
    elif named:
        yield f"Because of it, {named}."
    rest = consequences[MOST_NAMED:]
    if rest:
        more = {pod for each in rest for pod in each.pods}
        others = {owner for each in rest for owner in each.owners}
        shown = counted(len(more), "more pod") if more else counted(len(others), "more workload")
        yield f"{shown} {'shows' if len(more or others) == 1 else 'show'} what follows from it."


def _named(consequence: Consequence) -> str:
    """`pod web cannot start (its volume cannot be mounted)`; what an autoscaler cannot do says all."""
    scales_not = not consequence.pods and all(owner.kind == AUTOSCALER for owner in consequence.owners)
    return f"{_who(consequence)} {'cannot scale' if scales_not else f'{_does(consequence)} ({consequence.summary})'}"


def _who(consequence: Consequence) -> str:
    """`2 pods of Deployment/coredns and Deployment/web`."""
    owners = list(dict.fromkeys(consequence.owners))
    named = listed(owners) if len(owners) <= MOST_NAMED else counted(len(owners), "workload")
    if not consequence.pods:
        return named
    if not owners and len(consequence.pods) == 1:
        return f"pod {consequence.pods[0].name}"
    return counted(len(consequence.pods), "pod") + (f" of {named}" if owners else "")


def _does(consequence: Consequence) -> str:
    if not consequence.pods:
        return "gets no pods" if len(set(consequence.owners)) == 1 else "get no pods"
    is_one = len(consequence.pods) == 1
    match consequence.effect:
        case Effect.BLOCKED:
            return "cannot start"
        case Effect.UNREADY:
            return "is not Ready" if is_one else "are not Ready"
        case Effect.DOWN:
            return "does not run" if is_one else "do not run"
        case Effect.NONE | Effect.FAILED:
            return "is affected" if is_one else "are affected"
