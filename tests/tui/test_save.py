"""What ctrl-s writes."""

from __future__ import annotations

import html
import re
from pathlib import Path

import msgspec
import pytest

from kubectl_sidecars.api.container import EnvVar
from kubectl_sidecars.feed.replay import recorded
from kubectl_sidecars.tui.picture import without_secrets
from kubectl_sidecars.tui.screens.overview import Overview
from kubectl_sidecars.tui.screens.pod import PodScreen
from kubectl_sidecars.tui.settings import Settings
from tests.support.builders import container, pod
from tests.support.paths import ROOT
from tests.support.screens import (
    console,
    demo_feed,
    opened,
    part,
    press,
    text_of,
    until,
)
from tests.support.terminal import run


@pytest.mark.parametrize(("keys", "suffix", "holds"), [("", "md", "# Pods"), ("SVG", "svg", "<svg")])
async def test_ctrl_s_saves_and_never_over_another_file(keys: str, suffix: str, holds: str, tmp_path: Path) -> None:
    async with opened(demo_feed("fleet"), settings=Settings(folder=tmp_path)) as pilot:
        for _ in range(2):
            await press(pilot, "ctrl+s", *keys, "enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, Overview))
    assert_saved(tmp_path, suffix, holds)


def assert_saved(folder: Path, suffix: str, holds: str) -> None:
    saved = sorted(folder.iterdir())
    assert len(saved) == 2
    assert all(path.suffix == f".{suffix}" and holds in path.read_text() for path in saved)


async def test_a_picture_loads_nothing_from_the_network() -> None:
    async with opened(demo_feed("fleet")) as pilot:
        picture = console(pilot).picture("kubectl sidecars")
    addresses = re.findall(r"\b\w+://[^\s\"')]+", picture)
    assert {address for address in addresses if "w3.org" not in address and "textualize.io" not in address} == set()
    assert "@font-face" not in picture


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.svg")), ids=lambda path: path.name)
def test_the_pictures_of_the_documentation_load_nothing_either(path: Path) -> None:
    assert "url(" not in re.sub(r"url\(#[\w-]+\)", "", path.read_text(encoding="utf-8"))


async def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    async with opened(demo_feed("fleet"), settings=Settings(folder=tmp_path / "none")) as pilot:
        await press(pilot, "ctrl+s", "enter")
        await until(pilot, lambda: "cannot write into" in text_of(console(pilot)))


SECRETS = ("Zq7Xr2Lm9TvB4", "Kw3Nh8Pd5JsG1", "Bf6Yc4Rt2VxM9")
SHOP = pod(
    [
        container(
            "app",
            args=("--requirepass", SECRETS[0], "--port=80"),
            env=(EnvVar(name="PLAIN", value=SECRETS[1]),),
            command=("redis-server",),
        )
    ]
)
SHOP = msgspec.structs.replace(
    SHOP, metadata=msgspec.structs.replace(SHOP.metadata, annotations={"example.com/api-token": SECRETS[2]})
)


@pytest.mark.parametrize(("redact", "kept"), [(True, []), (False, list(SECRETS))])
async def test_a_picture_holds_no_secrets_unless_they_are_asked_for(
    redact: bool, kept: list[str], tmp_path: Path
) -> None:
    """On the screen a name and its secret have two colours, or stand on two lines."""
    around = msgspec.structs.replace(part(), pods={SHOP.metadata.uid: SHOP})
    settings = Settings(folder=tmp_path, opens_pod=True, redact=redact)
    async with opened(recorded(around), (100, 60), settings=settings) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, PodScreen))
        await press(pilot, "y")
        await until(pilot, lambda: all(secret in text_of(console(pilot)) for secret in SECRETS))
        await press(pilot, "ctrl+s", *"SVG", "enter")
        await until(pilot, lambda: any(tmp_path.iterdir()))
    texts = saved_texts(tmp_path)
    assert [secret for secret in SECRETS if secret in texts] == kept
    assert "requirepass" in texts


def saved_texts(folder: Path) -> str:
    """The texts of the only picture in the folder, which only its owner can read."""
    (path,) = folder.glob("*.svg")
    assert path.stat().st_mode & 0o777 == 0o600
    return html.unescape(" ".join(re.findall(r">([^<>]+)</text>", path.read_text(encoding="utf-8"))))


def test_a_key_of_many_lines_leaves_one() -> None:
    key = ["before", "-----BEGIN RSA PRIVATE KEY-----", "MIIEpAIBAAKCAQEA", "-----END RSA PRIVATE KEY-----", "after"]
    texts = "".join(
        f'<text class="r1" x="0" y="{20 + 24 * row}" textLength="9" clip-path="url(#l{row})">{line}</text>'
        for row, line in enumerate(key)
    )
    shown = re.findall(r">([^<>]+)</text>", without_secrets(texts))
    assert shown == ["before", "REDACTED", "after"]


def test_redact_has_no_meaning_for_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kubectl_sidecars.cli.commands.inspect.wants_screen", lambda *_: True)
    ran = run("inspect", "--demo", "--redact")
    assert ran.status == 2
    assert "--plain" in ran.err
