"""Pods within their grace period: who is asked to stop, in which order, and hooks that failed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kubectl_sidecars.api import Event, Running, Terminated
from kubectl_sidecars.container_names import all_called, called
from kubectl_sidecars.diagnose.facts.events import (
    evidence,
    latest,
    of_container,
)
from kubectl_sidecars.diagnose.facts.thresholds import HOOK_ENDS_WITH, HOOK_PATIENCE
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Finding, LogRef, Severity, Transition
from kubectl_sidecars.diagnose.origin import ImageOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.words import clock, handler, verb, who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.durations import DAY
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.deletion import Deletion, deletion
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.sentences import span
from kubectl_sidecars.snapshot import last_seen


def hook_failed(subject: Subject) -> Iterator[Finding]:
    """A preStop hook that failed: the container got its signal without what the hook should have done."""
    for container in subject.containers:
        event = latest(of_container(subject, container.view), "FailedPreStopHook")
        hook = container.view.spec.lifecycle.pre_stop
        if event is None or _ended_with_it(container, event):
            continue
        runs = f" ({handler(hook)})" if hook else ""
        log, deadline = LogRef(container.name), subject.pod.metadata.deletion_timestamp
        overran = deadline is not None and last_seen(event) >= deadline
        predicate = "used up the grace period in its preStop hook" if overran else "failed in its preStop hook"
        how = "only then, with 2 seconds to end" if overran else "all the same, at once"  # minimumGracePeriodInSeconds
        untold = not overran and _end_is_untold(subject, container)
        yield Finding(
            reason=Reason.PRE_STOP_HOOK_FAILED,
            severity=Severity.NOTICE if untold else Severity.WARNING,
            container=container.name,
            predicate=predicate,
            title=f"{called(container.name)} {predicate}{runs}.",
            explanation=paragraph(
                f"It got its stop signal {how}; what the hook prints is not kept.", _CUT_OFF if untold else ""
            ),
            since=subject.pod.metadata.deletion_timestamp,
            evidence=(evidence(event),),
            commands=(kubectl.logs(subject, log),),
            log=log,
            origin=ImageOrigin(container.view.spec.image, Fault.PRE_STOP_HOOK),
        )


_QUITS = on_demand(r"\b(?:quit|stop|kill\w*|pkill|shutdown|terminate|halt)\b|SIG[A-Z]{3}")
"""Words of a hook that ends the program itself, such as `nginx -s quit; sleep 20`; `exit` ends the hook alone."""
_CUT_OFF = "A hook that ends the program itself is cut off with it: no harm then."


def _end_is_untold(subject: Subject, container: Assessment) -> bool:
    """True while the pod is within its grace and the hook tells the program to quit: it may have ended with it."""
    deadline, hook = subject.pod.metadata.deletion_timestamp, container.view.spec.lifecycle.pre_stop
    if deadline is None or subject.now >= deadline or not isinstance(container.view.state, Running):
        return False
    return hook is not None and hook.exec is not None and bool(_QUITS().search(" ".join(hook.exec.command)))


def _ended_with_it(container: Assessment, event: Event) -> bool:
    """True if the hook ended because its container did: it asked the program to quit, and was killed with it."""
    end = container.view.state
    if not isinstance(end, Terminated) or end.finished_at is None:
        return False
    return end.exit_code in (0, 143) and abs(last_seen(event) - end.finished_at) <= HOOK_ENDS_WITH


_SILENT = "The kubelet reports no container's end before it has stopped the pod: some may have ended already."


def stopping(subject: Subject) -> Iterator[Finding]:
    """A pod within its grace period: since when, until when, which hooks may use it, and in which order they stop."""
    views = [container.view for container in subject.containers]
    ends = deletion(subject.pod, views, subject.now)
    running = [container for container in subject.containers if isinstance(container.view.state, Running)]
    if ends is None or subject.is_over or not running or ends.grace_left <= 0:
        return
    sidecars = [container for container in running if container.view.type is ContainerType.SIDECAR]
    mains = [container for container in running if container.view.type is ContainerType.CONTAINER]
    first = mains or sidecars[-1:] or running
    names = [container.name for container in first]
    waits = [container.name for container in reversed(sidecars) if container not in first]
    then = (
        f"{all_called(waits)} {verb(waits, 'follows', 'follow')}, native sidecars in the reverse of their start order."
        if waits
        else ""
    )
    hooks = _hooks(subject, running)
    left = f"{span(ends.grace_left)} of grace left"
    stop = f"{verb(names, 'is', 'are')} asked to stop"
    deadline = subject.pod.metadata.deletion_timestamp
    forced = f", until {clock(deadline, subject.now, seconds=True)}" if deadline else ""
    log = LogRef(names[0])
    lasts = bool(hooks) and _lasts(subject, ends)
    yield Finding(
        reason=Reason.STOPPING,
        severity=Severity.WARNING if lasts else Severity.NOTICE,
        container=names[0],
        subject=all_called(names) if len(names) > 1 else "",
        predicate=f"{stop}, {left}",
        title=f"The pod is stopping since {clock(ends.requested_at, subject.now, seconds=True)}, {left}{forced}.",
        explanation=paragraph(_SILENT, then, *hooks, _MAY_WAIT if lasts else ""),
        since=ends.requested_at,
        evidence=(
            "metadata.deletionTimestamp",
            *(f"{status_path(subject, container)}.state.running" for container in first),
        ),
        commands=(kubectl.logs(subject, log),),
        log=log,
        advice=_END_IT if lasts else "",
        transition=Transition.UNDER_WAY,
    )


def _hooks(subject: Subject, running: Sequence[Assessment]) -> list[str]:
    """A sentence for each container that may still be in its preStop hook."""
    return [
        f"{who(container)} may still be in its preStop hook ({handler(container.view.spec.lifecycle.pre_stop)})."
        for container in running
        if container.view.spec.lifecycle.pre_stop is not None
        and latest(of_container(subject, container.view), "FailedPreStopHook") is None
    ]


_MAY_WAIT = "A hook that waits for what cannot come uses up the grace period."
_END_IT = (
    "Look at what the hook waits for. If that cannot come, end the hook's process in the container (kubectl exec): a"
    " shorter --grace-period does not end a hook that runs."
)
"""Tried with v1.35: the kubelet waits for the hook as long as the pod was given at first."""


def _lasts(subject: Subject, ends: Deletion) -> bool:
    """True if a hook may hold the pod far longer than it should: it has had time enough, and may go on for days."""
    runs_for = subject.seconds_since(ends.requested_at)
    return runs_for is not None and runs_for >= HOOK_PATIENCE and ends.grace_left >= DAY
