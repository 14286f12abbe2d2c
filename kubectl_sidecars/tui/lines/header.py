"""Two lines on top of every screen: where we are, how fresh it is, and how much is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kubectl_sidecars.ages import age
from kubectl_sidecars.plain import visible
from kubectl_sidecars.render.tones import Cell, Tone
from kubectl_sidecars.render.words import count
from kubectl_sidecars.snapshot import Snapshot
from kubectl_sidecars.tui.desk import WELL, Summary
from kubectl_sidecars.tui.feed import Freshness, Place, State
from kubectl_sidecars.tui.lines.wrapping import wrapped

FULL = 100
"""Columns below which the state is said in fewer words."""
MOST_TROUBLE = 3
"""Lines that what is missing may take."""
NAME = " kubectl sidecars"
SEVERITIES = (("critical", Tone.CRITICAL), ("warning", Tone.WARNING))
OF_STATE = {
    State.LOADING: Tone.NOTICE,
    State.LIVE: Tone.OK,
    State.STALE: Tone.WARNING,
    State.NO_DATA: Tone.CRITICAL,
    State.REPLAY: Tone.NOTICE,
    State.DENIED: Tone.CRITICAL,
}
WORDS = {State.LIVE: "live", State.STALE: "STALE", State.NO_DATA: "no data", State.DENIED: "no access"}


def header(
    place: Place, snapshot: Snapshot, freshness: Freshness, summary: Summary, now: datetime, width: int
) -> Iterator[list[Cell]]:
    """`place` and freshness; counts; and what is missing, where something is."""
    yield spread(
        [(NAME, Tone.STRONG), *_where(place, snapshot)],
        [fresh(freshness, snapshot, now, width), (" ", Tone.PLAIN)],
        width,
    )
    yield [(" ", Tone.PLAIN), *_counts(snapshot, summary)]
    missing = "; ".join(f"{each.what}: {each.why}" for each in snapshot.denied)
    trouble = freshness.why or missing
    tone = OF_STATE[freshness.state] if freshness.why else Tone.WARNING
    for line in wrapped(trouble, width - 2)[:MOST_TROUBLE]:
        yield [(f" {line}", tone)]


def spread(left: list[Cell], right: list[Cell], width: int) -> list[Cell]:
    """Left and right apart by what is left of the width; on a narrow line the right side stays, the left is cut."""
    right_width = sum(len(visible(text)) for text, _ in right)
    kept: list[Cell] = []
    room = width - right_width - 1
    for text, tone in left:
        shown = visible(text)[: max(0, room)]
        kept.append((shown, tone))
        room -= len(shown)
    return [*kept, (" " * (max(0, room) + 1), Tone.PLAIN), *right]


def _where(place: Place, snapshot: Snapshot) -> Iterator[Cell]:
    source = snapshot.source
    if place.context or source.kind == "cluster":
        yield from _named("context", place.context or source.name)
    elif source.kind == "demo":
        yield from _named("recording", "demo")
    elif source.name:
        yield from _named(source.kind or "file", source.name)
    yield from _named("namespace", place.namespace or "all")
    if source.server_version:
        yield from _named("server", source.server_version)


def _named(name: str, value: str) -> Iterator[Cell]:
    yield f"   {name} ", Tone.MUTED
    yield value, Tone.NOTICE


def fresh(freshness: Freshness, snapshot: Snapshot, now: datetime, width: int) -> Cell:
    """`live`, `loading, 1500 pods so far`, `STALE for 38s, since 02:07:14`, `recorded, as of ...`; shorter where
    there is little room."""
    words = _full(freshness, snapshot, now) if width >= FULL else _short(freshness, snapshot, now)
    return words, OF_STATE[freshness.state]


def _full(freshness: Freshness, snapshot: Snapshot, now: datetime) -> str:
    since = freshness.since
    lasts = f" for {age(since, now)}, since {since:%H:%M:%S}" if since else ""
    match freshness.state:
        case State.LOADING:
            return f"loading, {count(len(snapshot.pods), 'pod')} so far"
        case State.REPLAY:
            return f"recorded, as of {snapshot.taken_at:%Y-%m-%d %H:%M:%S} UTC"
        case State.STALE | State.NO_DATA:
            return f"{WORDS[freshness.state]}{lasts}"
        case _:
            return WORDS[freshness.state]


def _short(freshness: Freshness, snapshot: Snapshot, now: datetime) -> str:
    match freshness.state:
        case State.LOADING:
            return f"loading, {len(snapshot.pods)}…"
        case State.REPLAY:
            return f"as of {snapshot.taken_at:%H:%M:%S}"
        case State.STALE if freshness.since:
            return f"STALE {age(freshness.since, now)}"
        case _:
            return WORDS[freshness.state]


def _counts(snapshot: Snapshot, summary: Summary) -> Iterator[Cell]:
    yield count(len(snapshot.pods), "pod"), Tone.STRONG
    for name, tone in SEVERITIES:
        number = summary.pods.get(name, 0)
        yield "  ", Tone.PLAIN
        yield f"{number} {name}", tone if number else Tone.MUTED
    yield f"  {summary.pods.get(WELL, 0)} well", Tone.OK
    if summary.roles:
        yield "   containers", Tone.MUTED
    for role, number in summary.roles.items():
        yield f"  {number} {role}", Tone.MUTED
