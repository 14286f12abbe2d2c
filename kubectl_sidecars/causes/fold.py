"""The causes of the findings of all pods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from kubectl_sidecars.causes.cause import Case, Cause, PodName
from kubectl_sidecars.causes.consequences import with_consequences
from kubectl_sidecars.causes.groups import Group, groups
from kubectl_sidecars.causes.nodes import about_node, node_verdicts
from kubectl_sidecars.causes.owners import owner_causes
from kubectl_sidecars.causes.peers import Others
from kubectl_sidecars.causes.shared_node import one_node
from kubectl_sidecars.causes.verdict import Verdict, losses_of
from kubectl_sidecars.causes.wording import tell
from kubectl_sidecars.diagnose.needs import Need
from kubectl_sidecars.snapshot import Snapshot

_FAR = datetime(9999, 1, 1, tzinfo=UTC)


def fold_causes(cases: Sequence[Case], around: Snapshot) -> tuple[Cause, ...]:
    """One cause for each origin, worst first: by severity, then by pods, then the older one first, then in the order of
    pods and rules. Notices stay with their pods."""
    found = groups(cases)
    others = Others(found, cases, around)
    verdicts = [_verdict(about_node(group), others, around) for group in one_node(found, others)]
    verdicts += [Verdict(cause, cause.title, needs=(cause.needs,)) for cause in owner_causes(cases, around)]
    verdicts += node_verdicts(cases, around)
    return tuple(sorted(with_consequences(verdicts, cases), key=_worst_first))


def _worst_first(cause: Cause) -> tuple[int, int, datetime]:
    pods = len(cause.pods) + sum(len(each.pods) for each in cause.consequences)
    return cause.severity.rank, -pods, cause.since or _FAR


def _verdict(group: Group, others: Others, around: Snapshot) -> Verdict:
    return Verdict(
        _cause(group, others, around),
        group.finding.summary,
        group.finding.effect,
        tuple(finding.needs for finding in group.findings),
        losses_of(group),
    )


def _cause(group: Group, others: Others, around: Snapshot) -> Cause:
    wording = tell(group, others, around)
    finding = group.finding
    return Cause(
        reason=finding.reason,
        severity=group.severity,
        title=wording.title,
        explanation=wording.explanation,
        pods=tuple(PodName(case.namespace, case.name) for case in group.cases),
        owners=tuple(str(owner) for _, owner in group.places),
        since=group.since,
        container=finding.container,
        image=group.image,
        advice=finding.advice,
        commands=finding.commands,
        may_be_older=group.since is not None and group.may_be_older,
        needs=_shared_needs(group),
    )


def _shared_needs(group: Group) -> tuple[Need, ...]:
    """The needs that all findings of a group have, in the order of the first."""
    return tuple(need for need in group.finding.needs if all(need in finding.needs for finding in group.findings))
