"""Annotations and labels that an injector ignores, because it knows no such key."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.classify.image import globbed
from kubectl_sidecars.classify.match.misspelt import Meant, any_meant, meant
from kubectl_sidecars.diagnose.finding import Finding, Severity
from kubectl_sidecars.diagnose.origin import InjectionOrigin
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject


def unknown_injection_key(subject: Subject) -> Iterator[Finding]:
    """An annotation or label with the prefix of an injector that it does not know, and that is almost a known one."""
    meta = subject.pod.metadata
    for kind, marks in (("annotation", meta.annotations), ("label", meta.labels)):
        for key, value in marks.items() if any_meant(marks, subject.roles) else ():
            found = meant(key, subject.roles)
            if found is not None and found.key not in marks:
                yield _finding(subject, kind, key, value, found)


def _finding(subject: Subject, kind: str, key: str, value: str, found: Meant) -> Finding:
    """A warning where it would ask for a container that is not there; a notice otherwise."""
    _, equals, wanted = found.request.partition("=")
    asks = bool(found.request) and (not equals or globbed(wanted, value))
    is_there = any(judgement.entry == found.container.id for judgement in subject.judgements)
    name = found.container.name
    missing = f" {name} is not in this pod." if asks and not is_there else ""
    return Finding(
        reason=Reason.UNKNOWN_INJECTION_KEY,
        severity=Severity.WARNING if missing else Severity.NOTICE,
        container="",
        subject=f"{kind} {key}",
        predicate=f"is not known, perhaps {found.key} is meant",
        explanation=f"The injector of {name} knows no such key and ignores it without a word.{missing}",
        since=subject.pod.metadata.creation_timestamp,
        evidence=(f"metadata.{kind}s: {key}={value[:60]}",),
        advice=f"Write {found.key} in the pod template of its workload.",
        commands=(),
        origin=InjectionOrigin(found.container.id, key),
    )
