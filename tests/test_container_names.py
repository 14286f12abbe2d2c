"""Names of containers in sentences: one that reads as a word is marked, wherever it is said."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import pytest

from kubectl_sidecars.api import Container, ContainerStatus, Event, Pod
from kubectl_sidecars.container_names import all_called, begun, called
from kubectl_sidecars.report import inspect
from kubectl_sidecars.snapshot import Snapshot
from tests.support.corpus import single

FIRST = 70_001
"""The number that is the name of the first container of a pod: no pod of the tests says such a number."""
_BARE = re.compile(r"(?<!\d)700\d\d(?!\d)")
_MARKED = re.compile(r"`700\d\d`")
_QUOTED = re.compile(r'"[^"]*"|`[^`]*`')
"""What a message of the cluster or a command says: it stays as it is."""


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["checkout"], "checkout"),
        (["report"], "report"),
        (["never"], "container `never`"),
        (["2"], "container `2`"),
        (["never-again"], "never-again"),
        ([""], ""),
        (["app", "init", "proxy"], "app, container `init` and proxy"),
        (["init", "wait"], "containers `init` and `wait`"),
        ([], ""),
    ],
)
def test_a_name_that_is_a_word_is_marked(names: list[str], words: str) -> None:
    assert all_called(names) == words
    assert len(names) != 1 or called(names[0]) == words


def test_of_many_names_the_first_are_said() -> None:
    assert all_called(["init"] * 20).endswith("`init` and 8 more")
    assert all_called(["app"] * 20, more=3).endswith("app and 11 more")


def test_a_sentence_begins_with_a_capital_only_where_no_name_stands_first() -> None:
    assert begun("container `never` waits.") == "Container `never` waits."
    assert begun("containers `init` and `wait` wait.") == "Containers `init` and `wait` wait."
    assert begun("app waits.") == "app waits."
    assert begun("containerd could not start it.") == "containerd could not start it."


def test_no_sentence_says_a_name_unmarked_that_has_to_be_marked() -> None:
    """Every container of every pod has a number for its name: no rule, cause, advice or note says it bare."""
    said = [(words, snapshot.source.name) for snapshot in single() for words in _sentences(_renamed(snapshot))]
    assert len(said) > 1000
    assert sum("`700" in words for words, _ in said) > 500
    assert [(words, where) for words, where in said if _BARE.search(_QUOTED.sub("", _MARKED.sub("", words)))] == []


def _sentences(snapshot: Snapshot) -> Iterator[str]:
    report = inspect(snapshot)
    for pod in report.pods:
        yield pod.truth
        for finding in pod.findings:
            yield from (finding.summary, finding.message, finding.advice)
    for cause in report.causes:
        yield from (cause.title, cause.explanation, cause.advice)


def _renamed(snapshot: Snapshot) -> Snapshot:
    names = {uid: _numbers(pod) for uid, pod in snapshot.pods.items()}
    return msgspec.structs.replace(
        snapshot,
        pods={uid: _pod(pod, names[uid]) for uid, pod in snapshot.pods.items()},
        events={
            about: tuple(_event(event, names.get(event.involved_object.uid, {})) for event in events)
            for about, events in snapshot.events.items()
        },
    )


def _numbers(pod: Pod) -> dict[str, str]:
    names = [each.name for each in (*pod.spec.init_containers, *pod.spec.containers, *pod.spec.ephemeral_containers)]
    return {name: str(FIRST + index) for index, name in enumerate(names)}


def _pod(pod: Pod, names: dict[str, str]) -> Pod:
    replace, spec, status = msgspec.structs.replace, pod.spec, pod.status

    def of_spec(each: Container) -> Container:
        return replace(each, name=names.get(each.name, each.name))

    def of_status(each: ContainerStatus) -> ContainerStatus:
        return replace(each, name=names.get(each.name, each.name))

    return replace(
        pod,
        spec=replace(
            spec,
            init_containers=tuple(map(of_spec, spec.init_containers)),
            containers=tuple(map(of_spec, spec.containers)),
        ),
        status=replace(
            status,
            init_container_statuses=tuple(map(of_status, status.init_container_statuses)),
            container_statuses=tuple(map(of_status, status.container_statuses)),
        ),
    )


def _event(event: Event, names: dict[str, str]) -> Event:
    about = event.involved_object
    path = re.sub(r"\{(.*)\}$", lambda found: f"{{{names.get(found[1], found[1])}}}", about.field_path)
    return msgspec.structs.replace(event, involved_object=msgspec.structs.replace(about, field_path=path))
