"""Pods of a workload share equal parts, and are otherwise unchanged."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from kubectl_sidecars import files
from kubectl_sidecars.api import Event, Pod, Toleration
from kubectl_sidecars.decode import decode_object
from kubectl_sidecars.kube.read.interning import PodInterner
from kubectl_sidecars.kube.read.watch_decoder import WatchChange, WatchDecoder
from kubectl_sidecars.model import controller
from kubectl_sidecars.snapshot import Undecodable
from tests.support.builders import container, owned_by, pod

DEMO = files.demo()
PODS = list(DEMO.snapshot.pods.values())
LINES = [line for line in (DEMO.replay() if DEMO.replay else ()) if isinstance(line.object, Pod)]


def events(*objects: bytes) -> bytes:
    """As a watch sends them."""
    return b"".join(b'{"type":"MODIFIED","object":' + each + b"}\n" for each in objects)


def told(decoder: WatchDecoder[Pod], *objects: bytes) -> list[Pod]:
    return [each.object for each in decoder.feed(events(*objects)) if isinstance(each, WatchChange)]


def test_a_shared_pod_is_equal_to_the_one_that_came() -> None:
    interner = PodInterner()
    assert [interner.intern(pod) for pod in PODS] == PODS
    assert [interner.intern(pod) for pod in PODS] == PODS


def test_each_pod_of_a_watch_is_what_it_is_when_decoded_alone() -> None:
    """Over the whole recording: specs that come again, that change, of pods that come under an old name."""
    decoder = WatchDecoder(Pod)
    assert told(decoder, *(line.raw for line in LINES)) == [decode_object(line.raw, Pod, []) for line in LINES]
    assert decoder.undecodable == []


def test_a_spec_that_comes_again_is_the_one_that_is_held() -> None:
    decoder, uid = WatchDecoder(Pod), PODS[0].metadata.uid
    pods = told(decoder, *(line.raw for line in LINES if line.object.metadata.uid == uid))
    again = [(one, other) for one, other in pairwise(pods) if one.spec == other.spec]
    assert again
    assert all(one.spec is other.spec for one, other in again)


@pytest.mark.parametrize(
    ("spec", "problems"),
    [
        ({"nodeName": "other", "containers": [{"name": "app"}]}, 0),
        ({"nodeName": 7, "containers": [{"name": "app"}]}, 1),
        (None, 0),
        (7, 1),
    ],
)
def test_a_spec_that_is_another_or_none_is_read_for_what_it_is(spec: Any, problems: int) -> None:
    decoder = WatchDecoder(Pod)
    found: list[Undecodable] = []
    (before,) = told(decoder, LINES[0].raw)
    pod = msgspec.json.decode(LINES[0].raw)
    changed = msgspec.json.encode({**pod, "metadata": {**pod["metadata"], "generation": 7}, "spec": spec})
    assert told(decoder, changed) == [decode_object(changed, Pod, found)]
    assert len(decoder.undecodable) == len(found) == problems
    assert told(decoder, LINES[0].raw) == [before]


@pytest.mark.parametrize(
    ("node", "generation", "read"),
    [("n", 2, False), ("n", 3, True), ("", 2, True), ("n", 0, True)],
    ids=["counted", "counted on", "bound meanwhile", "not counted"],
)
def test_a_bound_pod_of_the_same_generation_has_the_same_spec(node: str, generation: int, read: bool) -> None:
    """Its bytes are not even read; binding alone changes a spec without being counted."""

    def raw(generation: int, **spec: str) -> bytes:
        return msgspec.json.encode({"metadata": {"name": "a", "uid": "u", "generation": generation}, "spec": spec})

    decoder = WatchDecoder(Pod)
    (before,) = told(decoder, raw(min(generation, 2), nodeName=node))
    (after,) = told(decoder, raw(generation, nodeName="n", schedulerName="new"))
    assert (after.spec.scheduler_name == "new") == read
    assert (after.spec is before.spec) != read


def test_pods_without_a_uid_are_told_apart_by_their_names() -> None:
    def named(name: str, node: str) -> bytes:
        return msgspec.json.encode({"metadata": {"name": name}, "spec": {"nodeName": node}})

    pods = told(WatchDecoder(Pod), named("a", "one"), named("b", "two"), named("a", "one"))
    assert [pod.spec.node_name for pod in pods] == ["one", "two", "one"]


def test_pods_of_one_workload_hold_the_same_environment_and_probes() -> None:
    interner = PodInterner()
    first, second = of_one_workload()
    one, other = interner.intern(first), interner.intern(second)
    for mine, yours in zip(one.spec.containers, other.spec.containers, strict=True):
        assert mine.env is yours.env
        assert mine.resources is yours.resources
        assert mine.readiness_probe is yours.readiness_probe


def test_a_pod_whose_status_alone_has_changed_keeps_its_spec() -> None:
    interner = PodInterner()
    pod = interner.intern(PODS[0])
    copy = replace(pod, spec=replace(pod.spec), status=replace(pod.status, phase="Failed"))
    shared = interner.intern(copy)
    assert shared.spec is pod.spec
    assert shared.status.phase == "Failed"


def test_what_is_no_pod_stays_as_it_is() -> None:
    event = Event(reason="BackOff")
    assert PodInterner().intern(event) is event


def of_one_workload() -> tuple[Pod, Pod]:
    owners = Counter(owner.uid for pod in PODS if (owner := controller(pod.metadata)) is not None)
    uid, _count = owners.most_common(1)[0]
    first, second, *_ = [pod for pod in PODS if (owner := controller(pod.metadata)) is not None and owner.uid == uid]
    return first, second


def test_pods_of_a_workload_share_where_they_may_run() -> None:
    def placed(name: str, **spec: Any) -> Pod:
        return pod([container("app")], name=name, spec=spec, meta=owned_by("ReplicaSet", "shop"))

    interner = PodInterner()
    first, second, other = (
        interner.intern(each)
        for each in (
            placed("shop-1", tolerations=(Toleration(key="gpu", operator="Exists"),), node_selector={"pool": "a"}),
            placed("shop-2", tolerations=(Toleration(key="gpu", operator="Exists"),), node_selector={"pool": "a"}),
            placed("shop-3"),
        )
    )
    assert first.spec.tolerations is second.spec.tolerations
    assert first.spec.node_selector is second.spec.node_selector
    assert (other.spec.tolerations, other.spec.node_selector) == ((), {})
