"""Injection that was asked for and did not happen."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.classify.match.injection import MissingInjection, may_ask, missing_injections
from kubectl_sidecars.diagnose.finding import Finding, Severity
from kubectl_sidecars.diagnose.origin import InjectionOrigin
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject


def injection_missing(subject: Subject) -> Iterator[Finding]:
    """A container that an injector was asked for and that is not there: the app runs without its mesh or secrets."""
    meta = subject.pod.metadata
    namespace = subject.around.namespaces.get(meta.namespace)
    of_namespace = (namespace.metadata.labels, namespace.metadata.annotations) if namespace else ()
    for marks in (meta.annotations, meta.labels, *of_namespace):
        if may_ask(marks, subject.roles):
            for missing in missing_injections(subject.pod, subject.views, namespace, subject.roles):
                yield _finding(subject, missing)
            return


def _finding(subject: Subject, missing: MissingInjection) -> Finding:
    """A warning if the pod itself asks. A notice if its namespace does: the pod may be older than that request."""
    meta = subject.pod.metadata
    own = missing.where == "pod"
    name = missing.entry.name
    why = (
        "The pod is on the host's network, which its injector leaves alone."
        if missing.on_host_network
        else "The injector was down, leaves this pod out, or is not installed; it acts only when a pod is made."
        if own
        else "The namespace asks for it; a pod that is older than this request gets none until it is replaced."
    )
    kind = "annotations and labels" if own else "labels and annotations of the namespace"
    return Finding(
        reason=Reason.INJECTION_MISSING,
        severity=Severity.WARNING if own else Severity.NOTICE,
        container="",
        subject=name,
        predicate="was asked for, not injected",
        title=f"{name} was asked for and is not there.",
        explanation=why,
        since=meta.creation_timestamp,
        evidence=(f"{missing.asked} in the {kind}, and no container or mark of the injector",),
        advice="Look whether the injector runs and its webhook selects this pod, then replace the pod.",
        commands=("kubectl get mutatingwebhookconfigurations",),
        origin=InjectionOrigin(missing.entry.id, missing.where),
        detail=why,
    )
