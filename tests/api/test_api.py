"""The names on the wire are Kubernetes' own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version

import kubernetes.client as official
import msgspec
import pytest

from kubectl_sidecars import api
from kubectl_sidecars.api import ApiObject, ContainerLog
from kubectl_sidecars.api.meta import is_set
from tests.support.paths import ROOT

OTHERWISE = {
    "Running": ["V1ContainerStateRunning"],
    "Waiting": ["V1ContainerStateWaiting"],
    "Terminated": ["V1ContainerStateTerminated"],
    "Event": ["CoreV1Event", "EventsV1Event"],
    "EventSeries": ["CoreV1EventSeries", "EventsV1EventSeries"],
    "InvolvedObject": ["V1ObjectReference"],
    "ObjectReference": ["V1ConfigMapEnvSource", "V1SecretEnvSource", "V1ConfigMapProjection", "V1SecretProjection",
                        "V1ConfigMapVolumeSource"],
    "ConfigMapKeySelector": ["V1ConfigMapKeySelector", "V1SecretKeySelector"],
    "Container": ["V1Container", "V1EphemeralContainer"],
    "PodCondition": ["V1PodCondition", "V1NodeCondition", "V1JobCondition"],
}  # fmt: skip
"""Our structs that the official models call otherwise, or that stand for several."""
UNION = {"Event", "Container"}
"""Of these each field is in one of the models; of all others, in each."""
STRUCTS = [each for each in vars(api).values() if isinstance(each, type) and issubclass(each, ApiObject)]
RECENT = int(version("kubernetes").partition(".")[0]) >= 35


def wire_names(struct: type[ApiObject]) -> list[str]:
    return [field.encode_name for field in msgspec.structs.fields(struct)]


def official_names(struct: type[ApiObject]) -> Iterator[set[str]]:
    for name in OTHERWISE.get(struct.__name__, [f"V1{struct.__name__}"]):
        yield set(getattr(official, name).attribute_map.values())


@pytest.mark.skipif(not RECENT, reason="older clients lack the newest fields")
@pytest.mark.parametrize("struct", [each for each in STRUCTS if each not in (ApiObject, ContainerLog)])
def test_each_wire_name_is_a_field_of_the_official_model(struct: type[ApiObject]) -> None:
    models = list(official_names(struct))
    known = set.union(*models) if struct.__name__ in UNION else set.intersection(*models)
    assert set(wire_names(struct)) <= known


COMPARED = {
    "EnvVar", "EnvVarSource", "ConfigMapKeySelector", "ObjectFieldSelector", "EnvFromSource", "ObjectReference",
    "PodSecurityContext", "SecurityContext", "Volume", "SecretVolumeSource", "CSIVolumeSource", "ProjectedVolumeSource",
    "VolumeProjection", "Probe", "HTTPGetAction", "GRPCAction",
    "EventSource",
}  # fmt: skip
"""Structs whose fields are read by comparison: of two templates (causes.templates), or as a key (facts.events)."""


def names_read() -> set[str]:
    """The name of each attribute that the package reads outside api/."""
    found: set[str] = set()
    for path in (ROOT / "kubectl_sidecars").rglob("*.py"):
        if path.parent.name != "api":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute):
                    found.add(node.attr)
                elif isinstance(node, ast.MatchClass):
                    found.update(node.kwd_attrs)
    return found


def test_every_field_is_read_somewhere() -> None:
    """By its name: a field with the name of another that is read escapes this, and is for a reviewer to see."""
    read = names_read()
    unread = [
        f"{struct.__name__}.{field.name}"
        for struct in STRUCTS
        if struct.__name__ not in COMPARED
        for field in msgspec.structs.fields(struct)
        if field.name not in read
    ]
    assert unread == []


def test_every_field_may_be_absent() -> None:
    for struct in STRUCTS:
        assert msgspec.json.decode(b"{}", type=struct) == struct()


def test_structs_are_frozen_and_leave_the_garbage_collector_alone() -> None:
    assert [each for each in STRUCTS if not each.__struct_config__.frozen] == []
    assert [each for each in STRUCTS if each.__struct_config__.gc] == []


def test_acronyms_keep_their_capitals() -> None:
    """The trap of automatic camel case: podIp, containerId."""
    names = {name for struct in STRUCTS for name in wire_names(struct)}
    assert not [name for name in names if re.search(r"(Ip|Id|Uid|Gid)s?$", name)]


def test_a_time_is_set_unless_it_is_none_go_s_zero_or_the_1970_of_a_container_that_never_started() -> None:
    unset = (None, datetime(1, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC))
    assert not any(map(is_set, unset))
    assert is_set(datetime(2026, 11, 23, tzinfo=UTC))
