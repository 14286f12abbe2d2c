"""The time line of a pod, drawn to the scale of its life."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from kubectl_sidecars.durations import human_duration
from kubectl_sidecars.lifecycle.timeline import Kind, Moment, Run, Timeline
from kubectl_sidecars.render.tones import OF_STAGE, Cell, Tone
from kubectl_sidecars.report.schema import ContainerReport

BESIDE_ALL, LEAST = 100, 60
"""Columns from which on the time line stands beside whole lanes, and below which there is no room for both."""
MARKS = {
    Kind.PULLED: ("⇣", Tone.MUTED),
    Kind.STARTED: ("▶", Tone.NOTICE),
    Kind.RESTARTED: ("↻", Tone.WARNING),
    Kind.PROBE: ("!", Tone.WARNING),
    Kind.READY: ("✓", Tone.OK),
    Kind.COMPLETED: ("✓", Tone.OK),
    Kind.FAILED: ("✗", Tone.CRITICAL),
    Kind.KILLED: ("✗", Tone.CRITICAL),
    Kind.DELETED: ("▽", Tone.WARNING),
    Kind.CREATED: ("+", Tone.MUTED),
    Kind.SCHEDULED: ("→", Tone.NOTICE),
}
"""Drawn in this order: what is below covers what is above."""
LEGEND = (
    "→ scheduled  ⇣ pulled  ▶ started  ↻ restart  ✓ ready or done  ! probe fails  ✗ ends badly  ━ runs  ┄ backs off"
)


def has_timeline(width: int, *, wide: bool) -> bool:
    """Whether there is one: `w` trades it for the columns of the lanes, and back."""
    return width >= LEAST and (width >= BESIDE_ALL) is not wide


def container_bar(container: ContainerReport, life: Timeline, width: int) -> list[Cell]:
    cells: list[Cell] = [("·", Tone.MUTED)] * width
    for span in life.spans:
        if span.container == container.name:
            tone = OF_STAGE[container.stage] if span.end == life.end else Tone.PLAIN
            cell = ("━", tone) if span.run is Run.RUNNING else ("┄", Tone.CRITICAL)
            for index in range(_column(span.start, life, width), _column(span.end, life, width) + 1):
                cells[index] = cell
    return list(_merged(_marked(cells, life.of(container.name), life, width)))


def pod_bar(life: Timeline, width: int) -> list[Cell]:
    """What happened to the pod as a whole."""
    cells: list[Cell] = [("─", Tone.MUTED)] * width
    return list(_merged(_marked(cells, life.of(""), life, width)))


def scale(life: Timeline, width: int) -> list[Cell]:
    """`02:03:10      6m10s      02:09:20`."""
    begin, end = _clock(life.start, life), _clock(life.end, life)
    lasts = human_duration((life.end - life.start).total_seconds())
    text = begin + lasts.center(max(0, width - len(begin) - len(end))) + end
    return [(text[:width], Tone.MUTED)]


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


def _clock(at: datetime, life: Timeline) -> str:
    return f"{at:%H:%M:%S}" if (life.end - life.start).days < 1 else f"{at:%d %b %H:%M}"
