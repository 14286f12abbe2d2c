"""What fails for want of a helper that was not injected is a consequence of that."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import Event, Volume
from kubectl_sidecars.api.container import EnvVar
from kubectl_sidecars.api.pod import CSIVolumeSource
from kubectl_sidecars.diagnose import Finding, Severity
from tests.support.builders import container, crashing, event, findings, pod, terminated, waiting

ASKS = {"annotations": {"gke-gcsfuse/volumes": "true"}}
FAILS = 'MountVolume.SetUp failed for volume "bucket" : rpc error: code = Internal desc = {}'
NOT_INJECTED = "the webhook failed to inject the sidecar container into the Pod spec"


def mounting(driver: str, message: str = NOT_INJECTED, **meta: Any) -> tuple[Finding, ...]:
    bucket = Volume(name="bucket", csi=CSIVolumeSource(driver=driver))
    sick = pod([container("app", waiting())], phase="Pending", spec={"volumes": (bucket,)}, meta=meta)
    return findings(sick, failed(message))


def failed(message: str) -> Event:
    return event("FailedMount", FAILS.format(message), first=900, at=5, count=9)


def loud(found: tuple[Finding, ...]) -> list[str]:
    return [each.reason for each in found if each.severity is not Severity.NOTICE]


@pytest.mark.parametrize("message", [NOT_INJECTED, "context deadline exceeded"])
def test_a_volume_that_is_mounted_through_a_helper_follows_from_its_absence(message: str) -> None:
    found = mounting("gcsfuse.csi.storage.gke.io", message, **ASKS)
    assert loud(found) == ["InjectionMissing"]
    cause = next(each for each in found if each.reason == "InjectionMissing")
    assert cause.severity is Severity.CRITICAL
    assert "Without it volume bucket cannot be mounted, so that app cannot start." in cause.explanation


def test_a_volume_of_another_driver_fails_for_itself() -> None:
    assert sorted(loud(mounting("nfs.csi.k8s.io", "timed out", **ASKS))) == ["FailedMount", "InjectionMissing"]


def test_without_a_request_the_message_tells() -> None:
    found = mounting("gcsfuse.csi.storage.gke.io", "failed to find the sidecar container in Pod spec")
    assert loud(found) == ["FailedMount"]
    assert "through a sidecar, which the pod does not have" in found[0].title
    assert "cannot succeed before the pod is replaced" in found[0].message


DAPR: dict[str, Any] = {"annotations": {"dapr.io/enabled": "true"}}


def asking(port: int, message: str, meta: dict[str, Any] = DAPR) -> tuple[Finding, ...]:
    last = terminated(1, message=message.format(port))
    app = crashing("app", last, env=(EnvVar(name="TARGET", value=f"http://127.0.0.1:{port}"),))
    return findings(pod([app], meta=meta))


def test_a_container_that_asks_at_localhost_for_what_was_not_injected_follows_from_that() -> None:
    found = asking(3500, "dial tcp 127.0.0.1:{}: connect: connection refused")
    assert loud(found) == ["InjectionMissing"]
    assert any("app needs it at 127.0.0.1:3500 (its last words)" in each.explanation for each in found)


def test_a_misspelt_request_is_the_cause_too() -> None:
    meta = {"annotations": {"dapr.io/enable": "true"}}
    found = asking(3500, "dial tcp 127.0.0.1:{}: connect: connection refused", meta)
    assert loud(found) == ["UnknownInjectionKey"]


@pytest.mark.parametrize(("port", "message"), [(5432, "dial tcp 127.0.0.1:{}: connection refused"), (3500, "panic")])
def test_another_port_and_other_last_words_are_its_own(port: int, message: str) -> None:
    assert sorted(loud(asking(port, message))) == ["ExitError", "InjectionMissing"]
