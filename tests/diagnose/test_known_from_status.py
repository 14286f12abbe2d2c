"""Nothing is said to be unknown that a status or an event of the snapshot holds."""

from __future__ import annotations

import pytest

from kubectl_sidecars.api import ExecAction, Lifecycle, LifecycleHandler
from kubectl_sidecars.diagnose.facts.refusals import failing
from tests.support.builders import container, event, only, pod, terminated, waiting

PROFILE = 'Cannot enforce AppArmor: profile "deny-write" is not loaded'


def test_containers_that_wait_for_what_the_pod_s_status_tells_are_one_finding() -> None:
    both = [container("app", waiting("Blocked")), container("web", waiting("Blocked"))]
    found = only(pod(both, phase="Pending", status={"message": PROFILE, "reason": "AppArmor"}))
    assert found.title.endswith("AppArmor profile deny-write is not loaded on node node-1.")
    assert "told why" not in found.message


def test_a_container_that_waits_without_any_word_says_so() -> None:
    assert only(pod([container("app", waiting("Blocked"))], phase="Pending")).summary == "app cannot run (Blocked)"


@pytest.mark.parametrize("is_told", [True, False])
def test_the_output_of_a_hook_is_quoted_where_the_kubelet_tells_it(is_told: bool) -> None:
    hook = Lifecycle(post_start=LifecycleHandler(exec=ExecAction(command=("cp", "a b"))))
    message = "Exec hook failed - error: exited with 1: cp: missing operand" if is_told else "PostStartHook failed"
    state, last = waiting("CrashLoopBackOff", "back-off 5m0s"), terminated(137, at=10)
    app = container("app", state, last=last, restarts=4, lifecycle=hook)
    found = only(pod([app]), event("FailedPostStartHook", message, path="spec.containers{app}", at=10))
    assert ("cp: missing operand" in found.message) is is_told
    assert ("is not in events or status" in found.message) is not is_told


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("x509: certificate has expired or is not yet valid", "has an expired certificate"),
        ("x509: certificate signed by unknown authority", "has a certificate that the API server does not trust"),
        ('no endpoints available for service "istiod"', "has no pod that is ready"),
        ('service "injector" not found', "has no Service"),
        ("dial tcp 10.0.0.1:443: connect: connection refused", "refuses the connection: nothing listens there"),
        ("context deadline exceeded", "does not answer in time"),
    ],
)
def test_a_webhook_that_fails_does_so_in_different_words(message: str, words: str) -> None:
    assert failing(message) == words
