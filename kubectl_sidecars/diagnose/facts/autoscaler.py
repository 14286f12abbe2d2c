"""Answers of an autoscaler of nodes to a pod for which there is no room."""

from __future__ import annotations

import re
from typing import NamedTuple

from kubectl_sidecars.api import Event
from kubectl_sidecars.diagnose.facts.events import pod_event
from kubectl_sidecars.diagnose.phrasing.quotes import quoted, says
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.snapshot import last_seen

SCALE_UP = ("TriggeredScaleUp", "Nominated")
"""Events of an autoscaler that adds a node for the pod: cluster-autoscaler and Karpenter."""
NO_SCALE_UP = "NotTriggerScaleUp"
"""cluster-autoscaler: processors/status/eventing_scale_up_processor.go, v1.34."""

FAILED_SCALE_UP = "FailedScaleUp"
"""The cloud gave no node that was asked for: eventing_scale_up_processor.go of GKE, cluster-autoscaler v1.34."""

_HEAD = on_demand(r"^pod didn't trigger scale-up:? ?\(?")
_AT_MOST = on_demand(r"(\d+ )?max (?:node group|cluster)[\w ,]{0,40} (?:size|limit) reached", re.IGNORECASE)
_BACKING_OFF = on_demand(r"in backoff after failed scale-up")
_QUOTA = on_demand(r"quota", re.IGNORECASE)
_SOLD_OUT = on_demand(r"out of resources|stockout|exhausted|insufficient \w* ?capacity", re.IGNORECASE)


_ASK_IT = "Look at the events of the autoscaler: the cloud did not give it a node."


class Declined(NamedTuple):
    """An autoscaler that adds no node for a pod: its event, a sentence, and the cure or ""."""

    event: Event
    sentence: str
    advice: str


def declined(subject: Subject) -> Declined | None:
    """The newest refusal to add a node; None without one, or if a node was asked for after it. That the cloud gave
    none tells more than that the autoscaler waits before it asks again."""
    failed, event = gave_none(subject), _since_asked(subject, NO_SCALE_UP)
    if failed is not None and (event is None or _BACKING_OFF().search(event.message)):
        return Declined(failed, says("The autoscaler", failed.message), _cure(failed.message))
    if event is None:
        return _by_karpenter(subject)
    reasons = _HEAD().sub("", event.message).removesuffix(")")
    advice = ""
    if _AT_MOST().search(reasons):
        advice = "Raise the maximum size of the node group, or free room in it."
    elif _BACKING_OFF().search(reasons):
        advice = _ASK_IT
    return Declined(event, f"The cluster autoscaler adds no node for it: {quoted(reasons)}.", advice)


_LIMIT = on_demand(r"exceed limits for (?:nodepool|provisioner)", re.IGNORECASE)
"""Karpenter pkg/controllers/provisioning/scheduling, v1.5; provisioners up to v0.31."""


def _by_karpenter(subject: Subject) -> Declined | None:
    """The newest refusal of Karpenter, which calls it FailedScheduling as the scheduler does; None without one, or if
    it found a node after that."""
    own = [event for event in subject.events if _KARPENTER in _signers(event)]
    if not own or own[-1].reason != "FailedScheduling":
        return None
    message = own[-1].message
    advice = "Raise the limits of the node pool (spec.limits), or free room in it." if _LIMIT().search(message) else ""
    return Declined(own[-1], f"Karpenter adds no node for it: {quoted(message)}.", advice)


def gave_none(subject: Subject) -> Event | None:
    """The event of a cloud that gave no node, unless one was asked for after it."""
    return _since_asked(subject, FAILED_SCALE_UP)


_KARPENTER = "karpenter"
_SOURCES = frozenset({"cluster-autoscaler", _KARPENTER})
"""Components that sign the events of autoscalers of nodes: Karpenter's own FailedScheduling is one of them."""


def _signers(event: Event) -> frozenset[str]:
    return frozenset((event.source.component, event.reporting_component))


def has_answered(subject: Subject) -> bool:
    """True if an autoscaler of nodes has said anything of the pod: that it adds a node, or why it adds none."""
    asked = (*SCALE_UP, NO_SCALE_UP, FAILED_SCALE_UP)
    return any(event.reason in asked or _SOURCES & _signers(event) for event in subject.events)


def _since_asked(subject: Subject, reason: str) -> Event | None:
    """The newest event of that reason, unless a node was asked for after it."""
    asked, event = pod_event(subject, *SCALE_UP), pod_event(subject, reason)
    return None if asked is not None and event is not None and last_seen(asked) > last_seen(event) else event


def _cure(message: str) -> str:
    """The cure where the cloud gives no node."""
    if _QUOTA().search(message):
        return "Raise the quota of the project or account in its cloud, or give back what it counts."
    if _SOLD_OUT().search(message):
        return "The cloud has none of these machines there now: allow another zone or type of machine."
    return _ASK_IT
