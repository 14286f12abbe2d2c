"""A watch of a real cluster through every fault of tests/support/faults.py: a table for docs/reliability.md.

    PYTHONPATH=. python scripts/bench_faults.py KUBECONFIG [--only FAULT] [--write docs/reliability.md]

Some faults at the same time, in a namespace that is made for them and removed. The kubeconfig has one cluster and one
user with a token. Dropping packets takes root and iptables.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import re
import tempfile
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from figures import publish

from tests.cluster.fault_bench import AT_A_TIME, NEVER, Seen, can_meet, meet
from tests.cluster.server import Server
from tests.support.faults import ROWS, Row


def cells(row: Row, seen: Seen) -> tuple[str, ...]:
    said = re.sub(r"127\.0\.0\.1:\d+|faults-\w+", "...", seen.said).replace("|", "\\|")
    told = "" if not row.said else f"{seconds(seen.told)}, {seconds(seen.screen)} (bar {row.told:.0f})"
    equal = f"{seconds(seen.equal)}, {seconds(seen.live)} (bar {row.equal:.0f})"
    return (row.what, said or "nothing is wrong", told, equal, ", ".join(seen.invented) or "0")


def seconds(value: float) -> str:
    return "never" if value == NEVER else f"{value:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kubeconfig", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    server, namespace = Server(given.kubeconfig), f"faults-{uuid.uuid4().hex[:8]}"
    rows = [row for row in ROWS if can_meet(row) and given.only in ("", row.fault)]
    server.kubectl("create", "namespace", namespace)
    try:
        with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_A_TIME) as pool:
            found = list(pool.map(lambda row: meet(row, server, namespace, Path(folder)), rows))
    finally:
        server.kubectl("delete", "namespace", namespace, "--wait=false")
    day = dt.datetime.now(dt.UTC).date()  # noqa: TID251 - a script may read the clock
    version = server.call("GET", "/version")[1]["gitVersion"]
    intro = (
        f"{day}, Kubernetes {version}, {os.cpu_count()} cores ({platform.machine()}), {AT_A_TIME} watches at a time."
    )
    header = "| fault | what is said | said after s: text, screen | equal, and live, after s | invented |"
    publish("faults", intro, header, [cells(*each) for each in zip(rows, found, strict=True)], given.write)


if __name__ == "__main__":
    main()
