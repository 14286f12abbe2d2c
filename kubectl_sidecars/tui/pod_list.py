"""The pods of the list and their order, computed in a thread, and again only for pods that changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from kubectl_sidecars.causes.cause import Case, Cause
from kubectl_sidecars.causes.fold import fold_causes
from kubectl_sidecars.causes.order import steady
from kubectl_sidecars.causes.rollbacks import Revisions, with_recorded_rollbacks, with_rollbacks
from kubectl_sidecars.causes.selected import of_selection
from kubectl_sidecars.model import WorkloadKey
from kubectl_sidecars.render.sort_keys import ON_SCREEN
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.report.differences import differing, gone
from kubectl_sidecars.report.live import Inspected
from kubectl_sidecars.report.schema import Standing
from kubectl_sidecars.tui.filters import matcher, matches_alone
from kubectl_sidecars.tui.pod_table import COLUMNS, natural_widths
from kubectl_sidecars.workloads.schema import place_of

ListedPods = Mapping[str, tuple[PodReport, Case]]
SICK = (Standing.CRITICAL, Standing.WARNING)
NO_REVISIONS: Revisions = {}
NO_WIDTHS = tuple(len(column.title) for column in COLUMNS)


class ListQuery(msgspec.Struct, frozen=True):
    """Pods to list, and their order."""

    filter: str = ""
    sort: str = "severity"
    reverse: bool = False
    only: frozenset[tuple[str, str]] | None = None
    """Namespace and name of the pods of one cause; None for all pods."""
    owner: WorkloadKey | None = None
    """The workload whose pods are listed; None for all pods."""

    @property
    def is_narrowed(self) -> bool:
        """True if it leaves out pods of the scope."""
        return bool(self.filter) or self.only is not None or self.owner is not None

    def of_all(self) -> ListQuery:
        """The same order, of all pods of the scope."""
        return msgspec.structs.replace(self, filter="", only=None, owner=None)

    def has(self, pod: PodReport) -> bool:
        """True if the pod is of the cause and of the workload."""
        is_of_cause = self.only is None or (pod.namespace, pod.name) in self.only
        return is_of_cause and (self.owner is None or place_of(pod) == self.owner)


class ListView(msgspec.Struct, frozen=True):
    """The list that answers a query: uids in order, and the width of the widest cell of each column."""

    query: ListQuery = ListQuery()
    inspected: Inspected = Inspected()
    order: tuple[str, ...] = ()
    widths: tuple[int, ...] = NO_WIDTHS


class Summary(msgspec.Struct, frozen=True):
    """Causes, worst first, and the numbers of pods by worst severity and of containers by role."""

    inspected: Inspected = Inspected()
    causes: tuple[Cause, ...] = ()
    pods: Mapping[str, int] = {}
    roles: Mapping[str, int] = {}
    is_whole: bool = False
    """True if the causes are those of `inspected` too, and not only the numbers."""


def shown_causes(causes: tuple[Cause, ...], list_view: ListView) -> tuple[Cause, ...]:
    """The causes that the filter of a list leaves: those of its pods, and those without pods that match it."""
    text = list_view.query.filter
    if not text or not causes:
        return causes
    reports = (list_view.inspected.pods[uid][0] for uid in list_view.order)
    listed = {(report.namespace, report.name) for report in reports}
    return tuple(
        cause
        for cause in causes
        if any((pod.namespace, pod.name) in listed for pod in cause.pods)
        or (not cause.pods and matches_alone(text, cause))
    )


class PodListModel:
    """Makes a ListView, and keeps what it knows of each pod, so that only changed pods cost. For one thread at a
    time."""

    def __init__(self, named: frozenset[str] | None = None) -> None:
        """`named` are the objects that were named, None for all pods, as in `of_selection`."""
        self._query: ListQuery | None = None
        self._pods: ListedPods = {}
        self._keys: dict[str, tuple[Any, str, str]] = {}
        """Sort key by uid, of the listed pods."""
        self._order: list[str] = []
        self._widths = list(NO_WIDTHS)
        self.counts = Counts(named)

    def arrange(self, inspected: Inspected, query: ListQuery) -> ListView:
        """The pods that match the query, in its order."""
        pods, old = inspected.pods, self._pods
        changed, removed = differing(old, pods), gone(old, pods)
        self.counts.update(old, pods, [*changed, *removed])
        if query != self._query:
            self._query, self._keys, self._order, self._widths = query, {}, [], list(NO_WIDTHS)
            changed = list(pods)
        if self._update(pods, changed, removed, query):
            self._order.sort(key=self._keys.__getitem__, reverse=query.reverse)
        self._pods = pods
        return ListView(query, inspected, tuple(self._order), tuple(self._widths))

    def _update(self, pods: ListedPods, changed: Sequence[str], removed: Iterable[str], query: ListQuery) -> bool:
        """Lists changed pods that match, and drops the others. True if the order may differ now."""
        matches, sort = matcher(query.filter), ON_SCREEN[query.sort]
        dropped = [uid for uid in removed if self._keys.pop(uid, None) is not None]
        has_moved = False
        for uid in changed:
            pod = pods[uid][0]
            if (matches is None or matches(pod)) and query.has(pod):
                has_moved = self._list(uid, pod, (sort(pod), pod.namespace, pod.name)) or has_moved
            elif self._keys.pop(uid, None) is not None:
                dropped.append(uid)
        if dropped:
            self._order = [uid for uid in self._order if uid in self._keys]
        return has_moved

    def _list(self, uid: str, pod: PodReport, key: tuple[Any, str, str]) -> bool:
        """Lists the pod under this sort key. True if it is new or its key has changed."""
        self._widths = list(map(max, self._widths, natural_widths(pod)))
        before = self._keys.get(uid)
        if before is None:
            self._order.append(uid)
        self._keys[uid] = key
        return before != key


class Counts:
    """Numbers of pods and roles, updated by what changed, and the causes that were folded last."""

    def __init__(self, named: frozenset[str] | None = None) -> None:
        """`named` as in `of_selection`."""
        self._named = named
        self.pods: Counter[str] = Counter()
        self.roles: Counter[str] = Counter()
        self._are_causes_old = True
        """True if a pod that has or had problems has changed since the causes were folded."""
        self._causes: tuple[Cause, ...] = ()
        self._is_order_kept = False
        """True if the causes were folded from all pods: from then on they keep their order."""
        self._revisions = NO_REVISIONS
        self._around: tuple[object, ...] = ()
        """Nodes, Jobs and ReplicaSets from which the causes were folded."""

    def update(self, old: ListedPods, new: ListedPods, uids: Sequence[str]) -> None:
        """Takes the old pods of these uids out of the numbers, and the new ones in."""
        for uid in uids:
            before, after = old.get(uid), new.get(uid)
            was_sick = before is not None and self._add(before[0], -1)
            is_sick = after is not None and self._add(after[0], 1)
            same_case = before is not None and after is not None and before[1] is after[1]
            self._are_causes_old = self._are_causes_old or ((was_sick or is_sick) and not same_case)

    def _add(self, report: PodReport, step: int) -> bool:
        """Adds `step` to the numbers of the pod's standing and roles. True if the pod has problems."""
        self.pods[report.standing] += step
        for container in report.containers:
            self.roles[container.role] += step
        return report.standing in SICK

    def summary(
        self, inspected: Inspected, *, fold: bool, is_loading: bool = False, revisions: Revisions = NO_REVISIONS
    ) -> Summary:
        """The numbers and the causes, with the rollbacks that these revisions show. With `fold` the causes are folded
        again if they are old: some 80 ms at 10,000 pods. Once all pods are known, causes that are shown do not change
        places."""
        snapshot = inspected.snapshot
        around = (snapshot.nodes, snapshot.jobs, snapshot.replica_sets)
        same = bool(self._around) and all(old is new for old, new in zip(self._around, around, strict=True))
        self._are_causes_old = self._are_causes_old or not same
        if fold and self._are_causes_old:
            self._are_causes_old, self._around = False, around
            cases = tuple(case for _, case in inspected.pods.values())
            shown = self._causes if self._is_order_kept else ()
            causes = of_selection(fold_causes(cases, snapshot), (case.owner for case in cases), self._named)
            causes = with_rollbacks(with_recorded_rollbacks(causes, snapshot), revisions)
            self._causes, self._is_order_kept = steady(shown, causes), not is_loading
        elif revisions is not self._revisions:
            self._causes = with_rollbacks(self._causes, revisions)
        self._revisions = revisions
        roles = {role: number for role, number in self.roles.most_common() if number}
        return Summary(inspected, self._causes, dict(self.pods), roles, is_whole=not self._are_causes_old)
