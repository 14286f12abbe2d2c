"""Containers that the kubelet has not made, without a word why: events expire after an hour, and are rate-limited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kubectl_sidecars.api import Running, Terminated, Waiting
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.diagnose.facts.events import of_container
from kubectl_sidecars.diagnose.facts.impact import effect, headline
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity
from kubectl_sidecars.diagnose.origin import ImageOrigin, NodeOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.words import who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.rules.container_setup import blocking, waits_for_sandbox
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.gates import NOT_CREATED
from kubectl_sidecars.model import ContainerType, condition
from kubectl_sidecars.sentences import listed, span
from kubectl_sidecars.snapshot import moment

STUCK, STUCK_LONG = 180, 600
"""Seconds after which a pod without containers and without an event that tells why is a warning, and critical."""
_MADE = frozenset({"Pulling", "Created", "Started"})


def stuck_creating(subject: Subject) -> Iterator[Finding]:
    """ContainerCreating for long, and no event is left that tells why."""
    pod = subject.pod
    if not waits_for_sandbox(subject) or not subject.mains:
        return
    steps = [moment(event) for event in subject.events if event.reason == "SuccessfulAttachVolume"]
    begun = _began(subject)
    waits = subject.seconds_since(max([begun, *steps]) if begun else None)
    if waits is None or waits < STUCK or blocking(subject) is not None:
        return
    if any(event.reason in _MADE for event in subject.events):
        return
    if not all(
        isinstance(each.view.state, Waiting) and each.view.state.reason in NOT_CREATED for each in subject.mains
    ):
        return
    names = [life.name for life in subject.mains]
    suspects = [volume.name for volume in pod.spec.volumes if not volume.name.startswith("kube-api-access")]
    hooks = [life.name for life in subject.containers if life.view.spec.lifecycle.post_start is not None]
    hint = f"It has volumes that may be missing: {listed(suspects)}." if suspects else ""
    hook = f"The postStart hook of {listed(hooks)} may hang: the kubelet then reports nothing." if hooks else ""
    yield Finding(
        reason=Reason.STUCK_CREATING,
        severity=Severity.CRITICAL if waits >= STUCK_LONG else Severity.WARNING,
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


SILENT, SILENT_LONG = 900, 3600
"""Seconds after which a container that is not made in a sandbox that is up is a warning, and critical. A pull takes its
time, and its event outlives it for an hour: where none is left it has taken longer, or is no pull."""


def silently_waiting(subject: Subject) -> Iterator[Finding]:
    """A container that is not made though its sandbox is there and nothing is before it, and no event tells why."""
    if any(event.reason in _MADE for event in subject.events):
        return
    sandbox = condition(subject.pod, "PodReadyToStartContainers")
    if sandbox is None or sandbox.status != "True":
        return
    for life in subject.containers:
        state = life.view.state
        if not isinstance(state, Waiting) or state.reason not in NOT_CREATED or life.waits_for:
            continue
        if life.view.last_terminated is not None or life.view.type is ContainerType.EPHEMERAL:
            continue
        since = _turn(subject, life, sandbox.last_transition_time)
        waits = subject.seconds_since(since)
        if waits is not None and waits >= SILENT and not of_container(subject, life.view):
            yield _silent(subject, life, since, waits)


def _turn(subject: Subject, life: Assessment, sandbox: datetime | None) -> datetime | None:
    """When it was its turn: after the pod was taken on and has its sandbox, and after what starts before it."""
    before = subject.containers[: subject.containers.index(life)]
    gates = [each.view.state for each in before if each.view.type is not ContainerType.CONTAINER]
    ends = [state.finished_at for state in gates if isinstance(state, Terminated)]
    starts = [state.started_at for state in gates if isinstance(state, Running)]
    known = (subject.pod.status.start_time, sandbox, *ends, *starts)
    return max((each for each in known if each is not None), default=None)


def _silent(subject: Subject, life: Assessment, since: datetime | None, waits: float) -> Finding:
    predicate = f"is not made for {span(waits)}, and no event tells why"
    does, consequence = effect(subject, life)
    hook = life.view.spec.lifecycle.post_start is not None
    maybe = "its postStart hook hangs, of which the kubelet reports nothing, or its image" if hook else "its image"
    told = f"{who(life)} waits in a sandbox that is up. Perhaps {maybe} is still being pulled."
    return Finding(
        reason=Reason.STUCK_CREATING,
        severity=Severity.CRITICAL if waits >= SILENT_LONG else Severity.WARNING,
        container=life.name,
        predicate=predicate,
        title=headline(subject, life, f"{life.name} {predicate}"),
        explanation=paragraph(told, "Events expire after an hour, and are rate-limited.", consequence),
        confidence=Confidence.LOW,
        since=since,
        evidence=(f"{status_path(subject, life)}.state.waiting", "condition PodReadyToStartContainers is True"),
        commands=(kubectl.describe(subject), kubectl.describe_node(subject.pod.spec.node_name)),
        origin=ImageOrigin(life.view.spec.image, "not made"),
        effect=does,
    )
