"""Additions of the pod's map to a finding that a rule has made of one container."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import msgspec

from kubectl_sidecars.api import Probe, Running
from kubectl_sidecars.container_names import called
from kubectl_sidecars.diagnose.facts.events import latest, of_container
from kubectl_sidecars.diagnose.facts.known_faults import fault_words
from kubectl_sidecars.diagnose.facts.local_addresses import probed_port
from kubectl_sidecars.diagnose.facts.memory_limits import slip
from kubectl_sidecars.diagnose.facts.pod_map import MappedContainer, pod_map
from kubectl_sidecars.diagnose.facts.probe_answers import answer_to
from kubectl_sidecars.diagnose.facts.probe_paths import rewritten
from kubectl_sidecars.diagnose.facts.reliance import PATH
from kubectl_sidecars.diagnose.facts.startup_race import UP_BY, raced
from kubectl_sidecars.diagnose.finding import Finding, Severity
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.words import clock, verb, who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.exits import signal_of
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.sentences import MOST_LISTED, listed


class FindingContext(msgspec.Struct, frozen=True):
    """A sentence that belongs to a finding, and what takes the place of the finding's advice and severity, where it has
    any."""

    sentence: str
    advice: str = ""
    severity: Severity | None = None


def context(subject: Subject, finding: Finding) -> Finding:
    """The finding with all that is known of its container's place in the pod."""
    container = subject.by_name.get(finding.container) if finding.severity is not Severity.NOTICE else None
    if container is None:
        return finding
    for tell in _CONTEXTS:
        more = tell(subject, container, finding)
        if more is not None:
            finding = msgspec.structs.replace(
                finding,
                explanation=paragraph(finding.explanation, more.sentence),
                detail=paragraph(finding.detail, more.sentence) if finding.detail else more.sentence,
                advice=more.advice or finding.advice,
                severity=more.severity or finding.severity,
            )
    return finding


PROBES: dict[str, str] = {
    Reason.STARTUP_PROBE_FAILED: "Startup",
    Reason.STARTUP_PROBE_PENDING: "Startup",
    Reason.LIVENESS_PROBE_FAILED: "Liveness",
    Reason.READINESS_PROBE_FAILED: "Readiness",
}
"""Reasons of findings about a probe, with the probe's name in the kubelet's events."""


def _probe(container: Assessment, finding: Finding) -> tuple[str, Probe | None]:
    kind, spec = PROBES.get(finding.reason, ""), container.view.spec
    probes = {"Startup": spec.startup_probe, "Liveness": spec.liveness_probe, "Readiness": spec.readiness_probe}
    return kind, probes.get(kind)


def probed_elsewhere(subject: Subject, container: Assessment, finding: Finding) -> tuple[int, MappedContainer] | None:
    """The port that a probe asks, and the other container that serves it, where this one serves others; else None."""
    _, probe = _probe(container, finding)
    port = probed_port(container.view.spec, probe) if probe else 0
    place = pod_map(subject).place(container.name) if port else None
    if probe is None or place is None or rewritten(subject, container, probe) is not None:
        return None
    own = place.declares | place.listens
    other = pod_map(subject).server(port, container.name) if own and port not in own else None
    return (port, other) if other is not None and port in other.declares | other.listens else None


def _probed_port(subject: Subject, container: Assessment, finding: Finding) -> FindingContext | None:
    """The port that a probe asks, where the container does not declare it."""
    kind, probe = _probe(container, finding)
    port = probed_port(container.view.spec, probe) if probe else 0
    if probe is None or not port:
        return None
    place = pod_map(subject).place(container.name)
    if place is None or rewritten(subject, container, probe) is not None:
        return None
    if not (place.declares or place.listens) or port in place.declares | place.listens:
        return None
    elsewhere = probed_elsewhere(subject, container, finding)
    if elsewhere is not None:
        other, own = elsewhere[1], called(container.name)
        sentence = f"Its {kind.lower()} probe asks port {port}, which {who(other.container)} serves, not {own}."
        return FindingContext(sentence, f"Let the probe ask a port of {own}, or look at {called(other.name)}.")
    failed = latest(of_container(subject, container.view), "Unhealthy", f"{kind} probe")
    if port in place.usual or (failed is not None and not answer_to(failed).is_refused):
        return None
    ports = sorted(place.declares or place.listens)
    declares = f"{called(container.name)} declares {verb(ports, 'port', 'ports')} {listed(ports)}"
    return FindingContext(
        f"Its {kind.lower()} probe asks port {port}; {declares}.", "Let the probe ask a port that it serves."
    )


def _probed_file(subject: Subject, container: Assessment, finding: Finding) -> FindingContext | None:
    """The file that a probe tests, where another container writes it."""
    kind, probe = _probe(container, finding)
    for word in probe.exec.command if probe and probe.exec else ():
        for part in word.split():
            path = PATH().match(part.lstrip("\"'<"))
            writers = pod_map(subject).writers(container.name, path[0]) if path else []
            if path and writers:
                names, does = listed(who(each.container) for each in writers), verb(writers, "writes", "write")
                return FindingContext(f"The {kind.lower()} probe tests {path[0]}, a file which {names} {does}.")
    return None


_TELLING_SIGNALS = frozenset({1, 10, 12, 15})
"""Signals by which one process tells another to reload or to stop: HUP, USR1, USR2, TERM."""


def _senders(subject: Subject) -> dict[str, MappedContainer]:
    """By name: the containers that may send signals, without init containers, which have ended by then."""
    senders = pod_map(subject).senders
    return {each.name: each for each in senders if each.container.view.type is not ContainerType.INIT}


def _signalled(subject: Subject, container: Assessment, finding: Finding) -> FindingContext | None:
    """The container that may have sent the signal of which this one died: they see each other's processes."""
    run = container.view.last_terminated
    if finding.reason is not Reason.KILLED_BY_SIGNAL or run is None or not subject.pod.spec.share_process_namespace:
        return None
    may_send = subject.once(_senders)
    others = (each for name, each in may_send.items() if name != container.name)
    senders = list(itertools.islice(others, MOST_LISTED))
    if signal_of(run) not in _TELLING_SIGNALS or not senders:
        return None
    more = len(may_send) - (container.name in may_send) - len(senders)
    names = listed((who(each.container) for each in senders), more=more)
    sentence = f"{names} {verb(senders, 'is', 'are')} in the same process namespace and likely sent the signal."
    own, sender = called(container.name), called(senders[0].name)
    return FindingContext(sentence, f"Let {own} handle the signal, or let {sender} reload it by another way (HTTP).")


def _rewritten(subject: Subject, container: Assessment, finding: Finding) -> FindingContext | None:
    """The proxy through which the probe goes, and the port of the app that it asks."""
    kind, probe = _probe(container, finding)
    found = rewritten(subject, container, probe) if probe else None
    if found is None:
        return None
    proxy, port = found
    asks = f"which asks {called(container.name)} at port {port}" if port else f"which asks {called(container.name)}"
    return FindingContext(f"Its {kind.lower()} probe goes through {who(proxy)}, {asks}.")


def _raced(subject: Subject, container: Assessment, finding: Finding) -> FindingContext | None:
    """The native sidecar that was not up yet when the init container failed: the next try may pass."""
    run = container.view.last_terminated
    found = raced(subject, container, run) if run is not None and finding.reason is Reason.EXIT_ERROR else None
    if found is None:
        return None
    helper, what = found
    state = helper.view.state
    since = state.started_at if isinstance(state, Running) else None
    began = f" has been running since {clock(since, subject.now, seconds=True)} and" if since else ""
    sentence = (
        f"{who(helper)}{began} has no startup probe, so {called(container.name)} may have come before {what} was there."
    )
    young = subject.within(since, UP_BY)
    return FindingContext(sentence, _PROBE_IT.format(called(helper.name), what), Severity.WARNING if young else None)


_PROBE_IT = "Give {} a startupProbe that passes once {} is there."


def _known_fault(subject: Subject, container: Assessment, finding: Finding) -> FindingContext | None:
    """The fault of the node's kubelet that fits."""
    words = fault_words(subject, container, finding.reason)
    return FindingContext(words) if words else None


_FOR_WANT_OF_MEMORY = frozenset({Reason.START_ERROR, Reason.CREATE_CONTAINER_ERROR, Reason.OOM_KILLED})
"""Reasons of containers that a memory limit of next to nothing can keep from starting."""


def _slipped(_: Subject, container: Assessment, finding: Finding) -> FindingContext | None:
    """The memory limit that cannot be meant as it is written."""
    limit = container.view.memory_limit if finding.reason in _FOR_WANT_OF_MEMORY else None
    found = slip({container.name: limit}) if limit is not None else None
    return FindingContext(f"{found.words[0].upper()}{found.words[1:]}.", found.advice) if found else None


_CONTEXTS: tuple[Callable[[Subject, Assessment, Finding], FindingContext | None], ...] = (
    _probed_port,
    _rewritten,
    _probed_file,
    _raced,
    _signalled,
    _known_fault,
    _slipped,
)
