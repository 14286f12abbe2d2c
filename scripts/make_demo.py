"""Makes the demo recording that is shipped in the package out of a full one: make_demo.py FULL.jsonl.gz

Redacted, and without what no reader of it looks at, so that it stays small: fields that the API server filled in with
its defaults, the images that the node has, all but the first 12 digits of the ids of containers. The same input makes
the same file, byte for byte.
"""

from __future__ import annotations

import gzip
import re
import sys
from pathlib import Path
from typing import Any

import msgspec

from kubectl_sidecars import recording
from kubectl_sidecars.recording import Header, redacted

OUT = Path(__file__).parent.parent / "kubectl_sidecars" / "data" / "demo.jsonl.gz"
UNREAD = {
    "allocatedResources", "daemonEndpoints", "dnsPolicy", "enableServiceLinks", "hostIPs",
    "images", "podIPs", "preemptionPolicy", "priority", "reportingInstance", "schedulerName", "selfLink",
    "serviceAccount", "terminationMessagePath", "terminationMessagePolicy", "tolerations",
}  # fmt: skip
LONG_ID = re.compile(rb"\b([0-9a-f]{12})[0-9a-f]{52}\b")


def trimmed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: trimmed(each) for name, each in value.items() if name not in UNREAD and each is not None}
    return [trimmed(each) for each in value] if isinstance(value, list) else value


def main(source: str) -> None:
    with recording.opened(Path(source).open("rb")) as stream:
        lines = list(recording.lines(stream, source, []))
    started = lines[0].time
    header = Header(schema=recording.SCHEMA, tool="demo", kubernetes="v1.35.4", started=started)
    out = [msgspec.json.encode(header)]
    out += [
        msgspec.json.encode(
            {"time": line.time, "type": line.type, "object": trimmed(redacted(msgspec.json.decode(line.raw)))}
        )
        for line in lines
    ]
    text = LONG_ID.sub(rb"\1", b"\n".join(out) + b"\n")
    OUT.write_bytes(gzip.compress(text, compresslevel=9, mtime=0))
    print(f"{OUT}: {len(out) - 1} lines, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
