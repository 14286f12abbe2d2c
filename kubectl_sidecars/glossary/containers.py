"""What a container, an entry of the catalogue or a role is, in lines for people."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from kubectl_sidecars.api import Pod
from kubectl_sidecars.classify.catalog import ENTRIES, Entry, Lifecycle, Native
from kubectl_sidecars.classify.catalog.native import BY_HAND, REFUSED, SWITCHES
from kubectl_sidecars.classify.judgement import Judgement, Role
from kubectl_sidecars.classify.notes import NOTES
from kubectl_sidecars.classify.rules_file import Rules
from kubectl_sidecars.classify.tasks import words
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.glossary.container_types import CONTAINER_TYPES
from kubectl_sidecars.glossary.roles import ROLES
from kubectl_sidecars.glossary.tasks import (
    Task,
    explained,
    tasks_of,
)
from kubectl_sidecars.model import ContainerType, ContainerView

NO_RULES = Rules()
MOST_NAMED = 6


def explain_word(word: str, rules: Rules = NO_RULES) -> tuple[str, ...]:
    """What `word` stands for: role/ROLE, a task in our words, or an entry by id, container name or image."""
    kind, slash, name = word.partition("/")
    if slash and kind == "role":
        return explain_role(name)
    tasks = explained(word)
    return tuple(line for task in tasks for line in _task(task)) if tasks else explain_entry(word, rules)


def explain_entry(word: str, rules: Rules = NO_RULES) -> tuple[str, ...]:
    """An entry of the catalogue, or of the user's own rules. Raises UsageError with what is near."""
    entries = (*rules.entries, *ENTRIES)
    found = _entries(word, entries)
    if not found:
        raise UsageError(f'nothing is known of "{visible(word)}"{_near(word, entries)}')
    lines = list(_entry(found[0], rules))
    if len(found) > 1:
        others = ", ".join(entry.id for entry in found[1 : MOST_NAMED + 1])
        lines.append(_line("See also", others))
    return tuple(lines)


def explain_role(word: str) -> tuple[str, ...]:
    """A role: what it is, how it is recognised, what belongs to it. Raises UsageError with what is near."""
    try:
        role = Role(word)
    except ValueError:
        raise UsageError(f'no role is called "{visible(word)}"{_near_of(word, [*Role])}') from None
    about = ROLES[role]
    members = [entry.id for entry in ENTRIES if entry.role is role]
    lines = [f"role/{role}", _line("What", about.what), _line("Known by", about.signs)]
    if about.without:
        lines.append(_line("Without", about.without))
    if tasks := tasks_of(role):
        lines.append(_line("Tasks", ", ".join(task.words for task in tasks)))
    if members:
        lines.append(_line("Entries", ", ".join(sorted(members))))
    return tuple(lines)


def explain_container(pod: Pod, view: ContainerView, judgement: Judgement, rules: Rules = NO_RULES) -> tuple[str, ...]:
    """One container of a pod: what it is, why we think so, and all that is known of its kind."""
    role = f"{judgement.role}, {judgement.task}" if judgement.task else str(judgement.role)
    lines = [
        f"{view.name} of pod {pod.metadata.name}: {role}",
        _line("Type", f"{view.type.words} ({view.path}): {CONTAINER_TYPES[view.type]}"),
        _line("Image", view.spec.image),
        _line("Sure", judgement.confidence),
        _line("Because", "; ".join(judgement.evidence)),
    ]
    entry = next((each for each in (*rules.entries, *ENTRIES) if each.id == judgement.entry), None)
    if entry:
        lines += ["", *_entry(entry, rules)]
    else:
        lines.append(_line("What", ROLES[judgement.role].what))
        if view.type is ContainerType.CONTAINER and judgement.is_helper:
            lines.append(_line("Native", BY_HAND))
    return tuple(visible(line) for line in lines)


def native_switch(entry: Entry) -> str:
    """How the entry becomes a native sidecar, in one sentence; "" where that has no meaning."""
    if entry.id in SWITCHES:
        switch = SWITCHES[entry.id]
        return f"since {switch.since}: {switch.how}"
    if entry.id in REFUSED:
        return REFUSED[entry.id]
    if entry.native is Native.NO_SWITCH:
        return "what makes it offers no switch"
    return BY_HAND if entry.native is Native.MANUAL and entry.lifecycle is not Lifecycle.MAIN else ""


def _entry(entry: Entry, rules: Rules) -> Iterator[str]:
    note = rules.notes.get(entry.id) or NOTES.get(entry.id)
    yield f"{entry.id}: {entry.name}"
    if note and note.purpose:
        yield _line("What", note.purpose)
    yield _line("Role", f"{entry.role}, {words(entry.task, entry.role)}" if entry.task else entry.role)
    for heading, values in (
        ("Image", entry.images),
        ("Name", entry.names),
        ("Command", entry.hints),
        ("Proved by", (*entry.annotations, *entry.labels)),
        ("Asked by", entry.requests),
    ):
        if values:
            more = f" and {len(values) - MOST_NAMED} more" if len(values) > MOST_NAMED else ""
            yield _line(heading, ", ".join(values[:MOST_NAMED]) + more)
    yield _line("Usually", entry.lifecycle)
    if switch := native_switch(entry):
        yield _line("Native", switch)
    for quirk in note.quirks if note else ():
        yield _line("Mind", quirk)
    if note and note.link:
        yield _line("More", note.link)


def _task(task: Task) -> Iterator[str]:
    yield f"{task.words}: a task of role/{task.role}"
    yield _line("Role", ROLES[task.role].what)
    if task.signs:
        yield _line("Known by", ", ".join(task.signs))
    if task.entries:
        yield _line("Entries", ", ".join(task.entries))


def _line(heading: str, text: str) -> str:
    return f"  {heading:<10} {text}"


def _entries(word: str, entries: Sequence[Entry]) -> list[Entry]:
    """The entries that a word means: by id, then by container name, then by the end of an image's path."""
    word = word.lower()
    by_id = [entry for entry in entries if entry.id == word]
    by_name = [entry for entry in entries if word in entry.names or word == entry.name.lower()]
    by_image = [entry for entry in entries if any(image.rpartition("/")[2] == word for image in entry.images)]
    return list(dict.fromkeys((*by_id, *by_name, *by_image)))


def _near(word: str, entries: Sequence[Entry]) -> str:
    known = {each for entry in entries for each in (entry.id, *entry.names) if "*" not in each}
    return _near_of(word, [*sorted(known), *(f"role/{role}" for role in Role)])


def _near_of(word: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(word.lower(), known, 3)
    return f"; did you mean {' or '.join(near)}?" if near else "; `explain role/ambassador` shows what a role holds"
