"""Containers of one pod that bind one port: they share one network, so the second one fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kubectl_sidecars.api import Terminated, Waiting
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.container_names import called
from kubectl_sidecars.diagnose.facts.impact import effect
from kubectl_sidecars.diagnose.facts.local_addresses import in_use
from kubectl_sidecars.diagnose.facts.pod_map import MappedContainer, last_words, pod_map
from kubectl_sidecars.diagnose.facts.waiting_reasons import DOWN_REASONS
from kubectl_sidecars.diagnose.faults import Fault, Port
from kubectl_sidecars.diagnose.finding import Finding, LogRef, Severity
from kubectl_sidecars.diagnose.origin import ImageOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import ended_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.words import who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.exits import ended_on_request


def port_conflict(subject: Subject) -> Iterator[Finding]:
    """A container that fails beside another one of its pod which has the port that it binds."""
    for container in subject.containers:
        if not container.view.runs_with_pod or not _fails(container):
            continue
        busy = {port for words in last_words(container) for port in in_use(words)}
        if not busy and not _shares_a_port(subject, container):
            continue  # most pods: their map is not needed here
        place = pod_map(subject).place(container.name)
        if place is None:
            continue
        port = min(busy, default=0) or _declared_twice(subject, place)
        other = pod_map(subject).server(port, place.name) if port else None
        if other is not None:
            yield _finding(subject, place, other, port, is_proven=bool(busy))


def _shares_a_port(subject: Subject, container: Assessment) -> bool:
    """True if another container of the pod declares a port that this one declares too."""
    counts = subject.once(_declared)
    return any(counts[port] > 1 for port in {port.container_port for port in container.view.spec.ports})


def _declared(subject: Subject) -> Counter[int]:
    """The number of containers that declare each port."""
    ports = ({port.container_port for port in each.view.spec.ports} for each in subject.containers)
    return Counter(port for own in ports for port in own)


def _fails(container: Assessment) -> bool:
    """True if it exits by itself with an error: a port that is taken is no matter of probes or memory."""
    view = container.view
    run, state = view.last_terminated, view.state
    down = isinstance(state, Terminated) or (isinstance(state, Waiting) and state.reason in DOWN_REASONS)
    if not down or run is None or run.reason != "Error":
        return False
    return not ended_on_request(run) and run.exit_code not in (126, 127, 128)


def _declared_twice(subject: Subject, place: MappedContainer) -> int:
    """A port that another container, which runs, declares too; 0 without one. Last words tell what it died of."""
    if last_words(place.container) and any(run.message for run in _ends(place)):
        return 0
    for port in sorted(place.declares):
        other = pod_map(subject).server(port, place.name)
        if other is not None and port in other.declares and other.container.view.is_started:
            return port
    return 0


def _ends(place: MappedContainer) -> Iterator[Terminated]:
    run = place.container.view.last_terminated
    if run is not None:
        yield run


def _finding(
    subject: Subject, place: MappedContainer, other: MappedContainer, port: int, *, is_proven: bool
) -> Finding:
    container = place.container
    does, consequence = effect(subject, container)
    log = LogRef(container.name, previous=not isinstance(container.view.state, Terminated))
    run = container.view.last_terminated
    shared = f"The containers of a pod share one network: {who(container)} and {who(other.container)}"
    proof = (
        f"{shared} both want port {port}, and its last words say that it is in use."
        if is_proven
        else f"{shared} both declare port {port}, and only one can have it; {called(container.name)} exits"
        f" with {run.exit_code if run else 'an error'}."
    )
    return Finding(
        reason=Reason.PORT_CONFLICT,
        severity=Severity.CRITICAL if is_proven else Severity.WARNING,
        container=container.name,
        predicate=f"and {called(other.name)} both bind port {port}",
        explanation=paragraph(proof, consequence),
        confidence=Confidence.HIGH if is_proven else Confidence.MEDIUM,
        since=run.finished_at if run else None,
        evidence=(f"{container.view.path}.ports", f"{other.container.view.path}.ports", ended_path(subject, container)),
        advice=f"Give {called(container.name)} or {called(other.name)} another port.",
        commands=(kubectl.logs(subject, log),),
        log=log,
        origin=ImageOrigin(container.view.spec.image, Fault.PORT, value=Port(port, other.name)),
        detail=f"{called(container.name)} and {called(other.name)} both bind port {port}.",
        effect=does,
    )
