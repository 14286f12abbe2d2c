"""Init containers that had finished, and are run again beside the containers that they prepared."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.api import Running, Terminated
from kubectl_sidecars.container_names import all_called, called
from kubectl_sidecars.diagnose.facts.crash import crash, left, log_of
from kubectl_sidecars.diagnose.facts.crash_words import Crash
from kubectl_sidecars.diagnose.facts.events import evidence
from kubectl_sidecars.diagnose.facts.init_again import outlived_by
from kubectl_sidecars.diagnose.facts.own_codes import own_code
from kubectl_sidecars.diagnose.facts.sandbox_churn import sandbox_changed
from kubectl_sidecars.diagnose.facts.termination import Why, ending
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Effect, Finding, LogRef, Severity
from kubectl_sidecars.diagnose.origin import ImageOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.words import clock, verb, who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.model import is_true
from kubectl_sidecars.sentences import MOST_LISTED, often
from kubectl_sidecars.snapshot import last_seen


def run_again(subject: Subject) -> Iterator[Finding]:
    """An init container that is run again though it had finished, while the app runs on."""
    for container in subject.containers:
        if beside := outlived_by(subject, container):
            yield _again(subject, container, beside)


def _again(subject: Subject, container: Assessment, beside: list[str]) -> Finding:
    view, run = container.view, container.view.last_terminated
    what = None if run is None or isinstance(view.state, Running) else _crash(subject, container, run)
    fails = f" and {what.predicate}" if what is not None else ""
    predicate = f"had finished, is run again{fails}"
    changed = subject.once(sandbox_changed)
    why = f"The pod got a new sandbox at {clock(last_seen(changed), subject.now)}." if changed else _REMOVED
    runs = f"{all_called(beside)} {verb(beside, 'runs', 'run')} on"
    count = f"{who(container)} was restarted {often(view.restart_count)}." if view.restart_count else ""
    log = LogRef(container.name)
    if run is not None and what is not None:
        log = log_of(container.name, run, previous=not isinstance(view.state, Terminated)) or log
    return Finding(
        reason=Reason.INIT_RUN_AGAIN,
        severity=Severity.NOTICE if what is None else Severity.WARNING,
        container=container.name,
        predicate=predicate,
        title=f"{called(container.name)}, which had finished, is run again{fails}; {runs}.",
        explanation=paragraph(
            count, why, what.detail if what else "", left(run) if run and what else "", _status(subject)
        ),
        since=run.finished_at if run is not None else None,
        evidence=(
            f"{status_path(subject, container)}.restartCount={view.restart_count}",
            *(f"{status_path(subject, subject.by_name[name])}.state.running" for name in beside[:MOST_LISTED]),
            *((evidence(changed),) if changed else ()),
        ),
        advice=f"{_NEW_POD}{'' if changed else f' {_LEAVE_THEM}'}" if what is not None else "",
        commands=(kubectl.logs(subject, log), kubectl.describe_node(subject.pod.spec.node_name)),
        log=log,
        origin=ImageOrigin(view.spec.image, Fault.RUN_AGAIN),
        effect=Effect.NONE,
        may_be_older=view.restart_count > 0,
    )


_REMOVED = (
    "The kubelet runs an init container again when its finished container is gone from the node: removed by a cleanup"
    " (docker, crictl or nerdctl: prune, rm)."
)
_NEW_POD = "Delete the pod when that suits: in a new one it runs once, before the others."
_LEAVE_THEM = "On the node, leave finished containers to the kubelet."


def _crash(subject: Subject, container: Assessment, run: Terminated) -> Crash:
    """The words for its last end; what it should do is done already, so an exit code says nothing of the app."""
    end = ending(subject, container.view, run)
    what = crash(container, run, end)
    if end.why is Why.EXIT and not own_code(container, run)[0]:
        return Crash(what.reason, what.does, "", what.fault, ran_for=what.ran_for, value=what.value)
    return what


def _status(subject: Subject) -> str:
    """A sentence on STATUS, which shows the init container alone."""
    ready = "the pod is Ready" if is_true(subject.pod, "Ready") else "its containers have started"
    return f"STATUS shows this init container alone: {ready}."
