"""What is shown: kubectl's columns and ours, in every form, with nothing of the cluster raw."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kubectl_sidecars.api import Event, InvolvedObject, ObjectMeta, Pod
from kubectl_sidecars.decode import decode_object
from kubectl_sidecars.diagnose import Finding, Severity
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.escape import visible
from kubectl_sidecars.render.data import schema, to_json, to_yaml
from kubectl_sidecars.render.formats import BY_NAME
from kubectl_sidecars.render.style import Style
from kubectl_sidecars.render.table import align, pod_table, wide_table
from kubectl_sidecars.render.text import report_text
from kubectl_sidecars.render.tones import Tone, ansi
from kubectl_sidecars.render.words import finding_cell
from kubectl_sidecars.report import Report, inspect
from kubectl_sidecars.snapshot import Line, Snapshot, fold
from tests.support import material

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
HOSTILE = "\x1b]0;owned\x07\x9b31m[bold red]\u202egnp.exe\u2066\r\n\x7f"


def pod(name: str = "cart-0", image: str = "cart", **metadata: Any) -> dict[str, Any]:
    started = "2026-11-23T01:00:00Z"
    running = {"running": {"startedAt": started}}
    return {
        "metadata": {
            "name": name, "namespace": "shop", "uid": f"uid-{name}", "creationTimestamp": started, **metadata,
        },
        "spec": {
            "nodeName": "node-1",
            "initContainers": [{"name": "proxy", "image": image, "restartPolicy": "Always"}],
            "containers": [{"name": "app", "image": image}],
        },
        "status": {
            "phase": "Running",
            "conditions": [{"type": "Initialized", "status": "True"}, {"type": "Ready", "status": "True"}],
            "initContainerStatuses": [{"name": "proxy", "ready": True, "started": True, "state": running}],
            "containerStatuses": [{"name": "app", "ready": True, "started": True, "state": running}],
        },
    }  # fmt: skip


def report(*objects: dict[str, Any]) -> Report:
    pods = [decode_object(json.dumps(each).encode(), Pod, []) for each in objects or [pod()]]
    return inspect(Snapshot(taken_at=NOW), [each for each in pods if each is not None])


FOR_PEOPLE = [format_ for format_ in BY_NAME.values() if not format_.is_data]


def all_text(value: Report) -> str:
    """Every format for people, in one text."""
    lines = [line for format_ in FOR_PEOPLE for line in format_.render(value, Style())]
    return "\n".join(lines)


def controls(text: str) -> set[str]:
    allowed = {"\n"}
    return {each for each in text if unicodedata.category(each) in ("Cc", "Cf", "Cs") and each not in allowed}


def test_the_table_has_kubectls_columns_then_the_finding() -> None:
    lines = list(pod_table(report(pod("b"), pod("a")).pods, Style(namespace=True)))
    assert re.split(r" {2,}", lines[0]) == ["NAMESPACE", "NAME", "READY", "STATUS", "RESTARTS", "AGE", "FINDING"]
    assert re.split(r" {2,}", lines[1]) == ["shop", "a", "2/2", "Running", "0", "60m"]
    assert lines[2].startswith("shop        b      2/2     Running")


def test_no_headers_leaves_the_rows_as_they_are() -> None:
    value = report(pod("a"), pod("b"))
    with_headers = list(pod_table(value.pods, Style(namespace=False)))
    without = list(pod_table(value.pods, Style(namespace=False, headers=False)))
    assert [re.split(" +", line) for line in without] == [re.split(" +", line) for line in with_headers[1:]]


def test_wide_adds_a_line_a_container_in_start_order() -> None:
    lines = list(wide_table(report().pods, NOW, Style(namespace=False)))
    assert lines[1].split()[:5] == ["TYPE", "CONTAINER", "ROLE", "STAGE", "RESTARTS"]
    assert [line.split()[:2] for line in lines[3:]] == [["sidecar", "proxy"], ["container", "app"]]


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=80))
def test_no_control_character_is_left_visible(text: str) -> None:
    assert not controls(visible(text)) - {each for each in text if unicodedata.category(each) == "Cf"}
    assert not set(visible(text)) & {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), "\u202e", "\u2066"}


def hostile() -> Report:
    value = pod(name=HOSTILE, image=HOSTILE)
    value["spec"]["containers"][0]["name"] = HOSTILE
    value["status"]["reason"] = HOSTILE
    value["status"]["containerStatuses"] = [
        {"name": HOSTILE, "restartCount": 3, "state": {"waiting": {"reason": HOSTILE, "message": HOSTILE}},
         "lastState": {"terminated": {"exitCode": 1, "reason": HOSTILE, "message": HOSTILE,
                                      "finishedAt": "2026-11-23T01:30:00Z"}}},
    ]  # fmt: skip
    return report(value)


def test_hostile_text_is_escaped_in_every_form_for_people() -> None:
    text = all_text(hostile())
    assert not controls(text)
    assert "\\x1b]0;owned\\x07" in text


def test_hostile_text_reaches_no_terminal_through_json_or_yaml() -> None:
    value = hostile()
    assert not controls(to_json(value))
    assert not controls(to_json(value, indent=False))
    assert not controls(to_yaml(value))
    assert json.loads(to_json(value))["pods"][0]["name"] == HOSTILE
    assert yaml.safe_load(to_yaml(value))["pods"][0]["name"] == HOSTILE


@pytest.mark.parametrize("value", [report(), hostile()], ids=["healthy", "hostile"])
def test_json_and_yaml_are_one_value_that_the_schema_describes(value: Report) -> None:
    data = json.loads(to_json(value))
    assert yaml.safe_load(to_yaml(value)) == data
    jsonschema.validate(data, schema())


def test_every_key_of_the_contract_is_there_for_a_pod_of_which_nothing_is_known() -> None:
    data = json.loads(to_json(inspect(Snapshot(taken_at=NOW), [Pod()])))
    assert {"apiVersion", "kind", "takenAt", "source", "pods", "causes", "denied", "undecodable"} <= data.keys()
    assert {
        "namespace", "name", "uid", "owner", "node", "phase", "ready", "status", "restarts", "restartCount", "age",
        "truth", "deletion", "containers", "events", "findings",
    } <= data["pods"][0].keys()  # fmt: skip
    container = json.loads(to_json(report()))["pods"][0]["containers"][0]
    assert {
        "name", "type", "role", "task", "confidence", "evidence", "image", "stage", "ready", "started",
        "restartCount", "state", "lastState", "waitsFor", "nextRestart",
    } <= container.keys()  # fmt: skip


def test_a_report_reads_back_from_its_own_json() -> None:
    value = report()
    assert msgspec.json.decode(to_json(value), type=Report) == value


def test_a_healthy_cluster_is_one_line_before_the_table() -> None:
    lines = list(report_text(report(), Style(namespace=False)))
    assert lines[0] == "Nothing is wrong: 1 pod."


def test_colour_changes_no_word() -> None:
    rows = [[("critical", Tone.CRITICAL), ("x", Tone.PLAIN)], [("ok", Tone.OK), ("y", Tone.MUTED)]]
    plain, painted = "\n".join(align(rows)), "\n".join(align(rows, ansi))
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain
    assert painted != plain


def in_start_up(name: str = "cart-0", **metadata: Any) -> dict[str, Any]:
    """Half an hour in Init:0/1: the proxy runs, and has not passed its startup probe."""
    waits = pod(name, **metadata)
    waits["spec"]["initContainers"][0]["startupProbe"] = {
        "httpGet": {"port": 15021}, "failureThreshold": 600, "periodSeconds": 10,
    }  # fmt: skip
    waits["status"] = {
        "phase": "Pending",
        "conditions": [{"type": "Initialized", "status": "False"}, {"type": "Ready", "status": "False"}],
        "initContainerStatuses": [
            {"name": "proxy", "started": False, "state": {"running": {"startedAt": "2026-11-23T01:30:00Z"}}}
        ],
        "containerStatuses": [{"name": "app", "state": {"waiting": {"reason": "PodInitializing"}}}],
    }
    return waits


def failed_tries(name: str = "cart-0") -> Event:
    about = InvolvedObject(
        kind="Pod", namespace="shop", name=name, uid=f"uid-{name}", field_path="spec.initContainers{proxy}"
    )
    return Event(
        metadata=ObjectMeta(name="e", namespace="shop", uid="e"), involved_object=about, type="Warning",
        reason="Unhealthy", message="Startup probe failed: refused", count=160, first_timestamp=NOW, last_timestamp=NOW,
    )  # fmt: skip


def with_events(*objects: Any) -> Report:
    found = [each if isinstance(each, Event) else decode_object(json.dumps(each).encode(), Pod, []) for each in objects]
    lines = [Line(NOW, "ADDED", each) for each in found if each is not None]
    return inspect(msgspec.structs.replace(fold(Snapshot(), lines), taken_at=NOW))


def test_a_pod_that_waits_is_under_way_though_nothing_is_wrong() -> None:
    value = with_events(in_start_up(), failed_tries())
    lines = list(report_text(value, Style(namespace=False)))
    assert lines[0] == "Nothing is wrong: 1 pod."
    assert lines[2] == "Under way"
    assert "shop/cart-0: " in lines[3]
    assert "of 600 tries are used" in lines[3]
    assert finding_cell(value.pods[0])[0] == "proxy has not passed its startup probe yet"


def test_a_pod_within_its_grace_is_under_way() -> None:
    ending = pod(deletionTimestamp="2026-11-23T02:00:14Z", deletionGracePeriodSeconds=30)
    assert "14 seconds of grace left" in list(report_text(report(ending), Style(namespace=False)))[3]


def test_advice_is_not_under_way() -> None:
    advice = Finding(reason=Reason.COULD_BE_NATIVE, severity=Severity.NOTICE, container="app", predicate="x")
    value = report()
    advised = msgspec.structs.replace(value.pods[0], findings=(advice,))
    assert finding_cell(advised)[0] == ""
    assert "Under way" not in all_text(msgspec.structs.replace(value, pods=(advised,)))


def test_who_ends_a_pod_is_told_with_what_is_left() -> None:
    ending = pod(deletionTimestamp="2026-11-23T02:00:14Z", deletionGracePeriodSeconds=30)
    ending["status"]["conditions"].append(
        {"type": "DisruptionTarget", "status": "True", "reason": "PreemptionByScheduler", "message": "for pod rush"}
    )
    line = list(report_text(report(ending), Style(namespace=False)))[3]
    assert "by the scheduler, for a pod of higher priority. The condition says: `for pod rush`" in line
    assert "14 seconds of grace left" in line


@pytest.mark.parametrize("hours", [0, 0.25, 1, 30])
def test_a_brief_report_shows_the_same_lines(hours: float) -> None:
    """A table is made from less than all is said in full; nothing that it shows may be missing, now or much later."""
    last = fold(Snapshot(), material.demo_lines())
    snapshot = msgspec.structs.replace(last, taken_at=last.taken_at + timedelta(hours=hours))
    full, brief = inspect(snapshot), inspect(snapshot, brief=True)
    assert list(pod_table(full.pods, Style(namespace=True))) == list(pod_table(brief.pods, Style(namespace=True)))
