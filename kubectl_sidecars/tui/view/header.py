"""Two lines on top of every screen: where we are, how fresh it is, and how much is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from rich.cells import cell_len, set_cell_size

from kubectl_sidecars.durations import age
from kubectl_sidecars.escape import visible
from kubectl_sidecars.feed import (
    Scope,
    SyncPhase,
    SyncState,
)
from kubectl_sidecars.render.tones import Cell, Tone
from kubectl_sidecars.render.words import unread
from kubectl_sidecars.sentences import counted
from kubectl_sidecars.snapshot import EPOCH, Snapshot
from kubectl_sidecars.tui.pod_list import WELL, Summary
from kubectl_sidecars.tui.pod_table import middle
from kubectl_sidecars.tui.view.wrapping import wrapped

FULL = 100
"""Columns below which the state is said in fewer words."""
MOST_TROUBLE = 3
"""Lines that what is missing may take."""
NAME = "kubectl sidecars"
NARROW, NARROWEST = 60, 24
"""Columns below which what is wrong is counted first; and below which no context has room."""
ELSEWHERE = "choose another namespace (n) or context (c)"
KNOWING = {SyncPhase.LOADING, SyncPhase.LIVE, SyncPhase.STALE, SyncPhase.REPLAY}
"""Where nothing was heard, nought pods would be a claim."""
SEVERITIES = (("critical", Tone.CRITICAL), ("warning", Tone.WARNING))
OF_STATE = {
    SyncPhase.LOADING: Tone.NOTICE,
    SyncPhase.LIVE: Tone.OK,
    SyncPhase.STALE: Tone.WARNING,
    SyncPhase.NO_DATA: Tone.CRITICAL,
    SyncPhase.REPLAY: Tone.NOTICE,
    SyncPhase.DENIED: Tone.CRITICAL,
}
WORDS = {SyncPhase.LIVE: "live", SyncPhase.STALE: "STALE", SyncPhase.NO_DATA: "no data", SyncPhase.DENIED: "no access"}


def header(
    place: Scope, snapshot: Snapshot, freshness: SyncState, summary: Summary, now: datetime, width: int
) -> Iterator[list[Cell]]:
    """`place` and freshness; counts; and what is missing, where something is."""
    right = [fresh(freshness, snapshot, now, width), (" ", Tone.PLAIN)]
    yield spread(_where(place, snapshot, width - columns(right) - 2), right, width)
    if snapshot.pods or freshness.phase in KNOWING:
        yield _counts(snapshot, summary, width)
    trouble = advised(freshness) or "; ".join(_missing(snapshot))
    tone = OF_STATE[freshness.phase] if freshness.message else Tone.WARNING
    for line in wrapped(trouble, width - 2)[:MOST_TROUBLE]:
        yield [(f" {line}", tone)]


def advised(sync: SyncState) -> str:
    """The error of a sync state with what happens next, or what the user can do."""
    if not sync.message:
        return ""
    if sync.phase is SyncPhase.DENIED:
        return f"{sync.message}: {ELSEWHERE}"
    return f"{sync.error}; trying again" if sync.is_retrying else str(sync.error)


def _missing(snapshot: Snapshot) -> Iterator[str]:
    """All that was denied; of what could not be read the first, and how much more there is."""
    for each in snapshot.denied:
        yield f"{each.what}: {each.why}"
    if snapshot.undecodable:
        yield unread(snapshot.undecodable[0])
    if len(snapshot.undecodable) > 1:
        yield f"{len(snapshot.undecodable) - 1} more"


def spread(left: list[Cell], right: list[Cell], width: int) -> list[Cell]:
    """Left and right apart by what is left of the width; on a narrow line the right side stays, the left is cut."""
    kept: list[Cell] = []
    room = width - columns(right) - 1
    for text, tone in left:
        shown = visible(text)
        if cell_len(shown) > room:
            shown = set_cell_size(shown, max(0, room))
        kept.append((shown, tone))
        room -= cell_len(shown)
    return [*kept, (" " * (max(0, room) + 1), Tone.PLAIN), *right]


def columns(cells: Iterable[Cell]) -> int:
    return sum(cell_len(visible(text)) for text, _ in cells)


def _where(place: Scope, snapshot: Snapshot, room: int) -> list[Cell]:
    """Our own name goes first where there is little room, then the server's version, then the words before the values;
    the namespace stays, and the context is cut in its middle."""
    kind, source = _source(place, snapshot)
    namespace = place.namespace or "all"
    version = snapshot.source.server_version
    parts = [*_named(kind, source), *_named("namespace", namespace)]
    whole = [*parts, *(_named("server", version) if version else ())]
    for cells in ([(f" {NAME}  ", Tone.STRONG), *whole], whole, parts):
        if columns(cells) <= room:
            return cells
    left = max(4, room - len(visible(namespace)) - 3)
    values = [(f" {middle(visible(source), left)} ", Tone.NOTICE)] if source and room >= NARROWEST else []
    return [*values, (f" {namespace if namespace != 'all' else 'all namespaces'}", Tone.NOTICE)]


def _source(place: Scope, snapshot: Snapshot) -> tuple[str, str]:
    source = snapshot.source
    if place.context or source.kind == "cluster":
        return "context", place.context or source.name
    if source.kind == "demo":
        return "recording", "demo"
    return source.kind or "file", source.name


def _named(name: str, value: str) -> list[Cell]:
    return [(f" {name} ", Tone.MUTED), (f"{value} ", Tone.NOTICE)] if value else []


def fresh(freshness: SyncState, snapshot: Snapshot, now: datetime, width: int) -> Cell:
    """`live`, `loading, 1500 pods so far`, `STALE for 38s, since 02:07:14`, `recorded, as of ...`; shorter where
    there is little room."""
    words = _full(freshness, snapshot, now) if width >= FULL else _short(freshness, snapshot, now, width)
    return words, OF_STATE[freshness.phase]


def _full(freshness: SyncState, snapshot: Snapshot, now: datetime) -> str:
    since = freshness.since
    lasts = f" for {age(since, now)}, since {since:%H:%M:%S}" if since else ""
    match freshness.phase:
        case SyncPhase.LOADING:
            return f"loading, {counted(len(snapshot.pods), 'pod')} so far"
        case SyncPhase.REPLAY if snapshot.taken_at == EPOCH:  # a list without objects tells no time
            return "recorded"
        case SyncPhase.REPLAY:
            return f"recorded, as of {snapshot.taken_at:%Y-%m-%d %H:%M:%S} UTC"
        case SyncPhase.STALE | SyncPhase.NO_DATA:
            return f"{WORDS[freshness.phase]}{lasts}"
        case _:
            return WORDS[freshness.phase]


def _short(freshness: SyncState, snapshot: Snapshot, now: datetime, width: int) -> str:
    match freshness.phase:
        case SyncPhase.LOADING:
            return f"loading, {len(snapshot.pods)}…"
        case SyncPhase.REPLAY if snapshot.taken_at == EPOCH:
            return "recorded"
        case SyncPhase.REPLAY:
            return f"as of {snapshot.taken_at:%H:%M:%S}"
        case SyncPhase.STALE if freshness.since and width >= NARROW:
            return f"STALE since {freshness.since:%H:%M:%S}"
        case SyncPhase.STALE if freshness.since:
            return f"STALE {age(freshness.since, now)}"
        case _:
            return WORDS[freshness.phase]


def _counts(snapshot: Snapshot, summary: Summary, width: int) -> list[Cell]:
    """As many whole counts as there is room for, what is wrong before what there is where there is little."""
    pods: list[Cell] = [(f" {counted(len(snapshot.pods), 'pod')} ", Tone.STRONG)]
    wrong: list[Cell] = []
    for name, tone in SEVERITIES:
        number = summary.pods.get(name, 0)
        wrong.append((f" {number} {name} ", tone if number else Tone.MUTED))
    well: list[Cell] = [(f" {summary.pods.get(WELL, 0)} well ", Tone.OK)]
    roles = [(f" {number} {role} ", Tone.MUTED) for role, number in summary.roles.items()]
    if roles:
        roles[0] = (f"  containers {roles[0][0]}", Tone.MUTED)
    cells = [*pods, *wrong, *well, *roles] if width >= NARROW else [*wrong, *pods, *well]
    while len(cells) > 1 and columns(cells) > width:
        cells.pop()
    return cells
