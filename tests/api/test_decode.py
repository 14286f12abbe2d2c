"""Decoding: what is damaged costs itself, is named, and never raises."""

from __future__ import annotations

import signal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubectl_sidecars.api import Event, Pod
from kubectl_sidecars.decode import KINDS, MOST_REPAIRS, Head, decode_object, decode_page, decoder, names
from kubectl_sidecars.snapshot import Undecodable, last_seen
from tests.support.material import demo_lines, demo_pods, gate_lines, pod
from tests.support.strategies import ANYTHING, damaged_pods, places

NAME = "native-sidecar-gate"


def decoded(value: object) -> tuple[Pod | None, list[Undecodable]]:
    problems: list[Undecodable] = []
    return decode_object(msgspec.json.encode(value), Pod, problems), problems


def test_every_object_of_the_recordings_decodes_without_a_problem() -> None:
    problems: list[Undecodable] = []
    for line in (*demo_lines(), *gate_lines()):
        assert decode_object(line.raw, type(line.object), problems) == line.object
    assert problems == []


@pytest.mark.parametrize("raw", demo_pods(), ids=lambda raw: msgspec.json.decode(raw)["metadata"]["name"])
def test_null_anywhere_is_absent(raw: bytes) -> None:
    absent, null = msgspec.json.decode(raw), msgspec.json.decode(raw)
    for (holder, step), (other, _step) in zip(places(absent)[::-1], places(null)[::-1], strict=True):
        if isinstance(holder, dict) and isinstance(step, str):
            kept = holder.pop(step)
            other[step], before = None, other[step]
            assert decoded(absent) == decoded(null) == (decoded(null)[0], [])
            holder[step], other[step] = kept, before


WRONG = [
    (["metadata", "labels", "app.kubernetes.io/name"], 1, "labels"),
    (["metadata", "generation"], "many", "generation"),
    (["metadata", "creationTimestamp"], "yesterday", "creationTimestamp"),
    (["metadata", "creationTimestamp"], "2026-11-23T01:40:03", "creationTimestamp"),
    (["spec", "nodeName"], 7, "nodeName"),
    (["spec", "containers", 0, "command", 1], {"a": 1}, "command"),
    (["spec", "containers", 0, "resources", "limits"], {"cpu": [1]}, "limits"),
    (["spec", "terminationGracePeriodSeconds"], 1.5, "terminationGracePeriodSeconds"),
    (["status", "phase"], ["Running"], "phase"),
    (["status", "containerStatuses", 0, "state"], "running", "state"),
]


@pytest.mark.parametrize(("path", "value", "field"), WRONG, ids=lambda each: str(each)[:40])
def test_a_wrong_type_costs_one_field_and_is_named(path: list[Any], value: object, field: str) -> None:
    whole = pod(NAME)
    whole["metadata"].setdefault("labels", {})
    holder = whole
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    found, problems = decoded(whole)
    assert found is not None
    assert found.metadata.name == NAME
    assert len(found.spec.containers) == len(whole["spec"]["containers"])
    assert [(each.kind, each.name, each.namespace) for each in problems] == [("Pod", NAME, "start-blocked")]
    assert field in problems[0].problem


@pytest.mark.parametrize(
    ("text", "replacement"),
    [(b'"nodeName":"node-1"', b'"nodeName":"\xff"'), (b'"nodeName":"node-1"', b'"nodeName":"\\ud800"'),
     (b'"nodeName":"node-1"', b'"nodeName":"a\nb"'), (b'"nodeName":"node-1"', b'"hostNetwork":1e400')],
    ids=["no UTF-8", "half a surrogate pair", "a raw line end", "a number that no float holds"],
)  # fmt: skip
def test_broken_text_costs_itself_and_not_the_pod(text: bytes, replacement: bytes) -> None:
    raw = msgspec.json.encode(pod(NAME))
    assert text in raw
    broken = raw.replace(text, replacement)
    problems: list[Undecodable] = []
    found = decode_object(broken, Pod, problems)
    assert found is not None
    assert found.metadata.name == NAME
    found.spec.node_name.encode()  # what is left can be printed
    assert problems
    assert {each.name for each in problems} == {NAME}


def test_an_object_with_too_many_wrong_fields_is_given_up_and_named() -> None:
    value = pod(NAME)
    value["spec"]["containers"] = [{"name": 1} for _ in range(MOST_REPAIRS + 1)]
    found, problems = decoded(value)
    assert found is None
    assert problems[-1] == Undecodable("Pod", "start-blocked", NAME, f"more than {MOST_REPAIRS} wrong fields")


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'"pod"', b"null", b"\xff", b'{"a":' * 5000, b"[" * 100_000])
def test_what_is_no_object_is_named_and_does_not_raise(raw: bytes) -> None:
    problems: list[Undecodable] = []
    assert decode_object(raw, Pod, problems) is None
    assert len(problems) == 1


@given(damaged_pods())
def test_a_damaged_pod_never_raises_and_those_beside_it_survive(damaged: dict[str, Any]) -> None:
    beside = demo_pods()[:2]
    page = b'{"metadata":{"resourceVersion":"7","continue":"c"},"items":[%b,%b,%b]}' % (
        beside[0], msgspec.json.encode(damaged), beside[1],
    )  # fmt: skip
    found, problems = decode_page(page, Pod)
    assert found.metadata.continue_ == "c"
    assert [found.items[0], found.items[-1]] == [msgspec.json.decode(raw, type=Pod) for raw in beside]
    assert len(found.items) == 3 or problems


@given(st.sampled_from(sorted(KINDS)), ANYTHING)
def test_anything_at_all_is_an_object_or_a_problem(kind: str, value: object) -> None:
    problems: list[Undecodable] = []
    found = decode_object(msgspec.json.encode(value), KINDS[kind], problems)
    assert isinstance(found, KINDS[kind]) or problems


@pytest.mark.parametrize("bad", [b'{"metadata":{"name":"\xff"}}', b'{"spec":{"hostNetwork":1e400}}', b"7"])
def test_one_item_that_is_broken_in_its_very_text_costs_no_other(bad: bytes) -> None:
    found, problems = decode_page(b'{"items":[%b,%b]}' % (bad, demo_pods()[0]), Pod)
    assert found.items[-1] == msgspec.json.decode(demo_pods()[0], type=Pod)
    assert problems


@pytest.mark.parametrize("page", [b"", b"[]", b'{"items":[{}', b"<html>", b'{"a":' + b"[" * 200_000])
def test_a_page_that_is_no_object_raises_what_the_shell_expects(page: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_page(page, Pod)


def test_an_event_of_the_new_api_is_read_in_the_fields_of_the_old_one() -> None:
    raw = b"""{"kind": "Event", "apiVersion": "events.k8s.io/v1", "metadata": {"name": "e"}, "note": "no",
      "reason": "Failed", "regarding": {"kind": "Pod", "uid": "u", "fieldPath": "spec.containers{app}"},
      "deprecatedCount": 3, "deprecatedFirstTimestamp": "2026-11-23T01:00:00Z",
      "deprecatedLastTimestamp": "2026-11-23T01:05:00Z", "eventTime": null, "reportingController": "kubelet"}"""
    problems: list[Undecodable] = []
    event = decode_object(raw, Event, problems)
    assert event is not None
    assert (event.message, event.count, event.reporting_component) == ("no", 3, "kubelet")
    assert (event.involved_object.uid, event.involved_object.field_path) == ("u", "spec.containers{app}")
    assert last_seen(event) == event.last_timestamp
    assert problems == []
    assert decode_page(b'{"items":[%b]}' % raw, Event)[0].items == (event,)


def test_the_names_of_an_object_of_which_the_head_was_read() -> None:
    head = msgspec.json.decode(b'{"kind":"Lease","metadata":{"name":"a","namespace":"b","labels":7}}', type=Head)
    assert (head.kind, names(head)) == ("Lease", ("b", "a"))
    assert names(msgspec.json.decode(b'{"metadata":{"name":7}}', type=Head)) == ("", "")


def interrupted() -> type:
    signal.raise_signal(signal.SIGINT)
    GONE_ON.append(True)
    return int


GONE_ON: list[bool] = []
"""What was evaluated after the signal."""


INTERRUPTED = type(
    "Interrupted", (msgspec.Struct,), {"__annotations__": {"value": "interrupted()"}, "__module__": __name__}
)
"""Its annotation is evaluated while the decoder is built."""


def test_ctrl_c_waits_for_a_decoder_that_is_being_built() -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    try:
        with pytest.raises(KeyboardInterrupt):
            decoder(INTERRUPTED)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
    assert GONE_ON
    assert decoder(int).decode(b"5") == 5
