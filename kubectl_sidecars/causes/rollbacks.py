"""The way back for a StatefulSet or DaemonSet, whose revisions are read when a cause asks for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from kubectl_sidecars.api import ControllerRevision
from kubectl_sidecars.causes.cause import Cause, RevisionRequest
from kubectl_sidecars.causes.cures import of_template
from kubectl_sidecars.causes.groups import Group
from kubectl_sidecars.causes.peers import Peers
from kubectl_sidecars.diagnose.phrasing.kubectl import delete_pod, rollout_undo
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.model import Owner, controller
from kubectl_sidecars.snapshot import Snapshot

Revisions = Mapping[RevisionRequest, Sequence[ControllerRevision]]
"""The revisions of each request, and others of its namespace; none where they cannot be read."""
MOST_REQUESTS = 5
"""Workloads whose revisions are read for one report, or at once for the screen."""
_WITH_REVISIONS = frozenset({"StatefulSet", "DaemonSet"})


def revision_request(group: Group, others: Peers) -> RevisionRequest | None:
    """The revisions to read for a group; None unless all of it is of one revision and pods of another one are ready."""
    case = group.speaker
    if case.owner.kind not in _WITH_REVISIONS or not of_template(group) or not case.revision:
        return None
    serving = {mate.revision for mate in others.mates(case) if mate.is_well and mate.revision} - {case.revision}
    if not serving:
        return None
    return RevisionRequest(case.namespace, case.owner.kind, case.owner.name, case.revision, tuple(sorted(serving)))


def wanted_revisions(causes: Sequence[Cause], known: Collection[RevisionRequest] = ()) -> tuple[RevisionRequest, ...]:
    """The revisions to read, without those that are known; those of the worst causes first."""
    wanted = dict.fromkeys(cause.revisions for cause in causes if cause.revisions and not cause.cure)
    return tuple(request for request in wanted if request not in known)[:MOST_REQUESTS]


def with_recorded_rollbacks(causes: Sequence[Cause], snapshot: Snapshot) -> tuple[Cause, ...]:
    """The causes with the way back by the revisions that the snapshot holds."""
    if not snapshot.controller_revisions:
        return tuple(causes)
    found = tuple(snapshot.controller_revisions.values())
    return with_rollbacks(causes, dict.fromkeys(wanted_revisions(causes), found))


def with_rollbacks(causes: Sequence[Cause], found: Revisions) -> tuple[Cause, ...]:
    """The causes with the way back, where the revisions that were read show one."""
    return tuple(_with(cause, found) for cause in causes)


def _with(cause: Cause, found: Revisions) -> Cause:
    request = cause.revisions
    number = _way_back(request, found[request]) if request is not None and request in found else None
    if request is None or number is None or cause.cure:
        return cause
    undo = rollout_undo(Owner(request.kind, request.name), request.namespace, number)
    words, cure = f"Go back to the revision that serves (`{undo}`).", undo
    if request.kind == "StatefulSet" and len(cause.pods) == 1:
        # kubernetes#67250
        delete = delete_pod(cause.pods[0].name, request.namespace)
        words = (
            f"Go back to the revision that serves (`{undo}`), and delete the pod (`{delete}`), which stays otherwise."
        )
        cure = f"{undo} && {delete}"
    return msgspec.structs.replace(cause, cure=cure, advice=paragraph(words, cause.advice))


def _way_back(request: RevisionRequest, found: Iterable[ControllerRevision]) -> int | None:
    """The number of the newest older revision that serves, 0 for the one before the newest, to which kubectl goes
    without a number (rollback.go, v1.35). None without one, and if the fault is not of the newest revision."""
    own = [each for each in found if _is_of(request, each)]
    own.sort(key=lambda revision: revision.revision, reverse=True)
    if len(own) < 2 or not _is(request.revision, request, own[0]):
        return None
    for index, revision in enumerate(own[1:]):
        if any(_is(name, request, revision) for name in request.serving):
            return revision.revision if index else 0
    return None


def _is_of(request: RevisionRequest, revision: ControllerRevision) -> bool:
    owner = controller(revision.metadata)
    if owner is None or revision.metadata.namespace != request.namespace:
        return False
    return (owner.kind, owner.name) == (request.kind, request.name)


def _is(label: str, request: RevisionRequest, revision: ControllerRevision) -> bool:
    """True if pods with that label are of the revision: StatefulSets write its name into it, DaemonSets its hash."""
    return revision.metadata.name in (label, f"{request.name}-{label}")
