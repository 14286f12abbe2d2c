"""The findings of a pod with and without those that are suppressed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kubectl_sidecars.api import Pod
from kubectl_sidecars.diagnose import Finding
from kubectl_sidecars.suppressions.suppression import ANNOTATION, Suppressed, Suppression


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
