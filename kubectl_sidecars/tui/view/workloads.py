"""The lines of the list of workloads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kubectl_sidecars.render.table import header, widths_of
from kubectl_sidecars.render.tones import Cell, Tone
from kubectl_sidecars.render.workloads import COLUMNS, workload_cells
from kubectl_sidecars.tui.pod_table import cut_end
from kubectl_sidecars.workloads.schema import WorkloadReport

FIRST = 44
"""Columns that what holds a workload gets first, if its sentence needs them: others give way."""
GIVE_WAY = (frozenset({"UP-TO-DATE", "OLD"}), frozenset({"RESTARTS"}), frozenset({"SINCE"}))
"""The columns that are left out where there is little room, in this order."""
GAP = 2


class Table:
    """The cells of all rows for one width. What holds a workload is cut, its name is not."""

    def __init__(self, rows: Sequence[WorkloadReport], now: datetime, width: int, *, namespace: bool) -> None:
        names = ("NAMESPACE", *COLUMNS) if namespace else COLUMNS
        cells = [header(names), *(workload_cells(row, now, namespace=namespace) for row in rows)]
        widths = dict(zip(names, widths_of(cells), strict=True))
        wanted = min(FIRST, widths[names[-1]])
        for left_out in GIVE_WAY:
            if width - 1 - sum(widths[name] + GAP for name in names[:-1] if name in widths) >= wanted:
                break
            widths = {name: wide for name, wide in widths.items() if name not in left_out}
        kept = [index for index, name in enumerate(names) if name in widths]
        self._rows = [[line[index] for index in kept] for line in cells]
        self._widths = list(widths.values())
        self._width = width

    def line(self, index: int) -> list[Cell]:
        """The cells of the headers for 0, of the first row for 1."""
        *fixed, (text, tone) = self._rows[index]
        cells = [(cell.ljust(width + GAP), of) for (cell, of), width in zip(fixed, self._widths, strict=False)]
        room = self._width - 1 - sum(len(cell) for cell, _ in cells)
        return [(" ", Tone.PLAIN), *cells, (cut_end(text, max(1, room)), tone)]
