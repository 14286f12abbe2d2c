"""The pods whose reports are touched by what differs between a snapshot and the one before it."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.report.differences import Change
from kubectl_sidecars.report.surroundings import SURROUNDINGS
from kubectl_sidecars.snapshot import Snapshot


def touched(old: Snapshot, new: Snapshot) -> Iterator[str]:
    """The keys of the pods whose report may be another one now, some of them more than once: pods that changed, or
    whose events did, and those that read something else of their surroundings."""
    change = Change(old, new)
    yield from change.own
    if len(change.own) == len(new.pods):
        return
    yield from (key for key in change.events if key in new.pods)
    rows = [(row.reads, whose) for row in SURROUNDINGS if (whose := row.changed(change)) is not None]
    for key, pod in new.pods.items() if rows else ():
        for reads, whose in rows:
            if reads(pod) and whose(pod):
                yield key
                break
