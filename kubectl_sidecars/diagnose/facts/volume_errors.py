"""Errors of volumes in the form in which those of one node can be compared."""

from __future__ import annotations

import re

from kubectl_sidecars.api import Event
from kubectl_sidecars.diagnose.facts.machine_messages import explained
from kubectl_sidecars.diagnose.facts.messages.row import AtFault
from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ
from kubectl_sidecars.diagnose.phrasing.quotes import innermost
from kubectl_sidecars.patterns import on_demand

_MASKED = on_demand(r"\"[^\"]*\"|'[^']*'|\S*\d\S*|\S*/\S*")
_TELLS_NOTHING = on_demand(r"\W*(?:rpc error: )?(?:timed out waiting for the condition|context deadline exceeded)\W*")


def masked_error(event: Event) -> str:
    """The error of a volume without names, paths and numbers; "" for one that is the volume's own, or says nothing.

    What lies outside of node and volume, such as a quota, counts only where a volume is attached: a file server may be
    another one for each."""
    cause = explained(event.message, "")
    if cause is not None and (cause.at_fault is not AtFault.ELSEWHERE or event.reason != "FailedAttachVolume"):
        return ""
    text = innermost(event.message[:MOST_READ])
    return "" if _TELLS_NOTHING().fullmatch(text) else re.sub(r"\s+", " ", _MASKED().sub("#", text))
