"""Events about what a pod needs before its containers can be made: volumes, devices, network, sandbox."""

from __future__ import annotations

from datetime import datetime

from kubectl_sidecars.api import Event, PodCondition, Terminated, Waiting
from kubectl_sidecars.diagnose.facts.events import telling
from kubectl_sidecars.diagnose.facts.volume_names import volume_key, volumes_of
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.gates import NOT_CREATED
from kubectl_sidecars.lifecycle.restarts import will_restart
from kubectl_sidecars.model import ContainerType, condition
from kubectl_sidecars.snapshot import EPOCH, last_seen

_SANDBOX = ("FailedCreatePodSandBox", "FailedPodSandBoxStatus", "NetworkNotReady", "FailedCreatePodContainer")
VOLUME = {
    "FailedMount": Reason.FAILED_MOUNT,
    "FailedAttachVolume": Reason.FAILED_ATTACH_VOLUME,
    "FailedMapVolume": Reason.FAILED_MAP_VOLUME,
}
CLAIM = "FailedPrepareDynamicResources"
BEFORE_CONTAINERS = (*_SANDBOX, *VOLUME, CLAIM)
"""Events about what a pod needs before any of its containers can be made."""
SETTLED = frozenset({"Pulling", "Pulled", "Created", "Started"})
"""Events that come after volumes and sandbox: a failure before them has been overcome."""


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
    return later.reason in SETTLED or (later.reason == "FailedCreatePodSandBox" and event.reason in VOLUME)


def _is_open(subject: Subject, event: Event, failures: list[Event]) -> bool:
    """False for a failure of a volume that is mounted since: the newest list of unmounted volumes lacks it."""
    listing = next((each for each in reversed(failures) if "unmounted volumes=" in each.message), None)
    if listing is None or event.reason not in VOLUME or last_seen(event) >= last_seen(listing):
        return True
    volumes, unmounted = volumes_of(subject, event.message), volumes_of(subject, listing.message)
    return not volumes or not unmounted or any(volume in unmounted for volume in volumes)


def times_out_in_driver(subject: Subject) -> bool:
    """True if a driver was asked for a volume of the pod and did not finish in time (gRPC's DEADLINE_EXCEEDED)."""
    return any(event.reason in VOLUME and "code = DeadlineExceeded" in event.message for event in subject.events)


_BESIDE = frozenset({"DNSConfigForming", "FailedToRetrieveImagePullSecret", "FailedScheduling", "NotTriggerScaleUp"})
"""Reasons of warnings that hold up no kubelet (pkg/kubelet v1.37, the scheduler's and an autoscaler's)."""


def warning(subject: Subject, after: datetime = EPOCH) -> Event | None:
    """The warning, of any reason, that tells best why the kubelet makes no container: of those after `after` that no
    later event settles. None without one."""
    events = subject.events
    return telling(
        event
        for event in events
        if event.type == "Warning"
        and last_seen(event) > after
        and event.reason not in _BESIDE
        and not any(_settles(subject, later, event) for later in events)
    )


def waits_for_sandbox(subject: Subject) -> bool:
    """True if no container is made and the kubelet does not say that volumes and network are there; or if something of
    that has failed since it did.

    Containers that ran before may have to wait too: a node that was restarted makes the pod a new sandbox."""
    sandbox = condition(subject.pod, "PodReadyToStartContainers")
    is_up = sandbox is not None and sandbox.status == "True"
    if is_up and not _failed_since(subject, sandbox):
        return False
    lacks_sandbox = sandbox is not None and not is_up
    return all(
        _is_not_made(container, lacks_sandbox=lacks_sandbox) or _is_not_made_again(subject, container)
        for container in subject.containers
    )


def _is_not_made_again(subject: Subject, container: Assessment) -> bool:
    """True if it ended, is to be started again, and something of what comes before the containers has failed since: its
    node was restarted, and makes the pod no new sandbox (kubelet_pods.go keeps the state of its last run, v1.35)."""
    view, state, event = container.view, container.view.state, subject.once(blocking)
    if not isinstance(state, Terminated) or state.finished_at is None or event is None:
        return False
    runs_again = view.type is ContainerType.INIT or will_restart(subject.pod, view, state)
    return runs_again and last_seen(event) > state.finished_at


def _failed_since(subject: Subject, sandbox: PodCondition | None) -> bool:
    """True if a failure of what comes before the containers is newer than the sandbox, and not overcome."""
    event = subject.once(blocking)
    up = sandbox.last_transition_time if sandbox is not None else None
    return event is not None and up is not None and last_seen(event) > up


def _is_not_made(container: Assessment, *, lacks_sandbox: bool) -> bool:
    """`lacks_sandbox` where the kubelet says that the sandbox is not there; older ones do not tell (before v1.29)."""
    view, state = container.view, container.view.state
    if view.status is None or (lacks_sandbox and view.type is ContainerType.INIT and isinstance(state, Terminated)):
        return True
    if not isinstance(state, Waiting) or state.reason not in NOT_CREATED:
        return False
    return lacks_sandbox or (view.last_terminated is None and not view.status.container_id)
