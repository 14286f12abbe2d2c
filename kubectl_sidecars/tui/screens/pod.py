"""The screen of a pod: its containers and their time line, and six tabs below."""

from __future__ import annotations

import msgspec
from textual.app import ComposeResult
from textual.widgets import ContentSwitcher

from kubectl_sidecars.api import Pod
from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.lifecycle.timeline import Timeline
from kubectl_sidecars.model import containers
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.report.live import Inspected
from kubectl_sidecars.report.logs import found_logs
from kubectl_sidecars.tui.controller import Controller
from kubectl_sidecars.tui.keys import TABS, Where, bindings
from kubectl_sidecars.tui.kubectl_actions import command_line, describe
from kubectl_sidecars.tui.screens.base import NO_KUBECTL
from kubectl_sidecars.tui.screens.pod_logs import PodLogs
from kubectl_sidecars.tui.state import AppState
from kubectl_sidecars.tui.view.events import event_lines
from kubectl_sidecars.tui.view.findings import evidence_lines, finding_lines
from kubectl_sidecars.tui.view.pod import inspect_with_timeline, own_yaml, title, yaml_lines
from kubectl_sidecars.tui.view.roles import role_lines
from kubectl_sidecars.tui.widgets.containers import ContainerList
from kubectl_sidecars.tui.widgets.lines import Bar, Lines
from kubectl_sidecars.tui.widgets.logs import LogView
from kubectl_sidecars.tui.widgets.tabs import Tabs
from kubectl_sidecars.tui.widgets.text import TextView

ZOOMED = "-zoomed"
"""The class of a screen that shows one tab alone."""


class PodScreen(PodLogs):
    """Follows the pod of a uid; after the pod is gone it shows its last known state."""

    AUTO_FOCUS = "#containers"
    BINDINGS = bindings(Where.POD)
    HAS_COUNTS = False

    def __init__(
        self, controller: Controller, uid: str, tab: str, *, previous: bool = False, command: tuple[str, ...] = ()
    ) -> None:
        """`tab` is shown first, "" for the one that fits the pod; with `previous` logs are of the previous run, with
        `command` the tab of kubectl's output is of that command."""
        super().__init__(controller)
        self.uid, self.tab, self.previous, self._command = uid, tab, previous, command
        self.gone = False
        self._inspected = Inspected()
        """The newest snapshot that has the pod."""
        self._yaml = ""

    @property
    def pod(self) -> Pod | None:
        """The pod's last known state; None if it was never seen."""
        return self._inspected.snapshot.pods.get(self.uid)

    def compose_body(self) -> ComposeResult:
        yield Bar(id="pod-title", classes="bar")
        yield ContainerList(id="containers")
        yield Tabs(id="tabs")
        with ContentSwitcher(initial="findings", id="body"):
            for name in TABS:
                yield LogView(id=name) if name == "logs" else TextView(id=name)

    def on_mount(self) -> None:
        super().on_mount()
        if not self.tab:
            self.tab = "findings" if self.report and self.report.findings else "events"
        self._show_tab(self.tab)

    def show_state(self, state: AppState) -> None:
        """Shows the pod as it is in another state."""
        super().show_state(state)
        exists = self.uid in state.inspected.snapshot.pods
        if exists:
            self._inspected = state.inspected
        last, pod = self._inspected.snapshot, self.pod
        self.gone = pod is not None and not exists
        if pod is None:
            self.query_one("#pod-title", Bar).show(lambda _width: [[(" This pod is gone.", "warning")]])
            return
        now = last.taken_at if self.gone else max(last.taken_at, state.now)
        at_now = msgspec.structs.replace(last, taken_at=now)
        judgements = self._inspected.judged.get(self.uid)
        report, timeline = inspect_with_timeline(pod, at_now, self.controller.settings.roles, judgements)
        self.report = report
        self.query_one("#pod-title", Bar).show(lambda width: title(report, width, gone=self.gone))
        self.query_one("#containers", ContainerList).show_pod(report, containers(pod), timeline, now, wide=state.wide)
        self._show_titles(len(timeline.moments))
        self._show_findings(report, timeline, state)
        self.query_one("#events", Lines).show(lambda width: list(event_lines(timeline, now, width - 1)))
        self.query_one("#explain", Lines).show(
            lambda width: [*role_lines(report, width - 1), *evidence_lines(report, width - 1)]
        )
        if self.tab == "logs":
            self.read_restarted()

    def _show_findings(self, report: PodReport, timeline: Timeline, state: AppState) -> None:
        """Shows the findings with the last words of their logs; in the free lines the end of the first log, or the last
        events."""
        logs = found_logs(report) if self.controller.feed.logs is not None else ()
        for request in logs:
            self.controller.want_log(request)
        excerpts = {request: state.excerpts.get(request) for request in logs}
        findings, now = self.query_one("#findings", Lines), self._inspected.snapshot.taken_at
        findings.show(
            lambda width: list(finding_lines(report, now, width - 1, excerpts, findings.size.height, timeline))
        )

    def _show_titles(self, moments: int) -> None:
        count = len(self.report.findings) if self.report else 0
        logs = self.logs_title() if self.tab == "logs" else "Logs"
        output = self._output_title() if self.tab == "describe" else "Describe"
        titles = [f"Findings {count}" if count else "Findings", f"Events {moments}", logs, "YAML", "Explain", output]
        selected = TABS.index(self.tab) if self.tab in TABS else 0
        titles[selected] += self.search_title() if self.tab else ""
        name = visible(f"{self.report.namespace}/{self.report.name}") if self.report else ""
        shown = name if self.has_class(ZOOMED) else ""  # else the title above says it
        self.query_one(Tabs).show_titles(titles, selected, shown)

    def _output_title(self) -> str:
        """`kubectl describe`, or what else was run."""
        words = self._command[len(self.controller.feed.kubectl) :]
        return f"kubectl {visible(words[0])}" if words else "Describe"

    def selected(self) -> tuple[str, PodReport] | None:
        """The uid and the report of this pod; None if it was never seen."""
        return (self.uid, self.report) if self.report else None

    def container(self) -> str:
        """The container under the cursor."""
        return self.query_one("#containers", ContainerList).selected

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """True if the key's action applies now."""
        if action == "change" and self.gone:
            return False
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        """Clears the search if there is one, ends the zoom if there is one, else closes the screen."""
        if self.searched().search:
            self.typed("")
        elif self.has_class(ZOOMED):
            self.action_zoom()
        else:
            self.app.pop_screen()

    def action_zoom(self) -> None:
        """Gives the whole screen to the tab, or gives the rest its place back."""
        self.toggle_class(ZOOMED)
        self.show_state(self.controller.state)
        self.query_one(f"#{self.tab}").focus()

    def action_open_container(self) -> None:
        self.query_one(ContainerList).action_open()

    # Tabs --------------------------------------------------------------------------------------

    def on_tabs_chosen(self, message: Tabs.Chosen) -> None:
        self.action_show_tab(TABS[message.index])

    def action_show_tab(self, name: str) -> None:
        """Shows the tab, and gives it the keys; logs are of the current run."""
        self.previous = False
        self._show_tab(name)

    def show_logs(self) -> None:
        """Shows the logs, of the run that `previous` says."""
        self._show_tab("logs")

    def _show_tab(self, name: str) -> None:
        pod, self.tab = self.pod, name
        self.query_one("#body", ContentSwitcher).current = name
        if pod is not None and name == "yaml":
            self.show_yaml(self._yaml or own_yaml(pod))
            self.controller.run_in_thread(lambda: self._fetch_yaml(pod), "yaml")
        if name == "logs":
            self.read_logs("")
        if name == "describe":
            self._show_described()
        self.query_one(f"#{name}").focus()
        self.show_state(self.controller.state)
        self.refresh_bindings()

    def _show_described(self) -> None:
        """Runs the command that was asked for when the screen was opened, else kubectl describe."""
        kubectl, command = self.controller.feed.kubectl, self._command
        self._command = ()
        if not kubectl:
            self._show_text(NO_KUBECTL)
        elif self.report is not None:
            self.show_output(command or describe(kubectl, self.report))

    def show_output(self, words: tuple[str, ...]) -> None:
        """Runs a command that only reads, and shows what it prints."""
        self._command = words
        if self.tab != "describe":
            self.action_show_tab("describe")
            return
        self._show_text(f"$ {command_line(words)}\n\n…")
        self.controller.run_in_thread(lambda: self._read_output(words), "output")

    def _read_output(self, words: tuple[str, ...]) -> None:
        """In a thread: shows the output, or the error in its place."""
        try:
            text = self.controller.settings.read(words)
        except SidecarsError as error:
            text = str(error)
        self.controller.call_later(self._show_read, words, text)

    def _show_read(self, words: tuple[str, ...], text: str) -> None:
        if words == self._command:
            self._show_text(f"$ {command_line(words)}\n\n{text or 'It printed nothing.'}")

    def _show_text(self, text: str) -> None:
        self.query_one("#describe", Lines).show(lambda width: list(yaml_lines(text.expandtabs(), width - 1)))

    def _fetch_yaml(self, pod: Pod) -> None:
        """In a thread: shows the pod's YAML from the feed, if the feed has it."""
        controller = self.controller
        fetch = controller.feed.yaml
        if fetch is None:
            return
        try:
            text = fetch(pod)
        except SidecarsError as error:
            controller.call_later(controller.say, str(error), "warning")
            return
        controller.call_later(self.show_yaml, text)

    def show_yaml(self, text: str) -> None:
        """Shows this text in the YAML tab."""
        self._yaml = text
        self.query_one("#yaml", Lines).show(lambda width: list(yaml_lines(text, width - 1)))
