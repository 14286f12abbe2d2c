"""What is shared among the pods of a workload, and that nothing else changes."""

from __future__ import annotations

from collections import Counter

from msgspec.structs import replace

from kubectl_sidecars import files
from kubectl_sidecars.api import Event, Pod
from kubectl_sidecars.kube.sharing import Sharing
from kubectl_sidecars.model import controller

PODS = list(files.demo().snapshot.pods.values())


def test_a_shared_pod_is_equal_to_the_one_that_came() -> None:
    sharing = Sharing()
    assert [sharing.of(pod, None) for pod in PODS] == PODS
    assert [sharing.of(pod, PODS[0]) for pod in PODS] == PODS


def test_pods_of_one_workload_hold_the_same_environment_and_probes() -> None:
    sharing = Sharing()
    first, second = of_one_workload()
    one, other = sharing.of(first, None), sharing.of(second, None)
    for mine, yours in zip(one.spec.containers, other.spec.containers, strict=True):
        assert mine.env is yours.env
        assert mine.resources is yours.resources
        assert mine.readiness_probe is yours.readiness_probe


def test_a_pod_whose_status_alone_has_changed_keeps_its_spec() -> None:
    pod = PODS[0]
    copy = replace(pod, spec=replace(pod.spec), status=replace(pod.status, phase="Failed"))
    shared = Sharing().of(copy, pod)
    assert shared.spec is pod.spec
    assert shared.status.phase == "Failed"


def test_what_is_no_pod_stays_as_it_is() -> None:
    event = Event(reason="BackOff")
    assert Sharing().of(event, event) is event


def of_one_workload() -> tuple[Pod, Pod]:
    owners = Counter(owner.uid for pod in PODS if (owner := controller(pod.metadata)) is not None)
    uid, _count = owners.most_common(1)[0]
    first, second, *_ = [pod for pod in PODS if (owner := controller(pod.metadata)) is not None and owner.uid == uid]
    return first, second
