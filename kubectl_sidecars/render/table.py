"""The table of pods, with columns aligned as kubectl aligns them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from kubectl_sidecars.escape import visible
from kubectl_sidecars.render.style import Style
from kubectl_sidecars.render.tones import Cell, Paint, Tone, no_colour
from kubectl_sidecars.render.words import (
    evidence_words,
    finding_cell,
    role_words,
    since,
    stage_cell,
    status_tone,
)
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.report.schema import ContainerReport

GAP = 3
"""Spaces between two columns (kubectl: cli-runtime printers.GetNewTabWriter)."""

COLUMNS = ("NAME", "READY", "STATUS", "RESTARTS", "AGE", "FINDING")
CONTAINER_COLUMNS = ("TYPE", "CONTAINER", "ROLE", "STAGE", "RESTARTS", "SINCE", "EVIDENCE")


def align(
    rows: Sequence[Sequence[Cell]], paint: Paint = no_colour, indent: str = "", least: Sequence[int] = ()
) -> Iterator[str]:
    """The lines of the rows: columns as wide as their widest cells, at least `least`; the last one is not padded."""
    widths = widths_of(rows, least)
    if paint is no_colour:
        form = indent + "".join(f"{{:<{width + GAP}}}" for width in widths)
        for row in rows:
            yield form.format(*[text for text, _ in row]).rstrip()
        return
    for row in rows:
        padded = [paint(text.ljust(width + GAP), tone) for (text, tone), width in zip(row, widths, strict=True)]
        yield (indent + "".join(padded)).rstrip()


def widths_of(rows: Sequence[Sequence[Cell]], least: Sequence[int] = ()) -> list[int]:
    """The width of each column."""
    widths = [max(map(len, column)) for column in zip(*([text for text, _ in row] for row in rows), strict=True)]
    return [max(pair) for pair in zip(widths, least, strict=True)] if least else widths


def header(names: Sequence[str]) -> list[Cell]:
    """The cells of the column headers."""
    return [(name, Tone.MUTED) for name in names]


def pod_cells(pod: PodReport, *, namespace: bool) -> list[Cell]:
    """The cells of a pod: kubectl's columns with its values, then the finding."""
    cells = [(visible(pod.namespace), Tone.PLAIN)] if namespace else []
    return [
        *cells,
        (visible(pod.name), Tone.PLAIN),
        (pod.ready, Tone.PLAIN),
        (visible(pod.status), status_tone(pod)),
        (pod.restarts, Tone.PLAIN),
        (pod.age, Tone.PLAIN),
        finding_cell(pod),
    ]


def container_cells(container: ContainerReport, now: datetime) -> list[Cell]:
    """The cells of a container; see CONTAINER_COLUMNS."""
    return [
        (container.type.value, Tone.MUTED),
        (visible(container.name), Tone.STRONG),
        (role_words(container), Tone.PLAIN),
        stage_cell(container, now),
        (str(container.restart_count), Tone.PLAIN),
        (since(container, now), Tone.PLAIN),
        (evidence_words(container), Tone.MUTED),
    ]


def pod_table(pods: Sequence[PodReport], style: Style) -> Iterator[str]:
    """`-o table`: one line for each pod."""
    rows = pod_rows(pods, namespace=style.namespace, headers=style.headers)
    return align(rows, style.paint, least=style.widths) if rows else iter(())


def pod_rows(pods: Sequence[PodReport], *, namespace: bool, headers: bool = True) -> list[list[Cell]]:
    """The rows of the table: the headers, then one row for each pod."""
    names = ("NAMESPACE", *COLUMNS) if namespace else COLUMNS
    return [*([header(names)] if headers else []), *(pod_cells(pod, namespace=namespace) for pod in pods)]


def container_lines(pod: PodReport, now: datetime, paint: Paint = no_colour, indent: str = "  ") -> Iterator[str]:
    """One line for each container, in start order."""
    return align([container_cells(container, now) for container in pod.containers], paint, indent)


def wide_table(pods: Sequence[PodReport], now: datetime, style: Style) -> Iterator[str]:
    """`-o wide`: the table, and below each pod one line for each container; all containers share their columns."""
    lines = pod_table(pods, style)
    blocks = [container_cells(container, now) for pod in pods for container in pod.containers]
    head = [header(CONTAINER_COLUMNS)] if style.headers else []
    below = align([*head, *blocks], style.paint, indent="  ")
    if style.headers:
        yield next(lines)
        if blocks:
            yield next(below)
    for pod, line in zip(pods, lines, strict=True):
        yield line
        for _ in pod.containers:
            yield next(below)
