"""A report that follows a watch says what one made at once would say, and costs what changed."""

from __future__ import annotations

import random
from datetime import timedelta

import msgspec
import pytest

from kubectl_sidecars.api import ContainerPort, Object, ObjectMeta, Pod, Service, ServicePort, ServiceSpec
from kubectl_sidecars.report import inspect
from kubectl_sidecars.report.differences import differing
from kubectl_sidecars.report.live import REFRESH, STEP, Inspected, follow
from kubectl_sidecars.snapshot import Line, Snapshot, fold
from tests.support import seldom
from tests.support.builders import NOW, conditions, container, crashing, pod, snapshot, terminated
from tests.support.screens import demo


def lines_of(whole: Snapshot) -> list[Line]:
    around = (whole.pods, whole.nodes, whole.jobs, whole.replica_sets, whole.namespaces, whole.services)
    objects: list[Object] = [each for one in around for each in one.values()]
    objects += [each for events in whole.events.values() for each in events]
    return [Line(whole.taken_at, "ADDED", each) for each in objects]


@pytest.mark.parametrize("seed", range(4))
def test_in_whatever_order_all_comes_the_report_is_that_of_the_whole(seed: int) -> None:
    """Pods before their namespaces, services, ReplicaSets, Jobs, nodes and events, and after them."""
    whole, chance = demo(), random.Random(seed)
    lines = lines_of(whole)
    chance.shuffle(lines)
    known = Inspected()
    now = Snapshot(taken_at=whole.taken_at, source=whole.source)
    for start in range(0, len(lines), 40):
        now = fold(now, lines[start : start + 40])
        known = follow(known, now)
    assert known.report().pods == inspect(now).pods
    assert known.report().causes == inspect(now).causes


def test_a_service_that_is_heard_of_after_its_pods_is_evidence_all_the_same() -> None:
    """And is none any more when it has gone."""
    web = container("web", ports=(ContainerPort(container_port=8080),))
    one = pod([web, container("other")], meta={"labels": {"app": "shop"}})
    known = follow(Inspected(), snapshot(one))
    spec = ServiceSpec(selector={"app": "shop"}, ports=(ServicePort(port=80, target_port=8080),))
    service = Service(metadata=ObjectMeta(name="shop", namespace="demo", uid="service"), spec=spec)
    with_it = follow(known, fold(known.snapshot, [Line(NOW, "ADDED", service)]))
    without = follow(with_it, fold(with_it.snapshot, [Line(NOW, "DELETED", service)]))
    assert with_it.report().pods == inspect(with_it.snapshot).pods != known.report().pods
    assert without.report().pods == known.report().pods


def test_a_service_of_another_namespace_that_comes_or_goes_changes_whom_a_pod_needs() -> None:
    words = "dial tcp 10.43.1.20:5432: connect: connection refused, dial tcp: connect to db.data:5432: refused"
    known = follow(Inspected(), snapshot(pod([crashing("app", terminated(1, message=words))])))
    db = Service(metadata=ObjectMeta(name="db", namespace="data", uid="db"), spec=ServiceSpec(cluster_ip="10.43.1.20"))
    with_it = follow(known, fold(known.snapshot, [Line(NOW, "ADDED", db)]))
    without = follow(with_it, fold(with_it.snapshot, [Line(NOW, "DELETED", db)]))
    assert with_it.report().pods == inspect(with_it.snapshot).pods != known.report().pods
    assert without.report().pods == known.report().pods


@pytest.mark.parametrize(
    ("before", "comes"),
    [([seldom.asks()], seldom.db()), ([*seldom.leaves()], seldom.comes())],
    ids=["an address", "the pod that takes its place"],
)
def test_another_pod_that_is_named_is_known_once_it_comes_and_until_it_goes(before: list[Object], comes: Pod) -> None:
    known = follow(Inspected(), snapshot(*before))
    with_it = follow(known, fold(known.snapshot, [Line(NOW, "ADDED", comes)]))
    without = follow(with_it, fold(with_it.snapshot, [Line(NOW, "DELETED", comes)]))
    assert with_it.report().pods == inspect(with_it.snapshot).pods
    assert with_it.report().pods[0] != known.report().pods[0]
    assert without.report().pods == known.report().pods


@pytest.mark.parametrize("field", ["labels", "annotations"])
def test_a_mark_that_changes_on_a_pod_of_the_same_spec_changes_what_its_containers_are_for(field: str) -> None:
    marks = {"labels": {"app": "second"}, "annotations": {"kubectl.kubernetes.io/default-container": "second"}}
    before = pod([container("first"), container("second")])
    after = msgspec.structs.replace(
        before,
        metadata=msgspec.structs.replace(before.metadata, **{field: marks[field]}),
    )
    known = follow(Inspected(), snapshot(before))
    now = follow(known, fold(known.snapshot, [Line(NOW, "MODIFIED", after)]))
    assert now.report().pods == inspect(now.snapshot).pods != known.report().pods


def test_what_the_containers_are_for_is_not_worked_out_again_where_the_status_alone_has_changed() -> None:
    before = pod([container("app")])
    after = msgspec.structs.replace(before, status=msgspec.structs.replace(before.status, phase="Pending"))
    known = follow(Inspected(), snapshot(before))
    now = follow(known, fold(known.snapshot, [Line(NOW, "MODIFIED", after)]))
    assert now.judged[before.metadata.uid] is known.judged[before.metadata.uid]
    assert now.report().pods == inspect(now.snapshot).pods != known.report().pods


def test_what_goes_is_gone_and_what_lost_its_events_is_inspected_again() -> None:
    whole = demo()
    known = follow(Inspected(), whole)
    gone = [Line(whole.taken_at, "DELETED", each) for each in list(whole.pods.values())[::3]]
    gone += [Line(whole.taken_at, "DELETED", each) for events in whole.events.values() for each in events]
    after = fold(whole, gone)
    assert follow(known, after).report().pods == inspect(after).pods


def test_what_did_not_change_is_the_same_object() -> None:
    whole = demo()
    known = follow(Inspected(), whole)
    uid, one = next(iter(whole.pods.items()))
    labelled = msgspec.structs.replace(one.metadata, resource_version="newer", labels={"a": "b"})
    after = fold(whole, [Line(whole.taken_at, "MODIFIED", msgspec.structs.replace(one, metadata=labelled))])
    next_ = follow(known, after)
    assert [key for key in known.pods if next_.pods[key] is not known.pods[key]] in ([], [uid])
    assert next_.snapshot.pods[uid].metadata.labels == {"a": "b"}


def test_the_sick_are_refreshed_a_few_at_a_time_until_all_had_their_turn() -> None:
    """`(10s ago)` becomes `(20s ago)`: for a second's worth of pods at once, and for as many seconds as have passed."""
    sick = [pod([crashing("app", terminated(1))], name=f"pod-{number}") for number in range(13 * STEP)]
    known = follow(Inspected(), snapshot(*sick))
    first = {report.restarts for report, _ in known.pods.values()}
    sizes = []
    for step in range(5):
        later = NOW + REFRESH + timedelta(milliseconds=step)
        before, known = known, follow(known, msgspec.structs.replace(known.snapshot, taken_at=later))
        sizes.append(len(differing(before.pods, known.pods)))
    assert sizes == [STEP * int(REFRESH.total_seconds()), STEP, STEP, STEP, 0]
    assert first.isdisjoint(report.restarts for report, _ in known.pods.values())


def test_of_what_is_well_time_changes_nothing() -> None:
    known = follow(Inspected(), snapshot(pod([container("app")], conditions=conditions())))
    later = follow(known, msgspec.structs.replace(known.snapshot, taken_at=NOW + timedelta(days=1)))
    assert differing(known.pods, later.pods) == []
