"""What an autoscaler of nodes said of a pod for which there is no room."""

from __future__ import annotations

import re
from typing import NamedTuple

from kubectl_sidecars.api import Event
from kubectl_sidecars.diagnose.facts.events import pod_event
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.snapshot import last_seen

SCALE_UP = ("TriggeredScaleUp", "Nominated")
"""Events of an autoscaler that adds a node for the pod: cluster-autoscaler and Karpenter."""
NO_SCALE_UP = "NotTriggerScaleUp"
"""cluster-autoscaler: processors/status/eventing_scale_up_processor.go, v1.34."""

_HEAD = on_demand(r"^pod didn't trigger scale-up:? ?\(?")
_AT_MOST = on_demand(r"(\d+ )?max (?:node group|cluster)[\w ,]{0,40} (?:size|limit) reached", re.IGNORECASE)
_BACKING_OFF = on_demand(r"in backoff after failed scale-up")


class Declined(NamedTuple):
    """An autoscaler that adds no node for a pod: its event, a sentence, and the cure or ""."""

    event: Event
    sentence: str
    advice: str


def declined(subject: Subject) -> Declined | None:
    """The newest refusal to add a node; None without one, or if a node was asked for after it."""
    event = pod_event(subject, NO_SCALE_UP)
    if event is None:
        return None
    asked = pod_event(subject, *SCALE_UP)
    if asked is not None and last_seen(asked) > last_seen(event):
        return None
    reasons = _HEAD().sub("", event.message).removesuffix(")")
    advice = ""
    if _AT_MOST().search(reasons):
        advice = "Raise the maximum size of the node group, or free room in it."
    elif _BACKING_OFF().search(reasons):
        advice = "Look at the events of the autoscaler: the cloud did not give it a node."
    return Declined(event, f"The cluster autoscaler adds no node for it: {quoted(reasons)}.", advice)
