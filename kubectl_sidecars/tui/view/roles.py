"""The role of each container, its evidence, and what its type means."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.escape import visible
from kubectl_sidecars.glossary.container_types import CONTAINER_TYPES
from kubectl_sidecars.render.tones import Cell, Tone
from kubectl_sidecars.render.words import role_words
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.report.schema import ContainerReport
from kubectl_sidecars.tui.view.wrapping import wrapped


def role_lines(report: PodReport, width: int) -> Iterator[list[Cell]]:
    """The lines of the explain tab: a paragraph for each container."""
    for number, container in enumerate(report.containers):
        if number:
            yield []
        yield from _container(container, width)


def _container(container: ContainerReport, width: int) -> Iterator[list[Cell]]:
    yield [
        (f" {visible(container.name)}", Tone.STRONG),
        (f"  {role_words(container)}", Tone.NOTICE),
        (f"  {container.confidence.value} confidence", Tone.MUTED),
    ]
    yield from _line("image  ", container.image, width)
    yield from _line(f"{container.type.value}  ", f"{container.type.words}: {CONTAINER_TYPES[container.type]}", width)
    for evidence in container.evidence:
        yield from _line("because  ", evidence, width)


def _line(label: str, text: str, width: int) -> Iterator[list[Cell]]:
    for number, line in enumerate(wrapped(text, width - len(label) - 4)):
        yield [("   " + (label if number == 0 else " " * len(label)), Tone.MUTED), (line, Tone.PLAIN)]
