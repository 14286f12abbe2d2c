"""A report of pods that come one by one, as from a server, is the report of the snapshot that holds them all."""

from __future__ import annotations

import msgspec
import pytest

from kubectl_sidecars.report import Report, inspect
from kubectl_sidecars.snapshot import Snapshot
from tests.causes.test_dead_mounts import JUICE, JUICEFS, mount_pod, uncreated, volume
from tests.report.test_live_is_whole import built
from tests.support.builders import container, running, terminated
from tests.support.builders import snapshot as made
from tests.support.corpus import recorded, single
from tests.support.seldom import seldom

replace = msgspec.structs.replace


def comparable(report: Report, *, brief: bool) -> Report:
    """Without the needs of findings where the report is brief: causes alone read them, and a brief one has none."""
    pods = [
        replace(pod, findings=tuple(replace(each, needs=()) if brief else each for each in pod.findings))
        for pod in report.pods
    ]
    return replace(report, undecodable=(), pods=tuple(pods))


@pytest.mark.parametrize("brief", [False, True])
def test_a_stream_of_pods_gives_the_same_report(brief: bool) -> None:
    different: list[str] = []
    for snapshot in (*single(), *tuple(recorded())[::5], built(), seldom()):
        for order in (1, -1):
            around: Snapshot = replace(snapshot, pods={})
            streamed = inspect(around, iter(list(snapshot.pods.values())[::order]), brief=brief)
            whole = comparable(inspect(snapshot, brief=brief), brief=brief)
            if order < 0:  # causes that began together stand in the order of the pods
                streamed, whole = (replace(each, causes=()) for each in (streamed, whole))
            if comparable(streamed, brief=brief) != whole:
                different.append(f"{snapshot.source.name} {order}")
    assert different == []


@pytest.mark.parametrize("order", [1, -1])
def test_a_mount_pod_of_a_stream_is_kept_though_it_is_well(order: int) -> None:
    again = container("jfs-mount", running(60), last=terminated(137, "OOMKilled", at=900), restarts=1, image=JUICE)
    whole = made(*uncreated(), volume(JUICEFS), mount_pod(again, up=True))
    around: Snapshot = replace(whole, pods={})
    streamed = inspect(around, iter(list(whole.pods.values())[::order]), brief=True)
    assert streamed == inspect(whole, brief=True)
    assert "jfs-mount of pod kube-system/" in streamed.pods[0].findings[0].message
