"""A suppression, and the findings of a pod with and without those that are suppressed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fnmatch import fnmatchcase

import msgspec

from kubectl_sidecars.api import Pod
from kubectl_sidecars.diagnose import Finding, Severity

ANNOTATION = "kubectl-sidecars/suppress"
"""On a pod, or on the template of its workload: `ReadinessProbeFailed until 2026-12-31: known, SHOP-12`."""


class Suppression(msgspec.Struct, frozen=True):
    """A kind of finding that is not shown before the end of the day `until`, UTC.

    `finding` is its reason; `namespace`, `pod` and `container` are globs; `reason` says why it is suppressed; `place`
    is FILE:LINE, or the annotation.
    """

    finding: str
    reason: str
    until: date
    namespace: str = "*"
    pod: str = "*"
    container: str = "*"
    place: str = ""

    def covers(self, finding: str, namespace: str, pod: str, container: str, today: date) -> bool:
        """True if it suppresses that finding of that container today."""
        return (
            self.finding == finding
            and today <= self.until
            and fnmatchcase(namespace, self.namespace)
            and fnmatchcase(pod, self.pod)
            and fnmatchcase(container, self.container)
        )


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
    own: tuple[Suppression, ...] = ()
    problem = ""
    if annotation:
        from kubectl_sidecars.suppressions.read import of_annotation  # noqa: PLC0415 - hardly any pod has one

        own, problem = of_annotation(annotation)
    chosen = (*suppressions, *own)
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
