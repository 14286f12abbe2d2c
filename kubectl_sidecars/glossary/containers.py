"""Explains a container of a pod, a known container or a role, in lines for people."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from kubectl_sidecars.api import Pod
from kubectl_sidecars.classify.catalog import built_in, notes
from kubectl_sidecars.classify.judgement import Judgement
from kubectl_sidecars.classify.known_container import BY_HAND, KnownContainer, Native, Note, UsualType
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.rules_file import Rules
from kubectl_sidecars.classify.tasks import words
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.glossary.container_types import CONTAINER_TYPES
from kubectl_sidecars.glossary.roles import ROLES
from kubectl_sidecars.glossary.tasks import (
    TaskWords,
    explained,
    tasks_of,
)
from kubectl_sidecars.model import ContainerType, ContainerView

NO_RULES = Rules()
MOST_NAMED = 6


def explain_role_or_task(word: str) -> tuple[str, ...]:
    """The lines about a role, named as ROLE or role/ROLE, or about a task; () if the word is neither.

    Raises UsageError that names similar roles for role/ROLE that does not exist.
    """
    kind, slash, name = word.partition("/")
    if slash and kind == "role":
        return explain_role(name)
    if word.lower() in [*Role]:
        return explain_role(word.lower())
    return tuple(line for task in explained(word) for line in _task(task))


def explain_known(word: str, rules: Rules = NO_RULES) -> tuple[str, ...]:
    """The lines about a known container of the catalogue or of the user's own rules.

    Raises UsageError that names similar words if the word names no container.
    """
    containers = (*rules.containers, *built_in().containers)
    named = _named(word, containers)
    if not named:
        raise UsageError(f'nothing is known of "{visible(word)}"{_near(word, containers)}')
    lines = list(_known(named[0], rules))
    if len(named) > 1:
        others = ", ".join(container.id for container in named[1 : MOST_NAMED + 1])
        lines.append(_line("See also", others))
    return tuple(lines)


def namesakes(word: str, rules: Rules = NO_RULES) -> tuple[str, ...]:
    """The ids of known containers that the word names, too, though it has another sense."""
    return tuple(known.id for known in _named(word, (*rules.containers, *built_in().containers)))


def explain_role(word: str) -> tuple[str, ...]:
    """The lines about a role: its meaning, its signs, its tasks and its known containers.

    Raises UsageError that names similar roles if there is no such role.
    """
    try:
        role = Role(word)
    except ValueError:
        raise UsageError(f'no role is called "{visible(word)}"{_near_of(word, [*Role])}') from None
    about = ROLES[role]
    members = [container.id for container in built_in().containers if container.role is role]
    lines = [f"role/{role}", _line("What", about.what), _line("Known by", about.signs)]
    if about.without:
        lines.append(_line("Without", about.without))
    if tasks := tasks_of(role):
        lines.append(_line("Tasks", ", ".join(task.words for task in tasks)))
    if members:
        lines.append(_line("Entries", ", ".join(sorted(members))))
    return tuple(lines)


def explain_container(pod: Pod, view: ContainerView, judgement: Judgement, rules: Rules = NO_RULES) -> tuple[str, ...]:
    """The lines about one container of a pod: its role with the evidence, then those of the known container."""
    role = f"{judgement.role}, {judgement.task}" if judgement.task else str(judgement.role)
    lines = [
        f"{view.name} of pod {pod.metadata.name}: {role}",
        _line("Type", f"{view.type.words} ({view.path}): {CONTAINER_TYPES[view.type]}"),
        _line("Image", view.spec.image),
        _line("Sure", judgement.confidence),
        _line("Because", "; ".join(judgement.evidence)),
    ]
    if judgement.known:
        lines += ["", *_known(judgement.known, rules)]
    else:
        lines.append(_line("What", ROLES[judgement.role].what))
        if view.type is ContainerType.CONTAINER and judgement.is_helper:
            lines.append(_line("Native", BY_HAND))
    return tuple(visible(line) for line in lines)


def native_switch(container: KnownContainer) -> str:
    """Tells how the container becomes a native sidecar, or why not; "" for a main or an init container."""
    if container.native_how:
        return f"since {container.native_since}: {container.native_how}"
    if container.native_why_not:
        return container.native_why_not
    if container.native is Native.NO_SWITCH:
        return "what makes it offers no switch"
    is_helper = container.native is Native.MANUAL and container.lifecycle is not UsualType.MAIN
    return BY_HAND if is_helper else ""


def _known(container: KnownContainer, rules: Rules) -> Iterator[str]:
    """Everything that is known of a container, a line a heading."""
    note = rules.notes.get(container.id) or notes().get(container.id, Note())
    yield f"{container.id}: {container.name}"
    if note.purpose:
        yield _line("What", note.purpose)
    task = words(container.task, container.role)
    yield _line("Role", f"{container.role}, {task}" if task else container.role)
    for heading, values in (
        ("Image", container.images),
        ("Name", container.names),
        ("Command", container.hints),
        ("Proved by", container.proofs),
        ("Asked by", container.requests),
        ("Refused by", container.refusals),
        ("Seen with", (*container.set_by_users, *container.settings, *container.keys)),
    ):
        if values:
            more = f" and {len(values) - MOST_NAMED} more" if len(values) > MOST_NAMED else ""
            yield _line(heading, ", ".join(values[:MOST_NAMED]) + more)
    yield _line("Usually", container.lifecycle)
    if switch := native_switch(container):
        yield _line("Native", switch)
    for own in container.exit_codes:
        yield _line("Exit code", f"{own.code}: {own.meaning}")
    for quirk in note.quirks:
        yield _line("Mind", quirk)
    if note.link:
        yield _line("More", note.link)


def _task(task: TaskWords) -> Iterator[str]:
    yield f"{task.words}: a task of role/{task.role}"
    yield _line("Role", ROLES[task.role].what)
    if task.signs:
        yield _line("Known by", ", ".join(task.signs))
    if task.entries:
        yield _line("Entries", ", ".join(task.entries))


def _line(heading: str, text: str) -> str:
    return f"  {heading:<10} {text}"


def _named(word: str, containers: Sequence[KnownContainer]) -> list[KnownContainer]:
    """The known containers that a word names: by id, then by container name, then by the end of an image's path."""
    word = word.lower()
    by_id = [known for known in containers if known.id == word]
    by_name = [known for known in containers if word in known.names or word == known.name.lower()]
    by_image = [known for known in containers if any(image.rpartition("/")[2] == word for image in known.images)]
    return list(dict.fromkeys((*by_id, *by_name, *by_image)))


def _near(word: str, containers: Sequence[KnownContainer]) -> str:
    """The end of an error message that names similar words."""
    names = {name for known in containers for name in (known.id, *known.names) if "*" not in name}
    return _near_of(word, [*(role.value for role in Role), *sorted(names)])


def _near_of(word: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(word.lower(), known, 3)
    return f"; did you mean {' or '.join(near)}?" if near else "; `explain` alone lists all words"
