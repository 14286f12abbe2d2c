"""The table of workloads, worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from kubectl_sidecars.durations import age
from kubectl_sidecars.escape import visible
from kubectl_sidecars.render.style import Style
from kubectl_sidecars.render.table import align, header
from kubectl_sidecars.render.tones import Cell, Tone
from kubectl_sidecars.report.schema import Standing
from kubectl_sidecars.workloads.schema import WorkloadReport

COLUMNS = ("WORKLOAD", "READY", "UP-TO-DATE", "OLD", "RESTARTS", "SINCE", "HELD BY")
TONES = {
    Standing.CRITICAL: Tone.CRITICAL,
    Standing.WARNING: Tone.WARNING,
    Standing.STARTING: Tone.NOTICE,
}
"""The tones of what holds a workload; that of any other is muted."""


def workload_table(rows: Sequence[WorkloadReport], now: datetime, style: Style) -> Iterator[str]:
    """`-o workloads`: one line for each workload."""
    names = ("NAMESPACE", *COLUMNS) if style.namespace else COLUMNS
    cells = [*([header(names)] if style.headers else [])]
    cells += [workload_cells(row, now, namespace=style.namespace) for row in rows]
    return align(cells, style.paint) if rows else iter(())


def workload_cells(row: WorkloadReport, now: datetime, *, namespace: bool) -> list[Cell]:
    """The cells of a workload; see COLUMNS."""
    cells = [(visible(row.namespace), Tone.PLAIN)] if namespace else []
    return [
        *cells,
        (visible(str(row.owner)), Tone.PLAIN),
        (ready_words(row), Tone.PLAIN),
        (_number(row.updated), Tone.PLAIN),
        (_number(row.old), Tone.PLAIN),
        (str(row.restarts), Tone.PLAIN),
        (since_words(row, now), Tone.PLAIN),
        (visible(held_words(row)), TONES.get(row.standing, Tone.MUTED)),
    ]


def ready_words(row: WorkloadReport) -> str:
    """`1/3`; of a Job `0/1 done`, of a CronJob `1 active`; `2/?` where it is not known how many are wanted."""
    if row.ready is None:
        return ""
    if row.owner.kind == "CronJob":
        return f"{row.ready} active"
    wanted = "?" if row.wanted is None else row.wanted
    return f"{row.ready}/{wanted}{' done' if row.owner.kind == 'Job' else ''}"


def since_words(row: WorkloadReport, now: datetime) -> str:
    """`4m`; `>4m` for what may have begun earlier; "" where it is not known."""
    return f"{'>' if row.may_be_older else ''}{age(row.since, now)}" if row.since is not None else ""


def held_words(row: WorkloadReport) -> str:
    """The sentence of what holds the workload, then what else its status tells."""
    return "; ".join([text.rstrip(".") for text in (row.held_by, *row.notes) if text])


def _number(count: int | None) -> str:
    return "" if count is None else str(count)
