"""What each container is for, how we know, and how sure we are."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.escape import visible
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.render.tones import Cell, Tone
from kubectl_sidecars.render.words import role_words
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.report.schema import ContainerReport
from kubectl_sidecars.tui.view.wrapping import wrapped

OF_TYPE = {
    ContainerType.INIT: "runs to its end before the next container starts",
    ContainerType.SIDECAR: "a native sidecar: starts in its turn, the next waits until it has started, and it is "
    "stopped after the main containers, last started first",
    ContainerType.CONTAINER: "started with the other main containers once all init containers are done",
    ContainerType.EPHEMERAL: "added to the running pod to look into it; never restarted",
}
"""What the type alone means (KEP-753; kuberuntime, v1.37)."""


def explained(report: PodReport, width: int) -> Iterator[list[Cell]]:
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
    yield from _line(f"{container.type.value}  ", OF_TYPE[container.type], width)
    for evidence in container.evidence:
        yield from _line("because  ", evidence, width)


def _line(label: str, text: str, width: int) -> Iterator[list[Cell]]:
    for number, line in enumerate(wrapped(text, width - len(label) - 4)):
        yield [("   " + (label if number == 0 else " " * len(label)), Tone.MUTED), (line, Tone.PLAIN)]
