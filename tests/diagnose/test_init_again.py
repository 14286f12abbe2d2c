"""Init containers that are run again after they had finished, while the app runs on."""

from __future__ import annotations

from kubectl_sidecars.api import Pod
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.diagnose.status_note import truth
from tests.support.builders import (
    Built,
    condition,
    conditions,
    container,
    crashing,
    event,
    findings,
    only,
    pod,
    reasons,
    running,
    subject,
    terminated,
    waiting,
)

READY = conditions(condition("Initialized", "False"))


def beside(init: Built, *, since: float = 3600) -> Pod:
    return pod([container("app", running(since))], [init], conditions=READY)


def test_an_init_container_that_fails_beside_the_running_app_was_done_before() -> None:
    """Its finished container was removed on the node: the app runs on, and exit 1 is no error of the app."""
    again = beside(crashing("istio-init", terminated(1, lasted=0), restarts=9))
    found = only(again)
    assert (found.reason, found.container, found.severity) == ("InitRunAgain", "istio-init", Severity.WARNING)
    assert found.title == "istio-init, which had finished, is run again and exits with 1 at once; app runs on."
    assert "application error" not in found.message
    assert "cannot start" not in found.message
    assert truth(subject(again)) == "initialised, app runs; istio-init (init), which had finished, is run again"


def test_a_new_sandbox_is_named_where_an_event_says_so() -> None:
    changed = event("SandboxChanged", "Pod sandbox changed, it will be killed and re-created.", at=60)
    message = only(beside(crashing("copy", terminated(1)), since=90), changed).message
    assert "The pod got a new sandbox at 11:59." in message
    assert "prune" not in message


def test_one_that_runs_again_and_has_not_failed_is_no_trouble() -> None:
    again = beside(container("wait", running(400), command=("sh", "-c", "until nc db; do sleep 1; done")))
    (found,) = findings(again)
    assert (found.reason, found.severity) == ("InitRunAgain", Severity.NOTICE)


def test_an_init_container_in_its_turn_blocks_the_app() -> None:
    held = pod([container("app", waiting("PodInitializing"))], [crashing("copy", terminated(1))], phase="Pending")
    assert only(held).title.startswith("app cannot start: container `copy` exits with 1")


def test_one_that_has_passed_again_is_quiet() -> None:
    assert reasons(beside(container("copy", terminated(0), restarts=1))) == []
