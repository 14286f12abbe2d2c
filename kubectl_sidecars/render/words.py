"""The words that every form of the report shares: cells and short phrases made from its values."""

from __future__ import annotations

from datetime import datetime

from kubectl_sidecars.diagnose import Finding, Severity, Transition
from kubectl_sidecars.durations import age
from kubectl_sidecars.escape import visible
from kubectl_sidecars.lifecycle.assessment import Stage
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.render.tones import OF_SEVERITY, OF_STAGE, Cell, Tone
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.report.schema import ContainerReport
from kubectl_sidecars.snapshot import Undecodable


def problems(pod: PodReport) -> tuple[Finding, ...]:
    """The findings that are more than advice, worst first."""
    if not pod.findings:
        return ()
    return tuple(finding for finding in pod.findings if finding.severity is not Severity.NOTICE)


def is_sick(pod: PodReport) -> bool:
    return bool(problems(pod))


ON_THE_WAY = (Transition.DISRUPTED, Transition.UNDER_WAY)
"""What a pod waits for at its start or its end; what is said first comes first."""


def under_way(pod: PodReport, transitions: tuple[Transition, ...] = ON_THE_WAY) -> tuple[Finding, ...]:
    """The notices that explain what a pod without a problem waits for; what ends it from outside comes first."""
    notices = [each for each in pod.findings if each.transition in transitions and each.severity is Severity.NOTICE]
    if not notices or is_sick(pod):
        return ()
    return tuple(sorted(notices, key=lambda each: each.transition is not Transition.DISRUPTED))


def finding_cell(pod: PodReport) -> Cell:
    """The worst finding in a few words; else what the pod waits for, else the truth where kubectl's words mislead;
    advice is not shown here."""
    found = problems(pod)
    if not found:
        if waits := under_way(pod, (*ON_THE_WAY, Transition.JUST_PAST)):
            return visible(waits[0].summary), OF_SEVERITY[Severity.NOTICE]
        return visible(pod.truth), Tone.PLAIN
    more = f" (+{len(found) - 1})" if len(found) > 1 else ""
    return visible(found[0].summary) + more, OF_SEVERITY[found[0].severity]


def status_tone(pod: PodReport) -> Tone:
    found = problems(pod)
    if found:
        return OF_SEVERITY[found[0].severity]
    return Tone.MUTED if pod.phase == "Succeeded" else Tone.PLAIN


def stage_cell(container: ContainerReport, now: datetime) -> Cell:
    """The stage in words, in the tone of the stage."""
    return stage_words(container, now), OF_STAGE[container.stage]


def stage_words(container: ContainerReport, now: datetime, *, counts_down: bool = True) -> str:
    """`waiting for vault-agent`, `stopping, stops after app`, `backing off, not before 12:04:31 (in 38s)`.

    Without `counts_down` the text does not change each second, so that a screen need not draw it again.
    """
    if container.waits_for and container.stage is Stage.WAITING:
        return f"waiting for {visible(container.waits_for)}"
    if container.waits_for:
        return f"{container.stage.value}, stops after {visible(container.waits_for)}"
    if container.stage is Stage.BACKING_OFF and container.next_restart:
        return f"backing off, {_next_start(container, container.next_restart, now, counts_down=counts_down)}"
    return container.stage.value


def _next_start(container: ContainerReport, start: datetime, now: datetime, *, counts_down: bool) -> str:
    """The earliest time at which the kubelet starts the container again, marked where it is our estimate."""
    seconds = int((start - now).total_seconds())
    if start <= now or (seconds == 0 and counts_down):
        return "restart is due"
    estimated = ", estimated" if container.next_restart_estimated else ""
    return f"not before {start:%H:%M:%S}" + (f" (in {seconds}s{estimated})" if counts_down else "")


def since(container: ContainerReport, now: datetime) -> str:
    """How long the container has been in its state, as far as the API tells; "" where it does not."""
    then = container.state.started_at if container.state.kind == "running" else container.state.finished_at
    if container.state.kind == "waiting":
        then = container.last_state.finished_at
    return age(then, now) if then else ""


def role_words(container: ContainerReport) -> str:
    """`ambassador, service-mesh proxy`; a helper that is a plain container is called what it is."""
    helper = container.type is ContainerType.CONTAINER and container.role not in ("main", "unknown")
    words = [container.role.value, container.task, "sidecar (not native)" if helper else ""]
    return ", ".join(visible(word) for word in words if word)


def evidence_words(container: ContainerReport) -> str:
    """The strongest evidence in a few words, with how sure we are where that is not much."""
    strongest = visible(container.evidence[0]) if container.evidence else ""
    doubt = f"{container.confidence.value} confidence" if container.confidence != "high" else ""
    return "; ".join(word for word in (strongest, doubt) if word)


def unread(what: Undecodable) -> str:
    """`Pod shop/web could not be read in full: Expected ...`."""
    name = f"{what.namespace}/{what.name}".strip("/")
    return f"{what.kind} {name or 'without a name'} could not be read in full: {what.problem}"
