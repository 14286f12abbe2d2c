"""Rules that advise on the resources that a pod's helpers request."""

from __future__ import annotations

from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.container_names import all_called, called
from kubectl_sidecars.diagnose.facts.advised_pod import AdvisedContainer, AdvisedPod
from kubectl_sidecars.diagnose.finding import Finding
from kubectl_sidecars.diagnose.phrasing.words import verb
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.rules.advice_notice import notice, who
from kubectl_sidecars.quantity import quantity


def larger_than_main(pod: AdvisedPod, helper: AdvisedContainer) -> Finding | None:
    """A helper asks for more than the main containers together."""
    requests = helper.requests
    if helper.judgement.confidence is Confidence.LOW or not requests:
        return None
    mains, do = all_called(main.name for main in pod.mains), verb(pod.mains, "does", "do")
    for resource in ("memory", "cpu"):
        main = sum(quantity(other.requests, resource) or 0 for other in pod.mains)
        if 0 < main < (quantity(requests, resource) or 0):
            text = requests.get(resource)
            return notice(
                Reason.SIDECAR_LARGER_THAN_MAIN,
                helper,
                f"asks for more {resource} than {mains}",
                f"{who(helper)} requests {text} of {resource}, more than {mains} {do}, in each replica. Its real use"
                " may be far below; the API server does not know it.",
                "Compare with `kubectl top pod --containers` before you lower it.",
            )
    return None


def without_requests(pod: AdvisedPod, helper: AdvisedContainer) -> Finding | None:
    """A helper asks for nothing where its main containers do: the scheduler counts it as free."""
    if helper.requests or helper.limits:
        return None
    if helper.judgement.confidence is Confidence.LOW or not any(main.requests for main in pod.mains):
        return None
    return notice(
        Reason.SIDECAR_WITHOUT_REQUESTS,
        helper,
        "has no requests",
        f"{who(helper)} requests neither cpu nor memory, so that the scheduler counts it as free, and it is among the"
        " first to suffer when the node is full.",
        f"Set resources.requests of {called(helper.name)}.",
    )
