"""The table of pods: its columns, how they share the width, and the cells of a row."""

from __future__ import annotations

import re
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
from kubectl_sidecars.render.words import finding_cell, problems
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
AGO = re.compile(r"\((\d+)([a-z])\w* ago\)")
"""The end of kubectl's RESTARTS: how long ago the last one was."""


class Column(msgspec.Struct, frozen=True):
    """`least` is the width below which it is useless. Of columns without room, the highest `spare` is left out
    first. `sorts` are the sort keys whose values it shows; a click on the title sorts by the last one."""

    title: str
    least: int
    spare: int
    sorts: tuple[str, ...] = ()
    wide: bool = False


COLUMNS = (
    Column("NAMESPACE/NAME", 20, 0, ("namespace", "name")),
    Column("NAMESPACE", 9, 4, ("namespace",)),
    Column("NAME", 20, 0, ("name",)),
    Column("READY", 5, 2, ("ready",)),
    Column("STATUS", 12, 3, ("status",)),
    Column("RESTARTS", 8, 6, ("restarts",)),
    Column("AGE", 5, 7, ("age",)),
    Column("STAGES", 6, 5),
    Column("OWNER", 12, 8, ("owner",), wide=True),
    Column("NODE", 8, 9, ("node",), wide=True),
    Column("FINDING", 26, 1, ("severity",)),
)
PLACE, NAMESPACE, NAME, READY, STATUS, RESTARTS, AGE, STAGES, OWNER, NODE, FINDING = range(len(COLUMNS))
MOST_GLYPHS = 12
FINDING_FIRST, RATHER_THAN_AGE = 44, 36
"""Columns that a finding gets before other columns get more than their least, and those for which AGE is left out."""


def natural_widths(pod: PodReport) -> tuple[int, ...]:
    """The width that each cell of the pod's row would like, by column."""
    glyphs = min(len(pod.containers), MOST_GLYPHS)
    owner = len(pod.owner.kind) + 1 + len(pod.owner.name)
    fixed = (len(pod.namespace), len(pod.name), len(pod.ready), len(pod.status), len(pod.restarts), len(pod.age))
    finding = len(finding_cell(pod)[0]) if pod.findings or pod.truth else 0
    return (len(pod.namespace) + 1 + len(pod.name), *fixed, glyphs, owner, len(pod.node), finding)


class FittedColumn(msgspec.Struct, frozen=True):
    """A column by its index, and the width that it has on the screen."""

    index: int
    width: int


def fit(widths: tuple[int, ...], total: int, *, wide: bool, namespace: bool) -> tuple[FittedColumn, ...]:
    """The columns that have room in `total`, in order, with their widths.

    Namespace and name are one column where all others would not fit beside two. Names have their room first, then the
    finding, which takes the rest too; columns without room are left out."""
    needed = [
        index for index, column in enumerate(COLUMNS) if (wide or not column.wide) and (namespace or index != NAMESPACE)
    ]
    apart = [index for index in needed if index != PLACE]
    wishes = [max(widths[index], COLUMNS[index].least) for index in range(len(COLUMNS))]
    wishes[FINDING] = min(wishes[FINDING], FINDING_FIRST)
    is_joined = namespace and sum(wishes[index] + GAP for index in apart) > total
    shown = [index for index in needed if index not in (NAMESPACE, NAME)] if is_joined else apart
    least = [column.least for column in COLUMNS]
    least[FINDING] = min(least[FINDING], max(widths[FINDING], len("FINDING")))
    for index in (PLACE, NAME):
        least[index] = max(least[index], min(widths[index], total - least[FINDING] - 2 * GAP))
    while len(shown) > 1 and sum(least[index] + GAP for index in shown) > total:
        shown.remove(max(shown, key=lambda index: COLUMNS[index].spare))
    left = total - sum(least[index] + GAP for index in shown)
    if not wide and AGE in shown and FINDING in shown and least[FINDING] + left < min(widths[FINDING], RATHER_THAN_AGE):
        shown.remove(AGE)
    if len(shown) == 1:
        return (FittedColumn(NAME, max(1, total - GAP)),)
    room = {index: least[index] for index in shown}
    left = total - sum(least[index] + GAP for index in shown)
    for index in sorted(shown, key=lambda index: COLUMNS[index].spare):
        more = min(left, max(0, wishes[index] - room[index]))
        room[index] += more
        left -= more
    room[FINDING if FINDING in room else shown[-1]] += left
    return tuple(FittedColumn(index, room[index]) for index in shown)


def header_line(fitted: tuple[FittedColumn, ...], sort: str, *, reverse: bool) -> list[Cell]:
    """The titles; that of the column by which the rows are sorted has an arrow: up if what it shows grows from row to
    row."""
    cells = [("  ", Tone.MUTED)]
    for column in fitted:
        title = COLUMNS[column.index].title
        is_sorted = sort in COLUMNS[column.index].sorts
        arrow = ("↓" if BY_NAME[sort].descends is not reverse else "↑") if is_sorted else ""
        room = column.width + GAP - 1
        cells.append((f"{title}{arrow}"[:room].ljust(room + 1), Tone.MUTED))
    return cells


def sort_at(fitted: tuple[FittedColumn, ...], x: int) -> str:
    """The sort key of the column whose title is at a column of the screen; "" for one that cannot be sorted by."""
    start = GAP
    for column in fitted:
        if start <= x < start + column.width + GAP:
            return COLUMNS[column.index].sorts[-1] if COLUMNS[column.index].sorts else ""
        start += column.width + GAP
    return ""


def row(pod: PodReport, spec: Pod | None, fitted: tuple[FittedColumn, ...], now: datetime) -> list[Cell]:
    """The cells of a pod's row. Ages and kubectl's `(2m ago)` are computed for `now`."""
    findings = problems(pod)
    worst = findings[0].severity if findings else None
    has_status = any(column.index == STATUS for column in fitted)
    cells: list[Cell] = [(f"{MARK[worst]} ", OF_SEVERITY[worst]) if worst else ("  ", Tone.PLAIN)]
    for column in fitted:
        if column.index == STAGES:
            cells += _glyphs(pod.containers, column.width + GAP)
            continue
        raw, tone = _cell(pod, spec, column.index, now)
        if column.index == FINDING and not raw and not has_status:
            raw, tone = pod.status, Tone.MUTED
        text = visible(raw)
        if column.index == RESTARTS:
            text = _shorter(text, column.width)
        shorten = cut_middle if column.index in (PLACE, NAME, OWNER) else cut_end
        cells.append((shorten(text, column.width).ljust(column.width + GAP), tone))
    return cells


def _shorter(restarts: str, width: int) -> str:
    """`5 (2m5s ago)`, where there is less room `5 (2m5s)`, `5 (2m)`, or the count alone."""
    forms = (restarts, restarts.replace(" ago)", ")"), AGO.sub(_coarse, restarts), restarts.partition(" ")[0])
    return next((form for form in forms if len(form) <= width), forms[-1])


def _coarse(ago: re.Match[str]) -> str:
    """The largest unit of how long ago: kubectl writes 2m5s, and 119s below two minutes."""
    number, unit = int(ago[1]), ago[2]
    return f"({number // 60}m)" if unit == "s" and number >= 60 else f"({number}{unit})"


def restarts(pod: PodReport, spec: Pod | None, now: datetime) -> str:
    """kubectl's RESTARTS as of now."""
    return columns(spec).restarts(now) if spec and pod.restart_count else pod.restarts


def _cell(pod: PodReport, spec: Pod | None, index: int, now: datetime) -> Cell:
    match index:
        case 0:  # PLACE
            return f"{pod.namespace}/{pod.name}", Tone.PLAIN
        case 1:  # NAMESPACE
            return pod.namespace, Tone.MUTED
        case 2:  # NAME
            return pod.name, Tone.PLAIN
        case 3:  # READY
            return pod.ready, Tone.PLAIN
        case 4:  # STATUS
            return pod.status, status_tone(pod)
        case 5:  # RESTARTS
            return restarts(pod, spec, now), Tone.PLAIN
        case 6:  # AGE
            return age(pod.created_at, now), Tone.PLAIN
        case 8:  # OWNER
            return str(pod.owner), Tone.MUTED
        case 9:  # NODE
            return pod.node, Tone.MUTED
        case _:  # FINDING
            return finding_cell(pod)


def status_tone(pod: PodReport) -> Tone:
    """Plain, for red is for marks and findings; muted for a completed pod."""
    return Tone.MUTED if pod.phase == "Succeeded" else Tone.PLAIN


def _glyphs(containers: tuple[ContainerReport, ...], width: int) -> list[Cell]:
    shown = containers if len(containers) <= MOST_GLYPHS else containers[: MOST_GLYPHS - 1]
    cells = [(GLYPHS[container.stage], _glyph_tone(container.stage)) for container in shown]
    if len(shown) < len(containers):
        cells.append(("…", Tone.MUTED))
    cells = cells[: width - GAP]
    return [*cells, (" " * (width - len(cells)), Tone.PLAIN)]


def _glyph_tone(stage: Stage) -> Tone:
    """The tone of the stage, but not red: that is for the mark and the finding. A bad stage shows by its shape."""
    return Tone.PLAIN if OF_STAGE[stage] is Tone.CRITICAL else OF_STAGE[stage]


def cut_end(text: str, width: int) -> str:
    """The text, with its end cut off if it is longer than the width."""
    return text if len(text) <= width else text[: max(0, width - 1)] + "…"


def cut_middle(text: str, width: int) -> str:
    """The text, with its middle cut out if it is longer than the width: pods of one workload differ at their end."""
    if len(text) <= width or width < 12:
        return cut_end(text, width)
    return f"{text[: width - 7]}…{text[-6:]}"
