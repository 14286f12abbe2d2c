"""The tasks of each role: which known containers do them, and which signs tell them apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kubectl_sidecars.classify.catalog import built_in
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals import known
from kubectl_sidecars.classify.tasks import ONCE, words


class TaskWords(NamedTuple):
    """A task of one role in words for people, with its signs and the ids of its known containers."""

    role: Role
    words: str
    signs: tuple[str, ...]
    entries: tuple[str, ...]


def tasks_of(role: Role) -> tuple[TaskWords, ...]:
    """All tasks that the catalogue or a sign gives to containers of a role, sorted by their words."""
    signs: dict[str, list[str]] = {}
    containers: dict[str, list[str]] = {}
    for sign in known():
        if sign.role is role:
            signs.setdefault(words(sign.task, role), []).append(sign.by)
    for container in built_in().containers:
        if container.role is role or (role is Role.INIT and container.task in ONCE):
            containers.setdefault(words(container.task, role), []).append(container.id)
    tasks = sorted({*signs, *containers} - {""})
    return tuple(TaskWords(role, task, _once(signs.get(task, ())), _once(containers.get(task, ()))) for task in tasks)


def explained(word: str) -> tuple[TaskWords, ...]:
    """The tasks of that name, one for each role that has it; case does not matter."""
    return tuple(task for role in Role for task in tasks_of(role) if task.words.lower() == word.lower())


def _once(values: Sequence[str]) -> tuple[str, ...]:
    """The values in their order, each once."""
    return tuple(dict.fromkeys(values))
