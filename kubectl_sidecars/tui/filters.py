"""What is typed after `/`: words in names, and `key:value` for what else a pod can be found by."""

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
    """`well` is what the header counts as such: no finding above notice."""
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
"""By what a pod can be found. A value matches anywhere in the text, upper and lower case alike."""


def matcher(text: str) -> Matches | None:
    """All words must match; of `key:this,that` one value is enough; `!` before a word turns it round. None where
    nothing is asked for."""
    tests = [_test(word) for word in text.lower().split() if word.strip("!")]
    if not tests:
        return None
    return lambda pod: all(test(pod) for test in tests)


def _test(word: str) -> Matches:
    wanted = not word.startswith("!")
    key, colon, value = word.removeprefix("!").partition(":")
    read = KEYS.get(key) if colon else None
    sought = value.split(",") if read else [word.removeprefix("!")]
    texts = read or _names
    return lambda pod: any(each in text.lower() for text in texts(pod) for each in sought) == wanted


def no_key(text: str) -> str:
    """What to say of a filter with a key that is none: it is sought in names, where no colon is."""
    for word in text.lower().split():
        key, colon, _ = word.removeprefix("!").partition(":")
        if colon and key not in KEYS:
            return f"'{visible(key)}' is no key; there are {', '.join(KEYS)}."
    return ""
