"""The screen of a pod: its containers and their time line, and five tabs below."""

from __future__ import annotations

import msgspec
from textual.app import ComposeResult
from textual.widgets import ContentSwitcher

from kubectl_sidecars.api import Pod
from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.model import containers
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.report.live import Inspected
from kubectl_sidecars.tui.controller import Controller
from kubectl_sidecars.tui.keys import TABS, Where, bindings
from kubectl_sidecars.tui.log_buffer import restarted
from kubectl_sidecars.tui.screens.base import DataScreen
from kubectl_sidecars.tui.state import AppState
from kubectl_sidecars.tui.view.events import event_lines
from kubectl_sidecars.tui.view.findings import finding_lines
from kubectl_sidecars.tui.view.pod import inspect_with_timeline, legend, own_yaml, title, yaml_lines
from kubectl_sidecars.tui.view.roles import role_lines
from kubectl_sidecars.tui.widgets.containers import ContainerList
from kubectl_sidecars.tui.widgets.lines import Bar, Lines
from kubectl_sidecars.tui.widgets.logs import LogView
from kubectl_sidecars.tui.widgets.prompt import Prompt
from kubectl_sidecars.tui.widgets.tabs import Tabs


class PodScreen(DataScreen):
    """Follows the pod of a uid; after the pod is gone it shows its last known state."""

    AUTO_FOCUS = "#containers"
    BINDINGS = bindings(Where.POD)

    def __init__(self, controller: Controller, uid: str, tab: str, *, previous: bool = False) -> None:
        """`tab` is shown first, "" for the one that fits the pod; with `previous` logs are of the previous run."""
        super().__init__(controller)
        self.uid, self.tab, self.previous = uid, tab, previous
        self.report: PodReport | None = None
        self.gone = False
        self._inspected = Inspected()
        """The newest snapshot that has the pod."""
        self._yaml = ""
        self._log_of = ""
        """The container whose log is shown, "" for all."""
        self._reading: dict[str, int] | None = None
        """The restart counts of the containers whose logs are read; None before the logs were opened."""

    @property
    def pod(self) -> Pod | None:
        """The pod's last known state; None if it was never seen."""
        return self._inspected.snapshot.pods.get(self.uid)

    def compose_body(self) -> ComposeResult:
        yield Bar(id="pod-title", classes="bar")
        yield ContainerList(id="containers")
        yield Bar(id="legend", classes="title")
        yield Tabs(id="tabs")
        with ContentSwitcher(initial="findings", id="body"):
            for name in TABS:
                yield LogView(id=name) if name == "logs" else Lines(id=name)

    def on_mount(self) -> None:
        super().on_mount()
        if not self.tab:
            self.tab = "findings" if self.report and self.report.findings else "events"
        self.action_show_tab(self.tab, previous=self.previous)

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
        self.query_one("#legend", Bar).show(lambda width: legend(width, wide=state.wide))
        self._show_titles(len(timeline.moments))
        self.query_one("#findings", Lines).show(lambda width: list(finding_lines(report, now, width - 1)))
        self.query_one("#events", Lines).show(lambda width: list(event_lines(timeline, now, width - 1)))
        self.query_one("#explain", Lines).show(lambda width: list(role_lines(report, width - 1)))
        if self.tab == "logs":
            self._read_restarted()

    def _show_titles(self, moments: int) -> None:
        count = len(self.report.findings) if self.report else 0
        logs = self._logs_title() if self.tab == "logs" else "Logs"
        titles = [f"Findings {count}" if count else "Findings", f"Events {moments}", logs, "YAML", "Explain"]
        self.query_one(Tabs).show_titles(titles, TABS.index(self.tab) if self.tab in TABS else 0)

    def _logs_title(self) -> str:
        """The container, the run, whether the log is paused, and the search."""
        logs = self.query_one(LogView)
        name = f"Logs of {visible(self._log_of)}" if self._log_of else "Logs"
        run = ", previous run" if self.previous else ", paused" if not logs.follow else ""
        return f"{name}{run}{f' /{visible(logs.search)}' if logs.search else ''}"

    def selected(self) -> tuple[str, PodReport] | None:
        """The uid and the report of this pod; None if it was never seen."""
        return (self.uid, self.report) if self.report else None

    def container(self) -> str:
        """The container under the cursor."""
        return self.query_one("#containers", ContainerList).selected

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """True if the key's action applies now."""
        if action in ("turn", "follow"):
            return self.tab == "logs" and self.controller.feed.logs is not None
        if action == "filter":
            return self.tab == "logs" and super().check_action(action, parameters)
        if action == "change" and self.gone:
            return False
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        """Clears the search, if there is one; else closes the screen."""
        logs = self.query_one(LogView)
        if self.tab == "logs" and logs.search:
            self.typed("")
        else:
            self.app.pop_screen()

    # Tabs --------------------------------------------------------------------------------------

    def on_tabs_chosen(self, message: Tabs.Chosen) -> None:
        self.action_show_tab(TABS[message.index])

    def action_show_tab(self, name: str, *, previous: bool = False) -> None:
        """Shows the tab, and gives it the keys."""
        pod = self.pod
        self.tab, self.previous = name, previous
        self.query_one("#body", ContentSwitcher).current = name
        if pod is not None and name == "yaml":
            self.show_yaml(self._yaml or own_yaml(pod))
            self.controller.run_in_thread(lambda: self._fetch_yaml(pod), "yaml")
        if name == "logs":
            self.read_logs("")
        self.query_one(f"#{name}").focus()
        self.show_state(self.controller.state)
        self.refresh_bindings()

    def _fetch_yaml(self, pod: Pod) -> None:
        """In a thread: shows the pod's YAML from the feed, if the feed has it."""
        controller = self.controller
        fetch = controller.feed.yaml
        if fetch is None:
            return
        try:
            text = fetch(pod)
        except SidecarsError as error:
            controller.call_from_thread(controller.say, str(error), "warning")
            return
        controller.call_from_thread(self.show_yaml, text)

    def show_yaml(self, text: str) -> None:
        """Shows this text in the YAML tab."""
        self._yaml = text
        self.query_one("#yaml", Lines).show(lambda width: list(yaml_lines(text, width - 1)))

    # Logs --------------------------------------------------------------------------------------

    def read_logs(self, container: str) -> None:
        """Reads the log of a container, or for "" those of all containers that have one."""
        pod = self.pod
        if pod is None or self.report is None:
            return
        self._log_of = container
        self._reading = self._with_log()
        logs = self.query_one(LogView)
        logs.read(self.controller.feed.logs, pod, list(self._reading), previous=self.previous, asked=container)
        self.show_state(self.controller.state)

    def _read_restarted(self) -> None:
        """Reads the logs of containers that have started or restarted since; a previous run is read once."""
        pod, before, now = self.pod, self._reading, self._with_log()
        if before is None or pod is None:
            return
        if now and not before:
            self.read_logs(self._log_of)
        elif not self.previous:
            logs, self._reading = self.query_one(LogView), now
            for container in self.report.containers if self.report else ():
                if container.name in now and before.get(container.name) != container.restart_count:
                    if container.name in before:
                        logs.note(restarted(container), container.state.started_at or container.last_state.started_at)
                    logs.join(self.controller.feed.logs, pod, container.name)

    def _with_log(self) -> dict[str, int]:
        """The restart counts of the containers asked for that have a log of the run asked for."""
        return {
            container.name: container.restart_count
            for container in (self.report.containers if self.report else ())
            if self._log_of in ("", container.name)
            and (
                container.restart_count
                if self.previous
                else container.state.kind != "waiting" or container.restart_count
            )
        }

    def action_previous(self) -> None:
        self.action_show_tab("logs", previous=not (self.tab == "logs" and self.previous))

    def action_turn(self, step: int) -> None:
        names = ["", *(container.name for container in self.report.containers)] if self.report else [""]
        index = names.index(self._log_of) if self._log_of in names else 0
        self.read_logs(names[(index + step) % len(names)])

    def action_follow(self) -> None:
        logs = self.query_one(LogView)
        logs.set_follow(follow=not logs.follow)
        self.show_state(self.controller.state)

    def on_container_list_opened(self, message: ContainerList.Opened) -> None:
        """Reads the log of the container; of its previous run if the container is down."""
        self.tab = "logs"
        self.action_show_tab("logs", previous=message.is_down and self.controller.feed.logs is not None)
        self.read_logs(message.container)

    def action_filter(self) -> None:
        self.query_one(Prompt).open("search", self.query_one(LogView).search)

    def typed(self, text: str) -> None:
        """Searches in the logs."""
        self.query_one(LogView).search_for(text)
        self.show_state(self.controller.state)
