"""A run that ended in words, with the values that tell its cause from another."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from kubectl_sidecars.api import Terminated
from kubectl_sidecars.diagnose.absence import Absence
from kubectl_sidecars.diagnose.faults import AnyFault, MessageKey, Value
from kubectl_sidecars.diagnose.origin import ImageOrigin, NodeOrigin, Origin
from kubectl_sidecars.diagnose.phrasing.paragraph import after
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.lifecycle.restarts import run_seconds


class Crash(msgspec.Struct, frozen=True, gc=False):
    """`does` follows the container's name (`exits with 3`), `did` after a first time and `past` after an end for good
    where these read otherwise.

    `ran_for` is how long the run lasted, where that belongs to what the container does. `detail` is a sentence or "";
    `names_inference` where it says what the end was inferred from. `fault` and its `value` tell one cause from another
    for the same image; `node` is the node at fault, "" where it is the container's own. `because` is what its last
    words or the runtime's mean, a clause, or "", and `because_of_many` that of pods on several nodes; `meaning` is the
    row that has these clauses. `absent` is what these words say is not there."""

    reason: Reason
    does: str
    detail: str
    fault: AnyFault
    advice: str = ""
    did: str = ""
    ran_for: timedelta | None = None
    names_inference: bool = False
    past: str = ""
    node: str = ""
    because: str = ""
    because_of_many: str = ""
    meaning: MessageKey | None = None
    absent: tuple[Absence, ...] = ()
    value: Value | None = None

    def origin(self, image: str) -> Origin:
        """The origin of the finding: the node where it is at fault, else the image."""
        return NodeOrigin(self.node, self.fault) if self.node else ImageOrigin(image, self.fault, value=self.value)

    @property
    def why(self) -> str:
        """`: the disk is full`, for the end of a title; "" where nothing is known."""
        return f": {self.because}" if self.because else ""

    @property
    def for_good(self) -> str:
        """`failed with exit 3`: what follows the name of a container that is not started again."""
        return self.past or self.does

    @property
    def predicate(self) -> str:
        """`exits with 3 after 2 seconds`."""
        return f"{self.does}{after(self.ran_for)}"


def lasted(run: Terminated) -> timedelta | None:
    """The time that a run lasted; None where it is not known."""
    seconds = run_seconds(run)
    return None if seconds is None else timedelta(seconds=seconds)


def never_ran(run: Terminated) -> bool:
    """True if the runtime could not start it."""
    return run.reason in ("StartError", "ContainerCannotRun")
