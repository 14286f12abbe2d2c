"""Damaged pods never raise: not in the rules, the causes, the truth, or the last words."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kubectl_sidecars.api import Pod
from kubectl_sidecars.causes.log_excerpts import (
    wanted_logs,
    with_last_words,
)
from kubectl_sidecars.decode import decode_object
from kubectl_sidecars.diagnose.phrasing.last_words import telling_line
from kubectl_sidecars.report import inspect, inspect_pod
from kubectl_sidecars.snapshot import Line, Snapshot, fold
from tests.support import material
from tests.support.builders import NOW
from tests.support.strategies import damaged_pods, stretched_pods


@settings(max_examples=150)
@given(st.one_of(damaged_pods(), stretched_pods()), st.integers(0, 400))
def test_a_damaged_pod_is_diagnosed_all_the_same(value: dict[str, Any], seconds: int) -> None:
    """With all the events of the recording, of which some are about it, at any moment of it."""
    lines = material.demo_lines()
    pod = decode_object(msgspec.json.encode(value), Pod, [])
    if pod is None:
        return
    around = fold(Snapshot(), [line for line in lines[:: max(1, seconds % 7)] if not isinstance(line.object, Pod)])
    whole = fold(around, [Line(lines[0].time, "ADDED", pod)])
    report = inspect(whole)
    inspect_pod(pod, whole)
    requests = wanted_logs(report.causes)
    with_last_words(report.causes, dict.fromkeys(requests, "error"))
    for finding in report.pods[0].findings:
        assert finding.message.startswith(finding.title)
        assert finding.summary
    assert "\n" not in report.pods[0].truth


@pytest.mark.parametrize("ended", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
@pytest.mark.parametrize(
    "message", ["", "back-off 5m0s restarting failed container=app", f"back-off {'9' * 400}h restart"]
)
@pytest.mark.parametrize("count", [-(2**63), 1, 2**63 - 1])
def test_a_back_off_beyond_the_calendar_ends_with_it(ended: str, message: str, count: int) -> None:
    status = {
        "name": "app",
        "restartCount": count,
        "state": {"waiting": {"reason": "CrashLoopBackOff", "message": message}},
        "lastState": {"terminated": {"exitCode": 1, "finishedAt": ended}},
    }
    value = {"spec": {"containers": [{"name": "app"}]}, "status": {"containerStatuses": [status]}}
    report = inspect(fold(Snapshot(), [Line(NOW, "ADDED", msgspec.convert(value, Pod))]))
    assert report.pods[0].status == "CrashLoopBackOff"
    assert report.pods[0].containers[0].next_restart is not None


@given(st.text())
def test_any_log_has_one_line_at_most(log: str) -> None:
    line = telling_line(log)
    assert len(line.splitlines()) <= 1


def test_a_pod_of_nothing_is_no_problem() -> None:
    assert inspect(fold(Snapshot(), [Line(NOW, "ADDED", Pod())])).causes == ()
