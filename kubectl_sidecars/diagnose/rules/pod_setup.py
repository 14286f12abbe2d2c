"""Containers that the kubelet has not made, without a word why: events expire after an hour, and are rate-limited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from kubectl_sidecars.api import Event, Terminated, Waiting
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.diagnose.facts.dependencies import claim_needs, mount_needs, network_needs
from kubectl_sidecars.diagnose.facts.events import (
    MAKES_CONTAINER,
    evidence,
    pod_event,
)
from kubectl_sidecars.diagnose.facts.missing_objects import Lack, lack_of, missing_object, referenced_object
from kubectl_sidecars.diagnose.facts.thresholds import SANDBOX_LATE, SANDBOX_STUCK, SETUP_RETRIES, VOLUME_DETACH
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity
from kubectl_sidecars.diagnose.needs import Need
from kubectl_sidecars.diagnose.origin import NodeOrigin, VolumeOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.gates import NOT_CREATED
from kubectl_sidecars.model import ContainerType, condition
from kubectl_sidecars.sentences import listed, span
from kubectl_sidecars.snapshot import first_seen, last_seen


def stuck_creating(subject: Subject) -> Iterator[Finding]:
    """ContainerCreating for long, and no event is left that tells why."""
    pod = subject.pod
    if not waits_for_sandbox(subject) or not subject.mains:
        return
    steps = [last_seen(event) for event in subject.events if event.reason == "SuccessfulAttachVolume"]
    begun = _began(subject)
    waits = subject.seconds_since(max([begun, *steps]) if begun else None)
    if waits is None or waits < SANDBOX_LATE or blocking(subject) is not None:
        return
    if any(event.reason in MAKES_CONTAINER for event in subject.events):
        return
    if not all(
        isinstance(main.view.state, Waiting) and main.view.state.reason in NOT_CREATED for main in subject.mains
    ):
        return
    names = [container.name for container in subject.mains]
    suspects = [volume.name for volume in pod.spec.volumes if not volume.name.startswith("kube-api-access")]
    hooks = [container.name for container in subject.containers if container.view.spec.lifecycle.post_start is not None]
    hint = f"It has volumes that may be missing: {listed(suspects)}." if suspects else ""
    hook = f"The postStart hook of {listed(hooks)} may hang: the kubelet then reports nothing." if hooks else ""
    yield Finding(
        reason=Reason.STUCK_CREATING,
        severity=Severity.CRITICAL if waits >= SANDBOX_STUCK else Severity.WARNING,
        container="",
        predicate="no container was made, and no event tells why",
        title=f"{listed(names)} cannot start: the kubelet has made no container in {span(waits)}.",
        explanation=paragraph("No event tells why: events expire after an hour, and are rate-limited.", hint, hook),
        confidence=Confidence.LOW,
        since=begun,
        evidence=("condition PodReadyToStartContainers is not True",),
        commands=(kubectl.describe(subject), kubectl.describe_node(pod.spec.node_name)),
        origin=NodeOrigin(pod.spec.node_name, "stuck creating"),
        effect=Effect.BLOCKED,
    )


def _began(subject: Subject) -> datetime | None:
    """Since when there is no sandbox: of a pod that ran before, since it lost it."""
    sandbox = condition(subject.pod, "PodReadyToStartContainers")
    lost = sandbox.last_transition_time if sandbox is not None else None
    return lost or subject.pod.status.start_time or subject.pod.metadata.creation_timestamp


_SANDBOX = ("FailedCreatePodSandBox", "FailedPodSandBoxStatus", "NetworkNotReady", "FailedCreatePodContainer")


_VOLUME = {
    "FailedMount": Reason.FAILED_MOUNT,
    "FailedAttachVolume": Reason.FAILED_ATTACH_VOLUME,
    "FailedMapVolume": Reason.FAILED_MAP_VOLUME,
}


_CLAIM = "FailedPrepareDynamicResources"


BEFORE_CONTAINERS = (*_SANDBOX, *_VOLUME, _CLAIM)
"""Events about what a pod needs before any of its containers can be made."""


SETTLED = frozenset({"Pulling", "Pulled", "Created", "Started"})
"""Events that come after volumes and sandbox: a failure before them has been overcome."""


def pod_not_created(subject: Subject) -> Iterator[Finding]:
    """A pod that waits for its volumes, its network or its sandbox before any of its containers can be made."""
    if not waits_for_sandbox(subject):
        return
    event = blocking(subject)
    if event is None:
        return
    yield _volume(subject, event) if event.reason in _VOLUME else _sandbox(subject, event)


def blocking(subject: Subject) -> Event | None:
    """The newest failure before any container, unless it has been overcome."""
    event = pod_event(subject, *BEFORE_CONTAINERS)
    if event is None or any(last_seen(other) > last_seen(event) and _settles(other, event) for other in subject.events):
        return None
    return event


def _settles(later: Event, event: Event) -> bool:
    return later.reason in SETTLED or (event.reason, later.reason) == ("FailedAttachVolume", "SuccessfulAttachVolume")


def waits_for_sandbox(subject: Subject) -> bool:
    """True if no container is made and the kubelet does not say that volumes and network are there.

    Containers that ran before may be told to wait too: a node that was restarted makes the pod a new sandbox."""
    sandbox = condition(subject.pod, "PodReadyToStartContainers")
    if sandbox is not None and sandbox.status == "True":
        return False
    return all(_is_not_made(container, is_anew=sandbox is not None) for container in subject.containers)


def _is_not_made(container: Assessment, *, is_anew: bool) -> bool:
    """`is_anew` where the kubelet says that the sandbox is not there; older ones do not tell (before v1.29)."""
    view, state = container.view, container.view.state
    if view.status is None or (is_anew and view.type is ContainerType.INIT and isinstance(state, Terminated)):
        return True
    if not isinstance(state, Waiting) or state.reason not in NOT_CREATED:
        return False
    return is_anew or (view.last_terminated is None and not view.status.container_id)


_VOLUME_NAME = re.compile(r'for volume "([^"]+)"|unmounted volumes=\[([^\]]+)\]')


def _volume(subject: Subject, event: Event) -> Finding:
    namespace = subject.pod.metadata.namespace
    found = _VOLUME_NAME.search(event.message)
    volume = (found[1] or found[2]) if found else ""
    missing = missing_object(event.message, namespace) or referenced_object(subject, volume, event.message)
    which = f"volume {volume}" if volume else "a volume"
    if missing is not None:
        return _of_pod(subject, event, which, lack_of(missing, "the volume's source"))
    origin = VolumeOrigin(namespace, event.reason, volume)
    why = Lack(_VOLUME[event.reason], "cannot be mounted", origin, kubectl.describe(subject))
    return _of_pod(subject, event, which, why)


def _sandbox(subject: Subject, event: Event) -> Finding:
    node = subject.pod.spec.node_name
    network = event.reason == "NetworkNotReady" or "network" in event.message.lower() or "cni" in event.message.lower()
    if event.reason == _CLAIM:
        reason, which, words = Reason.FAILED_PREPARE_DYNAMIC_RESOURCES, "its resource claim", "cannot be prepared"
    elif network:
        reason, which, words = Reason.NETWORK_FAILED, "its network", "cannot be set up"
    else:
        reason, which, words = Reason.SANDBOX_FAILED, "its sandbox", "cannot be made"
    return _of_pod(subject, event, which, Lack(reason, words, NodeOrigin(node, reason), kubectl.describe_node(node)))


def _of_pod(subject: Subject, event: Event, which: str, why: Lack) -> Finding:
    message = f"The kubelet says: {quoted(event.message)}."
    began = min(first_seen(other) for other in subject.events if other.reason == event.reason)
    lasts = subject.seconds_since(began) or 0.0
    patience = VOLUME_DETACH if "Multi-Attach error" in event.message else SETUP_RETRIES
    return Finding(
        reason=why.reason,
        severity=Severity.CRITICAL if lasts >= patience else Severity.NOTICE,
        container="",
        subject=which,
        predicate=why.words,
        title=f"{listed(container.name for container in subject.mains)} cannot start: {which} {why.words}.",
        explanation=f"{message} It tries again by itself.",
        since=began,
        evidence=(evidence(event),),
        advice=why.advice,
        commands=(why.command,),
        origin=why.origin,
        needs=_needs(subject.pod.spec.node_name, event),
        detail=message,
        effect=Effect.BLOCKED,
    )


def _needs(node: str, event: Event) -> tuple[Need, ...]:
    """The agents that the message of a failure before any container names."""
    if event.reason in _VOLUME:
        return mount_needs(node, event.message)
    return claim_needs(node, event.message) if event.reason == _CLAIM else network_needs(node, event.message)
