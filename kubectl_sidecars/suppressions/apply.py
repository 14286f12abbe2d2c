"""Splits the findings of a pod into those that are shown and those that are suppressed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from kubectl_sidecars.api import Pod
from kubectl_sidecars.diagnose import Finding, Severity
from kubectl_sidecars.suppressions.read import ANNOTATION, of_annotation
from kubectl_sidecars.suppressions.suppression import Suppression


class Suppressed(msgspec.Struct, frozen=True, kw_only=True, rename="camel", gc=False):
    """A finding that is not shown: until which day, and why."""

    reason: str
    severity: Severity
    container: str
    summary: str
    until: date
    because: str


def split(
    pod: Pod, findings: tuple[Finding, ...], suppressions: Sequence[Suppression], today: date
) -> tuple[tuple[Finding, ...], tuple[Suppressed, ...], str]:
    """The findings that are shown, the suppressed ones, and what is wrong with the pod's annotation, or ""."""
    annotation = pod.metadata.annotations.get(ANNOTATION, "")
    if not suppressions and not annotation:
        return findings, (), ""
    own, problem = of_annotation(annotation)
    chosen = [*suppressions, *own]
    shown, hidden = [], []
    for finding in findings:
        by = _covering(pod, finding, chosen, today)
        if by is None:
            shown.append(finding)
        else:
            hidden.append(
                Suppressed(
                    reason=str(finding.reason),
                    severity=finding.severity,
                    container=finding.container,
                    summary=finding.summary,
                    until=by.until,
                    because=by.reason,
                )
            )
    return tuple(shown), tuple(hidden), problem


def _covering(pod: Pod, finding: Finding, chosen: Sequence[Suppression], today: date) -> Suppression | None:
    meta = pod.metadata
    place = (str(finding.reason), meta.namespace, meta.name, finding.container, today)
    return next((each for each in chosen if each.covers(*place)), None)
