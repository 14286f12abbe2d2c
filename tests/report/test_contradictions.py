"""A column that names trouble and a report that says "Nothing is wrong" never go together: of all pods of the tests."""

from __future__ import annotations

from collections import Counter

import pytest

from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.diagnose.status_note import NOTES, OF_RESTARTS
from kubectl_sidecars.render.text import healthy
from kubectl_sidecars.render.tones import OF_SEVERITY
from kubectl_sidecars.render.words import finding_cell
from kubectl_sidecars.report import PodReport, Report, inspect, subject_of
from kubectl_sidecars.report.schema import Standing
from kubectl_sidecars.snapshot import Snapshot
from tests.support.builders import ago, condition, conditions, container, pod, report, running, terminated, waiting
from tests.support.corpus import snapshots

TROUBLE = {OF_SEVERITY[Severity.CRITICAL], OF_SEVERITY[Severity.WARNING]}
TROUBLE_WORDS = ("by turns", "lost its readiness", "fails its readiness probe")
YOUNG = {"start_time": ago(5)}
UNREADY = (condition("PodScheduled"), condition("Ready", "False"))
SICK = {Standing.CRITICAL, Standing.WARNING}


def _names_trouble(pod: PodReport, snapshot: Snapshot) -> bool:
    """True if the cell has a finding above notice, words of such a finding, or a note that is for sick pods alone."""
    text, tone = finding_cell(pod)
    if any(words in text for words in TROUBLE_WORDS):
        return True
    subject = subject_of(snapshot.pods[pod.uid or f"{pod.namespace}/{pod.name}"], snapshot, None)
    notes = {note.words(subject) for note in (*NOTES, *OF_RESTARTS) if note.is_sick}
    return tone in TROUBLE or (bool(text) and text in notes)


def test_a_column_that_names_trouble_never_goes_with_nothing_is_wrong() -> None:
    seen: Counter[str] = Counter()
    for snapshot in snapshots():
        whole, brief = inspect(snapshot), inspect(snapshot, brief=True)
        for said in (whole, brief):
            troubled = [pod.name for pod in said.pods if _names_trouble(pod, snapshot)]
            seen["troubled"] += len(troubled)
            assert whole.causes or not troubled, troubled
        standings = {pod.uid: pod.standing for pod in whole.pods}
        assert standings == {pod.uid: pod.standing for pod in brief.pods}
        seen["calm"] += not whole.causes
    assert seen["troubled"] > 1000
    assert seen["calm"] > 200


def test_each_pod_with_a_finding_above_notice_is_in_a_cause_or_follows_from_one() -> None:
    for snapshot in snapshots():
        said = inspect(snapshot)
        named = {(each.namespace, each.name) for cause in said.causes for each in cause.pods}
        named |= {
            (each.namespace, each.name) for cause in said.causes for more in cause.consequences for each in more.pods
        }
        sick = {(pod.namespace, pod.name) for pod in said.pods if pod.standing in SICK}
        assert sick <= named


@pytest.mark.parametrize(
    ("pods", "line"),
    [
        ([], "Nothing is wrong: 0 pods."),
        ([pod([container("app")], conditions=conditions())], "Nothing is wrong: 1 pod."),
        (
            [
                pod([container("app")], name="a", conditions=conditions()),
                pod([container("app", waiting())], name="b", phase="Pending", conditions=UNREADY, status=YOUNG),
                pod([container("app", terminated(0))], name="c", phase="Succeeded"),
            ],
            "Nothing is wrong: 3 pods, 1 of them completed, 1 starting.",
        ),
    ],
)
def test_pods_that_start_are_not_counted_as_well(pods: list[object], line: str) -> None:
    assert healthy(report(*pods)) == line


def standings(said: Report) -> list[Standing]:
    return [each.standing for each in said.pods]


def test_a_pod_that_is_deleted_is_stopping_and_one_that_is_not_ready_is_starting() -> None:
    young = pod([container("app", running(3), ready=False)], conditions=UNREADY)
    assert standings(report(young)) == [Standing.STARTING]
    leaving = pod([container("app")], meta={"deletion_timestamp": ago(-20), "deletion_grace_period_seconds": 30})
    assert standings(report(leaving)) == [Standing.STOPPING]
