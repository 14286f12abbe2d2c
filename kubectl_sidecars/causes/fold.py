"""The causes of the findings of all pods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from kubectl_sidecars.causes.cause import Case, Cause, PodName
from kubectl_sidecars.causes.groups import Group, groups
from kubectl_sidecars.causes.nodes import node_causes
from kubectl_sidecars.causes.owners import owner_causes
from kubectl_sidecars.causes.peers import Others
from kubectl_sidecars.causes.shared_node import one_node
from kubectl_sidecars.causes.wording import tell
from kubectl_sidecars.snapshot import Snapshot

_FAR = datetime(9999, 1, 1, tzinfo=UTC)


def fold_causes(cases: Sequence[Case], around: Snapshot) -> tuple[Cause, ...]:
    """One cause for each origin, worst first: by severity, then by pods, then the older one first, then in the order of
    pods and rules. Notices stay with their pods."""
    found = groups(cases)
    others = Others(found, cases, around)
    causes = [_cause(group, others, around) for group in one_node(found, others)]
    causes += owner_causes(cases, around)
    causes += node_causes(cases, around)
    return tuple(sorted(causes, key=_worst_first))


def _worst_first(cause: Cause) -> tuple[int, int, datetime]:
    return cause.severity.rank, -len(cause.pods), cause.since or _FAR


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
    )
