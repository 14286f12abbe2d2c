"""Base of the screens with data: header, prompt, footer, and the keys that work on both."""

from __future__ import annotations

import msgspec
from textual.app import ComposeResult
from textual.screen import Screen

from kubectl_sidecars.render.words import problems
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.tui import commands
from kubectl_sidecars.tui.controller import Controller
from kubectl_sidecars.tui.keys import CHANGING, Where, bindings
from kubectl_sidecars.tui.kubectl_actions import (
    ACTIONS,
    KubectlAction,
    Target,
    command_line,
    cure_of,
    is_reading,
    words_of,
)
from kubectl_sidecars.tui.state import AppState
from kubectl_sidecars.tui.view.header import header
from kubectl_sidecars.tui.widgets.key_bar import KeyBar
from kubectl_sidecars.tui.widgets.lines import Bar
from kubectl_sidecars.tui.widgets.prompt import Prompt

NO_KUBECTL = "there is no cluster to ask: this is a file or a recording, or kubectl would have to be given a secret"


class DataScreen(Screen[None]):
    """Shows the state that it is given, and asks the controller for everything else."""

    BINDINGS = bindings(Where.DATA)
    HAS_COUNTS = True
    """True if the header counts the pods."""

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self.controller = controller
        self._was_retrying = False

    def compose(self) -> ComposeResult:
        yield Bar(id="header", classes="bar")
        yield from self.compose_body()
        yield Prompt(id="prompt", select_on_focus=False)
        yield KeyBar(self.is_offered)

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
        self.call_after_refresh(self.on_screen_resume)  # for what came while the screen was being mounted

    def on_screen_resume(self) -> None:
        if self.is_whole:
            self.show_state(self.controller.state)

    def show_state(self, state: AppState) -> None:
        """Shows another state."""
        snapshot, summary = state.inspected.snapshot, state.summary if self.HAS_COUNTS else None
        if self._was_retrying is not state.sync.is_retrying:
            self._was_retrying = state.sync.is_retrying
            self.refresh_bindings()
        self.query_one("#header", Bar).show(
            lambda width: list(header(state.scope, snapshot, state.sync, summary, state.now, width))
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
            case "retry":
                return feed.retry is not None and self.controller.state.sync.is_retrying
            case "change" | "run":
                return self.selected() is not None
            case "previous":
                return feed.logs is not None and self.selected() is not None
            case "show_tab":
                return self.selected() is not None and (parameters[0] != "logs" or feed.logs is not None)
            case "show_numbered_tab":
                return self.selected() is not None
            case _:
                return True

    def is_offered(self, action: str) -> bool:
        """False for a key that works, but is kept out of the footer: it would only say why it can do nothing."""
        if action in CHANGING:
            return self.controller.settings.allow_changes and bool(self.controller.feed.kubectl)
        return action != "show_tab('describe')" or bool(self.controller.feed.kubectl)

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

    def action_retry(self) -> None:
        """Ends the wait before the next try."""
        if self.controller.feed.retry is not None:
            self.controller.feed.retry()
            self.controller.say("asking the server again")

    def action_change(self, name: str) -> None:
        """Runs a kubectl command on the pod, after the user has confirmed its exact words; else says why it cannot."""
        selected = self.selected()
        if selected is None:
            return
        controller = self.controller
        causes, image = controller.state.summary.causes, controller.settings.debug_image
        self._ask(ACTIONS[name](controller.feed.kubectl, Target(selected[1], self.container(), causes, image)))

    def _ask(self, action: KubectlAction) -> None:
        """Runs the command after a confirmation."""
        controller = self.controller
        why_not = self._refusal() or action.why_not
        if why_not:
            controller.say(why_not, severity="warning")
            return

        from kubectl_sidecars.tui.screens.dialogs import Confirm  # noqa: PLC0415 - not before the first rows

        def answered(answer: str | None) -> None:
            if answer == "yes":
                controller.run_kubectl(action.command)

        self.app.push_screen(Confirm(action.verb, action.what, command_line(action.command)), answered)

    def _refusal(self) -> str:
        """Why nothing can be changed; "" if it can."""
        if not self.controller.feed.kubectl:
            return NO_KUBECTL
        return "" if self.controller.settings.allow_changes else "this changes the cluster: start with --allow-changes"

    def verdict(self) -> str:
        """The command of the verdict that is selected: the cure of the pod that keys act on, else the next one of its
        worst finding; "" without one."""
        selected = self.selected()
        if selected is None:
            return ""
        findings = problems(selected[1]) or selected[1].findings
        commands = findings[0].commands if findings else ()
        return cure_of(selected[1], self.controller.state.summary.causes) or next(iter(commands), "")

    def suggested(self) -> tuple[str, ...]:
        """The words of the command of the verdict, for the cluster that is shown; empty without one."""
        return words_of(self.controller.feed.kubectl or ("kubectl",), self.verdict())

    def action_copy(self) -> None:
        """Copies the command of the verdict by OSC 52, which most terminals and tmux pass on to the clipboard."""
        words = self.suggested()
        if not words:
            self.controller.say("no verdict with a command is selected", severity="warning")
            return
        self.app.copy_to_clipboard(command_line(words))
        self.controller.say(f"copied: {command_line(words)}")

    def action_run(self) -> None:
        """Runs the command of the verdict: one that only reads in a tab, another one after a confirmation."""
        words = self.suggested()
        if not words:
            self.controller.say("no verdict with a command is selected", severity="warning")
        elif not self.controller.feed.kubectl:
            self.controller.say(NO_KUBECTL, severity="warning")
        elif is_reading(words, len(self.controller.feed.kubectl)):
            self.show_output(words)
        else:
            self._ask(KubectlAction("Run", "the cure of this verdict", words))

    def show_output(self, words: tuple[str, ...]) -> None:
        """Shows what a command prints in a tab of the pod."""
        raise NotImplementedError

    def on_prompt_typed(self, message: Prompt.Typed) -> None:
        if message.mode == ":":
            commands.run(self.controller, message.text)
        else:
            self.typed(message.text)

    def typed(self, text: str) -> None:
        """Filters by what is in the prompt now."""
        self.controller.list_pods(msgspec.structs.replace(self.controller.state.query, filter=text))
