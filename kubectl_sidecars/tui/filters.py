"""The filter that is typed after `/`: words of a row, and `key:value` for what one column or container says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches

from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.classify import Role
from kubectl_sidecars.classify.tasks import WORDS as TASKS
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.escape import visible
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.render.words import finding_cell, problems
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.report.schema import Standing

ReportFilter = Callable[[PodReport], bool]


def _row(pod: PodReport) -> Iterator[str]:
    """All that the pod's row says, also in the columns that need a wide screen, but for the age."""
    yield f"{pod.namespace}/{pod.name}"
    yield pod.ready
    yield pod.status
    yield pod.restarts
    yield finding_cell(pod)[0]
    for finding in problems(pod)[1:]:
        yield finding.summary
    yield str(pod.owner)
    yield pod.node


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
    """Severities of the findings, and the standing under which the header counts the pod."""
    for finding in pod.findings:
        yield finding.severity.value
    yield pod.standing.value


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


VALUES: dict[str, tuple[str, ...]] = {
    "role": (*Role, *TASKS.values()),
    "type": tuple(ContainerType),
    "severity": tuple(dict.fromkeys((*Severity, *Standing))),
}
"""All values of the keys that can have only these; of roles with their tasks."""


def matcher(text: str) -> ReportFilter | None:
    """A function that returns True for the pods that the filter matches; None for an empty filter.

    All words must match; of `key:this,that` one value must; a word with `!` before it must not match."""
    tests = [_test(word) for word in _words(text)]
    if not tests:
        return None
    return lambda pod: all(test(pod) for test in tests)


def _words(text: str) -> list[str]:
    return [word for word in text.lower().split() if word.strip("!")]


def _test(word: str) -> ReportFilter:
    key, values, expected = _parsed(word)
    texts = KEYS.get(key, _row)
    return lambda pod: _has_any(texts(pod), values) == expected


def _has_any(texts: Iterable[str], values: list[str]) -> bool:
    return any(value in text.lower() for text in texts for value in values)


def _parsed(word: str) -> tuple[str, list[str], bool]:
    """The key of a word, "" for plain text; its values; and False for one that must not match."""
    key, colon, value = word.removeprefix("!").partition(":")
    is_key = bool(colon) and key in KEYS
    return (key, value.split(","), word[0] != "!") if is_key else ("", [word.removeprefix("!")], word[0] != "!")


def matches_alone(text: str, cause: Cause) -> bool:
    """True if the filter matches a cause that has no pod, such as a Job whose pods are gone."""
    words = (cause.title, *cause.owners, cause.reason, cause.severity.value)
    return all(_has_any(words, values) == expected for _, values, expected in map(_parsed, _words(text)))


def hint(text: str) -> str:
    """Why the filter cannot match anything: the first key or value that does not exist; "" if all may."""
    for word in _words(text):
        key, colon, value = word.removeprefix("!").partition(":")
        if not colon:
            continue
        if key not in KEYS:
            close = get_close_matches(key, KEYS, 1, 0.5) or [name for name in KEYS if name.startswith(key[:1])][:1]
            return f"There is no key '{visible(key)}'" + (
                f": did you mean {close[0]}:?" if close else "; ? lists them."
            )
        known = VALUES.get(key, ())
        for one in value.split(",") if known else ():
            if not any(one in name.lower() for name in known):
                names = tuple(Role) if key == "role" else known
                return f"There is no {key} '{visible(one)}'; there are {', '.join(names)}."
    return ""
