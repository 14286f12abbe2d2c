"""Pods that failed on a real cluster (v1.35.4), recorded from their first second to their last."""

from __future__ import annotations

import functools
from datetime import timedelta

import msgspec
import pytest

from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.report import PodReport, Report, inspect
from kubectl_sidecars.report.schema import Standing
from kubectl_sidecars.snapshot import Line, Snapshot, fold
from tests.support import material


@functools.cache
def lines(name: str) -> tuple[Line, ...]:
    return tuple(material.recorded(material.RECORDINGS / "live" / f"{name}.jsonl.gz")[0])


@functools.cache
def at(name: str, seconds: int) -> Report:
    """The report that many seconds after the first line."""
    now = lines(name)[0].time + timedelta(seconds=seconds)
    snapshot = fold(Snapshot(), [line for line in lines(name) if line.time <= now])
    return inspect(msgspec.structs.replace(snapshot, taken_at=now))


def pod_at(name: str, seconds: int, pod: str) -> PodReport:
    return next(each for each in at(name, seconds).pods if each.name.startswith(pod))


def causes_of(name: str, seconds: int, pod: str) -> list[Cause]:
    return [cause for cause in at(name, seconds).causes if any(each.name.startswith(pod) for each in cause.pods)]


@pytest.mark.parametrize(
    ("recording", "seconds", "pod", "words"),
    [
        ("pods", 300, "app-needs-dead-proxy", "checkout needs it at 127.0.0.1:5432 (its command), and exits with 1."),
        ("pods", 60, "job-dies-of-its-sidecar", "report needs it at 127.0.0.1:5432 (its command), and failed"),
        ("pods", 100, "init-needs-plain-proxy", "which cloud-sql-proxy serves, and that starts after it."),
        ("pods", 100, "ambassador-wrong-probe-port", "asks port 9902; envoy declares port 9901."),
        ("pods", 100, "helper-hup-kills-main", "is in the same process namespace and likely sent the signal."),
        ("pods", 200, "sidecar-eats-pod-memory", "the limit of the pod 64Mi, which its containers share, was reached."),
        ("pods", 40, "init-races-native-sidecar", "db-migrate may have come before /v/token was there."),
        ("pods", 400, "readiness-flaps", "is ready and not ready by turns"),
        ("pods", 148, "prestop-never-ends", "istio-proxy used up the grace period in its preStop hook"),
        ("workloads", 60, "behind-sidecar", "istio-proxy keeps this Job from ending, so that nothing is tried again."),
        (
            "workloads",
            600,
            "nightly",
            "starts no run while this one lasts (concurrencyPolicy Forbid): 9 runs",
        ),
    ],
)
def test_one_verdict_says_what_is_so(recording: str, seconds: int, pod: str, words: str) -> None:
    (cause,) = causes_of(recording, seconds, pod)
    assert words in cause.message


def test_a_rollout_that_hangs_while_the_old_revision_serves_can_be_taken_back() -> None:
    (cause,) = causes_of("workloads", 200, "shop")
    assert cause.advice.startswith(
        "Go back to the revision that serves (`kubectl rollout undo -n live-causes deployment/shop`)."
    )


def test_work_that_is_done_and_work_that_failed_are_not_told_as_one() -> None:
    (done,), (failed,) = causes_of("workloads", 200, "nightly"), causes_of("workloads", 200, "behind-sidecar")
    assert (done.container, failed.container) == ("istio-proxy", "report")


@pytest.mark.parametrize("seconds", range(0, 44, 2))
def test_a_job_whose_native_sidecar_is_killed_at_its_end_is_quiet_all_the_time(seconds: int) -> None:
    for pod in at("pods", seconds).pods:
        if pod.name.startswith("ends-137"):
            assert pod.standing in (Standing.STARTING, Standing.WELL, Standing.STOPPING, Standing.DONE)
            assert "past" not in pod.truth


def test_a_pod_that_healed_is_well_after_ten_minutes() -> None:
    standings = [pod_at("pods", seconds, "crash-then-heals").standing for seconds in (40, 100, 700)]
    assert standings == [Standing.CRITICAL, Standing.WARNING, Standing.WELL]
