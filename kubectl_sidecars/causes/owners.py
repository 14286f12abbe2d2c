"""Troubles of workloads that have no pod to show them: pods that could not be made, Jobs that failed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from kubectl_sidecars.api import Event, Job, PodCondition
from kubectl_sidecars.causes.cause import Case, Cause, OwnerName, name_of
from kubectl_sidecars.causes.owner_events import event_causes
from kubectl_sidecars.causes.wording import MOST_NAMED, in_places
from kubectl_sidecars.diagnose.facts.owner_status import JOB_WORDS, failure, newer_success
from kubectl_sidecars.diagnose.facts.refusals import Refusal, refusal
from kubectl_sidecars.diagnose.facts.thresholds import HISTORY, OWNER_RECENT
from kubectl_sidecars.diagnose.finding import Severity
from kubectl_sidecars.diagnose.needs import PeerNeed
from kubectl_sidecars.diagnose.phrasing.kubectl import describe_object
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted, says
from kubectl_sidecars.diagnose.phrasing.words import clock, verb
from kubectl_sidecars.diagnose.reasons import Reason, from_server
from kubectl_sidecars.model import controller
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.sentences import counted, listed, span
from kubectl_sidecars.snapshot import Snapshot, first_seen, last_seen


class Failed(msgspec.Struct, frozen=True, gc=False):
    """An owner that could not make a pod, the answer that it got, and since when."""

    kind: str
    name: str
    namespace: str
    uid: str
    message: str
    since: datetime


_SERVICE = on_demand(r'"https://([a-z0-9-]{1,63})\.([a-z0-9-]{1,63})\.svc[:/]')


def owner_causes(cases: Sequence[Case], around: Snapshot) -> list[Cause]:
    """One cause for each refusal, each failed Job whose pods do not tell, and each owner whose events alone do."""
    around = _of_namespace(around)
    refused: dict[tuple[str, ...], list[tuple[Failed, Refusal]]] = {}
    for owner in _refused(around):
        why = refusal(owner.message, owner.namespace)
        refused.setdefault((why.reason, *why.key), []).append((owner, why))
    served = {(case.namespace, str(case.owner)) for case in cases if case.owner.kind} if refused else set()
    causes = [_no_pods(members, around, served) for members in refused.values()]
    telling = {(case.namespace, case.owner.name) for case in cases if case.is_sick} if around.jobs else set()
    causes += [_job(job, around) for job in around.jobs.values() if _has_failed(job, around, telling)]
    return [*causes, *event_causes(cases, around)]


def _of_namespace(around: Snapshot) -> Snapshot:
    """The snapshot with the events of the namespace that was asked for; all of them for all namespaces."""
    asked = around.source.namespace
    if not asked:
        return around
    events = {
        about: some for about, some in around.events.items() if some and some[-1].involved_object.namespace == asked
    }
    return msgspec.structs.replace(around, events=events)


def _refused(around: Snapshot) -> Iterator[Failed]:
    """The owners that want more pods and cannot make them: by the newest FailedCreate event, where no pod was made
    since; else, as events go or are not read, by what a ReplicaSet says of itself."""
    last = {
        uid: newest
        for uid, events in around.events.items()
        if events and events[-1].involved_object.kind != "Pod" and (newest := _newest(events)) is not None
    }
    for uid, event in last.items():
        if (
            event.reason == "FailedCreate"
            and around.taken_at - last_seen(event) <= OWNER_RECENT
            and _wants(uid, around)
        ):
            about = event.involved_object
            yield Failed(about.kind, about.name, about.namespace, uid, event.message, first_seen(event))
    for uid, each in around.replica_sets.items():
        for condition in each.status.conditions if uid not in last and _wants(uid, around) else ():
            if condition.type == "ReplicaFailure" and condition.status == "True" and condition.reason == "FailedCreate":
                meta, since = each.metadata, condition.last_transition_time or around.taken_at
                yield Failed("ReplicaSet", meta.name, meta.namespace, uid, condition.message, since)


def _newest(events: Sequence[Event]) -> Event | None:
    return next((event for event in reversed(events) if event.reason in ("FailedCreate", "SuccessfulCreate")), None)


def _wants(uid: str, around: Snapshot) -> bool:
    """True if it lacks pods, as far as is known."""
    replica_set = around.replica_sets.get(uid)
    return replica_set is None or replica_set.status.replicas < replica_set.spec.replicas


def _workload(owner: Failed, around: Snapshot) -> OwnerName:
    replica_set = around.replica_sets.get(owner.uid)
    above = controller(replica_set.metadata) if replica_set else None
    return name_of(above) if above else OwnerName(owner.kind, owner.name)


def _no_pods(members: list[tuple[Failed, Refusal]], around: Snapshot, served: set[tuple[str, str]]) -> Cause:
    """`served` are the workloads that have pods, in their namespaces: they get no more of them."""
    first, why = members[0]
    places = list(dict.fromkeys((each.namespace, _workload(each, around)) for each, _ in members))
    names = list(dict.fromkeys(name for _, name in places))
    named = listed(names[:MOST_NAMED], more=len(names) - MOST_NAMED)
    since = min(each.since for each, _ in members)
    more = "more " if any(place in served for place in places) else ""
    gets = f"{verb(names, 'gets', 'get')} no {more}pods"
    if all(each.kind == "CronJob" for each, _ in members):
        gets = f"{verb(names, 'starts', 'start')} no run"
    title = f"{in_places(named, places)} {gets} since {clock(since, around.taken_at)}: {why.words}."
    return Cause(
        reason=why.reason,
        severity=Severity.CRITICAL,
        title=title,
        explanation=says("The API server", _core(first.message)),
        pods=(),
        owners=tuple(name for _, name in places),
        namespaces=tuple(dict.fromkeys(namespace for namespace, _ in places)),
        since=since,
        advice=why.advice,
        needs=tuple(_needs(why, first.message)),
        commands=(*_behind(why, first.message), describe_object(first.kind, first.name, first.namespace)),
    )


def _silent_service(why: Refusal, message: str) -> tuple[str, str] | None:
    """The name and the namespace of the Service of a webhook that does not answer; None for another refusal."""
    found = _SERVICE().search(message) if why.reason is Reason.WEBHOOK_UNREACHABLE else None
    return (found[1], found[2]) if found else None


def _needs(why: Refusal, message: str) -> Iterator[PeerNeed]:
    """The Service of a webhook that does not answer."""
    if found := _silent_service(why, message):
        yield PeerNeed(found[1], found[0])


def _behind(why: Refusal, message: str) -> Iterator[str]:
    """The command that shows the Service of a webhook that does not answer, and with it its pods."""
    if found := _silent_service(why, message):
        yield describe_object("service", *found)


_WRAPPER = on_demand(
    r"^(?:\(combined from similar events\): )?(?:Error creating: |[Cc]reate Pod .*? failed error: )?"
    r'(?:pods "[^"]*" is forbidden: )?'
)


def _core(message: str) -> str:
    return _WRAPPER().sub("", message)


_FRESH = timedelta(hours=1)


def _has_failed(job: Job, around: Snapshot, telling: set[tuple[str, str]]) -> bool:
    """True if it failed within a day, no newer run of its CronJob has done the work, and none of its pods says why."""
    failed = failure(job)
    if failed is None or newer_success(job, around) is not None:
        return False
    above = controller(job.metadata)
    names = {job.metadata.name, above.name if above else ""}
    if any((job.metadata.namespace, name) in telling for name in names):
        return False
    when = failed.last_transition_time
    return when is None or around.taken_at - when <= HISTORY


def _job(job: Job, around: Snapshot) -> Cause:
    failed = failure(job) or PodCondition()
    meta, when = job.metadata, failed.last_transition_time
    at = f" at {clock(when, around.taken_at)}" if when else ""
    words = JOB_WORDS.get(failed.reason, failed.reason or "for a reason that it does not tell")
    allowed = job.spec.active_deadline_seconds
    if failed.reason == "DeadlineExceeded" and allowed is not None:
        words += f" ({span(allowed)})"
    limit = job.spec.backoff_limit
    if failed.reason == "BackoffLimitExceeded" and limit is not None and job.status.failed > limit:
        words = f"{counted(job.status.failed, 'pod')} failed, backoffLimit is {limit}"
    title = f"Job/{meta.name} failed{at}: {words}."
    fresh = when is None or around.taken_at - when <= _FRESH
    ended = failed.reason == "DeadlineExceeded" and job.metadata.uid not in around.owners
    gone = "Its pods are gone, and their logs with them." if ended else ""
    message = f"The Job says: {quoted(failed.message)}." if failed.message else ""
    above = controller(meta)
    return Cause(
        reason=from_server(failed.reason) if failed.reason else Reason.JOB_FAILED,
        severity=Severity.CRITICAL if fresh else Severity.WARNING,
        title=title,
        explanation=paragraph(message, gone),
        pods=(),
        owners=(name_of(above) if above else OwnerName("Job", meta.name),),
        namespaces=(meta.namespace,),
        since=when,
        commands=(describe_object("Job", meta.name, meta.namespace),),
    )
