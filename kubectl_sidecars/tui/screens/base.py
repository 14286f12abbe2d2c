"""Base of the screens with data: header, prompt, footer, and the keys that work on both."""

from __future__ import annotations

import msgspec
from textual.app import ComposeResult
from textual.screen import Screen

from kubectl_sidecars.report import PodReport
from kubectl_sidecars.tui import commands
from kubectl_sidecars.tui.controller import Controller
from kubectl_sidecars.tui.keys import Where, bindings
from kubectl_sidecars.tui.kubectl_actions import ACTIONS, can_restart, command_line, fitting_container
from kubectl_sidecars.tui.screens.dialogs import Confirm
from kubectl_sidecars.tui.state import AppState
from kubectl_sidecars.tui.view.header import header
from kubectl_sidecars.tui.widgets.key_bar import KeyBar
from kubectl_sidecars.tui.widgets.lines import Bar
from kubectl_sidecars.tui.widgets.prompt import Prompt


class DataScreen(Screen[None]):
    """Shows the state that it is given, and asks the controller for everything else."""

    BINDINGS = bindings(Where.DATA)

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self.controller = controller

    def compose(self) -> ComposeResult:
        yield Bar(id="header", classes="bar")
        yield from self.compose_body()
        yield Prompt(id="prompt", select_on_focus=False)
        yield KeyBar()

    def compose_body(self) -> ComposeResult:
        """Yields the widgets between header and footer."""
        raise NotImplementedError

    def selected(self) -> tuple[str, PodReport] | None:
        """The uid and the report of the pod that keys act on; None if no pod is selected."""
        raise NotImplementedError

    def container(self) -> str:
        """The container that keys act on; "" if none is chosen."""
        return ""

    @property
    def is_whole(self) -> bool:
        """True while all widgets exist: data may come before they are mounted and after they are removed."""
        ends = (self.query_one_optional(name) for name in ("#header", "#keys"))
        return self.is_mounted and self.is_running and None not in ends

    def on_mount(self) -> None:
        self.show_state(self.controller.state)

    def on_screen_resume(self) -> None:
        if self.is_whole:
            self.show_state(self.controller.state)

    def show_state(self, state: AppState) -> None:
        """Shows another state."""
        snapshot = state.inspected.snapshot
        self.query_one("#header", Bar).show(
            lambda width: list(header(state.scope, snapshot, state.sync, state.summary, state.now, width))
        )

    # Which keys apply --------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """True if the key's action applies now; false hides it from footer and help."""
        feed = self.controller.feed
        match action:
            case "namespace":
                return feed.switch is not None
            case "all_namespaces":
                return feed.switch is not None and bool(self.controller.state.scope.namespace)
            case "context":
                return feed.switch is not None and len(feed.contexts) > 1
            case "change":
                return self._may_change(str(parameters[0]))
            case "previous":
                return feed.logs is not None and self.selected() is not None
            case "show_tab":
                return self.selected() is not None and (parameters[0] != "logs" or feed.logs is not None)
            case "show_numbered_tab":
                return self.selected() is not None
            case _:
                return True

    def _may_change(self, name: str) -> bool:
        selected = self.selected()
        if not self.controller.settings.allow_changes or not self.controller.feed.kubectl or selected is None:
            return False
        return name != "restart" or can_restart(selected[1].owner)

    # What keys do ------------------------------------------------------------------------------

    def action_show_tab(self, name: str) -> None:
        raise NotImplementedError

    def action_show_numbered_tab(self, name: str) -> None:
        """Shows the tab, also that of logs where there are none: it then says so."""
        self.action_show_tab(name)

    def action_command(self) -> None:
        self.query_one(Prompt).open(":", "", commands.suggestions(self.controller))

    def action_namespace(self) -> None:
        self.controller.scopes.choose_namespace()

    def action_all_namespaces(self) -> None:
        self.controller.scopes.open_namespace("")

    def action_context(self) -> None:
        self.controller.scopes.choose_context()

    def action_change(self, name: str) -> None:
        """Runs a kubectl command on the pod, after the user has confirmed its exact words."""
        selected = self.selected()
        if selected is None:
            return
        action, pod = ACTIONS[name], selected[1]
        words = action.command(self.controller.feed.kubectl, pod, fitting_container(pod, self.container()))

        def answered(answer: str | None) -> None:
            if answer == "yes":
                self.controller.run_kubectl(words)

        self.app.push_screen(Confirm(action.question, command_line(words)), answered)

    def on_prompt_typed(self, message: Prompt.Typed) -> None:
        if message.mode == ":":
            commands.run(self.controller, message.text)
        else:
            self.typed(message.text)

    def typed(self, text: str) -> None:
        """Filters by what is in the prompt now."""
        self.controller.list_pods(msgspec.structs.replace(self.controller.state.query, filter=text))
