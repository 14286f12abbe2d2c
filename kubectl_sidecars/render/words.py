"""Words that all formats and the screen share: cells and short phrases made of the values of a report."""

from __future__ import annotations

from datetime import datetime

from kubectl_sidecars.classify.known_container import UsualType
from kubectl_sidecars.classify.roles import NO_HELPERS
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
    """The findings above notice, worst first."""
    if not pod.findings:
        return ()
    return tuple(finding for finding in pod.findings if finding.severity is not Severity.NOTICE)


def is_sick(pod: PodReport) -> bool:
    """True if the pod has a finding above notice."""
    return bool(problems(pod))


ON_THE_WAY = (Transition.DISRUPTED, Transition.UNDER_WAY)
"""The transitions of a pod that starts or stops."""


def under_way(pod: PodReport, transitions: tuple[Transition, ...] = ON_THE_WAY) -> tuple[Finding, ...]:
    """The notices about what a pod waits for, a disruption first; empty if the pod has a problem."""
    notices = [
        finding for finding in pod.findings if finding.transition in transitions and finding.severity is Severity.NOTICE
    ]
    if not notices or is_sick(pod):
        return ()
    return tuple(sorted(notices, key=lambda finding: finding.transition is not Transition.DISRUPTED))


def finding_cell(pod: PodReport) -> Cell:
    """The worst finding in a few words, else what the pod waits for, else a note where STATUS misleads.

    Advice is not shown here.
    """
    found = problems(pod)
    if not found:
        if waits := under_way(pod, (*ON_THE_WAY, Transition.JUST_PAST)):
            return visible(waits[0].summary), OF_SEVERITY[Severity.NOTICE]
        return visible(pod.truth), Tone.PLAIN
    more = f" (+{len(found) - 1})" if len(found) > 1 else ""
    return visible(found[0].summary) + more, OF_SEVERITY[found[0].severity]


def status_tone(pod: PodReport) -> Tone:
    """The tone of STATUS: that of the worst finding, muted for a completed pod."""
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
    """The time that the container has been in its state; "" if the API does not say."""
    then = container.state.started_at if container.state.kind == "running" else container.state.finished_at
    if container.state.kind == "waiting":
        then = container.last_state.finished_at
    return age(then, now) if then else ""


def role_words(container: ContainerReport) -> str:
    """`ambassador, service-mesh proxy`, with `sidecar (not native)` for a helper that is a plain container."""
    helper = container.type is ContainerType.CONTAINER and container.role not in NO_HELPERS
    words = [container.role.value, container.task, UsualType.LEGACY.value if helper else ""]
    return ", ".join(visible(word) for word in words if word)


def evidence_words(container: ContainerReport) -> str:
    """The strongest evidence, and the confidence if it is not high."""
    strongest = visible(container.evidence[0]) if container.evidence else ""
    doubt = f"{container.confidence.value} confidence" if container.confidence != "high" else ""
    return "; ".join(word for word in (strongest, doubt) if word)


def unread(what: Undecodable) -> str:
    """`Pod shop/web could not be read in full: Expected ...`."""
    name = f"{what.namespace}/{what.name}" if what.namespace else what.name
    return f"{what.kind} {name or 'without a name'} could not be read in full: {what.problem}"
