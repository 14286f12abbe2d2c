"""Containers that are down after an end of which no record is left."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.api import Waiting
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.diagnose import commands
from kubectl_sidecars.diagnose.effects import effect, headline
from kubectl_sidecars.diagnose.finding import Finding, Severity, Subject
from kubectl_sidecars.diagnose.paths import status_path
from kubectl_sidecars.diagnose.words import often, quoted, who
from kubectl_sidecars.model import ContainerType


def crashed_unrecorded(subject: Subject) -> Iterator[Finding]:
    """A container in CrashLoopBackOff whose last end left no record: the runtime has been cleaned, or the node."""
    if not subject.is_live:
        return
    for life in subject.containers:
        view, state = life.view, life.view.state
        if view.type is ContainerType.EPHEMERAL or view.last_terminated is not None:
            continue
        if not isinstance(state, Waiting) or state.reason != "CrashLoopBackOff":
            continue
        summary = f"{life.name} keeps ending, of what is not known"
        title = headline(subject, life, summary)
        does, consequence = effect(subject, life)
        count = f"{who(life)} was restarted {often(view.restart_count)}." if view.restart_count else ""
        told = "The record of its last end is gone (a reboot, a cleaned runtime); its next end will tell."
        said = f"The kubelet says: {quoted(state.message)}." if state.message else ""
        yield Finding(
            reason="CrashLoopBackOff",
            severity=Severity.CRITICAL,
            container=life.name,
            summary=summary,
            message=" ".join(each for each in (title, count, told, said, consequence) if each),
            confidence=Confidence.LOW,
            evidence=(
                f"{status_path(subject, life)}.state.waiting.reason={state.reason}",
                f"{status_path(subject, life)}.restartCount={view.restart_count}",
            ),
            commands=(commands.logs(subject, life.name, previous=True), commands.describe(subject)),
            origin=("image", view.spec.image, "unrecorded"),
            title=title,
            effect=does,
        )
