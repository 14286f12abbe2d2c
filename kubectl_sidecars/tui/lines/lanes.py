"""The ladder: a lane for each container in start order, the gates between them, and its life beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from kubectl_sidecars.ages import human_duration
from kubectl_sidecars.lifecycle.gates import gate_words, has_passed
from kubectl_sidecars.lifecycle.life import Stage
from kubectl_sidecars.lifecycle.timeline import Kind, Moment, Run, Timeline
from kubectl_sidecars.model import ContainerType, ContainerView
from kubectl_sidecars.plain import visible
from kubectl_sidecars.render.tones import OF_STAGE, Cell, Tone
from kubectl_sidecars.render.words import role_words, stage_cell
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.report.schema import ContainerReport
from kubectl_sidecars.tui.rows import GLYPHS, cut_off

TIMELINE_FROM = 100
"""Columns below which the time line has no room beside the lanes."""
MARKS = {
    Kind.PULLED: ("⇣", Tone.MUTED),
    Kind.STARTED: ("▶", Tone.NOTICE),
    Kind.RESTARTED: ("↻", Tone.WARNING),
    Kind.READY: ("✓", Tone.OK),
    Kind.COMPLETED: ("✓", Tone.OK),
    Kind.PROBE: ("!", Tone.WARNING),
    Kind.FAILED: ("✗", Tone.CRITICAL),
    Kind.KILLED: ("✗", Tone.CRITICAL),
    Kind.DELETED: ("▽", Tone.WARNING),
    Kind.CREATED: ("+", Tone.MUTED),
    Kind.SCHEDULED: ("→", Tone.NOTICE),
}
"""Drawn in this order: what is below covers what is above."""
LEGEND = (
    "+ created  → scheduled  ⇣ pulled  ▶ started  ↻ restart  ✓ ready/done  ! probe  ✗ killed/failed  ━ runs  ┄ back-off"
)


class Ladder(msgspec.Struct, frozen=True):
    """The lines, and the container that each of the lanes is of, "" for what is between them."""

    lines: tuple[list[Cell], ...]
    names: tuple[str, ...]


def ladder(report: PodReport, views: Sequence[ContainerView], life: Timeline, now: datetime, width: int) -> Ladder:
    """Lanes, rungs, and the scale of time below them."""
    beside = width >= TIMELINE_FROM
    room = max(30, width * 2 // 5) if beside else 0
    left = width - room - 2
    names = max([len(visible(each.name)) for each in report.containers] or [4])
    lines: list[list[Cell]] = []
    owners: list[str] = []
    by_name = {view.name: view for view in views}
    for number, container in enumerate(report.containers, 1):
        lane = _lane(number, container, now, min(names, max(8, left // 4)), left)
        lines.append([*lane, *(_bar(container, life, room) if beside else ())])
        owners.append(container.name)
        view = by_name.get(container.name)
        rung = _rung(view, left) if view and number < len(report.containers) else None
        if rung:
            lines.append(rung)
            owners.append("")
    if beside and lines:
        lines += [_pod_bar(left, life, room), _scale(left, life, room)]
        owners += ["", ""]
    return Ladder(tuple(lines), tuple(owners))


def _lane(number: int, container: ContainerReport, now: datetime, names: int, width: int) -> list[Cell]:
    stage, tone = stage_cell(container, now)
    restarts = f"{container.restart_count}×" if container.restart_count else ""
    parts: list[Cell] = [
        (f" {number:>2} ", Tone.MUTED),
        (f"{GLYPHS[container.stage]} ", tone),
        (cut_off(visible(container.name), names).ljust(names + 2), Tone.STRONG),
    ]
    used = sum(len(text) for text, _ in parts)
    if width - used >= 60:
        parts.append((container.type.value.ljust(10), Tone.MUTED))
        roles = max(12, (width - used - 10) * 2 // 5)
        parts.append((cut_off(role_words(container), roles).ljust(roles + 2), Tone.PLAIN))
    parts.append((stage, tone))
    if restarts:
        parts.append((f"  restarts {restarts}", Tone.WARNING))
    ended = _ended(container)
    if ended:
        parts.append((f"  {ended}", Tone.MUTED))
    return fitted(parts, width)


def _ended(container: ContainerReport) -> str:
    for state in (container.state, container.last_state):
        if state.kind == "terminated" and state.exit_code is not None:
            signal = f" {state.signal}" if state.signal else ""
            reason = f" {state.reason}" if state.reason not in ("", "Error", "Completed") else ""
            return f"{'exit' if state is container.state else 'last exit'} {state.exit_code}{signal}{reason}"
    reason = container.state.reason
    quiet = container.stage is Stage.BACKING_OFF or reason in ("", "PodInitializing", "ContainerCreating")
    return "" if quiet else reason


def fitted(parts: Sequence[Cell], width: int) -> list[Cell]:
    """The cells cut and filled to the width."""
    line: list[Cell] = []
    room = width
    for text, tone in parts:
        shown = visible(text) if len(text) <= room else cut_off(visible(text), room)
        line.append((shown, tone))
        room -= len(shown)
        if room <= 0:
            return line
    return [*line, (" " * room, Tone.PLAIN)]


def _rung(view: ContainerView, width: int) -> list[Cell] | None:
    """The gate that opens the way to the next lane; main containers start together and have none."""
    if view.type not in (ContainerType.INIT, ContainerType.SIDECAR):
        return None
    if has_passed(view):
        return fitted([("    │ ", Tone.OK), ("gate open", Tone.MUTED)], width)
    return fitted([("    ╪ ", Tone.WARNING), (f"gate closed: waits for {gate_words(view)}", Tone.WARNING)], width)


def _bar(container: ContainerReport, life: Timeline, width: int) -> Iterator[Cell]:
    cells: list[Cell] = [("·", Tone.MUTED)] * width
    for span in life.spans:
        if span.container == container.name:
            tone = OF_STAGE[container.stage] if span.end == life.end else Tone.PLAIN
            cell = ("━", tone) if span.run is Run.RUNNING else ("┄", Tone.CRITICAL)
            for index in range(_column(span.start, life, width), _column(span.end, life, width) + 1):
                cells[index] = cell
    return _merged(_marked(cells, life.of(container.name), life, width))


def _pod_bar(left: int, life: Timeline, width: int) -> list[Cell]:
    cells = _marked([("─", Tone.MUTED)] * width, life.of(""), life, width)
    return [*fitted([(" " * max(0, left - 5) + "pod  ", Tone.MUTED)], left), *_merged(cells)]


def _marked(cells: list[Cell], moments: Sequence[Moment], life: Timeline, width: int) -> list[Cell]:
    for kind, mark in MARKS.items():
        for each in moments:
            if each.kind is kind:
                cells[_column(each.at, life, width)] = mark
                if each.until:
                    cells[_column(each.until, life, width)] = mark
    return cells


def _merged(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Neighbours of one tone as one cell."""
    text, tone = "", Tone.PLAIN
    for each, its in cells:
        if its is not tone and text:
            yield text, tone
            text = ""
        text, tone = text + each, its
    if text:
        yield text, tone


def _column(at: datetime, life: Timeline, width: int) -> int:
    whole = (life.end - life.start).total_seconds()
    share = (at - life.start).total_seconds() / whole if whole > 0 else 0.0
    return min(width - 1, max(0, int(share * (width - 1))))


def _scale(left: int, life: Timeline, width: int) -> list[Cell]:
    """`02:03:10 ─ 6m ─ 02:09:20`."""
    begin, end = _clock(life.start, life), _clock(life.end, life)
    lasts = human_duration((life.end - life.start).total_seconds())
    scale = begin + lasts.center(max(0, width - len(begin) - len(end))) + end
    return [*fitted([("", Tone.MUTED)], left), (scale[:width], Tone.MUTED)]


def _clock(at: datetime, life: Timeline) -> str:
    return f"{at:%H:%M:%S}" if (life.end - life.start).days < 1 else f"{at:%d %b %H:%M}"
