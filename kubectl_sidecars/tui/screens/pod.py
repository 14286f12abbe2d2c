"""One pod: its ladder and time line, and five views of it."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import ContentSwitcher

from kubectl_sidecars.api import Pod
from kubectl_sidecars.escape import visible
from kubectl_sidecars.model import containers
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.report.live import Inspected
from kubectl_sidecars.tui.log_buffer import run_again
from kubectl_sidecars.tui.screens.base import DataScreen
from kubectl_sidecars.tui.screens.keys import VIEWS
from kubectl_sidecars.tui.state import Shown
from kubectl_sidecars.tui.view.events import history
from kubectl_sidecars.tui.view.findings import findings
from kubectl_sidecars.tui.view.pod import (
    inspect_with_timeline,
    legend,
    own_yaml,
    title,
    yaml_lines,
)
from kubectl_sidecars.tui.view.roles import explained
from kubectl_sidecars.tui.widgets.lanes import Lanes
from kubectl_sidecars.tui.widgets.lines import Bar, Lines
from kubectl_sidecars.tui.widgets.logs import LogView
from kubectl_sidecars.tui.widgets.prompt import Prompt
from kubectl_sidecars.tui.widgets.tabs import Tabs


class PodScreen(DataScreen):
    """Follows its pod by uid; when it is gone, shows it as it was last seen."""

    AUTO_FOCUS = "#lanes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="back", tooltip="Back to the pods"),
        Binding("left_square_bracket", "turn(-1)", "Container", key_display="[", id="turn-back", show=False,
                tooltip="Logs of the container before"),
        Binding("right_square_bracket", "turn(1)", "Next container", key_display="[ ]", id="turn",
                tooltip="Logs of the next container, then of all"),
        Binding("f", "follow", "Follow", id="follow", tooltip="Follow the log, or hold it"),
    ]  # fmt: skip

    def __init__(self, uid: str, view: str, *, previous: bool = False) -> None:
        super().__init__()
        self.uid, self.view, self.previous = uid, view, previous
        self.report: PodReport | None = None
        self.gone = False
        self._inspected = Inspected()
        """The newest snapshot that has the pod."""
        self._yaml = ""
        self._of_logs = ""
        self._reading: dict[str, int] | None = None
        """The containers whose logs are read, with the restarts that they had then; None before any was asked for."""

    @property
    def pod(self) -> Pod | None:
        """The pod as it was last seen; None before it was ever seen."""
        return self._inspected.snapshot.pods.get(self.uid)

    def compose_body(self) -> ComposeResult:
        yield Bar(id="pod-title", classes="bar")
        yield Lanes(id="lanes")
        yield Bar(id="legend", classes="title")
        yield Tabs(id="tabs")
        with ContentSwitcher(initial="findings", id="body"):
            for name in VIEWS:
                yield LogView(id=name) if name == "logs" else Lines(id=name)

    def on_mount(self) -> None:
        super().on_mount()
        if not self.view:
            self.view = "findings" if self.report and self.report.findings else "events"
        self.action_view(self.view, previous=self.previous)

    def take(self, shown: Shown) -> None:
        super().take(shown)
        is_there = self.uid in shown.inspected.snapshot.pods
        if is_there:
            self._inspected = shown.inspected
        last, pod = self._inspected.snapshot, self.pod
        self.gone = pod is not None and not is_there
        if pod is None:
            self.query_one("#pod-title", Bar).show(lambda _width: [[(" This pod is gone.", "warning")]])
            return
        now = last.taken_at if self.gone else max(last.taken_at, shown.now)
        at_now = msgspec.structs.replace(last, taken_at=now)
        judgements = self._inspected.judged.get(self.uid)
        report, life = inspect_with_timeline(pod, at_now, self.console.roles, judgements)
        self.report = report
        self.query_one("#pod-title", Bar).show(lambda width: title(report, width, gone=self.gone))
        self.query_one("#lanes", Lanes).take(report, containers(pod), life, now, wide=shown.wide)
        self.query_one("#legend", Bar).show(lambda width: legend(width, wide=shown.wide))
        self._tabs(len(life.moments))
        self.query_one("#findings", Lines).show(lambda width: list(findings(report, now, width - 1)))
        self.query_one("#events", Lines).show(lambda width: list(history(life, now, width - 1)))
        self.query_one("#explain", Lines).show(lambda width: list(explained(report, width - 1)))
        if self.view == "logs":
            self._go_on_reading()

    def _tabs(self, moments: int) -> None:
        count = len(self.report.findings) if self.report else 0
        logs = self._logs_title() if self.view == "logs" else "Logs"
        titles = [f"Findings {count}" if count else "Findings", f"Events {moments}", logs, "YAML", "Explain"]
        self.query_one(Tabs).take(titles, VIEWS.index(self.view) if self.view in VIEWS else 0)

    def _logs_title(self) -> str:
        """Which run, of which container, held or not, and what is sought in it."""
        logs = self.query_one(LogView)
        of = f"Logs of {visible(self._of_logs)}" if self._of_logs else "Logs"
        run = ", previous run" if self.previous else ", held" if not logs.follow else ""
        return f"{of}{run}{f' /{visible(logs.sought)}' if logs.sought else ''}"

    def selected(self) -> tuple[str, PodReport] | None:
        return (self.uid, self.report) if self.report else None

    def container(self) -> str:
        return self.query_one("#lanes", Lanes).selected

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("turn", "follow"):
            return self.view == "logs" and self.console.feed.logs is not None
        if action == "filter":
            return self.view == "logs" and super().check_action(action, parameters)
        if action == "change" and self.gone:
            return False
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        """First takes a search away, then the screen."""
        logs = self.query_one(LogView)
        if self.view == "logs" and logs.sought:
            self.typed("")
        else:
            self.app.pop_screen()

    def on_tabs_chosen(self, message: Tabs.Chosen) -> None:
        self.action_view(VIEWS[message.index])

    def action_view(self, name: str, *, previous: bool = False) -> None:
        """Shows one of the five, and gives it the keys."""
        pod = self.pod
        self.view, self.previous = name, previous
        self.query_one("#body", ContentSwitcher).current = name
        if pod is not None and name == "yaml":
            self.show_yaml(self._yaml or own_yaml(pod))
            self.console.fetch_yaml(pod, self.show_yaml)
        if name == "logs":
            self.read_logs("")
        self.query_one(f"#{name}").focus()
        self.take(self.console.shown)
        self.refresh_bindings()

    def show_yaml(self, text: str) -> None:
        self._yaml = text
        self.query_one("#yaml", Lines).show(lambda width: list(yaml_lines(text, width - 1)))

    def read_logs(self, container: str) -> None:
        """All containers that have one, or one of them."""
        pod = self.pod
        if pod is None or self.report is None:
            return
        self._of_logs = container
        self._reading = self._with_log()
        logs = self.query_one(LogView)
        logs.read(self.console.feed.logs, pod, list(self._reading), previous=self.previous, of=container)
        self.take(self.console.shown)

    def _go_on_reading(self) -> None:
        """What has started since joins in, what has started again goes on; of runs before, the first that there is."""
        pod, before, now = self.pod, self._reading, self._with_log()
        if before is None or pod is None:
            return
        if now and not before:
            self.read_logs(self._of_logs)
        elif not self.previous:
            logs, self._reading = self.query_one(LogView), now
            for each in self.report.containers if self.report else ():
                if each.name in now and before.get(each.name) != each.restart_count:
                    if each.name in before:
                        logs.note(run_again(each), each.state.started_at or each.last_state.started_at)
                    logs.join(self.console.feed.logs, pod, each.name)

    def _with_log(self) -> dict[str, int]:
        """The containers that have a log of the run that is asked for, of those that are asked for; their restarts."""
        return {
            each.name: each.restart_count
            for each in (self.report.containers if self.report else ())
            if self._of_logs in ("", each.name)
            and (each.restart_count if self.previous else each.state.kind != "waiting" or each.restart_count)
        }

    def action_previous(self) -> None:
        self.action_view("logs", previous=not (self.view == "logs" and self.previous))

    def action_turn(self, step: int) -> None:
        names = ["", *(each.name for each in self.report.containers)] if self.report else [""]
        index = names.index(self._of_logs) if self._of_logs in names else 0
        self.read_logs(names[(index + step) % len(names)])

    def action_follow(self) -> None:
        logs = self.query_one(LogView)
        logs.hold(follow=not logs.follow)
        self.take(self.console.shown)

    def on_lanes_opened(self, message: Lanes.Opened) -> None:
        """Enter on a lane: the log of that container, of the run that failed where it is down."""
        self.view = "logs"
        self.action_view("logs", previous=message.down and self.console.feed.logs is not None)
        self.read_logs(message.container)

    def action_filter(self) -> None:
        self.query_one(Prompt).open("search", self.query_one(LogView).sought)

    def typed(self, text: str) -> None:
        self.query_one(LogView).search(text)
        self.take(self.console.shown)
