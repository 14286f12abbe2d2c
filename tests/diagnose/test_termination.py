"""Why a run ended: the order of evidence, and how sure we are."""

from __future__ import annotations

import pytest

from kubectl_sidecars.api import Event, ExecAction, Lifecycle, LifecycleHandler, Probe
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.diagnose.facts.termination import (
    Ending,
    Why,
    ending,
)
from kubectl_sidecars.diagnose.origin import NodeOrigin
from kubectl_sidecars.diagnose.reasons import Reason
from tests.support.builders import (
    Built,
    condition,
    container,
    crashing,
    event,
    findings,
    node,
    only,
    pod,
    running,
    subject,
    terminated,
)

PATH = "spec.containers{app}"
PROBE = Probe(exec=ExecAction(command=("cat", "/alive")), period_seconds=2, failure_threshold=2)
LIVENESS = "Container app failed liveness probe, will be restarted"


def end_of(built: Built, *around: Event, **fields: object) -> Ending:
    seen = subject(pod([built], **fields), *around)  # type: ignore[arg-type]
    view = seen.containers[0].view
    run = view.last_terminated
    assert run is not None
    return ending(seen, view, run)


def test_the_pods_reason_comes_before_all() -> None:
    """An evicted pod's container was ended for that, whatever its code and the events say."""
    killing = event("Killing", LIVENESS, path=PATH)
    said = end_of(container("app", terminated(137, "OOMKilled")), killing, phase="Failed", status={"reason": "Evicted"})
    assert said.why is Why.POD
    assert said.evidence == ("status.reason=Evicted",)


def test_the_deletion_comes_before_the_kubelets_event() -> None:
    meta = {"deletion_timestamp": terminated(0, at=5).terminated.finished_at, "deletion_grace_period_seconds": 10}  # type: ignore[union-attr]
    assert end_of(container("app", terminated(137, at=5)), event("Killing", LIVENESS, path=PATH), meta=meta).why is (
        Why.DELETION
    )


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (LIVENESS, Why.LIVENESS),
        ("Init container app failed startup probe", Why.STARTUP),
        ("Container app failed startup probe, will be restarted", Why.STARTUP),
        ("FailedPostStartHook", Why.POST_START),
        ("Container app definition changed, will be restarted", Why.CHANGED),
        ("Container app resize requires restart", Why.CHANGED),
        ("Stopping container app", Why.STOPPED),
    ],
)
def test_the_kubelets_killing_event_comes_before_the_code(message: str, why: Why) -> None:
    """A container that is told to stop may end with 0, 143 or 137, or OOMKilled meanwhile."""
    for code, reason in ((0, ""), (137, ""), (143, ""), (137, "OOMKilled")):
        said = end_of(crashing("app", terminated(code, reason, at=10)), event("Killing", message, path=PATH, at=11))
        assert (said.why, said.confidence) == (why, Confidence.HIGH)


def test_a_kill_is_within_the_grace_before_the_end() -> None:
    """A Killing event of another run, or of another container, proves nothing of this one."""
    built = crashing("app", terminated(3, at=10))
    assert end_of(built, event("Killing", LIVENESS, path=PATH, at=400)).why is Why.EXIT
    assert end_of(built, event("Killing", LIVENESS, path=PATH, at=2)).why is Why.EXIT
    assert end_of(built, event("Killing", LIVENESS, path="spec.containers{web}", at=11)).why is Why.EXIT


def test_a_merged_event_proves_nothing() -> None:
    """It keeps the first one's fieldPath and shows the latest message: the container may be another."""
    merged = event("Killing", f"(combined from similar events): {LIVENESS}", path=PATH, at=11)
    assert end_of(crashing("app", terminated(3, at=10)), merged).why is Why.EXIT


def test_the_probes_own_words_are_kept() -> None:
    failed = event("Unhealthy", "Liveness probe failed: cat: can't open '/alive'", path=PATH, at=12)
    said = end_of(crashing("app", terminated(137, at=10)), failed, event("Killing", LIVENESS, path=PATH, at=11))
    assert said.answer == "cat: can't open '/alive'"


@pytest.mark.parametrize(
    ("code", "reason", "why", "confidence"),
    [
        (137, "OOMKilled", Why.OOM, Confidence.HIGH),
        (143, "OOMKilled", Why.OOM_CHILD, Confidence.MEDIUM),
        (1, "OOMKilled", Why.OOM_CHILD, Confidence.MEDIUM),
        (0, "OOMKilled", Why.OOM_CHILD, Confidence.MEDIUM),
        (137, "Error", Why.OOM_MAYBE, Confidence.LOW),
    ],
)
def test_out_of_memory_has_three_grades(code: int, reason: str, why: Why, confidence: Confidence) -> None:
    said = end_of(crashing("app", terminated(code, reason), memory="64Mi"))
    assert (said.why, said.confidence) == (why, confidence)


def test_137_without_a_limit_is_a_kill_by_an_unknown_hand() -> None:
    said = end_of(crashing("app", terminated(137)))
    assert (said.why, said.confidence) == (Why.KILLED, Confidence.MEDIUM)
    assert "no events were read to say who killed it" in said.inferred


@pytest.mark.parametrize("uid", ["node-1", ""])
@pytest.mark.parametrize(
    ("reason", "told", "why"),
    [
        ("Error", "SystemOOM", Why.OOM_NODE),
        ("OOMKilled", "SystemOOM", Why.OOM_NODE),
        ("Error", "OOMKilling", Why.OOM_MAYBE),
        ("OOMKilled", "OOMKilling", Why.OOM),
    ],
)
def test_an_oom_of_the_whole_node_comes_before_a_limit(uid: str, reason: str, told: str, why: Why) -> None:
    """SystemOOM is of the root cgroup alone, OOMKilling (node-problem-detector) of any.

    The kubelet knows its node's name and not its uid (kubelet.go nodeRef, v1.35)."""
    built = crashing("app", terminated(137, reason, at=10), memory="64Mi")
    said_by = event(told, about=uid, kind="Node", name="node-1", at=12)
    seen = subject(pod([built]), node(condition("Ready")), said_by)
    view = seen.containers[0].view
    assert view.last_terminated is not None
    assert ending(seen, view, view.last_terminated).why is why


@pytest.mark.parametrize(
    "built", [crashing("app", terminated(137)), container("app", running(8), last=terminated(137), restarts=1)]
)
def test_what_the_node_had_no_memory_for_is_said_of_the_node(built: Built) -> None:
    """The limit was not reached: to name it would mislead."""
    said_by = event("SystemOOM", about="node-1", kind="Node", name="node-1", at=12)
    found = only(pod([built]), node(condition("Ready")), said_by)
    assert found.origin == NodeOrigin("node-1", Reason.SYSTEM_OOM)
    assert "node node-1 ran out of memory" in found.title or "node node-1 runs out of memory" in found.title
    assert found.commands == ("kubectl describe node node-1",)


def test_that_events_are_limited_is_said_as_a_notice() -> None:
    """A noisy sidecar can silence the warnings about its neighbours."""
    noisy = event("Unhealthy", "Readiness probe failed", path="spec.containers{proxy}", count=30, type_="Warning")
    found = findings(pod([container("app"), container("proxy")]), noisy)
    assert [(each.reason, each.container, each.severity) for each in found] == [
        ("EventsLimited", "proxy", Severity.NOTICE)
    ]
    assert findings(pod([container("app"), container("proxy")]), event("Unhealthy", count=9, type_="Warning")) == ()


@pytest.mark.parametrize(("count", "first", "at"), [(30, 3000, 10), (26, 3000, 1800)])
def test_events_are_not_called_limited_where_the_burst_fills_again(count: int, first: float, at: float) -> None:
    """One more in five minutes: thirty in fifty minutes are all there, and a source that fell silent may speak."""
    slow = event("Unhealthy", "Readiness probe failed", count=count, first=first, at=at, type_="Warning")
    assert findings(pod([container("app")]), slow) == ()


def test_that_events_were_merged_is_said_as_a_notice() -> None:
    merged = event("Unhealthy", "(combined from similar events): Readiness probe failed", type_="Warning")
    (found,) = findings(pod([container("app")]), merged)
    assert "merged" in found.message


def test_a_kill_without_its_event_is_inferred_from_earlier_ones() -> None:
    """The kubelet sends 25 events about a pod and then few: the newest kill has none."""
    earlier = event("Killing", LIVENESS, path=PATH, at=500, first=900, count=5)
    said = end_of(crashing("app", terminated(137, at=10), restarts=8, liveness_probe=PROBE), earlier)
    assert (said.why, said.confidence) == (Why.LIVENESS, Confidence.MEDIUM)
    assert "earlier runs ended so" in said.inferred


def test_kills_of_other_runs_say_nothing_where_this_ones_event_would_be_there() -> None:
    """Two restarts spend no burst of 25: a run without an event was not killed by its probe."""
    earlier = event("Killing", LIVENESS, path=PATH, at=500, count=1)
    said = end_of(crashing("app", terminated(137, at=10, lasted=300), restarts=2, liveness_probe=PROBE), earlier)
    assert (said.why, said.confidence) == (Why.KILLED, Confidence.MEDIUM)


@pytest.mark.parametrize(("code", "why"), [(3, Why.EXIT), (139, Why.SIGNAL), (137, Why.KILLED)])
def test_a_kill_of_the_run_before_is_none_of_this_one(code: int, why: Why) -> None:
    """The kubelet kills, starts anew in the same second, and the new run crashes by itself seconds later."""
    built = crashing("app", terminated(code, at=10, lasted=5), restarts=2, liveness_probe=PROBE)
    said = end_of(
        built,
        event("Unhealthy", "Liveness probe failed: refused", path=PATH, at=16, first=20, count=2, type_="Warning"),
        event("Killing", LIVENESS, path=PATH, at=15),
        spec={"termination_grace_period_seconds": 0},
    )
    assert said.why is why


def test_a_probes_kill_of_a_run_that_has_an_exit_code_of_its_own_is_less_certain() -> None:
    """It was told to stop; whether it ended for that, its code does not say."""
    said = end_of(crashing("app", terminated(1, at=10)), event("Killing", LIVENESS, path=PATH, at=11))
    assert (said.why, said.confidence) == (Why.LIVENESS, Confidence.MEDIUM)
    assert "its exit code 1 is its own" in said.inferred


def test_a_container_that_exits_makes_its_hook_fail() -> None:
    """The hook runs in the container, so its failure follows the crash and is no cause of it."""
    failed = event("FailedPostStartHook", "PostStartHook failed", path=PATH, at=10)
    assert end_of(crashing("app", terminated(1, at=10, lasted=2)), failed).why is Why.EXIT


def test_one_event_of_many_kills_is_no_proof_of_each() -> None:
    many = event("Killing", LIVENESS, path=PATH, at=3, first=900, count=9)
    said = end_of(crashing("app", terminated(137, at=60)), many)
    assert (said.why, said.confidence) == (Why.LIVENESS, Confidence.MEDIUM)
    assert end_of(crashing("app", terminated(137, "OOMKilled", at=60)), many).why is Why.OOM
    assert end_of(crashing("app", terminated(0, at=60)), many).why is Why.COMPLETED
    probed = crashing("app", terminated(0, at=60, lasted=40), liveness_probe=PROBE)
    assert (end_of(probed, many).why, end_of(probed, many).confidence) == (Why.LIVENESS, Confidence.MEDIUM)


def test_failures_of_the_probe_up_to_the_end_stand_for_a_kill_without_its_event() -> None:
    """As many as the probe's threshold, within this run."""
    unhealthy = "Liveness probe failed: refused"
    built = crashing("app", terminated(137, at=10, lasted=300), restarts=1, liveness_probe=PROBE)
    said = end_of(built, event("Unhealthy", unhealthy, path=PATH, at=12, first=14, count=2))
    assert (said.why, said.confidence) == (Why.LIVENESS, Confidence.MEDIUM)
    assert end_of(built, event("Unhealthy", unhealthy, path=PATH, at=12)).why is Why.KILLED
    assert end_of(built, event("Unhealthy", unhealthy, path=PATH, at=320, count=3)).why is Why.KILLED


def test_the_length_of_a_run_is_a_hint_and_no_cause() -> None:
    """137 without any event: the probe may have been it, and where there is a limit the OOM killer as well."""
    last = terminated(137, at=10, lasted=5)
    said = end_of(crashing("app", last, liveness_probe=PROBE), spec={"termination_grace_period_seconds": 2})
    assert (said.why, said.confidence) == (Why.KILLED, Confidence.LOW)
    assert "its liveness probe may have" in said.inferred
    found = only(pod([crashing("app", last, liveness_probe=PROBE, memory="64Mi")]))
    assert found.reason == "KilledBySignal"
    assert "or the kernel's OOM killer" in found.message
    assert "is killed by its liveness probe" not in found.message
    longer = terminated(137, at=10, lasted=900)
    said = end_of(crashing("app", longer, liveness_probe=PROBE), spec={"termination_grace_period_seconds": 2})
    assert said.why is Why.KILLED
    assert "liveness" not in said.inferred


def test_an_exit_of_its_own_is_never_laid_on_a_probe() -> None:
    earlier = event("Killing", LIVENESS, path=PATH, at=500, first=900, count=5)
    assert end_of(crashing("app", terminated(3, at=10), liveness_probe=PROBE), earlier).why is Why.EXIT


def test_a_failed_hook_is_inferred_from_earlier_ones() -> None:
    hook = Lifecycle(post_start=LifecycleHandler(exec=ExecAction(command=("false",))))
    earlier = event("FailedPostStartHook", "PostStartHook failed", path=PATH, at=500)
    said = end_of(crashing("app", terminated(0, at=10), restarts=8, lifecycle=hook), earlier)
    assert (said.why, said.confidence) == (Why.POST_START, Confidence.MEDIUM)


@pytest.mark.parametrize(
    ("code", "reason", "why"),
    [
        (0, "Completed", Why.COMPLETED),
        (1, "Error", Why.EXIT),
        (126, "Error", Why.NOT_EXECUTABLE),
        (127, "Error", Why.NOT_FOUND),
        (128, "StartError", Why.NOT_STARTED),
        (127, "ContainerCannotRun", Why.NOT_STARTED),
        (139, "Error", Why.SIGNAL),
        (141, "Error", Why.SIGNAL),
        (255, "Unknown", Why.LOST),
        (137, "ContainerStatusUnknown", Why.LOST),
        (137, "RestartingAllContainers", Why.RESTART_ALL),
        (255, "Error", Why.EXIT),
        (-1, "Error", Why.EXIT),
    ],
)
def test_without_better_evidence_the_code_speaks(code: int, reason: str, why: Why) -> None:
    assert end_of(crashing("app", terminated(code, reason))).why is why


def test_codes_that_the_kubelet_made_up_are_no_kill() -> None:
    """One line says that all were restarted; nobody is accused of exit 137."""
    (found,) = findings(pod([crashing("app", terminated(137, "RestartingAllContainers"))]))
    assert (found.reason, found.container) == ("RestartAllContainers", "")


@pytest.mark.parametrize("code", [137, 143])
def test_a_kill_without_an_event_is_not_said_for_certain(code: int) -> None:
    """After days the event is gone: somebody killed it, and nothing tells who."""
    said = end_of(container("app", terminated(code, at=3 * 86_400, lasted=7200)))
    assert said.confidence is not Confidence.HIGH
    assert said.inferred.startswith("no events were read to say who")


def test_without_any_event_exit_0_may_be_what_is_left_of_a_kill() -> None:
    """Events that may not be read, or are not in the file: two pods that end so need not have one cause."""
    probed = crashing("app", terminated(0, at=60, lasted=3), liveness_probe=PROBE)
    said = end_of(probed)
    assert (said.why, said.confidence) == (Why.COMPLETED, Confidence.LOW)
    assert "its liveness probe may have ended it" in said.inferred
    assert end_of(crashing("app", terminated(0, at=60, lasted=3))).confidence is Confidence.HIGH
    pulled = event("Pulled", "pulled", path=PATH)
    assert end_of(probed, pulled).confidence is Confidence.HIGH
