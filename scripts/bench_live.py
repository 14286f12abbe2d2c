"""The live screen on a cluster, beside an empty Textual app and k9s: a table for docs/benchmarks.md.

    python scripts/bench_live.py KUBECONFIG [--churn COMMAND] [--k9s FILE [--minutes 30]] [--write docs/benchmarks.md]

The cluster should hold many pods in namespaces `fleet-...`. COMMAND changes its pods, and is stopped afterwards. With
--minutes it goes on for so long, and the memory of both screens is compared at the end.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import re
import shlex
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from bench import as_kubectl_writes
from bench_screen import CURSOR, KEYS, TICKS, Terminal
from figures import publish

OURS = str(Path(sys.executable).with_name("kubectl-sidecars"))
EMPTY = "from textual.app import App\nfrom textual.widgets import Static\n"
EMPTY += "class Empty(App):\n    def compose(self): yield Static('it is here')\nEmpty().run()"
FRAME, ROW, SETTLED = re.compile(rb"What is wrong"), re.compile(rb"fleet-\d"), re.compile(rb"server ")
SETTLE, WATCHED, MINUTE, STARTS, PAIRS = 25.0, 30.0, 60.0, 5, 12
"""Seconds, seconds, seconds, times, times."""


class Kept(NamedTuple):
    """What a screen takes that is left open: percent of a core, MiB, milliseconds from key to screen."""

    cpu: float
    peak: float
    keys: list[float]


def until(words: list[str], *patterns: re.Pattern[bytes], starts: int = STARTS) -> list[float]:
    """Milliseconds from the start to each of the patterns; medians of some starts."""
    found = []
    for _ in range(starts):
        terminal = Terminal(words)
        times = []
        for pattern in patterns:
            terminal.wait(pattern)
            times.append((time.monotonic() - terminal.started) * 1000)
        found.append(times)
        terminal.end()
    return [statistics.median(each) for each in zip(*found, strict=True)]


def beside(words: list[str], pattern: re.Pattern[bytes], other: list[str], others: re.Pattern[bytes]) -> float:
    """How many times as long it takes to the pattern as the other command takes to its own; the median of pairs that
    are started in turn, for the speed of a machine changes while it is measured."""
    pairs = [(until(words, pattern, starts=1)[0], until(other, others, starts=1)[0]) for _ in range(PAIRS)]
    return statistics.median(mine / theirs for mine, theirs in pairs)


def kept(words: list[str], row: re.Pattern[bytes], churn: list[str], *, press: bool) -> Kept:
    terminal = Terminal(words)
    terminal.wait(row)
    terminal.quiet(SETTLE)
    changes = subprocess.Popen(churn, stdout=subprocess.DEVNULL) if churn else None
    terminal.quiet(3)
    before, begun = terminal.cpu(), time.monotonic()
    terminal.quiet(WATCHED)
    share = (terminal.cpu() - before) / (time.monotonic() - begun) * 100
    keys: list[float] = []
    for number in range(KEYS if press else 0):
        taken = terminal.press(b"j" if number % 10 else b"\x1b[6~", CURSOR)
        keys += [taken] if taken is not None else []
        terminal.quiet(0.15)
    if changes:
        changes.terminate()
        changes.wait()
    found = Kept(share, terminal.memory("VmHWM"), keys)
    terminal.end()
    return found


def text_watch(churn: list[str]) -> tuple[float, float]:
    """CPU seconds a minute of the text watch and of the screen, side by side while the pods change."""
    screen = Terminal([OURS, "inspect", "-A"])
    with subprocess.Popen([OURS, "inspect", "-A", "-o", "table", "--watch"], stdout=subprocess.DEVNULL) as text:
        screen.wait(SETTLED)
        screen.quiet(SETTLE)
        with subprocess.Popen(churn, stdout=subprocess.DEVNULL) as changes:
            screen.quiet(3)
            before, begun = (cpu_of(text.pid), screen.cpu()), time.monotonic()
            screen.quiet(MINUTE)
            minutes = (time.monotonic() - begun) / 60
            taken = ((cpu_of(text.pid) - before[0]) / minutes, (screen.cpu() - before[1]) / minutes)
            changes.terminate()
        text.terminate()
    screen.end()
    return taken


def memory_after(minutes: float, screens: list[list[str]], churn: list[str]) -> list[float]:
    """MiB that each of the screens holds after minutes of changes; they run side by side."""
    terminals = [Terminal(words) for words in screens]
    for terminal in terminals:
        terminal.wait(ROW)
        terminal.quiet(SETTLE)
    end, changes = time.monotonic() + minutes * 60, subprocess.Popen(churn, stdout=subprocess.DEVNULL)
    while time.monotonic() < end:
        for terminal in terminals:
            terminal.quiet(1)
        if changes.poll() is not None:
            changes = subprocess.Popen(churn, stdout=subprocess.DEVNULL)
    changes.terminate()
    changes.wait()
    held = [terminal.memory("VmRSS") for terminal in terminals]
    for terminal in terminals:
        terminal.end()
    return held


def cpu_of(pid: int) -> float:
    """CPU seconds of a process (proc(5): utime and stime)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def milliseconds(keys: list[float]) -> str:
    slow = statistics.quantiles(keys, n=20)[-1]
    return f"{statistics.median(keys):.0f} ms, 95th percentile {slow:.0f} ms (bars 25, 50)"


def measured(given: argparse.Namespace) -> list[tuple[str, str]]:
    """The rows of the table, for the cluster of KUBECONFIG."""
    ours, churn = [OURS, "inspect", "-A"], shlex.split(given.churn)
    frame, rows, loaded = until(ours, FRAME, ROW, SETTLED)
    empty = [sys.executable, "-c", EMPTY]
    times = beside(ours, ROW, empty, re.compile(rb"it is here"))
    idle = kept(ours, SETTLED, [], press=True)
    table = [
        ("frame", f"{frame:.0f} ms (bar 60)"),
        (
            "first rows",
            f"{rows:.0f} ms (bar 1000), {times:.1f} times an empty Textual app (bar 2.3)",
        ),
        ("all rows", f"{loaded / 1000:.1f} s"),
        ("idle", f"{idle.cpu:.1f} % of a core (bar 0.5)"),
        ("key to screen, idle", milliseconds(idle.keys)),
        ("peak memory", f"{idle.peak:.0f} MiB"),
    ]
    if churn:
        busy = kept(ours, SETTLED, churn, press=True)
        table += [
            ("1 % of the pods changing each second", f"{busy.cpu:.1f} % of a core (bar 3)"),
            ("key to screen, then", milliseconds(busy.keys)),
        ]
        text, screen = text_watch(churn)
        table += [("text watch, then", f"{text:.1f} s of CPU a minute: {text / screen:.2f} of the screen's (bar 1)")]
    if given.k9s:
        words = [given.k9s, "-A", "--command", "pods"]
        (theirs,) = until(words, ROW, starts=1)
        other = kept(words, ROW, [], press=False)
        table += [
            ("k9s: first rows", f"{theirs / 1000:.1f} s: ours {rows / theirs:.2f} of it (bar 0.10)"),
            ("k9s: idle", f"{other.cpu:.1f} % of a core"),
            ("k9s: peak memory", f"{other.peak:.0f} MiB: ours {idle.peak / other.peak:.2f} of it (bar 0.10)"),
        ]
        if given.minutes and churn:
            held, other_held = memory_after(given.minutes, [ours, words], churn)
            words_of_both = f"{held:.0f} MiB, k9s {other_held:.0f} MiB: {held / other_held:.2f} of it (bar 0.15)"
            table += [(f"memory after {given.minutes:.0f} minutes of such changes", words_of_both)]
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kubeconfig")
    parser.add_argument("--churn", default="", help="changes 1 %% of the pods each second for two minutes")
    parser.add_argument("--k9s", default="")
    parser.add_argument("--minutes", type=float, default=0, help="compare the memory after so many minutes of changes")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    with as_kubectl_writes(given.kubeconfig) as os.environ["KUBECONFIG"]:
        table = measured(given)
    day = dt.datetime.now(dt.UTC).date()  # noqa: TID251 - a script may read the clock
    intro = (
        f"{day}, {os.cpu_count()} cores ({platform.machine()}), terminal of 160x50, Python {platform.python_version()}."
    )
    publish("screen", intro, "| what | |", table, given.write)


if __name__ == "__main__":
    main()
