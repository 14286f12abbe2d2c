"""What the words of the command line name, as kubectl reads them (cli-runtime pkg/resource/builder.go, v0.35)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.kube.select.resource_types import BY_WORD, TYPES, ResourceType

POD = BY_WORD["pod"]
_OF_NO_PODS = frozenset({
    "namespace", "ns", "configmap", "cm", "secret", "serviceaccount", "sa", "persistentvolumeclaim", "pvc",
    "persistentvolume", "pv", "ingress", "ingresses", "ing", "endpoints", "ep", "event", "ev", "networkpolicy",
    "networkpolicies", "netpol", "horizontalpodautoscaler", "hpa", "poddisruptionbudget", "pdb", "rc",
    "replicationcontroller", "resourcequota", "quota", "limitrange", "limits",
    "storageclass", "sc", "customresourcedefinition", "crd",
})  # fmt: skip
"""Types that every server has, and that no pods are selected by here."""


class ResourceArg(msgspec.Struct, frozen=True):
    """One thing that was named; all of its type where `name` is empty."""

    type: ResourceType
    name: str = ""

    def __str__(self) -> str:
        return f"{self.type.word}/{self.name}"


def parse_resource_args(arguments: Sequence[str]) -> tuple[ResourceArg, ...]:
    """Nothing, POD..., TYPE/NAME... or TYPE NAME...; a TYPE alone means all of that type."""
    if not arguments:
        return ()
    types, names = _types(arguments[0]), arguments[1:]
    if types:
        if any("/" in each for each in names):
            raise UsageError(
                "there is no need to specify a resource type as a separate argument when passing arguments in "
                "resource/name form (e.g. 'kubectl sidecars inspect TYPE/NAME' instead of 'TYPE TYPE/NAME')"
            )
        named = [ResourceArg(type_, _name(each)) for type_ in types for each in names]
        found = named or [ResourceArg(type_) for type_ in types]
    else:
        found = [_slashed(each) if "/" in each else ResourceArg(POD, _name(each)) for each in arguments]
    return tuple(dict.fromkeys(found))


def _types(word: str) -> list[ResourceType]:
    """The types of `deploy,sts`; none where the word is a pod's name."""
    words = word.split(",")
    found = [_type(each) for each in words]
    known = [each for each in found if each is not None]
    if known and len(known) < len(found):
        raise UsageError(_no_type(words[found.index(None)]))
    return known


def _no_type(word: str) -> str:
    asked = word.partition(".")[0].lower()
    if asked not in _OF_NO_PODS and asked.removesuffix("s") not in _OF_NO_PODS:
        return visible(f'the server doesn\'t have a resource type "{word}"')
    types = ", ".join(each.word for each in TYPES)
    namespace = "a namespace is named with -n; " if asked in ("namespace", "namespaces", "ns") else ""
    return visible(f'pods cannot be selected by "{word}": {namespace}the types are {types}')


def _type(word: str) -> ResourceType | None:
    """`deployments.apps` and `Deployment` name the same as `deploy`."""
    return BY_WORD.get(word.partition(".")[0].lower())


def _slashed(argument: str) -> ResourceArg:
    word, _, name = argument.partition("/")
    if "/" in name:
        raise UsageError("arguments in resource/name form may not have more than one slash")
    if not word or not name:
        raise UsageError("arguments in resource/name form must have a single resource and name")
    found = _type(word)
    if found is None:
        raise UsageError(_no_type(word))
    return ResourceArg(found, name)


def _name(text: str) -> str:
    if not text:
        raise UsageError("resource name may not be empty")
    return text
