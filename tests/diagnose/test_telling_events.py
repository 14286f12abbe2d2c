"""The event that tells why: a generic one never beats it, and volumes are named by the pod's word and claim."""

from __future__ import annotations

import pytest

from kubectl_sidecars.api import Event, HTTPGetAction, ObjectReference, Pod, Probe, Volume
from kubectl_sidecars.api.pod import PersistentVolumeClaimVolumeSource
from kubectl_sidecars.diagnose.facts.events import is_generic, probe_failure, telling
from tests.support.builders import condition, conditions, container, event, only, pod, subject, waiting

UNMOUNTED = "Unable to attach or mount volumes: unmounted volumes=[{}], unattached volumes=[]: {}"
TIMED_OUT = event(
    "FailedMount", UNMOUNTED.format("data", "timed out waiting for the condition"), at=5, first=900, count=7
)
SETTINGS = Volume(name="settings", config_map=ObjectReference(name="settings"))


def claimed(name: str, claim: str) -> Volume:
    return Volume(name=name, persistent_volume_claim=PersistentVolumeClaimVolumeSource(claim_name=claim))


def new(*volumes: Volume) -> Pod:
    """A pod that waits for its volumes."""
    chosen = volumes or (claimed("data", "shop-data"), SETTINGS)
    sandbox = conditions(condition("PodReadyToStartContainers", "False", since=900))
    both = [container("app", waiting()), container("logs", waiting())]
    return pod(both, phase="Pending", conditions=sandbox, spec={"volumes": chosen})


@pytest.mark.parametrize(
    "message",
    [
        UNMOUNTED.format("data", "timed out waiting for the condition"),
        'MountVolume.SetUp failed for volume "tls" : failed to sync secret cache: timed out waiting for the condition',
        'MountVolume.MountDevice failed for volume "a" : rpc error: code = Unknown desc = context deadline exceeded',
        'MountVolume.SetUp failed for volume "ca" : object "shop"/"kube-root-ca.crt" not registered',
        "rpc error: code = Aborted desc = An operation with the given Volume ID vol-1 already exists",
        "waiting for first consumer to be created before binding",
        "",
    ],
)
def test_a_generic_message_names_no_cause(message: str) -> None:
    assert is_generic(event("FailedMount", message))


@pytest.mark.parametrize(
    "message",
    [
        'MountVolume.SetUp failed for volume "tls" : secret "shop-tls" not found',
        "timed out waiting for external-attacher of ebs.csi.aws.com CSI driver to attach volume vol-1",
        "dial tcp 10.0.0.1:443: i/o timeout",
    ],
)
def test_a_message_with_a_cause_is_not_generic(message: str) -> None:
    assert not is_generic(event("FailedMount", message))


def test_the_newest_event_with_a_cause_tells() -> None:
    old, cause = event("FailedMount", "mount.nfs: Connection refused", at=900), event("FailedMount", "busy", at=60)
    assert telling([old, cause, TIMED_OUT]) is cause
    assert telling([TIMED_OUT]) is TIMED_OUT
    assert telling([]) is None


def test_an_object_that_is_missing_is_named_first_while_it_is_reported_again() -> None:
    missing = event("FailedMount", 'configmap "settings" not found', at=100)
    assert telling([missing, event("FailedMount", "busy", at=60)]) is missing
    assert telling([event("FailedMount", 'configmap "settings" not found', at=3000), TIMED_OUT]) is not TIMED_OUT
    fresh = event("FailedMount", "busy", at=60)
    assert telling([event("FailedMount", 'configmap "settings" not found', at=3000), fresh]) is fresh


def test_a_volume_that_is_attached_elsewhere_is_named_though_time_outs_are_newer() -> None:
    message = 'Multi-Attach error for volume "pvc-5d6b" Volume is already used by pod(s) shop-old'
    found = only(new(), event("FailedAttachVolume", message, at=890, first=890), TIMED_OUT)
    assert found.title == (
        "app and container `logs` cannot start: volume data (claim shop-data) cannot be mounted: it is still attached"
        " to another node, for pod shop-old."
    )
    assert found.summary == "volume data (claim shop-data) cannot be mounted"


def test_a_missing_object_is_named_as_long_as_its_event_lives() -> None:
    message = 'MountVolume.SetUp failed for volume "settings" : configmap "settings" not found'
    listed = event("FailedMount", UNMOUNTED.format("settings", "timed out waiting for the condition"), at=5)
    assert only(new(), event("FailedMount", message, at=1500), listed).reason == "MissingConfigMap"


def test_what_is_mounted_since_is_not_blamed() -> None:
    """The newest list of unmounted volumes lacks it."""
    message = 'MountVolume.SetUp failed for volume "settings" : configmap "settings" not found'
    found = only(new(), event("FailedMount", message, at=800), TIMED_OUT)
    assert (found.reason, found.summary) == ("FailedMount", "volume data (claim shop-data) cannot be mounted")


@pytest.mark.parametrize(("name", "is_settled"), [("pvc-uid-data", True), ("pvc-uid-logs", False)])
def test_an_attached_volume_settles_its_own_failure_alone(name: str, is_settled: bool) -> None:
    volumes = (claimed("data", "data"), claimed("logs", "logs"))
    about = [
        event("Provisioned", kind="PersistentVolumeClaim", about=f"uid-{each}", name=each, at=1000)
        for each in ("data", "logs")
    ]
    failed = event("FailedAttachVolume", 'AttachVolume.Attach failed for volume "pvc-uid-data" : busy', at=800)
    done = event("SuccessfulAttachVolume", f'AttachVolume.Attach succeeded for volume "{name}"', at=700)
    found = only(new(*volumes), failed, done, *about)
    assert found.reason == ("StuckCreating" if is_settled else "FailedAttachVolume")


def combined(message: str, path: str) -> Event:
    return event("Unhealthy", f"(combined from similar events): {message}", path=path, count=300)


def test_a_combined_event_of_the_only_probe_is_that_container_s() -> None:
    probe = Probe(http_get=HTTPGetAction(port=8080))
    app, proxy = container("app", readiness_probe=probe), container("proxy", readiness_probe=probe)
    said = combined("Readiness probe failed: BGP not established", "spec.containers{app}")
    alone, both = subject(pod([app, container("logs")]), said), subject(pod([app, proxy]), said)
    assert probe_failure(alone, alone.views[0], "Readiness") == said
    assert probe_failure(both, both.views[0], "Readiness") is None
    assert probe_failure(alone, alone.views[0], "Startup") is None


@pytest.mark.parametrize(
    ("failed", "said"),
    [
        (5, "volume tls needs Secret shop-tls, which does not exist"),
        (2900, "app is not made for 32 minutes, and no event says why"),
    ],
    ids=["after the sandbox was up", "before"],
)
def test_a_mount_that_fails_after_the_sandbox_was_up_is_why_no_container_is_made(failed: float, said: str) -> None:
    up = (condition("PodScheduled"), condition("PodReadyToStartContainers", since=1900))
    new = pod([container("app", waiting("ContainerCreating"))], phase="Pending", conditions=up)
    message = 'MountVolume.SetUp failed for volume "tls" : secret "shop-tls" not found'
    mount = event("FailedMount", message, at=failed, first=3000, type_="Warning")
    sandbox = event("FailedCreatePodSandBox", "timed out", at=1900.5, type_="Warning")
    assert only(new, mount, sandbox).summary == said
