"""The pods that a watch prints again: those that differ from the snapshot before in more than their ages."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kubectl_sidecars.cli.inspect.narrowing import in_order, narrowed_pod
from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.report.differences import differing, gone
from kubectl_sidecars.report.live import Inspected


class Changes(msgspec.Struct, frozen=True):
    """The pods to print, and those that were deleted, as they were last."""

    pods: tuple[PodReport, ...] = ()
    gone: tuple[PodReport, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.pods or self.gone)


def changes(before: Inspected, now: Inspected, options: InspectOptions) -> Changes:
    """The changes between two snapshots, in the order that was asked for.

    A pod that --problems leaves out now, and did not before, has recovered: it comes last, with all its containers.
    The cost grows with what changed: the report of all pods, with its causes, takes 100 times as long at 10,000 pods.
    """
    uids = differing(before.pods, now.pods)
    recovered = (report for uid in uids if (report := _recovered(before, now, uid, options)) is not None)
    left = (narrowed_pod(before.pods[uid][0], options) for uid in gone(before.pods, now.pods))
    return Changes(
        (*in_order(_changed(before, now, uids, options), options), *in_order(recovered, options)),
        in_order((report for report in left if report is not None), options),
    )


def _changed(before: Inspected, now: Inspected, uids: list[str], options: InspectOptions) -> Iterator[PodReport]:
    for uid in uids:
        report = narrowed_pod(now.pods[uid][0], options)
        last = narrowed_pod(before.pods[uid][0], options) if uid in before.pods else None
        if report is not None and (last is None or signature(last) != signature(report)):
            yield report


def _recovered(before: Inspected, now: Inspected, uid: str, options: InspectOptions) -> PodReport | None:
    is_left_out = narrowed_pod(now.pods[uid][0], options) is None
    was_shown = uid in before.pods and narrowed_pod(before.pods[uid][0], options) is not None
    return now.pods[uid][0] if is_left_out and was_shown else None


def signature(pod: PodReport) -> tuple[object, ...]:
    """The parts of a pod whose change makes a watch print it again: all but those that change with time alone."""
    stages = tuple(
        (container.name, container.stage, container.waits_for, container.restart_count, container.ready)
        for container in pod.containers
    )
    findings = tuple((finding.reason, finding.severity, finding.container) for finding in pod.findings)
    return pod.ready, pod.status, pod.restart_count, stages, findings, pod.deletion is None
