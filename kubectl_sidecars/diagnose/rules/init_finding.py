"""The finding about an init container that runs on: a wait, long work, or a sidecar whose restartPolicy was lost."""

from __future__ import annotations

import re
from typing import NamedTuple

from kubectl_sidecars.api import Running
from kubectl_sidecars.classify import Confidence, runs_on_by_nature
from kubectl_sidecars.classify.known_container import ServiceName
from kubectl_sidecars.container_names import all_called, called
from kubectl_sidecars.diagnose.facts.asked_peers import peer_needs
from kubectl_sidecars.diagnose.facts.coming_agents import coming_agent
from kubectl_sidecars.diagnose.facts.coming_work import is_wait, migrating
from kubectl_sidecars.diagnose.facts.container_needs import known_needs
from kubectl_sidecars.diagnose.facts.entrypoint_waits import Awaited, awaited
from kubectl_sidecars.diagnose.facts.impact import headline, waiting_behind
from kubectl_sidecars.diagnose.facts.thresholds import (
    INIT_WAIT_LONG,
    INIT_WAIT_STUCK,
    INIT_WORK_LONG,
    INIT_WORK_STUCK,
    MOST_READ,
)
from kubectl_sidecars.diagnose.finding import Effect, Finding, LogRef, Severity, Transition, severity_after
from kubectl_sidecars.diagnose.needs import Need
from kubectl_sidecars.diagnose.origin import AgentOrigin, ImageOrigin, Origin, WaitOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.words import since, verb, who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.sentences import span

WAIT_LOOP = on_demand(
    r"\buntil\b|\bwhile\b.{0,200}\b(nslookup|getent|nc|ncat|netcat|curl|wget|ping|pg_isready|redis-cli|mysqladmin)\b"
    r"|wait[-_ ]?for|wait4x|dockerize.{0,80}-wait|waiting for",
    re.IGNORECASE | re.DOTALL,
)
"""Commands that wait for something else, instead of doing work of their own."""


class _Purpose(NamedTuple):
    """The purpose of an init container. `command` is its command line, or the variables that name its dependencies,
    which are `named`; `services` are those of the catalogue that it waits for; `waits` is True if any of them says that
    it waits."""

    command: str
    named: Awaited
    services: tuple[ServiceName, ...]
    waits: bool
    is_stripped: bool


def _purpose(subject: Subject, container: Assessment) -> _Purpose:
    named, spec, known = awaited(subject, container), container.view.spec, container.judgement.known
    command = named.variables or " ".join((*spec.command, *spec.args))[:MOST_READ]
    services = tuple(map(ServiceName.of, known.needs)) if known else ()
    waits = bool(services or named.says) or is_wait(container) or WAIT_LOOP().search(command) is not None
    return _Purpose(command, named, services, waits, _is_stripped(container))


def _is_stripped(container: Assessment) -> bool:
    """True if a plain init container is one that runs as long as its pod: its restartPolicy Always was lost."""
    return container.view.type is ContainerType.INIT and runs_on_by_nature(container.judgement)


class _Outlook(NamedTuple):
    """The severity of an init container that runs on, and a sentence on what it rightly waits for, or ""."""

    severity: Severity
    coming: str = ""


def _outlook(subject: Subject, container: Assessment, purpose: _Purpose, lasts: float) -> _Outlook:
    # an agent of the node may have to build a driver first
    is_quick = (purpose.waits or purpose.is_stripped) and not purpose.services
    short, long = (INIT_WAIT_LONG, INIT_WAIT_STUCK) if is_quick else (INIT_WORK_LONG, INIT_WORK_STUCK)
    agent = coming_agent(subject, container) if purpose.services and lasts >= short else None
    if agent is not None:
        name = f"{called(agent.container)} of pod {agent.pod}"
        return _Outlook(Severity.NOTICE, f"It waits for {name} on its node, which is still starting.")
    if purpose.waits and (job := migrating(subject, container)):
        return _Outlook(Severity.NOTICE, f"It waits for the work of Job/{job}, which is being done.")
    return _Outlook(severity_after(lasts, short, long))


class _Words(NamedTuple):
    """The words on an init container that runs on: the reason, what it does, why, and the advice or ""."""

    reason: Reason
    predicate: str
    why: str
    advice: str = ""


def _words(container: Assessment, purpose: _Purpose, coming: str, place: str) -> _Words:
    if purpose.is_stripped:
        return _Words(
            Reason.SIDECAR_NOT_NATIVE,
            "is a sidecar without restartPolicy: Always",
            "It never ends, as a sidecar should not: without restartPolicy: Always the kubelet waits for its end."
            " An injector or a webhook that does not know the field may have dropped it.",
            "Set restartPolicy: Always on it, or update what injects it.",
        )
    if purpose.waits:
        unknown = "Its command waits for something that does not come; its log says for what."
        return _Words(Reason.INIT_WAITS, f"still waits ({place})", coming or purpose.named.says or unknown)
    its = "Its" if container.view.restart_count else "It has not failed; its"
    return _Words(Reason.INIT_RUNS_LONG, f"has not finished ({place})", f"{its} log says what it does.")


def init_finding(subject: Subject, container: Assessment, state: Running, lasts: float) -> Finding:
    """The finding about a plain init container that has run for `lasts` seconds."""
    purpose = _purpose(subject, container)
    outlook = _outlook(subject, container, purpose, lasts)
    place = f"init {container.view.index + 1} of {len(subject.pod.spec.init_containers)}"
    words, behind = _words(container, purpose, outlook.coming, place), waiting_behind(subject, container)
    log = LogRef(container.name)
    return Finding(
        reason=words.reason,
        severity=outlook.severity,
        container=container.name,
        predicate=words.predicate,
        title=headline(subject, container, f"{called(container.name)} {words.predicate}"),
        explanation=paragraph(
            f"{who(container)}, {place}, runs{since(state.started_at, subject.now)} ({span(lasts)}).",
            words.why,
            f"{all_called(behind)} {verb(behind, 'waits', 'wait')} behind it.",
        ),
        confidence=Confidence.MEDIUM if purpose.is_stripped else Confidence.HIGH,
        since=state.started_at,
        evidence=(f"{status_path(subject, container)}.state.running", _evidence(container, purpose.named.variables)),
        advice=words.advice,
        commands=(kubectl.logs(subject, log),),
        log=log,
        origin=_origin(subject, container, purpose, words.reason),
        needs=_needs(subject, container, purpose),
        effect=Effect.BLOCKED,
        transition=Transition.UNDER_WAY,
    )


def _origin(subject: Subject, container: Assessment, purpose: _Purpose, reason: Reason) -> Origin:
    """The origin: of a wait the agents that give its services, else what its command asks for; of other work the image.

    A command with a variable has another value in each workload."""
    namespace, command = subject.pod.metadata.namespace, purpose.command
    if reason is Reason.INIT_WAITS and purpose.services:
        return AgentOrigin(namespace, purpose.services)
    if reason is Reason.INIT_WAITS and "$" not in command:
        return WaitOrigin(namespace, command)
    return ImageOrigin(container.view.spec.image, reason, command[:200])


def _needs(subject: Subject, container: Assessment, purpose: _Purpose) -> tuple[Need, ...]:
    if purpose.named.says:
        return (*known_needs(subject, container), *purpose.named.needs)
    return (*known_needs(subject, container), *(peer_needs(subject, purpose.command) if purpose.waits else ()))


def _evidence(container: Assessment, variables: str) -> str:
    spec = container.view.spec
    if variables:
        return f"{container.view.path}.env: {variables[:120]}"
    name, words = ("command", spec.command) if spec.command else ("args", spec.args)
    return (
        f"{container.view.path}.{name}={' '.join(words)[:120]}"
        if words
        else f"{container.view.path}.image={spec.image}"
    )
