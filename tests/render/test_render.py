"""What is shown: kubectl's columns and ours, in every form, with nothing of the cluster raw."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import timedelta
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kubectl_sidecars.api import Event, HTTPGetAction, Pod, Probe
from kubectl_sidecars.diagnose import Finding, Severity
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.escape import visible, visible_json
from kubectl_sidecars.render.data import encoded, schema, to_json
from kubectl_sidecars.render.formats import BY_NAME, Format
from kubectl_sidecars.render.markdown import to_markdown
from kubectl_sidecars.render.style import Style
from kubectl_sidecars.render.table import align, pod_table, wide_table
from kubectl_sidecars.render.text import report_text
from kubectl_sidecars.render.tones import Tone, ansi
from kubectl_sidecars.render.words import finding_cell
from kubectl_sidecars.report import Report, inspect
from kubectl_sidecars.snapshot import Snapshot, Source, Undecodable, fold
from tests.support import builders, material
from tests.support.builders import (
    NOW,
    Built,
    ago,
    condition,
    conditions,
    container,
    event,
    running,
    sidecar,
    terminated,
    waiting,
)
from tests.support.corpus import single

UNSEEN = "\xad\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202e\u2060\u2066\ufeff\U000e0041\u3164"
HOSTILE = f"\x1b]0;owned\x07\x9b31m[bold red]\u202egnp.exe\u2066\r\n\x7f{UNSEEN}\u200d"


def pod(name: str = "cart-0", image: str = "cart", *, main: Built | None = None, **changed: Any) -> Pod:
    """A healthy pod of the namespace shop, an hour old, with a native sidecar."""
    fields = {"conditions": conditions(), **changed}
    meta = {"namespace": "shop", "creation_timestamp": ago(3600), **fields.pop("meta", {})}
    containers = [main or container("app", image=image)], [sidecar("proxy", image=image)]
    return builders.pod(*containers, name=name, meta=meta, **fields)


def report(*objects: Pod | Event) -> Report:
    return builders.report(*(objects or [pod()]))


FOR_PEOPLE = [format_ for format_ in BY_NAME.values() if not format_.is_data]


def all_text(value: Report) -> str:
    """Every format for people, in one text."""
    lines = [line for format_ in FOR_PEOPLE for line in format_.render(value, Style())]
    return "\n".join(lines)


def controls(text: str) -> set[str]:
    allowed = {"\n"}
    hidden = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return {each for each in text if (unicodedata.category(each) in hidden or each == "\u3164") and each not in allowed}


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
    shaping = {"\u200c", "\u200d", "\u180e"}  # kept where they do; see tests/test_escape.py
    not_ignorable = {each for each in text if unicodedata.category(each) == "Cf" and each not in UNSEEN}
    assert not controls(visible(text)) - not_ignorable - shaping
    assert not set(visible(text)) & {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), "\u202e", "\u2066"}


def hostile() -> Report:
    ended = terminated(1, HOSTILE, at=1800, message=HOSTILE)
    main = container(HOSTILE, waiting(HOSTILE, HOSTILE), restarts=3, last=ended, image=HOSTILE)
    return report(pod(HOSTILE, HOSTILE, main=main, status={"reason": HOSTILE}))


def test_hostile_text_is_escaped_in_every_form_for_people() -> None:
    text = all_text(hostile())
    assert not controls(text)
    assert "\\x1b]0;owned\\x07" in text


def test_hostile_text_reaches_no_terminal_through_json_or_yaml() -> None:
    value = hostile()
    assert not controls(written("json", value))
    assert not controls(to_json(value))
    assert not controls(written("yaml", value))
    assert json.loads(written("json", value))["pods"][0]["name"] == HOSTILE
    assert yaml.safe_load(written("yaml", value))["pods"][0]["name"] == HOSTILE


@pytest.mark.parametrize("value", [report(), hostile()], ids=["healthy", "hostile"])
def test_json_and_yaml_are_one_value_that_the_schema_describes(value: Report) -> None:
    data = json.loads(written("json", value))
    assert json.loads(to_json(value)) == data
    assert yaml.safe_load(written("yaml", value)) == data
    jsonschema.validate(data, schema())


def whole_json(value: Report) -> str:
    return visible_json(msgspec.json.format(encoded(value), indent=4).decode())


def whole_yaml(value: Report) -> str:
    plain = msgspec.to_builtins(value, builtin_types=(), enc_hook=str)
    return yaml.dump(plain, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=False, width=10_000)


def written(name: str, value: Report) -> str:
    lines = BY_NAME[name].render(value, Style())
    return "".join(f"{line}\n" for line in lines)


def test_json_and_yaml_are_written_a_pod_at_a_time_as_they_would_be_as_a_whole() -> None:
    for value in (*map(inspect, single()), report(), hostile(), inspect(Snapshot(taken_at=NOW))):
        assert written("json", value) == whole_json(value) + "\n"
        assert written("yaml", value) == whole_yaml(value)


@given(st.lists(st.text(max_size=6), max_size=4))
def test_any_text_is_written_in_pieces_as_in_the_whole_document(texts: list[str]) -> None:
    problems = tuple(Undecodable(text, "", "\n", text) for text in texts)
    value = msgspec.structs.replace(report(), undecodable=problems, source=Source(name="".join(texts)))
    assert written("json", value) == whole_json(value) + "\n"
    assert written("yaml", value) == whole_yaml(value)


@pytest.mark.parametrize(
    "format_", [each for each in BY_NAME.values() if not each.has_containers], ids=lambda each: each.name
)
def test_what_shows_no_containers_is_the_same_of_a_report_without_them(format_: Format) -> None:
    for snapshot in single():
        bare, whole = (inspect(snapshot, bare=bare) for bare in (True, False))
        assert not any(pod.containers or pod.events for pod in bare.pods)
        assert [*format_.render(bare, Style())] == [*format_.render(whole, Style())]


def test_a_piece_is_no_longer_than_a_pod() -> None:
    value = report(*(pod(f"p{number}") for number in range(50)))
    for name in ("json", "yaml"):
        longest = max(map(len, BY_NAME[name].render(value, Style())))
        assert longest < 2 * len(written(name, value)) / 50


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


@pytest.mark.parametrize(("code", "said"), [(3, False), (137, True)])
def test_a_cure_that_is_known_has_a_line_of_its_own(code: int, said: bool) -> None:
    end = terminated(code, "OOMKilled" if code == 137 else "Error")
    sick = inspect(builders.snapshot(builders.pod([builders.crashing("app", end)])))
    cures = [line.strip() for line in report_text(sick, Style(namespace=False)) if "Cure:" in line]
    assert cures == ([f"Cure: {sick.causes[0].advice}"] if said else [])
    assert f"Cure: {sick.causes[0].advice}" in to_markdown(sick) or not said


def test_colour_changes_no_word() -> None:
    rows = [[("critical", Tone.CRITICAL), ("x", Tone.PLAIN)], [("ok", Tone.OK), ("y", Tone.MUTED)]]
    plain, painted = "\n".join(align(rows)), "\n".join(align(rows, ansi))
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain
    assert painted != plain


def in_start_up() -> Report:
    """Half an hour in Init:0/1: the proxy runs, and has not passed its startup probe."""
    probe = Probe(http_get=HTTPGetAction(port=15021), failure_threshold=600, period_seconds=10)
    proxy = sidecar("proxy", running(1800), startup_probe=probe, started=False, ready=False)
    unready = conditions(*(condition(type_, "False") for type_ in ("Initialized", "Ready", "ContainersReady")))
    waits = builders.pod([container("app", waiting("PodInitializing"))], [proxy], phase="Pending", conditions=unready)
    failed = event("Unhealthy", "Startup probe failed: refused", path="spec.initContainers{proxy}", at=0, count=160)
    return report(waits, failed)


def test_a_pod_that_waits_is_under_way_though_nothing_is_wrong() -> None:
    value = in_start_up()
    lines = list(report_text(value, Style(namespace=False)))
    assert lines[0] == "Nothing is wrong: 1 pod, starting."
    assert lines[2] == "Under way"
    assert "demo/shop: " in lines[3]
    assert "of 600 tries are used" in lines[3]
    assert finding_cell(value.pods[0])[0] == "proxy has not passed its startup probe yet"


def test_a_pod_within_its_grace_is_under_way() -> None:
    ending = pod(meta={"deletion_timestamp": ago(-14), "deletion_grace_period_seconds": 30})
    assert "14 seconds of grace left" in list(report_text(report(ending), Style(namespace=False)))[3]


def test_advice_is_not_under_way() -> None:
    advice = Finding(reason=Reason.COULD_BE_NATIVE, severity=Severity.NOTICE, container="app", predicate="x")
    value = report()
    advised = msgspec.structs.replace(value.pods[0], findings=(advice,))
    assert finding_cell(advised)[0] == ""
    assert "Under way" not in all_text(msgspec.structs.replace(value, pods=(advised,)))


def test_who_ends_a_pod_is_told_with_what_is_left() -> None:
    disrupted = condition("DisruptionTarget", reason="PreemptionByScheduler", message="for pod rush")
    deleted = {"deletion_timestamp": ago(-14), "deletion_grace_period_seconds": 30}
    ending = pod(conditions=conditions(disrupted), meta=deleted)
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
