"""The causes of the findings of all pods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from kubectl_sidecars.api import Pod
from kubectl_sidecars.causes.cause import Case, Cause, LogRequest, PodName, name_of
from kubectl_sidecars.causes.consequences import with_consequences
from kubectl_sidecars.causes.groups import Group, groups
from kubectl_sidecars.causes.nodes import about_node, node_verdicts
from kubectl_sidecars.causes.owners import owner_causes
from kubectl_sidecars.causes.peers import Peers
from kubectl_sidecars.causes.rollbacks import revision_request
from kubectl_sidecars.causes.shared_node import one_node
from kubectl_sidecars.causes.verdict import Verdict, losses_of, losses_of_owners
from kubectl_sidecars.causes.wording import CauseWords, summary_of, tell
from kubectl_sidecars.diagnose.needs import Need, OwnerNeed, PeerNeed, PodNeed, PortNeed
from kubectl_sidecars.diagnose.origin import MissingOrigin
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.model import condition
from kubectl_sidecars.snapshot import Snapshot

_FAR = datetime(9999, 1, 1, tzinfo=UTC)


def fold_causes(cases: Sequence[Case], around: Snapshot) -> tuple[Cause, ...]:
    """One cause for each origin, worst first: by severity, then those that do not wait for others, then by pods, the
    older one first, then in the order of pods and rules. Notices stay with their pods."""
    return tuple(_worst_first(with_consequences(verdicts(cases, around), cases, around)))


def verdicts(cases: Sequence[Case], around: Snapshot) -> list[Verdict]:
    """One verdict for each origin; none is joined to another one yet."""
    found = groups(cases)
    others = Peers(found, cases, around)
    made = [_verdict(about_node(group), others, around) for group in one_node(_of_stores(found, others), others)]
    made += [
        Verdict(cause, cause.title, needs=(cause.needs,), losses=losses_of_owners(cause), names_owner=True)
        for cause in owner_causes(cases, around)
    ]
    return [*made, *node_verdicts(cases, around)]


def _of_stores(found: Sequence[Group], others: Peers) -> Sequence[Group]:
    """The groups, with those put together whose missing objects are not made for want of one thing."""
    if sum(isinstance(group.finding.origin, MissingOrigin) for group in found) < 2 or not others.warnings_of_makers:
        return found
    from kubectl_sidecars.causes.shared_stores import one_store  # noqa: PLC0415 - few causes need it

    return one_store(found, others.warnings_of_makers)


def _worst_first(causes: Sequence[Cause]) -> list[Cause]:
    """The causes in their order. What says that another one does not answer comes after what fails by itself in its
    namespace and is as bad."""
    by_itself = [cause for cause in causes if not _asks_others(cause)]
    failing = {
        (cause.severity, namespace)
        for cause in by_itself
        for namespace in (*cause.namespaces, *(pod.namespace for pod in cause.pods))
    }

    def rank(cause: Cause) -> tuple[int, bool, int, datetime]:
        pods = len(cause.pods) + sum(len(each.pods) for each in cause.consequences)
        may_follow = _asks_others(cause) and any((cause.severity, pod.namespace) in failing for pod in cause.pods)
        return cause.severity.rank, may_follow, -pods, cause.since or _FAR

    return sorted(causes, key=rank)


def _asks_others(cause: Cause) -> bool:
    """True if its containers wait for others, or ended since others did not answer."""
    return cause.reason == Reason.INIT_WAITS or any(
        isinstance(need, PeerNeed | PodNeed | PortNeed | OwnerNeed) for need in cause.needs
    )


def _verdict(group: Group, others: Peers, around: Snapshot) -> Verdict:
    pods = [pod for case in group.cases if (pod := around.pods.get(case.uid)) is not None]
    wording = tell(group, others, around)
    return Verdict(
        _cause(group, wording, others),
        summary_of(group),
        group.finding.effect,
        tuple(finding.needs for finding in group.findings),
        losses_of(group),
        _down_since(group, pods),
        is_final=len(pods) == len(group.cases) and all(pod.is_over for pod in pods),
        names_owner=wording.names_owner,
    )


def _down_since(group: Group, pods: Sequence[Pod]) -> datetime | None:
    """The earliest time of its findings, or since when one of its pods has not been Ready."""
    ready = [each for pod in pods if (each := condition(pod, "Ready")) is not None and each.status == "False"]
    times = (group.since, *(each.last_transition_time for each in ready))
    return min((time for time in times if time is not None), default=None)


def _cause(group: Group, wording: CauseWords, others: Peers) -> Cause:
    finding = group.finding
    return Cause(
        reason=finding.reason,
        severity=group.severity,
        title=wording.title,
        summary=wording.summary,
        extent=wording.extent,
        explanation=wording.explanation,
        pods=tuple(PodName(case.namespace, case.name) for case in group.cases),
        owners=tuple(name_of(owner) for _, owner in group.places),
        since=group.since,
        container=finding.container,
        image=group.image,
        advice=wording.advice,
        commands=finding.commands,
        may_be_older=group.since is not None and group.may_be_older,
        needs=_shared_needs(group),
        namespaces=tuple(group.namespaces),
        log=_log(group),
        revisions=None if wording.cure else revision_request(group, others),
        cure=wording.cure,
        meaning=wording.meaning,
    )


def _log(group: Group) -> LogRequest | None:
    """The log of the first pod that has one for the finding that speaks for all."""
    speaks = group.finding
    for case, finding in zip(group.cases, group.findings, strict=True):
        log = finding.log
        if log is not None and (finding.reason, finding.container) == (speaks.reason, speaks.container):
            return LogRequest(case.namespace, case.name, log.container, log.previous, case.uid)
    return None


def _shared_needs(group: Group) -> tuple[Need, ...]:
    """The needs that all findings of a group have, in the order of the first."""
    return tuple(need for need in group.finding.needs if all(need in finding.needs for finding in group.findings))
