"""The catalogue as a table in Markdown, for the documentation."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.classify.catalog import built_in, notes
from kubectl_sidecars.classify.known_container import KnownContainer
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.tasks import words
from kubectl_sidecars.glossary.roles import ROLES


def roles_table() -> str:
    """All roles, then the known containers of each role, as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "| role | what it is | known by |"
    yield "|---|---|---|"
    for role, about in ROLES.items():
        yield f"| `{role}` | {_cell(about.what)} | {_cell(about.signs)} |"
    for role in Role:
        of_role = [container for container in built_in().containers if container.role is role]
        if of_role:
            yield from (
                "",
                f"## {role}",
                "",
                "| container | task | recognised by | usually | what it does |",
                "|---|---|---|---|---|",
            )
            yield from map(_row, sorted(of_role, key=lambda container: (container.task, container.id)))


def _row(container: KnownContainer) -> str:
    known_by = ", ".join(f"`{glob}`" for glob in (*container.images[:3], *container.names[:3]))
    note, task = notes()[container.id], words(container.task, container.role)
    what = f"{_cell(note.purpose)} [more]({note.link})"
    return f"| `{container.id}` | {task} | {_cell(known_by)} | {container.lifecycle} | {what} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
