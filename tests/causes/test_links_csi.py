"""What a CSI driver does not do follows from its controller, by whatever its pod tells of the driver's name."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import EnvVar, ObjectMeta, PersistentVolume, Pod, Volume, VolumeMount
from kubectl_sidecars.api.around import ClaimReference, CSIPersistentVolumeSource, PersistentVolumeSpec
from kubectl_sidecars.api.event import EventSource
from kubectl_sidecars.api.pod import EmptyDirVolumeSource, HostPathVolumeSource
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.diagnose.needs import word_of
from tests.causes.test_consequences import UNSEEN, told
from tests.causes.test_consequences_in_words import with_claim
from tests.causes.test_links import UNREADY
from tests.support.builders import condition, conditions, container, crashing, event, owned_by, pod, report, terminated

DRIVER = "csi.acme.example"
SOCKET = EnvVar(name="ADDRESS", value="/csi/csi.sock")
MOUNTS = (VolumeMount(name="socket-dir", mount_path="/csi"),)
HELPERS = ("csi-provisioner", "csi-attacher")
STUCK = "W1 connection.go:183] Still connecting to unix:///csi/csi.sock\nE1 main.go:136] context deadline exceeded"


def helper(name: str, *, said: str | None = None) -> Any:
    """A helper of the driver: it runs, or has ended with these words."""
    fields: dict[str, Any] = {
        "image": f"registry.k8s.io/sig-storage/{name}:v5.0.1",
        "args": ("--csi-address=$(ADDRESS)",),
        "env": (SOCKET,),
        "volume_mounts": MOUNTS,
    }
    return container(name, **fields) if said is None else crashing(name, terminated(1, message=said), **fields)


def controller(
    name: str = "acme-csi-controller",
    *,
    sick: bool = True,
    said: str | None = None,
    owner: str = "Deployment",
    folder: str = "",
    down: str = "driver",
    **fields: Any,
) -> Pod:
    """The pod of a CSI driver's controller, of which the driver or a helper is down."""
    fields = {"image": "registry.example.com/san/plugin:2", "volume_mounts": MOUNTS, **fields}
    own = crashing("driver", terminated(1, message="login refused"), **fields)
    helpers = [helper(each, said="panic: nil" if down == each else said) for each in HELPERS]
    source = {"host_path": HostPathVolumeSource(path=folder)} if folder else {"empty_dir": EmptyDirVolumeSource()}
    return pod(
        [own if sick and down == "driver" else container("driver", **fields), *helpers],
        name=f"{name}-1",
        conditions=UNREADY if sick else conditions(),
        spec={"node_name": "node-9", "volumes": (Volume(name="socket-dir", **source),)},
        meta=owned_by(owner, name),
    )


NOT_ATTACHED = (
    f'AttachVolume.Attach failed for volume "pvc-1" : timed out waiting for external-attacher of {DRIVER} CSI driver to'
    " attach volume 8a2d"
)

NOT_MOUNTED = "Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[]: timed out"


def attaches(message: str = NOT_ATTACHED, reason: str = "FailedAttachVolume") -> list[Any]:
    web = with_claim("web")
    return [web, event(reason, message, about=web.metadata.uid, first=2000, at=20)]


def volume(driver: str = DRIVER) -> PersistentVolume:
    claim = ClaimReference(namespace="demo", name="data-web")
    spec = PersistentVolumeSpec(csi=CSIPersistentVolumeSource(driver=driver), claim_ref=claim)
    return PersistentVolume(metadata=ObjectMeta(name="pvc-1", uid="pv-1"), spec=spec)


WAITING = (
    f"Waiting for a volume to be created either by the external provisioner '{DRIVER}' or manually by the system"
    " administrator."
)


def waits(*events: tuple[str, str]) -> list[Any]:
    """A pod that no node fits since its claim has no volume, with these events of the claim."""
    web = with_claim("web")
    lacks = "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims."
    scheduled = condition("PodScheduled", "False", since=3000, reason="Unschedulable", message=lacks)
    web = msgspec.structs.replace(
        web,
        spec=msgspec.structs.replace(web.spec, node_name=""),
        status=msgspec.structs.replace(web.status, conditions=(scheduled,), **UNSEEN),
    )
    said = [
        event(reason, message, about="claim-1", kind="PersistentVolumeClaim", name="data-web", first=3000, at=10)
        for reason, message in events
    ]
    return [web, *said]


@pytest.mark.parametrize(
    "others",
    [
        attaches(),
        [*attaches(NOT_MOUNTED, "FailedMount"), volume()],
        waits(("ExternalProvisioning", WAITING)),
    ],
    ids=["attach", "mount", "provision"],
)
@pytest.mark.parametrize(
    "found",
    [
        controller(),
        controller("san", args=(f"--drivername={DRIVER}",)),
        controller("san", args=("--csi-name", DRIVER)),
        controller("san", env=(EnvVar(name="DRIVER_NAME", value=DRIVER),)),
        controller("san", env=(EnvVar(name="CSI_ENDPOINT", value=f"unix:///var/lib/kubelet/plugins/{DRIVER}/c.sock"),)),
        controller("san", folder=f"/var/lib/kubelet/plugins/{DRIVER}"),
        controller("san", image="registry.example.com/acme/plugin:2"),
        controller(owner="StatefulSet", down="csi-attacher"),
    ],
    ids=["workload", "option", "other option", "variable", "socket", "folder", "image", "its helper is down"],
)
def test_what_a_driver_does_not_do_follows_from_its_controller(found: Pod, others: list[Any]) -> None:
    (cause,) = told(found, *others)
    assert [each.name for each in cause.pods] == [found.metadata.name]
    assert [each.name for consequence in cause.consequences for each in consequence.pods] == ["web-0"]


@pytest.mark.parametrize(
    "found",
    [
        controller("san"),
        controller(sick=False),
        controller("other-csi-controller", args=("--drivername=other.example",)),
        controller(args=("--drivername=files.acme.example",)),
        controller(owner="DaemonSet"),
    ],
    ids=["tells nothing", "well", "another driver", "another one of its maker", "on one node alone"],
)
def test_a_controller_of_another_driver_explains_nothing(found: Pod) -> None:
    assert "web-0" in [each.name for cause in told(found, *attaches()) for each in cause.pods]


def test_a_controller_whose_other_replica_is_well_explains_nothing() -> None:
    well = msgspec.structs.replace(
        controller(sick=False), metadata=msgspec.structs.replace(controller().metadata, name="acme-2", uid="acme-2")
    )
    assert "web-0" in [each.name for cause in told(controller(), well, *attaches()) for each in cause.pods]


def test_a_volume_that_is_held_by_no_pod_follows_from_the_controller_that_should_detach_it() -> None:
    held = 'Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node'
    others = [*attaches(held), volume()]
    assert [cause.container for cause in told(controller(), *others)] == ["driver"]
    used = 'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) web-old'
    assert len(told(controller(), *attaches(used), volume())) == 2


def test_a_claim_that_its_provisioner_has_begun_with_is_known_by_who_sent_the_event() -> None:
    web, begun = waits(("Provisioning", 'External provisioner is provisioning volume for claim "demo/data-web"'))
    sent = msgspec.structs.replace(begun, source=EventSource(component=f"{DRIVER}_acme-csi-controller-1_4a2"))
    assert len(told(controller(), web, begun)) == 2
    assert [cause.container for cause in told(controller(), web, sent)] == ["driver"]


@pytest.mark.parametrize("said", [STUCK, ""])
def test_helpers_that_wait_for_the_drivers_socket_follow_from_the_driver(said: str) -> None:
    (found,) = report(controller(said=said)).pods
    assert [each.container for each in found.findings if each.severity is Severity.CRITICAL] == ["driver"]


@pytest.mark.parametrize("found", [controller(said="panic: nil map"), controller(sick=False, said=STUCK)])
def test_helpers_that_end_for_another_reason_are_told_by_themselves(found: Pod) -> None:
    (only,) = report(found).pods
    loud = [each.container for each in only.findings if each.severity is Severity.CRITICAL]
    assert {"csi-provisioner", "csi-attacher"} <= set(loud)


FULL = 'failed to provision volume with StorageClass "fast": rpc error: desc = status code 507 Insufficient Storage'


@pytest.mark.parametrize(("failed", "count"), [(FULL, 1), ("failed to provision volume: rpc error: no login", 2)])
def test_a_claim_for_which_the_storage_has_no_room_follows_from_an_engine_that_is_down(failed: str, count: int) -> None:
    asked = WAITING.replace(DRIVER, "io.openebs.csi-mayastor")
    others = waits(("ExternalProvisioning", asked), ("ProvisioningFailed", failed))
    image = "docker.io/openebs/mayastor-io-engine:v2.9.0"
    engine = pod(
        [crashing("io-engine", terminated(1, message="no huge pages"), image=image)],
        name="io-engine-1",
        conditions=UNREADY,
        meta=owned_by("DaemonSet", "io-engine"),
    )
    assert len(told(engine, *others)) == count


@pytest.mark.parametrize(
    ("driver", "word"),
    [
        ("csi.vsphere.vmware.com", "vsphere"),
        ("ebs.csi.aws.com", "ebs"),
        ("driver.longhorn.io", "longhorn"),
        ("csi-powerstore.dellemc.com", "powerstore"),
        ("io.openebs.csi-mayastor", "mayastor"),
        ("ru.yandex.s3.csi", "s3"),
        ("infinibox-csi-driver", "infinibox"),
        ("rook-ceph.rbd.csi.ceph.com", ""),
    ],
)
def test_a_driver_has_the_word_that_tells_it_from_others_of_its_maker(driver: str, word: str) -> None:
    assert word_of(driver) == word
