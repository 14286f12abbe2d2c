"""One suppression."""

from __future__ import annotations

from datetime import date
from fnmatch import fnmatchcase

import msgspec


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
