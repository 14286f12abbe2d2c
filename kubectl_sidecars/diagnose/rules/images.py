"""Images that cannot be had, or are long in coming."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kubectl_sidecars.api import Event, Waiting
from kubectl_sidecars.container_names import called
from kubectl_sidecars.diagnose.absence import Absence, Missing
from kubectl_sidecars.diagnose.facts.events import (
    earliest,
    evidence,
    latest,
    of_container,
    untold,
)
from kubectl_sidecars.diagnose.facts.impact import effect, headline
from kubectl_sidecars.diagnose.facts.machine_messages import Explanation, explained
from kubectl_sidecars.diagnose.facts.messages.row import AtFault
from kubectl_sidecars.diagnose.facts.pull_errors import (
    answer,
    core,
    registry,
)
from kubectl_sidecars.diagnose.facts.thresholds import FIRST_RETRY, PULL_SLOW, PULL_TOO_SLOW
from kubectl_sidecars.diagnose.facts.waiting_reasons import PULL_FAILED
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Finding, Severity, Transition
from kubectl_sidecars.diagnose.needs import Need
from kubectl_sidecars.diagnose.origin import MissingOrigin, NodeOrigin, Origin, PullOrigin, RegistryOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.phrasing.words import clock, who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.gates import NOT_CREATED
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.sentences import span
from kubectl_sidecars.snapshot import EPOCH, last_seen

_ADVICE = {
    Reason.INVALID_IMAGE_NAME: "Correct the image's name: with its registry, in lower case, one tag.",
    Reason.IMAGE_NEVER_PULLED: "Bring the image to the node, or set imagePullPolicy to IfNotPresent.",
    Reason.IMAGE_RATE_LIMITED: "Pull with credentials, or from a mirror.",
    Reason.FAILED_TO_RETRIEVE_IMAGE_PULL_SECRET: (
        "Create the secret (kubectl create secret docker-registry), or correct imagePullSecrets."
    ),
    Reason.IMAGE_DENIED: "Check the repository's name, and imagePullSecrets of the pod and its service account.",
    Reason.IMAGE_NOT_FOUND: "Correct the repository or the tag.",
    Reason.IMAGE_WRONG_PLATFORM: "Build the image for the node's architecture, or choose other nodes.",
    Reason.REGISTRY_UNREACHABLE: "Check the registry's name, and the network between node and registry.",
    Reason.REGISTRY_UNTRUSTED: (
        "Give the nodes the registry's authority, or the registry a certificate that they trust."
    ),
    Reason.IMAGE_DISK_FULL: "Free space on the node's image disk.",
}

_UNTOLD = frozenset({Reason.IMAGE_PULL_FAILED, Reason.REGISTRY_UNTRUSTED})
"""Reasons that leave open what helps: the message may tell."""

_RETRIED = frozenset({"ErrImagePull", "ImagePullBackOff", "ImageInspectError", "RegistryUnavailable"})
"""Waiting reasons whose next try may succeed; a name that cannot be read stays so."""


def image_missing(subject: Subject) -> Iterator[Finding]:
    """An image that cannot be pulled: its name, the registry, the rights, the pull policy, a rate limit."""
    for container in subject.containers:
        state = container.view.state
        if isinstance(state, Waiting) and state.reason in PULL_FAILED:
            yield _missing(subject, container, state)


def _missing(subject: Subject, container: Assessment, state: Waiting) -> Finding:
    pull = _pull(subject, container, state)
    reason, cause, image = pull.reason, pull.cause, container.view.spec.image
    does, consequence = effect(subject, container)
    path = f"{status_path(subject, container)}.state.waiting.reason={state.reason}"
    began = earliest(subject, container.view, "Pulling", "Failed", "InspectFailed") or subject.pod.status.start_time
    first = earliest(subject, container.view, "Failed", "InspectFailed") or began
    retried = state.reason in _RETRIED and subject.within(first, FIRST_RETRY)
    says = f": {quoted(core(pull.message))}" if pull.message else ""
    doubt = "" if pull.message else f"The registry's answer is not known: {untold(subject, 'it')}."
    because, of_many = (cause.words, cause.of_many) if cause and reason is Reason.IMAGE_PULL_FAILED else ("", "")
    title = f"{called(container.name)} {pull.words}{f': {because}' if because else ''}"
    also = f"The kubelet says: {quoted(pull.secret.message)}." if pull.secret else ""
    return Finding(
        reason=reason,
        severity=Severity.NOTICE if retried else Severity.CRITICAL,
        container=container.name,
        predicate=pull.words,
        because=because,
        because_of_many=of_many,
        title=headline(subject, container, title),
        explanation=paragraph(f"{who(container)} needs {image}{says}.", also, doubt, consequence),
        since=began,
        evidence=(path, *((evidence(pull.failed),) if pull.failed else ())),
        advice=cause.advice if cause else _ADVICE.get(reason, ""),
        commands=(*_first(subject, reason, pull.absent), kubectl.describe(subject)),
        absent=() if pull.message else (Absence(Missing.PULL_ANSWER, container.name),),
        origin=_origin(subject, image, pull),
        needs=_needs(subject, pull, _origin(subject, image, pull)),
        detail=f"The registry's answer: {quoted(core(pull.message))}." if pull.message else doubt,
        effect=does,
    )


class _Pull(NamedTuple):
    """An image that was not pulled: the event, the registry's answer or "", what that means, and its cause.

    `secret` is the event about pull secrets that are not there, and `absent` the first of them; None and "" without."""

    failed: Event | None
    message: str
    reason: Reason
    words: str
    cause: Explanation | None
    secret: Event | None
    absent: str


def _pull(subject: Subject, container: Assessment, state: Waiting) -> _Pull:
    events = of_container(subject, container.view)
    failed = latest(events, "Failed", "Failed to pull image") or latest(events, "InspectFailed")
    message = _best_message(state, failed)
    reason, words = answer(state.reason, message, container.view.spec.image)
    no_secret = Reason.FAILED_TO_RETRIEVE_IMAGE_PULL_SECRET
    secret = latest(subject.events, no_secret) if reason is Reason.IMAGE_DENIED else None
    if absent := _absent(secret):
        reason, words = no_secret, f"may not pull its image: pull secret {absent} is missing"
    cause = explained(core(message), subject.pod.spec.node_name) if reason in _UNTOLD else None
    return _Pull(failed, message, reason, words, cause, secret, absent)


def _needs(subject: Subject, pull: _Pull, origin: Origin) -> tuple[Need, ...]:
    from kubectl_sidecars.diagnose.facts.job_works import login_needs, secret_needs  # noqa: PLC0415 - few pods need it
    from kubectl_sidecars.diagnose.facts.registry_needs import pull_needs  # noqa: PLC0415

    login = login_needs(subject, pull.message) if pull.reason is Reason.IMAGE_DENIED else ()
    return (*pull_needs(subject, pull.reason, pull.message), *login, *secret_needs(origin))


_SECRET = on_demand(r"image pull secrets \(([^)\s,]{1,253})")


def _absent(event: Event | None) -> str:
    """The pull secret that is not there; of several the first (kubelet kubelet_pods.go getPullSecretsForPod, v1.35)."""
    found = _SECRET().search(event.message) if event else None
    return found[1] if found else ""


def _first(subject: Subject, reason: Reason, secret: str) -> Iterator[str]:
    """The commands to run before the pod is described."""
    if secret:
        yield kubectl.get("secret", secret, subject.pod.metadata.namespace)
    if reason is Reason.IMAGE_DISK_FULL:
        yield kubectl.describe_node(subject.pod.spec.node_name)


def _origin(subject: Subject, image: str, pull: _Pull) -> Origin:
    """The origin: the pull secret that is missing, the node that does not trust the registry or whose disk is full, the
    registry that does not answer, else the image."""
    node, reason, cause = subject.pod.spec.node_name, pull.reason, pull.cause
    if pull.absent:
        return MissingOrigin("Secret", subject.pod.metadata.namespace, pull.absent)
    if cause and cause.at_fault is AtFault.NODE and reason is Reason.REGISTRY_UNTRUSTED:
        return NodeOrigin(node, cause.name)
    if reason in (Reason.REGISTRY_UNREACHABLE, Reason.REGISTRY_UNTRUSTED, Reason.IMAGE_RATE_LIMITED):
        return RegistryOrigin(registry(image), reason)
    if reason is Reason.IMAGE_DISK_FULL:
        return NodeOrigin(node, reason)
    return PullOrigin(image, reason)


def _best_message(state: Waiting, failed: Event | None) -> str:
    """The registry's own words: ImagePullBackOff repeats them since v1.33, the event has them always."""
    if state.reason == "ImagePullBackOff" and failed is not None and ": " not in state.message:
        return failed.message
    return state.message or (failed.message if failed else "")


def image_slow(subject: Subject) -> Iterator[Finding]:
    """A pull that is under way for long: what kubectl calls PodInitializing or ContainerCreating."""
    for container in subject.containers:
        state = container.view.state
        if not (isinstance(state, Waiting) and state.reason in NOT_CREATED) or container.waits_for:
            continue
        pulling = _under_way(of_container(subject, container.view))
        lasts = subject.seconds_since(last_seen(pulling)) if pulling else None
        if pulling is not None and lasts is not None and lasts >= PULL_SLOW:
            yield _slow(subject, container, pulling, lasts)


def _under_way(events: tuple[Event, ...]) -> Event | None:
    """The Pulling event that nothing has followed."""
    pulling = latest(events, "Pulling")
    if pulling is None or last_seen(pulling) == EPOCH:
        return None
    later = (event for event in events if event.reason in ("Pulled", "Failed", "BackOff", "Created", "Started"))
    return None if any(last_seen(event) >= last_seen(pulling) for event in later) else pulling


def _slow(subject: Subject, container: Assessment, pulling: Event, lasts: float) -> Finding:
    predicate, image = f"has been pulling its image for {span(lasts)}", container.view.spec.image
    return Finding(
        reason=Reason.SLOW_IMAGE_PULL,
        severity=Severity.WARNING if lasts >= PULL_TOO_SLOW else Severity.NOTICE,
        container=container.name,
        predicate=predicate,
        title=headline(subject, container, f"{called(container.name)} {predicate}"),
        explanation=f"The pull of {image} began at {clock(last_seen(pulling), subject.now)}; nothing has failed yet.",
        since=last_seen(pulling),
        evidence=(evidence(pulling),),
        commands=(kubectl.describe(subject),),
        origin=PullOrigin(image, Fault.SLOW_PULL),
        effect=effect(subject, container)[0],
        transition=Transition.UNDER_WAY,
    )
