"""Why the API server makes no pod: the answer of its admission in words."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.sentences import listed

LONGEST = 8000
"""Characters of a message that are read: a list of constraints is long."""
MOST_NAMED = 3
"""Violations of one standard that are named; more are counted."""


class Refusal(msgspec.Struct, frozen=True, gc=False):
    """Why no pod could be made. `key` is what refusals of one cause share besides the reason."""

    reason: Reason
    words: str
    key: tuple[str, ...]
    advice: str = ""


def refusal(message: str, namespace: str) -> Refusal:
    """The admission's answer in words (apiserver and core/v1 validation, v1.35)."""
    text = message[:LONGEST]
    for tell in _TELLING:
        found = tell(text, namespace)
        if found is not None:
            return found
    return Refusal(Reason.FAILED_CREATE, "the API server refuses it", (namespace, message[-80:]))


def _stripped(text: str, namespace: str) -> Refusal | None:
    if "may not be set for init containers without restartPolicy=Always" not in text:
        return None
    return Refusal(
        Reason.RESTART_POLICY_STRIPPED,
        "a native sidecar has lost its restartPolicy: Always on the way to the API server",
        (namespace,),
        "Update the mutating webhook that does not know the field, or exclude these pods from it.",
    )


_WEBHOOK = on_demand(r'(?:admission webhook|failed calling webhook|calling webhook) "([^"]+)"')
_FAILING = (
    ("certificate has expired", "has an expired certificate"),
    ("x509:", "has a certificate that the API server does not trust"),
    ("no endpoints available", "has no pod that is ready"),
    ('service "', "has no Service"),
    ("connection refused", "refuses the connection: nothing listens there"),
    ("no such host", "has a host name that does not resolve"),
    ("denied", "denies the API server the call"),
    ("no route to host", "cannot be reached from the API server"),
    ("context deadline exceeded", "does not answer in time"),
    ("Client.Timeout", "does not answer in time"),
    ("i/o timeout", "does not answer in time"),
    ("could not find the requested resource", "does not know the path that is called"),
    ("EOF", "ends the connection without an answer"),
)
"""Parts of the message of a failed call, and the words for it (apiserver webhook/errors, Go net and crypto/x509)."""


def failing(message: str) -> str:
    """The words for a call of a webhook that failed: it does not answer, or worse."""
    return next((words for part, words in _FAILING if part in message), "does not answer")


def _webhook(text: str, _namespace: str) -> Refusal | None:
    found = _WEBHOOK().search(text)
    if found is None:
        return None
    if "failed calling" in text or "failed to call" in text:
        return Refusal(Reason.WEBHOOK_UNREACHABLE, f"webhook {found[1]} {failing(text)}", (found[1],))
    return Refusal(Reason.WEBHOOK_DENIED, f"webhook {found[1]} refuses it", (found[1],))


_OWN_CALL = on_demand(r'\b(?:Get|Post|Put|Patch) "?https://[^/"\s]+/api/v1/\S{1,300}: (?=\S)')


def _own_call(text: str, _namespace: str) -> Refusal | None:
    """A plugin of admission that asks the API server itself, and gets no answer (apiserver server/config.go
    LoopbackClientConfig, v1.35)."""
    if _OWN_CALL().search(text) is None:
        return None
    why = failing(text)
    advice = ""
    if "x509:" in text:
        advice = "Restart kube-apiserver: the certificate for its calls to itself is made at its start, for one year."
    return Refusal(Reason.FAILED_CREATE, f"the API server, when it asks itself, {why}", ("itself", why), advice)


_POLICY_DENIED = on_demand(r"ValidatingAdmissionPolicy '([^']+)' with binding '[^']+' denied request")
_IMAGE_POLICY = "image policy webhook"


def _policy(text: str, _namespace: str) -> Refusal | None:
    """A policy of the cluster (plugin/pkg/admission/policy/validating and imagepolicy, v1.35)."""
    if _IMAGE_POLICY in text:
        advice = "Allow these images in the policy of the cluster (of Binary Authorization, on GKE), or use others."
        return Refusal(
            Reason.WEBHOOK_DENIED, "the image policy of the cluster denies its images", ("image policy",), advice
        )
    found = _POLICY_DENIED().search(text)
    words = f"ValidatingAdmissionPolicy {found[1]} denies it" if found else ""
    return Refusal(Reason.WEBHOOK_DENIED, words, ("policy", found[1])) if found else None


_QUOTA = on_demand(r"(?:exceeded|failed) quota: ([\w.-]+)")
_UNSPECIFIED = on_demand(r"failed quota: ([\w.-]+): must specify ([\w./-]+)")
_AMOUNTS = on_demand(r"requested: ([\w./-]+)=(\w+).*?used: \1=(\w+).*?limited: \1=(\w+)")


def _quota(text: str, namespace: str) -> Refusal | None:
    """The quota that wants more than the pod says, or that is used up (resourcequota/controller.go, v1.35)."""
    if found := _UNSPECIFIED().search(text):
        name, missing = found[1], found[2]
        words = f"quota {name} wants {missing}, which the pod does not have"
        advice = f"Give each container {missing}, or the namespace a LimitRange with a default."
        return Refusal(Reason.QUOTA_NEEDS_REQUESTS, words, (namespace, name, missing), advice)
    found, amounts = _QUOTA().search(text), _AMOUNTS().search(text)
    if found is None:
        return None
    of = f" ({amounts[1]}: {amounts[2]} asked, {amounts[3]} of {amounts[4]} used)" if amounts else ""
    words, advice = f"it would exceed quota {found[1]}{of}", "Raise the quota, or ask for less."
    return Refusal(Reason.QUOTA_EXCEEDED, words, (namespace, found[1]), advice)


_LIMIT_RANGE = on_demand(
    r"(?:maximum|minimum) [\w./-]+ usage per \w+ is [^,\]]+?"
    r"(?:, but (?:limit|request) is [\w.]+|\. +No \w+ is specified)"
    r"|[\w./-]+ max limit to request ratio per \w+ is [\w.]+, but provided ratio is [\w.]+"
)


def _limit_range(text: str, namespace: str) -> Refusal | None:
    """The bound of a LimitRange (plugin/pkg/admission/limitranger/admission.go, v1.35)."""
    found = list(dict.fromkeys(_LIMIT_RANGE().findall(text)))
    if not found:
        return None
    words = f"a LimitRange of the namespace forbids it: {found[0]}"
    advice = "Correct requests and limits, or the LimitRange."
    return Refusal(Reason.LIMIT_RANGE, words, (namespace, found[0]), advice)


_ACCOUNT = on_demand(r'serviceaccount "([^"]+)" not found|service account \S+/([\w.-]+) was not found')
_CLASS = on_demand(r'no (PriorityClass) with name ([\w.-]+) was found|(RuntimeClass) "([^"]+)" not found')
_TERMINATING = "because it is being terminated"


def _missing(text: str, namespace: str) -> Refusal | None:
    """The object that a pod needs before it can be made."""
    if found := _ACCOUNT().search(text):
        name = found[1] or found[2]
        words, advice = f"ServiceAccount {name} does not exist", f"Create ServiceAccount {name}."
        return Refusal(Reason.MISSING_SERVICE_ACCOUNT, words, (namespace, name), advice)
    if found := _CLASS().search(text):
        kind, name = found[1] or found[3], found[2] or found[4]
        advice = f"Create {kind} {name}, or name another one in the template."
        return Refusal(Reason.FAILED_CREATE, f"{kind} {name} does not exist", (kind, name), advice)
    if _TERMINATING in text:
        return Refusal(Reason.FAILED_CREATE, f"namespace {namespace} is being deleted", (namespace, "deleted"))
    return None


_STANDARD = on_demand(r'violates PodSecurity "([\w.-]+)[:"]')
_PARENTHESES = on_demand(r" ?\((?:[^()]|\([^()]*\))*\)?")


def _pod_security(text: str, namespace: str) -> Refusal | None:
    """The checks of the pod security standard that fail (k8s.io/pod-security-admission, v0.35)."""
    if "violates PodSecurity" not in text:
        return None
    found = _STANDARD().search(text)
    checks = _PARENTHESES().sub("", text.partition('": ')[2]).split(", ") if '": ' in text else []
    named = f" ({listed(checks[:MOST_NAMED], more=len(checks) - MOST_NAMED)})" if any(checks) else ""
    standard = f" {found[1]}" if found else ""
    words = f"the namespace's pod security standard{standard} forbids it{named}"
    return Refusal(Reason.POD_SECURITY, words, (namespace,))


_CONSTRAINT = "unable to validate against any security context constraint"
_POLICY = "unable to validate against any pod security policy"
_NOT_GRANTED = "not usable by user or serviceaccount"
_FIELD = on_demand(
    r"\.?([\w.\[\]]*[\w\]]): (?:Invalid value|Forbidden|Required value|Unsupported value): (?:\[\]\w+\{[^}]*\}: )?"
    r"([^\n]{1,120}?)(?=,? (?:provider |\.?spec\.)|\]? ?$|\], )"
)


def _constraint(text: str, namespace: str) -> Refusal | None:
    """The constraint of OpenShift that the pod's service account may use, and the field that it does not allow
    (sccadmission/admission.go); or the policy of older clusters."""
    if _CONSTRAINT not in text and _POLICY not in text:
        return None
    kind = "security context constraint" if _CONSTRAINT in text else "pod security policy"
    answers = re.split(r",? ?\bprovider ", text.partition(kind)[2].lstrip(": ").removeprefix("["))
    for answer in answers:
        refused, _, others = answer.partition(_NOT_GRANTED)
        name, rest = (others and ("", others)) or _named(refused)
        found = _FIELD().search(rest)
        if found is None:
            continue
        words = f"{kind}{name} does not allow its {found[1]}: {found[2]}"
        advice = f"Leave {found[1].rpartition('.')[2]} out of the pod, or let its ServiceAccount use another one."
        return Refusal(Reason.POD_SECURITY, words, (namespace, found[1], found[2]), advice)
    words = f"its ServiceAccount may use no {kind} that allows it"
    return Refusal(Reason.POD_SECURITY, words, (namespace, kind), "Let its ServiceAccount use one that does.")


def _named(answer: str) -> tuple[str, str]:
    """The name of the constraint that an answer begins with, after a blank, and the rest; "" for an answer without."""
    name, _, rest = answer.partition(": ")
    return (
        ("", answer)
        if any(mark in name for mark in ".[]") or " value" in rest[:14]
        else (f" {name.strip(chr(34))}", rest)
    )


_INVALID = on_demand(r"is invalid: \[?([\w.\[\]()/-]{1,200}): ")


def _invalid(text: str, namespace: str) -> Refusal | None:
    if "is invalid" not in text:
        return None
    found = _INVALID().search(text)
    field = f" ({found[1]})" if found else ""
    return Refusal(Reason.INVALID_POD, f"the API server finds the pod invalid{field}", (namespace, text[-80:]))


_TELLING: tuple[Callable[[str, str], Refusal | None], ...] = (
    _stripped,
    _webhook,
    _own_call,
    _policy,
    _quota,
    _limit_range,
    _missing,
    _pod_security,
    _constraint,
    _invalid,
)
"""What reads a message, in the order in which they decide."""
