"""Containers that are not started again: what they died of in the words of restarts, and ends that are no failure."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import ContainerState, Pod
from kubectl_sidecars.diagnose import Severity
from tests.support.builders import condition, conditions, container, event, findings, only, owned_by, pod, terminated

NEVER = {"restart_policy": "Never"}
GONE = conditions(condition("Ready", "False", since=60, reason="PodFailed"))
KILLING = "Container app failed liveness probe, will be restarted"
NO_FILE = 'failed to create containerd task: exec: "/bin/bash": stat /bin/bash: no such file or directory: unknown'


def failed(*containers: Any, **meta: Any) -> Pod:
    return pod(containers, phase="Failed", spec=NEVER, conditions=GONE, meta=meta)


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (terminated(3, at=60), "failed with exit 3"),
        (terminated(137, "OOMKilled", at=60), "ran out of memory (limit 64Mi)"),
        (terminated(139, at=60), "died of SIGSEGV (exit 139)"),
        (terminated(127, at=60), "ran a command that is not found (127)"),
        (terminated(127, at=60, message="sh: curl: not found"), "ran a command that is not found (127)"),
        (terminated(127, at=60, message="tool exited, giving up"), "failed with exit 127"),
        (terminated(128, "StartError", at=60, message=NO_FILE), "could not run /bin/bash (no such file)"),
    ],
)
def test_an_end_for_good_is_said_in_the_words_of_restarts(end: ContainerState, words: str) -> None:
    """Of the pod that failed, and of the container in a pod that runs on."""
    found = only(failed(container("app", end, memory="64Mi")))
    assert (found.title, found.summary) == (f"app {words} at 11:59.", f"app {words}")
    beside = pod([container("app", end, memory="64Mi"), container("other")], spec=NEVER)
    assert only(beside).title == f"app {words} at 11:59 and is not restarted (restartPolicy Never)."


def test_an_init_container_that_fails_for_good_says_of_what() -> None:
    copy = container("copy", terminated(137, "OOMKilled", at=60), memory="20Mi")
    never = pod([container("app", ContainerState())], [copy], phase="Failed", spec=NEVER, conditions=GONE)
    assert only(never).title == "app never started: container `copy` ran out of memory (limit 20Mi)."


def test_the_termination_message_of_an_end_for_good_is_quoted() -> None:
    half = pod([container("app", terminated(3, message="no licence")), container("other")], spec=NEVER)
    assert "Termination message: `no licence`." in only(half).message


LOCKED = """repository 1a2b opened (version 2)
unable to create lock in backend: repository is already locked exclusively by PID 31 on backup-gb5xq by  (UID 0, GID 0)
lock was created at 2026-03-27 00:02:54 (8h35m47s ago)
the `unlock` command can be used to remove stale locks
ERROR: failure checking existence of repository"""


def test_an_error_that_led_to_the_last_one_may_tell_the_cause() -> None:
    found = only(failed(container("backup", terminated(1, at=60, message=LOCKED))))
    assert "the repository of its backups is locked" in found.title
    assert "Before that it says: `unable to create lock in backend: repository is already locked" in found.message
    assert "Termination message: `ERROR: failure checking existence of repository`." in found.message


def test_an_error_long_before_the_last_one_does_not() -> None:
    early = LOCKED.replace("ERROR: ", "saved\n" * 9 + "ERROR: ")
    assert "locked" not in only(failed(container("backup", terminated(1, at=60, message=early)))).title


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        (
            "warning: contents do not match\n=ERROR REPORT==== 11-Mar-2026::18:15:59.141857 ===\n\n"
            "** Connection attempt from disallowed node 'rabbit@mq-0.mq.shop.svc.cluster.local' **" + " " * 200 + "\n",
            "** Connection attempt from disallowed node 'rabbit@mq-0.mq.shop.svc.cluster.local' **",
        ),
        (
            (
                '{"timestamp":"2026-03-09T21:26:41.105922000Z","level":"error","message":"store.set-up-failed",'
                '"data":{"error":"failed to create btrfs filesystem","session":"3"}}'
            ),
            "store.set-up-failed: failed to create btrfs filesystem",
        ),
    ],
    ids=["Erlang", "lager"],
)
def test_the_line_that_tells_is_found_in_logs_of_every_kind(words: str, quote: str) -> None:
    assert f"`{quote}`" in only(failed(container("app", terminated(1, at=60, message=words)))).message


def task_run(*, step: int = 0, code: int = 137, at: float = 60, kind: str = "TaskRun") -> Pod:
    labels = {"tekton.dev/taskRun": "run"} if kind == "TaskRun" else {}
    return failed(
        container("step-build", terminated(step, at=90, lasted=300)),
        container("sidecar-dind", terminated(code, at=at, lasted=300)),
        labels=labels,
        **owned_by(kind, "run"),
    )


def test_a_helper_that_is_stopped_after_the_work_has_succeeded_is_no_failure() -> None:
    """Tekton stops sidecars by another image, whereupon they end with 137 and the pod counts as failed."""
    (found,) = findings(task_run())
    assert (found.container, found.severity) == ("sidecar-dind", Severity.NOTICE)
    assert "TaskRun/run goes by the containers that do it, and ends the others." in found.message


@pytest.mark.parametrize(
    "changed", [{"step": 1}, {"code": 2}, {"at": 200.0}], ids=["the work failed", "by itself", "before the work ended"]
)
def test_a_helper_that_fails_otherwise_is_still_said(changed: dict[str, Any]) -> None:
    assert max(found.severity.rank for found in findings(task_run(**changed))) < Severity.NOTICE.rank


@pytest.mark.parametrize(("work", "severity"), [("main", Severity.NOTICE), ("scan", Severity.WARNING)])
def test_what_an_owner_goes_by_is_known_by_the_names_that_it_gives(work: str, severity: Severity) -> None:
    """Argo gives the template's container the name main: what else is in the pod is none of the work."""
    ended = [container(work, terminated(0, at=90)), container("email", terminated(143, at=85))]
    (found,) = findings(failed(*ended, **owned_by("Workflow", "scan")))
    assert (found.container, found.severity) == ("email", severity)


def test_a_job_counts_the_end_of_a_helper_as_a_failure_of_its_pod() -> None:
    assert only(failed(container("work", terminated(0, at=90)), container("cloud-sql-proxy", terminated(137, at=60)),
                       **owned_by("Job", "report"))).container == "cloud-sql-proxy"  # fmt: skip


@pytest.mark.parametrize(("code", "severity"), [(143, Severity.NOTICE), (137, Severity.WARNING)])
def test_an_executor_that_its_driver_has_told_to_stop_is_no_failure(code: int, severity: Severity) -> None:
    """Spark ends executors that it no longer needs."""
    (found,) = findings(failed(container("executor", terminated(code, at=60)), **owned_by("Pod", "driver")))
    assert found.severity is severity


def test_the_kill_of_a_probe_that_is_not_followed_by_a_restart() -> None:
    killing = event("Killing", KILLING, path="spec.containers{app}", at=62)
    assert only(failed(container("app", terminated(143, at=60, lasted=400))), killing).summary == (
        "app was killed by its liveness probe"
    )
