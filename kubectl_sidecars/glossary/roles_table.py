"""The catalogue as a table in Markdown, for the documentation."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.classify.catalog import ENTRIES, Entry
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.notes import NOTES
from kubectl_sidecars.classify.tasks import words
from kubectl_sidecars.glossary.roles import ROLES


def roles_table() -> str:
    """All roles, then under each the entries that have it, as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "| role | what it is | known by |"
    yield "|---|---|---|"
    for role, about in ROLES.items():
        yield f"| `{role}` | {_cell(about.what)} | {_cell(about.signs)} |"
    for role in Role:
        entries = sorted((entry for entry in ENTRIES if entry.role is role), key=lambda entry: (entry.task, entry.id))
        if entries:
            yield from (
                "",
                f"## {role}",
                "",
                "| entry | task | recognised by | usually | what it does |",
                "|---|---|---|---|---|",
            )
            yield from map(_row, entries)


def _row(entry: Entry) -> str:
    known_by = ", ".join(f"`{each}`" for each in (*entry.images[:3], *entry.names[:3]))
    note = NOTES[entry.id]
    what = f"{_cell(note.purpose)} [more]({note.link})"
    return f"| `{entry.id}` | {words(entry.task, entry.role)} | {_cell(known_by)} | {entry.lifecycle} | {what} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
