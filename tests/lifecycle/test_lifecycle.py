"""Where each container stands: stages, gates, restarts, the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kubectl_sidecars.api import (
    Container,
    ContainerRestartRule,
    ContainerRestartRuleOnExitCodes,
    ContainerState,
    Pod,
    PodSpec,
    PodStatus,
    Probe,
    Terminated,
)
from kubectl_sidecars.classify import classify
from kubectl_sidecars.glossary.meanings.codes import CODES
from kubectl_sidecars.lifecycle.assessment import Assessment, NextRestart, Stage
from kubectl_sidecars.lifecycle.deletion import deletion, grace_period
from kubectl_sidecars.lifecycle.exits import SIGNAL_BASE, SIGNALS, ended_on_request, exit_words, meaning, signal_name
from kubectl_sidecars.lifecycle.gates import gate, gate_words
from kubectl_sidecars.lifecycle.restarts import delay_in, matching_rule
from kubectl_sidecars.lifecycle.stages import assess
from kubectl_sidecars.model import ContainerType, ContainerView, containers
from tests.support import builders
from tests.support.builders import BACK_OFF, NOW, Built, container, running, terminated, waiting

RUNNING, CREATING = running(300), waiting("PodInitializing")


def ended(code: int, reason: str = "", ago: float = 10, lasted: float = 5) -> ContainerState:
    return terminated(code, reason, at=ago, lasted=lasted)


def pod(
    init: list[Built],
    main: list[Built],
    *,
    phase: str = "Running",
    policy: str = "Always",
    meta: dict[str, Any] | None = None,
) -> Pod:
    return builders.pod(main, init, phase=phase, conditions=(), spec={"restart_policy": policy}, meta=meta)


def lived(value: Pod) -> dict[str, Assessment]:
    views = containers(value)
    return {life.name: life for life in assess(value, views, classify(value, views))}


def stages(value: Pod) -> dict[str, str]:
    return {name: f"{life.stage} {life.waits_for}".strip() for name, life in lived(value).items()}


def named(name: str, state: ContainerState, **fields: Any) -> Built:
    """A container of which the kubelet has reported no more than the state, unless `fields` say so."""
    return container(name, state, **{"ready": False, "started": None, **fields})


def app(state: ContainerState, **fields: Any) -> Built:
    return named("app", state, **fields)


def migrate(state: ContainerState, **fields: Any) -> Built:
    return named("migrate", state, **fields)


def proxy(state: ContainerState, *, name: str = "proxy", **fields: Any) -> Built:
    return named(name, state, restart_policy="Always", **fields)


def test_what_comes_after_an_unpassed_startup_probe_waits_for_it() -> None:
    blocked = pod(
        [proxy(RUNNING, startup_probe=Probe(), started=False), migrate(CREATING)], [app(CREATING)], phase="Pending"
    )
    assert stages(blocked) == {"proxy": "starting", "migrate": "waiting proxy", "app": "waiting proxy"}
    found = gate(blocked, containers(blocked))
    assert found is not None
    assert gate_words(found) == "the startup probe of proxy"


def test_a_started_sidecar_lets_the_next_start_though_it_is_not_ready() -> None:
    """Readiness never gates (KEP-753)."""
    value = pod([proxy(RUNNING, started=True), migrate(RUNNING)], [app(CREATING)], phase="Pending")
    assert stages(value) == {"proxy": "running", "migrate": "running", "app": "waiting migrate"}


def test_an_init_container_marked_oomkilled_has_failed_though_it_says_exit_0() -> None:
    value = pod([migrate(ended(0, "OOMKilled"))], [app(CREATING)], phase="Pending")
    assert stages(value) == {"migrate": "backing off", "app": "waiting migrate"}


def test_a_sidecar_that_is_down_after_initialisation_holds_nobody_up() -> None:
    down = proxy(BACK_OFF, restarts=4, last=ended(101))
    assert stages(pod([down], [app(RUNNING, ready=True)])) == {"proxy": "backing off", "app": "ready"}


def test_a_crashed_main_container_does_not_wait_for_a_sidecar_again() -> None:
    value = pod([proxy(BACK_OFF, last=ended(1))], [app(BACK_OFF, last=ended(3))])
    assert stages(value) == {"proxy": "backing off", "app": "backing off"}


def test_a_new_sandbox_runs_the_chain_from_its_first_entry() -> None:
    """After a reboot: main containers have a last state but wait for the chain again."""
    value = pod([migrate(RUNNING)], [app(CREATING, last=ended(255, "Unknown"))], phase="Pending")
    assert stages(value) == {"migrate": "running", "app": "waiting migrate"}


def test_nothing_has_started_where_no_node_is_found() -> None:
    value = Pod(spec=PodSpec(containers=(Container(name="app"),)), status=PodStatus(phase="Pending"))
    assert stages(value) == {"app": "not started"}


@pytest.mark.parametrize(
    ("policy", "code", "stage"),
    [
        ("Always", 0, "backing off"),
        ("Always", 1, "backing off"),
        ("OnFailure", 0, "completed"),
        ("OnFailure", 1, "backing off"),
        ("Never", 0, "completed"),
        ("Never", 1, "failed"),
    ],
)
def test_what_has_ended_is_started_again_by_the_pods_policy(policy: str, code: int, stage: str) -> None:
    value = pod([], [app(ended(code)), named("b", RUNNING, ready=True)], policy=policy)
    assert stages(value)["app"] == stage


def test_a_containers_own_restart_rules_come_before_every_policy() -> None:
    """KEP-5307: the pod says Never, the rule says restart on 42."""
    on_42 = ContainerRestartRule(
        action="Restart", exit_codes=ContainerRestartRuleOnExitCodes(operator="In", values=(42,))
    )
    ruled = {"restart_policy": "Never", "restart_policy_rules": (on_42,)}
    again = pod([], [named("worker", ended(42), **ruled)], policy="Never")
    assert stages(again) == {"worker": "backing off"}
    over = pod([], [named("worker", ended(1), **ruled)], policy="Never")
    assert stages(over) == {"worker": "failed"}


@pytest.mark.parametrize(
    ("operator", "code", "stage"),
    [
        ("In", 42, "backing off"),
        ("In", 1, "failed"),
        ("NotIn", 42, "failed"),
        ("NotIn", 1, "backing off"),
        ("Between", 42, "failed"),
        ("Between", 1, "failed"),
        ("", 1, "failed"),
    ],
)
def test_a_restart_rule_with_an_unknown_operator_matches_nothing(operator: str, code: int, stage: str) -> None:
    rule = ContainerRestartRule(
        action="Restart", exit_codes=ContainerRestartRuleOnExitCodes(operator=operator, values=(42,))
    )
    worker = named("worker", ended(code), restart_policy="Never", restart_policy_rules=(rule,))
    value = pod([], [worker], policy="Never")
    assert stages(value) == {"worker": stage}


def test_a_rule_with_an_unknown_operator_leaves_the_next_rule_its_chance() -> None:
    unknown, known = (
        ContainerRestartRule(action="Restart", exit_codes=ContainerRestartRuleOnExitCodes(operator=each, values=(42,)))
        for each in ("Between", "In")
    )
    view = ContainerView(ContainerType.CONTAINER, 0, Container(restart_policy_rules=(unknown, known)), None)
    assert matching_rule(view, Terminated(exit_code=42)) is known
    assert matching_rule(view, Terminated(exit_code=1)) is None


@pytest.mark.parametrize("code", [0, 137, 143, 1, 134, 255])
def test_success_and_the_two_stop_signals_are_ends_on_request(code: int) -> None:
    assert ended_on_request(Terminated(exit_code=code)) == (code in {0, 137, 143})


def test_the_glossary_explains_every_exit_code_that_has_a_meaning() -> None:
    """The few words of exits and the long answer of the glossary are about the same codes."""
    short = {code for code in range(-1, 256) if meaning(code)}
    assert short <= CODES.keys()
    assert {code - SIGNAL_BASE for code in CODES if SIGNAL_BASE < code < 255} <= SIGNALS.keys()


def test_the_grace_period_is_the_specs_even_if_it_is_zero_and_else_thirty_seconds() -> None:
    assert [grace_period(Pod(spec=PodSpec(termination_grace_period_seconds=each))) for each in (0, 5, None)] == [
        0,
        5,
        30,
    ]


def test_a_sidecar_of_a_finished_job_is_stopping_then_stopped() -> None:
    draining = pod([proxy(RUNNING, started=True, ready=True)], [app(ended(0))], policy="Never")
    assert stages(draining) == {"proxy": "stopping", "app": "completed"}
    over = pod([proxy(ended(137))], [app(ended(0))], policy="Never", phase="Succeeded")
    assert stages(over) == {"proxy": "stopped", "app": "completed"}


def test_a_legacy_sidecar_keeps_running_when_its_job_is_done() -> None:
    value = pod([], [app(ended(0)), named("sql", RUNNING, ready=True)], policy="Never")
    assert stages(value) == {"app": "completed", "sql": "ready"}


DELETED = {"deletion_timestamp": NOW + timedelta(seconds=14), "deletion_grace_period_seconds": 20}


def test_the_end_of_a_pod_is_counted_from_the_request_and_ordered_mains_first_then_sidecars_in_reverse() -> None:
    """deletionTimestamp lies ahead: it is the request plus the grace."""
    sidecars = [proxy(RUNNING, name="first", started=True), proxy(RUNNING, name="second", started=True)]
    value = pod(sidecars, [app(ended(0, ago=3))], meta=DELETED)
    found = deletion(value, containers(value), NOW)
    assert found is not None
    assert found.requested_at == NOW - timedelta(seconds=6)
    assert (found.grace_left, found.order) == (14, ("app", "second", "first"))
    assert stages(value) == {"first": "running second", "second": "stopping", "app": "stopped"}


def test_what_ended_before_the_deletion_was_not_stopped_by_it() -> None:
    value = pod([migrate(ended(0, ago=600))], [app(ended(1, ago=300))], meta=DELETED)
    assert stages(value) == {"migrate": "completed", "app": "failed"}


def test_the_delay_in_the_kubelets_message_wins() -> None:
    life = lived(pod([], [app(BACK_OFF, restarts=9, last=ended(1, ago=10))]))["app"]
    assert life.stage is Stage.BACKING_OFF
    assert life.next_restart is not None
    assert life.next_restart.at == NOW + timedelta(seconds=30)
    assert not life.next_restart.estimated


@pytest.mark.parametrize(("restarts", "delay"), [(0, 0), (1, 10), (2, 20), (3, 40), (6, 300), (900, 300)])
def test_without_a_message_the_delay_is_estimated_from_the_count(restarts: int, delay: int) -> None:
    """The first crash is restarted at once (kubernetes#133472), then 10 s, doubled up to 300."""
    life = lived(pod([], [app(ended(1, ago=10), restarts=restarts)]))["app"]
    assert life.next_restart is not None
    assert life.next_restart == NextRestart(NOW + timedelta(seconds=delay - 10), estimated=True)


def test_a_run_of_more_than_ten_minutes_starts_the_back_off_afresh() -> None:
    life = lived(pod([], [app(ended(1, lasted=601), restarts=30)]))["app"]
    assert life.next_restart is not None
    assert life.next_restart.at == NOW - timedelta(seconds=10)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("back-off 10s restarting failed container=a", 10),
        ("back-off 1m20s restarting failed container=a", 80),
        ("back-off 5m0s restarting failed container=a", 300),
        ("back-off 1h0m0s restarting", 3600),
        ("something else", None),
        ("back-off x restarting", None),
    ],
)
def test_a_go_duration_is_read_from_the_message(text: str, seconds: int | None) -> None:
    assert delay_in(text) == seconds


@pytest.mark.parametrize(
    ("code", "signal", "words"),
    [
        (0, 0, "exit 0 (success)"),
        (3, 0, "exit 3"),
        (127, 0, "exit 127 (command not found)"),
        (137, 0, "exit 137 (SIGKILL)"),
        (143, 0, "exit 143 (SIGTERM)"),
        (1, 9, "exit 1 (SIGKILL)"),
        (255, 0, "exit 255 (often -1, or the status was lost)"),
    ],
)
def test_exit_codes_are_said_in_words(code: int, signal: int, words: str) -> None:
    assert exit_words(Terminated(exit_code=code, signal=signal)) == words


def test_an_unknown_signal_keeps_its_number() -> None:
    assert signal_name(60) == "signal 60"


def test_a_native_sidecar_gets_its_signal_only_after_the_main_containers_have_ended() -> None:
    sidecars = [proxy(RUNNING, name="first", started=True, ready=True), proxy(RUNNING, name="second", started=True)]
    value = pod(sidecars, [app(RUNNING, ready=True)], meta=DELETED)
    assert stages(value) == {"first": "ready second", "second": "running app", "app": "stopping"}
