"""Rules that advise on a pod's helpers: what they cost, and how they could be run.

What the API cannot tell is said: whether an app retries, whether its source can be touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from kubectl_sidecars.classify import Confidence, Judgement, Role
from kubectl_sidecars.classify.bounded_cache import MOST_KEPT
from kubectl_sidecars.classify.known_container import BY_HAND
from kubectl_sidecars.container_names import all_called, called
from kubectl_sidecars.diagnose.facts.advised_pod import AdvisedContainer, AdvisedPod, advised_pod, values_read
from kubectl_sidecars.diagnose.facts.wait_scripts import is_stopped, only_sleeps, only_tails, only_waits, waits_for
from kubectl_sidecars.diagnose.finding import Finding
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.rules.advice_notice import notice, who
from kubectl_sidecars.diagnose.rules.advice_requests import larger_than_main, without_requests
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import ContainerType

REACHED = frozenset({
    "service-mesh proxy", "application runtime", "database proxy", "protocol proxy", "credential proxy", "cache proxy",
    "VPN", "tunnel",
})  # fmt: skip
"""Tasks of ambassadors that the app calls: it fails while they are not up."""
NEEDED_AT_THE_END = {
    "log shipper": "the app's last log lines",
    "telemetry collector": "what the app sends it at its end",
    "tracing agent": "what the app sends it at its end",
}
"""By task: what is lost where a plain container is stopped at the same time as the app."""
FOLLOWS_MAIN = frozenset({Role.JOB_HELPER, Role.CI_HELPER})
"""Roles that are made to work until the main container ends, and then to end themselves."""
REPLACED_BY_STDOUT = frozenset({"log streamer"})
REPLACED_BY_DEBUG = frozenset({"toolbox", "debugger", "traffic capture"})
WAITING = "wait for a dependency"

Advice = Callable[[AdvisedPod, AdvisedContainer], Finding | None]
"""Of one helper of the pod."""


def advise(subject: Subject) -> Iterator[Finding]:
    """A helper could be run better: native, with requests, or not at all. Notices only."""
    judgements, values = subject.judgements, values_read(subject)
    key = (id(judgements), *[view.spec.image for view in subject.views])
    known = _kept.get(key)
    if known is None or known[1] != values:
        known = judgements, values, tuple(_advised(advised_pod(values, judgements)))
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = known
    yield from known[2]


_kept: dict[tuple[object, ...], tuple[tuple[Judgement, ...], list[Any], tuple[Finding, ...]]] = {}
"""The advice for the pods of one template, with the values that it was made from. Classification judges these pods
once: their judgements are one object, whose id is theirs for as long as it is kept here."""


def _advised(pod: AdvisedPod) -> Iterator[Finding]:
    """At most one notice for each container, the most useful one."""
    for container in pod.containers:
        notices = (advice(pod, container) for advice in _advice_for(pod, container))
        yield from islice(filter(None, notices), 1)


def _advice_for(pod: AdvisedPod, container: AdvisedContainer) -> tuple[Advice, ...]:
    """The advice that may be given of a container.

    A plain container that outlives the main containers has a finding of its own: JobHeldOpen, OthersEnded. Where a
    script stops the helpers of a pod that should end, its author has seen to their end.
    """
    if container.type is ContainerType.INIT:
        return (waiting_init,)
    if not container.judgement.is_helper:
        return ()
    is_legacy = container.type is ContainerType.CONTAINER and not pod.is_done
    is_managed = pod.restart_policy != "Always" and is_stopped(pod)
    return (*OF_LEGACY, *OF_ANY) if is_legacy and not is_managed else OF_ANY


def legacy_in_job(pod: AdvisedPod, helper: AdvisedContainer) -> Finding | None:
    """A pod that should end has a helper that ends only by itself."""
    ends = pod.restart_policy != "Always" and helper.judgement.role not in FOLLOWS_MAIN
    if not ends or not _is_sure(helper, known=True):
        return None
    return notice(
        Reason.SIDECAR_IN_JOB,
        helper,
        "not native, may keep the Job from ending",
        f"{who(helper)} is a plain container of a pod that should end: unless something tells it to stop, it runs on"
        " and the pod never completes.",
        _native_advice(helper),
    )


def racing_main(pod: AdvisedPod, helper: AdvisedContainer) -> Finding | None:
    """A main container starts together with the proxy that it calls; of several proxies it is not known which one."""
    if not _is_sure(helper) or helper.judgement.task not in REACHED or _is_gate(helper):
        return None
    plain = [container for container in pod.containers if container.type is ContainerType.CONTAINER]
    alike = [container for container in plain if container.judgement.task == helper.judgement.task]
    if len(alike) > 1 or any(waits_for(container, helper) for container in plain):
        return None
    mains = all_called(main.name for main in pod.mains)
    return notice(
        Reason.STARTS_WITH_PROXY,
        helper,
        f"starts together with {mains}",
        f"{who(helper)} may be up later than the app, whose first connections then fail, and stops at the same time as"
        " what still needs it. If the app retries, only its log shows that; the API cannot tell.",
        _native_advice(helper),
    )


def could_be_native(pod: AdvisedPod, helper: AdvisedContainer) -> Finding | None:
    """A helper that should outlive the app is stopped with it, and its project can make it native.

    One that runs a main container's image is a part of the same product.
    """
    known, lost = helper.judgement.known, NEEDED_AT_THE_END.get(helper.judgement.task, "")
    if not _is_sure(helper) or helper.is_injected or any(main.image == helper.image for main in pod.mains):
        return None
    if not lost and not (known and known.native_how):
        return None
    loses = f", and may lose {lost}" if lost else ""
    return notice(
        Reason.COULD_BE_NATIVE,
        helper,
        "could be a native sidecar",
        f"{who(helper)} gets SIGTERM together with the app{loses}. A native sidecar starts before the app and stops"
        " after it.",
        _native_advice(helper),
    )


def waiting_init(pod: AdvisedPod, helper: AdvisedContainer) -> Finding | None:
    """An init container waits for what a readiness probe or a retry in the app may handle."""
    if helper.judgement.task != WAITING or pod.restart_policy != "Always" or not only_waits(helper):
        return None
    return notice(
        Reason.WAITS_FOR_DEPENDENCY,
        helper,
        "only waits for a dependency",
        f"{who(helper)} runs once, at the start: the app must cope with a dependency that fails later all the same."
        " An app that retries, with a readiness probe, needs no such"
        " container; whether it retries the API cannot tell.",
        "If the app retries its connections, remove it; else keep it.",
        Confidence.LOW,
    )


def maybe_needless(_pod: AdvisedPod, helper: AdvisedContainer) -> Finding | None:
    """A helper whose work the app could do itself."""
    task = helper.judgement.task
    is_toolbox = task in REPLACED_BY_DEBUG and helper.type is ContainerType.CONTAINER and only_sleeps(helper)
    is_tail = task in REPLACED_BY_STDOUT and only_tails(helper)
    if not is_tail and not is_toolbox:
        return None
    instead = (
        "kubectl debug adds a toolbox when it is needed, and takes nothing until then."
        if is_toolbox
        else "An app that writes its log to stdout needs none, and an agent on each node collects it."
    )
    return notice(
        Reason.MAY_NOT_BE_NEEDED,
        helper,
        "may not be needed",
        f"{who(helper)} takes its share of the node for as long as the pod runs. {instead} A helper is justified where"
        " the app's source cannot be touched, where it serves apps in any language, where it is updated or scaled on"
        " its own, or where the app cannot do it; the API tells none of these.",
        "Weigh it; nothing here says that it must go.",
        Confidence.LOW,
    )


OF_LEGACY: tuple[Advice, ...] = (legacy_in_job, racing_main, could_be_native)
"""Of a plain container beside a main container that has not ended; the most useful first: a container gets one."""
OF_ANY: tuple[Advice, ...] = (larger_than_main, without_requests, maybe_needless)


def _is_sure(helper: AdvisedContainer, *, known: bool = False) -> bool:
    """True if it is a helper for certain; with `known`, its image alone is enough."""
    judgement = helper.judgement
    by_image = known and judgement.entry != "" and judgement.confidence is Confidence.MEDIUM
    return judgement.confidence is Confidence.HIGH or by_image


def _is_gate(helper: AdvisedContainer) -> bool:
    """True for the first container with a postStart hook: the kubelet starts the others after its hook."""
    return helper.index == 0 and helper.post_start is not None


def _native_advice(helper: AdvisedContainer) -> str:
    """The injector's switch, what is known to have none, or the two lines by hand."""
    known = helper.judgement.known
    if known and known.native_how:
        return f"A native sidecar, since {known.native_since}: {known.native_how}."
    if known and known.native_why_not and helper.is_injected:
        return f"No native form: {known.native_why_not}."
    return f"If you write the manifest of {called(helper.name)} yourself, {BY_HAND}."
