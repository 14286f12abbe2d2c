"""The logs tab of a pod's screen: which logs are read, and the keys that go through them."""

from __future__ import annotations

from kubectl_sidecars.api import Pod
from kubectl_sidecars.container_names import all_called
from kubectl_sidecars.escape import visible
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.sentences import counted
from kubectl_sidecars.tui.controller import Controller
from kubectl_sidecars.tui.log_buffer import restarted
from kubectl_sidecars.tui.screens.base import DataScreen
from kubectl_sidecars.tui.screens.dialogs import Choose
from kubectl_sidecars.tui.widgets.containers import ContainerList
from kubectl_sidecars.tui.widgets.logs import LogView
from kubectl_sidecars.tui.widgets.prompt import Prompt
from kubectl_sidecars.tui.widgets.text import TextView

LOG_ACTIONS = {"follow", "mute", "pause", "turn"}
"""Actions of keys that work while logs are shown."""


class PodLogs(DataScreen):
    """A part of the screen of a pod."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(controller)
        self.report: PodReport | None = None
        """The newest report of the pod; None if it was never seen."""
        self.tab, self.previous = "", False
        """The tab that is shown, and whether logs are of the previous run."""
        self._log_of = ""
        """The container whose log is shown, "" for all."""
        self._reading: dict[str, int] | None = None
        """The restart counts of the containers whose logs are read; None before the logs were opened."""

    @property
    def pod(self) -> Pod | None:
        """The pod's last known state; None if it was never seen."""
        raise NotImplementedError

    def logs_title(self) -> str:
        """The container, the run, whether the log is paused, the search, and the containers that are muted."""
        logs = self.query_one(LogView)
        name = f"Logs of {visible(self._log_of)}" if self._log_of else "Logs"
        run = ", previous run" if self.previous else ", paused" if not logs.is_following else ""
        muted = f", {visible(all_called(sorted(logs.muted)))} muted" if logs.muted else ""
        wrap = "" if logs.buffer.layout.wrap else ", long lines cut"
        return f"{name}{run}{wrap}{muted}"

    def searched(self) -> LogView | TextView:
        """The text of the tab that is shown."""
        tab = self.query_one(f"#{self.tab}")
        return tab if isinstance(tab, TextView) else self.query_one(LogView)

    def search_title(self) -> str:
        """The search in the tab that is shown, with the number of the match; "" without one."""
        text = self.searched()
        return f" /{visible(text.search)} {text.match_number()}" if text.search else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """True if the key's action applies now."""
        if action not in LOG_ACTIONS:
            return super().check_action(action, parameters)
        if self.tab != "logs" or self.controller.feed.logs is None:
            return False
        logs = self.query_one(LogView)
        match action:
            case "follow" | "pause":
                return not self.previous and (action == "pause") is logs.is_following
            case "mute":
                return len(logs.buffer.layout.names) > 1
            case _:
                return True

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

    def read_restarted(self) -> None:
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
        self.previous = not (self.tab == "logs" and self.previous)
        self.show_logs()

    def show_logs(self) -> None:
        """Shows the tab, with the logs of `previous`."""
        raise NotImplementedError

    def action_turn(self, step: int) -> None:
        names = ["", *(container.name for container in self.report.containers)] if self.report else [""]
        index = names.index(self._log_of) if self._log_of in names else 0
        self.read_logs(names[(index + step) % len(names)])

    def action_follow(self) -> None:
        self.query_one(LogView).set_follow(follow=True)

    def action_pause(self) -> None:
        self.query_one(LogView).set_follow(follow=False)

    def on_followed_log_moved(self) -> None:
        """Tells whether the log is followed, and which match is shown."""
        self.show_state(self.controller.state)
        self.refresh_bindings()

    def action_mute(self) -> None:
        """Asks which container to mute or to show again; the one with most lines is the first."""
        logs = self.query_one(LogView)
        numbers = logs.buffer.counts()
        names = sorted(logs.buffer.layout.names, key=lambda name: -numbers[name])
        options = [
            (name, f"{visible(name)}  {counted(numbers[name], 'line')}{', muted' if name in logs.muted else ''}")
            for name in names
        ]

        def chosen(name: str | None) -> None:
            if name:
                logs.mute(name)
                self.show_state(self.controller.state)

        self.app.push_screen(Choose("Mute a container, or show it again", options), chosen)

    def on_container_list_opened(self, message: ContainerList.Opened) -> None:
        """Reads the log of the container; of its previous run if the container is down."""
        self.previous = message.is_down and self.controller.feed.logs is not None
        self.show_logs()
        self.read_logs(message.container)

    def action_filter(self) -> None:
        self.query_one(Prompt).open("search", self.searched().search)

    def on_text_view_moved(self) -> None:
        """Tells which match is shown."""
        self.show_state(self.controller.state)

    def typed(self, text: str) -> None:
        """Searches in the tab that is shown; a search brings the keys that go through its matches."""
        self.searched().search_for(text)
        self.show_state(self.controller.state)
        self.refresh_bindings()
