"""Whole screens, as a reader sees them: `pytest tests/tui/test_texts.py --snapshot-update` writes them anew."""

from __future__ import annotations

import msgspec
import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension

from kubectl_sidecars.feed import (
    Scope,
    SyncPhase,
    SyncState,
)
from kubectl_sidecars.feed.replay import recorded
from kubectl_sidecars.snapshot import Denied, Snapshot
from kubectl_sidecars.tui.settings import Settings
from tests.support.builders import BACK_OFF, NOW, container, crashing, event, pod, sidecar, snapshot, terminated
from tests.support.paths import DATA
from tests.support.screens import (
    NORMAL,
    SMALL,
    TINY,
    Script,
    TextScreen,
    choose,
    console,
    demo_feed,
    open_pod,
    opened,
    part,
    press,
    text_of,
    until,
)

DARK = Settings(theme="dark")
HOSTILE = "\x1b[31m[bold red]x[/] \u202eevil\u2066 [type=x, v={'a[0]'}] \x9b2J \x07 "
HOSTILE += "\u200b\u200e\u061c\u2028\ufeff\U000e0041\u3164"


@pytest.fixture
def screen(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(Screens)


class Screens(TextScreen):
    """In tests/data/screens, one file a test; syrupy wants the module's name in the path."""

    @classmethod
    def dirname(cls, *, test_location: object) -> str:
        return str(DATA / "screens" / "test_texts")


@pytest.mark.parametrize("size", [NORMAL, SMALL, TINY], ids=["normal", "small", "tiny"])
async def test_overview(screen: SnapshotAssertion, size: tuple[int, int]) -> None:
    async with opened(demo_feed("fleet", "healthy", "jobs"), size) as pilot:
        assert text_of(console(pilot)) == screen


@pytest.mark.parametrize("size", [NORMAL, SMALL, TINY], ids=["normal", "small", "tiny"])
async def test_pod(screen: SnapshotAssertion, size: tuple[int, int]) -> None:
    async with opened(demo_feed("start-blocked"), size) as pilot:
        await open_pod(pilot, "native-sidecar-gate")
        assert text_of(console(pilot)) == screen


@pytest.mark.parametrize("key", ["2", "4", "5"], ids=["events", "yaml", "explain"])
async def test_views_of_a_pod(screen: SnapshotAssertion, key: str) -> None:
    async with opened(demo_feed("restarts"), (120, 36)) as pilot:
        await choose(pilot, "crash-app-exit-3")
        await press(pilot, key)
        assert text_of(console(pilot)) == screen


async def test_help(screen: SnapshotAssertion) -> None:
    async with opened(demo_feed("healthy"), (100, 34)) as pilot:
        await press(pilot, "question_mark")
        assert text_of(console(pilot)) == screen


@pytest.mark.parametrize(
    ("name", "pods", "freshness"),
    [
        ("healthy", part("healthy"), SyncState(SyncPhase.LIVE)),
        ("empty", part(), SyncState(SyncPhase.LIVE)),
        ("stale", part("healthy"), SyncState(SyncPhase.STALE, part().taken_at, "connection refused", is_retrying=True)),
        ("denied", part(), SyncState(SyncPhase.DENIED, NOW, 'pods is forbidden: User "nobody"')),
    ],
    ids=["healthy", "empty", "stale", "denied"],
)
async def test_states(screen: SnapshotAssertion, name: str, pods: Snapshot, freshness: SyncState) -> None:
    script = Script(scope=Scope("prod-eu", "healthy"), switch=lambda place: recorded(part(), place))
    taken = msgspec.structs.replace(pods, denied=(Denied("events", "forbidden"),) if name == "healthy" else ())
    script.say(taken, freshness)
    async with opened(script.feed, (100, 16), Settings(clock=lambda: 0.0)) as pilot:
        assert text_of(console(pilot)) == screen


def hostile() -> Snapshot:
    """Every text of a pod says something that a terminal or a markup parser would obey."""
    bad = crashing(HOSTILE, terminated(1, HOSTILE, message=HOSTILE), image=HOSTILE)
    waits = container("app", BACK_OFF, restarts=1)
    sick = pod(
        [bad, waits],
        [sidecar(HOSTILE + "2")],
        name=HOSTILE,
        spec={"node_name": HOSTILE},
        meta={"namespace": HOSTILE, "annotations": {HOSTILE: HOSTILE}},
        status={"reason": HOSTILE},
    )
    happened = event(HOSTILE, HOSTILE, about=f"uid-{HOSTILE}")
    return snapshot(sick, happened)


@pytest.mark.parametrize("size", [NORMAL, (60, 20), TINY])
async def test_nothing_that_a_cluster_says_is_obeyed(size: tuple[int, int]) -> None:
    script = Script(scope=Scope(HOSTILE, ""), kubectl=("kubectl",))
    script.say(hostile(), SyncState(SyncPhase.STALE, NOW, HOSTILE))
    async with opened(script.feed, size, Settings(allow_changes=True)) as pilot:
        for keys in ([], ["w"], ["enter"], ["2"], ["4"], ["5"], ["escape"], ["s"]):
            await press(pilot, *keys)
            text = text_of(console(pilot))
            assert not set(text) & set("\x1b\x07\x9b\u202e\u2066\u200b\u200e\u061c\u2028\ufeff\U000e0041\u3164"), keys
            assert all(len(line) <= size[0] for line in text.splitlines())
        if size == NORMAL:
            assert "[bold red]" in text


async def test_hostile_errors_are_shown_as_text() -> None:
    script = Script()
    script.say(part("healthy"))
    async with opened(script.feed) as pilot:
        console(pilot).say(HOSTILE, severity="error")
        await until(pilot, lambda: "[bold red]x[/]" in text_of(console(pilot)))
        assert "\x1b" not in text_of(console(pilot))


class Picture(SingleFileSnapshotExtension):
    file_extension = "svg"

    @classmethod
    def dirname(cls, *, test_location: object) -> str:
        return Screens.dirname(test_location=test_location)


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_colours(snapshot: SnapshotAssertion, theme: str) -> None:
    """Text screens tell no colours: these do."""
    async with opened(demo_feed("fleet"), (100, 20), Settings(theme=theme)) as pilot:
        picture = pilot.app.export_screenshot(title="kubectl sidecars")
        assert picture.encode() == snapshot.use_extension(Picture)
