"""What the spec asks for and the node cannot give: objects, keys, users, volumes, sandboxes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from kubectl_sidecars.api import Event, Terminated, Waiting
from kubectl_sidecars.diagnose.facts.events import (
    earliest,
    evidence,
    pod_event,
)
from kubectl_sidecars.diagnose.facts.impact import effect, headline
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity
from kubectl_sidecars.diagnose.origin import ImageOrigin, MissingOrigin, NodeOrigin, Origin, VolumeOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.words import quoted, who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.gates import NOT_CREATED
from kubectl_sidecars.model import ContainerType, condition
from kubectl_sidecars.sentences import listed
from kubectl_sidecars.snapshot import first_seen, moment

NOT_CREATABLE = frozenset(
    {"CreateContainerConfigError", "CreateContainerError", "PreCreateHookError", "PreStartHookError"}
)
"""Waiting reasons of a container that the kubelet or the runtime cannot make (kubelet, v1.37)."""

RETRY = 10
"""Seconds after which the kubelet tries a container again for the first time (backOffPeriod and imageBackOff of
kubelet.go, v1.37): what fails for less may be an object that is applied next, or a tag that is pushed next."""

_MISSING = re.compile(r'\b(secret|configmap|serviceaccount|persistentvolumeclaim) "([^"]+)" not found', re.IGNORECASE)
_MISSING_KEY = re.compile(r"couldn't find key (\S+) in (Secret|ConfigMap) (?:[\w.-]+/)?([\w.-]+)", re.IGNORECASE)
_REFERENCED = re.compile(r"references non-existent (secret|config) key: (\S+)", re.IGNORECASE)
_KINDS = {
    "secret": "Secret",
    "configmap": "ConfigMap",
    "serviceaccount": "ServiceAccount",
    "persistentvolumeclaim": "PersistentVolumeClaim",
}
_WITHOUT_OBJECT = {
    "Secret": Reason.MISSING_SECRET,
    "ConfigMap": Reason.MISSING_CONFIG_MAP,
    "ServiceAccount": Reason.MISSING_SERVICE_ACCOUNT,
    "PersistentVolumeClaim": Reason.MISSING_PERSISTENT_VOLUME_CLAIM,
}
_WITHOUT_KEY = {"Secret": Reason.MISSING_SECRET_KEY, "ConfigMap": Reason.MISSING_CONFIG_MAP_KEY}


def missing_object(message: str, namespace: str) -> MissingOrigin | None:
    """The object or the key that a message of the kubelet misses; None for another message."""
    if found := _MISSING_KEY.search(message):
        return MissingOrigin(_KINDS[found[2].lower()], namespace, found[3], found[1].strip(","))
    if found := _MISSING.search(message):
        return MissingOrigin(_KINDS[found[1].lower()], namespace, found[2])
    return None


class _Why(msgspec.Struct, frozen=True):
    """Why a container or a volume cannot be had: `words` follow its name; `command` shows more."""

    reason: Reason
    words: str
    origin: Origin
    command: str
    advice: str = ""


def _lacking(missing: MissingOrigin, what: str) -> _Why:
    """`what` may be optional. Of an object without the key, the command shows the keys that it has."""
    kind, namespace, name, key = missing.kind, missing.namespace, missing.name, missing.key
    if key:
        words = f"needs key {key}, which {kind} {name} does not have"
        command = kubectl.describe_object(kind, name, namespace)
        advice = f"Create {kind} {name} with key {key}, or mark {what} optional."
        return _Why(_WITHOUT_KEY[kind], words, missing, command, advice)
    words, advice = f"needs {kind} {name}, which does not exist", f"Create {kind} {name}, or mark {what} optional."
    return _Why(_WITHOUT_OBJECT[kind], words, missing, kubectl.get(kind.lower(), name, namespace), advice)


def container_not_created(subject: Subject) -> Iterator[Finding]:
    """A container that cannot be made: a Secret, ConfigMap or key that is not there, runAsNonRoot, the runtime."""
    for life in subject.containers:
        state = life.view.state
        if isinstance(state, Waiting) and state.reason in NOT_CREATABLE:
            yield _not_created(subject, life, state)


def _not_created(subject: Subject, life: Assessment, state: Waiting) -> Finding:
    why = _why(subject, life, state)
    does, consequence = effect(subject, life)
    said = f"{who(life)} cannot be created: {quoted(state.message)}." if state.message else ""
    began = earliest(subject, life.view, "Failed") or subject.pod.status.start_time
    return Finding(
        reason=why.reason,
        severity=Severity.NOTICE if subject.within(began, RETRY) else Severity.CRITICAL,
        container=life.name,
        predicate=why.words,
        title=headline(subject, life, f"{life.name} {why.words}"),
        explanation=paragraph(said, consequence),
        since=began,
        evidence=(f"{status_path(subject, life)}.state.waiting.reason={state.reason}",),
        advice=why.advice,
        commands=(why.command,),
        origin=why.origin,
        detail=f"The kubelet says: {quoted(state.message)}." if state.message else "",
        effect=does,
    )


def _why(subject: Subject, life: Assessment, state: Waiting) -> _Why:
    message, image = state.message, life.view.spec.image
    missing = missing_object(message, subject.pod.metadata.namespace)
    if missing is not None:
        return _lacking(missing, "the reference")
    describe = kubectl.describe(subject)
    if "runAsNonRoot" in message:
        words = "would run as root, which runAsNonRoot forbids"
        advice = "Set runAsUser to a number other than 0, or use an image that names one."
        return _Why(Reason.RUN_AS_NON_ROOT, words, ImageOrigin(image, "root"), describe, advice)
    if "subPath" in message or "subpath" in message:
        words = "has a subPath that cannot be mounted"
        return _Why(Reason.BAD_SUB_PATH, words, ImageOrigin(image, "subPath"), describe)
    if "no command specified" in message:
        words, advice = "has no command, nor has its image", "Set command, or use an image that has one."
        return _Why(Reason.NO_COMMAND, words, ImageOrigin(image, "no command"), describe, advice)
    of_config = state.reason == "CreateContainerConfigError"
    reason = Reason.CREATE_CONTAINER_CONFIG_ERROR if of_config else Reason.CREATE_CONTAINER_ERROR
    return _Why(reason, f"cannot be created ({state.reason})", ImageOrigin(image, state.reason), describe)


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
    if event is None or any(moment(each) > moment(event) and _settles(each, event) for each in subject.events):
        return None
    return event


def _settles(later: Event, event: Event) -> bool:
    return later.reason in SETTLED or (event.reason, later.reason) == ("FailedAttachVolume", "SuccessfulAttachVolume")


def waits_for_sandbox(subject: Subject) -> bool:
    """Whether no container is made and the kubelet does not say that volumes and network are there.

    Containers that ran before may be told to wait too: a node that was restarted makes the pod's sandbox anew."""
    sandbox = condition(subject.pod, "PodReadyToStartContainers")
    if sandbox is not None and sandbox.status == "True":
        return False
    return all(_is_not_made(life, is_anew=sandbox is not None) for life in subject.containers)


def _is_not_made(life: Assessment, *, is_anew: bool) -> bool:
    """`is_anew` where the kubelet says that the sandbox is not there; older ones do not tell (before v1.29)."""
    view, state = life.view, life.view.state
    if view.status is None or (is_anew and view.type is ContainerType.INIT and isinstance(state, Terminated)):
        return True
    if not isinstance(state, Waiting) or state.reason not in NOT_CREATED:
        return False
    return is_anew or (view.last_terminated is None and not view.status.container_id)


FIRST_TRY = 30
"""Seconds after which a failure is no accident of the start: caches not yet filled, an object that is applied next, a
node whose network comes up. By then the kubelet has tried a volume six times (0.5 s, doubled each time:
goroutinemap/exponentialbackoff) and a sandbox three times (every 10 s: backOffPeriod of kubelet.go, v1.37)."""
DETACH = 120
"""Seconds that a volume may take to come free: its last pod ends first, which has 30 s, and its node lets go of it."""

_VOLUME_NAME = re.compile(r'for volume "([^"]+)"|unmounted volumes=\[([^\]]+)\]')


def _volume(subject: Subject, event: Event) -> Finding:
    namespace = subject.pod.metadata.namespace
    found = _VOLUME_NAME.search(event.message)
    volume = (found[1] or found[2]) if found else ""
    missing = missing_object(event.message, namespace) or _referenced(subject, volume, event.message)
    which = f"volume {volume}" if volume else "a volume"
    if missing is not None:
        return _of_pod(subject, event, which, _lacking(missing, "the volume's source"))
    origin = VolumeOrigin(namespace, event.reason, volume)
    why = _Why(_VOLUME[event.reason], "cannot be mounted", origin, kubectl.describe(subject))
    return _of_pod(subject, event, which, why)


def _referenced(subject: Subject, volume: str, message: str) -> MissingOrigin | None:
    """The object behind a volume whose key does not exist: the message names only the key."""
    found, namespace = _REFERENCED.search(message), subject.pod.metadata.namespace
    for each in subject.pod.spec.volumes if found else ():
        if each.name == volume and found is not None:
            if each.secret is not None:
                return MissingOrigin("Secret", namespace, each.secret.secret_name, found[2])
            if each.config_map is not None:
                return MissingOrigin("ConfigMap", namespace, each.config_map.name, found[2])
    return None


def _sandbox(subject: Subject, event: Event) -> Finding:
    node = subject.pod.spec.node_name
    network = event.reason == "NetworkNotReady" or "network" in event.message.lower() or "cni" in event.message.lower()
    if event.reason == _CLAIM:
        reason, which, words = Reason.FAILED_PREPARE_DYNAMIC_RESOURCES, "its resource claim", "cannot be prepared"
    elif network:
        reason, which, words = Reason.NETWORK_FAILED, "its network", "cannot be set up"
    else:
        reason, which, words = Reason.SANDBOX_FAILED, "its sandbox", "cannot be made"
    return _of_pod(subject, event, which, _Why(reason, words, NodeOrigin(node, reason), kubectl.describe_node(node)))


def _of_pod(subject: Subject, event: Event, which: str, why: _Why) -> Finding:
    said = f"The kubelet says: {quoted(event.message)}."
    began = min(first_seen(each) for each in subject.events if each.reason == event.reason)
    lasts = subject.seconds_since(began) or 0.0
    patience = DETACH if "Multi-Attach error" in event.message else FIRST_TRY
    return Finding(
        reason=why.reason,
        severity=Severity.CRITICAL if lasts >= patience else Severity.NOTICE,
        container="",
        subject=which,
        predicate=why.words,
        title=f"{listed(life.name for life in subject.mains)} cannot start: {which} {why.words}.",
        explanation=f"{said} It tries again by itself.",
        since=began,
        evidence=(evidence(event),),
        advice=why.advice,
        commands=(why.command,),
        origin=why.origin,
        detail=said,
        effect=Effect.BLOCKED,
    )
