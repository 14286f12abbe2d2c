"""One pod: its ladder and time line, and five views of it."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer

from kubectl_sidecars.api import Pod
from kubectl_sidecars.classify import classify
from kubectl_sidecars.lifecycle.stages import lives
from kubectl_sidecars.lifecycle.timeline import Timeline, timeline
from kubectl_sidecars.model import containers
from kubectl_sidecars.plain import visible
from kubectl_sidecars.render.tones import Cell, Tone
from kubectl_sidecars.render.words import problems, status_tone
from kubectl_sidecars.report import PodReport, inspect_pod
from kubectl_sidecars.tui.lines.events import history
from kubectl_sidecars.tui.lines.findings import findings
from kubectl_sidecars.tui.lines.lanes import ladder
from kubectl_sidecars.tui.screens.base import DataScreen
from kubectl_sidecars.tui.shown import Shown
from kubectl_sidecars.tui.widgets.lines import Bar, Lines


class PodScreen(DataScreen):
    """Follows its pod by uid, also when it is gone."""

    AUTO_FOCUS = "#body"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.pop_screen", "Back", id="back", tooltip="Back to the pods"),
    ]

    def __init__(self, uid: str) -> None:
        super().__init__()
        self.uid = uid
        self.pod: Pod | None = None

    def compose(self) -> ComposeResult:
        yield from self.compose_header()
        yield Bar(id="pod-title", classes="title")
        yield Lines(id="lanes")
        yield Lines(id="body")
        yield Footer(show_command_palette=False)

    def take(self, shown: Shown) -> None:
        super().take(shown)
        snapshot = shown.inspected.snapshot
        self.pod = snapshot.pods.get(self.uid)
        if self.pod is None:
            return
        pod, now = self.pod, shown.now
        report, _ = inspect_pod(pod, msgspec.structs.replace(snapshot, taken_at=now))
        views = containers(pod)
        life = timeline(pod, lives(pod, views, classify(pod, views)), snapshot.events.get(self.uid, ()), now)
        self.query_one("#pod-title", Bar).show(lambda width: [title(report)])
        self.query_one("#lanes", Lines).show(lambda width: ladder(report, views, life, now, width - 1).lines)
        self.query_one("#body", Lines).show(lambda width: _body(report, life, shown, width - 1))


def _body(report: PodReport, life: Timeline, shown: Shown, width: int) -> list[list[Cell]]:
    return [*findings(report, shown.now, width), [], *history(life, shown.now, width)]


def title(report: PodReport) -> list[Cell]:
    """kubectl's row of this pod, on one line."""
    cells: list[Cell] = [
        (f" {visible(report.namespace)}/", Tone.MUTED),
        (visible(report.name), Tone.STRONG),
        (f"  {report.ready}  ", Tone.PLAIN),
        (visible(report.status), status_tone(report)),
        (f"  restarts {report.restarts}  {report.age}", Tone.PLAIN),
    ]
    if report.owner.kind:
        cells.append((f"  {report.owner}", Tone.MUTED))
    if report.node:
        cells.append((f"  on {report.node}", Tone.MUTED))
    return cells if problems(report) or not report.truth else [*cells, (f"  {report.truth}", Tone.NOTICE)]
