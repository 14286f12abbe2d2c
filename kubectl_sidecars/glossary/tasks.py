"""What a task is: who does it, and by what it is found where the catalogue is silent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kubectl_sidecars.classify.catalog import ENTRIES
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.signals import known
from kubectl_sidecars.classify.tasks import ONCE, words


class Task(NamedTuple):
    """A task as people call it, in one role."""

    role: Role
    words: str
    signs: tuple[str, ...]
    entries: tuple[str, ...]


def tasks_of(role: Role) -> tuple[Task, ...]:
    """All tasks that the catalogue or a sign gives to containers of a role, by their words."""
    signs: dict[str, list[str]] = {}
    entries: dict[str, list[str]] = {}
    for each in known():
        if each.role is role:
            signs.setdefault(words(each.task, role), []).append(each.by)
    for entry in ENTRIES:
        if entry.role is role or (role is Role.INIT and entry.task in ONCE):
            entries.setdefault(words(entry.task, role), []).append(entry.id)
    found = sorted({*signs, *entries} - {""})
    return tuple(Task(role, each, _once(signs.get(each, ())), _once(entries.get(each, ()))) for each in found)


def explained(word: str) -> tuple[Task, ...]:
    """The tasks that a word means, in each role that has them."""
    return tuple(task for role in Role for task in tasks_of(role) if task.words.lower() == word.lower())


def _once(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
