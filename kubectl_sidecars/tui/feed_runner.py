"""Follows the feed in one thread, and puts the list of pods in order in another; both only post messages."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from time import monotonic
from typing import Protocol

from textual.message import Message
from textual.timer import Timer
from textual.worker import Worker

from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.feed import Feed, Scope, SyncPhase, SyncState
from kubectl_sidecars.report.live import Inspected, follow
from kubectl_sidecars.snapshot import EPOCH
from kubectl_sidecars.tui.messages import FeedFailed, FeedUpdated, ListArranged
from kubectl_sidecars.tui.namespace_view import NamespaceView
from kubectl_sidecars.tui.opening import Opening
from kubectl_sidecars.tui.pod_list import PodListModel
from kubectl_sidecars.tui.state import AppState
from kubectl_sidecars.tui.view.header import ELSEWHERE

PACE = 0.2
"""Seconds between two lists that new data asks for: 5 a second while it loads."""
CAUSES_SHARE, CAUSES_PATIENCE = 400, 15
"""After folding the causes, the next folding waits for this many times as long as it took, and this many seconds at
most."""
COMPLETE = (SyncPhase.LIVE, SyncPhase.STALE, SyncPhase.REPLAY)
"""Phases in which all that the feed has has been read."""
FEED, ARRANGE = "feed", "arrange"
"""Groups of the two threads."""


class Host(Protocol):
    """The part of the app that a FeedRunner uses."""

    @property
    def state(self) -> AppState:
        """The state that is shown now."""

    def show(self, **changes: object) -> None:
        """Shows the state with these fields changed."""

    def say(self, text: str, severity: str = "information") -> None:
        """Shows a notice."""

    def caught_up(self) -> None:
        """The list on the screen is the one that was asked for."""

    def post_message(self, message: Message) -> bool:
        """Puts a message into the app's queue; from any thread."""

    def set_timer(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Calls back after `delay` seconds."""

    def run_in_thread(self, work: Callable[[], None], group: str) -> None:
        """Runs the work in a thread of its own."""


class FeedRunner:
    """Keeps the data of the app's state up to date: the snapshot, the list, the counts and the causes."""

    def __init__(
        self, host: Host, feed: Feed, stop: threading.Event, *, start: Inspected, clock: Callable[[], float]
    ) -> None:
        """`stop` ends this first feed; `start` holds the user's settings; `clock` returns seconds."""
        self._host, self._start, self._clock = host, start, clock
        self.feed = self._first = feed
        self._stop = stop
        self._model = PodListModel(feed.named)
        self._view = NamespaceView()
        self._whole = Inspected()
        """The newest snapshot of all that the feed has."""
        self._is_arranging = self._is_due = self._is_part = False
        self._pacing: Timer | None = None
        self._received = clock()
        self.opening = Opening(clock)
        self._arranged_at = self._causes_at = monotonic()
        self._causes_seconds = 0.0
        self._is_first_due = False
        """True once all is read: what was folded of a part of it, without events, waits no longer."""

    @property
    def is_on_first_feed(self) -> bool:
        """True until another namespace or context is chosen."""
        return self.feed is self._first

    # The feed ----------------------------------------------------------------------------------

    def start(self) -> None:
        """Begins to follow the feed."""
        self._host.run_in_thread(partial(self._observe, self.feed, self._stop), FEED)

    def stop(self) -> None:
        """Ends the feed's thread, soon."""
        self._stop.set()

    def follow(self, feed: Feed) -> None:
        """Ends the feed that is followed, and follows this one from its start."""
        self.stop()
        self.feed, self._stop, self._whole = feed, threading.Event(), Inspected()
        self._begin("")
        self.opening.begin()
        self.start()

    def has_namespace(self, name: str) -> bool:
        """True if a pod of this namespace is known."""
        return any(report.namespace == name for report, _ in self._whole.pods.values())

    def can_narrow(self, scope: Scope) -> bool:
        """True if the feed that is followed has all that this scope asks for, and is up to date or cannot be."""
        is_part = self.feed.scope == Scope(scope.context, "") and scope.namespace is not None
        return is_part and self._host.state.sync.phase in COMPLETE and not self._whole.snapshot.denied

    def narrow(self, namespace: str) -> None:
        """Shows the pods of a namespace of this feed; "" shows those of all."""
        self._begin(namespace)
        self._host.show(inspected=self._view.of(self._whole))
        self.arrange()

    def _begin(self, namespace: str) -> None:
        self._view, self._model = NamespaceView(namespace), PodListModel(self.feed.named)
        self._causes_seconds = 0.0

    def _observe(self, feed: Feed, stop: threading.Event) -> None:
        """In a thread: inspects each snapshot of the feed, and posts it."""
        inspected, is_settled = self._start, False
        try:
            for update in feed.updates(stop):
                if stop.is_set():
                    return
                if update.snapshot is not inspected.snapshot:
                    inspected = follow(inspected, update.snapshot)
                self._host.post_message(FeedUpdated(feed, inspected, update.sync))
                if update.sync.phase is SyncPhase.LIVE and not is_settled:
                    is_settled = True
                    gc.freeze()  # 10,000 pods are then not searched for cycles at each change
        except SidecarsError as error:
            self._host.post_message(FeedFailed(feed, error))

    def updated(self, message: FeedUpdated) -> None:
        """Shows a new snapshot, and puts the list in order: at once if it is empty or old, else after PACE."""
        if message.feed is not self.feed:
            return
        self._received = self._clock()
        self._whole = message.inspected
        inspected = self._view.of(message.inspected)
        is_loading = message.sync.phase is SyncPhase.LOADING
        self._is_first_due = self._is_first_due or (self._host.state.sync.phase is SyncPhase.LOADING and not is_loading)
        self._host.show(inspected=inspected, sync=message.sync, now=inspected.snapshot.taken_at)
        wait = PACE - (monotonic() - self._arranged_at)
        if wait <= 0 or not self._host.state.list_view.order:
            self.arrange()
        elif self._pacing is None:
            self._pacing = self._host.set_timer(wait, self.arrange)

    def failed(self, error: SidecarsError) -> None:
        """Shows that the feed has ended, and why."""
        state = self._host.state
        was_heard = state.inspected.snapshot.taken_at != EPOCH
        since = state.sync.since or (state.now if was_heard else None)
        self._host.show(sync=SyncState(SyncPhase.NO_DATA, since, f"{error}: {ELSEWHERE}"))
        self.opening.shown(is_part=False)

    def crashed(self, worker: Worker[object]) -> None:
        """Reports an exception in one of the threads, which is a defect of ours; the screen stays."""
        why = f"a defect of kubectl sidecars: {type(worker.error).__name__}: {worker.error}"
        if worker.group == FEED:
            self._host.show(sync=SyncState(SyncPhase.STALE, self._host.state.now, f"{why}; start again"))
            return
        if worker.group == ARRANGE:
            self._is_arranging = False
            self._causes_seconds = CAUSES_PATIENCE
            self._causes_at = monotonic()
        self._host.say(why, severity="error")
        self._host.caught_up()

    # The list ----------------------------------------------------------------------------------

    @property
    def is_behind(self) -> bool:
        """True while the list that is shown is not yet that of the query."""
        return self._is_arranging and self._host.state.list_view.query != self._host.state.query

    def arrange(self) -> None:
        """Starts to put the list in order for what is known and asked for now; one at a time."""
        if self._pacing is not None:
            self._pacing.stop()
            self._pacing = None
        if self._is_arranging:
            self._is_due = True
            return
        self._is_arranging, self._is_due = True, False
        self._arranged_at = monotonic()
        state = self._host.state
        self._is_part = state.sync.phase is SyncPhase.LOADING
        arrange = partial(self._arrange, self._model, state, fold=self._are_causes_due())
        self._is_first_due = False
        self._host.run_in_thread(arrange, ARRANGE)

    def _are_causes_due(self) -> bool:
        patience = min(self._causes_seconds * CAUSES_SHARE, CAUSES_PATIENCE)
        return self._is_first_due or monotonic() - self._causes_at >= patience

    def _arrange(self, model: PodListModel, state: AppState, *, fold: bool) -> None:
        """In a thread: makes the list and the summary, and posts them."""
        list_view = model.arrange(state.inspected, state.query)
        begun, is_loading = monotonic(), state.sync.phase is SyncPhase.LOADING
        summary = model.counts.summary(state.inspected, fold=fold, is_loading=is_loading, revisions=state.revisions)
        self._host.post_message(ListArranged(model, list_view, summary, monotonic() - begun if fold else None))

    def arranged(self, message: ListArranged) -> None:
        """Shows a list that is in order; another is started if data or query have changed meanwhile."""
        self._is_arranging = False
        if message.model is not self._model:
            self.arrange()
            return
        if message.seconds is not None:
            self._causes_seconds, self._causes_at = message.seconds, monotonic()
        state = self._host.state
        is_current = message.list_view.query == state.query
        self._host.show(list_view=message.list_view if is_current else state.list_view, summary=message.summary)
        if self._is_due or not is_current:
            self.arrange()
        if is_current:
            self.opening.shown(is_part=self._is_part)
            self._host.caught_up()

    def tick(self) -> None:
        """Advances the time that is shown, and folds causes that were put off; to be called each second."""
        state = self._host.state
        taken_at = state.inspected.snapshot.taken_at
        if not state.sync.is_replay and taken_at != EPOCH:
            self._host.show(now=taken_at + timedelta(seconds=self._clock() - self._received))
        if not (self._is_arranging or self._host.state.summary.is_whole) and self._are_causes_due():
            self.arrange()
