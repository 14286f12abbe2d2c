"""Mounts that are dead, since the program on the node that served them has ended: whose they are, and what ended."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import (
    ObjectMeta,
    PersistentVolume,
    PersistentVolumeClaimVolumeSource,
    Pod,
    Volume,
    VolumeMount,
)
from kubectl_sidecars.api.around import ClaimReference, CSIPersistentVolumeSource, PersistentVolumeSpec
from tests.causes.test_consequences import told
from tests.support.builders import (
    Built,
    ago,
    conditions,
    container,
    crashing,
    event,
    owned_by,
    pod,
    running,
    terminated,
    waiting,
)

DEAD = "stat /var/lib/kubelet/pods/7/volumes/kubernetes.io~csi/{}/mount: transport endpoint is not connected"
REGISTRAR = "registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.13.0"


def volume(driver: str, handle: str = "", name: str = "pvc-films", storage_class: str = "") -> PersistentVolume:
    return PersistentVolume(
        metadata=ObjectMeta(name=name, uid=f"uid-{name}"),
        spec=PersistentVolumeSpec(
            csi=CSIPersistentVolumeSource(driver=driver, volume_handle=handle or name),
            claim_ref=ClaimReference(namespace="demo", name="films"),
            storage_class_name=storage_class,
        ),
    )


def cutter(main: Built, *beside: Volume) -> Pod:
    """A pod that mounts the claim films, for an hour now."""
    films = Volume(name="reels", persistent_volume_claim=PersistentVolumeClaimVolumeSource(claim_name="films"))
    return pod([main], name="cutter", spec={"volumes": (films, *beside)}, meta=owned_by("StatefulSet", "cutter"))


def uncreated(name: str = "pvc-films") -> tuple[Any, ...]:
    made = cutter(container("cutter", waiting("CreateContainerError", DEAD.format(name))))
    return made, event("Failed", DEAD.format(name), path="spec.containers{cutter}", at=300, about="uid-cutter")


def driver(
    main: Built,
    name: str = "s3-node-1",
    where: str = "node-1",
    made: float = 86_400,
    words: str = "",
    *,
    up: bool = True,
) -> Pod:
    args = (f"--kubelet-registration-path=/var/lib/kubelet/plugins/{words}/csi.sock",) if words else ()
    registrar = container("driver-registrar", image=REGISTRAR, args=args)
    return pod(
        [main, registrar],
        name=name,
        conditions=conditions() if up else (),
        spec={"node_name": where},
        meta=owned_by("DaemonSet", "s3") | {"namespace": "kube-system", "creation_timestamp": ago(made)},
    )


def again(name: str = "fuse", at: float = 900, code: int = 137, reason: str = "OOMKilled") -> Built:
    return container(name, running(at - 2), last=terminated(code, reason, at=at), restarts=1)


def said(*values: Any) -> str:
    (cause,) = told(*values)
    return cause.message


def test_the_driver_of_the_node_that_ended_since_is_named_with_its_log() -> None:
    (cause,) = told(*uncreated(), driver(again()), driver(again(), "s3-node-2", "node-2"))
    assert "The mount is that of volume reels (claim films)." in cause.message
    ended = "fuse of pod kube-system/s3-node-1, a volume driver on that node, was killed for want of memory at 11:45"
    assert f"{ended}, after the volume was mounted." in cause.message
    assert cause.commands[-1] == "kubectl logs -n kube-system s3-node-1 -c fuse --previous"


def test_a_driver_that_is_known_is_what_serves_the_volume_and_others_are_not_named() -> None:
    ours, other = driver(again(), words="s3.acme.example"), driver(again("nfs"), "nfs-1", words="nfs.acme.example")
    message = said(*uncreated(), volume("s3.acme.example"), ours, other)
    assert "fuse of pod kube-system/s3-node-1, what serves it on that node, was killed for want of memory" in message
    assert "nfs-1" not in message


@pytest.mark.parametrize(
    "others",
    [
        (),
        (driver(again(at=7200)),),
        (driver(again(at=60)),),
        (driver(container("fuse")),),
        (driver(again(), where="node-2"),),
        (driver(again()), driver(again("nfs"), "nfs-1")),
        (volume("s3.acme.example"), driver(again("nfs"), "nfs-1", words="nfs.acme.example")),
    ],
    ids=["not read", "before the mount", "after it was found", "never", "elsewhere", "one of two", "of another driver"],
)
def test_no_end_is_named_that_does_not_explain_it(others: tuple[Any, ...]) -> None:
    (message,) = (cause.message for cause in told(*uncreated(), *others) if cause.container == "cutter")
    assert "The mount is that of volume reels (claim films)." in message
    assert "on that node" not in message


def test_a_driver_whose_pod_was_replaced_is_named_too() -> None:
    words = "Pod kube-system/s3-node-1, a volume driver on that node, was made at 11:40, after the volume was mounted."
    assert words in said(*uncreated(), driver(container("fuse", running(1200)), made=1200))


def test_a_driver_that_does_not_come_back_is_the_cause() -> None:
    sick = driver(crashing("fuse", terminated(1)), words="s3.acme.example", up=False)
    (cause,) = told(*uncreated(), volume("s3.acme.example"), sick)
    assert cause.container == "fuse"
    assert [each.name for follows in cause.consequences for each in follows.pods] == ["cutter"]


LAST_WORDS = (
    "OSError: [Errno 107] Transport endpoint is not connected: '/reels/1.mkv'",
    "ls: /reels: Socket not connected",
    "df: /reels/: Transport endpoint is not connected",
    "Error: ENOTCONN: socket is not connected, scandir '/reels/new'",
    "open /reels/a-b: transport endpoint is not connected",
)


@pytest.mark.parametrize("words", LAST_WORDS)
def test_last_words_name_the_volume_under_the_path_that_is_dead(words: str) -> None:
    mounts = (VolumeMount(name="tmp", mount_path="/"), VolumeMount(name="reels", mount_path="/reels"))
    main = crashing("cutter", terminated(1, at=20, message=words), volume_mounts=mounts)
    (cause,) = told(cutter(main, Volume(name="tmp")), driver(again()))
    assert "the mount of its volume on node node-1 is dead" in cause.title
    assert "The mount is that of volume reels (claim films). fuse of pod kube-system/s3-node-1" in cause.message


@pytest.mark.parametrize("words", ["shutdown: transport endpoint is not connected", "dial tcp: socket not connected"])
def test_a_socket_that_is_not_connected_is_no_mount(words: str) -> None:
    mounts = (VolumeMount(name="reels", mount_path="/reels"),)
    main = crashing("cutter", terminated(1, at=20, message=words), volume_mounts=mounts)
    assert "mount" not in said(cutter(main), driver(again()))


def mount_pod(
    main: Built, volume_id: str = "pvc-films", where: str = "node-1", *, up: bool = False, target: str = ""
) -> Pod:
    """A mount pod of JuiceFS: a pod without an owner, for one volume on one node."""
    labels = {"app.kubernetes.io/name": "juicefs-mount", "volume-id": volume_id}
    return pod(
        [main],
        name=f"juicefs-{where}-{volume_id}-qwerty",
        conditions=conditions() if up else (),
        spec={"node_name": where, "restart_policy": "OnFailure"},
        meta={"namespace": "kube-system", "labels": labels, "annotations": {"juicefs-5f0a": target}},
    )


JUICE = "juicedata/mount:ce-v1.3.0"
JUICEFS = "csi.juicefs.com"
FAILING = crashing("jfs-mount", terminated(1), image=JUICE)
WELL = container("jfs-mount", image=JUICE)


@pytest.mark.parametrize(
    ("found", "of"),
    [
        (volume(JUICEFS), "pvc-films"),
        (volume(JUICEFS, handle="film-store"), "film-store"),
        (volume(JUICEFS, storage_class="juice"), "juice"),
    ],
    ids=["by its name", "by its handle", "one for the class"],
)
def test_what_mounts_a_volume_of_juicefs_follows_from_its_mount_pod(found: PersistentVolume, of: str) -> None:
    (cause,) = told(*uncreated(), found, mount_pod(FAILING, of), mount_pod(WELL, "pvc-sounds", up=True))
    assert (cause.container, cause.pods[0].name) == ("jfs-mount", f"juicefs-node-1-{of}-qwerty")
    assert [each.name for follows in cause.consequences for each in follows.pods] == ["cutter"]


def test_a_mount_pod_is_found_by_its_targets_where_volumes_are_not_read() -> None:
    """From a cluster they are not. A program tells the path of its own mount alone."""
    mounts = (VolumeMount(name="reels", mount_path="/reels"),)
    words = "df: /reels: Transport endpoint is not connected"
    main = crashing("cutter", terminated(1, at=20, message=words), volume_mounts=mounts)
    uid = "0f6c1a55-7f0e-4d6c-9c5e-3a1d2b4c5d6e"
    made = msgspec.structs.replace(cutter(main), metadata=msgspec.structs.replace(cutter(main).metadata, uid=uid))
    target = f"/var/lib/kubelet/pods/{uid}/volumes/kubernetes.io~csi/pvc-1/mount"
    (cause,) = told(made, mount_pod(FAILING, "film-store", target=target))
    assert (cause.container, [each.pods[0].name for each in cause.consequences]) == ("jfs-mount", ["cutter"])
    other = mount_pod(FAILING, "film-store", target=target.replace(uid, uid[::-1]))
    assert len(told(made, other)) == 2


def test_the_name_in_the_path_of_the_mount_is_enough_where_volumes_are_not_read() -> None:
    (cause,) = told(*uncreated(), mount_pod(FAILING, "pvc-films"))
    assert (cause.container, [each.pods[0].name for each in cause.consequences]) == ("jfs-mount", ["cutter"])
    assert [cause.needs for cause in told(*uncreated(), mount_pod(FAILING, "pvc-sounds"))] == [(), ()]


@pytest.mark.parametrize(
    "other", [mount_pod(FAILING, "pvc-sounds"), mount_pod(FAILING, where="node-2")], ids=["of another", "elsewhere"]
)
def test_another_mount_pod_of_juicefs_explains_nothing(other: Pod) -> None:
    assert len(told(*uncreated(), volume(JUICEFS), other)) == 2


def test_a_volume_that_is_not_mounted_yet_follows_from_its_mount_pod_too() -> None:
    waits = (
        'MountVolume.SetUp failed for volume "pvc-films" : rpc error: code = Internal desc = Could not mount juicefs:'
    )
    waits += " mount point is not ready in 60s, mountpod: juicefs-node-1-pvc-films-qwerty"
    blocked = cutter(container("cutter", waiting()))
    failed = event("FailedMount", waits, at=30, first=1800, count=9, about="uid-cutter")
    (cause,) = told(blocked, failed, volume(JUICEFS), mount_pod(FAILING))
    assert (cause.container, [each.pods[0].name for each in cause.consequences]) == ("jfs-mount", ["cutter"])


@pytest.mark.parametrize(
    ("main", "words"),
    [
        (container("jfs-mount", running(60), last=terminated(137, "OOMKilled", at=900), restarts=1, image=JUICE),
         "jfs-mount of pod kube-system/juicefs-node-1-pvc-films-qwerty, what serves it on that node, was killed"),
        (container("jfs-mount", terminated(0, at=900), image=JUICE), "ended at 11:45 with exit 0"),
    ],
    ids=["runs again", "completed"],
)  # fmt: skip
def test_a_mount_pod_that_ended_is_named_though_it_is_well_now(main: Built, words: str) -> None:
    driver_too = driver(again("juicefs-plugin", at=1200), "juicefs-csi-node-1", words=JUICEFS)
    assert words in told(*uncreated(), volume(JUICEFS), mount_pod(main, up=True), driver_too)[0].message


def test_a_mount_sidecar_serves_no_other_pod() -> None:
    beside = pod([container("app"), FAILING], name="beside", meta={"labels": {}})
    assert not any(cause.consequences for cause in told(*uncreated(), volume(JUICEFS), beside))
