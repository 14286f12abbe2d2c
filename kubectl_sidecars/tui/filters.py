"""The filter that is typed after `/`: words of the name, and `key:value` for everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kubectl_sidecars.escape import visible
from kubectl_sidecars.render.words import problems
from kubectl_sidecars.report import PodReport

Matches = Callable[[PodReport], bool]


def _names(pod: PodReport) -> Iterator[str]:
    yield f"{pod.namespace}/{pod.name}"


def _reasons(pod: PodReport) -> Iterator[str]:
    yield pod.status
    for finding in pod.findings:
        yield finding.reason
    for container in pod.containers:
        yield container.state.reason


def _images(pod: PodReport) -> Iterator[str]:
    return (container.image for container in pod.containers)


def _roles(pod: PodReport) -> Iterator[str]:
    for container in pod.containers:
        yield container.role.value
        yield container.task


def _severities(pod: PodReport) -> Iterator[str]:
    """Severities of the findings; `well` for a pod that the header counts as well: no finding above notice."""
    for finding in pod.findings:
        yield finding.severity.value
    if not problems(pod):
        yield "well"


KEYS: dict[str, Callable[[PodReport], Iterator[str]]] = {
    "ns": lambda pod: iter((pod.namespace,)),
    "namespace": lambda pod: iter((pod.namespace,)),
    "name": lambda pod: iter((pod.name,)),
    "role": _roles,
    "type": lambda pod: (container.type.value for container in pod.containers),
    "image": _images,
    "node": lambda pod: iter((pod.node,)),
    "owner": lambda pod: iter((str(pod.owner),)),
    "reason": _reasons,
    "severity": _severities,
    "status": lambda pod: iter((pod.status,)),
}
"""The texts of a pod in which the value of each key is searched, anywhere in the text and in any case."""


def matcher(text: str) -> Matches | None:
    """A function that returns True for the pods that the filter matches; None for an empty filter.

    All words must match; of `key:this,that` one value must; a word with `!` before it must not match."""
    tests = [_test(word) for word in text.lower().split() if word.strip("!")]
    if not tests:
        return None
    return lambda pod: all(test(pod) for test in tests)


def _test(word: str) -> Matches:
    expected = not word.startswith("!")
    key, colon, value = word.removeprefix("!").partition(":")
    read = KEYS.get(key) if colon else None
    values = value.split(",") if read else [word.removeprefix("!")]
    texts = read or _names
    return lambda pod: any(value in text.lower() for text in texts(pod) for value in values) == expected


def unknown_key(text: str) -> str:
    """A sentence about the first key of the filter that does not exist; "" if all exist.

    Such a word is searched in names, which have no colon, so it never matches."""
    for word in text.lower().split():
        key, colon, _ = word.removeprefix("!").partition(":")
        if colon and key not in KEYS:
            return f"'{visible(key)}' is not a key; the keys are {', '.join(KEYS)}."
    return ""
