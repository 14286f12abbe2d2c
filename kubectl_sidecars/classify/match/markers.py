"""Annotations and labels that injectors and users write: KEY or KEY=VALUE, with globs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kubectl_sidecars.classify.image import globbed

SET_BY_USERS = frozenset(
    {
        "istio.io/rev",
        "security.istio.io/tlsMode",
        "service.istio.io/canonical-name",
        "service.istio.io/canonical-revision",
        "kuma.io/mesh",
        "dapr.io/app-id",
        "dapr.io/metrics-enabled",
        "linkerd.io/created-by",
    }
)
"""Marks that injectors write and users set too: they agree with an injection, and prove none."""


def found(markers: Iterable[str], marks: Mapping[str, str]) -> tuple[str, str] | None:
    """The first of `marks` that one of the markers means, as key and value."""
    for marker in markers:
        key, equals, wanted = marker.partition("=")
        if "*" not in key:
            value = marks.get(key)
            if value is not None and (not equals or globbed(wanted, value)):
                return key, value
            continue
        for each, value in marks.items():
            if globbed(key, each) and (not equals or globbed(wanted, value)):
                return each, value
    return None


def lists(value: str, name: str) -> bool:
    """Whether an annotation's value (a list, JSON) names a container."""
    return name in value and re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", value) is not None
