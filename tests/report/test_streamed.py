"""A report of pods that come one by one, as from a server, is the report of the snapshot that holds them all."""

from __future__ import annotations

import msgspec
import pytest

from kubectl_sidecars.report import Report, inspect
from kubectl_sidecars.snapshot import Snapshot
from tests.causes.test_dead_mounts import JUICE, JUICEFS, mount_pod, uncreated, volume
from tests.support.builders import container, running, terminated
from tests.support.builders import snapshot as made
from tests.support.corpus import recorded, single


def comparable(report: Report) -> Report:
    return msgspec.structs.replace(report, undecodable=())


@pytest.mark.parametrize("brief", [False, True])
def test_a_stream_of_pods_gives_the_same_report(brief: bool) -> None:
    different: list[str] = []
    for snapshot in (*single(), *tuple(recorded())[::5]):
        for order in (1, -1):
            around: Snapshot = msgspec.structs.replace(snapshot, pods={})
            streamed = inspect(around, iter(list(snapshot.pods.values())[::order]), brief=brief)
            whole = comparable(inspect(snapshot, brief=brief))
            if order < 0:  # causes that began together stand in the order of the pods
                streamed, whole = (msgspec.structs.replace(each, causes=()) for each in (streamed, whole))
            if comparable(streamed) != whole:
                different.append(f"{snapshot.source.name} {order}")
    assert different == []


@pytest.mark.parametrize("order", [1, -1])
def test_a_mount_pod_of_a_stream_is_kept_though_it_is_well(order: int) -> None:
    again = container("jfs-mount", running(60), last=terminated(137, "OOMKilled", at=900), restarts=1, image=JUICE)
    whole = made(*uncreated(), volume(JUICEFS), mount_pod(again, up=True))
    around: Snapshot = msgspec.structs.replace(whole, pods={})
    streamed = inspect(around, iter(list(whole.pods.values())[::order]), brief=True)
    assert streamed == inspect(whole, brief=True)
    assert "jfs-mount of pod kube-system/" in streamed.pods[0].findings[0].message
