"""Containers that wait, and no event says why: after a reboot, in a sandbox that is up, for a reason unknown to us;
and clocks that make a wait look longer than it is."""

from __future__ import annotations

import pytest

from kubectl_sidecars.api import ExecAction, HTTPGetAction, Lifecycle, LifecycleHandler, Pod, Probe
from kubectl_sidecars.diagnose import Severity
from tests.support.builders import (
    Built,
    ago,
    condition,
    conditions,
    container,
    event,
    findings,
    only,
    pod,
    reasons,
    running,
    sidecar,
    terminated,
    waiting,
)

BEFORE = terminated(255, "Unknown", at=2000, lasted=80_000)
"""The end that a kubelet invents for a container that was lost with its node."""


def rebooted(lost: float = 1800) -> Pod:
    """It ran, its node went down, and its sandbox was not made anew since."""
    sandbox = condition("PodReadyToStartContainers", "False", since=lost)
    ready = [condition(type_, "False", since=lost) for type_ in ("Ready", "ContainersReady")]
    init = container("migrate", terminated(0, at=90_000))
    app = container("app", waiting(), last=BEFORE, restarts=1)
    return pod([app], [init], conditions=conditions(sandbox, *ready), status={"start_time": ago(100_000)})


@pytest.mark.parametrize(
    ("happened", "message", "reason"),
    [
        ("FailedMount", 'MountVolume.SetUp failed for volume "tls" : secret "gone" not found', "MissingSecret"),
        ("FailedCreatePodSandBox", "failed to setup network for sandbox: cni not ready", "NetworkFailed"),
    ],
)
def test_a_pod_that_ran_before_a_reboot_may_not_start_again(happened: str, message: str, reason: str) -> None:
    found = only(rebooted(), event(happened, message, first=1700, count=100))
    assert (found.reason, found.severity) == (reason, Severity.CRITICAL)


def test_a_pod_that_waits_for_its_sandbox_since_a_reboot_is_told_without_events() -> None:
    found = only(rebooted())
    assert (found.reason, found.since) == ("StuckCreating", ago(1800))
    assert reasons(rebooted(lost=60)) == []


def test_a_pod_that_runs_is_not_held_up_by_an_old_failure_of_its_sandbox() -> None:
    lost = condition("PodReadyToStartContainers", "False", since=1800)
    assert reasons(pod([container("app")], conditions=conditions(lost)), event("FailedMount", "timed out")) == []


def unmade(age: float, **fields: object) -> Pod:
    """Its sandbox is up for as long as the pod is old."""
    ready = [condition(type_, "False", since=age) for type_ in ("Ready", "ContainersReady")]
    sandbox = condition("PodReadyToStartContainers", since=age)
    return pod(
        [container("app", waiting(), **fields)],
        phase="Pending",
        conditions=conditions(sandbox, *ready),
        status={"start_time": ago(age)},
    )


@pytest.mark.parametrize(("age", "severity"), [(800, None), (1000, Severity.WARNING), (10_800, Severity.CRITICAL)])
def test_a_container_that_is_not_made_though_its_sandbox_is_up(age: float, severity: Severity | None) -> None:
    """A pull takes its time, but its event outlives it: after a quarter of an hour without one somebody should look."""
    found = findings(unmade(age))
    assert [(each.reason, each.severity) for each in found] == ([("StuckCreating", severity)] if severity else [])


def test_a_hook_that_may_hang_is_named_where_no_event_is_left() -> None:
    hook = Lifecycle(post_start=LifecycleHandler(exec=ExecAction(command=("sleep", "infinity"))))
    assert "its postStart hook hangs" in only(unmade(7200, lifecycle=hook)).message
    assert "hook" not in only(unmade(7200)).message


def test_a_pull_that_is_told_of_is_no_silence() -> None:
    pulling = event("Pulling", 'Pulling image "x"', path="spec.containers{app}", at=800)
    assert reasons(unmade(1000), pulling) == []


def test_the_first_in_line_is_at_fault_and_not_those_behind_it() -> None:
    """A native sidecar's time begins when the init container before it has ended."""
    init = container("migrate", terminated(0, at=1000, lasted=3000))
    proxy = sidecar("proxy", waiting("PodInitializing"))
    blocked = pod([container("app", waiting("PodInitializing"))], [init, proxy], phase="Pending")
    found = only(blocked)
    assert (found.container, found.severity, found.since) == ("proxy", Severity.WARNING, ago(1000))
    assert "app waits behind it." in found.message


@pytest.mark.parametrize("reason", ["CreatePodSandboxError", "KillContainerError", "RunContainerError", "Future"])
def test_a_reason_that_no_rule_knows_is_told_in_the_kubelets_words(reason: str) -> None:
    found = only(pod([container("app", waiting(reason, "some words"), restarts=3)]))
    assert (found.reason, found.container, found.severity) == (reason, "app", Severity.CRITICAL)
    assert "`some words`" in found.message


def test_a_reason_that_no_rule_knows_is_told_after_a_run_too() -> None:
    again = container("app", waiting("Future", "some words"), last=terminated(1, at=900), restarts=3)
    assert reasons(pod([again])) == ["Future"]


def test_a_reason_that_no_rule_knows_has_a_minute() -> None:
    fresh = conditions(*(condition(type_, "False", since=50) for type_ in ("Ready", "ContainersReady")))
    assert findings(pod([container("app", waiting("Future"))], conditions=fresh)) == ()


@pytest.mark.parametrize("reason", ["CrashLoopBackOff", "ErrImagePull", "CreateContainerError"])
def test_a_reason_that_a_rule_knows_is_told_once(reason: str) -> None:
    assert len(reasons(pod([container("app", waiting(reason, "no"))]))) == 1


def test_one_container_that_waits_beside_one_that_runs() -> None:
    found = only(pod([container("app", running()), container("log", waiting("Future", "no"))]))
    assert found.container == "log"
    assert "no Service sends it traffic" in found.message


@pytest.mark.parametrize(("lasts", "told"), [(30, False), (400, True)])
def test_a_startup_probe_that_no_event_tells_of_still_tells_who_waits_for_whom(lasts: float, told: bool) -> None:
    probe = Probe(http_get=HTTPGetAction(port=15021), period_seconds=1, failure_threshold=600)
    proxy = sidecar("proxy", running(lasts), startup_probe=probe, started=False, ready=False)
    found = findings(pod([container("app", waiting("PodInitializing"))], [proxy], phase="Pending"))
    assert [(each.reason, each.severity) for each in found] == [("StartupProbePending", Severity.NOTICE)] * told
    assert all("about 400 of 600 tries are used" in each.message for each in found)
    assert all("app waits behind it" in each.message for each in found)


@pytest.mark.parametrize(
    ("app", "did"),
    [
        (container("app", running(-60)), "started"),
        (container("app", terminated(1, at=-60), ready=False), "ended"),
        (container("app", waiting("CrashLoopBackOff", "back-off 10s"), last=terminated(1, at=-60)), "ended"),
    ],
)
def test_a_clock_that_is_ahead_is_told_by_whatever_it_dates(app: Built, did: str) -> None:
    """Else a back-off of 10 s reads as one of 70 s, and nothing tells why."""
    (skew,) = (each for each in findings(pod([app])) if each.reason == "ClockSkew")
    assert skew.summary == f"the node's clock is 1 minute ahead: app {did} in the future"
    assert skew.severity is Severity.NOTICE
