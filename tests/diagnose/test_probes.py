"""Probes that cannot be run, and those that begin anew."""

from __future__ import annotations

import msgspec
import pytest

from kubectl_sidecars.api import Event, Pod, ResourceRequirements
from kubectl_sidecars.api.container import ExecAction, Probe
from kubectl_sidecars.diagnose import Severity
from tests.support.builders import (
    OLD,
    ago,
    condition,
    conditions,
    container,
    event,
    findings,
    only,
    pod,
    running,
    terminated,
)

RUNC = "rpc error: code = Unknown desc = failed to exec in container: exec failed: unable to start container process: "
PROBE = Probe(exec=ExecAction(command=("/bin/check",)), period_seconds=10, failure_threshold=3, timeout_seconds=1)
UNREADY = conditions(condition("Ready", "False"), condition("ContainersReady", "False", since=OLD))


ABSENT = 'exec: "/bin/check": stat /bin/check: no such file or directory'


def errored(kind: str, said: str = ABSENT, at: float = 10) -> Event:
    message = f"{kind} probe errored and resulted in unknown state: {RUNC}{said}"
    return event("Unhealthy", message, path="spec.containers{app}", count=20, at=at, type_="Warning")


def probed(kind: str, *, started: bool = True, ready: bool = False) -> Pod:
    built = container("app", running(600), ready=ready, started=started, **{f"{kind.lower()}_probe": PROBE})
    return pod([built], conditions=conditions() if ready else UNREADY)


def test_a_startup_probe_whose_command_is_missing_never_passes_and_never_kills() -> None:
    """No talk of a kubelet that should have killed it: what cannot be run does not count."""
    found = only(probed("Startup", started=False), errored("Startup"))
    assert (found.reason, found.severity) == ("ProbeCannotRun", Severity.CRITICAL)
    assert found.title == "app's startup probe cannot be run: /bin/check is not in the image."


def test_a_readiness_probe_whose_command_is_missing_does_not_fail() -> None:
    found = only(probed("Readiness"), errored("Readiness", 'exec: "curl": executable file not found in $PATH'))
    assert found.title == "app's readiness probe cannot be run: curl is not in the image."


def test_a_liveness_probe_that_cannot_run_is_a_warning_on_a_pod_that_is_well() -> None:
    found = only(probed("Liveness", ready=True), errored("Liveness", 'exec: "/x": permission denied'))
    assert (found.severity, found.title) == (
        Severity.WARNING,
        "app's liveness probe cannot be run: /x may not be executed.",
    )


@pytest.mark.parametrize(
    "seen",
    [
        errored("Liveness", "container is not running"),
        errored("Liveness", at=2000),
        event("Unhealthy", "Liveness probe failed: no such file", path="spec.containers{app}"),
    ],
    ids=["no word of a command", "long ago", "it failed"],
)
def test_any_other_answer_says_nothing_of_the_command(seen: Event) -> None:
    assert findings(probed("Liveness", ready=True), seen) == ()


def test_what_is_probed_anew_after_a_kubelets_restart_is_no_late_start() -> None:
    """Up to v1.34 the kubelet says for a moment that nothing has started."""
    lost = conditions(condition("Ready", "False", since=6), condition("ContainersReady", "False", since=6))
    up = pod([container("app", running(80_000), ready=False, started=False, startup_probe=PROBE)], conditions=lost)
    assert findings(up) == ()
    late = conditions(condition("Ready", "False", since=200), condition("ContainersReady", "False", since=200))
    up = pod([container("app", running(80_000), ready=False, started=False, startup_probe=PROBE)], conditions=late)
    (found,) = findings(up)
    assert (found.severity, found.since) == (Severity.WARNING, ago(200))
    assert found.summary == "app is being probed again"


def test_a_node_whose_clock_is_behind_makes_no_pod_older_than_it_is() -> None:
    built = container("app", running(330), ready=False, readiness_probe=PROBE)
    (unready, skew) = findings(pod([built], conditions=UNREADY, meta={"creation_timestamp": ago(30)}))
    assert {unready.severity, skew.severity} == {Severity.NOTICE}
    assert skew.summary == "the node's clock is 5 minutes behind, or more: app started before the pod was made"
    mirror = {"creation_timestamp": ago(30), "annotations": {"kubernetes.io/config.mirror": "x"}}
    assert [each.severity for each in findings(pod([built], conditions=UNREADY, meta=mirror))] == [Severity.CRITICAL]


def test_each_try_is_an_event_of_its_own_until_they_are_combined() -> None:
    """The runtime names each try; a combined event keeps the path of the first, which may be another container's."""
    tries = [errored("Readiness", at=100 - number) for number in range(2)]
    once = [msgspec.structs.replace(each, count=1) for each in tries]
    (few,) = findings(probed("Readiness"), *once)
    assert few.severity is Severity.NOTICE
    said = f"(combined from similar events): Readiness probe errored and resulted in unknown state: {RUNC}{ABSENT}"
    combined = event("Unhealthy", said, path="spec.containers{other}", count=9, at=5, type_="Warning")
    found = only(probed("Readiness"), *once, combined)
    assert "it was tried 11 times" in found.message
    assert found.since == ago(100)
    others = msgspec.structs.replace(combined, message=said.replace("/bin/check", "/bin/else"))
    assert few in findings(probed("Readiness"), *once, others)


@pytest.mark.parametrize("answer", ["command timed out: after 20s", "context deadline exceeded", "exit 1"])
def test_what_a_probe_kills_for_slowness_is_one_cause_with_its_unreadiness(answer: str) -> None:
    """The readiness probe fails for the same reason; a timeout is answered by time or CPU."""
    path = "spec.containers{app}"
    slow = container(
        "app", running(200), ready=False, restarts=7, last=terminated(0, at=210, lasted=400),
        liveness_probe=PROBE, readiness_probe=PROBE, resources=ResourceRequirements(limits={"cpu": "250m"}),
    )  # fmt: skip
    killing = event("Killing", "Container app failed liveness probe, will be restarted", path=path, at=212)
    unhealthy = event("Unhealthy", f"Liveness probe failed: {answer}", path=path, at=213)
    found = only(pod([slow], conditions=UNREADY), killing, unhealthy)
    assert found.reason == "LivenessProbeFailed"
    assert (found.advice == "Give the probe more time (timeoutSeconds 1), or more CPU (limit 250m).") is (
        answer != "exit 1"
    )
