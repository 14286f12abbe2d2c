"""What a finding says is not there is nowhere in the snapshot: of every pod that the tests have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

from kubectl_sidecars.api import ContainerStatus, Event
from kubectl_sidecars.diagnose import Finding, Subject, diagnose
from kubectl_sidecars.diagnose.absence import Absence, Missing
from kubectl_sidecars.object_keys import by_name
from kubectl_sidecars.snapshot import first_seen, last_seen
from tests.support.builders import container, only, pod, waiting
from tests.support.corpus import subjects

Seen = Iterator[object]
MINUTE = timedelta(minutes=1)


def _path(subject: Subject, name: str) -> str:
    return next((view.field_path for view in subject.views if view.name == name), "")


def _events(subject: Subject, name: str) -> list[Event]:
    """Those that name the container, and those of the whole pod."""
    return [each for each in subject.events if each.involved_object.field_path in ("", _path(subject, name))]


def _status(subject: Subject, name: str) -> ContainerStatus | None:
    status = subject.pod.status
    every = (*status.init_container_statuses, *status.container_statuses, *status.ephemeral_container_statuses)
    return next((each for each in every if each.name == name), None)


def _any_event(subject: Subject, claim: Absence) -> Seen:
    yield from subject.around.events.values()


NO_HINDRANCE = ("DNSConfigForming", "FailedScheduling", "FailedToRetrieveImagePullSecret", "NotTriggerScaleUp")


def _setup(subject: Subject, claim: Absence) -> Seen:
    """A warning that no good event has followed."""
    good = max((last_seen(each) for each in subject.events if each.type == "Normal"), default=None)
    for event in _events(subject, claim.container):
        if event.type == "Warning" and event.reason not in NO_HINDRANCE and (good is None or last_seen(event) > good):
            yield event


def _kill(subject: Subject, claim: Absence) -> Seen:
    """A kill of that run, or a node that ran short of memory in that moment."""
    if claim.at is None:
        return
    for event in _events(subject, claim.container):
        if event.reason in ("Killing", "Preempting", "Evicted", "TaintManagerEviction", "NodeShutdown"):
            if event.involved_object.field_path and abs(last_seen(event) - claim.at) <= timedelta(seconds=2):
                yield event
    for event in subject.around.events.get(by_name("Node", "", subject.pod.spec.node_name), ()):
        if event.reason in ("SystemOOM", "OOMKilling") and abs(last_seen(event) - claim.at) <= timedelta(seconds=2):
            yield event


def _onset(subject: Subject, claim: Absence) -> Seen:
    """A back-off or a kill for a fault within minutes before the first end that is said to be known."""
    for event in _events(subject, claim.container):
        is_crash = event.reason == "BackOff" and "restarting failed" in event.message
        is_kill = event.reason == "Killing" and "probe" in event.message
        if (is_crash or is_kill) and event.involved_object.field_path and claim.at is not None:
            if not event.message.startswith("(combined") and claim.at - 10 * MINUTE < first_seen(event) < claim.at:
                yield event


def _probe(kind: str) -> Callable[[Subject, Absence], Seen]:
    def seen(subject: Subject, claim: Absence) -> Seen:
        for event in _events(subject, claim.container):
            if event.reason == "Unhealthy" and f"{kind} probe" in event.message and event.involved_object.field_path:
                if not event.message.startswith("(combined"):
                    yield event

    return seen


def _answer(subject: Subject, claim: Absence) -> Seen:
    """Words of the newest failure."""
    newest = list(_probe("Readiness")(subject, claim))[-1:]
    for event in newest:
        if isinstance(event, Event) and event.message.partition(": ")[2].strip():
            yield event


def _pull(subject: Subject, claim: Absence) -> Seen:
    status = _status(subject, claim.container)
    waiting = status.state.waiting if status else None
    if waiting is not None and "rpc error" in waiting.message:
        yield waiting
    for event in _events(subject, claim.container):
        if event.reason in ("Failed", "InspectFailed") and event.involved_object.field_path:
            if "Failed to pull image" in event.message or event.reason == "InspectFailed":
                yield event


def _hook(subject: Subject, claim: Absence) -> Seen:
    for event in _events(subject, claim.container):
        if event.reason == "FailedPostStartHook" and " - error: " in event.message:
            yield event


def _record(subject: Subject, claim: Absence) -> Seen:
    status, inits = _status(subject, claim.container), [each.name for each in subject.pod.spec.init_containers]
    for run in (status.state.terminated, status.last_state.terminated) if status else ():
        if run is not None and run.reason not in ("ContainerStatusUnknown", "Unknown"):
            has_passed = claim.container in inits and run.exit_code == 0
            if run.finished_at == claim.at or (claim.at is None and not has_passed):
                yield run


def _reason(subject: Subject, claim: Absence) -> Seen:
    status = _status(subject, claim.container)
    if status is not None and status.state.waiting is not None and status.state.waiting.message:
        yield status.state.waiting
    if subject.pod.status.message:
        yield subject.pod.status.message
    yield from _setup(subject, claim)


def _scheduler(subject: Subject, claim: Absence) -> Seen:
    yield from (each for each in subject.pod.status.conditions if each.type == "PodScheduled")
    yield from (each for each in subject.events if each.reason in ("FailedScheduling", "Scheduled"))


def _node(subject: Subject, claim: Absence) -> Seen:
    name = subject.pod.spec.node_name
    if name in subject.around.nodes or not subject.around.nodes:
        yield name


def _job(subject: Subject, claim: Absence) -> Seen:
    owners = {each.uid for each in subject.pod.metadata.owner_references if each.kind == "Job"}
    yield from (job for job in subject.around.jobs.values() if job.metadata.uid in owners)


HOLDERS: dict[Missing, Callable[[Subject, Absence], Seen]] = {
    Missing.EVENTS: _any_event,
    Missing.SETUP_EVENT: _setup,
    Missing.KILL_EVENT: _kill,
    Missing.ONSET_EVENT: _onset,
    Missing.FAILED_STARTUP_PROBE: _probe("Startup"),
    Missing.FAILED_READINESS_PROBE: _probe("Readiness"),
    Missing.PROBE_ANSWER: _answer,
    Missing.PULL_ANSWER: _pull,
    Missing.HOOK_OUTPUT: _hook,
    Missing.END_RECORD: _record,
    Missing.WAIT_REASON: _reason,
    Missing.SCHEDULER_DECISION: _scheduler,
    Missing.NODE: _node,
    Missing.JOB: _job,
}
"""What would make each claim untrue: told by the snapshot alone, not by the rules."""
SAYS_SO = re.compile(
    r"\bno events? (tells?|reports?|were read|records?)|\bnot (told|recorded|known)\b|\bis (gone|no longer there)\b"
    r"|prints nothing|does not say why|not among the events|not in events|has no event|kept nowhere",
    re.IGNORECASE,
)
"""Words of such claims."""
IN_GENERAL = {
    "OthersEnded": "what Kubernetes never records",
    "FinalizerHoldsDeletion": "a pod that is gone but for its finalizer",
    "NodeLost": "a node that does not report",
    "UnknownInjectionKey": "what an injector does with an unknown key",
    "InitRunAgain": "why a kubelet runs an init container again",
}
"""Reasons of findings that say in such words what holds for every pod."""


def _findings() -> Iterator[tuple[Subject, Finding]]:
    for subject in subjects():
        yield from ((subject, finding) for finding in diagnose(subject))


def test_what_is_said_not_to_be_there_is_nowhere() -> None:
    claims, untrue = 0, list[object]()
    for subject, finding in _findings():
        for claim in finding.absent:
            claims += 1
            name = subject.pod.metadata.name
            untrue += [(name, finding.reason, claim, holder) for holder in HOLDERS[claim.what](subject, claim)]
    assert not untrue, f"{len(untrue)} of {claims}: {untrue[:3]}"
    assert claims > 500


def test_each_claim_has_a_test_and_is_made_of_some_pod() -> None:
    assert set(HOLDERS) == set(Missing)
    made = {claim.what for _, finding in _findings() for claim in finding.absent}
    made |= {claim.what for claim in only(pod([container("app", waiting("Blocked"))], phase="Pending")).absent}
    assert made == set(Missing)


def test_a_sentence_about_what_is_not_there_is_a_claim() -> None:
    bare = {
        (finding.reason, match[0])
        for _, finding in _findings()
        if not finding.absent and finding.reason not in IN_GENERAL and (match := SAYS_SO.search(finding.message))
    }
    assert not bare
