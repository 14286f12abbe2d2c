"""The live screen in a real pseudo-terminal: frame, first rows, keys, CPU and memory.

    python scripts/bench_screen.py [--pods N ...] [--churn SHARE]        made-up pods, from a recording's
    python scripts/bench_screen.py --command 'kubectl-sidecars inspect -A' --row 'regex of a row'

Prints one JSON object a run. Nothing here is a test: wall clocks differ.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import json
import os
import pty
import re
import select
import shlex
import signal
import statistics
import struct
import sys
import termios
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kubectl_sidecars.api import Pod
    from kubectl_sidecars.feed import Feed, Update
    from kubectl_sidecars.tui.settings import Settings

WIDTH, HEIGHT = 160, 50
CURSOR = re.compile(rb"48;2;4[234];5[234];(79|80|81)m")
"""The cursor's background in the dark theme: only a move of the cursor, or its own row, writes it."""
SETTLED = rb"server "
"""The header tells the server's version once everything has been listed."""
SICK = 50
"""One pod of so many is of those that fail."""
KEYS = 40
WATCHED = 10.0
TICKS = os.sysconf("SC_CLK_TCK")


class Terminal:
    """A child on a terminal of its own, and the times at which it wrote what."""

    def __init__(self, words: list[str]) -> None:
        self.started = time.monotonic()
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "COLUMNS": "", "LINES": ""}
            os.execvp(words[0], words)  # noqa: S606 - the child is what is measured
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        self.seen = b""

    def wait(self, pattern: re.Pattern[bytes], timeout: float = 120) -> float | None:
        """Milliseconds from now until the pattern is written."""
        begun = time.monotonic()
        while time.monotonic() - begun < timeout:
            if pattern.search(self.seen):
                return (time.monotonic() - begun) * 1000
            self.read(0.5)
        return None

    def read(self, patience: float) -> None:
        if select.select([self.master], [], [], patience)[0]:
            self.seen += os.read(self.master, 1 << 16)

    def quiet(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.read(left)
        self.seen = b""

    def press(self, key: bytes, pattern: re.Pattern[bytes]) -> float | None:
        self.seen = b""
        os.write(self.master, key)
        return self.wait(pattern, 1)

    def cpu(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self, name: str) -> float:
        found = re.search(rf"{name}:\s+(\d+)", Path(f"/proc/{self.pid}/status").read_text())
        return int(found[1]) / 1024 if found else 0.0

    def end(self) -> None:
        os.write(self.master, b"q")
        end = time.monotonic() + 5
        while time.monotonic() < end:
            try:
                self.read(0.2)
            except OSError:
                break
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)


def measure(words: list[str], row: bytes, settled: bytes) -> dict[str, float | None]:
    terminal = Terminal(words)
    frame = terminal.wait(re.compile(rb"What is wrong"))
    first = terminal.wait(re.compile(row))
    rows = (time.monotonic() - terminal.started) * 1000 if first is not None else None
    terminal.wait(re.compile(settled))
    loaded = (time.monotonic() - terminal.started) * 1000
    cpu_loaded = terminal.cpu()
    terminal.quiet(3)
    before = terminal.cpu()
    terminal.quiet(WATCHED)
    share = (terminal.cpu() - before) / WATCHED * 100
    times = []
    for number in range(KEYS):
        taken = terminal.press(b"j" if number % 10 else b"\x1b[6~", CURSOR)
        if taken is not None:
            times.append(taken)
        terminal.quiet(0.15)
    result = {
        "frame_ms": frame,
        "first_rows_ms": rows,
        "all_loaded_ms": loaded,
        "cpu_to_loaded_s": cpu_loaded,
        "cpu_percent": share,
        "keys": float(len(times)),
        "key_median_ms": statistics.median(times) if times else None,
        "key_p95_ms": statistics.quantiles(times, n=20)[-1] if len(times) > 1 else None,
        "rss_mb": terminal.memory("VmRSS"),
        "peak_mb": terminal.memory("VmHWM"),
    }
    terminal.end()
    return {name: None if value is None else round(value, 2) for name, value in result.items()}


def child(pods: int, churn: float) -> int:
    """The console over made-up pods, `churn` of them changed each second."""
    from kubectl_sidecars.tui.terminal.start import run  # noqa: PLC0415 - the parent needs none of it

    def feed() -> Feed:
        from kubectl_sidecars.feed import Feed  # noqa: PLC0415

        return Feed(updates=lambda stop: updates(pods, churn, stop))

    def settings() -> Settings:
        from kubectl_sidecars.tui.settings import Settings  # noqa: PLC0415

        return Settings(theme="dark")

    return run(feed, settings)


def updates(count: int, churn: float, stop: threading.Event) -> Iterator[Update]:
    """Pages of 500 as fast as they are taken, then changes twice a second."""
    import random  # noqa: PLC0415
    from datetime import timedelta  # noqa: PLC0415

    import msgspec  # noqa: PLC0415

    from kubectl_sidecars import files  # noqa: PLC0415
    from kubectl_sidecars.feed import (  # noqa: PLC0415
        SyncPhase,
        SyncState,
        Update,
    )
    from kubectl_sidecars.feed.live import pace  # noqa: PLC0415
    from kubectl_sidecars.snapshot import Line, Snapshot, Source, fold  # noqa: PLC0415

    base = files.demo().snapshot
    models = list(base.pods.values())
    healthy = [pod for pod in models if pod.metadata.namespace == "healthy"]

    def made(number: int) -> Pod:
        source = models if number % SICK == 0 else healthy
        pod = source[number % len(source)]
        name = f"bench-{number:05d}"
        begun = base.taken_at - timedelta(days=1, seconds=number)
        namespace = f"team-{number % 40}"
        meta = msgspec.structs.replace(pod.metadata, name=name, uid=name, namespace=namespace, creation_timestamp=begun)
        return msgspec.structs.replace(pod, metadata=meta)

    snapshot = Snapshot(taken_at=base.taken_at, nodes=base.nodes)
    step = 100
    number = 0
    while number < count and not stop.is_set():
        end = min(count, number + step)
        snapshot = fold(snapshot, [Line(base.taken_at, "ADDED", made(each)) for each in range(number, end)])
        number, step = end, 500
        yield Update(snapshot, SyncState(SyncPhase.LOADING))
        stop.wait(0.02)
    time_now, chance = base.taken_at, random.Random(1)
    snapshot = msgspec.structs.replace(snapshot, source=Source("cluster", "made up", "of no version"))
    yield Update(snapshot, SyncState(SyncPhase.LIVE))
    changed = 0
    busy = 0.0
    while not stop.wait(rest := pace(busy)):
        time_now += timedelta(seconds=rest)
        if not churn:
            continue
        lines = []
        for _ in range(max(1, int(count * churn * rest))):
            changed += 1
            pod = snapshot.pods[f"bench-{chance.randrange(count):05d}"]
            meta = msgspec.structs.replace(pod.metadata, resource_version=str(changed))
            lines.append(Line(time_now, "MODIFIED", msgspec.structs.replace(pod, metadata=meta)))
        begun = time.monotonic()
        snapshot = fold(snapshot, lines)
        yield Update(snapshot, SyncState(SyncPhase.LIVE))
        busy = time.monotonic() - begun


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pods", type=int, nargs="*", default=[10_000, 50_000])
    parser.add_argument("--churn", type=float, nargs="*", default=[0.0, 0.01])
    parser.add_argument("--command", default="")
    parser.add_argument("--row", default="Running")
    parser.add_argument("--child", type=int, default=0)
    given = parser.parse_args()
    if given.child:
        return child(given.child, given.churn[0])
    if given.command:
        result = measure(shlex.split(given.command), given.row.encode(), SETTLED)
        print(json.dumps({"command": given.command, **result}), flush=True)
        return 0
    for pods in given.pods:
        for churn in given.churn:
            words = [sys.executable, __file__, "--child", str(pods), "--churn", str(churn)]
            result = measure(words, rb"bench-0", SETTLED)
            print(json.dumps({"pods": pods, "churn": churn, **result}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
