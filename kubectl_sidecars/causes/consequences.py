"""Causes that follow from another one: they are named in it, and have no verdict of their own.

A cause follows if each of its findings needs what a fault took away, and no other pod gives it: the driver or the
plugin on its node, the control plane of its proxy, the node itself. Names that are alike join nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from kubectl_sidecars.causes.cause import Case, Cause
from kubectl_sidecars.causes.loss_keys import LossKey, keys_of, owner_key, served_keys
from kubectl_sidecars.causes.verdict import Loss, Verdict, is_dated
from kubectl_sidecars.classify.known_container import ServiceKind
from kubectl_sidecars.diagnose.needs import ClusterNeed, Need, OwnerNeed, PeerNeed, PortNeed, VolumeNeed
from kubectl_sidecars.snapshot import Snapshot

SLACK = timedelta(minutes=2)
"""By how much a consequence may seem to begin before its cause: both are seen by their own clocks and periods."""

_Faults = Mapping[LossKey, Sequence[tuple[int, Loss]]]


def with_consequences(verdicts: Sequence[Verdict], cases: Sequence[Case], around: Snapshot) -> list[Cause]:
    """The causes, without those that follow from another one of them."""
    wanted = {key for verdict in verdicts for needs in verdict.needs for need in needs for key in keys_of(need)}
    faults = _faults(verdicts, wanted)
    if not faults:
        return [verdict.cause for verdict in verdicts]
    faults = _without_well(faults, cases, around)
    above = {
        index: root for index, verdict in enumerate(verdicts) if (root := _above(index, verdict, verdicts, faults)) >= 0
    }
    followers: dict[int, list[int]] = {}
    roots = {index: _root(index, above) for index in range(len(verdicts))}
    for index, root in roots.items():
        if root != index:
            followers.setdefault(root, []).append(index)
    return [
        _joined(verdict, [verdicts[each] for each in followers.get(index, ())])
        for index, verdict in enumerate(verdicts)
        if roots[index] == index
    ]


def _faults(verdicts: Sequence[Verdict], wanted: set[LossKey]) -> dict[LossKey, list[tuple[int, Loss]]]:
    """The losses of all verdicts that anything needs."""
    found: dict[LossKey, list[tuple[int, Loss]]] = {}
    for index, verdict in enumerate(verdicts):
        for loss in verdict.losses if wanted else ():
            if loss.key in wanted:
                found.setdefault(loss.key, []).append((index, loss))
    return found


def _without_well(faults: _Faults, cases: Sequence[Case], around: Snapshot) -> dict[LossKey, list[tuple[int, Loss]]]:
    """The faults without those for which another pod stands in: one replica of three that is down explains nothing.

    Storage that is spread over pods still answers while most of them are well."""
    well: Counter[tuple[LossKey, str]] = Counter()
    by_port, by_owner = (any(isinstance(key, of) for key in faults) for of in (PortNeed, OwnerNeed))
    for case in cases:
        if case.is_well and (case.serves or case.services) and not case.is_sick:
            for serving in case.serves:
                well.update((key, serving.entry) for key in served_keys(case, serving.service))
            well.update((PeerNeed(case.namespace, service), "") for service in case.services)
        if by_owner and case.is_well and not case.is_sick:
            well[owner_key(case), ""] += 1
        if by_port and case.is_well and case.uid in around.pods:
            containers = around.pods[case.uid].spec.containers
            ports = (port.container_port for container in containers for port in container.ports)
            well.update((PortNeed(case.namespace, port), "") for port in ports)
    lost = Counter(
        (key, entry) for key, pairs in faults.items() for entry, _ in {(each.entry, each.pod) for _, each in pairs}
    )

    def holds(key: LossKey, entry: str) -> bool:
        is_spread = isinstance(key, ClusterNeed) and key.service.kind is ServiceKind.STORAGE
        most = lost[key, entry] if is_spread else 0
        return well[key, entry] <= most

    return {
        key: kept for key, pairs in faults.items() if (kept := [each for each in pairs if holds(key, each[1].entry)])
    }


def _above(index: int, verdict: Verdict, verdicts: Sequence[Verdict], faults: _Faults) -> int:
    """The index of the verdict from which all findings of this one follow, -1 without one; of several, the one
    that explains most."""
    found = [next(_explaining(index, verdict, needs, verdicts, faults), -1) for needs in verdict.needs]
    if not found or -1 in found:
        return -1
    return Counter(found).most_common(1)[0][0]


def _explaining(
    index: int, verdict: Verdict, needs: Sequence[Need], verdicts: Sequence[Verdict], faults: _Faults
) -> Iterator[int]:
    """The other verdicts that take away what one finding needs, in the order of its needs."""
    for need in needs:
        for key in keys_of(need):
            pairs = faults.get(key, ())
            if isinstance(need, PortNeed) and not _is_one(index, pairs):
                continue
            for other, loss in pairs:
                in_time = not is_dated(need) or _began_before(verdicts[other].cause, verdict.cause.since)
                if verdict.is_final:
                    in_time = _was_down_before(verdicts[other], verdict.cause.since)
                if other != index and in_time and _is_of_volume(need, loss):
                    yield other


def _is_one(index: int, pairs: Sequence[tuple[int, Loss]]) -> bool:
    """False for a port that several other causes took away: it does not tell which of them is meant."""
    others = (other for other, _ in pairs if other != index)
    first = next(others, None)
    return first is not None and all(other == first for other in others)


def _began_before(cause: Cause, since: datetime | None) -> bool:
    return cause.since is None or since is None or cause.may_be_older or cause.since <= since + SLACK


def _was_down_before(verdict: Verdict, ended: datetime | None) -> bool:
    """True if it is known to have been in trouble when that ended, which is not tried again."""
    since = verdict.down_since or verdict.cause.since
    return since is not None and ended is not None and since <= ended + SLACK


def _is_of_volume(need: Need, loss: Loss) -> bool:
    """False for a helper pod of a provisioner that makes another volume: its name holds the volume's."""
    if not isinstance(need, VolumeNeed) or "pvc-" not in loss.pod:
        return True
    return bool(need.volume) and need.volume in loss.pod


def _root(index: int, above: Mapping[int, int]) -> int:
    """The end of the chain above a verdict; a circle is cut at the first of its verdicts."""
    seen = [index]
    while seen[-1] in above:
        following = above[seen[-1]]
        if following in seen:
            return min(seen[seen.index(following) :])
        seen.append(following)
    return seen[-1]


def _joined(verdict: Verdict, followers: Sequence[Verdict]) -> Cause:
    if not followers:
        return verdict.cause
    from kubectl_sidecars.causes.follower_words import joined  # noqa: PLC0415 - few causes need it

    return joined(verdict, followers)
