"""The header of every screen: the scope, how fresh the data is, the counts, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from rich.cells import cell_len, set_cell_size

from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.durations import age
from kubectl_sidecars.escape import visible
from kubectl_sidecars.feed import Scope, SyncPhase, SyncState
from kubectl_sidecars.render.tones import OF_SEVERITY, Cell, Tone
from kubectl_sidecars.render.words import unread
from kubectl_sidecars.report.schema import Standing
from kubectl_sidecars.sentences import counted
from kubectl_sidecars.snapshot import EPOCH, Snapshot
from kubectl_sidecars.tui.pod_list import Summary
from kubectl_sidecars.tui.pod_table import MARK, cut_middle
from kubectl_sidecars.tui.view.wrapping import wrapped

FULL = 100
"""Columns below which freshness is said in fewer words."""
MOST_TROUBLE = 3
"""Lines for what could not be read."""
NAME = "kubectl sidecars"
NARROW, NARROWEST = 60, 24
"""Columns below which problems are counted first, and below which the context is left out."""
ELSEWHERE = "choose another namespace (n) or context (c)"
PASSING = (Standing.STARTING, Standing.STOPPING, Standing.DONE)
"""Standings that are counted where there are such pods."""
SEVERITIES = (Severity.CRITICAL, Severity.WARNING)
OF_PHASE = {
    SyncPhase.LOADING: Tone.NOTICE,
    SyncPhase.LIVE: Tone.OK,
    SyncPhase.STALE: Tone.WARNING,
    SyncPhase.NO_DATA: Tone.CRITICAL,
    SyncPhase.REPLAY: Tone.NOTICE,
    SyncPhase.DENIED: Tone.CRITICAL,
}
WORDS = {SyncPhase.LIVE: "live", SyncPhase.STALE: "STALE", SyncPhase.NO_DATA: "no data", SyncPhase.DENIED: "no access"}


def header(
    scope: Scope,
    snapshot: Snapshot,
    sync: SyncState,
    summary: Summary | None,
    now: datetime,
    width: int,
) -> Iterator[list[Cell]]:
    """The lines: scope and freshness; the counts of a summary; and problems with reading, if there are any."""
    right = [fresh(sync, snapshot, now, width), (" ", Tone.PLAIN)]
    yield spread(_scope(scope, snapshot, width - columns(right) - 2), right, width)
    if summary is not None and (snapshot.pods or sync.phase is SyncPhase.LOADING):
        yield _counts(snapshot, summary, width)
    trouble = advised(sync) or "; ".join(_missing(snapshot))
    tone = OF_PHASE[sync.phase] if sync.message else Tone.WARNING
    for line in wrapped(trouble, width - 2)[:MOST_TROUBLE]:
        yield [(f" {line}", tone)]


def advised(sync: SyncState) -> str:
    """The error of a sync state with what happens next, or what the user can do."""
    if not sync.message:
        return ""
    words = f"{sync.message}: {ELSEWHERE}" if sync.phase is SyncPhase.DENIED else str(sync.error)
    return f"{words}; {sync.next_try}" if sync.is_retrying else words


def _missing(snapshot: Snapshot) -> Iterator[str]:
    """Each resource that was denied, the first object that could not be decoded, and the number of the others."""
    for denied in snapshot.denied:
        yield f"{denied.what}: {denied.why}"
    if snapshot.undecodable:
        yield unread(snapshot.undecodable[0])
    if len(snapshot.undecodable) > 1:
        yield f"{len(snapshot.undecodable) - 1} more"


def spread(left: list[Cell], right: list[Cell], width: int) -> list[Cell]:
    """The cells at the left and the right edge of the line. Where there is no room for both, the left is cut."""
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
    """The columns that the cells need on a terminal."""
    return sum(cell_len(visible(text)) for text, _ in cells)


def _scope(scope: Scope, snapshot: Snapshot, room: int) -> list[Cell]:
    """Source, namespace and server version. Where there is little room, our own name is left out first, then the
    version, then the labels; the namespace stays, and the middle of the context is cut out."""
    kind, source = _source(scope, snapshot)
    namespace = scope.namespace or "all"
    version = snapshot.source.server_version
    parts = [*_labelled(kind, source), *_labelled("namespace", namespace)]
    whole = [*parts, *(_labelled("server", version) if version else ())]
    for cells in ([(f" {NAME}  ", Tone.STRONG), *whole], whole, parts):
        if columns(cells) <= room:
            return cells
    left = max(4, room - len(visible(namespace)) - 3)
    values = [(f" {cut_middle(visible(source), left)} ", Tone.NOTICE)] if source and room >= NARROWEST else []
    return [*values, (f" {namespace if namespace != 'all' else 'all namespaces'}", Tone.NOTICE)]


def _source(scope: Scope, snapshot: Snapshot) -> tuple[str, str]:
    """The kind of the source, and its name."""
    source = snapshot.source
    if scope.context or source.kind == "cluster":
        return "context", scope.context or source.name
    if source.kind == "demo":
        return "recording", "demo"
    return source.kind or "file", source.name


def _labelled(label: str, value: str) -> list[Cell]:
    return [(f" {label} ", Tone.MUTED), (f"{value} ", Tone.NOTICE)] if value else []


def fresh(sync: SyncState, snapshot: Snapshot, now: datetime, width: int) -> Cell:
    """The freshness of the data in words, shorter where there is little room: `live`, `loading, 1500 pods so far`,
    `STALE for 38s, since 02:07:14`, `recorded, as of ...`."""
    words = _full(sync, snapshot, now) if width >= FULL else _short(sync, snapshot, now, width)
    return words, OF_PHASE[sync.phase]


def _full(sync: SyncState, snapshot: Snapshot, now: datetime) -> str:
    since = sync.since
    duration = f" for {age(since, now)}, since {since:%H:%M:%S}" if since else ""
    match sync.phase:
        case SyncPhase.LOADING:
            return f"loading, {counted(len(snapshot.pods), 'pod')} so far"
        case SyncPhase.REPLAY if snapshot.taken_at == EPOCH:  # an empty list has no time
            return "recorded"
        case SyncPhase.REPLAY:
            return f"recorded, as of {snapshot.taken_at:%Y-%m-%d %H:%M:%S} UTC"
        case SyncPhase.STALE | SyncPhase.NO_DATA:
            return f"{WORDS[sync.phase]}{duration}"
        case _:
            return WORDS[sync.phase]


def _short(sync: SyncState, snapshot: Snapshot, now: datetime, width: int) -> str:
    match sync.phase:
        case SyncPhase.LOADING:
            return f"loading, {len(snapshot.pods)}…"
        case SyncPhase.REPLAY if snapshot.taken_at == EPOCH:
            return "recorded"
        case SyncPhase.REPLAY:
            return f"as of {snapshot.taken_at:%H:%M:%S}"
        case SyncPhase.STALE if sync.since and width >= NARROW:
            return f"STALE since {sync.since:%H:%M:%S}"
        case SyncPhase.STALE if sync.since:
            return f"STALE {age(sync.since, now)}"
        case _:
            return WORDS[sync.phase]


def _counts(snapshot: Snapshot, summary: Summary, width: int) -> list[Cell]:
    """The counts that have room, whole: pods, problems and roles; where there is little room, problems first."""
    pods: list[Cell] = [(f" {counted(len(snapshot.pods), 'pod')} ", Tone.STRONG)]
    problems: list[Cell] = []
    for severity in SEVERITIES:
        number = summary.pods.get(severity.value, 0)
        tone = OF_SEVERITY[severity] if number else Tone.MUTED
        problems.append((f" {MARK[severity]} {number} {severity.value} ", tone))
    well: list[Cell] = [
        (f" {summary.pods[standing.value]} {standing.value} ", Tone.MUTED)
        for standing in PASSING
        if summary.pods.get(standing.value)
    ]
    well.append((f" {summary.pods.get(Standing.WELL, 0)} well ", Tone.OK))
    roles = [(f" {number} {role} ", Tone.MUTED) for role, number in summary.roles.items()]
    if roles:
        roles[0] = (f"  containers {roles[0][0]}", Tone.MUTED)
    cells = [*pods, *problems, *well, *roles] if width >= NARROW else [*problems, *pods, *well]
    while len(cells) > 1 and columns(cells) > width:
        cells.pop()
    return cells
