"""The console under test: a feed that is told what to say, and screens as text."""

from __future__ import annotations

import functools
import queue
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import msgspec
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.pilot import Pilot

from kubectl_sidecars import files
from kubectl_sidecars.feed import (
    Feed,
    Scope,
    SyncPhase,
    SyncState,
    Update,
)
from kubectl_sidecars.feed.replay import recorded
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.report.live import Inspected, follow
from kubectl_sidecars.snapshot import Snapshot
from kubectl_sidecars.tui.app import Console
from kubectl_sidecars.tui.screens.pod import PodScreen
from kubectl_sidecars.tui.settings import Settings
from kubectl_sidecars.tui.widgets.pods import PodList

NORMAL, SMALL, TINY = (150, 44), (80, 24), (20, 16)
LIVE = SyncState(SyncPhase.LIVE)
MOST_TURNS = 400

Driver = Pilot[int]


class TextScreen(SingleFileSnapshotExtension):
    """One readable file a screen."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


def text_of(console: Console) -> str:
    """The screen as a terminal of no colours shows it."""
    strips = console.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips) + "\n"


async def until(pilot: Driver, holds: Callable[[], object]) -> None:
    """Lets the app go on until the condition holds."""
    for _ in range(MOST_TURNS):
        await pilot.pause(0.01)
        if holds():
            await pilot.pause()
            return
    raise AssertionError(f"never came true; the screen:\n{text_of(console(pilot))}")


def console(pilot: Driver) -> Console:
    assert isinstance(pilot.app, Console)
    return pilot.app


def is_settled(app: Console) -> bool:
    """Whether all that is known is also listed and judged."""
    state = app.state
    listed = state.list_view.inspected is state.inspected and state.list_view.query == state.query
    judged = state.summary.inspected is state.inspected and state.summary.is_whole
    return listed and judged and state.sync.phase is not SyncPhase.LOADING


def keys_are_handled(pilot: Driver) -> bool:
    """True if no key waits for another."""
    app = console(pilot)
    is_idle = app.keys._current is None and not app.keys._waiting
    return is_idle and not (app.scopes.is_asking or app.runner.is_behind)


@asynccontextmanager
async def opened(feed: Feed, size: tuple[int, int] = NORMAL, settings: Settings | None = None) -> AsyncIterator[Driver]:
    """A console that has settled."""
    async with Console(feed, settings).run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: is_settled(console(pilot)))
        yield pilot


async def press(pilot: Driver, *keys: str) -> None:
    await pilot.press(*keys)
    await until(pilot, lambda: is_settled(console(pilot)))


@functools.cache
def demo() -> Snapshot:
    return files.demo().snapshot


def part(*namespaces: str) -> Snapshot:
    """The demo's pods of these namespaces, their events, and the nodes."""
    whole = demo()
    pods = {uid: pod for uid, pod in whole.pods.items() if pod.metadata.namespace in namespaces}
    events = {
        about: some for about, some in whole.events.items() if some[-1].involved_object.namespace in ("", *namespaces)
    }
    return msgspec.structs.replace(whole, pods=pods, events=events, jobs={}, replica_sets={})


def demo_feed(*namespaces: str) -> Feed:
    return recorded(part(*namespaces))


class Script:
    """A feed that says what the test says."""

    def __init__(self, first: Iterable[Update] = (), **capabilities: Any) -> None:
        self._updates: queue.Queue[Update | Exception | None] = queue.Queue()
        for update in first:
            self._updates.put(update)
        self.feed = Feed(updates=self._iterate, **{"scope": Scope("test", ""), **capabilities})

    def say(self, snapshot: Snapshot, freshness: SyncState = LIVE) -> None:
        self._updates.put(Update(snapshot, freshness))

    def fail(self, error: Exception) -> None:
        self._updates.put(error)

    def _iterate(self, stop: threading.Event) -> Iterator[Update]:
        while not stop.is_set():
            try:
                found = self._updates.get(timeout=0.05)
            except queue.Empty:
                continue
            if isinstance(found, Exception):
                raise found
            if found is None:
                return
            yield found


def pods(pilot: Driver) -> PodList:
    return pilot.app.screen.query_one(PodList)


def selected(pilot: Driver) -> str:
    found = pods(pilot).report_of(pods(pilot).selected)
    return found.name if found else ""


def pod_screen(pilot: Driver) -> PodScreen:
    assert isinstance(pilot.app.screen, PodScreen)
    return pilot.app.screen


async def choose(pilot: Driver, name: str) -> None:
    """Puts the cursor on the pod."""
    listed = pods(pilot).list_view
    uids = [uid for uid in listed.order if listed.inspected.pods[uid][0].name == name]
    pods(pilot).move_to(listed.order.index(uids[0]))
    await pilot.pause()


async def open_pod(pilot: Driver, name: str) -> None:
    await choose(pilot, name)
    await press(pilot, "enter")


async def press_unsettled(pilot: Driver, *keys: str) -> None:
    """Presses keys after which the list may stay incomplete."""
    await pilot.press(*keys)
    await pilot.pause()


def opened_loading(script: Script) -> AbstractAsyncContextManager[Driver]:
    """A console whose feed has said nothing yet."""
    return Console(script.feed).run_test(size=(120, 20), notifications=True)


def inspected() -> Inspected:
    """The demo, inspected."""
    return follow(Inspected(), demo())


def report_of(name: str) -> PodReport:
    """The report of a pod of the demo."""
    return next(report for report, _ in inspected().pods.values() if report.name == name)
