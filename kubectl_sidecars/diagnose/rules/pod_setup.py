"""Pods whose first container the kubelet has not made: volumes, network, sandbox, or for what no event says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from kubectl_sidecars.api import Event, Waiting
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.container_names import all_called
from kubectl_sidecars.diagnose.absence import Missing
from kubectl_sidecars.diagnose.facts.dependencies import claim_needs, network_needs
from kubectl_sidecars.diagnose.facts.events import (
    MAKES_CONTAINER,
    evidence,
    unseen,
    untold,
)
from kubectl_sidecars.diagnose.facts.impact import main_names
from kubectl_sidecars.diagnose.facts.messages.row import LIMIT_TOO_LOW, MEMORY_FULL
from kubectl_sidecars.diagnose.facts.missing_objects import SetupFailure, lack_of, missing_object, referenced_object
from kubectl_sidecars.diagnose.facts.setup_events import (
    CLAIM,
    VOLUME,
    blocking,
    times_out_in_driver,
    waits_for_sandbox,
    warning,
)
from kubectl_sidecars.diagnose.facts.thresholds import SANDBOX_LATE, SANDBOX_STUCK, SETUP_RETRIES, VOLUME_DETACH
from kubectl_sidecars.diagnose.facts.volume_names import volume_key, volume_words, volumes_of
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity
from kubectl_sidecars.diagnose.needs import Need
from kubectl_sidecars.diagnose.origin import NodeOrigin, VolumeOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted, says
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.gates import NOT_CREATED
from kubectl_sidecars.model import TOKEN_VOLUME, condition
from kubectl_sidecars.sentences import listed, span
from kubectl_sidecars.snapshot import first_seen, last_seen


def stuck_creating(subject: Subject) -> Iterator[Finding]:
    """ContainerCreating for long, and no event is left that tells why."""
    pod = subject.pod
    if not subject.once(waits_for_sandbox) or not subject.mains:
        return
    steps = [last_seen(event) for event in subject.events if event.reason == "SuccessfulAttachVolume"]
    begun = _began(subject)
    waits = subject.seconds_since(max([begun, *steps]) if begun else None)
    if waits is None or waits < SANDBOX_LATE or subject.once(blocking) is not None:
        return
    if any(event.reason in MAKES_CONTAINER for event in subject.events):
        return
    if not all(
        isinstance(main.view.state, Waiting) and main.view.state.reason in NOT_CREATED for main in subject.mains
    ):
        return
    suspects = [volume.name for volume in pod.spec.volumes if not volume.name.startswith(TOKEN_VOLUME)]
    hooks = [container.name for container in subject.containers if container.view.spec.lifecycle.post_start is not None]
    hint = f"It has volumes that may be missing: {listed(suspects)}." if suspects else ""
    blamed = warning(subject)
    hook = f"The postStart hook of {all_called(hooks)} may hang: the kubelet then reports nothing." if hooks else ""
    untold_why = untold(subject, "why")
    lost = " Events expire after an hour, and are rate-limited." if subject.events_were_read else ""
    why = f"{untold_why[0].upper()}{untold_why[1:]}.{lost}"
    yield Finding(
        reason=Reason.STUCK_CREATING,
        severity=Severity.CRITICAL if waits >= SANDBOX_STUCK else Severity.WARNING,
        container="",
        predicate="no container is made" if blamed else f"no container is made, and {untold_why}",
        title=f"{all_called(subject.once(main_names))} cannot start:"
        f" the kubelet has made no container in {span(waits)}.",
        explanation=paragraph(f"The last warning about it is {quoted(blamed.message)}." if blamed else why, hint, hook),
        confidence=Confidence.LOW,
        since=begun,
        evidence=("condition PodReadyToStartContainers is not True", *((evidence(blamed),) if blamed else ())),
        commands=(kubectl.describe(subject), kubectl.describe_node(pod.spec.node_name)),
        absent=() if blamed else (unseen(subject, Missing.SETUP_EVENT),),
        origin=NodeOrigin(pod.spec.node_name, Fault.STUCK_CREATING),
        effect=Effect.BLOCKED,
    )


def _began(subject: Subject) -> datetime | None:
    """Since when there is no sandbox: of a pod that ran before, since it lost it."""
    sandbox = condition(subject.pod, "PodReadyToStartContainers")
    lost = sandbox.last_transition_time if sandbox is not None else None
    return lost or subject.pod.status.start_time or subject.pod.metadata.creation_timestamp


def pod_not_created(subject: Subject) -> Iterator[Finding]:
    """A pod that waits for its volumes, its network or its sandbox before any of its containers can be made."""
    if not subject.once(waits_for_sandbox):
        return
    event = subject.once(blocking)
    if event is None:
        return
    yield _volume(subject, event) if event.reason in VOLUME else _sandbox(subject, event)


def _volume(subject: Subject, event: Event) -> Finding:
    namespace, message = subject.pod.metadata.namespace, event.message
    which, key = volume_words(subject, message), volume_key(subject, message)
    found = volumes_of(subject, message)
    missing = missing_object(message, namespace) or referenced_object(subject, found[0].name if found else "", message)
    if missing is not None:
        return _of_pod(subject, event, which, lack_of(missing, "the volume's source"))
    from kubectl_sidecars.diagnose.facts.volume_errors import masked_error  # noqa: PLC0415 - few pods need it

    origin = VolumeOrigin(namespace, VOLUME[event.reason], key, masked_error(event))
    why = SetupFailure(VOLUME[event.reason], "cannot be mounted", origin, kubectl.describe(subject))
    why = why.understood(message, subject.pod.spec.node_name)
    if not why.because and times_out_in_driver(subject):
        why = msgspec.structs.replace(why, because=_SLOW, because_of_many=_SLOW, advice=_DRIVER)
    return _of_pod(subject, event, which, _with_limits(subject, why))


_SLOW = "its driver does not finish in time"
_DRIVER = "Look at the logs of the driver's pods, the one of that node first, and whether the storage answers."


def _sandbox(subject: Subject, event: Event) -> Finding:
    node = subject.pod.spec.node_name
    network = event.reason == "NetworkNotReady" or "network" in event.message.lower() or "cni" in event.message.lower()
    if event.reason == CLAIM:
        reason, which, words = Reason.FAILED_PREPARE_DYNAMIC_RESOURCES, "the pod's resource claim", "cannot be prepared"
    elif network:
        reason, which, words = Reason.NETWORK_FAILED, "the pod's network", "cannot be set up"
    else:
        reason, which, words = Reason.SANDBOX_FAILED, "the pod's sandbox", "cannot be made"
    why = SetupFailure(reason, words, NodeOrigin(node, reason), kubectl.describe_node(node))
    why = why.understood(event.message, node)
    return _of_pod(subject, event, which, _with_limits(subject, why))


def _with_limits(subject: Subject, why: SetupFailure) -> SetupFailure:
    """The lack, with the memory limits that explain it."""
    if why.fault not in (MEMORY_FULL, LIMIT_TOO_LOW):
        return why
    from kubectl_sidecars.diagnose.facts.memory_volumes import bounded, too_low  # noqa: PLC0415 - few pods need it

    return bounded(subject, why) if why.fault == MEMORY_FULL else too_low(subject, why)


def _of_pod(subject: Subject, event: Event, which: str, why: SetupFailure) -> Finding:
    message = says("The kubelet", event.message)
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
        title=f"{all_called(subject.once(main_names))} cannot start: {which} {why.clause}.",
        explanation=f"{message} {_retries(why)}",
        since=began,
        evidence=(evidence(event),),
        advice=why.advice,
        commands=(why.command,),
        origin=why.origin,
        needs=(*_needs(subject, event), *_secret_needs(why)),
        detail=message,
        effect=Effect.BLOCKED,
    )


def _secret_needs(why: SetupFailure) -> tuple[Need, ...]:
    from kubectl_sidecars.diagnose.facts.job_works import secret_needs  # noqa: PLC0415 - few pods need it

    return secret_needs(why.origin)


def _retries(why: SetupFailure) -> str:
    """A sentence on the further tries of the kubelet, and whether they can succeed."""
    if why.takes_new_pod:
        return "It tries again by itself, but cannot succeed before the pod is replaced."
    return f"It tries again by itself{': once that is mended, this pod starts' if why.advice else ''}."


def _needs(subject: Subject, event: Event) -> tuple[Need, ...]:
    """The agents that the message of a failure before any container names."""
    from kubectl_sidecars.diagnose.facts.named_agents import named_agents  # noqa: PLC0415 - few pods need it
    from kubectl_sidecars.diagnose.facts.storage_needs import mount_needs  # noqa: PLC0415 - few pods need it

    node = subject.pod.spec.node_name
    if event.reason in VOLUME:
        others = (each for each in reversed(subject.events) if each.reason in VOLUME)
        return next(filter(None, (mount_needs(subject, each.message) for each in (event, *others))), ())
    if event.reason == CLAIM:
        return claim_needs(node, event.message)
    return (*named_agents(subject, event.message), *network_needs(node, event.message))
