"""Kills by a liveness probe: one that left no time to start, and one that asks another container of the pod."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import (
    ContainerPort,
    ContainerRestartRule,
    ContainerRestartRuleOnExitCodes,
    EmptyDirVolumeSource,
    ExecAction,
    HTTPGetAction,
    Probe,
    Volume,
    VolumeMount,
)
from kubectl_sidecars.causes.cause import Cause
from tests.support.builders import Built, container, crashing, event, pod, report, sidecar, terminated

KILLED = "Container app failed liveness probe, will be restarted"
REFUSED = 'Liveness probe failed: Get "http://198.18.0.9:4191/live": dial tcp 198.18.0.9:4191: connection refused'
OWN = {"ports": (ContainerPort(container_port=8080),)}
LIVE = Probe(http_get=HTTPGetAction(path="/live", port=4191), period_seconds=5, failure_threshold=3)


def killed(lasted: float, **fields: Any) -> Built:
    return crashing("app", terminated(143, lasted=lasted), liveness_probe=LIVE, **fields)


def causes(*built: Built, init: tuple[Built, ...] = (), failed: str = REFUSED) -> tuple[Cause, ...]:
    path = "spec.containers{app}"
    told = [event("Killing", KILLED, path=path, at=10), event("Unhealthy", failed, path=path, at=11, count=3)]
    return report(pod(list(built), list(init)), *told).causes


@pytest.mark.parametrize(("lasted", "never"), [(15, True), (16, False), (600, False)])
def test_a_run_too_short_for_another_try_never_passed_and_wants_a_startup_probe(lasted: float, never: bool) -> None:
    (cause,) = causes(killed(lasted))
    assert ("In that run it never passed." in cause.message) is never
    assert cause.advice.startswith("Add a startupProbe") is never


def test_with_a_startup_probe_it_has_passed_that() -> None:
    (cause,) = causes(killed(15, startup_probe=Probe(http_get=HTTPGetAction(port=8080))))
    assert "never passed" not in cause.message


PROXY: dict[str, Any] = {"ports": (ContainerPort(container_port=4191),), "image": "cr.l5d.io/linkerd/proxy:edge-25.8.1"}


def test_a_probe_that_asks_a_container_that_is_down_follows_from_it() -> None:
    proxy = crashing("linkerd-proxy", terminated(101), restart_policy="Always", **PROXY)
    (cause,) = causes(killed(600, **OWN), init=(proxy,))
    assert cause.container == "linkerd-proxy"
    assert "app is killed by its liveness probe; that probe asks port 4191 of linkerd-proxy." in cause.message
    assert "probe" not in cause.advice


def test_a_probe_that_asks_a_container_that_is_up_is_the_fault() -> None:
    (cause,) = causes(killed(600, **OWN), init=(sidecar("linkerd-proxy", **PROXY),))
    assert cause.container == "app"
    assert "asks port 4191, which linkerd-proxy" in cause.message


@pytest.mark.parametrize("command", ["test -n $(cat /data/beat)", "test -f '/data/beat'; echo", "cat </data/beat"])
def test_the_file_of_a_neighbour_is_named_without_the_shells_marks(command: str) -> None:
    mounts = (VolumeMount(name="data", mount_path="/data"),)
    probe = Probe(exec=ExecAction(command=("sh", "-c", command)))
    app = crashing("app", terminated(137, lasted=60), liveness_probe=probe, volume_mounts=mounts)
    beside = container("git-sync", image="registry.k8s.io/git-sync/git-sync:v4.2.4", volume_mounts=mounts)
    path = "spec.containers{app}"
    shop = pod([app, beside], spec={"volumes": (Volume(name="data", empty_dir=EmptyDirVolumeSource()),)})
    (cause,) = report(shop, event("Killing", KILLED, path=path, at=10)).causes
    assert "The liveness probe tests /data/beat, a file which git-sync" in cause.message


@pytest.mark.parametrize(
    ("operator", "words"), [("In", "Its restartPolicyRules are for exit codes 42 and 44 alone."), ("NotIn", "")]
)
def test_a_failed_container_with_restart_rules_says_for_which_codes_they_are(operator: str, words: str) -> None:
    codes = (42, 44) if operator == "In" else (43,)
    rule = ContainerRestartRule(
        action="Restart", exit_codes=ContainerRestartRuleOnExitCodes(operator=operator, values=codes)
    )
    trainer = container("trainer", terminated(43), restart_policy="Never", restart_policy_rules=(rule,))
    (cause,) = report(pod([trainer], phase="Failed")).causes
    assert words in cause.message
    assert ("restartPolicyRules" in cause.message) is bool(words)


@pytest.mark.parametrize(
    ("made_by", "name"), [("containerd://1", "containerd"), ("cri-o://1", "CRI-O"), ("", "The runtime")]
)
def test_the_runtime_has_its_own_name(made_by: str, name: str) -> None:
    spec, status = crashing("app", terminated(128, "StartError", message="cannot allocate memory"))
    (cause,) = report(pod([(spec, msgspec.structs.replace(status, container_id=made_by))])).causes
    assert f"{name} could not start it: `cannot allocate memory`" in cause.message
