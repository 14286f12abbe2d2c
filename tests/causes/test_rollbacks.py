"""The way back of StatefulSets and DaemonSets: which revisions are read, and when one of them is a cure."""

from __future__ import annotations

import pytest

from kubectl_sidecars.api import ControllerRevision, ObjectMeta, Pod
from kubectl_sidecars.api.meta import OwnerReference
from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.causes.rollbacks import wanted_revisions, with_rollbacks
from tests.support.builders import conditions, container, crashing, owned_by, pod, report, terminated

KINDS = ("StatefulSet", "DaemonSet")


def revision(number: int, hash_: str, kind: str = "StatefulSet", owner: str = "db") -> ControllerRevision:
    reference = OwnerReference(kind=kind, name=owner, uid=f"uid-{owner}", controller=True)
    meta = ObjectMeta(name=f"{owner}-{hash_}", namespace="demo", uid=f"{owner}{hash_}", owner_references=(reference,))
    return ControllerRevision(metadata=meta, revision=number)


def member(name: str, hash_: str, kind: str, *, sick: bool) -> Pod:
    label = f"db-{hash_}" if kind == "StatefulSet" else hash_
    main = crashing("db", terminated(1)) if sick else container("db")
    meta = {**owned_by(kind, "db"), "labels": {"controller-revision-hash": label}}
    return pod([main], name=name, conditions=conditions() if not sick else (), meta=meta)


def cause_of(kind: str, *others: Pod) -> Cause:
    (cause,) = report(member("db-2", "new", kind, sick=True), *others).causes
    return cause


def cured(kind: str, *found: ControllerRevision) -> Cause:
    cause = cause_of(kind, member("db-1", "old", kind, sick=False))
    (request,) = wanted_revisions([cause])
    (after,) = with_rollbacks([cause], {request: found})
    return after


def test_a_daemon_set_goes_back() -> None:
    cause = cured("DaemonSet", revision(4, "old", "DaemonSet"), revision(5, "new", "DaemonSet"))
    assert cause.cure == "kubectl rollout undo -n demo daemonset/db"
    assert cause.advice.startswith("Go back to the revision that serves (`kubectl rollout undo -n demo daemonset/db`).")


def test_a_stateful_set_goes_back_and_its_pod_has_to_be_deleted() -> None:
    cause = cured("StatefulSet", revision(4, "old"), revision(5, "new"))
    assert cause.cure == "kubectl rollout undo -n demo statefulset/db && kubectl delete pod -n demo db-2"


@pytest.mark.parametrize("kind", KINDS)
def test_what_lies_between_is_passed_over_by_number(kind: str) -> None:
    found = (revision(3, "old", kind), revision(5, "new", kind), revision(4, "broken", kind))
    assert f"{kind.lower()}/db --to-revision=3" in cured(kind, *found).cure


@pytest.mark.parametrize(
    "found",
    [
        (),
        (revision(5, "new"),),
        (revision(6, "newer"), revision(5, "new"), revision(4, "old")),
        (revision(5, "new"), revision(4, "broken")),
        (revision(5, "new"), revision(4, "old", owner="other")),
    ],
    ids=["not read", "no older one", "not of the newest", "the one that serves is gone", "of another workload"],
)
def test_no_way_back_is_named_that_is_none(found: tuple[ControllerRevision, ...]) -> None:
    assert cured("StatefulSet", *found).cure == ""


@pytest.mark.parametrize(
    "others",
    [(), (member("db-1", "new", "StatefulSet", sick=False),), (member("db-1", "old", "StatefulSet", sick=True),)],
    ids=["alone", "the same revision serves", "the older one is sick too"],
)
def test_nothing_is_read_where_no_older_revision_serves(others: tuple[Pod, ...]) -> None:
    causes = report(member("db-2", "new", "StatefulSet", sick=True), *others).causes
    assert wanted_revisions(causes) == ()


def test_revisions_of_a_file_are_as_good() -> None:
    pods = (member("db-2", "new", "DaemonSet", sick=True), member("db-1", "old", "DaemonSet", sick=False))
    (cause,) = report(*pods, revision(1, "old", "DaemonSet"), revision(2, "new", "DaemonSet")).causes
    assert cause.cure == "kubectl rollout undo -n demo daemonset/db"
