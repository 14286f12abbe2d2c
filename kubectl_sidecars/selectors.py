"""Label and field selectors for pods from files.

Mirrors apimachinery pkg/labels/selector.go and pkg/fields/selector.go (v0.37) for the forms that people type.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kubectl_sidecars.api import Pod
from kubectl_sidecars.errors import UsageError

Matches = Callable[[Pod], bool]

FIELDS: dict[str, Callable[[Pod], str]] = {
    "metadata.name": lambda pod: pod.metadata.name,
    "metadata.namespace": lambda pod: pod.metadata.namespace,
    "spec.nodeName": lambda pod: pod.spec.node_name,
    "spec.restartPolicy": lambda pod: pod.spec.restart_policy,
    "spec.serviceAccountName": lambda pod: pod.spec.service_account_name,
    "status.phase": lambda pod: pod.status.phase,
    "status.podIP": lambda pod: pod.status.pod_ip,
    "status.nominatedNodeName": lambda pod: pod.status.nominated_node_name,
}
"""The pod fields that the API server can select by (core/v1 conversion.go)."""

_REQUIREMENTS = re.compile(r",(?![^(]*\))")
_SET = re.compile(r"(?P<key>\S+)\s+(?P<operator>in|notin)\s+\((?P<values>[^)]*)\)")
_EQUAL = re.compile(r"(?P<key>[^=!\s]+)\s*(?P<operator>==|=|!=)\s*(?P<values>[^=!\s]*)")
_EXISTS = re.compile(r"(?P<absent>!?)\s*(?P<key>[^=!\s()]+)")


def label_selector(text: str) -> Matches:
    """A predicate for a selector such as `app=shop,tier!=db,env in (a, b),!legacy`.

    Raises UsageError if it does not parse."""
    requirements = [_label(part.strip()) for part in _REQUIREMENTS.split(text) if part.strip()]
    return lambda pod: all(requirement(pod.metadata.labels) for requirement in requirements)


def _label(text: str) -> Callable[[dict[str, str]], bool]:
    if found := _SET.fullmatch(text) or _EQUAL.fullmatch(text):
        key, operator = found["key"], found["operator"]
        values = {value.strip() for value in found["values"].split(",")}
        if operator in ("!=", "notin"):
            return lambda labels: labels.get(key) not in values
        return lambda labels: labels.get(key) in values
    if found := _EXISTS.fullmatch(text):
        key, absent = found["key"], bool(found["absent"])
        return lambda labels: (key in labels) != absent
    raise UsageError(f"unable to parse the label selector {text!r}: write it as key=value,key!=value,key in (a,b)")


def field_selector(text: str) -> Matches:
    """A predicate for a selector such as `spec.nodeName=worker-3,status.phase!=Running`.

    Raises UsageError if it does not parse, or names a field that is not in FIELDS."""
    requirements = [_field(part.strip()) for part in text.split(",") if part.strip()]
    return lambda pod: all(requirement(pod) for requirement in requirements)


def _field(text: str) -> Matches:
    found = _EQUAL.fullmatch(text)
    if found is None:
        raise UsageError(f"unable to parse the field selector {text!r}: write it as spec.nodeName=worker-3")
    read, wanted, unequal = FIELDS.get(found["key"]), found["values"], found["operator"] == "!="
    if read is None:
        raise UsageError(f"field label not supported: {found['key']}; one of {', '.join(FIELDS)}")
    return lambda pod: (read(pod) == wanted) != unequal
