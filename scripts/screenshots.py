"""The README's picture of a pod, from the demo recording: python scripts/screenshots.py [FOLDER]  (docs by default)."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from textual.pilot import Pilot

from kubectl_sidecars import files
from kubectl_sidecars.feed import SyncPhase
from kubectl_sidecars.feed.replay import recorded
from kubectl_sidecars.tui.app import Console
from kubectl_sidecars.tui.settings import Settings

SIZE = (100, 30)
"""Columns and rows: letters of 13 pixels where a page shows the picture 830 pixels wide."""
POD = "native-sidecar-gate"


def picture(console: Console) -> str:
    return console.picture("kubectl sidecars inspect")


async def settled(pilot: Pilot[int], console: Console) -> None:
    state = console.state
    while state.sync.phase is SyncPhase.LOADING or not state.summary.is_whole or state.list_view.query != state.query:
        await pilot.pause(0.05)
        state = console.state
    await pilot.pause()


async def take() -> dict[str, str]:
    """Each picture by its name."""
    console = Console(recorded(files.demo().snapshot), Settings(theme="dark"))
    async with console.run_test(size=SIZE) as pilot:
        await settled(pilot, console)
        await pilot.press("slash", *POD, "enter")
        await settled(pilot, console)
        await pilot.press("enter")
        await pilot.pause()
        return {"pod": picture(console)}


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs")
    folder.mkdir(parents=True, exist_ok=True)
    for name, svg in asyncio.run(take()).items():
        path = folder / f"{name}.svg"
        path.write_text(svg, encoding="utf-8")
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
