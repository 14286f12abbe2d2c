"""Probes whose command is not there: they neither pass nor fail."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from datetime import datetime

import msgspec

from kubectl_sidecars.api import Event, Probe, Running
from kubectl_sidecars.container_names import called
from kubectl_sidecars.diagnose.facts.events import (
    evidence,
    is_combined,
    latest,
    of_container,
)
from kubectl_sidecars.diagnose.facts.impact import beside
from kubectl_sidecars.diagnose.facts.thresholds import PROBE_ERROR_RECENT, PROBE_ERRORS_MANY
from kubectl_sidecars.diagnose.faults import Fault, NameValue
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity
from kubectl_sidecars.diagnose.origin import ImageOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.words import who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.sentences import often
from kubectl_sidecars.snapshot import first_seen, last_seen, times_seen

_ERRORED = "probe errored"
_ABSENT = on_demand(
    r'exec: "([^"]{1,200})": (?:executable file not found in \$PATH|stat \S{1,200}: no such file or directory'
    r"|(permission denied))"
)
"""How the runtime says why it could not start a command (runc, crun by containerd 2.1 and CRI-O 1.34)."""


class Tried(msgspec.Struct, frozen=True):
    """A probe that cannot be run: how often it was tried, since when, the newest event, and why."""

    times: int
    since: datetime
    event: Event
    why: str


def unrunnable(subject: Subject, container: Assessment, kind: str) -> Tried | None:
    """The tries of a probe that cannot be run; None if it can, or was not tried of late.

    The kubelet drops such an error: readiness and start never come, and no liveness is ever missed (prober/worker.go,
    v1.35)."""
    state = container.view.state
    if not isinstance(state, Running) or not subject.once(_errored).of_path:
        return None
    newest = latest(of_container(subject, container.view), "Unhealthy", f"{kind} probe ")
    if newest is None or _ERRORED not in newest.message:
        return None
    errors = tuple(_errors(subject, container, kind, state.started_at))
    if not errors or not subject.within(last_seen(errors[-1][0]), PROBE_ERROR_RECENT):
        return None
    events = [event for event, _ in errors]
    event, found = errors[-1]
    why = f"{found[1]} {'may not be executed' if found[2] else 'is not in the image'}"
    return Tried(sum(times_seen(other) for other in events), min(first_seen(other) for other in events), event, why)


def _errors(
    subject: Subject, container: Assessment, kind: str, begun: datetime | None
) -> Iterator[tuple[Event, re.Match[str]]]:
    """Each names the try, so that no two are alike, and after ten of them they are combined under any container's
    path: then the command that the probe runs tells whose it is (seen on v1.35, containerd 2.1)."""
    probe, path = probe_of(container, kind), container.view.field_path
    command = probe.exec.command[0] if probe and probe.exec and probe.exec.command else ""
    errored = subject.once(_errored)
    combined = (each for each in errored.combined.get(command, ()) if each[0].involved_object.field_path != path)
    for event, found in sorted((*errored.of_path.get(path, ()), *combined), key=lambda each: last_seen(each[0])):
        if f"{kind} {_ERRORED}" in event.message and (begun is None or last_seen(event) >= begun):
            yield event, found


_MOST_COMBINED = 12
"""Combined events of one command that are looked at, the newest: the kubelet makes one of a pod."""


class _Errored(msgspec.Struct, frozen=True, gc=False):
    """Events of probes whose command is not there: by fieldPath, and the combined ones by the command."""

    of_path: dict[str, list[tuple[Event, re.Match[str]]]]
    combined: dict[str, deque[tuple[Event, re.Match[str]]]]


def _errored(subject: Subject) -> _Errored:
    errored = _Errored({}, {})
    for event in subject.events:
        found = _ABSENT().search(event.message) if event.reason == "Unhealthy" and _ERRORED in event.message else None
        if found is not None:
            errored.of_path.setdefault(event.involved_object.field_path, []).append((event, found))
            if is_combined(event):
                errored.combined.setdefault(found[1], deque(maxlen=_MOST_COMBINED)).append((event, found))
    return errored


def probe_of(container: Assessment, kind: str) -> Probe | None:
    """The probe of that kind: `Startup`, `Readiness` or `Liveness`."""
    spec = container.view.spec
    return {"Startup": spec.startup_probe, "Readiness": spec.readiness_probe}.get(kind, spec.liveness_probe)


def probe_cannot_run(subject: Subject) -> Iterator[Finding]:
    """A probe whose command is not in the image: readiness never comes, or a hang is never noticed."""
    if not subject.once(_errored).of_path:
        return
    for container in subject.containers:
        for kind in ("Startup", "Readiness", "Liveness"):
            found = unrunnable(subject, container, kind)
            if found is not None:
                yield _finding(subject, container, kind, found)


def _finding(subject: Subject, container: Assessment, kind: str, found: Tried) -> Finding:
    holds = not container.view.is_started if kind == "Startup" else kind == "Readiness" and not container.view.is_ready
    _, consequence = beside(subject, container) if holds else (None, "It does not count: a hang would go unnoticed.")
    severity = Severity.CRITICAL if holds else Severity.WARNING
    return Finding(
        reason=Reason.PROBE_CANNOT_RUN,
        severity=severity if found.times >= PROBE_ERRORS_MANY else Severity.NOTICE,
        container=container.name,
        subject=f"{called(container.name)}'s {kind.lower()} probe",
        predicate=f"cannot be run: {found.why}",
        explanation=paragraph(
            f"{who(container)} itself may be well: the probe has neither passed nor failed, it was tried"
            f" {often(found.times)}.",
            consequence,
        ),
        since=found.since,
        evidence=(evidence(found.event),),
        advice="Put the command into the image, or probe by httpGet, tcpSocket or grpc.",
        commands=(kubectl.describe(subject),),
        origin=ImageOrigin(container.view.spec.image, Fault.BROKEN_PROBE, found.why, NameValue(kind)),
        effect=Effect.UNREADY if holds else Effect.NONE,
    )
