"""One sentence beside kubectl's words where they mislead (printPod of v1.37.2, see lifecycle.columns)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kubectl_sidecars.api import Running, Terminated, Waiting
from kubectl_sidecars.container_names import all_called, called
from kubectl_sidecars.diagnose import status_note_ends, status_note_ready
from kubectl_sidecars.diagnose.facts.init_again import outlived_by
from kubectl_sidecars.diagnose.facts.restart_severity import severity_of_restart
from kubectl_sidecars.diagnose.finding import Severity
from kubectl_sidecars.diagnose.phrasing.words import clock, verb
from kubectl_sidecars.diagnose.rules.post_start import hooking_since
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.diagnose.triage import Health
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.gates import gate, has_passed, is_initialising
from kubectl_sidecars.lifecycle.stages import is_ending
from kubectl_sidecars.model import ContainerType, is_true
from kubectl_sidecars.sentences import counted, often, span


class StatusNote(NamedTuple):
    """A function that makes the sentence, "" where it does not hold; and of which pods it is asked: those with a
    finding above notice, those without one, or all (None).

    What names trouble is for a pod that is sick: of the others the report says that nothing is wrong."""

    words: Callable[[Subject], str]
    is_sick: bool | None = None


def truth(subject: Subject, *, is_sick: bool = True) -> str:
    """The sentence, or "" where kubectl's columns say what is so. `is_sick`: the pod has a finding above notice."""
    if subject.health is Health.HEALTHY:
        return ""
    notes = OF_RESTARTS if subject.health is Health.RECOVERED else NOTES
    fitting = (note for note in notes if note.is_sick in (None, is_sick))
    return next((sentence for note in fitting if (sentence := note.words(subject))), "")


def _node_lost(subject: Subject) -> str:
    if not subject.node_lost or subject.is_over:
        return ""
    node = subject.pod.spec.node_name or "its node"
    return f"{node} does not report, so what kubectl shows is old"


def _restarting_in_place(subject: Subject) -> str:
    for view in subject.views:
        ended = view.state if view.type is ContainerType.CONTAINER else None
        if isinstance(ended, Terminated) and ended.reason == "RestartingAllContainers":
            return "the pod restarts in place: all its containers, init containers first"
    return "the pod restarts in place" if is_true(subject.pod, "AllContainersRestarting") else ""


def _sidecar_down(subject: Subject) -> str:
    """Init:..., though the pod is initialised and its app runs: a native sidecar is down."""
    if not subject.columns.is_initialising or subject.is_over or subject.is_deleting:
        return ""
    if is_initialising(subject.pod, subject.views) or is_ending(subject.pod, subject.views):
        return ""
    down = [
        container
        for container in subject.containers
        if container.view.type is ContainerType.SIDECAR and not _is_up(container)
    ]
    runs = [container.name for container in subject.mains if isinstance(container.view.state, Running)]
    if not down or not runs:
        return _probed_again(subject, runs)
    first = down[0]
    ends = first.view.last_terminated
    since = f" since {clock(ends.finished_at, subject.now)}" if ends is not None and ends.finished_at else ""
    names = all_called(container.name for container in down)
    be = verb(down, "is", "are")
    so = "" if subject.of_job else ", so the pod is not Ready and gets no traffic"
    return (
        f"initialised, {all_called(runs)} {verb(runs, 'runs', 'run')}; {names} ({verb(down, 'sidecar', 'sidecars')})"
        f" {be} down{since}{so}{_real_ready(subject)}"
    )


def _probed_again(subject: Subject, runs: list[str]) -> str:
    """A kubelet that was restarted says of a sidecar that it has not started, until its probe has passed again."""
    views = [view for view in subject.views if view.type is ContainerType.SIDECAR and view.spec.startup_probe]
    names = [view.name for view in views if not view.is_started]
    if not names or not runs:
        return ""
    have = verb(names, "sidecar, has", "sidecars, have")
    return (
        f"initialised, {all_called(runs)} {verb(runs, 'runs', 'run')}; {all_called(names)} ({have} not passed the"
        " startup probe again), so the pod is not Ready and gets no traffic"
    )


def _is_up(container: Assessment) -> bool:
    return isinstance(container.view.state, Running)


def _real_ready(subject: Subject) -> str:
    """`; 2 of 3 are ready` where READY says otherwise: kubectl stops counting at the first sidecar that is down."""
    counted = [container for container in subject.containers if container.view.runs_with_pod]
    ready = sum(1 for container in counted if container.view.is_ready and isinstance(container.view.state, Running))
    shown = subject.columns
    if (shown.ready_count, shown.total) == (ready, len(counted)):
        return ""
    return f"; {ready} of {len(counted)} containers are ready, not {shown.ready}"


def _init_run_again(subject: Subject) -> str:
    """Init:..., though the app runs: an init container that had finished is run again."""
    if not subject.columns.is_initialising or not subject.is_live:
        return ""
    for container in subject.containers:
        if beside := outlived_by(subject, container):
            runs = f"{all_called(beside)} {verb(beside, 'runs', 'run')}"
            return f"initialised, {runs}; {called(container.name)} (init), which had finished, is run again"
    return ""


def _pulling(subject: Subject) -> str:
    """PodInitializing, though every init container has passed: the image of a main container is on its way."""
    if subject.columns.status != "PodInitializing" or not subject.is_live:
        return ""
    if gate(subject.pod, subject.views) is not None:
        return ""
    chain = [view for view in subject.views if view.in_init_containers]
    waiting = [container.name for container in subject.mains if isinstance(container.view.state, Waiting)]
    if not chain or not waiting or not all(has_passed(view) for view in chain):
        return ""
    s, be = verb(waiting, "", "s"), verb(waiting, "is", "are")
    return (
        f"all init containers have passed; the image{s} of {all_called(waiting)} {be} being pulled, or the"
        f" container{s} made"
    )


def _in_hook(subject: Subject) -> str:
    """PodInitializing or Init:0/1, though the container has started: the kubelet waits for its postStart hook."""
    if not subject.is_live:
        return ""
    for container in subject.containers:
        if isinstance(container.view.state, Waiting) and hooking_since(subject, container) is not None:
            return (
                f"{called(container.name)} has started; the kubelet reports nothing before its postStart hook returns"
            )
    return ""


def _completing(subject: Subject) -> str:
    """PodInitializing or Init:N/M, though a native sidecar ends with 0 again and again: kubectl takes it for passed."""
    columns = subject.columns
    if not subject.is_live or not (columns.is_initialising or columns.status == "PodInitializing"):
        return ""
    for container in subject.containers:
        state = container.view.state
        if container.view.type is ContainerType.SIDECAR and isinstance(state, Terminated) and state.exit_code == 0:
            restarts = f", restarted {often(container.view.restart_count)}" if container.view.restart_count else ""
            return f"{called(container.name)} (sidecar) has ended with 0{restarts}, and the pod waits for it to run"
    return ""


def _runs_for_a_moment(subject: Subject) -> str:
    """Running, between two crashes."""
    if not subject.is_live or subject.columns.status != "Running":
        return ""
    for container in subject.containers:
        run, state = container.view.last_terminated, container.view.state
        if run is None or not isinstance(state, Running) or container.view.type is ContainerType.EPHEMERAL:
            continue
        if severity_of_restart(subject, container, run) is Severity.CRITICAL:
            lasts = subject.seconds_since(state.started_at)
            only = f" for only {span(lasts)}" if lasts is not None else " again"
            return f"{called(container.name)} has run{only}: it was restarted {often(container.view.restart_count)}"
    return ""


def _hidden_restarts(subject: Subject) -> str:
    """RESTARTS leaves out plain init containers once they have passed."""
    if subject.columns.restart_count != 0 or subject.pod.status.phase != "Running":
        return ""
    hidden = [view for view in subject.views if view.type is ContainerType.INIT and view.restart_count]
    if not hidden:
        return ""
    times = sum(view.restart_count for view in hidden)
    were, they = verb(hidden, "was", "were"), verb(hidden, "it", "they")
    return f"{all_called(view.name for view in hidden)} (init) {were} restarted {often(times)} before {they} passed"


def _record_gone(subject: Subject) -> str:
    """A count without an age: the record of the last end is gone."""
    columns = subject.columns
    if columns.restart_count == 0 or columns.restarted_at is not None or subject.is_over:
        return ""
    if any(isinstance(view.state, Terminated) for view in subject.views if view.restart_count):
        return ""
    return f"{counted(columns.restart_count, 'restart')}, but the record of the last end is gone, so why is not known"


OF_RESTARTS = (StatusNote(_hidden_restarts), StatusNote(_record_gone))
"""What is asked of a pod that has recovered."""
NOTES = (
    StatusNote(_node_lost, is_sick=True),
    StatusNote(status_note_ends.ended_for_its_node),
    StatusNote(status_note_ends.deleted),
    StatusNote(_restarting_in_place),
    StatusNote(_init_run_again),
    StatusNote(_sidecar_down, is_sick=True),
    StatusNote(status_note_ends.draining),
    StatusNote(status_note_ends.held_open),
    StatusNote(_in_hook),
    StatusNote(_completing, is_sick=True),
    StatusNote(_pulling),
    StatusNote(_runs_for_a_moment, is_sick=True),
    StatusNote(status_note_ready.not_ready, is_sick=True),
    StatusNote(status_note_ready.not_ready_yet, is_sick=False),
    *OF_RESTARTS,
)
"""What is asked of any other, in this order: the first sentence counts."""
