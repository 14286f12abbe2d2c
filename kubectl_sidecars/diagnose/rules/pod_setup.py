"""Containers that the kubelet has not made, without a word why: events expire after an hour, and are rate-limited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kubectl_sidecars.api import Event, Terminated, Waiting
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.diagnose.facts.dependencies import claim_needs, mount_needs, network_needs
from kubectl_sidecars.diagnose.facts.events import (
    MAKES_CONTAINER,
    evidence,
    telling,
)
from kubectl_sidecars.diagnose.facts.missing_objects import Lack, lack_of, missing_object, referenced_object
from kubectl_sidecars.diagnose.facts.thresholds import SANDBOX_LATE, SANDBOX_STUCK, SETUP_RETRIES, VOLUME_DETACH
from kubectl_sidecars.diagnose.facts.volume_names import volume_key, volume_words, volumes_of
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
    """The event that tells what has failed before any container, unless it has been overcome."""
    events = subject.events
    failures = [
        event
        for event in events
        if event.reason in BEFORE_CONTAINERS and not any(_settles(subject, later, event) for later in events)
    ]
    return telling(event for event in failures if _is_open(subject, event, failures))


def _settles(subject: Subject, later: Event, event: Event) -> bool:
    """True if the later event shows that the failure has been overcome: the kubelet makes a sandbox when all volumes
    are mounted, and mounts what is attached (kubelet.go SyncPod, v1.35)."""
    if last_seen(later) <= last_seen(event):
        return False
    if event.reason == "FailedAttachVolume" and later.reason == "SuccessfulAttachVolume":
        names = [volume_key(subject, each.message) for each in (event, later)]
        return not all(names) or names[0] == names[1]
    return later.reason in SETTLED or (later.reason == "FailedCreatePodSandBox" and event.reason in _VOLUME)


def _is_open(subject: Subject, event: Event, failures: list[Event]) -> bool:
    """False for a failure of a volume that is mounted since: the newest list of unmounted volumes lacks it."""
    listing = next((each for each in reversed(failures) if "unmounted volumes=" in each.message), None)
    if listing is None or event.reason not in _VOLUME or last_seen(event) >= last_seen(listing):
        return True
    volumes, unmounted = volumes_of(subject, event.message), volumes_of(subject, listing.message)
    return not volumes or not unmounted or any(volume in unmounted for volume in volumes)


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


def _volume(subject: Subject, event: Event) -> Finding:
    namespace, message = subject.pod.metadata.namespace, event.message
    which, key = volume_words(subject, message), volume_key(subject, message)
    found = volumes_of(subject, message)
    missing = missing_object(message, namespace) or referenced_object(subject, found[0].name if found else "", message)
    if missing is not None:
        return _of_pod(subject, event, which, lack_of(missing, "the volume's source"))
    origin = VolumeOrigin(namespace, event.reason, key)
    why = Lack(_VOLUME[event.reason], "cannot be mounted", origin, kubectl.describe(subject))
    return _of_pod(subject, event, which, why.understood(message, subject.pod.spec.node_name))


def _sandbox(subject: Subject, event: Event) -> Finding:
    node = subject.pod.spec.node_name
    network = event.reason == "NetworkNotReady" or "network" in event.message.lower() or "cni" in event.message.lower()
    if event.reason == _CLAIM:
        reason, which, words = Reason.FAILED_PREPARE_DYNAMIC_RESOURCES, "the pod's resource claim", "cannot be prepared"
    elif network:
        reason, which, words = Reason.NETWORK_FAILED, "the pod's network", "cannot be set up"
    else:
        reason, which, words = Reason.SANDBOX_FAILED, "the pod's sandbox", "cannot be made"
    why = Lack(reason, words, NodeOrigin(node, reason), kubectl.describe_node(node))
    return _of_pod(subject, event, which, why.understood(event.message, node))


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
        because=why.because,
        because_of_many=why.because_of_many,
        title=f"{listed(container.name for container in subject.mains)} cannot start: {which} {why.clause}.",
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
