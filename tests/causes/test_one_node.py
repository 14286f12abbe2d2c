"""Troubles that begin together on one node are the node's, where their workloads are well elsewhere."""

from __future__ import annotations

from typing import Any

import msgspec

from kubectl_sidecars.api import Pod
from kubectl_sidecars.diagnose.reasons import Reason
from tests.diagnose.test_probes import PROBE
from tests.support.builders import UNREADY, ago, condition, conditions, container, node, owned_by, pod, report, running


def on(name: str, where: str, workload: str, *, lost: float = 0, **meta: Any) -> Pod:
    """A pod that lost its readiness so many seconds ago, or is well."""
    unready = tuple(msgspec.structs.replace(each, last_transition_time=ago(lost)) for each in UNREADY)
    app = container("app", running(40_000), ready=not lost, readiness_probe=PROBE)
    return pod(
        [app],
        name=name,
        conditions=unready if lost else conditions(condition("Ready")),
        spec={"node_name": where},
        meta={**owned_by("StatefulSet", workload), **meta},
    )


def reasons(*pods: Pod) -> list[str]:
    return [cause.reason for cause in report(*pods, node()).causes]


SICK = (on("a-0", "node-1", "a", lost=200), on("b-0", "node-1", "b", lost=180))
WELL = (on("a-1", "node-2", "a"), on("b-1", "node-3", "b"))


def test_workloads_that_lose_their_pods_on_one_node_in_one_minute_have_one_cause() -> None:
    (cause,) = report(*SICK, *WELL, node()).causes
    assert cause.reason == Reason.TROUBLE_ON_ONE_NODE
    assert cause.title == (
        "Trouble on node node-1 alone, in 2 of 4 pods of StatefulSet/a and StatefulSet/b in namespace demo,"
        " since 11:56."
    )
    assert "All began within a minute: app lost its readiness" in cause.message
    assert [each.name for each in cause.pods] == ["a-0", "b-0"]
    assert cause.commands[0] == "kubectl describe node node-1"


def test_one_workload_alone_tells_nothing_of_its_node() -> None:
    assert reasons(SICK[0], *WELL) == ["ReadinessProbeFailed"]


def test_a_workload_that_has_no_pod_elsewhere_is_its_own_trouble() -> None:
    assert reasons(*SICK, WELL[0]) == ["ReadinessProbeFailed"] * 2


def test_what_fails_elsewhere_too_is_not_the_nodes() -> None:
    assert Reason.TROUBLE_ON_ONE_NODE not in reasons(*SICK, *WELL, on("b-2", "node-2", "b", lost=190))


def test_an_hour_apart_is_not_together() -> None:
    assert Reason.TROUBLE_ON_ONE_NODE not in reasons(SICK[0], on("b-0", "node-1", "b", lost=4000), *WELL)


def test_pods_that_were_made_together_may_fail_together_for_reasons_of_their_own() -> None:
    young = {"creation_timestamp": ago(400)}
    assert Reason.TROUBLE_ON_ONE_NODE not in reasons(SICK[0], on("b-0", "node-1", "b", lost=180, **young), *WELL)
