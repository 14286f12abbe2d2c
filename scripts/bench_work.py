"""Times the work inside one process: decoding, folding, judging; and writes the figures down.

    python scripts/bench_work.py [--kubeconfig FILE | --pods N] [--write docs/benchmarks.md]

The pods are those of the cluster, as they are; without one, those of the shipped recording, many times over under
other names.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import os
import platform
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from figures import publish

from kubectl_sidecars import files
from kubectl_sidecars.api import Pod
from kubectl_sidecars.classify import classify
from kubectl_sidecars.classify.catalog import built_in
from kubectl_sidecars.cli.commands.inspect import NEVER, YOUNG
from kubectl_sidecars.decode import Page, decode_object, decode_page, decoder
from kubectl_sidecars.diagnose import Subject, diagnose
from kubectl_sidecars.model import containers
from kubectl_sidecars.report import inspect, inspect_pod
from kubectl_sidecars.snapshot import Line, Snapshot, fold

T = TypeVar("T")
RUNS = 3
OURS = Path(__file__).parent.parent / ".venv/bin/kubectl-sidecars"
SETTLE, WATCHED = 10, 120
"""Seconds."""


def many(count: int) -> tuple[Snapshot, list[bytes]]:
    """A snapshot's surroundings, and so many pods as the API server would send them."""
    loaded = files.demo()
    lines = loaded.replay() if loaded.replay else ()
    last = {line.object.metadata.uid: line.raw for line in lines if isinstance(line.object, Pod)}
    values = [msgspec.json.decode(raw) for raw in last.values()]
    pods = []
    for number in range(count):
        value = values[number % len(values)]
        meta = {**value["metadata"], "name": f"{value['metadata']['name']}-{number}", "uid": f"uid-{number}"}
        pods.append(msgspec.json.encode({**value, "metadata": meta}))
    return msgspec.structs.replace(loaded.snapshot, pods={}), pods


def of_cluster(kubeconfig: str) -> list[bytes]:
    """All pods as the API server sends them."""
    asked = ["kubectl", "--kubeconfig", kubeconfig, "get", "--raw", "/api/v1/pods"]
    body = subprocess.run(asked, check=True, capture_output=True).stdout
    return [bytes(item) for item in decoder(Page[msgspec.Raw]).decode(body).items]


def classified(pods: list[Pod], views: list[Any]) -> None:
    """As a process does it that has seen no pod before: another index remembers nothing of the last run."""
    built_in.cache_clear()
    for pod, those in zip(pods, views, strict=True):
        classify(pod, those)


def cpu(work: Callable[[], Any]) -> float:
    """The least CPU seconds of some runs: the work's own, least disturbed."""
    return cpu_on(lambda: None, lambda _: work())


def cpu_on(made: Callable[[], T], work: Callable[[T], Any]) -> float:
    """The same of work on something that is made anew for each run, out of the count."""
    found = []
    for _ in range(RUNS):
        value = made()
        gc.collect()
        begun = time.process_time()
        work(value)
        found.append(time.process_time() - begun)
    return min(found)


def judged(pods: list[Pod], around: Snapshot) -> list[Subject]:
    """With their roles and stages known, which are not of the diagnosis."""
    found = [Subject(pod, containers(pod), (), around) for pod in pods]
    return [each for each in found if each.containers]


def rows(around: Snapshot, raw: list[bytes]) -> list[tuple[str, str]]:
    count = len(raw)
    body = b'{"metadata":{},"items":[' + b",".join(raw) + b"]}"
    pods = [pod for pod in (decode_object(each, Pod, []) for each in raw) if pod is not None]
    views = [containers(pod) for pod in pods]

    def diagnosed(subjects: list[Subject], *, brief: bool) -> None:
        for each in subjects:
            diagnose(each, brief=brief)

    def watch() -> None:
        snapshot = around
        for start in range(0, count, 750):
            batch = [decode_object(each, Pod, []) for each in raw[start : start + 750]]
            snapshot = fold(snapshot, [Line(around.taken_at, "MODIFIED", each) for each in batch if each is not None])

    changes = count / cpu(watch)

    def diagnosing(*, brief: bool) -> float:
        return cpu_on(lambda: judged(pods, around), lambda subjects: diagnosed(subjects, brief=brief))

    one = cpu(lambda: [inspect_pod(pod, around) for pod in pods]) / count * 1000
    return [
        (f"decode a list of {len(body) / 1e6:.0f} MB", f"{cpu(lambda: decode_page(body, Pod)):.2f} s"),
        ("changes of a watch, decoded and folded", f"{changes:,.0f} a second (bar 15,000)"),
        ("classify", f"{cpu(lambda: classified(pods, views)):.2f} s (bar 0.3 for 10,000)"),
        ("diagnose", f"{diagnosing(brief=False):.2f} s (bar 0.4 for 10,000)"),
        ("diagnose, for a line a pod", f"{diagnosing(brief=True):.2f} s"),
        ("inspect everything, a line a pod", f"{cpu(lambda: inspect(around, pods, brief=True)):.2f} s"),
        ("one pod that changed, inspected whole", f"{one:.2f} ms (bar 1)"),
    ]


def idle(kubeconfig: str, count: int) -> float:
    """The share of a core that `inspect -A -w` takes of a cluster in which nothing happens (Linux)."""
    asked = [str(OURS), "inspect", "-A", "-w", "-o", "table", "--no-headers", "--kubeconfig", kubeconfig]
    with subprocess.Popen(asked, stdout=subprocess.PIPE, text=True) as process:
        for _ in zip(range(count), process.stdout or (), strict=False):
            pass
        time.sleep(SETTLE)
        before = spent(process.pid)
        time.sleep(WATCHED)
        found = spent(process.pid) - before
        process.terminate()
    return found / WATCHED


def spent(pid: int) -> float:
    """CPU seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pods", type=int, default=10_000, help="so many of the recording's pods; default: 10000")
    parser.add_argument("--kubeconfig", help="take the pods of this cluster")
    parser.add_argument("--write", type=Path, help="a Markdown file whose table is replaced")
    given = parser.parse_args()
    gc.set_threshold(YOUNG, NEVER)  # as `inspect` does for its one report
    day = dt.datetime.now(dt.UTC).date()  # noqa: TID251 - a script may read the clock
    around, raw = many(0 if given.kubeconfig else given.pods)
    raw = of_cluster(given.kubeconfig) if given.kubeconfig else raw
    whose = "the cluster" if given.kubeconfig else "the shipped recording"
    intro = f"{day}, {len(raw)} pods of {whose}, CPU of one core ({platform.machine()}), "
    intro += f"Python {platform.python_version()}, msgspec {msgspec.__version__}."
    found = rows(around, raw)
    if given.kubeconfig:
        found.append(("a watch in which nothing happens", f"{idle(given.kubeconfig, len(raw)):.2%} (bar 0.50%)"))
    publish("work", intro, "| what | CPU |", found, given.write)


if __name__ == "__main__":
    main()
