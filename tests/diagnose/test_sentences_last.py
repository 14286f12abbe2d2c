"""How bad something is, and whether it passes, follows from what was found: with other sentences it stays the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import Event, Node, Probe, TCPSocketAction
from kubectl_sidecars.api.around import NodeSpec
from kubectl_sidecars.diagnose import Finding, Severity, Transition
from kubectl_sidecars.diagnose.facts import node_upkeep, scheduling_outlook
from kubectl_sidecars.diagnose.facts.scheduling_outlook import Help
from kubectl_sidecars.diagnose.rules import node as node_rules
from kubectl_sidecars.diagnose.rules import scheduling_finding, unready_finding
from tests.diagnose.test_scheduling import scaled, unbound
from tests.support.builders import ago, condition, container, crashing, event, findings, node, pod, running, terminated


def decided(found: Sequence[Finding]) -> list[tuple[object, ...]]:
    return [(each.reason, each.severity, each.transition, each.container) for each in found]


def upgraded() -> Node:
    made = node(condition("Ready", "Unknown", since=300))
    meta = msgspec.structs.replace(made.metadata, annotations={"weave.works/kured-reboot-in-progress": "now"})
    return msgspec.structs.replace(made, metadata=meta, spec=NodeSpec(unschedulable=True))


def joined() -> Node:
    made = node(condition("Ready", "False", since=30))
    return msgspec.structs.replace(
        made, metadata=msgspec.structs.replace(made.metadata, creation_timestamp=ago(30)), spec=NodeSpec()
    )


@pytest.mark.parametrize("around", [upgraded(), joined()], ids=["rebooted", "joined"])
def test_a_node_that_comes_back_passes_whatever_is_said_of_it(around: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = pod([container("app")])
    before = decided(findings(shop, around))
    assert ("NodeNotReady", Severity.NOTICE, Transition.UNDER_WAY, "") in before
    monkeypatch.setattr(node_rules, "_passing_words", lambda *_: "")
    assert decided(findings(shop, around)) == before


def test_a_deletion_on_a_node_that_is_worked_on_is_no_alarm_whatever_is_said_of_the_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone = pod([container("app")], meta={"deletion_timestamp": ago(100), "deletion_grace_period_seconds": 30})
    before = decided(findings(gone, upgraded()))
    assert all(each[1] is Severity.NOTICE for each in before)
    marks = tuple((key, values, work._replace(words="")) for key, values, work in node_upkeep._MARKS)
    monkeypatch.setattr(node_upkeep, "_MARKS", marks)
    assert decided(findings(gone, upgraded())) == before


@pytest.mark.parametrize(
    ("status", "around"),
    [
        ({"nominated_node_name": "node-1"}, ()),
        ({}, (scaled("TriggeredScaleUp", "pod triggered scale-up: [{a 3->4 (max: 10)}]", 30),)),
    ],
    ids=["preemption", "new node"],
)
def test_help_for_a_pod_without_a_node_is_under_way_whatever_is_said_of_it(
    status: dict[str, Any], around: tuple[Event, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = unbound(40, status=status)
    before = decided(findings(waits, *around))
    assert before == [("Unschedulable", Severity.NOTICE, Transition.UNDER_WAY, "")]
    plain = scheduling_outlook.outlook
    monkeypatch.setattr(
        scheduling_finding, "outlook", lambda *values, **named: plain(*values, **named)._replace(words="")
    )
    assert decided(findings(waits, *around)) == before


def test_what_an_autoscaler_has_tried_without_success_is_said_and_is_no_help() -> None:
    promised = event("Nominated", "Pod should schedule on: nodeclaim/a", at=5, first=400, count=6)
    (found,) = findings(unbound(2), promised)
    assert "has tried to make room 6 times" in found.message
    assert (found.severity, found.transition) == (Severity.NOTICE, Transition.NONE)
    assert {each.value for each in Help} == {"room", "node back", "new node", "volume"}


def test_readiness_beside_a_container_that_is_down_is_a_notice_whatever_is_said_of_that_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = container(
        "app", running(4000), ready=False, started=True, readiness_probe=Probe(tcp_socket=TCPSocketAction(port=80))
    )
    sick = pod([app, crashing("db", terminated(1))])
    before = decided(findings(sick))
    assert ("ReadinessProbeFailed", Severity.NOTICE, Transition.UNDER_WAY, "app") in before
    monkeypatch.setattr(unready_finding, "all_called", lambda _: "")
    assert decided(findings(sick)) == before
