"""One problem of one pod, as data: its sentences are made from it and never read again."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.container_names import begun, called
from kubectl_sidecars.diagnose.absence import Absence
from kubectl_sidecars.diagnose.faults import MessageKey
from kubectl_sidecars.diagnose.needs import Need
from kubectl_sidecars.diagnose.origin import Origin
from kubectl_sidecars.diagnose.phrasing.paragraph import after
from kubectl_sidecars.diagnose.reasons import AnyReason


class Severity(StrEnum):
    """Severity of a finding: `critical` does not work, `warning` works but will bite, `notice` is advice."""

    CRITICAL = "critical"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def rank(self) -> int:
        """0 is worst."""
        return _RANK[self]


_RANK = {Severity.CRITICAL: 0, Severity.WARNING: 1, Severity.NOTICE: 2}


def severity_after(seconds: float, warning: float, critical: float) -> Severity:
    """The severity of what has lasted this long: a notice at first, then a warning, and critical in the end."""
    if seconds >= critical:
        return Severity.CRITICAL
    return Severity.WARNING if seconds >= warning else Severity.NOTICE


class Effect(StrEnum):
    """Effect of a finding on its pod, so that the causes can say it of many."""

    NONE = ""
    BLOCKED = "blocked"
    """No main container can start."""
    UNREADY = "unready"
    """A main container runs, but the pod is not Ready."""
    DOWN = "down"
    """No main container runs."""
    FAILED = "failed"
    """A main container has failed for good, in a pod that has not ended."""


class Transition(StrEnum):
    """Change that a notice explains, about a pod without a problem; the others are advice or history."""

    NONE = ""
    DISRUPTED = "disrupted"
    """Something else ends the pod."""
    UNDER_WAY = "under way"
    """The pod starts or stops, and waits for this."""
    JUST_PAST = "just past"
    """Why the pod, which runs again, was restarted."""


class LogRef(msgspec.Struct, frozen=True, gc=False):
    """The log to read: that of a container's current run, or of the run before it where `previous`."""

    container: str
    previous: bool = False


class Finding(msgspec.Struct, frozen=True, kw_only=True, rename="camel", gc=False):
    """One problem of one pod.

    `container` is the one at fault, "" for the whole pod. `since` is the earliest moment that is known; the problem is
    older where it `may_be_older`. `evidence` are field paths and events that prove it. `origin` is what findings of one
    cause have in common, None where nothing is shared. `needs` are what it depends on outside its pod, `absent` is what
    its sentences say is not there. `log` is the log to read next, None where no log would help. `ran_for` is how long
    the run lasted that ended, where the summary says so.

    Sentences: `predicate` follows the name of the container, or `subject` where the finding speaks of something else
    (`app's postStart hook`); with `ran_for` they are the `summary`, a few words for the FINDING column. `because`
    is the cause in plain words, where a message of the cluster was understood: a clause for titles; `because_of_many`
    is that of pods on several nodes, and `meaning` is the row of that message where it ended a run. `title` is the
    first sentence, by default the summary; `explanation` are the others; `message` is all of them. `detail` are those
    that hold for other pods with the same cause.
    """

    reason: AnyReason
    severity: Severity
    container: str
    summary: str = ""
    message: str = ""
    confidence: Confidence = Confidence.HIGH
    since: datetime | None = None
    evidence: tuple[str, ...] = ()
    advice: str = ""
    commands: tuple[str, ...] = ()
    origin: Origin | None = None
    needs: tuple[Need, ...] = ()
    absent: tuple[Absence, ...] = ()
    title: str = ""
    detail: str = ""
    effect: Effect = Effect.NONE
    may_be_older: bool = False
    subject: str = ""
    predicate: str
    because: str = ""
    because_of_many: str = ""
    meaning: MessageKey | None = None
    explanation: str = ""
    ran_for: timedelta | None = None
    log: LogRef | None = None
    transition: Transition = Transition.NONE

    def __post_init__(self) -> None:
        """Makes the sentences that consist of others."""
        summary = f"{self.subject or called(self.container)} {self.predicate}{after(self.ran_for)}".lstrip()
        title = begun(self.title or f"{summary}.")
        msgspec.structs.force_setattr(self, "summary", summary)
        msgspec.structs.force_setattr(self, "title", title)
        msgspec.structs.force_setattr(
            self, "message", f"{title} {begun(self.explanation)}" if self.explanation else title
        )
