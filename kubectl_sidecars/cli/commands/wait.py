"""`kubectl sidecars wait`: until pods are ready, or never will be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from time import monotonic

import msgspec

from kubectl_sidecars.cli.own_roles import index
from kubectl_sidecars.cli.own_suppressions import suppressions
from kubectl_sidecars.cli.parser.connection import connection
from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.cli.parser.parse import parse
from kubectl_sidecars.cli.parser.wait_flags import WAIT
from kubectl_sidecars.cli.program import program
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.errors import ExitStatus, UsageError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.feed import SyncPhase
from kubectl_sidecars.feed.live import live_feed
from kubectl_sidecars.feed.watched import Watched
from kubectl_sidecars.kube.config.connection_options import parse_timeout
from kubectl_sidecars.kube.http.client import Client, connect
from kubectl_sidecars.kube.select.resource_args import parse_resource_args
from kubectl_sidecars.kube.select.workloads import read_object
from kubectl_sidecars.model import is_true
from kubectl_sidecars.render.text import verdict
from kubectl_sidecars.render.tones import no_colour
from kubectl_sidecars.report import Report
from kubectl_sidecars.sentences import part
from kubectl_sidecars.snapshot import Snapshot
from kubectl_sidecars.waiting.hopeless import hopeless, newest
from kubectl_sidecars.workloads.rollout import TYPES, rollout

ASKED_EVERY = 2.0
"""Seconds between two looks at a workload whose pods do not change."""


def run(argv: Sequence[str], streams: Streams) -> int:
    """Waits, and returns the exit status. Raises UsageError, and ClusterError where the cluster cannot be asked."""
    given = parse(WAIT, argv, f"{program()} wait")
    if not given.words and not given.text("selector"):
        raise UsageError("wait for what? Name a pod or TYPE/NAME, or give -l SELECTOR")
    options = InspectOptions(
        connection=connection(given),
        words=given.words,
        selector=given.text("selector"),
        roles=given.text("roles"),
        suppress=given.text("suppress"),
    )
    return _Wait(options, streams, _seconds(given.text("timeout")), _seconds(given.text("patience"))).run()


def _seconds(text: str) -> float:
    """The seconds of a duration. Raises UsageError for a text that is not one, and for 0."""
    seconds = parse_timeout(text)
    if seconds is None:
        raise UsageError(f"{text!r} is no time to wait: write 90s, 5m or 1h")
    return seconds


class _Wait:
    """One wait: what is waited for, and since when."""

    def __init__(self, options: InspectOptions, streams: Streams, timeout: float, patience: float) -> None:
        self.options, self.streams = options, streams
        self.until, self.patience = monotonic() + timeout, timedelta(seconds=patience)
        self.workloads = [arg for arg in parse_resource_args(options.words) if arg.name and arg.type.kind in TYPES]
        self.shown = ""
        self.name = ", ".join(options.words) or f"pods with {options.selector}"

    def run(self) -> int:
        """Follows the pods until the wait is over. Returns the exit status."""
        feed = live_feed(self.options.connection, self.options.pods)
        with (
            connect(self.options.connection) as client,
            Watched(feed, index(self.options.roles), suppressions(self.options.suppress)) as watched,
        ):
            while True:
                inspected, sync = watched.inspected()
                if sync.phase is SyncPhase.LIVE:
                    status = self._decided(inspected.report(), inspected.snapshot, client)
                    if status is not None:
                        return status
                if monotonic() >= self.until:
                    return self._timed_out(inspected.report())
                watched.wait(min(ASKED_EVERY, max(self.until - monotonic(), 0)))

    def _decided(self, report: Report, snapshot: Snapshot, client: Client) -> int | None:
        """The exit status if the wait is over, else None."""
        missing, failed = self._missing(snapshot, client)
        if failed:
            return self._useless(report, failed)
        if not missing:
            self.streams.lines([f"{visible(self.name)}: ready"])
            return ExitStatus.OK
        causes = hopeless(report.causes, newest(snapshot), snapshot.taken_at, self.patience)
        if causes:
            return self._useless(msgspec.structs.replace(report, causes=causes), "it never will be")
        if missing != self.shown:
            self.streams.say(f"waiting for {self.name}: {missing}")
            self.shown = missing
        return None

    def _missing(self, snapshot: Snapshot, client: Client) -> tuple[str, str]:
        """Returns what is still missing, "" for nothing, and why a workload has failed, "" without one."""
        pods = [pod for pod in snapshot.pods.values() if pod.metadata.deletion_timestamp is None]
        ready = sum(is_true(pod, "Ready") or pod.status.phase == "Succeeded" for pod in pods)
        missing = f"{part(ready, len(pods), 'pod')} ready" if ready < len(pods) else ""
        for arg in self.workloads:
            namespace = self.options.connection.namespace or client.namespace
            state = rollout(read_object(client, arg, namespace, TYPES[arg.type.kind]))
            if state.failed:
                return "", f"{arg} has failed, {state.failed}"
            missing = missing or state.text
        return missing or ("there are no pods yet" if not pods and not self.workloads else ""), ""

    def _useless(self, report: Report, why: str) -> int:
        self.streams.lines([f"{visible(self.name)}: not ready, and {visible(why)}", ""])
        self._verdicts(report)
        return ExitStatus.FINDINGS

    def _timed_out(self, report: Report) -> int:
        self.streams.lines([f"{visible(self.name)}: timed out, {visible(self.shown) or 'not all was read'}", ""])
        self._verdicts(report)
        return ExitStatus.FINDINGS

    def _verdicts(self, report: Report) -> None:
        for number, cause in enumerate(report.causes):
            self.streams.lines([*([""] if number else []), *verdict(cause, no_colour, self.streams.width)])
