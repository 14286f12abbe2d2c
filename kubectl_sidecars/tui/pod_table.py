"""The table of pods: its columns, how they share the width, and the cells of a row."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubectl_sidecars.api import Pod
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.durations import age
from kubectl_sidecars.escape import visible
from kubectl_sidecars.lifecycle.assessment import Stage
from kubectl_sidecars.lifecycle.columns import columns
from kubectl_sidecars.render.sort_keys import BY_NAME
from kubectl_sidecars.render.tones import OF_SEVERITY, OF_STAGE, Cell, Tone
from kubectl_sidecars.render.words import finding_cell, problems, status_tone
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.report.schema import ContainerReport

MARK = {Severity.CRITICAL: "●", Severity.WARNING: "▲", Severity.NOTICE: " "}
GLYPHS = {
    Stage.NOT_STARTED: "·",
    Stage.WAITING: "◌",
    Stage.STARTING: "◔",
    Stage.RUNNING: "○",
    Stage.READY: "●",
    Stage.BACKING_OFF: "↻",
    Stage.COMPLETED: "✓",
    Stage.FAILED: "✗",
    Stage.STOPPING: "▽",
    Stage.STOPPED: "□",
}
"""A container's stage in one cell."""

GAP = 2


class Column(msgspec.Struct, frozen=True):
    """`least` is the width below which it is useless. Of columns without room, the highest `spare` is left out
    first."""

    title: str
    least: int
    spare: int
    wide: bool = False


COLUMNS = (
    Column("NAMESPACE", 9, 3),
    Column("NAME", 20, 0),
    Column("READY", 5, 4),
    Column("STATUS", 12, 1),
    Column("RESTARTS", 8, 5),
    Column("AGE", 5, 6),
    Column("STAGES", 6, 7),
    Column("OWNER", 12, 8, wide=True),
    Column("NODE", 8, 9, wide=True),
    Column("FINDING", 20, 2),
)
NAMESPACE, NAME, READY, STATUS, RESTARTS, AGE, STAGES, OWNER, NODE, FINDING = range(len(COLUMNS))
MOST_GLYPHS = 12


def natural_widths(pod: PodReport) -> tuple[int, ...]:
    """The width that each cell of the pod's row would like, by column; 0 for the finding, which takes the rest."""
    glyphs = min(len(pod.containers), MOST_GLYPHS)
    owner = len(pod.owner.kind) + 1 + len(pod.owner.name)
    fixed = (len(pod.namespace), len(pod.name), len(pod.ready), len(pod.status), len(pod.restarts), len(pod.age))
    return (*fixed, glyphs, owner, len(pod.node), 0)


class FittedColumn(msgspec.Struct, frozen=True):
    """A column by its index, and the width that it has on the screen."""

    index: int
    width: int


def fit(widths: tuple[int, ...], total: int, *, wide: bool, namespace: bool) -> tuple[FittedColumn, ...]:
    """The columns that have room in `total`, in order, with their widths.

    The finding takes the rest. Where there is little room, names are cut first, then columns are left out."""
    shown = [
        index for index, column in enumerate(COLUMNS) if (wide or not column.wide) and (namespace or index != NAMESPACE)
    ]
    while len(shown) > 1 and _need(shown) > total:
        shown.remove(max(shown, key=lambda index: COLUMNS[index].spare))
    if len(shown) == 1:
        return (FittedColumn(shown[0], max(1, total - GAP)),)
    room = {index: COLUMNS[index].least for index in shown}
    left = total - _need(shown)
    for index in sorted(shown, key=lambda index: COLUMNS[index].spare):
        if index != FINDING:
            more = min(left, max(0, widths[index] - room[index]))
            room[index] += more
            left -= more
    room[FINDING if FINDING in room else shown[-1]] += left
    return tuple(FittedColumn(index, room[index]) for index in shown)


def _need(shown: list[int]) -> int:
    return sum(COLUMNS[index].least for index in shown) + GAP * (len(shown) - 1) + GAP


def header_line(fitted: tuple[FittedColumn, ...], sort: str, *, reverse: bool) -> list[Cell]:
    """The titles; that of the column by which the rows are sorted has an arrow: up if what it shows grows from row to
    row."""
    cells = [("  ", Tone.MUTED)]
    for column in fitted:
        title = COLUMNS[column.index].title
        is_sorted = title.lower() == sort or (sort == "severity" and column.index == FINDING)
        arrow = ("↓" if BY_NAME[sort].descends is not reverse else "↑") if is_sorted else ""
        room = column.width + GAP - 1
        cells.append((f"{title}{arrow}"[:room].ljust(room + 1), Tone.MUTED))
    return cells


def sort_at(fitted: tuple[FittedColumn, ...], x: int) -> str:
    """The sort key of the column whose title is at a column of the screen; "" for one that cannot be sorted by."""
    start = GAP
    for column in fitted:
        if start <= x < start + column.width + GAP:
            title = COLUMNS[column.index].title.lower().rpartition("/")[2]
            return "severity" if column.index == FINDING else title if title in BY_NAME else ""
        start += column.width + GAP
    return ""


def row(pod: PodReport, spec: Pod | None, fitted: tuple[FittedColumn, ...], now: datetime) -> list[Cell]:
    """The cells of a pod's row. Ages and kubectl's `(2m ago)` are computed for `now`."""
    findings = problems(pod)
    worst = findings[0].severity if findings else None
    cells: list[Cell] = [(f"{MARK[worst]} ", OF_SEVERITY[worst]) if worst else ("  ", Tone.PLAIN)]
    for column in fitted:
        if column.index == STAGES:
            cells += _glyphs(pod.containers, column.width + GAP)
            continue
        raw, tone = _cell(pod, spec, column.index, now)
        text = visible(raw)
        if column.index == RESTARTS and len(text) > column.width:
            text = text.partition(" ")[0]  # the count alone, not half of how long ago
        shorten = cut_middle if column.index in (NAME, OWNER) else cut_end
        cells.append((shorten(text, column.width).ljust(column.width + GAP), tone))
    return cells


def restarts(pod: PodReport, spec: Pod | None, now: datetime) -> str:
    """kubectl's RESTARTS as of now."""
    return columns(spec).restarts(now) if spec and pod.restart_count else pod.restarts


def _cell(pod: PodReport, spec: Pod | None, index: int, now: datetime) -> Cell:
    match index:
        case 0:
            return pod.namespace, Tone.MUTED
        case 1:
            return pod.name, Tone.STRONG if problems(pod) else Tone.PLAIN
        case 2:
            return pod.ready, Tone.PLAIN
        case 3:
            return pod.status, status_tone(pod)
        case 4:
            return restarts(pod, spec, now), Tone.PLAIN
        case 5:
            return age(pod.created_at, now), Tone.PLAIN
        case 7:
            return str(pod.owner), Tone.MUTED
        case 8:
            return pod.node, Tone.MUTED
        case _:
            return finding_cell(pod)


def _glyphs(containers: tuple[ContainerReport, ...], width: int) -> list[Cell]:
    shown = containers if len(containers) <= MOST_GLYPHS else containers[: MOST_GLYPHS - 1]
    cells = [(GLYPHS[container.stage], OF_STAGE[container.stage]) for container in shown]
    if len(shown) < len(containers):
        cells.append(("…", Tone.MUTED))
    cells = cells[: width - GAP]
    return [*cells, (" " * (width - len(cells)), Tone.PLAIN)]


def cut_end(text: str, width: int) -> str:
    """The text, with its end cut off if it is longer than the width."""
    return text if len(text) <= width else text[: max(0, width - 1)] + "…"


def cut_middle(text: str, width: int) -> str:
    """The text, with its middle cut out if it is longer than the width: pods of one workload differ at their end."""
    if len(text) <= width or width < 12:
        return cut_end(text, width)
    return f"{text[: width - 7]}…{text[-6:]}"
