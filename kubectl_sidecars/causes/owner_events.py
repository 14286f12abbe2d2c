"""Troubles of workloads that their own events alone tell: no pod is there to show them, or none shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kubectl_sidecars.api import Event
from kubectl_sidecars.causes.cause import AUTOSCALER, Case, Cause, OwnerName, name_of
from kubectl_sidecars.causes.owner_index import OwnerIndex, series
from kubectl_sidecars.classify.catalog import built_in
from kubectl_sidecars.classify.known_container import ServiceKind, ServiceName
from kubectl_sidecars.diagnose.facts.container_needs import aggregated_needs
from kubectl_sidecars.diagnose.facts.owner_status import JOB_WORDS
from kubectl_sidecars.diagnose.facts.thresholds import AUTOSCALER_BLIND, OWNER_RECENT
from kubectl_sidecars.diagnose.finding import Severity
from kubectl_sidecars.diagnose.phrasing.kubectl import describe_node, describe_object
from kubectl_sidecars.diagnose.phrasing.quotes import says
from kubectl_sidecars.diagnose.phrasing.words import clock
from kubectl_sidecars.diagnose.reasons import from_server
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.sentences import counted, listed
from kubectl_sidecars.snapshot import Snapshot, first_seen, last_seen, times_seen

FEWEST_FAILURES = 3
"""Pods of a DaemonSet that fail on one node before that is said: one or two may have come while the node started."""


def event_causes(cases: Sequence[Case], around: Snapshot) -> Iterator[Cause]:
    """One cause for each owner whose recent events say that it cannot do its work."""
    index = OwnerIndex(cases, around)
    for events in around.events.values():
        tell = _TELLING.get(events[-1].involved_object.kind) if events else None
        if tell is None:
            continue
        recent = [event for event in events if around.taken_at - last_seen(event) <= OWNER_RECENT]
        cause = tell(recent, index) if recent else None
        if cause is not None:
            yield cause


_FAILED_POD = on_demand(r"daemon pod [\w.-]+/([\w.-]+) on node ([\w.-]+)")
_NOT_PLACED = on_demand(r'failed to place pod on "([\w.-]+)"')
"""pkg/controller/daemon/daemon_controller.go, v1.35; the second one up to v1.17."""


def _daemon_set(events: Sequence[Event], index: OwnerIndex) -> Cause | None:
    """The nodes on which a DaemonSet's pods fail again and again, where none of them is left to say why."""
    failed = [event for event in events if event.reason in ("FailedDaemonPod", "FailedPlacement")]
    if not failed:
        return None
    of, nodes, names = events[-1].involved_object, dict[str, int](), set[str]()
    for event in failed:
        found = _FAILED_POD().search(event.message)
        other = None if found else _NOT_PLACED().search(event.message)
        node = found[2] if found else other[1] if other else ""
        nodes[node] = nodes.get(node, 0) + times_seen(event)
        names |= {found[1]} if found else set()
    own = [case for case in index.of_workload.get((of.namespace, of.name), ()) if case.owner.kind == "DaemonSet"]
    speaking = {case.node for case in own}
    if any(case.is_sick and not case.node for case in own):  # one that waits for its node says so itself
        return None
    lost = [node for node, times in nodes.items() if node and times >= FEWEST_FAILURES and node not in speaking]
    if not lost:
        return None
    since = min(first_seen(event) for event in failed)
    times = sum(nodes[node] for node in lost)
    on = f"node {lost[0]}" if len(lost) == 1 else f"nodes {listed(lost[:3], more=len(lost) - 3)}"
    warnings = [index.warning[of.namespace, name] for name in sorted(names) if (of.namespace, name) in index.warning]
    last = max(warnings, key=last_seen, default=None)
    last_words = (
        says(f"The last event of {last.involved_object.name}", f"{last.reason}: {last.message}") if last else ""
    )
    return Cause(
        reason=from_server(failed[-1].reason),
        severity=Severity.CRITICAL,
        title=f"DaemonSet/{of.name} in namespace {of.namespace} keeps no pod on {on}: its pods failed there"
        f" {counted(times, 'time')} since {clock(since, index.around.taken_at)}, and none of them is left.",
        explanation=last_words or says("Its event", failed[-1].message),
        pods=(),
        owners=(OwnerName("DaemonSet", of.name),),
        namespaces=(of.namespace,),
        since=since,
        commands=(describe_object("daemonset", of.name, of.namespace), describe_node(lost[0])),
    )


_CRON = {
    "UnparseableSchedule": "its schedule cannot be read",
    "UnParseableCronJobSchedule": "its schedule cannot be read",
    "InvalidSchedule": "its schedule is invalid",
    "UnknownTimeZone": "its timeZone is not known",
    "FailedNeedsStart": "the controller cannot tell when it is due",
}
"""Events after which a CronJob starts no run (pkg/controller/cronjob/cronjob_controllerv2.go, v1.35; the last one is of
the first controller, up to v1.20)."""


def _cron_job(events: Sequence[Event], index: OwnerIndex) -> Cause | None:
    """A CronJob that starts no run, whatever the time, or none that is ever done."""
    event = next((event for event in reversed(events) if event.reason in _CRON), None)
    if event is None:
        from kubectl_sidecars.causes.replaced_runs import replaced_runs  # noqa: PLC0415 - few CronJobs need it

        return replaced_runs(events, index) if any(each.reason == "SuccessfulDelete" for each in events) else None
    of = event.involved_object
    return Cause(
        reason=from_server(event.reason),
        severity=Severity.CRITICAL,
        title=f"CronJob/{of.name} in namespace {of.namespace} starts no run: {_CRON[event.reason]}.",
        explanation=says("The controller", event.message),
        pods=(),
        owners=(OwnerName("CronJob", of.name),),
        namespaces=(of.namespace,),
        since=first_seen(event),
        advice="Correct spec.schedule or spec.timeZone of the CronJob.",
        commands=(describe_object("cronjob", of.name, of.namespace),),
    )


def _job(events: Sequence[Event], index: OwnerIndex) -> Cause | None:
    """A Job that failed and was deleted since, or was not read; one that is there tells by its conditions."""
    event = next((event for event in reversed(events) if event.reason in JOB_WORDS), None)
    of, jobs, now = events[-1].involved_object, index.around.jobs, index.around.taken_at
    if event is None or of.uid in jobs:
        return None
    above = series(of.name)
    completed = index.completed.get((of.namespace, above))
    if completed is not None and completed >= last_seen(event):  # a later run has done the work
        return None
    names = dict.fromkeys((of.name, above))
    if any(case.is_sick for name in names for case in index.of_workload.get((of.namespace, name), ())):
        return None
    gone = "The Job has been deleted since." if jobs else ""
    return Cause(
        reason=from_server(event.reason),
        severity=Severity.WARNING if gone else Severity.CRITICAL,
        title=f"Job/{of.name} in namespace {of.namespace} failed at {clock(last_seen(event), now)}:"
        f" {JOB_WORDS[event.reason]}.",
        explanation=gone,
        pods=(),
        owners=(OwnerName("CronJob", above) if above != of.name else OwnerName("Job", of.name),),
        namespaces=(of.namespace,),
        since=last_seen(event),
        commands=(describe_object("job", of.name, of.namespace),),
    )


_NO_REQUEST = on_demand(r"missing request for ([\w./-]+)(?: in container ([\w-]+) of Pod ([\w.-]+))?")
"""pkg/controller/podautoscaler, v1.35: in older versions without the container."""
_NO_METRICS = on_demand(
    r"(?:could not find the requested resource|currently unable to handle the request)"
    r" \(get \S{1,200}?\.((?:custom\.|external\.)?metrics\.k8s\.io)"
)


def _servers(group: str) -> str:
    """The words for what serves an aggregated API: `what serves it, such as metrics-server,`."""
    names = [known.name for known in built_in().containers if ServiceName(ServiceKind.API, group) in known.serves]
    return f"what serves it, such as {listed(names)}," if names else "what serves it"


def _autoscaler(events: Sequence[Event], index: OwnerIndex) -> Cause | None:
    """An autoscaler that cannot compute its metric: a container without a request, or no metrics API.

    Pods that are not ready have no metrics for a while; so it is said after some minutes, and only while it lasts."""
    for event in reversed(events):
        missing, api = _NO_REQUEST().search(event.message), _NO_METRICS().search(event.message)
        lasts = last_seen(event) - first_seen(event)
        is_over = index.around.taken_at - last_seen(event) > AUTOSCALER_BLIND
        if not (missing or api) or event.type == "Normal" or lasts < AUTOSCALER_BLIND or is_over:
            continue
        of = event.involved_object
        if missing:
            resource, container, pod = missing[1], missing[2] or "", missing[3] or ""
            words = f"{f'container {container}' if container else 'a container of its pods'} requests no {resource}"
            advice = f"Give it a request for {resource}, or let one container be measured (type ContainerResource)."
        else:
            container, pod = "", ""
            group = api[1] if api else ""
            named = "the metrics API" if group == "metrics.k8s.io" else f"the API {group}"
            words = f"{named} {'is not there' if 'not find' in event.message else 'does not answer'}"
            advice = f"Look at `kubectl get apiservice v1beta1.{group}`: {_servers(group)} may be missing or down."
        case = index.pod.get((of.namespace, pod))
        owner = case.owner if case is not None else None
        return Cause(
            reason=from_server(event.reason),
            severity=Severity.WARNING,
            title=f"HorizontalPodAutoscaler/{of.name} in namespace {of.namespace} cannot scale: {words}.",
            explanation=says("It", event.message),
            pods=(),
            owners=(name_of(owner) if owner else OwnerName(AUTOSCALER, of.name),),
            namespaces=(of.namespace,),
            container=container,
            since=first_seen(event),
            advice=advice,
            needs=() if missing else aggregated_needs(event.message),
            commands=(describe_object("hpa", of.name, of.namespace),),
        )
    return None


_TELLING = {
    "DaemonSet": _daemon_set,
    "CronJob": _cron_job,
    "Job": _job,
    AUTOSCALER: _autoscaler,
}
"""What reads the events of an owner, by its kind."""
