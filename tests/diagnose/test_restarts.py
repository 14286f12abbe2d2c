"""Restarts: what a crash is called, how bad it is now, and when it is history."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import (
    ContainerRestartRule,
    ContainerRestartRuleOnExitCodes,
    ContainerState,
    Pod,
    ResourceRequirements,
)
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.diagnose import Effect, Severity
from tests.support.builders import (
    BACK_OFF,
    Built,
    ago,
    condition,
    conditions,
    container,
    crashing,
    event,
    findings,
    node,
    only,
    pod,
    reasons,
    running,
    sidecar,
    terminated,
    waiting,
)

NO_FILE = 'exec: "/bin/app": stat /bin/app: no such file or directory: unknown'


@pytest.mark.parametrize(
    ("last", "reason", "words"),
    [
        (terminated(3), "ExitError", "app exits with 3 after 5 seconds"),
        (terminated(0), "KeepsCompleting", "app keeps completing (exit 0)"),
        (terminated(127), "CommandNotFound", "app runs a command that is not found (127)"),
        (terminated(126), "CommandNotExecutable", "app runs a command that is not executable (126)"),
        (terminated(128, "StartError", message=NO_FILE), "CommandNotFound", "app cannot run /bin/app (no such file)"),
        (terminated(128, "StartError", message="no space"), "StartError", "app cannot be started by the runtime"),
        (terminated(139), "KilledBySignal", "app dies of SIGSEGV (exit 139)"),
        (terminated(137), "KilledBySignal", "app dies of SIGKILL (exit 137)"),
        (terminated(137, "OOMKilled"), "OOMKilled", "app runs out of memory"),
        (terminated(1, "OOMKilled"), "OOMKilledProcess", "app lost a process to the OOM killer"),
        (terminated(255, "Unknown"), "StatusLost", "app ended unseen"),
    ],
)
def test_a_crash_is_called_by_its_cause(last: ContainerState, reason: str, words: str) -> None:
    found = only(pod([crashing("app", last)]))
    assert (found.reason, found.summary, found.severity) == (reason, words, Severity.CRITICAL)


def test_a_crash_says_all_that_a_reader_wants() -> None:
    """Who, what, since when, what goes on without it, when it is tried again, where to look."""
    first = event("BackOff", "Back-off restarting failed container", path="spec.containers{vector}", at=5, first=600)
    vector = crashing("vector", terminated(78, at=10, lasted=2), image="docker.io/timberio/vector:0.49.0-alpine")
    found = only(pod([container("cart"), vector]), first)
    assert found.message == (
        "vector exits with 78 after 2 seconds. vector (log shipper, not a native sidecar) was restarted 5 times,"
        " since 11:50 or earlier."
        " cart runs on, but the pod is not Ready, so no Service sends it traffic."
        " Next start not before 12:00:30."
    )
    assert found.commands == ("kubectl logs -n demo shop -c vector --previous",)
    assert "status.containerStatuses[1].lastState.terminated.exitCode=78" in found.evidence
    assert found.effect is Effect.UNREADY


def test_since_when_is_not_claimed_where_no_event_is_left() -> None:
    """Five restarts, and the record of one: when the first was is not known."""
    found = only(pod([crashing("app", terminated(3, at=10, lasted=5))]))
    assert found.may_be_older
    assert found.since == ago(15)
    assert "was restarted 5 times, at least since 11:59: no events were read to say when that began." in found.message
    assert "The pod is not Ready since 11:00." in found.message
    assert not only(pod([crashing("app", terminated(3), restarts=1)])).may_be_older


def test_a_crash_before_initialisation_blocks_all_behind_it() -> None:
    blocked = pod(
        [container("checkout", waiting("PodInitializing"))],
        [sidecar("vault-agent", BACK_OFF, last=terminated(1), restarts=3), container("migrate", waiting())],
        phase="Pending",
    )
    found = only(blocked)
    assert found.title == "checkout cannot start: vault-agent exits with 1 after 5 seconds."
    assert "migrate and checkout wait behind it." in found.message
    assert (found.container, found.effect) == ("vault-agent", Effect.BLOCKED)


def test_the_log_to_look_at_is_that_of_the_run_that_failed() -> None:
    """After its end and before the next start a container's own log is the one; later it is the previous one."""
    assert only(pod([container("app", terminated(3), restarts=2)])).commands == ("kubectl logs -n demo shop -c app",)
    assert only(pod([container("app", running(2), restarts=2, last=terminated(3, at=9))])).commands == (
        "kubectl logs -n demo shop -c app --previous",
    )


@pytest.mark.parametrize(
    ("state", "restarts", "severity"),
    [
        (terminated(3, at=1), 0, Severity.WARNING),
        (terminated(3, at=1), 1, Severity.CRITICAL),
        (running(3), 1, Severity.WARNING),
        (running(3), 2, Severity.CRITICAL),
        (running(120), 2, Severity.WARNING),
        (running(599), 9, Severity.WARNING),
        (running(601), 9, Severity.NOTICE),
    ],
)
def test_how_bad_a_crash_is_now(state: ContainerState, restarts: int, severity: Severity) -> None:
    """First a warning; down again is critical, and so is a run no longer than those before; ten minutes end it."""
    last = ContainerState() if state.terminated else terminated(3, at=700 if restarts == 9 else 130, lasted=5)
    (found,) = findings(pod([container("app", state, last=last, restarts=restarts)]))
    assert found.severity is severity


def test_a_container_of_a_pod_that_will_not_restart_it_failed_for_good() -> None:
    """restartPolicy Never: no crash loop, and the other container goes on."""
    half = pod([container("report", terminated(2)), container("app")], spec={"restart_policy": "Never"})
    found = only(half)
    assert found.title == "report failed with exit 2 at 11:59 and is not restarted (restartPolicy Never)."
    assert "app runs on." in found.message


def test_a_restart_rule_at_work_is_said_to_be_one() -> None:
    """KEP-5307: a restart under restartPolicy Never, asked for by the container's own rule."""
    rule = ContainerRestartRule(
        action="Restart", exit_codes=ContainerRestartRuleOnExitCodes(operator="In", values=(42,))
    )
    built = crashing("worker", terminated(42), restart_policy="Never", restart_policy_rules=(rule,))
    found = only(pod([built], spec={"restart_policy": "Never"}))
    assert (found.reason, found.severity) == ("RestartRule", Severity.WARNING)


def test_two_containers_with_causes_of_their_own_are_two_findings() -> None:
    two = pod([crashing("app", terminated(3)), crashing("proxy", terminated(139))])
    assert reasons(two) == ["ExitError", "KilledBySignal"]


def test_an_app_that_came_before_its_proxy_is_not_called_a_crash_loop() -> None:
    early = pod(
        [
            container("checkout", running(100), restarts=1, last=terminated(1, at=110, lasted=1)),
            container("istio-proxy", running(112), image="docker.io/istio/proxyv2:1.27.0"),
        ]
    )
    found = only(early)
    assert (found.reason, found.severity) == ("StartedBeforeProxy", Severity.WARNING)
    assert found.advice.startswith("Make istio-proxy a native sidecar")


def test_a_container_that_should_have_been_started_again_is_told_with_its_kubelet() -> None:
    """The known fault of early 1.35 (kubernetes#137146) is one of pods with a native sidecar: here it does not fit."""
    forgotten = pod([container("app", terminated(1, at=600), restarts=1)])
    found = only(forgotten, node())
    assert (found.reason, found.severity) == ("ExitError", Severity.CRITICAL)
    assert "It is not started again" in found.message
    assert "known fault" not in found.message


def test_a_container_that_was_ended_and_not_started_again_is_a_finding_of_its_own() -> None:
    """No fault of its own to tell of, so the kubelet's is all there is."""
    lost = pod([container("app", terminated(255, "Unknown", at=600), restarts=1)])
    assert reasons(lost) == ["NotRestarted"]
    chain = pod([container("app", terminated(255, "Unknown", at=600), restarts=1)], [container("migrate", running(5))])
    assert "NotRestarted" not in reasons(chain)


def test_restarts_whose_record_is_gone_are_told_as_such() -> None:
    (found,) = findings(pod([container("app", running(300), restarts=3)]))
    assert found.severity is Severity.NOTICE
    assert "The record of its last end is gone" in found.message


@pytest.mark.parametrize(
    "reason", ["RestartingAllContainers", "ContainerStatusUnknown"], ids=["restart-all", "made-up"]
)
def test_an_end_that_is_nobodys_fault_accuses_nobody(reason: str) -> None:
    again = pod([container("app", running(20), restarts=1, last=terminated(137, reason, at=30))])
    assert reasons(again) == []


def test_shell_metacharacters_of_a_name_are_quoted() -> None:
    """A command is there to be pasted, and names come from a file that anyone may have made."""
    evil = crashing("app; rm -rf ~", terminated(3))
    found = only(pod([evil], name="$(reboot)"))
    assert found.commands == ("kubectl logs -n demo '$(reboot)' -c 'app; rm -rf ~' --previous",)


READY = conditions()
DAY = 24 * 3600


def test_a_pod_that_runs_and_is_ready_again_after_weeks_is_not_dead() -> None:
    """The kubelet forgets a back-off after ten minutes: two restarts in a month are no loop."""
    again = container("app", running(60), restarts=2, last=terminated(1, at=62, lasted=19 * DAY))
    found = only(pod([again], conditions=READY))
    assert (found.severity, found.effect) == (Severity.WARNING, Effect.NONE)
    assert "; running again since" in found.message


def test_what_a_crash_does_to_its_pod_is_read_from_the_pod() -> None:
    """A loop caught while it runs: where the pod is Ready, or its container runs, nobody says otherwise."""
    again = container("app", running(5), restarts=4, last=terminated(1, at=40, lasted=30))
    ready = only(pod([again, container("web")], conditions=READY))
    assert (ready.severity, ready.effect) == (Severity.CRITICAL, Effect.NONE)
    assert "not Ready" not in ready.message
    assert only(pod([again], conditions=READY)).effect is Effect.NONE
    assert only(pod([again])).effect is Effect.UNREADY


@pytest.mark.parametrize("restarts", [1, 2])
@pytest.mark.parametrize("sandbox", [True, False])
def test_a_reboot_of_the_node_is_a_notice_and_accuses_no_container(restarts: int, *, sandbox: bool) -> None:
    built = container("app", running(50), restarts=restarts, last=terminated(255, "Unknown", at=55, lasted=900))
    events = [event("SandboxChanged", "Pod sandbox changed, it will be killed and re-created.", at=55)]
    (found,) = findings(pod([built], conditions=READY), *(events if sandbox else []))
    assert found.severity is Severity.NOTICE
    assert found.reason == ("SandboxChanged" if sandbox else "RestartedBefore")


@pytest.mark.parametrize(("days", "severity"), [(1, Severity.WARNING), (30, Severity.NOTICE)])
def test_a_habit_of_restarts_ends_with_time(days: int, severity: Severity) -> None:
    """Long runs make long memories; what was last seen weeks ago is history."""
    built = container("app", running(days * DAY), restarts=3, last=terminated(1, at=days * DAY, lasted=60 * DAY))
    (found,) = findings(pod([built], conditions=READY, meta={"creation_timestamp": ago(1000 * DAY)}))
    assert found.severity is severity


def ruled(action: str, *codes: int) -> dict[str, Any]:
    on = ContainerRestartRuleOnExitCodes(operator="In", values=codes)
    return {"restart_policy": "Never", "restart_policy_rules": (ContainerRestartRule(action=action, exit_codes=on),)}


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        (terminated(137, "OOMKilled"), "OOMKilled"),
        (terminated(1, "OOMKilled"), "OOMKilledProcess"),
        (terminated(139), "KilledBySignal"),
    ],
)
@pytest.mark.parametrize("action", ["Restart", "RestartAllContainers"])
def test_a_restart_rule_hides_no_cause(last: ContainerState, reason: str, action: str) -> None:
    """KEP-5307: the rule decides what follows; want of memory and signals are still what is wrong."""
    found = only(pod([crashing("worker", last, memory="64Mi", **ruled(action, 1, 137, 139))]))
    assert (found.reason, found.severity) == (reason, Severity.CRITICAL)
    assert "A rule of its restartPolicyRules" in found.message


def test_an_app_without_memory_is_not_said_to_lack_its_proxy() -> None:
    early = pod(
        [
            container("checkout", running(100), restarts=1, last=terminated(1, "OOMKilled", at=110, lasted=1)),
            container("istio-proxy", running(112), image="docker.io/istio/proxyv2:1.27.0"),
        ]
    )
    assert only(early).reason == "OOMKilledProcess"


def test_a_kill_by_a_probe_tells_of_want_of_memory_as_well() -> None:
    killed = event("Killing", "Container app failed liveness probe, will be restarted", path="spec.containers{app}")
    found = only(pod([crashing("app", terminated(137, "OOMKilled"), memory="64Mi")]), killed)
    assert found.reason == "LivenessProbeFailed"
    assert "OOMKilled, limit 64Mi" in found.message


def all_restarted(count: int, at: float, state: ContainerState) -> list[Built]:
    made_up = terminated(137, "RestartingAllContainers", at=at, lasted=90)
    worker = container("worker", state, last=terminated(88, at=at), restarts=count, **ruled("RestartAllContainers", 88))
    return [worker, *(container(name, state, last=made_up, restarts=count) for name in ("proxy", "log", "agent"))]


@pytest.mark.parametrize(
    ("count", "at", "severity"),
    [(1, 60, Severity.NOTICE), (4, 60, Severity.WARNING), (4, 9000, Severity.NOTICE)],
)
def test_a_restart_of_all_containers_is_one_line(count: int, at: float, severity: Severity) -> None:
    """KEP-5532: one container's exit, and no finding for each that was restarted with it."""
    again = pod(all_restarted(count, at, running(at - 1)), conditions=READY)
    (found,) = findings(again)
    assert (found.reason, found.container, found.severity) == ("RestartAllContainers", "worker", severity)
    assert "proxy, log and agent have not failed" in found.message


def test_while_all_containers_are_restarted_one_line_says_so() -> None:
    under_way = conditions(condition("AllContainersRestarting"), condition("Ready", "False"))
    (found,) = findings(pod(all_restarted(1, 5, waiting("ContainerCreating")), conditions=under_way))
    assert found.reason == "RestartAllContainers"


HOUR = 3600


@pytest.mark.parametrize("restarts", [1, 40])
@pytest.mark.parametrize("since", [5, 300, 900])
def test_a_container_that_completes_every_hour_is_no_alarm(restarts: int, since: float) -> None:
    """It was restarted at once and is ready: worth a notice."""
    synced = container("sync", running(since), restarts=restarts, last=terminated(0, at=since + 1, lasted=HOUR))
    (found,) = findings(pod([container("web"), synced], conditions=READY))
    assert found.severity is Severity.NOTICE
    down = container("sync", terminated(0, at=1, lasted=HOUR), restarts=restarts)
    assert reasons(pod([container("web"), down])) == []


def test_a_native_sidecar_that_completes_again_and_again_is_an_alarm() -> None:
    synced = sidecar("sync", running(3), restarts=9, last=terminated(0, at=200, lasted=2))
    found = only(pod([container("web")], [synced], conditions=READY))
    assert (found.reason, found.severity) == ("KeepsCompleting", Severity.CRITICAL)


def test_a_crash_after_days_is_no_loop_in_the_second_before_its_restart() -> None:
    found = only(pod([container("app", terminated(1, at=1, lasted=9 * DAY), restarts=3)]))
    assert found.severity is Severity.WARNING


@pytest.mark.parametrize(
    "message", [NO_FILE, "no space", 'exec: "/bin/app": permission denied: unknown'], ids=["missing", "other", "denied"]
)
@pytest.mark.parametrize("state", [BACK_OFF, running(3000)], ids=["down", "history"])
def test_a_container_that_never_ran_has_no_log_to_look_at(message: str, state: ContainerState) -> None:
    failed = terminated(128, "StartError", message=message, at=3100)
    (found,) = findings(pod([container("app", state, last=failed, restarts=4)]))
    assert found.commands == ("kubectl describe pod -n demo shop",)
    assert "It never ran, so it has no log." in found.message


def test_the_beginning_of_a_loop_is_taken_from_crashes_alone() -> None:
    """A pull's back-off is no crash, a merged event is perhaps another's, and a long run parts two stories."""
    path = "spec.containers{app}"
    pulled = event("BackOff", "Back-off pulling image", path=path, at=3000)
    merged = event(
        "BackOff", "(combined from similar events): Back-off restarting failed container", path=path, at=2900
    )
    assert only(pod([crashing("app", terminated(3))]), pulled, merged).may_be_older
    before = event("BackOff", "Back-off restarting failed container", path=path, at=3000)
    again = terminated(3, at=10, lasted=2000)
    assert only(pod([crashing("app", again)]), before).since == again.terminated.finished_at  # type: ignore[union-attr]


def test_three_long_runs_that_ended_unseen_are_told_as_history() -> None:
    """Reboots of the node: no habit of the container's."""
    built = container("app", running(DAY), restarts=5, last=terminated(255, "Unknown", at=DAY, lasted=9 * DAY))
    (found,) = findings(pod([built], conditions=READY))
    assert (found.reason, found.severity) == ("RestartedBefore", Severity.NOTICE)


def test_a_pod_that_failed_without_ever_running_has_no_log_either() -> None:
    state = terminated(128, "StartError", message=NO_FILE)
    over = pod([container("app", state)], phase="Failed", spec={"restart_policy": "Never"})
    assert only(over).commands == ("kubectl describe pod -n demo shop",)


def test_a_crash_loop_whose_record_is_gone_is_not_silent() -> None:
    """The kubelet still says CrashLoopBackOff; of what it dies is not known, and is not made up."""
    found = only(pod([container("web"), container("app", BACK_OFF, restarts=7)]))
    assert (found.reason, found.container, found.severity) == ("CrashLoopBackOff", "app", Severity.CRITICAL)
    assert found.confidence is Confidence.LOW
    assert "The record of its last end is gone" in found.message


def test_the_words_that_a_container_left_are_told_and_harmless() -> None:
    """The termination message: with terminationMessagePolicy FallbackToLogsOnError the end of its log."""
    found = only(pod([crashing("app", terminated(1, message="panic: boom\nat line 5"))]))
    assert "Termination message: `panic: boom at line 5`." in found.message


def test_want_of_memory_without_a_limit_is_its_nodes() -> None:
    found = only(pod([crashing("app", terminated(137, "OOMKilled"))]))
    assert "It has no memory limit of its own" in found.message
    assert found.advice.startswith("Give it a memory limit")


def test_runs_that_one_fault_ends_are_one_story_however_long_they_are() -> None:
    """A liveness probe that fails every quarter of an hour; and one kill an hour ago tells nothing of two exits now."""
    path, said = "spec.containers{app}", "Container app failed liveness probe, will be restarted"
    killed = crashing("app", terminated(137, at=200, lasted=900), restarts=30)
    found = only(pod([killed]), event("Killing", said, path=path, at=200, first=3500, count=4))
    assert (found.since, found.may_be_older) == (ago(3500), False)
    own = crashing("app", terminated(1, at=10, lasted=60), restarts=2)
    assert only(pod([own]), event("Killing", said, path=path, at=3000)).since == ago(70)


@pytest.mark.parametrize(
    ("own", "words", "cure"),
    [
        ("64Mi", "(limit 64Mi)", "Raise its memory limit"),
        (None, "(limit of the pod 512Mi)", "Raise the pod's memory limit (spec.resources)"),
    ],
)
def test_the_limit_of_the_whole_pod_is_read(own: str | None, words: str, cure: str) -> None:
    """spec.resources, 1.34: it binds containers without a limit of their own."""
    whole = {"resources": ResourceRequirements(limits={"memory": "512Mi"})}
    found = only(pod([crashing("app", terminated(137, "OOMKilled"), memory=own)], spec=whole))
    assert found.summary == f"app runs out of memory {words}"
    assert found.advice.startswith(cure)


@pytest.mark.parametrize(
    ("helper", "restarts", "last"),
    [
        ({"name": "vault-agent", "image": "docker.io/hashicorp/vault:1.20"}, 1, terminated(1, at=110, lasted=1)),
        ({"name": "istio-proxy", "image": "docker.io/istio/proxyv2:1.27.0"}, 2, terminated(1, at=110, lasted=1)),
        ({"name": "istio-proxy", "image": "docker.io/istio/proxyv2:1.27.0"}, 1, terminated(139, at=110, lasted=1)),
        ({"name": "istio-proxy", "image": "docker.io/istio/proxyv2:1.27.0"}, 1, terminated(1, at=105, lasted=6)),
        (
            {"name": "istio-proxy", "image": "docker.io/istio/proxyv2:1.27.0"},
            1,
            terminated(1, at=110, lasted=1, message="config.yaml: no such file"),
        ),
    ],
    ids=["carries no network", "twice", "by a signal", "too late", "of something else"],
)
def test_what_a_proxy_does_not_explain_is_not_put_on_it(
    helper: dict[str, Any], restarts: int, last: ContainerState
) -> None:
    app = container("checkout", running(100), restarts=restarts, last=last)
    assert "StartedBeforeProxy" not in reasons(pod([app, container(state=running(112), **helper)]))


def test_words_that_say_so_allow_for_more_than_one_end() -> None:
    words = terminated(1, at=110, lasted=1, message="dial tcp 10.0.0.9:443: connect: connection refused")
    app = container("checkout", running(100), restarts=3, last=words)
    proxy = container("istio-proxy", running(112), image="docker.io/istio/proxyv2:1.27.0")
    assert reasons(pod([app, proxy])) == ["StartedBeforeProxy"]


@pytest.mark.parametrize(("lasted", "said"), [(20, True), (43, False)])
def test_one_end_after_a_bad_start_is_not_called_now_and_then(lasted: float, said: bool) -> None:
    """A pod of three days, restarted three times: the first two ends took a day, or minutes."""
    hour = 3600.0
    end = terminated(137, "OOMKilled", at=24 * hour, lasted=lasted * hour)
    leaks = container("app", running(24 * hour), restarts=3, last=end)
    old = pod([leaks], conditions=conditions(), meta={"creation_timestamp": ago(67.2 * hour)})
    assert (reasons(old) == ["OOMKilled"]) is said


@pytest.mark.parametrize(
    ("made", "title"),
    [
        (
            pod([crashing("app", terminated(1, message="write /data/x: no space left on device"))]),
            "app exits with 1 after 5 seconds: no space is left where it writes.",
        ),
        (
            pod([container("app", terminated(1, message="exec format error"))], phase="Failed"),
            (
                "app failed with exit 1 at 11:59: its program is for another processor, is a script without #! in"
                " its first line, or is damaged on node node-1."
            ),
        ),
        (
            pod(
                [container("app", terminated(1, message="accept: too many open files")), container("db")],
                spec={"restart_policy": "Never"},
            ),
            "app failed with exit 1 at 11:59 and is not restarted (restartPolicy Never): too many files are open.",
        ),
    ],
    ids=["crashes", "pod failed", "failed for good"],
)
def test_what_the_last_words_mean_stands_in_the_title(made: Pod, title: str) -> None:
    found = next(each for each in findings(made) if each.severity is not Severity.NOTICE)
    assert (found.title, bool(found.advice)) == (title, True)


def test_an_exit_1_that_says_nothing_is_given_no_meaning() -> None:
    assert "Exit 1" not in only(pod([crashing("app", terminated(1))])).message


def test_a_hook_that_failed_with_its_container_is_quoted() -> None:
    """The container exits by itself while its hook runs: what the hook printed tells more than the code."""
    said = "command 'wait' exited with 137: [error] Cookie file must be accessible by owner only"
    hooked = container("app", waiting("PostStartHookError", said), last=terminated(1, lasted=30), restarts=5)
    found = only(pod([hooked]))
    assert (found.reason, "Its postStart hook failed too: `command" in found.message) == ("ExitError", True)
