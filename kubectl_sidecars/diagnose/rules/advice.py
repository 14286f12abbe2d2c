"""What may be advised of a pod's helpers: what they cost, and how they could be run.

What the API cannot tell is said: whether an app retries, whether its source can be touched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from kubectl_sidecars.classify import Confidence, Role
from kubectl_sidecars.classify.known_container import BY_HAND
from kubectl_sidecars.diagnose.facts.wait_scripts import waits_for
from kubectl_sidecars.diagnose.finding import Finding, Severity
from kubectl_sidecars.diagnose.origin import AdviceOrigin
from kubectl_sidecars.diagnose.phrasing.words import who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.quantity import quantity
from kubectl_sidecars.sentences import listed

REACHED = frozenset({
    "service-mesh proxy", "application runtime", "database proxy", "protocol proxy", "credential proxy", "cache proxy",
    "VPN", "tunnel",
})  # fmt: skip
"""Tasks of ambassadors that the app calls: it fails while they are not up."""
NEEDED_AT_THE_END = frozenset({"log shipper", "telemetry collector", "tracing agent", "secret agent"})
"""Tasks that should outlive the app: a plain container is stopped at the same time."""
REPLACED_BY_STDOUT = frozenset({"log streamer"})
WAITING = "wait for a dependency"

Apps = Sequence[Assessment]
Advice = Callable[[Subject, Assessment, Apps], Finding | None]
"""Of a helper, beside the main containers that it serves."""


def legacy_in_job(subject: Subject, life: Assessment, _apps: Apps) -> Finding | None:
    """A pod that should end has a helper that ends only by itself."""
    if subject.pod.spec.restart_policy == "Always" or not _is_sure(life, known=True):
        return None
    return _notice(
        Reason.SIDECAR_IN_JOB,
        life,
        "not native, may keep the Job from ending",
        f"{who(life)} is a plain container of a pod that should end: unless something tells it to stop, it runs on"
        " and the pod never completes.",
        _native_advice(life),
    )


def racing_main(subject: Subject, life: Assessment, apps: Apps) -> Finding | None:
    """A main container starts together with the proxy that it calls."""
    if not _is_sure(life) or life.judgement.task not in REACHED or _is_gate(life):
        return None
    if any(waits_for(each, life) for each in subject.mains):
        return None
    mains = listed(each.name for each in apps)
    return _notice(
        Reason.STARTS_WITH_PROXY,
        life,
        f"starts together with {mains}",
        f"{who(life)} and {mains} start together, so that {mains} may fail to connect at first, and"
        " the proxy stops at the same time as what still needs it. If the app retries, only its log shows that; the"
        " API cannot tell.",
        _native_advice(life),
    )


def could_be_native(_subject: Subject, life: Assessment, _apps: Apps) -> Finding | None:
    """A helper that should outlive the app is stopped with it, and its project can make it native."""
    task = life.judgement.task
    if not _is_sure(life):
        return None
    known = life.judgement.known
    if not (known and known.native_how) and task not in NEEDED_AT_THE_END:
        return None
    return _notice(
        Reason.COULD_BE_NATIVE,
        life,
        "could be a native sidecar",
        f"{who(life)} is told to stop when the app is, and may miss its last words. A native sidecar starts before the"
        " app and stops after it.",
        _native_advice(life),
    )


def larger_than_main(_subject: Subject, life: Assessment, apps: Apps) -> Finding | None:
    """A helper asks for more than the main containers together."""
    requests = life.view.spec.resources.requests
    if life.judgement.confidence is Confidence.LOW or not requests:
        return None
    for resource in ("memory", "cpu"):
        main = sum(quantity(each.view.spec.resources.requests, resource) or 0 for each in apps)
        if 0 < main < (quantity(requests, resource) or 0):
            text = requests.get(resource)
            return _notice(
                Reason.SIDECAR_LARGER_THAN_MAIN,
                life,
                f"asks for more {resource} than {listed(each.name for each in apps)}",
                f"{who(life)} requests {text} of {resource}, more than {listed(each.name for each in apps)} does, in"
                " each replica. Its real use may be far below; the API server does not tell.",
                "Compare with `kubectl top pod --containers` before you lower it.",
            )
    return None


def without_requests(_subject: Subject, life: Assessment, apps: Apps) -> Finding | None:
    """A helper asks for nothing where its main containers do: the scheduler counts it as free."""
    resources = life.view.spec.resources
    if resources.requests or resources.limits:
        return None
    if life.judgement.confidence is Confidence.LOW or not any(each.view.spec.resources.requests for each in apps):
        return None
    return _notice(
        Reason.SIDECAR_WITHOUT_REQUESTS,
        life,
        "has no requests",
        f"{who(life)} requests neither cpu nor memory, so that the scheduler counts it as free, and it is among the"
        " first to suffer when the node is full.",
        f"Set resources.requests of {life.name}.",
    )


def waiting_init(life: Assessment) -> Finding | None:
    """An init container waits for what a readiness probe or a retry in the app may handle."""
    if life.judgement.task != WAITING:
        return None
    return _notice(
        Reason.WAITS_FOR_DEPENDENCY,
        life,
        "only waits for a dependency",
        f"{who(life)} only waits until something answers. It does so once, at the start: the app must cope with a"
        " dependency that fails later all the same. An app that retries, with a readiness probe, needs no such"
        " container; whether it retries the API cannot tell.",
        "If the app retries its connections, remove it; else keep it.",
        Confidence.LOW,
    )


def maybe_needless(_subject: Subject, life: Assessment, _apps: Apps) -> Finding | None:
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
        Reason.MAY_NOT_BE_NEEDED,
        life,
        "may not be needed",
        f"{who(life)} costs its share in every replica. {instead} A helper is justified where the app's source cannot"
        " be touched, where it serves apps in any language, where it is updated or scaled on its own, or where the app"
        " cannot do it; of these the API tells none.",
        "Weigh it; nothing here says that it must go.",
        Confidence.LOW,
    )


OF_LEGACY: tuple[Advice, ...] = (legacy_in_job, racing_main, could_be_native)
"""Of a plain container beside a main container that has not ended; the most useful first: a container gets one."""
OF_ANY: tuple[Advice, ...] = (larger_than_main, without_requests, maybe_needless)


def _is_sure(life: Assessment, *, known: bool = False) -> bool:
    """Whether it is a helper for certain; with `known`, its image alone is enough."""
    judgement = life.judgement
    by_image = known and judgement.entry != "" and judgement.confidence is Confidence.MEDIUM
    return judgement.confidence is Confidence.HIGH or by_image


def _is_gate(life: Assessment) -> bool:
    """First in containers with a postStart hook: the kubelet starts the others after the hook has returned."""
    return life.view.index == 0 and life.view.spec.lifecycle.post_start is not None


def _native_advice(life: Assessment) -> str:
    """The injector's switch, what is known to have none, or the two lines by hand."""
    known = life.judgement.known
    if known and known.native_how:
        return f"A native sidecar, since {known.native_since}: {known.native_how}."
    if known and known.native_why_not:
        return f"No native form: {known.native_why_not}."
    return f"If you write the manifest of {life.name} yourself, {BY_HAND}."


def _notice(
    reason: Reason,
    life: Assessment,
    predicate: str,
    explanation: str,
    advice: str,
    confidence: Confidence = Confidence.MEDIUM,
) -> Finding:
    what = (reason, life.name, life.view.path, life.judgement.entry or life.view.spec.image)
    return _finding(what, predicate, explanation, advice, confidence)


@lru_cache(4096)
def _finding(
    what: tuple[Reason, str, str, str], predicate: str, explanation: str, advice: str, confidence: Confidence
) -> Finding:
    """The pods of a workload are all told the same: they hold it once."""
    reason, name, path, origin = what
    return Finding(
        reason=reason,
        severity=Severity.NOTICE,
        container=name,
        predicate=predicate,
        explanation=explanation,
        confidence=confidence,
        evidence=(path,),
        advice=advice,
        origin=AdviceOrigin(reason, origin),
        detail=explanation,
    )
