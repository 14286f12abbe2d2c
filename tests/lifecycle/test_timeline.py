"""The life of a pod from statuses and events."""

from __future__ import annotations

from collections.abc import Sequence

from kubectl_sidecars.api import ContainerState, Event, Pod
from kubectl_sidecars.classify import classify
from kubectl_sidecars.lifecycle.stages import assess
from kubectl_sidecars.lifecycle.timeline import MomentKind, Run, Timeline, timeline
from kubectl_sidecars.model import containers
from kubectl_sidecars.report import inspect_pod
from kubectl_sidecars.tui.view.timeline import (
    container_bar,
    pod_bar,
    scale,
)
from tests.support.builders import NOW, ago, container, crashing, event, pod, running, snapshot, terminated
from tests.support.screens import demo


def life_of(pod_: Pod, events: Sequence[Event] = (), now: object = None) -> Timeline:
    views = containers(pod_)
    return timeline(pod_, assess(pod_, views, classify(pod_, views)), events, NOW)


def test_moments_stand_in_the_order_of_time_between_start_and_end() -> None:
    for uid, each in demo().pods.items():
        views = containers(each)
        life = timeline(each, assess(each, views, classify(each, views)), demo().events.get(uid, ()), demo().taken_at)
        times = [moment.at for moment in life.moments]
        assert times == sorted(times)
        assert life.start <= life.end
        assert all(span.start <= span.end for span in life.spans)


def test_a_start_that_a_status_and_an_event_tell_is_told_once() -> None:
    app = pod([container("app", running(since=60))])
    life = life_of(app, [event("Started", "Started container app", path="spec.containers{app}", at=60)])
    assert [moment.kind for moment in life.of("app")] == [MomentKind.STARTED]


def test_a_series_of_starts_is_not_the_last_one() -> None:
    app = pod([container("app", running(since=60), restarts=4, last=terminated(1, at=70))])
    started = event("Started", path="spec.containers{app}", at=60, first=3000, count=5)
    kinds = [(moment.kind, moment.count) for moment in life_of(app, [started]).of("app")]
    assert (MomentKind.STARTED, 5) in kinds
    assert (MomentKind.RESTARTED, 1) in kinds


def test_runs_and_back_off_follow_each_other() -> None:
    app = pod([crashing("app", terminated(137, at=30, lasted=20), restarts=3)])
    spans = life_of(app).spans
    assert [(span.run, span.start, span.end) for span in spans] == [
        (Run.RUNNING, ago(50), ago(30)),
        (Run.BACKING_OFF, ago(30), NOW),
    ]


def test_an_end_says_its_code_and_reason() -> None:
    app = pod([crashing("app", terminated(137, "OOMKilled", at=30), restarts=3)])
    assert [moment.text for moment in life_of(app).moments if moment.kind is MomentKind.FAILED] == [
        "exit 137 (SIGKILL), OOMKilled"
    ]


def test_a_start_of_1970_is_no_start() -> None:
    """StartError leaves startedAt at the epoch (containerd)."""
    ended = terminated(128, "StartError", at=30)
    assert ended.terminated is not None
    from msgspec.structs import replace  # noqa: PLC0415

    never = ContainerState(terminated=replace(ended.terminated, started_at=ago(0).replace(year=1970)))
    life = life_of(pod([crashing("app", never)]))
    assert all(moment.at.year > 1970 for moment in life.moments)
    assert [span.run for span in life.spans] == [Run.BACKING_OFF]


def test_bars_fill_their_width_exactly() -> None:
    for uid, each in demo().pods.items():
        report, _ = inspect_pod(each, demo())
        views = containers(each)
        life = timeline(each, assess(each, views, classify(each, views)), demo().events.get(uid, ()), demo().taken_at)
        for width in (30, 63):
            bars = [container_bar(container, life, width) for container in report.containers]
            for bar in [*bars, pod_bar(life, width), scale(life, width)]:
                assert sum(len(text) for text, _ in bar) == width


def test_a_pod_of_no_age_at_all_still_has_bars() -> None:
    young = pod([container("app", running(since=0))], meta={"creation_timestamp": NOW})
    report, _ = inspect_pod(young, snapshot(young))
    assert sum(len(text) for text, _ in container_bar(report.containers[0], life_of(young), 30)) == 30
