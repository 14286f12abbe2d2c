"""The ladder: a lane for each container in start order, and the gates between them."""

from __future__ import annotations

from collections.abc import Sequence
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
from kubectl_sidecars.tui.pod_table import (
    GAP,
    GLYPHS,
    cut_off,
)
from kubectl_sidecars.tui.view.timeline import (
    container_bar,
    has_timeline,
    pod_bar,
    scale,
)

TITLES = ("CONTAINER", "TYPE", "STAGE", "RESTARTS", "LAST EXIT", "ROLE")
LEAST = (8, 4, 9, 8, 6, 10)
"""Widths below which a column is of no use."""
LEAVING = (4, 5, 1, 3)
"""The columns that go where there is no room, first to last; a container and its stage always stay."""
MARGIN = 6
"""Number and sign of a lane."""


class Ladder(msgspec.Struct, frozen=True):
    """The lines, and the container that each of the lanes is of, "" for what is between them."""

    lines: tuple[list[Cell], ...]
    names: tuple[str, ...]


def ladder(
    report: PodReport, views: Sequence[ContainerView], life: Timeline, now: datetime, width: int, *, wide: bool = False
) -> Ladder:
    """Lanes and rungs, with the time line beside them where it is wanted and there is room."""
    room = width // 3 if has_timeline(width, wide=wide) else 0
    left = width - room - (2 if room else 0)
    rows = [_texts(container, now) for container in report.containers]
    widths = _widths(rows, left - MARGIN)
    lines: list[list[Cell]] = [_titles(widths, left)]
    owners = [""]
    if room:
        lines[0] += [("  ", Tone.PLAIN), *scale(life, room)]
        lines.append([*fitted([(" " * MARGIN + "the pod", Tone.MUTED)], left + 2), *pod_bar(life, room)])
        owners.append("")
    by_name = {view.name: view for view in views}
    for number, (container, row) in enumerate(zip(report.containers, rows, strict=True), 1):
        lane = _lane(number, container, row, widths, left)
        lines.append([*lane, ("  ", Tone.PLAIN), *container_bar(container, life, room)] if room else lane)
        owners.append(container.name)
        view = by_name.get(container.name)
        rung = _rung(view, report) if view and number < len(report.containers) else None
        if rung:
            lines.append(fitted(rung, width))
            owners.append("")
    return Ladder(tuple(lines), tuple(owners))


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
    """The stage in words, with the kubelet's reason where the stage alone says less."""
    words = stage_words(container, now, counts_down=False)
    reason = container.state.reason
    if words != container.stage.value or container.state.kind != "waiting":
        return words
    return words if reason in ("", "PodInitializing", "ContainerCreating") else f"{words}: {visible(reason)}"


def last_exit(container: ContainerReport) -> str:
    """`137 SIGKILL OOMKilled` of the newest run that ended."""
    for state in (container.state, container.last_state):
        if state.kind == "terminated" and state.exit_code is not None:
            reason = state.reason if state.reason not in ("Error", "Completed") else ""
            return visible(" ".join(word for word in (str(state.exit_code), state.signal, reason) if word))
    return ""


def _widths(rows: Sequence[tuple[str, ...]], total: int) -> list[int]:
    """0 for a column that is not shown. What is left over goes to the role, the one that can be long."""
    widths = [max([len(row[index]) for row in rows] + [len(title)]) for index, title in enumerate(TITLES)]
    for index in (3, 4):
        if not any(row[index] for row in rows):
            widths[index] = 0
    for index in LEAVING:
        least = [min(width, LEAST[each]) if each == 5 else width for each, width in enumerate(widths)]
        if _sum(least) > total:
            widths[index] = 0
    if widths[5]:
        widths[5] = max(LEAST[5], total - _sum([*widths[:5], 0]) - GAP)
    over = _sum(widths) - total
    if over > 0:
        widths[0] = max(LEAST[0], widths[0] - over)
    return widths


def _sum(widths: Sequence[int]) -> int:
    return sum(width + GAP for width in widths if width) - GAP


def _titles(widths: Sequence[int], left: int) -> list[Cell]:
    text = "".join(title.ljust(width + GAP) for title, width in zip(TITLES, widths, strict=True) if width)
    return fitted([(" " * MARGIN + text, Tone.MUTED)], left)


def _lane(
    number: int, container: ContainerReport, row: tuple[str, ...], widths: Sequence[int], left: int
) -> list[Cell]:
    tone = OF_STAGE[container.stage]
    tones = (Tone.STRONG, Tone.MUTED, tone, Tone.WARNING, Tone.PLAIN, Tone.MUTED)
    cells = [(f" {number:>2} ", Tone.MUTED), (f"{GLYPHS[container.stage]} ", tone)]
    for text, width, its in zip(row, widths, tones, strict=True):
        if width:
            cells.append((cut_off(text, width).ljust(width + GAP), its))
    return fitted(cells, left)


def fitted(parts: Sequence[Cell], width: int) -> list[Cell]:
    """The cells cut and filled to the width."""
    line: list[Cell] = []
    room = width
    for text, tone in parts:
        shown = visible(text)
        if len(shown.rstrip()) > room:
            line.append((cut_off(shown, room), tone))
            return line
        shown = shown[:room]
        line.append((shown, tone))
        room -= len(shown)
    return [*line, (" " * room, Tone.PLAIN)]


def _rung(view: ContainerView, report: PodReport) -> list[Cell] | None:
    """The gate that opens the way to the next lane; main containers start together and have none.

    Once they have started, a sidecar that goes down holds nobody up: its gate stays open."""
    if not view.in_init_containers:
        return None
    initialising = any(container.stage is Stage.WAITING for container in report.containers)
    if has_passed(view) or not initialising:
        return [("    │", Tone.OK)]
    return [("    ╪ ", Tone.WARNING), (f"gate closed: waits for {gate_words(view)}", Tone.WARNING)]
