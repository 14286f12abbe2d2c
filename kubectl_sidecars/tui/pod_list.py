"""Which pods are listed, in which order: worked out beside the screen, again only for what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from kubectl_sidecars.causes import fold_causes
from kubectl_sidecars.causes.cause import Case, Cause
from kubectl_sidecars.render.sort_keys import ON_SCREEN
from kubectl_sidecars.render.words import problems
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.report.changes import differing, gone
from kubectl_sidecars.report.live import Inspected
from kubectl_sidecars.tui.filters import matcher
from kubectl_sidecars.tui.pod_table import COLUMNS, natural

Pods = Mapping[str, tuple[PodReport, Case]]
WELL = "well"
NO_WIDTHS = tuple(len(column.title) for column in COLUMNS)


SORTS: Mapping[str, Callable[[PodReport], Any]] = ON_SCREEN
"""What `o` goes through. Namespace and name decide between equals."""


class Wish(msgspec.Struct, frozen=True):
    """What the user wants listed; `only` are the (namespace, name) of one cause's pods, None for all."""

    filter: str = ""
    sort: str = "severity"
    reverse: bool = False
    only: frozenset[tuple[str, str]] | None = None


class View(msgspec.Struct, frozen=True):
    """The answer to a wish: uids in order, and the width of each column's widest cell."""

    wish: Wish = Wish()
    inspected: Inspected = Inspected()
    order: tuple[str, ...] = ()
    widths: tuple[int, ...] = NO_WIDTHS


class Summary(msgspec.Struct, frozen=True):
    """What stands above the pods: causes worst first, pods by their worst finding, containers by role."""

    inspected: Inspected = Inspected()
    causes: tuple[Cause, ...] = ()
    pods: Mapping[str, int] = {}
    roles: Mapping[str, int] = {}
    is_whole: bool = False
    """Whether the causes are of these pods too, not only the counts."""


class Desk:
    """Remembers what it listed and counted, so that only what changed costs. One thread at a time works at it."""

    def __init__(self) -> None:
        self._wish: Wish | None = None
        self._pods: Pods = {}
        self._keys: dict[str, tuple[Any, str, str]] = {}
        self._order: list[str] = []
        self._widths = list(NO_WIDTHS)
        self.tally = Tally()

    def arrange(self, inspected: Inspected, wish: Wish) -> View:
        """The pods that the wish is for, in its order."""
        pods, old = inspected.pods, self._pods
        changed, left = differing(old, pods), gone(old, pods)
        self.tally.take(old, pods, [*changed, *left])
        if wish != self._wish:
            self._wish, self._keys, self._order, self._widths = wish, {}, [], list(NO_WIDTHS)
            changed = list(pods)
        if self._relist(pods, changed, left, wish):
            self._order.sort(key=self._keys.__getitem__, reverse=wish.reverse)
        self._pods = pods
        return View(wish, inspected, tuple(self._order), tuple(self._widths))

    def _relist(self, pods: Pods, changed: Sequence[str], left: Iterable[str], wish: Wish) -> bool:
        """Whether the order may be another one."""
        matches, sort = matcher(wish.filter), SORTS[wish.sort]
        dropped = [uid for uid in left if self._keys.pop(uid, None) is not None]
        moved = False
        for uid in changed:
            pod = pods[uid][0]
            if (matches is None or matches(pod)) and (wish.only is None or (pod.namespace, pod.name) in wish.only):
                moved = self._list(uid, pod, (sort(pod), pod.namespace, pod.name)) or moved
            elif self._keys.pop(uid, None) is not None:
                dropped.append(uid)
        if dropped:
            self._order = [uid for uid in self._order if uid in self._keys]
        return moved

    def _list(self, uid: str, pod: PodReport, key: tuple[Any, str, str]) -> bool:
        self._widths = list(map(max, self._widths, natural(pod)))
        before = self._keys.get(uid)
        if before is None:
            self._order.append(uid)
        self._keys[uid] = key
        return before != key


class Tally:
    """Counts that are kept, not made anew; and whether a pod that is or was sick has changed since the last causes."""

    def __init__(self) -> None:
        self.pods: Counter[str] = Counter()
        self.roles: Counter[str] = Counter()
        self.sick_changed = True
        self._causes: tuple[Cause, ...] = ()
        self._around: tuple[object, ...] = ()

    def take(self, old: Pods, new: Pods, uids: Sequence[str]) -> None:
        for uid in uids:
            before, after = old.get(uid), new.get(uid)
            was_sick = before is not None and self._count(before[0], -1)
            is_sick = after is not None and self._count(after[0], 1)
            same_case = before is not None and after is not None and before[1] is after[1]
            self.sick_changed = self.sick_changed or ((was_sick or is_sick) and not same_case)

    def _count(self, report: PodReport, step: int) -> bool:
        """Whether it is sick."""
        found = problems(report)
        self.pods[found[0].severity if found else WELL] += step
        for container in report.containers:
            self.roles[container.role] += step
        return bool(found)

    def summary(self, inspected: Inspected, *, anew: bool) -> Summary:
        """The counts, and the causes; these are folded again, some 80 ms at 10,000 pods, where `anew` and the sick
        have changed."""
        snapshot = inspected.snapshot
        around = (snapshot.nodes, snapshot.jobs, snapshot.replica_sets)
        moved = any(mine is not now for mine, now in zip(self._around, around, strict=False)) or not self._around
        self.sick_changed = self.sick_changed or moved
        if anew and self.sick_changed:
            self.sick_changed, self._around = False, around
            cases = tuple(case for _, case in inspected.pods.values())
            self._causes = fold_causes(cases, inspected.snapshot)
        roles = {role: number for role, number in self.roles.most_common() if number}
        return Summary(inspected, self._causes, dict(self.pods), roles, is_whole=not self.sick_changed)
