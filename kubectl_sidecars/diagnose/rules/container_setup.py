"""Rules for containers whose node cannot give what the spec asks for: objects, keys, users, volumes, sandboxes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kubectl_sidecars.api import Terminated, Waiting
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.container_names import called
from kubectl_sidecars.diagnose.absence import Missing
from kubectl_sidecars.diagnose.facts.container_needs import mount_of
from kubectl_sidecars.diagnose.facts.events import (
    MAKES_CONTAINER,
    earliest,
    evidence,
    of_container,
    unseen,
    untold,
)
from kubectl_sidecars.diagnose.facts.impact import effect, headline
from kubectl_sidecars.diagnose.facts.missing_objects import SetupFailure, lack_of, missing_object
from kubectl_sidecars.diagnose.facts.setup_events import blocking, waits_for_sandbox, warning
from kubectl_sidecars.diagnose.facts.thresholds import FIRST_RETRY, NOT_MADE, NOT_MADE_LONG
from kubectl_sidecars.diagnose.facts.waiting_reasons import NOT_CREATABLE
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Finding, Severity
from kubectl_sidecars.diagnose.origin import ImageOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.phrasing.words import who
from kubectl_sidecars.diagnose.reasons import Reason, from_server
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.gates import NOT_CREATED
from kubectl_sidecars.model import ContainerType, condition
from kubectl_sidecars.sentences import span
from kubectl_sidecars.snapshot import EPOCH


def container_not_created(subject: Subject) -> Iterator[Finding]:
    """A container that cannot be made: a Secret, ConfigMap or key that is not there, runAsNonRoot, the runtime."""
    for container in subject.containers:
        state = container.view.state
        if isinstance(state, Waiting) and state.reason in NOT_CREATABLE:
            yield _not_created(subject, container, state)


def _not_created(subject: Subject, container: Assessment, state: Waiting) -> Finding:
    why = _why(subject, container, state).understood(state.message, subject.pod.spec.node_name)
    does, consequence = effect(subject, container)
    message = f"The kubelet says of {who(container)}: {quoted(state.message)}." if state.message else ""
    began = earliest(subject, container.view, "Failed") or subject.pod.status.start_time
    mount = mount_of(subject, container, state.message, began)
    from kubectl_sidecars.diagnose.facts.job_works import secret_needs  # noqa: PLC0415 - few pods need it

    return Finding(
        reason=why.reason,
        severity=Severity.NOTICE if subject.within(began, FIRST_RETRY) else Severity.CRITICAL,
        container=container.name,
        predicate=why.words,
        title=headline(subject, container, f"{called(container.name)} {why.clause}"),
        because=why.because,
        because_of_many=why.because_of_many,
        explanation=paragraph(message, mount.says, consequence),
        since=began,
        evidence=(f"{status_path(subject, container)}.state.waiting.reason={state.reason}",),
        advice=why.advice,
        commands=(why.command, *mount.commands),
        origin=why.origin,
        needs=(*mount.needs, *secret_needs(why.origin)),
        detail=f"The kubelet says: {quoted(state.message)}." if state.message else "",
        effect=does,
    )


def _why(subject: Subject, container: Assessment, state: Waiting) -> SetupFailure:
    message, image = state.message, container.view.spec.image
    missing = missing_object(message, subject.pod.metadata.namespace)
    if missing is not None:
        return lack_of(missing, "the reference")
    describe = kubectl.describe(subject)
    if "non-numeric user" in message:
        return SetupFailure(
            Reason.RUN_AS_NON_ROOT, "has a user without a number", ImageOrigin(image, Fault.USER), describe
        )
    if "runAsNonRoot" in message:
        words = "would run as root, which runAsNonRoot forbids"
        advice = "Set runAsUser to a number other than 0, or use an image that names one."
        return SetupFailure(Reason.RUN_AS_NON_ROOT, words, ImageOrigin(image, Fault.ROOT), describe, advice)
    if "subPath" in message or "subpath" in message:
        words = "has a subPath that cannot be mounted"
        return SetupFailure(Reason.BAD_SUB_PATH, words, ImageOrigin(image, Fault.SUB_PATH), describe)
    if "no command specified" in message:
        words, advice = "has no command, nor has its image", "Set command, or use an image that has one."
        return SetupFailure(Reason.NO_COMMAND, words, ImageOrigin(image, Fault.NO_COMMAND), describe, advice)
    of_config = state.reason == "CreateContainerConfigError"
    reason = Reason.CREATE_CONTAINER_CONFIG_ERROR if of_config else Reason.CREATE_CONTAINER_ERROR
    return SetupFailure(
        reason, f"cannot be created ({state.reason})", ImageOrigin(image, from_server(state.reason)), describe
    )


def silently_waiting(subject: Subject) -> Iterator[Finding]:
    """A container that is not made though its sandbox is there and nothing is before it."""
    if any(event.reason in MAKES_CONTAINER for event in subject.events):
        return
    if subject.once(waits_for_sandbox) and subject.once(blocking) is not None:
        return  # said by pod_setup
    sandbox = condition(subject.pod, "PodReadyToStartContainers")
    if sandbox is None or sandbox.status != "True":
        return
    for container in subject.containers:
        state = container.view.state
        if not isinstance(state, Waiting) or state.reason not in NOT_CREATED or container.waits_for:
            continue
        if container.view.last_terminated is not None or container.view.type is ContainerType.EPHEMERAL:
            continue
        since = _turn(subject, container, sandbox.last_transition_time)
        waits = subject.seconds_since(since)
        if waits is not None and waits >= NOT_MADE and not of_container(subject, container.view):
            yield _silent(subject, container, since, waits)


def _turn(subject: Subject, container: Assessment, sandbox: datetime | None) -> datetime | None:
    """When it was its turn: after the pod was taken on and has its sandbox, and after what starts before it."""
    known = (subject.pod.status.start_time, sandbox, subject.once(_gates_passed)[id(container)])
    return max((time for time in known if time is not None), default=None)


def _gates_passed(subject: Subject) -> dict[int, datetime | None]:
    """By identity of a container: the last start or end of what starts before it."""
    passed: dict[int, datetime | None] = {}
    last: datetime | None = None
    for container in subject.containers:
        passed[id(container)] = last
        state = container.view.state
        if container.view.type is not ContainerType.CONTAINER and not isinstance(state, Waiting):
            then = state.finished_at if isinstance(state, Terminated) else state.started_at
            last = max(last, then) if last and then else last or then
    return passed


def _silent(subject: Subject, container: Assessment, since: datetime | None, waits: float) -> Finding:
    blamed = warning(subject, after=since or EPOCH)
    predicate = f"is not made for {span(waits)}" + ("" if blamed else f", and {untold(subject, 'why')}")
    why = f"The last warning about the pod is {quoted(blamed.message)}." if blamed else ""
    lost = "Events expire after an hour, and are rate-limited." if subject.events_were_read and not blamed else ""
    does, consequence = effect(subject, container)
    hook = container.view.spec.lifecycle.post_start is not None
    maybe = "its postStart hook hangs, of which the kubelet reports nothing, or its image" if hook else "its image"
    waiting = f"{who(container)} waits in a sandbox that is up."
    perhaps = "" if blamed else f"Perhaps {maybe} is still being pulled."
    return Finding(
        reason=Reason.STUCK_CREATING,
        severity=Severity.CRITICAL if waits >= NOT_MADE_LONG else Severity.WARNING,
        container=container.name,
        predicate=predicate,
        title=headline(subject, container, f"{called(container.name)} {predicate}"),
        explanation=paragraph(waiting, why, perhaps, lost, consequence),
        confidence=Confidence.LOW,
        since=since,
        evidence=(
            f"{status_path(subject, container)}.state.waiting",
            "condition PodReadyToStartContainers is True",
            *((evidence(blamed),) if blamed else ()),
        ),
        commands=(kubectl.describe(subject), kubectl.describe_node(subject.pod.spec.node_name)),
        absent=() if blamed else (unseen(subject, Missing.SETUP_EVENT, container.name),),
        origin=ImageOrigin(container.view.spec.image, Fault.NOT_MADE),
        effect=does,
    )
