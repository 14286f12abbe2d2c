#!/usr/bin/env python3
"""Damages recorded pods and events, and takes them through decoding, folding, inspecting and every format.

    scripts/fuzz.py [--pods 1000000] [--seed 1] [--processes N] [--renders-each 50] [--write docs/reliability.md]

The same seed damages the same pods in the same way, whatever the number of processes. Prints the rate, and each place
that raised; its first input is kept in build/fuzz/. The exit status is 1 if anything raised, or let a character out.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import random
import re
import resource
import sys
import time
import traceback
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Self

import msgspec

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from damage import STRATEGIES, broken_text  # noqa: E402
from figures import publish  # noqa: E402

from kubectl_sidecars import files  # noqa: E402
from kubectl_sidecars.api import Event, Pod  # noqa: E402
from kubectl_sidecars.decode import UNREADABLE, decode_object, decode_page  # noqa: E402
from kubectl_sidecars.errors import SidecarsError  # noqa: E402
from kubectl_sidecars.escape import visible  # noqa: E402
from kubectl_sidecars.render.formats import BY_NAME  # noqa: E402
from kubectl_sidecars.render.style import Style  # noqa: E402
from kubectl_sidecars.report import Report, inspect  # noqa: E402
from kubectl_sidecars.snapshot import Line, Snapshot, Undecodable, fold  # noqa: E402
from tests.support import material  # noqa: E402
from tests.support.builders import NOW  # noqa: E402
from tests.support.cases import cases  # noqa: E402

CHUNK = 500
"""Pods damaged with one random number generator."""
TOGETHER = 5
"""Pods of one snapshot: a cause may hold several."""
SHOWN = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\u200b\u200e\u200f\u061c\u2028\u2029\ufeff\U000e0000-\U000e007f]"
)
"""Characters that may not be in any output, as this script says it: the program's own list is not asked."""


class Failure(NamedTuple):
    where: str
    problem: str
    data: bytes


class Counts:
    """What was done, as numbers that add up."""

    def __init__(self) -> None:
        self.of: Counter[str] = Counter()
        self.failures: dict[str, Failure] = {}
        self.slowest = 0.0
        self.slowest_data = b""

    def add(self, other: Counts) -> None:
        self.of += other.of
        self.failures = {**other.failures, **self.failures}
        if other.slowest > self.slowest:
            self.slowest, self.slowest_data = other.slowest, other.slowest_data


def materials() -> tuple[list[bytes], list[bytes]]:
    """The recorded pods and events, as JSON."""
    pods, events = list(material.demo_pods()), []
    events += [line.raw for line in material.demo_lines() if isinstance(line.object, Event)][::10]
    for case in cases():
        pods += [msgspec.json.encode(each) for each in case.objects if each["kind"] == "Pod"]
        events += [msgspec.json.encode(each) for each in case.objects if each["kind"] == "Event"]
    return pods, events


POD_TEXTS, EVENT_TEXTS = materials()


def damaged(text: bytes, chance: random.Random, counts: Counts) -> bytes:
    """The object with up to six faults; one of twenty has its text broken instead."""
    if chance.random() < 0.05:
        counts.of["broken texts"] += 1
        return broken_text(text, chance)
    value = msgspec.json.decode(text)
    for _ in range(chance.randint(1, 6)):
        strategy = chance.choice(STRATEGIES)
        counts.of[f"- {strategy.__name__}"] += 1
        strategy(value, chance)
    try:
        return msgspec.json.encode(value)
    except (RecursionError, OverflowError):  # deeper, or a number larger, than msgspec writes
        try:
            return json.dumps(value).encode()
        except (RecursionError, ValueError):  # an object within itself has no end
            return b"[" * 3000 + b"]" * 3000


def about(text: bytes, pod: bytes) -> bytes:
    """The event with the pod as its object, where both can be read so far."""
    try:
        event, meta = msgspec.json.decode(text), msgspec.json.decode(pod)["metadata"]
        event["involvedObject"] |= {"name": meta["name"], "namespace": meta["namespace"], "uid": meta["uid"]}
    except (*UNREADABLE, KeyError, TypeError, ValueError):
        return text
    return msgspec.json.encode(event)


def chunk(job: tuple[int, int, int]) -> Counts:
    """The counts of one chunk: seed, number, and how often all formats are rendered."""
    seed, number, each = job
    chance, counts = random.Random(f"{seed}/{number}"), Counts()
    for start in range(0, CHUNK, TOGETHER):
        pods = [damaged(chance.choice(POD_TEXTS), chance, counts) for _ in range(TOGETHER)]
        events = [
            damaged(about(chance.choice(EVENT_TEXTS), chance.choice(pods)), chance, counts) for _ in range(TOGETHER + 1)
        ]
        counts.of["pods"] += len(pods)
        counts.of["events"] += len(events)
        before = time.process_time()
        try:
            taken(pods, events, counts, renders=(number * CHUNK + start) % (each * TOGETHER) == 0)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            failed(error, pods, events, counts)
        spent = (time.process_time() - before) / TOGETHER
        if spent > counts.slowest:
            counts.slowest, counts.slowest_data = spent, as_list(pods, events)
    return counts


def failed(error: Exception, pods: list[bytes], events: list[bytes], counts: Counts) -> None:
    counts.of["raised"] += 1
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}"
    counts.failures.setdefault(where, Failure(where, str(error)[:300], as_list(pods, events)))


def as_list(pods: list[bytes], events: list[bytes]) -> bytes:
    return b'{"kind":"List","apiVersion":"v1","items":[' + b",\n".join((*pods, *events)) + b"]}"


def taken(pods: list[bytes], events: list[bytes], counts: Counts, *, renders: bool) -> None:
    """Takes some pods and events through all that a report does; `renders` through files and every format too."""
    problems: list[Undecodable] = []
    lines = []
    for type_, texts in ((Pod, pods), (Event, events)):
        for text in texts:
            known = len(problems)
            value = decode_object(text, type_, problems)
            counts.of["refused" if value is None else "repaired" if len(problems) > known else "read as sent"] += 1
            if value is not None:
                lines.append(Line(NOW, "ADDED", value, text))
    report = inspect(fold(Snapshot(undecodable=tuple(problems)), lines), brief=False)
    counts.of["findings"] += sum(len(pod.findings) for pod in report.pods)
    if not renders:
        return
    counts.of["rendered"] += len(pods)
    rendered(report, counts)
    page = b'{"kind":"PodList","metadata":{"resourceVersion":"1"},"items":[' + b",".join(pods) + b"]}"
    try:
        decode_page(page, Pod)
    except msgspec.DecodeError:
        counts.of["pages refused"] += 1
    try:
        rendered(inspect(files.load(["-"], io.BytesIO(as_list(pods, events))).snapshot), counts)
    except SidecarsError as error:
        counts.of["files refused"] += 1
        if "\n" in visible(str(error)):
            raise AssertionError("an error of two lines") from error


def rendered(report: Report, counts: Counts) -> None:
    """Every format of a report, with no character that may not be shown; JSON is read again."""
    for format_ in BY_NAME.values():
        text = "\n".join(format_.render(report, Style()))
        counts.of["outputs"] += 1
        if found := SHOWN.search(text):
            raise AssertionError(
                f"{unicodedata.name(found[0], repr(found[0]))} in the format {format_.name or 'report'}"
            )
        if format_.name == "json":
            msgspec.json.decode(text)


def jobs(options: argparse.Namespace) -> Iterator[tuple[int, int, int]]:
    return ((options.seed, number, options.renders_each) for number in range(-(-options.pods // CHUNK)))


def run(options: argparse.Namespace) -> tuple[Counts, float, float]:
    """All counts, the seconds that passed, and the CPU seconds of all processes."""
    began, counts = time.monotonic(), Counts()
    with multiprocessing.Pool(options.processes, maxtasksperchild=None) if options.processes > 1 else _Here() as pool:
        for done, found in enumerate(pool.imap_unordered(chunk, jobs(options)), 1):
            counts.add(found)
            if done % 100 == 0:
                rate = counts.of["pods"] / (time.monotonic() - began)
                print(
                    f"{counts.of['pods']:,} pods, {rate:.0f}/s, raised {counts.of['raised']}",
                    file=sys.stderr,
                    flush=True,
                )
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return counts, time.monotonic() - began, sum(each.ru_utime + each.ru_stime for each in usage)


class _Here:
    """A pool of this process alone."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    imap_unordered = staticmethod(map)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pods", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--renders-each", type=int, default=50, help="render one of so many groups of pods")
    parser.add_argument("--write", type=Path, help="the page whose table of figures is replaced")
    options = parser.parse_args()
    counts, passed, cpu = run(options)
    keep(counts)
    rows = table(counts, passed, cpu)
    intro = (
        f"`make fuzz`: damaged pods and events, seed {options.seed}. A group of {TOGETHER} pods is decoded, folded and"
        f" inspected; one of {options.renders_each} groups is read as a file too, and shown in every format."
    )
    publish("fuzz", intro, "| What | Figure |", rows, options.write)
    for failure in counts.failures.values():
        print(f"\n{failure.where}: {failure.problem}")
    return 1 if counts.failures else 0


def keep(counts: Counts) -> None:
    """Writes the first input of each failure, and the slowest one, to build/fuzz."""
    folder = ROOT / "build" / "fuzz"
    folder.mkdir(parents=True, exist_ok=True)
    for number, failure in enumerate(counts.failures.values()):
        (folder / f"failure-{number}.json").write_bytes(failure.data)
    (folder / "slowest.json").write_bytes(counts.slowest_data)


def table(counts: Counts, passed: float, cpu: float) -> list[tuple[str, str]]:
    of = counts.of
    objects = of["pods"] + of["events"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return [
        ("Damaged pods", f"{of['pods']:,}"),
        ("Damaged events", f"{of['events']:,}"),
        ("Objects read as they were sent", f"{of['read as sent']:,} of {objects:,}"),
        ("Objects repaired: wrong fields dropped and named", f"{of['repaired']:,}"),
        ("Objects refused and named", f"{of['refused']:,}"),
        ("Faults", ", ".join(f"{name[2:]} {n:,}" for name, n in sorted(of.items()) if name.startswith("- "))),
        ("Texts with bytes changed, cut out or doubled", f"{of['broken texts']:,}"),
        ("Findings", f"{of['findings']:,}"),
        ("Outputs of all formats", f"{of['outputs']:,} of {of['rendered']:,} pods"),
        ("Raised an exception, or let a hostile character out", f"{of['raised']:,}"),
        ("CPU, ms a pod: mean, slowest group", f"{1000 * cpu / of['pods']:.1f}, {1000 * counts.slowest:.0f}"),
        ("Pods a second, wall", f"{of['pods'] / passed:.0f}"),
        ("Memory at the end, MB a process", f"{peak}"),
    ]


if __name__ == "__main__":
    sys.exit(main())
