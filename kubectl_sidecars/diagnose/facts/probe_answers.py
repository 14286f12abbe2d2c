"""The answer to a failed probe, read once (the prober's words: pkg/probe, v1.37)."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from kubectl_sidecars.api import Event, Probe
from kubectl_sidecars.diagnose.facts.events import answer_of
from kubectl_sidecars.diagnose.facts.no_answer import Asked, says_refused, says_unanswered
from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ
from kubectl_sidecars.patterns import on_demand

MOST_KEPT = 256
"""Answers that are kept as read: the same one is looked at by several rules, and again in the next report."""


class Mismatch(Enum):
    """A server that speaks another protocol than the probe, by the error of the kubelet's client."""

    PLAIN_HTTP = "server gave HTTP response to HTTPS client"
    NO_HTTP = "malformed HTTP response"
    NO_GRPC_HEALTH = "does not implement the grpc health protocol"


_UNAVAILABLE = 503
"""The status for what is not yet available (RFC 9110); servers that are broken or asked wrongly have others."""
_GOT = on_demand(r"HTTP probe failed with statuscode: (\d{3})\b")
_STATUS = on_demand(r"(?:statuscode: |returned error: (?:HTTP/[\d.]+ )?|\bERROR |HTTP/[\d.]+ )(\d{3})\b")
"""The status in the answers of the kubelet, curl and wget."""
_REFUSED = on_demand(r"\bdial tcp \S*?:(\d{1,5}): connect: connection refused")
_FAULT = r"\b(?:errors?|exceptions?|fail(?:ed|ure|s)?|problems?|cannot|could not|unable)\b"
_NOT_YET = on_demand(
    r"\bnot (?:yet |fully )?(?:ready|started|initiali[sz]ed|joined)\b|rejecting connections|\bNOT_SERVING\b"
    rf"|(?P<fault>{_FAULT}(?: (?:occurred|while|when|during|in|on|at|with|by|the)){{0,3}} )?"
    r"\b(?:starting|initiali[sz]ing|joining|loading|recover(?:y|ing)|replaying|syncing|synchroni[sz]ing|bootstrapping"
    rf"|warming|streaming)\b(?P<failed> (?:\w+ ){{0,3}}{_FAULT})?",
    re.IGNORECASE,
)
"""Words of a program that is up and has to finish something first: PostgreSQL's pg_isready, gRPC health, and others.
Both groups are of one that could not: `error while loading shared libraries`, `starting the server failed`."""
_TROUBLE = on_demand(
    r"\b(?:time(?:d ?|-)?out|deadline exceeded|refused|could ?n[o']t|can ?not|can't|unable to|failed to|no such"
    r"|not found|denied|unreachable|reset by peer|unauthori[sz]ed|NOAUTH|WRONGPASS|authentication|exception|traceback"
    r"|panic|fatal|error (?:while )?loading)\b",
    re.IGNORECASE,
)
"""Words of a command that could not ask, or was not answered."""
_COMMAND_ENDED = on_demand(
    r"\bcommand (?:\".*\" )?timed out|\btimeout \S{1,20} exceeded\b|code = DeadlineExceeded\b"
    r"|\Acontext deadline exceeded\s*\Z",
    re.DOTALL,
)
"""The kubelet's words, or the runtime's, for a command that it ended (pkg/kubelet/cri-client, v1.35; containerd)."""


class ProbeAnswer(NamedTuple):
    """The answer to a failed probe. `text` is "" where the probe gave none, or its event is not left.

    `got_status` is the HTTP status that the kubelet itself got, `status` that which anybody got: the kubelet, or curl
    or wget in the command of the probe; 0 without one. `is_refused` is True if a connection was refused, and
    `refused_port` the port that the kubelet asked then, 0 without one."""

    text: str = ""
    got_status: int = 0
    status: int = 0
    is_refused: bool = False
    refused_port: int = 0
    mismatch: Mismatch | None = None

    @property
    def says_not_yet(self) -> bool:
        """True if it shows that the program runs, and says itself that it is not ready yet."""
        if self.got_status == _UNAVAILABLE:
            return True
        words = _NOT_YET().finditer(self.text[:MOST_READ])
        return any(not (found["fault"] or found["failed"]) for found in words)

    @property
    def shows_trouble(self) -> bool:
        """True for the words of a command that could not ask, or was not answered."""
        return _TROUBLE().search(self.text[:MOST_READ]) is not None

    def timed_out(self, probe: Probe) -> bool:
        """True if the kubelet got no answer in time. A command may print the same of a server that it asked."""
        if probe.exec is None:
            return says_unanswered(self.text, Asked.PROBE)
        return _COMMAND_ENDED().search(self.text[:MOST_READ]) is not None


def answer_to(failure: Event | None) -> ProbeAnswer:
    """The answer that the event of a failed probe reports."""
    return read(answer_of(failure))


@lru_cache(MOST_KEPT)
def read(text: str) -> ProbeAnswer:
    """The answer of these words."""
    if not text:
        return ProbeAnswer()
    got, printed, refused = _GOT().search(text), _STATUS().search(text[:MOST_READ]), _REFUSED().search(text)
    return ProbeAnswer(
        text,
        got_status=int(got[1]) if got else 0,
        status=int(printed[1]) if printed else 0,
        is_refused=says_refused(text),
        refused_port=int(refused[1]) if refused else 0,
        mismatch=next((each for each in Mismatch if each.value in text), None),
    )
