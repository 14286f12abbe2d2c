"""What the spec asks for and the node cannot give: objects, keys, users, volumes, sandboxes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubectl_sidecars.api import Event, Terminated, Waiting
from kubectl_sidecars.diagnose.facts.events import (
    earliest,
    evidence,
    pod_event,
)
from kubectl_sidecars.diagnose.facts.impact import effect, headline
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity, Subject
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import status_path
from kubectl_sidecars.diagnose.phrasing.words import quoted, who
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
KINDS = {"secret": "Secret", "configmap": "ConfigMap", "serviceaccount": "ServiceAccount", "config": "ConfigMap"}
KINDS["persistentvolumeclaim"] = "PersistentVolumeClaim"


def missing_object(message: str) -> tuple[str, str, str] | None:
    """Kind, name and key ("" for the whole object) that a message of the kubelet misses."""
    if found := _MISSING_KEY.search(message):
        return KINDS[found[2].lower()], found[3], found[1].strip(",")
    if found := _MISSING.search(message):
        return KINDS[found[1].lower()], found[2], ""
    return None


def _lacking(missing: tuple[str, str, str], namespace: str) -> tuple[str, str, tuple[str, ...], str]:
    """Reason, words, origin, and the command that shows it: of an object without the key, the keys that it has."""
    kind, name, key = missing
    origin = "missing", kind, namespace, name, key
    if key:
        words = f"needs key {key}, which {kind} {name} does not have"
        return f"Missing{kind}Key", words, origin, kubectl.describe_object(kind, name, namespace)
    words = f"needs {kind} {name}, which does not exist"
    return f"Missing{kind}", words, origin, kubectl.get(kind.lower(), name, namespace)


def container_not_created(subject: Subject) -> Iterator[Finding]:
    """A container that cannot be made: a Secret, ConfigMap or key that is not there, runAsNonRoot, the runtime."""
    if not subject.is_live:
        return
    for life in subject.containers:
        state = life.view.state
        if isinstance(state, Waiting) and state.reason in NOT_CREATABLE:
            yield _not_created(subject, life, state)


def _not_created(subject: Subject, life: Assessment, state: Waiting) -> Finding:
    reason, words, origin, command, advice = _why(subject, life, state)
    summary = f"{life.name} {words}"
    title = headline(subject, life, summary)
    does, consequence = effect(subject, life)
    said = f"{who(life)} cannot be created: {quoted(state.message)}." if state.message else ""
    began = earliest(subject, life.view, "Failed") or subject.pod.status.start_time
    return Finding(
        reason=reason,
        severity=Severity.NOTICE if subject.within(began, RETRY) else Severity.CRITICAL,
        container=life.name,
        summary=summary,
        message=" ".join(word for word in (title, said, consequence) if word),
        since=began,
        evidence=(f"{status_path(subject, life)}.state.waiting.reason={state.reason}",),
        advice=advice,
        commands=(command,),
        origin=origin,
        title=title,
        detail=f"The kubelet says: {quoted(state.message)}." if state.message else "",
        effect=does,
    )


_Why = tuple[str, str, tuple[str, ...], str, str]


def _why(subject: Subject, life: Assessment, state: Waiting) -> _Why:
    namespace, message = subject.pod.metadata.namespace, state.message
    missing = missing_object(message)
    if missing is not None:
        reason, words, origin, command = _lacking(missing, namespace)
        kind, name, key = missing
        advice = f"Create {kind} {name}" + (f" with key {key}" if key else "") + ", or mark the reference optional."
        return reason, words, origin, command, advice
    image = ("image", life.view.spec.image)
    if "runAsNonRoot" in message:
        advice = "Set runAsUser to a number other than 0, or use an image that names one."
        return (
            "RunAsNonRoot",
            "would run as root, which runAsNonRoot forbids",
            (*image, "root"),
            kubectl.describe(subject),
            advice,
        )
    if "subPath" in message or "subpath" in message:
        return "BadSubPath", "has a subPath that cannot be mounted", (*image, "subPath"), kubectl.describe(subject), ""
    if "no command specified" in message:
        advice = "Set command, or use an image that has one."
        return (
            "NoCommand",
            "has no command, nor has its image",
            (*image, "no command"),
            kubectl.describe(subject),
            advice,
        )
    reason = "CreateContainerConfigError" if state.reason == "CreateContainerConfigError" else "CreateContainerError"
    return reason, f"cannot be created ({state.reason})", (*image, state.reason), kubectl.describe(subject), ""


_SANDBOX = ("FailedCreatePodSandBox", "FailedPodSandBoxStatus", "NetworkNotReady", "FailedCreatePodContainer")
_VOLUME = ("FailedMount", "FailedAttachVolume", "FailedMapVolume")
_CLAIM = "FailedPrepareDynamicResources"
BEFORE_CONTAINERS = (*_SANDBOX, *_VOLUME, _CLAIM)
"""Events about what a pod needs before any of its containers can be made."""
SETTLED = frozenset({"Pulling", "Pulled", "Created", "Started"})
"""Events that come after volumes and sandbox: a failure before them has been overcome."""


def pod_not_created(subject: Subject) -> Iterator[Finding]:
    """A pod that waits for its volumes, its network or its sandbox before any of its containers can be made."""
    if not subject.is_live or not waits_for_sandbox(subject):
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
    missing = missing_object(event.message) or _referenced(subject, volume, event.message)
    which = f"volume {volume}" if volume else "a volume"
    if missing is not None:
        reason, needs, origin, command = _lacking(missing, namespace)
        words, advice = f"{which} {needs}", f"Create {missing[0]} {missing[1]}, or mark the volume's source optional."
    else:
        reason, words, origin = event.reason, f"{which} cannot be mounted", ("volume", namespace, event.reason, volume)
        command, advice = kubectl.describe(subject), ""
    return _of_pod(subject, event, reason, words, origin, command, advice)


def _referenced(subject: Subject, volume: str, message: str) -> tuple[str, str, str] | None:
    """The object behind a volume whose key does not exist: the message names only the key."""
    found = _REFERENCED.search(message)
    for each in subject.pod.spec.volumes if found else ():
        if each.name == volume and found is not None:
            if each.secret is not None:
                return "Secret", each.secret.secret_name, found[2]
            if each.config_map is not None:
                return "ConfigMap", each.config_map.name, found[2]
    return None


def _sandbox(subject: Subject, event: Event) -> Finding:
    node = subject.pod.spec.node_name
    network = event.reason == "NetworkNotReady" or "network" in event.message.lower() or "cni" in event.message.lower()
    if event.reason == _CLAIM:
        reason, words = event.reason, "its resource claim cannot be prepared"
    else:
        reason = "NetworkFailed" if network else "SandboxFailed"
        words = "its network cannot be set up" if network else "its sandbox cannot be made"
    return _of_pod(subject, event, reason, words, ("node", node, reason), kubectl.describe_node(node), "")


def _of_pod(
    subject: Subject, event: Event, reason: str, words: str, origin: tuple[str, ...], command: str, advice: str
) -> Finding:
    title = f"{listed(life.name for life in subject.mains)} cannot start: {words}."
    began = min(first_seen(each) for each in subject.events if each.reason == event.reason)
    lasts = subject.seconds_since(began) or 0.0
    patience = DETACH if "Multi-Attach error" in event.message else FIRST_TRY
    return Finding(
        reason=reason,
        severity=Severity.CRITICAL if lasts >= patience else Severity.NOTICE,
        container="",
        summary=words,
        message=f"{title} The kubelet says: {quoted(event.message)}. It tries again by itself.",
        since=began,
        evidence=(evidence(event),),
        advice=advice,
        commands=(command,),
        origin=origin,
        title=title,
        detail=f"The kubelet says: {quoted(event.message)}.",
        effect=Effect.BLOCKED,
    )
