"""The lines above the lists of the overview, and what an empty list says instead."""

from __future__ import annotations

from kubectl_sidecars.causes.acknowledged import open_causes
from kubectl_sidecars.feed import SyncPhase
from kubectl_sidecars.render.tones import Cell, Tone
from kubectl_sidecars.sentences import counted
from kubectl_sidecars.tui.filters import hint
from kubectl_sidecars.tui.state import AppState


def causes_title(state: AppState, shown: int) -> list[Cell]:
    """The number of causes, and of those that are shown; or that nothing is wrong, if that is known."""
    causes = len(state.summary.causes)
    hidden = causes - len(open_causes(state.summary.causes, state.acknowledged))
    noted: list[Cell] = [(f"  {hidden} hidden (h)", Tone.NOTICE)] if hidden else []
    if causes and hidden == causes:
        return [(" Nothing else is wrong", Tone.STRONG), *noted]
    if causes:
        others = causes - hidden
        number = counted(others, "cause") if shown == others else f"{shown} of {counted(others, 'cause')}"
        return [(" What is wrong", Tone.STRONG), (f"  {number}, worst first", Tone.MUTED), *noted]
    if state.sync.phase is SyncPhase.DENIED:
        return [(" Unknown: no access", Tone.CRITICAL)]
    if state.sync.phase is SyncPhase.NO_DATA:
        return [(" Unknown: no data yet", Tone.CRITICAL)]
    if state.sync.phase is SyncPhase.LOADING or not state.summary.is_whole:
        return [(" What is wrong", Tone.STRONG), ("  looking…", Tone.MUTED)]
    if not state.inspected.pods:
        return []  # the list says so
    if state.sync.phase is SyncPhase.STALE:
        return [(" Nothing was wrong at the last update", Tone.WARNING)]
    return [(" Nothing is wrong", Tone.OK)]


def empty_notice(state: AppState, *, is_part: bool = False) -> str:
    """Why the list is empty, and what to do; "" if it is not empty, or not known to be.

    `is_part` is True where pods were named or selected: there may be others."""
    where = f"in namespace {state.scope.namespace}" if state.scope.namespace else "in any namespace"
    if state.list_view.order or state.sync.phase in (SyncPhase.LOADING, SyncPhase.NO_DATA, SyncPhase.DENIED):
        return ""
    if state.inspected.pods:
        why = " ".join(filter(None, ["No pod matches: esc shows all again.", hint(state.query.filter)]))
        return why if state.query == state.list_view.query else ""
    if state.is_missing:
        return f"There is no namespace {state.scope.namespace}: n chooses another one, 0 shows all."
    return f"No {'such ' if is_part else ''}pods {where}." + (
        " n chooses another one, 0 shows all." if state.scope.namespace else ""
    )


def pods_title(state: AppState) -> list[Cell]:
    """The number of listed pods and of all, the sort key, and the filter."""
    listed, known, query = len(state.list_view.order), len(state.inspected.pods), state.query
    title = f"  {listed} of {known}" if listed != known else f"  {known}"
    numbers: list[Cell] = [(title, Tone.MUTED), (f"  by {query.sort}", Tone.MUTED)] if known else []
    cells: list[Cell] = [(" Pods", Tone.STRONG), *numbers]
    if state.sync.phase is SyncPhase.LOADING:
        cells.append(("  more are coming", Tone.NOTICE))
    if query.owner is not None:
        cells.append((f"  of {query.owner[1]} (esc: all)", Tone.NOTICE))
    if query.only is not None:
        cells.append(("  of one cause (esc: all)", Tone.NOTICE))
    if query.filter:
        cells.append((f"  /{query.filter} (esc: all)", Tone.NOTICE))
    return cells
