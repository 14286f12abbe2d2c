"""Makes the demo recording that is shipped in the package: make_demo.py FULL.jsonl.gz LOGS.jsonl.gz

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
from kubectl_sidecars.api import ContainerLog, ObjectMeta
from kubectl_sidecars.recording import Header, redacted
from kubectl_sidecars.snapshot import Line, Snapshot, fold

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


def read(source: str) -> list[Line]:
    with recording.opened(Path(source).open("rb")) as stream:
        return list(recording.lines(stream, source, []))


HASH = re.compile(r"(-[0-9a-f]{8,10})?-[a-z0-9]{5}$")


def workload(pod: Any) -> tuple[str, str]:
    """Namespace and name of a pod, the name without what differs from pod to pod of a Deployment or a Job."""
    return pod.metadata.namespace, HASH.sub("", pod.metadata.name)


def logs_of(lines: list[Line], logs: list[Line]) -> list[Line]:
    """The logs, taken over by the pods of the same workloads, each at the time at which its run ended."""
    pods = fold(Snapshot(), lines).pods.values()
    found = {
        (workload(line.object), line.object.container, line.object.previous): line.object
        for line in logs
        if isinstance(line.object, ContainerLog)
    }
    taken = []
    for pod in pods:
        status = (*pod.status.init_container_statuses, *pod.status.container_statuses)
        for container, previous in ((each, previous) for each in status for previous in (False, True)):
            log = found.get((workload(pod), container.name, previous))
            state = container.last_state if previous else container.state
            if log is None or not log.lines or (previous and state.terminated is None) or state.waiting is not None:
                continue
            ended = state.terminated.finished_at if state.terminated else None
            named = ObjectMeta(name=pod.metadata.name, namespace=pod.metadata.namespace, uid=pod.metadata.uid)
            value = msgspec.structs.replace(log, metadata=named)
            kept = {
                "kind": "ContainerLog",
                "metadata": {"name": named.name, "namespace": named.namespace, "uid": named.uid},
                "container": value.container,
                "previous": previous,
                "lines": list(value.lines),
            }
            taken.append(Line(ended or lines[-1].time, "LOG", value, msgspec.json.encode(kept)))
    return taken


def main(source: str, logs: str) -> None:
    """Writes the recording `source` with the logs of `logs`, another recording of the same scenarios."""
    lines = read(source)
    lines += logs_of(lines, read(logs))
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
    main(sys.argv[1], sys.argv[2])
