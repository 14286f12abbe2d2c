"""The list of a pod's containers, with a cursor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual import events
from textual.message import Message

from kubectl_sidecars.lifecycle.assessment import Stage
from kubectl_sidecars.lifecycle.timeline import Timeline
from kubectl_sidecars.model import ContainerView
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.tui.keys import Where, bindings
from kubectl_sidecars.tui.looks import CURSOR, RESTING
from kubectl_sidecars.tui.view.containers import container_lines
from kubectl_sidecars.tui.widgets.lines import Lines, TonedLine

DOWN = {Stage.BACKING_OFF, Stage.FAILED}


class ContainerList(Lines):
    """The cursor begins at the container at fault."""

    BINDINGS = bindings(Where.CONTAINERS)

    class Opened(Message):
        """The user has opened a container. `is_down` if it does not run now, so that its previous log matters."""

        def __init__(self, container: str, *, is_down: bool) -> None:
            super().__init__()
            self.container, self.is_down = container, is_down

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.report: PodReport | None = None
        self._names: tuple[str, ...] = ()
        """The container of each line, "" for a line that has none."""
        self.selected = ""

    def show_pod(
        self, report: PodReport, views: Sequence[ContainerView], timeline: Timeline, now: datetime, *, wide: bool
    ) -> None:
        """Shows the containers of a pod."""
        names = [container.name for container in report.containers]
        if self.selected not in names:
            at_fault = [finding.container for finding in report.findings if finding.container in names]
            self.selected = (at_fault + names + [""])[0]
        self.report = report

        def build(width: int) -> Sequence[TonedLine]:
            made = container_lines(report, views, timeline, now, width - 1, wide=wide)
            self._names = made.names
            return made.lines

        self.show(build)

    def highlight(self, index: int) -> str:
        """The cursor on the selected container; paler while another widget has the keys."""
        if index >= len(self._names) or not self.selected or self._names[index] != self.selected:
            return ""
        return CURSOR if self.has_focus else RESTING

    def action_move(self, step: int) -> None:
        names = [name for name in self._names if name]
        if names:
            index = names.index(self.selected) if self.selected in names else 0
            self.select(names[max(0, min(index + step, len(names) - 1))])

    def action_end(self, step: int) -> None:
        names = [name for name in self._names if name]
        if names:
            self.select(names[0 if step < 0 else -1])

    def select(self, name: str) -> None:
        """Puts the cursor on a container, and scrolls to it."""
        self.selected = name
        line = self._names.index(name)
        if not self.scroll_offset.y <= line < self.scroll_offset.y + self.size.height:
            self.scroll_to(y=line, animate=False)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        line = event.y + self.scroll_offset.y
        if line < len(self._names) and self._names[line]:
            is_same = self.selected == self._names[line]
            self.select(self._names[line])
            if is_same and event.chain > 1:
                self.action_open()

    def action_open(self) -> None:
        for container in self.report.containers if self.report else ():
            if container.name == self.selected:
                self.post_message(self.Opened(container.name, is_down=container.stage in DOWN))

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()
