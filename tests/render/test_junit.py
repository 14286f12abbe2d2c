"""`-o junit` is XML that a reader of test reports takes, whatever the cluster's texts hold."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import msgspec
import pytest

from kubectl_sidecars.render.junit import junit_lines
from kubectl_sidecars.render.words import is_sick
from kubectl_sidecars.report import inspect
from kubectl_sidecars.snapshot import Snapshot, fold
from tests.support.material import demo_lines
from tests.support.terminal import run


def test_each_pod_is_a_case_and_each_with_a_problem_a_failure() -> None:
    report = inspect(fold(Snapshot(), demo_lines()))
    root = ET.fromstring("\n".join(junit_lines(report)))  # noqa: S314 - our own document
    cases = root.findall("testsuite/testcase")
    names = {f"{case.get('classname')}/{case.get('name')}" for case in cases}
    assert {f"{pod.namespace}/pod/{pod.name}" for pod in report.pods} <= names
    failed = [case for case in cases if case.find("failure") is not None]
    ownerless = [cause for cause in report.causes if not cause.pods]
    assert len(failed) == sum(map(is_sick, report.pods)) + len(ownerless) == int(root.get("failures", ""))
    assert len(cases) == int(root.get("tests", ""))
    for suite in root.findall("testsuite"):
        assert len(suite.findall("testcase")) == int(suite.get("tests", ""))
        assert len(suite.findall("testcase/failure")) == int(suite.get("failures", ""))


@pytest.mark.parametrize("text", ["a < b && c > \"d\" 'e' ]]>", "\x00\x1b[2J\ufffe\u2028", "line\nbreak"])
def test_hostile_text_stays_text(text: str) -> None:
    report = inspect(fold(Snapshot(), demo_lines()))
    sick = next(pod for pod in report.pods if is_sick(pod))
    finding = msgspec.structs.replace(sick.findings[0], predicate=text, title=text, explanation=text)
    hostile = msgspec.structs.replace(report, pods=(msgspec.structs.replace(sick, findings=(finding,)),))
    root = ET.fromstring("\n".join(junit_lines(hostile)))  # noqa: S314
    assert len(root.findall("testsuite/testcase/failure")) >= 1


def test_nothing_is_a_document_too() -> None:
    ran = run("inspect", "--demo", "-n", "none", "-o", "junit")
    assert ET.fromstring(ran.out).get("tests") == "0"  # noqa: S314
