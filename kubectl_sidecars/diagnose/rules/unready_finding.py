"""The finding about a container that keeps its pod unready."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import msgspec

from kubectl_sidecars.api import Event, Pod, Probe, Running, Waiting
from kubectl_sidecars.container_names import all_called, called
from kubectl_sidecars.diagnose.absence import Absence, Missing
from kubectl_sidecars.diagnose.facts.coming_agents import asked_host, coming_server
from kubectl_sidecars.diagnose.facts.container_needs import answer_needs, node_port_needs
from kubectl_sidecars.diagnose.facts.events import evidence, probe_failure
from kubectl_sidecars.diagnose.facts.impact import beside, beside_names, chosen
from kubectl_sidecars.diagnose.facts.probe_answers import ProbeAnswer, answer_to
from kubectl_sidecars.diagnose.facts.probe_meanings import AnswerMeaning, meaning_of
from kubectl_sidecars.diagnose.facts.probe_paths import Behind, app_behind
from kubectl_sidecars.diagnose.facts.readiness_flaps import Flaps, flaps
from kubectl_sidecars.diagnose.facts.readiness_patience import Patience, patience
from kubectl_sidecars.diagnose.facts.standby import OtherRole, other_role
from kubectl_sidecars.diagnose.facts.waiting_reasons import DOWN_REASONS
from kubectl_sidecars.diagnose.faults import Fault, Port, action_of
from kubectl_sidecars.diagnose.finding import Effect, Finding, LogRef, Severity, Transition
from kubectl_sidecars.diagnose.needs import Need
from kubectl_sidecars.diagnose.origin import ImageOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.phrasing.words import clock_or_unknown, handler, verb, who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.rules.unsteady import BY_TURNS, tries_words
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.sentences import often
from kubectl_sidecars.snapshot import times_seen


class _Unready(NamedTuple):
    """A container that is not ready since `since`; `lost` is when it stopped being ready, None if it never was.

    `failed` is the event of its probe, None without one, and `answer` what the probe said. `role` is the role that it
    is in on purpose, None without one; `suspects` are the containers that are down and may be why."""

    container: Assessment
    probe: Probe
    since: datetime | None
    lost: datetime | None
    failed: Event | None
    answer: ProbeAnswer
    role: OtherRole | None
    suspects: list[str]
    means: AnswerMeaning
    given: Patience
    flapping: Flaps | None


def unready(subject: Subject, container: Assessment, probe: Probe, lost: datetime | None) -> tuple[Finding, ...]:
    """The finding about a container that does not pass its readiness probe; () where it is not known since when.

    `lost` is when it stopped being ready, None if this run never was."""
    behind = app_behind(subject, container)
    found = _unready(subject, container, probe, lost, behind)
    if found is None:
        return ()
    finding = _finding(subject, found)
    return (finding if behind is None else _passed_on(subject, container, finding, behind),)


def _unready(
    subject: Subject, container: Assessment, probe: Probe, lost: datetime | None, behind: Behind | None
) -> _Unready | None:
    state = container.view.state
    since = lost or (state.started_at if isinstance(state, Running) else None)
    lasts = subject.seconds_since(since)
    if lasts is None:
        return None
    failed = probe_failure(subject, container.view, "Readiness")
    answer = answer_to(failed)
    role = other_role(subject, container, probe, answer)
    suspects = beside_names(subject, container, _down)
    given = Patience(Severity.NOTICE)
    if role is None and not suspects:
        server = coming_server(subject, probe)
        given = (
            Patience(
                Severity.NOTICE, f"It asks {called(server.container)} of pod {server.pod}, which is being started."
            )
            if server is not None
            else patience(subject, container, probe, answer, lasts, lost=lost is not None)
        )
    means = AnswerMeaning() if behind or role else meaning_of(container.view.spec, probe, answer)
    flapping = flaps(subject, container) if given.severity is not Severity.NOTICE else None
    return _Unready(container, probe, since, lost, failed, answer, role, suspects, means, given, flapping)


def _finding(subject: Subject, found: _Unready) -> Finding:
    container, image, failed = found.container, found.container.view.spec.image, found.failed
    flapping, text = found.flapping, found.answer.text
    absent = Absence(Missing.PROBE_ANSWER if failed else Missing.FAILED_READINESS_PROBE, container.name)
    log = LogRef(container.name)
    return Finding(
        reason=Reason.READINESS_PROBE_FAILED,
        severity=found.given.severity,
        container=container.name,
        predicate=_predicate(found),
        title=f"{called(container.name)} {BY_TURNS}: {tries_words(subject, flapping)}." if flapping else "",
        explanation=_explanation(subject, found),
        since=flapping.since if flapping else found.since,
        evidence=(f"{status_path(subject, container)}.ready=false", *((evidence(failed),) if failed else ())),
        advice=found.means.advice,
        commands=(kubectl.logs(subject, log),),
        log=log,
        origin=ImageOrigin(image, Fault.READINESS_FLAPS)
        if flapping
        else ImageOrigin(image, Fault.READINESS_PROBE, value=action_of(found.probe)),
        needs=(
            *_asked(subject, found.probe),
            *answer_needs(subject, container, text),
            *node_port_needs(subject, container, ""),
        ),
        absent=(absent,) if not text and subject.events_were_read else (),
        detail=paragraph(f"The probe ({handler(found.probe)}) says {quoted(text)}.", found.means.sentence)
        if text
        else "",
        effect=Effect.UNREADY,
        transition=Transition.UNDER_WAY,
    )


def _asked(subject: Subject, probe: Probe) -> tuple[Need, ...]:
    """The port of another host that the probe asks; () without one."""
    need = asked_host(subject, probe)
    return (need,) if need is not None else ()


def _predicate(found: _Unready) -> str:
    if found.flapping:
        return BY_TURNS
    if found.role is not None:
        return f"is not ready, and may be {found.role.words}"
    if found.given.severity is Severity.NOTICE and not found.suspects:
        return "has not passed its readiness probe yet"
    return "lost its readiness" if found.lost else "fails its readiness probe"


def _explanation(subject: Subject, found: _Unready) -> str:
    at, suspects = clock_or_unknown(found.since, subject.now), found.suspects
    began = f"was ready until {at}" if found.lost else f"has been running since {at}, never ready"
    return paragraph(
        f"{_name(found.role.ready)} of the same app is ready." if found.role is not None else "",
        f"{who(found.container)} {began} ({handler(found.probe)}{_seen(subject, found)}){_says(found)}.",
        found.means.sentence,
        found.given.words,
        beside(subject, found.container)[1],
        f"{all_called(suspects)} {verb(suspects, 'is', 'are')} down, which may be why." if suspects else "",
    )


def _seen(subject: Subject, found: _Unready) -> str:
    if found.failed:
        return f", seen to fail {often(times_seen(found.failed))}"
    return ", its failures are not among the events that are left" if subject.events_were_read else ""


def _says(found: _Unready) -> str:
    if found.answer.text:
        return f"; the probe says {quoted(found.answer.text)}"
    silent = "the probe prints nothing" if found.probe.exec is not None else "its event does not say why"
    return f"; {silent}" if found.failed else ""


def _passed_on(subject: Subject, proxy: Assessment, found: Finding, behind: Behind) -> Finding:
    """The finding about a proxy whose probe asks the app: the app does not answer."""
    app, log = behind.app, LogRef(behind.app.name)
    predicate = f"does not answer on port {behind.port}"
    return msgspec.structs.replace(
        found,
        container=app.name,
        predicate=predicate,
        title=f"{called(proxy.name)} is not ready: {called(app.name)} {predicate}.",
        explanation=paragraph(
            f"The probe of {called(proxy.name)} asks {called(app.name)} at port {behind.port} ({behind.where}).",
            found.explanation,
        ),
        advice=f"Look at the port on which {called(app.name)} listens: it has to be {behind.port}.",
        commands=(kubectl.logs(subject, log), *found.commands),
        log=log,
        origin=ImageOrigin(app.view.spec.image, Fault.NO_ANSWER, value=Port(behind.port)),
        detail=f"The probe of {called(proxy.name)} asks {called(app.name)} at port {behind.port} ({behind.where}).",
    )


def _down(subject: Subject) -> tuple[list[str], dict[int, int]]:
    """The containers that crash."""
    return chosen(
        other
        for other in subject.containers
        if isinstance(other.view.state, Waiting) and other.view.state.reason in DOWN_REASONS
    )


def _name(pod: Pod) -> str:
    return f"{pod.metadata.namespace}/{pod.metadata.name}"
