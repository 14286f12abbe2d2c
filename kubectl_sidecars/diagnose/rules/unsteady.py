"""Containers whose readiness comes and goes."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.container_names import called
from kubectl_sidecars.diagnose.facts.events import answer_of, evidence, probe_failure
from kubectl_sidecars.diagnose.facts.readiness_flaps import SHARE, Flaps, flaps
from kubectl_sidecars.diagnose.facts.thresholds import FLAP_RECENT
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Finding, LogRef, Severity
from kubectl_sidecars.diagnose.origin import ImageOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.phrasing.words import clock, who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.sentences import often


def readiness_flaps(subject: Subject) -> Iterator[Finding]:
    """A container that is ready, and was not again and again: READY looks well half of the time."""
    if not any(event.reason == "Unhealthy" for event in subject.events):
        return
    for container in subject.containers:
        found = flaps(subject, container) if container.view.is_ready else None
        if found is not None:
            yield _flapping(subject, container, found)


BY_TURNS = "is ready and not ready by turns"


def _flapping(subject: Subject, container: Assessment, found: Flaps) -> Finding:
    failed = probe_failure(subject, container.view, "Readiness")
    quote = f"The last answer: {quoted(answer_of(failed))}." if answer_of(failed) else ""
    goes_on = subject.within(found.until, FLAP_RECENT)
    log = LogRef(container.name)
    predicate = BY_TURNS
    return Finding(
        reason=Reason.READINESS_PROBE_FAILED,
        severity=Severity.WARNING if goes_on else Severity.NOTICE,
        container=container.name,
        predicate=predicate,
        title=f"{called(container.name)} {predicate}: {tries_words(subject, found)}.",
        explanation=paragraph(
            f"{who(container)} is ready now. With it the pod comes and goes in its Services, and READY shows only one"
            " moment.",
            quote,
        ),
        since=found.since,
        evidence=(evidence(failed),) if failed else (),
        commands=(kubectl.logs(subject, log),),
        log=log,
        origin=ImageOrigin(container.view.spec.image, Fault.READINESS_FLAPS),
        detail=quote,
    )


def tries_words(subject: Subject, found: Flaps) -> str:
    """`23 of about 60 tries of its probe failed since 11:40`."""
    if found.failures > SHARE * found.tries:
        return f"its probe failed {often(found.failures)} since {clock(found.since, subject.now)}"
    return f"{found.failures} of about {found.tries} tries of its probe failed since {clock(found.since, subject.now)}"
