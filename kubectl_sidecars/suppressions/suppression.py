"""A suppression, and a finding that it hides."""

from __future__ import annotations

from datetime import date
from fnmatch import fnmatchcase

import msgspec

from kubectl_sidecars.diagnose import Severity

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
