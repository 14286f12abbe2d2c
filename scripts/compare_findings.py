#!/usr/bin/env python3
"""Writes the findings, causes and roles of many pods, to compare them before and after a change of the code.

    scripts/compare_findings.py --write FILE  freeze: one JSON line an input
    scripts/compare_findings.py --compare FILE  print each difference; exit status 1 if there is one
    scripts/compare_findings.py ... --words  the sentences too (titles, messages, the FINDING column, evidence of roles)

The inputs are the recorded scenarios (tests/data/pods), the recordings at many moments, damaged and stretched copies of
recorded pods made with a fixed seed, and each FILE.yaml, FILE.json or FILE.jsonl.gz that is named after --more.
Of each pod: reason, severity and container of each finding, and role and task of each container. Of each cause: reason,
severity and pods.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from kubectl_sidecars import files  # noqa: E402
from kubectl_sidecars.errors import UsageError  # noqa: E402
from kubectl_sidecars.render import data  # noqa: E402
from kubectl_sidecars.report import Report, inspect  # noqa: E402
from kubectl_sidecars.snapshot import Snapshot, fold  # noqa: E402
from tests.support import material  # noqa: E402
from tests.support.cases import cases  # noqa: E402

STEP = timedelta(seconds=20)
DAMAGED = 400


def verdicts(report: Report, *, words: bool) -> dict[str, Any]:
    """The findings, roles and causes of a report as plain values."""
    plain = data.plain(report)
    pods = {}
    for pod in plain["pods"]:
        findings = [[each["reason"], each["severity"], each["container"]] for each in pod["findings"]]
        roles = {each["name"]: [each["role"], each["task"], each["confidence"]] for each in pod["containers"]}
        pods[f"{pod['namespace']}/{pod['name']}"] = {"findings": findings, "roles": roles}
        if words:
            told = [[each["message"], each["summary"]] for each in pod["findings"]]
            evidence = {each["name"]: each["evidence"] for each in pod["containers"]}
            pods[f"{pod['namespace']}/{pod['name']}"] |= {"said": told, "truth": pod["truth"], "evidence": evidence}
    causes = []
    for cause in plain["causes"]:
        names = sorted(f"{each['namespace']}/{each['name']}" for each in cause["pods"])
        causes.append([cause["reason"], cause["severity"], names] + ([cause["message"]] if words else []))
    return {"pods": pods, "causes": causes}


def inputs(more: list[str]) -> Iterator[tuple[str, Report]]:
    """Each input by name, inspected."""
    for case in cases():
        yield f"pods/{case.name}", case.report()
    yield from moments("demo", material.demo_lines())
    for name in more:
        if name.endswith(".jsonl.gz"):
            loaded = files.load([name], material.NO_STDIN)
            if loaded.replay is None:
                continue
            yield from moments(Path(name).name, tuple(loaded.replay()))
        else:
            yield Path(name).name, inspect(files.load([name], material.NO_STDIN).snapshot)
    chance = random.Random(20261130)
    pods = material.demo_pods()
    for number in range(DAMAGED):
        value = msgspec.json.decode(chance.choice(pods))
        (damage if number % 2 else stretch)(value, chance)
        try:
            yield f"damaged/{number}", inspect(material.snapshot_of(msgspec.json.encode(value)))
        except UsageError:
            continue


def moments(name: str, lines: tuple[Any, ...]) -> Iterator[tuple[str, Report]]:
    """A recording at each STEP of its time."""
    now = lines[0].time
    snapshot, rest = Snapshot(), list(lines)
    while rest:
        now += STEP
        ready = [line for line in rest if line.time <= now]
        rest = rest[len(ready) :]
        snapshot = fold(snapshot, ready)
        yield f"{name}@{now:%H:%M:%S}", inspect(msgspec.structs.replace(snapshot, taken_at=now))


def members(value: Any) -> list[tuple[Any, Any]]:
    """Every member of every object and list within, with what holds it."""
    if isinstance(value, dict):
        here: list[tuple[Any, Any]] = [(value, key) for key in value]
    else:
        here = [(value, key) for key in range(len(value))] if isinstance(value, list) else []
    return here + [deeper for holder, key in here for deeper in members(holder[key])]


def damage(pod: dict[str, Any], chance: random.Random) -> None:
    for _ in range(chance.randint(1, 4)):
        inside = members(pod["status"]) + members(pod["spec"])
        if inside:
            holder, key = chance.choice(inside)
            del holder[key]


def stretch(pod: dict[str, Any], chance: random.Random) -> None:
    inside = [(holder, key) for holder, key in members(pod["status"]) if isinstance(holder[key], int | str)]
    for holder, key in chance.sample(inside, min(6, len(inside))):
        value = holder[key]
        if isinstance(value, bool):
            holder[key] = not value
        elif isinstance(value, int):
            holder[key] = chance.choice([0, 1, 137, 2**31])
        elif re.match(r"\d{4}-\d\d-", value):
            holder[key] = chance.choice(["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2020-01-01T00:00:00Z"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--compare", type=Path)
    parser.add_argument("--words", action="store_true")
    parser.add_argument("--more", nargs="*", default=[])
    options = parser.parse_args()
    found = {name: verdicts(report, words=options.words) for name, report in inputs(options.more)}
    if options.write:
        options.write.write_bytes(msgspec.json.encode(found))
        print(f"{len(found)} inputs, {sum(len(each['pods']) for each in found.values())} pods")
        return 0
    before = msgspec.json.decode(options.compare.read_bytes())
    differences = list(differ(before, msgspec.json.decode(msgspec.json.encode(found)), ""))
    for line in differences[:200]:
        print(line)
    print(f"{len(found)} inputs, {len(differences)} differences")
    return 1 if differences else 0


def differ(before: Any, now: Any, path: str) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(now, dict):
        for key in dict.fromkeys([*before, *now]):
            yield from differ(before.get(key), now.get(key), f"{path} {key}")
    elif before != now:
        yield f"{path}:\n  - {before}\n  + {now}"


if __name__ == "__main__":
    sys.exit(main())
