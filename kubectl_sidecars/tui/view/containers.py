"""The containers of a pod in start order, a row each, with the gates between them and the time line beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from kubectl_sidecars.escape import visible
from kubectl_sidecars.lifecycle.assessment import Stage
from kubectl_sidecars.lifecycle.gates import gate_words, has_passed
from kubectl_sidecars.lifecycle.timeline import Timeline
from kubectl_sidecars.model import ContainerView
from kubectl_sidecars.render.tones import OF_STAGE, Cell, Tone
from kubectl_sidecars.render.words import role_words, stage_words
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.report.schema import ContainerReport
from kubectl_sidecars.tui.pod_table import GAP, GLYPHS, cut_end
from kubectl_sidecars.tui.view.timeline import container_bar, has_timeline, pod_bar, scale

TITLES = ("CONTAINER", "TYPE", "STAGE", "RESTARTS", "LAST EXIT", "ROLE")
NAME, TYPE, STAGE, RESTARTS, LAST_EXIT, ROLE = range(len(TITLES))
LEAST = (8, 4, 9, 8, 6, 10)
"""Widths below which a column is useless."""
LEFT_OUT = (LAST_EXIT, ROLE, TYPE, RESTARTS)
"""The columns that are left out where there is no room, first to last; name and stage always stay."""
LEAST_BAR = 20
"""Width below which a time line is useless. A wider one gives way to the columns."""
MARGIN = 6
"""Columns of a row's number and mark."""


class ContainerLines(msgspec.Struct, frozen=True):
    """The lines, and for each line the name of its container; "" for titles and gates."""

    lines: tuple[list[Cell], ...]
    names: tuple[str, ...]


def container_lines(
    report: PodReport,
    views: Sequence[ContainerView],
    timeline: Timeline,
    now: datetime,
    width: int,
    *,
    wide: bool = False,
) -> ContainerLines:
    """The rows and gates of the pod's containers, with the time line where `has_timeline` says so."""
    rows = [_texts(container, now) for container in report.containers]
    role = max((_role_room(container) for container in report.containers), default=0)
    bar = _bar_width(rows, width, role) if has_timeline(width, wide=wide) else 0
    left = width - bar - (GAP if bar else 0)
    widths = _widths(rows, left - MARGIN, role)
    lines: list[list[Cell]] = [_titles(widths, left)]
    names = [""]
    if bar:
        lines[0] += [("  ", Tone.PLAIN), *scale(timeline, bar)]
        lines.append([*fitted([(" " * MARGIN + "the pod", Tone.MUTED)], left + 2), *pod_bar(timeline, bar)])
        names.append("")
    by_name = {view.name: view for view in views}
    for number, (container, texts) in enumerate(zip(report.containers, rows, strict=True), 1):
        line = _row(number, container, texts, widths, left)
        lines.append([*line, ("  ", Tone.PLAIN), *container_bar(container, timeline, bar)] if bar else line)
        names.append(container.name)
        view = by_name.get(container.name)
        gate = _gate(view, report) if view and number < len(report.containers) else None
        if gate:
            lines.append(fitted(gate, width))
            names.append("")
    return ContainerLines(tuple(lines), tuple(names))


def _texts(container: ContainerReport, now: datetime) -> tuple[str, ...]:
    return (
        visible(container.name),
        container.type.value,
        stage_text(container, now),
        str(container.restart_count) if container.restart_count else "",
        last_exit(container),
        role_words(container),
    )


def stage_text(container: ContainerReport, now: datetime) -> str:
    """The stage in words, with the kubelet's waiting reason where the stage alone says less."""
    words = stage_words(container, now, counts_down=False)
    reason = container.state.reason
    if words != container.stage.value or container.state.kind != "waiting":
        return words
    return words if reason in ("", "PodInitializing", "ContainerCreating") else f"{words}: {visible(reason)}"


def last_exit(container: ContainerReport) -> str:
    """The exit of the newest run that ended, as `137 SIGKILL OOMKilled`; "" if none has ended."""
    for state in (container.state, container.last_state):
        if state.kind == "terminated" and state.exit_code is not None:
            reason = state.reason if state.reason not in ("Error", "Completed") else ""
            return visible(" ".join(word for word in (str(state.exit_code), state.signal, reason) if word))
    return ""


def _bar_width(rows: Sequence[tuple[str, ...]], width: int, role: int) -> int:
    """The width of the time line: a third, or less so that all columns fit beside it, or all but LAST EXIT."""
    for instead in ({ROLE: role}, {ROLE: role, LAST_EXIT: 0}):
        beside = width - MARGIN - GAP - _sum(_natural(rows, instead))
        if beside >= LEAST_BAR:
            return min(width // 3, beside)
    return LEAST_BAR


def _role_room(container: ContainerReport) -> int:
    """The width in which the role can be read, whatever is cut of its task."""
    return min(len(role_words(container)), len(container.role.value) + len(", …"))


def _natural(rows: Sequence[tuple[str, ...]], instead: Mapping[int, int]) -> list[int]:
    """The width that each column takes with its title, 0 for one without texts; those of `instead` as it says."""
    widths = [max([len(row[index]) for row in rows] + [len(title)]) for index, title in enumerate(TITLES)]
    for column in (RESTARTS, LAST_EXIT):
        if not any(row[column] for row in rows):
            widths[column] = 0
    return [instead.get(index, width) for index, width in enumerate(widths)]


def _widths(rows: Sequence[tuple[str, ...]], total: int, role: int) -> list[int]:
    """The width of each column, 0 for one that is left out. The role takes the rest: with its task it can be long.

    `role` is the width of the longest role alone: LAST EXIT is left out before a role is cut.
    """
    widths = _natural(rows, {})
    for column in LEFT_OUT:
        room = role if column == LAST_EXIT else LEAST[ROLE]
        if _sum([*widths[:ROLE], min(widths[ROLE], room)]) > total:
            widths[column] = 0
    if widths[ROLE]:
        widths[ROLE] = max(LEAST[ROLE], total - _sum([*widths[:ROLE], 0]) - GAP)
    excess = _sum(widths) - total
    if excess > 0:
        widths[NAME] = max(LEAST[NAME], widths[NAME] - excess)
    return widths


def _sum(widths: Sequence[int]) -> int:
    return sum(width + GAP for width in widths if width) - GAP


def _titles(widths: Sequence[int], left: int) -> list[Cell]:
    text = "".join(title.ljust(width + GAP) for title, width in zip(TITLES, widths, strict=True) if width)
    return fitted([(" " * MARGIN + text, Tone.MUTED)], left)


def _row(
    number: int, container: ContainerReport, texts: tuple[str, ...], widths: Sequence[int], left: int
) -> list[Cell]:
    tones = (Tone.PLAIN, Tone.MUTED, Tone.PLAIN, Tone.WARNING, Tone.PLAIN, Tone.MUTED)
    cells = [(f" {number:>2} ", Tone.MUTED), (f"{GLYPHS[container.stage]} ", OF_STAGE[container.stage])]
    for text, width, tone in zip(texts, widths, tones, strict=True):
        if width:
            cells.append((cut_end(text, width).ljust(width + GAP), tone))
    return fitted(cells, left)


def fitted(parts: Sequence[Cell], width: int) -> list[Cell]:
    """The cells, cut or filled with spaces to the width."""
    line: list[Cell] = []
    room = width
    for text, tone in parts:
        shown = visible(text)
        if len(shown.rstrip()) > room:
            line.append((cut_end(shown, room), tone))
            return line
        shown = shown[:room]
        line.append((shown, tone))
        room -= len(shown)
    return [*line, (" " * room, Tone.PLAIN)]


def _gate(view: ContainerView, report: PodReport) -> list[Cell] | None:
    """The gate before the next container; None between main containers, which start together.

    After they have started, a sidecar that fails holds nothing up: its gate stays open."""
    if not view.in_init_containers:
        return None
    is_initialising = any(container.stage is Stage.WAITING for container in report.containers)
    if has_passed(view) or not is_initialising:
        return [("    │", Tone.OK)]
    return [("    ╪ ", Tone.WARNING), (f"gate closed: waits for {gate_words(view)}", Tone.WARNING)]
