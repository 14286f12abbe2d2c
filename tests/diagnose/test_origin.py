"""What the findings of one cause have in common is made of words that mypy knows, and of values."""

from __future__ import annotations

import typing

import msgspec
import pytest

from kubectl_sidecars.api import ExecAction, HTTPGetAction, Probe
from kubectl_sidecars.classify.known_container import ServiceKind, ServiceName
from kubectl_sidecars.diagnose.facts.machine_messages import rows, rows_of_programs
from kubectl_sidecars.diagnose.faults import Action, ActionKind, Code, Fault, NameValue, Obstacle, Port
from kubectl_sidecars.diagnose.origin import AgentOrigin, ImageOrigin, Origin, WaitOrigin
from kubectl_sidecars.diagnose.reasons import Reason
from tests.support.builders import container, crashing, only, pod, running, terminated, waiting
from tests.support.cases import cases

KINDS: tuple[type[msgspec.Struct], ...] = typing.get_args(Origin)
TYPED = {"AnyFault", "AnyReason", "Reason", "Obstacle | None"}
NAMES = {row.name for row in (*rows(), *rows_of_programs())}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_words_of_an_origin_are_of_types_that_catch_a_misspelling(kind: type[msgspec.Struct]) -> None:
    words = {name: of for name, of in kind.__annotations__.items() if name in ("fault", "reason")}
    assert set(words.values()) <= TYPED, words


def test_each_fault_of_each_recorded_pod_is_a_known_word() -> None:
    faults = {
        fault
        for case in cases()
        for each in case.report().pods
        for finding in each.findings
        if (fault := getattr(finding.origin, "fault", None)) is not None
    }
    unknown = {each for each in faults if not isinstance(each, Fault | Reason | Obstacle) and each not in NAMES}
    assert {each for each in unknown if not each.isalnum()} == set()  # Kubernetes' own reasons are one word each
    assert {Fault.EXIT, Fault.READINESS_PROBE, Reason.SIDECAR_NOT_NATIVE} <= faults


def test_an_exit_code_is_a_number() -> None:
    found = only(pod([crashing("app", terminated(3))])).origin
    assert isinstance(found, ImageOrigin)
    assert (found.fault, found.value) == (Fault.EXIT, Code(3))


@pytest.mark.parametrize(
    ("probe", "action"),
    [
        (Probe(exec=ExecAction(command=("cat", "/data/a b"))), Action(ActionKind.EXEC, ("cat", "/data/a b"))),
        (Probe(http_get=HTTPGetAction(port="http")), Action(ActionKind.HTTP_GET, ("", "http", "/"))),
    ],
)
def test_what_a_probe_does_is_data(probe: Probe, action: Action) -> None:
    app = container("app", running(400), ready=False, started=True, readiness_probe=probe)
    found = only(pod([app])).origin
    assert isinstance(found, ImageOrigin)
    assert (found.fault, found.value) == (Fault.READINESS_PROBE, action)


@pytest.mark.parametrize(
    ("origin", "tells_nothing"),
    [
        (ImageOrigin("app:1", Fault.EXIT, value=Code(1)), True),
        (ImageOrigin("app:1", Fault.EXIT, value=Code(255)), True),
        (ImageOrigin("app:1", Fault.EXIT, value=Code(3)), False),
        (ImageOrigin("app:1", Fault.EXIT, "no such table", Code(1)), False),
        (ImageOrigin("app:1", Fault.PORT, value=Port(1, "proxy")), False),
        (ImageOrigin("app:1", Fault.PERHAPS_ASKED, value=Code(1)), False),
    ],
)
def test_codes_that_programs_show_for_any_error_tell_nothing(origin: ImageOrigin, *, tells_nothing: bool) -> None:
    assert origin.tells_nothing is tells_nothing


def test_values_of_two_kinds_are_told_apart_in_json() -> None:
    origins = [ImageOrigin("app:1", Fault.EXIT, value=value) for value in (Code(1), Port(1), NameValue("1"))]
    assert len({msgspec.json.encode(each) for each in origins}) == 3


def waits(name: str, image: str, *command: str) -> Origin | None:
    """The origin of an init container that has waited for hours."""
    init = container(name, running(20_000), image=image, command=command, started=True)
    return only(pod([container("app", waiting("PodInitializing"))], [init], phase="Pending")).origin


def test_a_wait_for_an_agent_is_another_one_than_a_wait_by_command() -> None:
    image = "nvcr.io/nvidia/cloud-native/gpu-operator-validator:v24.9.0"
    assert waits("driver-validation", image, "sh", "-c", "nvidia-validator") == AgentOrigin(
        "demo", (ServiceName(ServiceKind.AGENT, "nvidia-driver"),)
    )
    assert waits("first", "app:1", "wait-for-it", "agent:nvidia-driver") == WaitOrigin(
        "demo", "wait-for-it agent:nvidia-driver"
    )
