"""Objects and keys that a message of the kubelet says do not exist."""

from __future__ import annotations

import re

import msgspec

from kubectl_sidecars.diagnose.facts.machine_messages import explained
from kubectl_sidecars.diagnose.facts.messages.row import AtFault
from kubectl_sidecars.diagnose.faults import MessageName
from kubectl_sidecars.diagnose.origin import MissingOrigin, NodeOrigin, Origin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.reasons import AnyReason, Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.patterns import on_demand

_MISSING = on_demand(r'\b(secret|configmap|serviceaccount|persistentvolumeclaim) "([^"]+)" not found', re.IGNORECASE)


_MISSING_KEY = on_demand(r"couldn't find key (\S+) in (Secret|ConfigMap) (?:[\w.-]+/)?([\w.-]+)", re.IGNORECASE)


_REFERENCED = on_demand(r"references non-existent (secret|config) key: (\S+)", re.IGNORECASE)


_KINDS = {
    "secret": "Secret",
    "configmap": "ConfigMap",
    "serviceaccount": "ServiceAccount",
    "persistentvolumeclaim": "PersistentVolumeClaim",
}


_WITHOUT_OBJECT = {
    "Secret": Reason.MISSING_SECRET,
    "ConfigMap": Reason.MISSING_CONFIG_MAP,
    "ServiceAccount": Reason.MISSING_SERVICE_ACCOUNT,
    "PersistentVolumeClaim": Reason.MISSING_PERSISTENT_VOLUME_CLAIM,
}


_WITHOUT_KEY = {"Secret": Reason.MISSING_SECRET_KEY, "ConfigMap": Reason.MISSING_CONFIG_MAP_KEY}


def missing_object(message: str, namespace: str) -> MissingOrigin | None:
    """The object or the key that a message of the kubelet misses; None for another message."""
    if found := _MISSING_KEY().search(message):
        return MissingOrigin(_KINDS[found[2].lower()], namespace, found[3], found[1].strip(","))
    if found := _MISSING().search(message):
        return MissingOrigin(_KINDS[found[1].lower()], namespace, found[2])
    return None


def names_missing(message: str) -> bool:
    """True if a message of the kubelet says that an object or a key does not exist."""
    return any(pattern().search(message) for pattern in (_MISSING, _MISSING_KEY, _REFERENCED))


class SetupFailure(msgspec.Struct, frozen=True):
    """Why a container or a volume cannot be made: `words` follow its name; `command` shows more. `because` is the cause
    in plain words, or "", and `because_of_many` that of pods on several nodes; `fault` is the name of the row that
    knows it, None without one. `takes_new_pod` is True where the cure changes what a pod keeps for life."""

    reason: AnyReason
    words: str
    origin: Origin
    command: str
    advice: str = ""
    because: str = ""
    because_of_many: str = ""
    fault: MessageName | None = None
    takes_new_pod: bool = False

    @property
    def clause(self) -> str:
        """The words, with the cause after a colon."""
        return f"{self.words}: {self.because}" if self.because else self.words

    def understood(self, message: str, node: str) -> SetupFailure:
        """This lack with cause, origin and cure of the message, where it is a known one and no object is missing."""
        cause = None if isinstance(self.origin, MissingOrigin) else explained(message, node)
        if cause is None:
            return self
        on_node = cause.at_fault is AtFault.NODE
        return msgspec.structs.replace(
            self,
            because=cause.words,
            because_of_many=cause.of_many,
            fault=cause.name,
            takes_new_pod=cause.takes_new_pod,
            advice=cause.advice or self.advice,
            origin=NodeOrigin("", cause.name, cause.about) if on_node else self.origin,
            command=kubectl.describe_node(node) if on_node else self.command,
        )


def lack_of(missing: MissingOrigin, what: str) -> SetupFailure:
    """The finding's parts for a missing object; `what` can be marked optional.

    The command shows of an object without the key which keys it has."""
    kind, namespace, name, key = missing.kind, missing.namespace, missing.name, missing.key
    if key:
        words = f"needs key {key}, which {kind} {name} does not have"
        command = kubectl.describe_object(kind, name, namespace)
        advice = f"Create {kind} {name} with key {key}, or mark {what} optional."
        return SetupFailure(_WITHOUT_KEY[kind], words, missing, command, advice)
    words, advice = f"needs {kind} {name}, which does not exist", f"Create {kind} {name}, or mark {what} optional."
    return SetupFailure(_WITHOUT_OBJECT[kind], words, missing, kubectl.get(kind.lower(), name, namespace), advice)


def referenced_object(subject: Subject, volume: str, message: str) -> MissingOrigin | None:
    """The object behind a volume whose key does not exist: the message names only the key."""
    found, namespace = _REFERENCED().search(message), subject.pod.metadata.namespace
    for source in subject.pod.spec.volumes if found else ():
        if source.name == volume and found is not None:
            if source.secret is not None:
                return MissingOrigin("Secret", namespace, source.secret.secret_name, found[2])
            if source.config_map is not None:
                return MissingOrigin("ConfigMap", namespace, source.config_map.name, found[2])
    return None
