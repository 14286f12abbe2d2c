"""Evictions: who is to blame among several containers, and what is lost with the pod."""

from __future__ import annotations

import pytest

from kubectl_sidecars.api import Pod
from kubectl_sidecars.diagnose import Severity
from tests.builders import container, event, only, owned_by, pod, terminated

LOW = "The node was low on resource: memory. Threshold quantity: 100Mi, available: 80Mi."
BOTH = (
    f"{LOW} Container app was using 70Mi, request is 64Mi, has larger consumption of memory."
    " Container otel was using 1900Mi, request is 64Mi, has larger consumption of memory. "
)


def evicted(message: str = "", reason: str = "Evicted", *, owned: bool = True) -> Pod:
    return pod(
        [container("app", terminated(137)), container("otel", terminated(137))],
        phase="Failed",
        status={"reason": reason, "message": message},
        meta=owned_by("ReplicaSet", "shop") if owned else {},
    )


def test_of_several_containers_the_one_most_over_its_request_is_named() -> None:
    found = only(evicted(BOTH), event("Evicted", BOTH))
    assert found.summary == "otel got the pod evicted for memory"
    assert "otel used 1900Mi, its request is 64Mi." in found.message


def test_the_annotations_are_weighed_in_the_same_way() -> None:
    notes = {
        "offending_containers": "app,otel",
        "offending_containers_usage": "70Mi,1900Mi",
        "starved_resource": "memory",
    }
    assert only(evicted(), event("Evicted", "low", annotations=notes)).container == "otel"


def test_the_resource_ends_before_the_full_stop() -> None:
    """The message and the annotation give one origin, so that the pods of one node are one cause."""
    said = only(evicted(LOW), event("Evicted", LOW))
    noted = only(evicted(), event("Evicted", "low", annotations={"starved_resource": "memory"}))
    assert said.title == "The pod was ended by node node-1 for memory (Evicted)."
    assert said.origin == noted.origin


@pytest.mark.parametrize("reason", ["Evicted", "Preempting"])
def test_a_pod_that_nobody_makes_anew_is_lost(reason: str) -> None:
    assert only(evicted(LOW, reason, owned=False)).severity is Severity.CRITICAL
    assert only(evicted(LOW, reason), event(reason, LOW)).severity is Severity.WARNING
