"""One error of several volumes on one node is one cause; what is a volume's own is not."""

from __future__ import annotations

import pytest

from kubectl_sidecars.api import Event, Pod
from kubectl_sidecars.api.pod import PersistentVolumeClaimVolumeSource, Volume
from tests.causes.test_consequences import NOT_MADE, setup_event
from tests.support.builders import container, owned_by, pod, report, waiting

STUCK = 'rpc error: code = Internal desc = attach {id}: instance "i-0abc1" has 3 volumes that are still attached'


def mounts(name: str, where: str = "node-1", claim: str = "") -> Pod:
    """A pod that waits for a volume of its own."""
    source = PersistentVolumeClaimVolumeSource(claim_name=claim or f"data-{name}")
    return pod(
        [container("app", waiting())],
        name=name,
        phase="Pending",
        conditions=NOT_MADE,
        spec={"node_name": where, "volumes": (Volume(name="data", persistent_volume_claim=source),)},
        meta=owned_by("StatefulSet", name.rpartition("-")[0]),
    )


def fails(of: Pod, message: str = STUCK, reason: str = "FailedAttachVolume") -> Event:
    text = message.format(id=f"vol-0{of.metadata.name}9")
    found: Event = setup_event(of, reason, f'AttachVolume.Attach failed for volume "pvc-{of.metadata.name}" : {text}')
    return found


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (STUCK, "FailedAttachVolume"),
        ("rpc error: code = Internal desc = cannot open {id}: luks: header is of another key", "FailedMount"),
        ("disk {id}: VolumeLimitExceeded for instance", "FailedAttachVolume"),
    ],
    ids=["attached", "mounted", "quota of the cloud"],
)
def test_one_error_of_several_volumes_on_a_node_is_one_cause(message: str, reason: str) -> None:
    pods = mounts("db-0"), mounts("queue-0")
    (cause,) = report(*pods, *(fails(each, message, reason) for each in pods)).causes
    assert cause.title.startswith(
        "Volume data (claim data-db-0) and volume data (claim data-queue-0) cannot be mounted:"
    )
    assert "all on node node-1, for one reason" in cause.title
    assert "The same error, but for names, is that of the others." in cause.explanation
    assert cause.commands == ("kubectl describe pod -n demo db-0", "kubectl describe node node-1")


@pytest.mark.parametrize(
    ("pods", "messages", "reason"),
    [
        ((mounts("db-0"), mounts("queue-0", "node-2")), (STUCK, STUCK), "FailedAttachVolume"),
        ((mounts("db-0"), mounts("queue-0")), (STUCK, "driver {id}: no such device"), "FailedAttachVolume"),
        ((mounts("db-0"), mounts("queue-0")), ("InvalidVolume.NotFound: {id}",) * 2, "FailedAttachVolume"),
        ((mounts("db-0"), mounts("queue-0")), ("timed out waiting for the condition",) * 2, "FailedMount"),
        ((mounts("db-0"), mounts("queue-0")), ("mount.nfs: Connection timed out",) * 2, "FailedMount"),
    ],
    ids=["two nodes", "two errors", "their own disks", "an error that says nothing", "maybe two servers"],
)
def test_what_is_not_one_error_of_one_node_stays_apart(
    pods: tuple[Pod, Pod], messages: tuple[str, str], reason: str
) -> None:
    causes = report(*pods, *(fails(of, message, reason) for of, message in zip(pods, messages, strict=True))).causes
    assert [len(each.pods) for each in causes] == [1, 1]
    assert not any("for one reason" in each.title for each in causes)


def test_pods_of_one_volume_are_one_cause_as_before() -> None:
    pods = mounts("db-0", claim="shared"), mounts("db-1", "node-2", claim="shared")
    (cause,) = report(*pods, fails(pods[0]), fails(pods[1], "driver {id}: no such device")).causes
    assert cause.title.startswith("Volume data (claim shared) cannot be mounted, in 2 of 2 pods")
