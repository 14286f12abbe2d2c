"""The bars of a pod's time line, drawn to scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from kubectl_sidecars.durations import human_duration
from kubectl_sidecars.lifecycle.timeline import Moment, MomentKind, Run, Timeline
from kubectl_sidecars.render.tones import OF_STAGE, Cell, Tone
from kubectl_sidecars.report.schema import ContainerReport

BESIDE_ALL, LEAST = 118, 60
"""Widths from which the time line fits beside all columns, and below which it does not fit at all."""
MARKS = {
    MomentKind.PULLED: ("⇣", Tone.MUTED),
    MomentKind.STARTED: ("▶", Tone.NOTICE),
    MomentKind.RESTARTED: ("↻", Tone.WARNING),
    MomentKind.PROBE: ("!", Tone.WARNING),
    MomentKind.READY: ("✓", Tone.OK),
    MomentKind.COMPLETED: ("✓", Tone.OK),
    MomentKind.FAILED: ("✗", Tone.CRITICAL),
    MomentKind.KILLED: ("✗", Tone.CRITICAL),
    MomentKind.DELETED: ("▽", Tone.WARNING),
    MomentKind.CREATED: ("+", Tone.MUTED),
    MomentKind.SCHEDULED: ("→", Tone.NOTICE),
}
"""Drawn in this order: a later mark covers an earlier one."""
LEGEND = (
    "+ created  → scheduled  ⇣ pulled  ▶ started  ↻ restart  ✓ ready or done  ! probe fails  ✗ ends badly"
    "  ▽ deletion asked  ━ runs  ┄ backs off  · no record  ─ the pod"
)


def has_timeline(width: int, *, wide: bool) -> bool:
    """True if the time line is shown. `wide` exchanges it for the other columns, where there is no room for both."""
    return width >= LEAST and (width >= BESIDE_ALL) is not wide


def container_bar(container: ContainerReport, timeline: Timeline, width: int) -> list[Cell]:
    """The bar of a container: when it ran, when it backed off, and its events."""
    cells: list[Cell] = [("·", Tone.MUTED)] * width
    for span in timeline.spans:
        if span.container == container.name:
            tone = OF_STAGE[container.stage] if span.end == timeline.end else Tone.PLAIN
            cell = ("━", tone) if span.run is Run.RUNNING else ("┄", Tone.CRITICAL)
            for index in range(_column(span.start, timeline, width), _column(span.end, timeline, width) + 1):
                cells[index] = cell
    return list(_merged(_marked(cells, timeline.of(container.name), timeline, width)))


def pod_bar(timeline: Timeline, width: int) -> list[Cell]:
    """The bar of the pod as a whole: the events that are not about one container."""
    cells: list[Cell] = [("─", Tone.MUTED)] * width
    return list(_merged(_marked(cells, timeline.of(""), timeline, width)))


def scale(timeline: Timeline, width: int) -> list[Cell]:
    """The scale above the bars: `02:03:10      6m10s      02:09:20`."""
    begin, end = _clock(timeline.start, timeline), _clock(timeline.end, timeline)
    duration = human_duration((timeline.end - timeline.start).total_seconds())
    text = begin + duration.center(max(0, width - len(begin) - len(end))) + end
    return [(text[:width], Tone.MUTED)]


def _marked(cells: list[Cell], moments: Sequence[Moment], timeline: Timeline, width: int) -> list[Cell]:
    for kind, mark in MARKS.items():
        for moment in moments:
            if moment.kind is kind:
                cells[_column(moment.at, timeline, width)] = mark
                if moment.until:
                    cells[_column(moment.until, timeline, width)] = mark
    return cells


def _merged(cells: Sequence[Cell]) -> Iterator[Cell]:
    """The cells, with neighbours of one tone joined."""
    text, tone = "", Tone.PLAIN
    for cell_text, cell_tone in cells:
        if cell_tone is not tone and text:
            yield text, tone
            text = ""
        text, tone = text + cell_text, cell_tone
    if text:
        yield text, tone


def _column(at: datetime, timeline: Timeline, width: int) -> int:
    whole = (timeline.end - timeline.start).total_seconds()
    share = (at - timeline.start).total_seconds() / whole if whole > 0 else 0.0
    return min(width - 1, max(0, int(share * (width - 1))))


def _clock(at: datetime, timeline: Timeline) -> str:
    return f"{at:%H:%M:%S}" if (timeline.end - timeline.start).days < 1 else f"{at:%d %b %H:%M}"
