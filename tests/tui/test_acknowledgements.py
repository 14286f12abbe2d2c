"""Acknowledged causes on the screen, and the file that keeps them."""

from __future__ import annotations

import stat
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from kubectl_sidecars.causes.acknowledged import FORGOTTEN, MOST, Acknowledged, acknowledged
from kubectl_sidecars.causes.cause import OwnerName
from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.feed import Feed
from kubectl_sidecars.tui.acknowledgements import LARGEST, MOST_CLUSTERS, default_path, load, save
from kubectl_sidecars.tui.screens.dialogs import Choose
from kubectl_sidecars.tui.settings import Settings
from kubectl_sidecars.tui.widgets.causes import CauseList
from tests.support.builders import NOW
from tests.support.screens import Driver, console, demo_feed, opened, press, text_of, until
from tests.tui.test_filters import CAUSE

ENTRY = acknowledged(msgspec.structs.replace(CAUSE, title="web exits", owners=(OwnerName("Deployment", "web"),)), NOW)


def entries(number: int, minutes: int = 0) -> list[Acknowledged]:
    return [
        msgspec.structs.replace(ENTRY, container=str(index), seen_at=NOW + timedelta(minutes=minutes))
        for index in range(number)
    ]


def test_what_is_saved_for_a_cluster_is_loaded_for_it_and_others_keep_theirs(tmp_path: Path) -> None:
    path = tmp_path / "state" / "acknowledged.json"
    assert load(path, "prod") == ()
    save(path, "prod", entries(2))
    save(path, "test", entries(1))
    assert (load(path, "prod"), load(path, "test")) == (tuple(entries(2)), tuple(entries(1)))
    save(path, "prod", [])
    assert (load(path, "prod"), load(path, "test")) == ((), tuple(entries(1)))
    assert [each.name for each in path.parent.iterdir()] == ["acknowledged.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_the_file_is_the_user_s_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "acknowledged.json"
    save(path, "prod", entries(1))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_file_does_not_grow_without_end(tmp_path: Path) -> None:
    path = tmp_path / "acknowledged.json"
    save(path, "prod", entries(MOST + 5))
    assert load(path, "prod") == tuple(entries(MOST + 5)[5:])
    for number in range(MOST_CLUSTERS + 2):
        save(path, f"cluster {number}", entries(1, minutes=number + 1))
    assert load(path, "prod") == load(path, "cluster 1") == ()
    assert load(path, "cluster 2")


@pytest.mark.parametrize(
    "text", [b"{", b"[]", b'{"clusters": {"a": [1]}}', b"\xff", b"[" * 100_000, b" " * (LARGEST + 1)],
    ids=["cut", "a list", "other entries", "no text", "deep", "large"],
)  # fmt: skip
def test_a_damaged_file_is_one_line_and_is_replaced(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "acknowledged.json"
    path.write_bytes(text)
    with pytest.raises(SidecarsError, match="acknowledged causes are shown") as raised:
        load(path, "prod")
    assert "\n" not in str(raised.value)
    save(path, "prod", entries(1))
    assert load(path, "prod") == tuple(entries(1))


def test_the_file_is_in_the_folder_for_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert default_path() == tmp_path / "kubectl-sidecars" / "acknowledged.json"


def titles(pilot: Driver) -> list[str]:
    return [cause.title for cause in pilot.app.screen.query_one(CauseList).causes]


def cluster(name: str = "prod https://one") -> Feed:
    return replace(demo_feed("fleet", "restarts"), cluster=name)


async def test_a_hides_the_selected_cause_and_h_shows_it_again(tmp_path: Path) -> None:
    settings = Settings(acknowledged=tmp_path / "acknowledged.json")
    async with opened(cluster(), settings=settings) as pilot:
        before = titles(pilot)
        await press(pilot, "a")
        assert titles(pilot) == before[1:]
        assert "1 hidden (h)" in text_of(console(pilot))
        await press(pilot, "h")
        assert isinstance(pilot.app.screen, Choose)
        await press(pilot, "enter")
        assert titles(pilot) == before
        assert "hidden (h)" not in text_of(console(pilot))
        await press(pilot, *"aa", "h", "up", "up", "down", "down", "enter")
        assert titles(pilot) == before


async def test_what_is_hidden_stays_so_in_the_next_run_but_not_for_another_cluster(tmp_path: Path) -> None:
    settings = Settings(acknowledged=tmp_path / "acknowledged.json")
    async with opened(cluster(), settings=settings) as pilot:
        before = titles(pilot)
        await press(pilot, "a")
    async with opened(cluster(), settings=settings) as pilot:
        assert titles(pilot) == before[1:]
    async with opened(cluster("prod https://two"), settings=settings) as pilot:
        assert titles(pilot) == before


async def test_with_all_hidden_nothing_else_is_wrong(tmp_path: Path) -> None:
    feed = replace(demo_feed("fleet"), cluster="prod")
    async with opened(feed, settings=Settings(acknowledged=tmp_path / "acknowledged.json")) as pilot:
        await press(pilot, *"a" * len(titles(pilot)))
        assert "Nothing else is wrong" in text_of(console(pilot))
        await press(pilot, "a")
        assert "linkerd-proxy" in text_of(console(pilot))


async def test_a_damaged_or_unwritable_file_is_said_and_the_screen_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "acknowledged.json"
    path.write_bytes(b"{")
    async with opened(cluster(), settings=Settings(acknowledged=path)) as pilot:
        await until(pilot, lambda: "is damaged" in " ".join(text_of(console(pilot)).split()))
        assert titles(pilot)
    (tmp_path / "file").write_text("")
    async with opened(cluster(), settings=Settings(acknowledged=tmp_path / "file" / "x.json")) as pilot:
        before = titles(pilot)
        await press(pilot, "a")
        assert "cannot" in text_of(console(pilot))
        assert titles(pilot) == before[1:]


async def test_a_screen_that_forgets_one_keeps_those_that_another_screen_has_added_since(tmp_path: Path) -> None:
    path = tmp_path / "acknowledged.json"
    async with opened(cluster("prod"), settings=Settings(acknowledged=path)) as pilot:
        await press(pilot, "a")
        app, (own,) = console(pilot), load(path, "prod")
        later = app.state.now + 2 * FORGOTTEN
        others = msgspec.structs.replace(ENTRY, seen_at=later)
        save(path, "prod", [own, others])
        app.show(now=later, summary=msgspec.structs.replace(app.state.summary, causes=()))
        app.hidden.update()
        assert load(path, "prod") == app.state.acknowledged == (others,)


async def test_one_that_another_screen_shows_again_is_hidden_here_no_more(tmp_path: Path) -> None:
    path = tmp_path / "acknowledged.json"
    async with opened(cluster("prod"), settings=Settings(acknowledged=path)) as pilot:
        before = titles(pilot)
        await press(pilot, "a")
        save(path, "prod", [])
        console(pilot).hidden.update()
        await until(pilot, lambda: titles(pilot) == before)
