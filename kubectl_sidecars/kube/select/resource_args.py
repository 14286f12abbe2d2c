"""The resources that words of a command line name (cli-runtime pkg/resource/builder.go, v0.35)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.kube.select.pod_query import PodQuery
from kubectl_sidecars.kube.select.resource_types import BY_WORD, TYPES, ResourceType
from kubectl_sidecars.model import Owner

POD = BY_WORD["pod"]
_TYPES_WITHOUT_PODS = frozenset({
    "namespace", "ns", "configmap", "cm", "secret", "serviceaccount", "sa", "persistentvolumeclaim", "pvc",
    "persistentvolume", "pv", "ingress", "ingresses", "ing", "endpoints", "ep", "event", "ev", "networkpolicy",
    "networkpolicies", "netpol", "horizontalpodautoscaler", "hpa", "poddisruptionbudget", "pdb", "rc",
    "replicationcontroller", "resourcequota", "quota", "limitrange", "limits",
    "storageclass", "sc", "customresourcedefinition", "crd",
})  # fmt: skip
"""Types that every server has, and that cannot select pods here."""


class ResourceArg(msgspec.Struct, frozen=True):
    """One object that is named, as `deployment/cart`; all objects of the type if `name` is empty."""

    type: ResourceType
    name: str = ""

    def __str__(self) -> str:
        return f"{self.type.word}/{self.name}"


def parse_resource_args(arguments: Sequence[str]) -> tuple[ResourceArg, ...]:
    """The resources that POD..., TYPE/NAME... or TYPE NAME... name, each once. A TYPE alone names all of that type.

    Raises UsageError, in kubectl's words, for an unknown type and for mixed forms.
    """
    if not arguments:
        return ()
    types, names = _types(arguments[0]), arguments[1:]
    if types:
        if any("/" in name for name in names):
            raise UsageError(
                "there is no need to specify a resource type as a separate argument when passing arguments in "
                "resource/name form (e.g. 'kubectl sidecars inspect TYPE/NAME' instead of 'TYPE TYPE/NAME')"
            )
        args = [ResourceArg(type_, _name(name)) for type_ in types for name in names]
        args = args or [ResourceArg(type_) for type_ in types]
    else:
        args = [_slashed(word) if "/" in word else ResourceArg(POD, _name(word)) for word in arguments]
    return tuple(dict.fromkeys(args))


def named_owners(query: PodQuery) -> frozenset[str] | None:
    """The objects that a query names, as KIND/NAME; None if it asks for all pods.

    Raises UsageError as `parse_resource_args` does."""
    if not (query.words or query.selector or query.field_selector):
        return None
    return frozenset(str(Owner(arg.type.kind, arg.name)) for arg in parse_resource_args(query.words))


def _types(word: str) -> list[ResourceType]:
    """The types of a word as `deploy,sts`; empty if the word is the name of a pod."""
    words = word.split(",")
    types = [_type(word) for word in words]
    known = [type_ for type_ in types if type_ is not None]
    if known and len(known) < len(types):
        raise UsageError(_no_type(words[types.index(None)]))
    return known


def _no_type(word: str) -> str:
    type_ = word.partition(".")[0].lower()
    if type_ not in _TYPES_WITHOUT_PODS and type_.removesuffix("s") not in _TYPES_WITHOUT_PODS:
        return visible(f'the server doesn\'t have a resource type "{word}"')
    types = ", ".join(known.word for known in TYPES)
    namespace = "a namespace is named with -n; " if type_ in ("namespace", "namespaces", "ns") else ""
    return visible(f'pods cannot be selected by "{word}": {namespace}the types are {types}')


def _type(word: str) -> ResourceType | None:
    """The type of a word: `deploy`, `Deployment` and `deployments.apps` are the same. None if it is unknown."""
    return BY_WORD.get(word.partition(".")[0].lower())


def _slashed(argument: str) -> ResourceArg:
    word, _, name = argument.partition("/")
    if "/" in name:
        raise UsageError("arguments in resource/name form may not have more than one slash")
    if not word or not name:
        raise UsageError("arguments in resource/name form must have a single resource and name")
    type_ = _type(word)
    if type_ is None:
        raise UsageError(_no_type(word))
    return ResourceArg(type_, name)


def _name(text: str) -> str:
    if not text:
        raise UsageError("resource name may not be empty")
    return text
