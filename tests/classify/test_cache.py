"""What is remembered of one pod never changes the judgement of another: cached equals uncached."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kubectl_sidecars.api import OwnerReference, Pod
from kubectl_sidecars.classify import Role, classify
from kubectl_sidecars.classify.catalog import Index, built_in
from kubectl_sidecars.classify.decide.judge import Judge
from kubectl_sidecars.classify.facts import pod_facts
from kubectl_sidecars.classify.judgement import Judgement
from kubectl_sidecars.decode import decode_object
from kubectl_sidecars.model import containers
from tests.support import material
from tests.support.labelled_roles import pod
from tests.support.strategies import damaged_pods, places, stretched_pods


def judged(judge: Judge, value: Pod) -> tuple[Judgement, ...]:
    return judge.judgements[pod_facts(value, containers(value), built_in())]


def owned_without_controller(name: str) -> Pod:
    """A pod with an owner that does not manage it: its own name is then the workload's."""
    value = pod({"pod": name, "run": [{"name": "web", "image": "x/one:1"}, {"name": "shop", "image": "x/two:1"}]})
    owner = OwnerReference(kind="Backup", name="nightly", uid="1", controller=False)
    return msgspec.structs.replace(value, metadata=msgspec.structs.replace(value.metadata, owner_references=(owner,)))


@pytest.mark.parametrize("order", [1, -1])
def test_pods_with_the_same_owner_that_is_no_controller_are_judged_each_by_its_own_name(order: int) -> None:
    index = Index(built_in().containers)
    pods = [owned_without_controller("web"), owned_without_controller("shop")][::order]
    found = {each.metadata.name: classify(each, containers(each), index) for each in pods}
    web, shop = ([judgement.evidence[0] for judgement in found[name]] for name in ("web", "shop"))
    assert [text == "named like the workload" for text in (*web, *shop)] == [True, False, False, True]


@pytest.mark.parametrize("order", [1, -1])
def test_pods_whose_containers_run_one_version_or_two_are_judged_each_for_itself(order: int) -> None:
    """The tag itself is not read: only whether two containers of one repository have the same one."""
    index = Index(built_in().containers)
    run = {"name": "pgbouncer", "image": "x/pgbouncer:1"}
    pods = [
        pod(
            {"owner": "Deployment/pgbouncer", "run": [run, {"name": "b", "image": f"x/pgbouncer:{tag}", "args": ["b"]}]}
        )
        for tag in (1, 2)
    ][::order]
    shared, apart = (
        "image named like the workload" in classify(each, containers(each), index)[0].evidence
        for each in sorted(pods, key=lambda each: each.spec.containers[1].image)
    )
    assert (shared, apart) == (False, True)


@pytest.mark.parametrize("order", [1, -1])
def test_a_label_is_no_annotation(order: int) -> None:
    """Both may have the same key; the entry asks for one of them."""
    index = Index(built_in().containers)
    run = [{"name": "app", "image": "x/app:1"}, {"name": "istio-proxy", "image": "x/proxy:1"}]
    mark = {"sidecar.istio.io/status": '{"containers":["istio-proxy"]}'}
    pods = {key: pod({"owner": "Deployment/a", "run": run, key: mark}) for key in ("annotations", "labels")}
    found = {key: classify(pods[key], containers(pods[key]), index)[1] for key in list(pods)[::order]}
    assert found["annotations"].evidence[0] == "named in sidecar.istio.io/status"
    assert found["labels"].role is not Role.AMBASSADOR or "named in" not in found["labels"].evidence[0]


MARKED = [
    (entry, place, mark)
    for entry in built_in().containers
    for place, marks in (("annotations", entry.annotations), ("labels", entry.labels))
    for mark in marks
    if entry.names and "*" not in f"{entry.names[0]}{mark}"
]
"""Entries of the catalogue that an annotation or a label makes more certain."""


@pytest.mark.parametrize("order", [1, -1])
def test_a_mark_of_one_pod_is_not_remembered_for_another_with_the_same_container(order: int) -> None:
    matters = set()
    for entry, place, mark in MARKED:
        key, _, value = mark.partition("=")
        run = [{"name": "app", "image": "x/app:1"}, {"name": entry.names[0], "image": "x/y:1"}]
        pods = [pod({"owner": "Deployment/a", "run": run, place: marks}) for marks in ({key: value or "true"}, {})]
        judge = Judge(built_in())
        found = [judged(judge, value) for value in pods[::order]]
        assert found == [judged(Judge(built_in()), value) for value in pods[::order]]
        if found[0] != found[1]:
            matters.add(place)
    assert matters == {"annotations", "labels"}


def changed(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The pod with each member of its metadata and spec changed, one at a time."""
    parts = {name: value.get(name) for name in ("metadata", "spec")}
    for number in range(len(places(parts))):
        other = copy.deepcopy(parts)
        holder, step = places(other)[number]
        holder[step] = other_value(holder[step])
        yield {**value, **other}


def other_value(value: Any) -> Any:
    """Another value of the same type, where that is known."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return f"{value}-proxy"
    return [] if isinstance(value, list) else {} if isinstance(value, dict) else "x"


def differing(value: dict[str, Any]) -> list[dict[str, Any]]:
    """The changed pods that a judge who has judged all of those before judges otherwise than a new one."""
    judge, wrong = Judge(built_in()), []
    for each in (value, *changed(value)):
        decoded = decode_object(msgspec.json.encode(each), Pod, [])
        if decoded is not None and judged(judge, decoded) != judged(Judge(built_in()), decoded):
            wrong.append(each)
    return wrong


@pytest.mark.parametrize("raw", material.demo_pods(), ids=lambda raw: msgspec.json.decode(raw)["metadata"]["name"])
def test_cached_equals_uncached_with_each_field_of_a_recorded_pod_changed(raw: bytes) -> None:
    assert differing(msgspec.json.decode(raw)) == []


@settings(max_examples=40)
@given(st.one_of(damaged_pods(), stretched_pods()))
def test_cached_equals_uncached_with_each_field_of_a_damaged_pod_changed(value: dict[str, Any]) -> None:
    assert differing(value) == []
