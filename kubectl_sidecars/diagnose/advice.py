"""Advice on what a pod's helpers cost and how they could be run: notices, never alarms.

What the API cannot tell is said: whether an app retries, whether its source can be touched. At most
one notice stands on a container, the most useful one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kubectl_sidecars.api import Terminated
from kubectl_sidecars.classify import Confidence, Role
from kubectl_sidecars.classify.catalog import BY_ID
from kubectl_sidecars.classify.catalog.native import BY_HAND, REFUSED, SWITCHES
from kubectl_sidecars.diagnose.awaited import waits_for
from kubectl_sidecars.diagnose.finding import Finding, Severity, Subject
from kubectl_sidecars.diagnose.quantities import quantity
from kubectl_sidecars.diagnose.words import listed, who
from kubectl_sidecars.lifecycle.life import Life
from kubectl_sidecars.model import ContainerType

REACHED = frozenset(
    {
        "service-mesh proxy",
        "application runtime",
        "database proxy",
        "protocol proxy",
        "credential proxy",
        "cache proxy",
        "VPN",
        "tunnel",
    }
)
"""Tasks of ambassadors that the app calls: it fails while they are not up."""
NEEDED_AT_THE_END = frozenset({"log shipper", "telemetry collector", "tracing agent", "secret agent"})
"""Tasks that should outlive the app: a plain container is stopped at the same time."""
REPLACED_BY_STDOUT = frozenset({"log streamer"})
WAITING = "wait for a dependency"

Advice = Callable[[Subject, Life], Finding | None]


def advise(subject: Subject) -> Iterator[Finding]:
    """How helpers could be run better: native, with requests, or not at all. Notices only."""
    if subject.is_over or subject.is_deleting:
        return
    for life in subject.containers:
        if life.view.type is ContainerType.INIT:
            finding = waiting_init(life)
        else:
            finding = _of_helper(subject, life) if life.judgement.is_helper else None
        if finding:
            yield finding


def _of_helper(subject: Subject, life: Life) -> Finding | None:
    return next((found for advice in ADVICE if (found := advice(subject, life))), None)


def legacy_in_job(subject: Subject, life: Life) -> Finding | None:
    """A pod that should end has a helper that ends only by itself."""
    if (
        subject.pod.spec.restart_policy == "Always"
        or not _is_sure_legacy(life, known=True)
        or not _has_main(subject, life)
    ):
        return None
    return _notice(
        "SidecarInJob",
        life,
        "not native, may keep the Job from ending",
        f"{who(life)} is a plain container of a pod that should end: unless something tells it to stop, it runs on"
        " and the pod never completes.",
        _native_advice(life),
    )


def racing_main(subject: Subject, life: Life) -> Finding | None:
    """A main container starts together with the proxy that it calls."""
    if not _is_sure_legacy(life) or life.judgement.task not in REACHED or _is_gate(life):
        return None
    if not _has_main(subject, life) or any(waits_for(each, life) for each in subject.mains):
        return None
    mains = listed(each.name for each in subject.mains if each.judgement.role is Role.MAIN)
    return _notice(
        "StartsWithProxy",
        life,
        f"starts together with {mains}",
        f"{who(life)} and {mains} start together, so that {mains} may fail to connect at first, and"
        " the proxy stops at the same time as what still needs it. If the app retries, only its log shows that; the"
        " API cannot tell.",
        _native_advice(life),
    )


def could_be_native(subject: Subject, life: Life) -> Finding | None:
    """A helper that should outlive the app is stopped with it, and its project can make it native."""
    task = life.judgement.task
    if not _is_sure_legacy(life) or not _has_main(subject, life):
        return None
    if life.judgement.entry not in SWITCHES and task not in NEEDED_AT_THE_END:
        return None
    return _notice(
        "CouldBeNative",
        life,
        "could be a native sidecar",
        f"{who(life)} is told to stop when the app is, and may miss its last words. A native sidecar starts before the"
        " app and stops after it.",
        _native_advice(life),
    )


def larger_than_main(subject: Subject, life: Life) -> Finding | None:
    """A helper asks for more than the main containers together."""
    if life.judgement.confidence is Confidence.LOW:
        return None
    mains = [each for each in subject.mains if each.judgement.role is Role.MAIN and each is not life]
    for resource in ("memory", "cpu"):
        asked = quantity(life.view.spec.resources.requests, resource)
        main = sum(quantity(each.view.spec.resources.requests, resource) for each in mains)
        if mains and 0 < main < asked:
            text = life.view.spec.resources.requests.get(resource)
            return _notice(
                "SidecarLargerThanMain",
                life,
                f"asks for more {resource} than {listed(each.name for each in mains)}",
                f"{who(life)} requests {text} of {resource}, more than {listed(each.name for each in mains)} does, in"
                " each replica. Its real use may be far below; the API server does not tell.",
                f"Compare with `kubectl top pod {subject.pod.metadata.name} --containers` before you lower it.",
            )
    return None


def without_requests(subject: Subject, life: Life) -> Finding | None:
    """A helper asks for nothing where its main containers do: the scheduler counts it as free."""
    resources = life.view.spec.resources
    if resources.requests or resources.limits:
        return None
    mains = [each for each in subject.mains if each.judgement.role is Role.MAIN and each is not life]
    if life.judgement.confidence is Confidence.LOW or not any(each.view.spec.resources.requests for each in mains):
        return None
    return _notice(
        "SidecarWithoutRequests",
        life,
        "has no requests",
        f"{who(life)} requests neither cpu nor memory, so that the scheduler counts it as free, and it is among the"
        " first to suffer when the node is full.",
        f"Set resources.requests of {life.name}.",
    )


def waiting_init(life: Life) -> Finding | None:
    """An init container waits for what a readiness probe or a retry in the app may handle."""
    if life.judgement.task != WAITING:
        return None
    return _notice(
        "WaitsForDependency",
        life,
        "only waits for a dependency",
        f"{who(life)} only waits until something answers. It does so once, at the start: the app must cope with a"
        " dependency that fails later all the same. An app that retries, with a readiness probe, needs no such"
        " container; whether it retries the API cannot tell.",
        "If the app retries its connections, remove it; else keep it.",
        Confidence.LOW,
    )


def maybe_needless(_subject: Subject, life: Life) -> Finding | None:
    """A helper whose work the app could do itself."""
    is_toolbox = life.judgement.role is Role.DEBUG and life.view.type is ContainerType.CONTAINER
    if life.judgement.task not in REPLACED_BY_STDOUT and not is_toolbox:
        return None
    instead = (
        "kubectl debug adds a toolbox when it is needed, and takes nothing until then."
        if is_toolbox
        else "An app that writes its log to stdout needs none, and an agent on each node collects it."
    )
    return _notice(
        "MayNotBeNeeded",
        life,
        "may not be needed",
        f"{who(life)} costs its share in every replica. {instead} A helper is justified where the app's source cannot"
        " be touched, where it serves apps in any language, where it is updated or scaled on its own, or where the app"
        " cannot do it; of these the API tells none.",
        "Weigh it; nothing here says that it must go.",
        Confidence.LOW,
    )


ADVICE: tuple[Advice, ...] = (
    legacy_in_job,
    racing_main,
    could_be_native,
    larger_than_main,
    without_requests,
    maybe_needless,
)
"""The most useful first: a container gets one."""


def _is_sure_legacy(life: Life, *, known: bool = False) -> bool:
    """A plain container that is a helper, and for certain; with `known`, its image alone is enough."""
    by_image = known and life.judgement.entry != "" and life.judgement.confidence is Confidence.MEDIUM
    return life.view.type is ContainerType.CONTAINER and (life.judgement.confidence is Confidence.HIGH or by_image)


def _has_main(subject: Subject, life: Life) -> bool:
    """A main container that has not ended: of a helper that outlived its main, a finding of its own tells."""
    for each in subject.mains:
        if each.judgement.role is Role.MAIN and each is not life and not isinstance(each.view.state, Terminated):
            return True
    return False


def _is_gate(life: Life) -> bool:
    """First in containers with a postStart hook: the kubelet starts the others after the hook has returned."""
    return life.view.index == 0 and life.view.spec.lifecycle.post_start is not None


def _native_advice(life: Life) -> str:
    """The injector's switch, what is known to have none, or the two lines by hand."""
    entry = BY_ID.get(life.judgement.entry)
    if entry and entry.id in SWITCHES:
        switch = SWITCHES[entry.id]
        return f"A native sidecar, since {switch.since}: {switch.how}."
    if entry and entry.id in REFUSED:
        return f"No native form: {REFUSED[entry.id]}."
    return f"If you write the manifest of {life.name} yourself, {BY_HAND}."


def _notice(
    reason: str, life: Life, summary: str, message: str, advice: str, confidence: Confidence = Confidence.MEDIUM
) -> Finding:
    summary = f"{life.name} {summary}"
    return Finding(
        reason=reason,
        severity=Severity.NOTICE,
        container=life.name,
        summary=summary,
        message=f"{summary}. {message}",
        confidence=confidence,
        evidence=(life.view.path,),
        advice=advice,
        origin=("advice", reason, life.judgement.entry or life.view.spec.image),
        title=f"{summary}.",
        detail=message,
    )
