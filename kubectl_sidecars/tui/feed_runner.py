"""The half of the app that turns what a feed tells into the one value that the screens show."""

from __future__ import annotations

import asyncio
import gc
import threading
from datetime import timedelta
from time import monotonic

import msgspec
from textual import work
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from kubectl_sidecars.errors import SidecarsError, UsageError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.feed import (
    Feed,
    Scope,
    SyncPhase,
    SyncState,
)
from kubectl_sidecars.report.live import Inspected, follow
from kubectl_sidecars.snapshot import EPOCH
from kubectl_sidecars.tui.executor import Threads
from kubectl_sidecars.tui.messages import Arranged, Lost, Observed
from kubectl_sidecars.tui.pod_list import (
    Desk,
    View,
    Wish,
)
from kubectl_sidecars.tui.screens.base import DataScreen
from kubectl_sidecars.tui.settings import Settings
from kubectl_sidecars.tui.state import Shown
from kubectl_sidecars.tui.terminal.key_queue import TypingApp
from kubectl_sidecars.tui.view.header import ELSEWHERE

PACE = 0.2
"""Seconds between two arrangements that new data asks for: 5 a second while it loads."""
CAUSES_SHARE, CAUSES_PATIENCE = 400, 15
"""Causes that took so long are not folded again for so many times as long, and for so many seconds at most."""


class WatchingApp(TypingApp):
    """One thread follows the feed, another puts the list in order; both only post messages."""

    def __init__(self, feed: Feed, shown: Shown, settings: Settings, stop: threading.Event | None) -> None:
        super().__init__()
        self.settings, self.roles = settings, settings.roles
        self.feed = self._first = feed
        self.refusal: UsageError | None = None
        self.shown = shown
        self._clock = settings.clock
        self._stop = stop or threading.Event()
        self._desk = Desk()
        self._busy = self._due = False
        self._pacing: Timer | None = None
        self._received = self._clock()
        self._arranged_at = self._causes_at = monotonic()
        self._causes_cost = 0.0

    def on_load(self) -> None:
        asyncio.get_running_loop().set_default_executor(Threads())

    def begin(self) -> None:
        """From now on the feed is followed."""
        self._observe(self.feed, self._stop)

    def on_unmount(self) -> None:
        self._stop.set()

    # What comes from the feed ------------------------------------------------------------------

    @work(thread=True, group="feed", exit_on_error=False, description="observe")
    def _observe(self, feed: Feed, stop: threading.Event) -> None:
        inspected, settled = Inspected(roles=self.roles, brief=True), False
        try:
            for update in feed.updates(stop):
                if stop.is_set():
                    return
                if update.snapshot is not inspected.snapshot:
                    inspected = follow(inspected, update.snapshot)
                self.post_message(Observed(feed, inspected, update.sync))
                if update.sync.phase is SyncPhase.LIVE and not settled:
                    settled = True
                    gc.freeze()  # what 10,000 pods hold is not looked through for cycles at each change
        except SidecarsError as error:
            self.post_message(Lost(feed, error))

    def on_observed(self, message: Observed) -> None:
        if message.feed is not self.feed:
            return
        self._received = self._clock()
        now = message.inspected.snapshot.taken_at
        self.show(inspected=message.inspected, freshness=message.freshness, now=now)
        wait = PACE - (monotonic() - self._arranged_at)
        if wait <= 0 or not self.shown.view.order:
            self.arrange()
        elif self._pacing is None:
            self._pacing = self.set_timer(wait, self.arrange)

    def on_lost(self, message: Lost) -> None:
        """What the command line named and is not there ends the screen, as it ends kubectl; all else is told on it."""
        if message.feed is not self.feed:
            return
        if self.feed is self._first and isinstance(message.error, UsageError):
            self.refusal = message.error
            self.exit(message.error.status)
            return
        heard = self.shown.inspected.snapshot.taken_at
        since = self.shown.freshness.since or (self.shown.now if heard != EPOCH else None)
        self.show(freshness=SyncState(SyncPhase.NO_DATA, since, f"{message.error}: {ELSEWHERE}"))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that failed is a defect of ours: said in words, and the screen stays."""
        if event.state is not WorkerState.ERROR:
            return
        why = f"a defect of kubectl sidecars: {type(event.worker.error).__name__}: {event.worker.error}"
        if event.worker.group == "feed":
            self.show(freshness=SyncState(SyncPhase.STALE, self.shown.now, f"{why}; start again"))
            return
        self._busy = False
        self._causes_cost = CAUSES_PATIENCE
        self._causes_at = monotonic()
        self.say(why, severity="error")
        self.caught_up()

    # What is listed ----------------------------------------------------------------------------

    def arrange(self) -> None:
        """Has the list put in order for what is known and wished now; one at a time."""
        if self._pacing is not None:
            self._pacing.stop()
            self._pacing = None
        if self._busy:
            self._due = True
            return
        self._busy, self._due = True, False
        self._arranged_at = monotonic()
        self._arrange(self._desk, self.shown.inspected, self.shown.wish, self._causes_due())

    def _causes_due(self) -> bool:
        return monotonic() - self._causes_at >= min(self._causes_cost * CAUSES_SHARE, CAUSES_PATIENCE)

    @work(thread=True, group="arrange", exit_on_error=False, description="arrange")
    def _arrange(self, desk: Desk, inspected: Inspected, wish: Wish, causes_due: bool) -> None:
        view = desk.arrange(inspected, wish)
        begun = monotonic()
        summary = desk.tally.summary(inspected, anew=causes_due)
        self.post_message(Arranged(desk, view, summary, monotonic() - begun if causes_due else None))

    def on_arranged(self, message: Arranged) -> None:
        self._busy = False
        if message.desk is not self._desk:
            self.arrange()
            return
        if message.cost is not None:
            self._causes_cost, self._causes_at = message.cost, monotonic()
        current = message.view.wish == self.shown.wish
        self.show(view=message.view if current else self.shown.view, summary=message.summary)
        if self._due or not current:
            self.arrange()
        if current:
            self.caught_up()

    @property
    def is_behind(self) -> bool:
        """The list is put in order beside the screen: until then it is that of another filter."""
        return self._busy and self.shown.view.wish != self.shown.wish

    def wish(self, wish: Wish) -> None:
        """Another filter or order."""
        self.show(wish=wish)
        self.arrange()

    def switch(self, place: Scope) -> None:
        """Another namespace or context: another feed from the start."""
        if self.feed.switch is None:
            return
        try:
            feed = self.feed.switch(place)
        except SidecarsError as error:
            self.say(str(error), severity="error")
            return
        self._stop.set()
        self._stop, self.feed, self._desk = threading.Event(), feed, Desk()
        self._causes_cost = 0.0
        self.go_home()
        wish = msgspec.structs.replace(self.shown.wish, only=None)
        begun = SyncState(SyncPhase.LOADING)
        nothing = Shown(place=feed.scope, wish=wish, freshness=begun, view=View(wish), wide=self.shown.wide)
        self.show(**msgspec.structs.asdict(nothing))
        self.begin()
        self.screen.refresh_bindings()

    def go_home(self) -> None:
        """Back to the list of pods."""
        raise NotImplementedError

    # What is shown -----------------------------------------------------------------------------

    def show(self, **changes: object) -> None:
        """The next value, on the screen that is on top; the others take it when they come back."""
        self.shown = msgspec.structs.replace(self.shown, **changes)
        if isinstance(self.screen, DataScreen) and self.screen.is_whole:
            self.screen.take(self.shown)

    def tick(self) -> None:
        """A second has passed: ages grow where time goes on."""
        then = self.shown.inspected.snapshot.taken_at
        if not self.shown.freshness.is_replay and then != EPOCH:
            self.show(now=then + timedelta(seconds=self._clock() - self._received))
        if not (self._busy or self.shown.summary.is_whole) and self._causes_due():
            self.arrange()

    def say(self, text: str, severity: str = "information") -> None:
        """A sentence that goes away by itself; never parsed, and harmless."""
        shown = "\n".join(map(visible, text.splitlines()))
        self.notify(shown, severity=severity, markup=False)  # type: ignore[arg-type]
