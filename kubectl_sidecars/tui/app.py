"""The app: owns the state, the screens, the feed and the keys, and does what is the same on every screen."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence

import msgspec
from textual import events
from textual.app import App
from textual.driver import Driver
from textual.filter import LineFilter, Monochrome, NoColor
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from kubectl_sidecars.causes.cause import LogRequest
from kubectl_sidecars.errors import ExitStatus, UsageError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.feed import Feed
from kubectl_sidecars.report.live import Inspected
from kubectl_sidecars.tui.excerpts import Excerpts
from kubectl_sidecars.tui.executor import Threads
from kubectl_sidecars.tui.feed_runner import FeedRunner
from kubectl_sidecars.tui.hidden import Hidden
from kubectl_sidecars.tui.keys import EARLY, URGENT, Where, bindings
from kubectl_sidecars.tui.messages import ExcerptRead, FeedFailed, FeedUpdated, ListArranged, RevisionsRead
from kubectl_sidecars.tui.pod_list import ListQuery
from kubectl_sidecars.tui.rollbacks import Rollbacks
from kubectl_sidecars.tui.scopes import Scopes
from kubectl_sidecars.tui.screens.base import DataScreen
from kubectl_sidecars.tui.screens.overview import Overview
from kubectl_sidecars.tui.settings import Settings
from kubectl_sidecars.tui.state import loading
from kubectl_sidecars.tui.styles import CSS, DARK, DEFAULTS, LIGHT, THEMES
from kubectl_sidecars.tui.terminal.driver import end_if_hung_up, on_stdout
from kubectl_sidecars.tui.terminal.handover import hand_over
from kubectl_sidecars.tui.terminal.key_queue import KeyQueue, Typed
from kubectl_sidecars.tui.terminal.signals import SIGNAL_BASE, on_ending


class Console(App[int]):
    """A Controller for screens and commands, and the Host of the FeedRunner; returns the exit status."""

    CSS = CSS
    TITLE = "kubectl sidecars"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings(Where.APP)

    def __init__(self, feed: Feed, settings: Settings | None = None, stop: threading.Event | None = None) -> None:
        """`stop` is set when the feed is no longer followed."""
        super().__init__()
        self.settings = settings or Settings()
        self.state = loading(feed.scope, self.settings.query, wide=self.settings.wide)
        start = Inspected(roles=self.settings.roles, brief=True, suppressions=self.settings.suppressions)
        self.runner = FeedRunner(self, feed, stop or threading.Event(), start=start, clock=self.settings.clock)
        self.scopes = Scopes(self, self.runner)
        self.hidden = Hidden(self)
        self.excerpts = Excerpts(self)
        self.rollbacks = Rollbacks(self)
        self.keys = KeyQueue(self, super().on_event, self._is_behind, URGENT)
        self.refusal: UsageError | None = None
        """The error for which the command line is to blame."""
        self.defect = ""
        """The line for stderr after an exception that should never happen."""
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = self.settings.theme or self._fitting_theme()

    @property
    def feed(self) -> Feed:
        """The feed that is followed."""
        return self.runner.feed

    def _fitting_theme(self) -> str:
        """The theme of the terminal's own colours if it has no more than 16, or if colours are not wanted."""
        return "ansi-dark" if self.no_color or self.console.color_system in (None, "standard") else "dark"

    # What Textual calls ------------------------------------------------------------------------

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters; with NO_COLOR without any colour, where Textual would choose grey and black."""
        return [NoColor() if isinstance(each, Monochrome) else each for each in super().get_line_filters()]

    def get_default_screen(self) -> Screen[None]:
        """The list of pods: the first screen, and the only one that is not closed."""
        return Overview(self)

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver, drawing on stdout."""
        return on_stdout(super().get_driver_class())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our variables for themes that do not define them."""
        return DEFAULTS

    def _is_behind(self, typed: Typed) -> bool:
        """True if the key waits: for an answer, for the list it asks for, or for the first data to act on."""
        is_early = not isinstance(self.screen, DataScreen) or (isinstance(typed, events.Key) and typed.key in EARLY)
        return self.scopes.is_asking or self.runner.is_behind or (self.runner.opening.is_on and not is_early)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, Typed) and not event.is_forwarded:
            await self.keys.put(event)
        else:
            await super().on_event(event)

    def on_load(self) -> None:
        asyncio.get_running_loop().set_default_executor(Threads())

    def on_mount(self) -> None:
        on_ending(lambda number: self.exit(SIGNAL_BASE + number), asyncio.get_running_loop())
        self.set_interval(1, self.tick)
        self.runner.start()

    def on_unmount(self) -> None:
        self.runner.stop()
        self.excerpts.stop()

    def _handle_exception(self, error: Exception) -> None:
        """Ends with one line on stderr after the terminal is restored; with --debug with Textual's traceback."""
        if self.settings.debug or self.is_headless:
            super()._handle_exception(error)
            return
        name = type(error).__name__
        self.defect = f"error: this is a defect of kubectl sidecars ({name}: {error}); --debug shows where it happened"
        self.exit(2)

    def tick(self) -> None:
        """Advances the time that is shown; called each second."""
        if not self.is_headless:
            end_if_hung_up()
        self.keys.check()
        self.runner.tick()

    # What threads report -----------------------------------------------------------------------

    def on_feed_updated(self, message: FeedUpdated) -> None:
        self.hidden.load()
        self.runner.updated(message)

    def on_list_arranged(self, message: ListArranged) -> None:
        self.runner.arranged(message)
        self.hidden.update()
        self.rollbacks.want()

    def on_feed_failed(self, message: FeedFailed) -> None:
        """Ends the app, as kubectl ends, if the command line names what does not exist; other errors are shown."""
        if message.feed is not self.feed:
            return
        if self.runner.is_on_first_feed and isinstance(message.error, UsageError):
            self.refusal = message.error
            self.exit(message.error.status)
        else:
            self.runner.failed(message.error)

    def on_excerpt_read(self, message: ExcerptRead) -> None:
        self.excerpts.read(message)

    def on_revisions_read(self, message: RevisionsRead) -> None:
        if self.rollbacks.read(message):
            self.runner.arrange()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR:
            self.runner.crashed(event.worker)

    def run_in_thread(self, work: Callable[[], None], group: str) -> None:
        """Runs the work in a thread of its own; an exception in it is reported as a defect."""
        self.run_worker(work, group=group, description=group, thread=True, exit_on_error=False)

    def show(self, **changes: object) -> None:
        """Changes the state, on the screen that is on top; the others show it when they come back."""
        self.state = msgspec.structs.replace(self.state, **changes)
        stack = self.screen_stack  # empty while the app closes: a tick or an update may still come
        if stack and isinstance(screen := stack[-1], DataScreen) and screen.is_whole:
            screen.show_state(self.state)

    def want_log(self, request: LogRequest) -> None:
        """Reads the last lines of a log that is shown."""
        self.excerpts.want(request)

    def say(self, text: str, severity: str = "information") -> None:
        """Shows a notice that disappears by itself. The text is escaped, and never parsed as markup."""
        escaped = "\n".join(map(visible, text.splitlines()))
        self.notify(escaped, severity=severity, markup=False)  # type: ignore[arg-type]

    def caught_up(self) -> None:
        """Delivers the keys that waited for the list."""
        self.keys.caught_up()

    def list_pods(self, query: ListQuery) -> None:
        """Lists the pods of another query."""
        self.show(query=query)
        self.runner.arrange()

    def sort_by(self, key: str) -> None:
        """Sorts by this column; by the same column again, in the other direction."""
        query = self.state.query
        self.list_pods(msgspec.structs.replace(query, sort=key, reverse=not query.reverse and query.sort == key))

    def go_home(self) -> None:
        """Closes screens of pods: a pod is not shown under the namespace or context of another."""
        while isinstance(self.screen, DataScreen) and not isinstance(self.screen, Overview):
            self.pop_screen()
        self.screen.refresh_bindings()

    def list_workloads(self) -> None:
        """Opens the list of workloads."""
        from kubectl_sidecars.tui.screens.workloads import WorkloadsScreen  # noqa: PLC0415 - see action_save

        self.go_home()
        self.push_screen(WorkloadsScreen(self))

    def run_kubectl(self, words: Sequence[str]) -> None:
        """Gives the terminal to a kubectl command until it ends, and says how it ended."""
        self.say(*hand_over(self, words, self.settings.run))

    def picture(self, title: str) -> str:
        """The screen as SVG, in the reader's own monospace font: it loads nothing from the network."""
        from kubectl_sidecars.tui.picture import without_fonts  # noqa: PLC0415 - see action_save

        return without_fonts(self.export_screenshot(title=title))

    async def action_quit(self) -> None:
        self.exit(0)

    def action_interrupt(self) -> None:
        self.exit(ExitStatus.INTERRUPTED)

    def action_help(self) -> None:
        from kubectl_sidecars.tui.screens.help import HelpScreen  # noqa: PLC0415 - see action_save

        self.push_screen(HelpScreen(self.screen))

    def action_wide(self) -> None:
        self.show(wide=not self.state.wide)

    def action_theme(self) -> None:
        index = THEMES.index(self.theme) if self.theme in THEMES else -1
        self.theme = THEMES[(index + 1) % len(THEMES)]

    def action_save(self) -> None:
        from kubectl_sidecars.tui.save import offer  # noqa: PLC0415 - not before the first rows, as help and workloads

        offer(self)
