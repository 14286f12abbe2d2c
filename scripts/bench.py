"""Times the program side by side with kubectl, in turn, and writes the figures down.

    python scripts/bench.py KUBECONFIG [--runs N] [--write docs/benchmarks.md]
    python scripts/bench.py KUBECONFIG --only "all pods" --table large --write docs/benchmarks.md

The cluster behind KUBECONFIG should hold many pods. Every figure is of a whole process, from the
operating system's own account of it (wait4); ratios are made pair by pair, in one run.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import yaml
from figures import publish

ROOT = Path(__file__).parent.parent
OURS = str(ROOT / ".venv/bin/kubectl-sidecars")
MEGABITS, ROUND_TRIP = 100, 30
"""Of the slow network: a second, and milliseconds."""


class Case(NamedTuple):
    """One comparison; `bars` are the most that the medians of the ratios may be: wall, CPU, peak memory."""

    name: str
    ours: Sequence[str]
    theirs: Sequence[str]
    bars: tuple[float | None, float | None, float | None]


class Run(NamedTuple):
    """Seconds, seconds, MiB."""

    wall: float
    cpu: float
    peak: float


LARGE = 20_000
"""Pods from which on a cluster is measured for its memory."""


def cases(kubeconfig: str) -> list[Case]:
    where = ["--kubeconfig", kubeconfig]
    found = page(kubeconfig)
    first = found["items"][0]["metadata"]
    namespace, pod = first["namespace"], first["name"]
    is_large = found["metadata"].get("remainingItemCount", 0) > LARGE
    return [
        Case("--version", [OURS, "--version"], ["kubectl", "version", "--client"], (0.45, None, None)),
        Case("usage error", [OURS, "inspect", "--nonsense"], ["kubectl", "version", "--client"], (0.45, None, None)),
        Case("--help", [OURS, "inspect", "--help"], ["kubectl", "get", "--help"], (0.9, None, None)),
        Case(
            "one pod",
            [OURS, "inspect", pod, "-n", namespace, "-o", "table", *where],
            ["kubectl", "get", "pod", pod, "-n", namespace, *where],
            (2.6, None, 3),
        ),
        Case(
            "all pods",
            [OURS, "inspect", "-A", "-o", "table", *where],
            ["kubectl", "get", "pods", "-A", *where],
            (None, None, 0.08) if is_large else (0.45, 0.35, 0.12),
        ),
    ]


def slow_case(kubeconfig: str, host: str, port: int) -> Case:
    where = ["--kubeconfig", kubeconfig, "--server", f"https://{host}:{port}", "--insecure-skip-tls-verify"]
    name = f"all pods, {MEGABITS} Mbit/s, {ROUND_TRIP} ms"
    ours = [OURS, "inspect", "-A", "-o", "table", *where]
    return Case(name, ours, ["kubectl", "get", "pods", "-A", *where], (0.75, None, None))


@contextlib.contextmanager
def slow_network(kubeconfig: str) -> Iterator[int]:
    """The server of the kubeconfig behind a slow line; gives the port of the near end."""
    config = yaml.safe_load(Path(kubeconfig).read_text(encoding="utf-8"))
    target = urlsplit(config["clusters"][0]["cluster"]["server"]).port or 443
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, str(ROOT / "scripts/slow_proxy.py"), str(port), str(target)]
    proxy = subprocess.Popen([*command, str(MEGABITS), str(ROUND_TRIP)])
    try:
        while proxy.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
        yield port
    finally:
        proxy.terminate()
        proxy.wait()


@contextlib.contextmanager
def as_kubectl_writes(kubeconfig: str) -> Iterator[str]:
    """A copy of the kubeconfig in the form that kubectl gives the files of its users."""
    command = ["kubectl", "--kubeconfig", kubeconfig, "config", "view", "--raw", "--flatten"]
    with tempfile.NamedTemporaryFile(suffix=".kubeconfig") as copy:
        copy.write(subprocess.run(command, check=True, capture_output=True).stdout)
        copy.flush()
        yield copy.name


def page(kubeconfig: str) -> Any:
    """The first page of all pods, of one."""
    command = ["kubectl", "--kubeconfig", kubeconfig, "get", "--raw", "/api/v1/pods?limit=1"]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def run(command: Sequence[str]) -> Run:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != (2 if "--nonsense" in command else 0):
        raise SystemExit(f"exit status {process.returncode}: {' '.join(command)}")
    return Run(time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def compare(case: Case, runs: int) -> list[str]:
    """A row of the table: medians of ours, of theirs, and of the ratios."""
    pairs = [(run(case.ours), run(case.theirs)) for _ in range(runs + 1)][1:]
    cells = [case.name]
    for index, unit in ((0, "s"), (1, "s"), (2, "MiB")):
        ours = statistics.median(pair[0][index] for pair in pairs)
        theirs = statistics.median(pair[1][index] for pair in pairs)
        ratio = statistics.median(pair[0][index] / pair[1][index] for pair in pairs)
        bar = case.bars[index]
        held = "" if bar is None else f" (bar {bar:g}{'' if ratio <= bar else ', MISSED'})"
        form = "{:.0f}" if unit == "MiB" else "{:.3f}"
        cells.append(f"{form.format(ours)} / {form.format(theirs)} {unit} = {ratio:.2f}{held}")
    return cells


def versions(kubeconfig: str) -> str:
    import kubernetes  # noqa: PLC0415 - the parent of all that is measured need not carry it before

    kubectl = subprocess.run(
        ["kubectl", "--kubeconfig", kubeconfig, "version"], check=True, capture_output=True, text=True
    ).stdout
    said = ", ".join(line.replace(" Version", "") for line in kubectl.splitlines() if "Kustomize" not in line)
    return f"Python {platform.python_version()}, kubernetes {kubernetes.__version__}, kubectl {said}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kubeconfig")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--only", default="", help="only cases whose name contains it")
    parser.add_argument("--slow", default="", metavar="HOST", help="a name of this machine that is no loopback address")
    parser.add_argument("--table", default="processes", help="its name on the page: `large` for a large cluster's")
    parser.add_argument("--write", type=Path, help="a Markdown file whose table is replaced")
    given = parser.parse_args()
    with as_kubectl_writes(given.kubeconfig) as written:
        rows = [compare(case, given.runs) for case in cases(written) if given.only in case.name]
    if given.slow:
        with slow_network(given.kubeconfig) as port:
            rows.append(compare(slow_case(given.kubeconfig, given.slow, port), given.runs))
    pods = page(given.kubeconfig)["metadata"].get("remainingItemCount", 0) + 1
    day = dt.datetime.now(dt.UTC).date()  # noqa: TID251 - a script may read the clock
    machine = f"{os.cpu_count()} cores ({platform.machine()})"
    intro = f"{day}, {machine}, {pods} pods, {given.runs} pairs. {versions(given.kubeconfig)}."
    publish(given.table, intro, "| what | wall, ours / kubectl | CPU | peak memory |", rows, given.write)


if __name__ == "__main__":
    main()
