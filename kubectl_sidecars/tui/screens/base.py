"""What all screens that show data have: a header, a footer, a place to type, and the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

import msgspec
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from kubectl_sidecars.feed import Scope
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.tui.kubectl_actions import (
    CHANGES,
    can_restart,
    fitting_container,
    sentence,
)
from kubectl_sidecars.tui.palette import suggestions
from kubectl_sidecars.tui.pod_list import SORTS
from kubectl_sidecars.tui.screens.dialogs import Confirm
from kubectl_sidecars.tui.screens.keys import KEYS
from kubectl_sidecars.tui.state import Shown
from kubectl_sidecars.tui.view.header import header
from kubectl_sidecars.tui.widgets.keys import KeyBar
from kubectl_sidecars.tui.widgets.lines import Bar
from kubectl_sidecars.tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from kubectl_sidecars.tui.app import Console

ALL = "all namespaces"


class DataScreen(Screen[None]):
    """Shows what it is given; asks the app for everything else."""

    BINDINGS: ClassVar[list[BindingType]] = KEYS

    @property
    def console(self) -> Console:
        """The app, by its type."""
        return cast("Console", self.app)

    def compose(self) -> ComposeResult:
        yield Bar(id="header", classes="bar")
        yield from self.compose_body()
        yield Prompt(id="prompt", select_on_focus=False)
        yield KeyBar()

    def compose_body(self) -> ComposeResult:
        raise NotImplementedError

    def selected(self) -> tuple[str, PodReport] | None:
        """The pod that keys are about, with its uid."""
        raise NotImplementedError

    def container(self) -> str:
        """The container that keys are about, where one is chosen."""
        return ""

    @property
    def is_whole(self) -> bool:
        """Whether all widgets are there: data may come before they are, and after they have gone."""
        found = (self.query_one_optional(name) for name in ("#header", "#keys"))
        return self.is_mounted and self.is_running and None not in found

    def on_mount(self) -> None:
        self.take(self.console.shown)

    def on_screen_resume(self) -> None:
        if self.is_whole:
            self.take(self.console.shown)

    def take(self, shown: Shown) -> None:
        """The next value to show."""
        snapshot = shown.inspected.snapshot
        self.query_one("#header", Bar).show(
            lambda width: list(header(shown.place, snapshot, shown.freshness, shown.summary, shown.now, width))
        )

    # Which keys apply --------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        feed = self.console.feed
        match action:
            case "namespace":
                return feed.switch is not None
            case "everywhere":
                return feed.switch is not None and bool(feed.scope.namespace)
            case "context":
                return feed.switch is not None and len(feed.contexts) > 1
            case "change":
                return self._may_change(str(parameters[0]))
            case "previous":
                return feed.logs is not None and self.selected() is not None
            case "view":
                return self.selected() is not None and (parameters[0] != "logs" or feed.logs is not None)
            case "numbered":
                return self.selected() is not None
            case _:
                return True

    def _may_change(self, name: str) -> bool:
        selected = self.selected()
        if not self.console.settings.allow_changes or not self.console.feed.kubectl or selected is None:
            return False
        return name != "restart" or can_restart(selected[1].owner)

    # What keys do ------------------------------------------------------------------------------

    def action_view(self, name: str) -> None:
        raise NotImplementedError

    def action_numbered(self, name: str) -> None:
        """The view of that number is always there; where there are no logs, it says so."""
        self.action_view(name)

    def action_command(self) -> None:
        feed = self.console.feed
        known = {report.namespace for report, _ in self.console.shown.inspected.pods.values()}
        self.query_one(Prompt).open(":", "", suggestions(tuple(sorted(known)), feed.contexts, tuple(SORTS)))

    def action_namespace(self) -> None:
        self.console.choose_namespace()

    def action_everywhere(self) -> None:
        self.console.switch(Scope(self.console.feed.scope.context, ""))

    def action_context(self) -> None:
        self.console.choose_context()

    def action_change(self, name: str) -> None:
        """Asks with kubectl's exact words, hands the terminal over, and comes back."""
        selected = self.selected()
        if selected is None:
            return
        what, words_of = CHANGES[name]
        pod = selected[1]
        words = words_of(self.console.feed.kubectl, pod, fitting_container(pod, self.container()))

        def answered(answer: str | None) -> None:
            if answer == "yes":
                self.console.hand_over(words)

        self.app.push_screen(Confirm(what, sentence(words)), answered)

    def on_prompt_typed(self, message: Prompt.Typed) -> None:
        if message.mode == ":":
            self.console.obey(message.text)
        else:
            self.typed(message.text)

    def typed(self, text: str) -> None:
        """What stands in the filter now."""
        wish = msgspec.structs.replace(self.console.shown.wish, filter=text)
        self.console.wish(wish)
