"""Probes whose command is not there: they neither pass nor fail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubectl_sidecars.api import Event, Running
from kubectl_sidecars.diagnose import commands
from kubectl_sidecars.diagnose.effects import beside
from kubectl_sidecars.diagnose.events import evidence, first_seen, latest, of_container, times
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity, Subject
from kubectl_sidecars.diagnose.words import often, who
from kubectl_sidecars.lifecycle.life import Life
from kubectl_sidecars.snapshot import moment

_ERRORED = "probe errored"
_ABSENT = re.compile(
    r'exec: "([^"]{1,200})": (?:executable file not found in \$PATH|stat \S{1,200}: no such file or directory'
    r"|(permission denied))"
)
"""How the runtime says why it could not start a command (runc, crun by containerd 2.1 and CRI-O 1.34)."""
OFTEN = 3
"""Times from which on it is no accident of a start or a stop."""
RECENT = 900
"""Seconds: longer than any reasonable period, and as long as the kubelet may keep silent of what it has said often."""


def unrunnable(subject: Subject, life: Life, kind: str) -> tuple[Event, str] | None:
    """The event of a probe that could not be run, and why. An error is thrown away: the probe does not count it, for
    readiness and start never come, and no liveness is ever missed (kubelet prober/worker.go, v1.35)."""
    state = life.view.state
    event = latest(of_container(subject, life.view), "Unhealthy", f"{kind} probe ")
    if event is None or _ERRORED not in event.message or not isinstance(state, Running):
        return None
    found = _ABSENT.search(event.message)
    begun = state.started_at
    if found is None or not subject.within(moment(event), RECENT) or (begun is not None and moment(event) < begun):
        return None
    return event, f"{found[1]} {'may not be executed' if found[2] else 'is not in the image'}"


def probe_cannot_run(subject: Subject) -> Iterator[Finding]:
    """A probe whose command is not in the image: readiness never comes, or a hang is never noticed."""
    if not any(_ERRORED in event.message for event in subject.events) or not subject.is_live:
        return
    for life in subject.containers:
        for kind in ("Startup", "Readiness", "Liveness"):
            found = unrunnable(subject, life, kind)
            if found is not None:
                yield _finding(subject, life, kind, *found)


def _finding(subject: Subject, life: Life, kind: str, event: Event, why: str) -> Finding:
    holds = not life.view.is_started if kind == "Startup" else kind == "Readiness" and not life.view.is_ready
    summary = f"{life.name}'s {kind.lower()} probe cannot be run: {why}"
    _, consequence = beside(subject, life) if holds else (None, "It does not count: a hang would go unnoticed.")
    severity = Severity.CRITICAL if holds else Severity.WARNING
    return Finding(
        reason="ProbeCannotRun",
        severity=severity if times(event) >= OFTEN else Severity.NOTICE,
        container=life.name,
        summary=summary,
        message=f"{summary}. {who(life)} itself may be well: the probe has neither passed nor failed, it was tried"
        f" {often(times(event))}. {consequence}".strip(),
        since=first_seen(event),
        evidence=(evidence(event),),
        advice="Put the command into the image, or probe by httpGet, tcpSocket or grpc.",
        commands=(commands.describe(subject),),
        origin=("image", life.view.spec.image, f"{kind} probe", why),
        title=f"{summary}.",
        effect=Effect.UNREADY if holds else Effect.NONE,
    )
