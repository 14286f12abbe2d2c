"""The model of the list: which pods, in which order, and the counts."""

from __future__ import annotations

import random
from collections.abc import Sequence

import msgspec
import pytest

from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.render.sort_keys import ON_SCREEN
from kubectl_sidecars.report.live import Inspected, follow
from kubectl_sidecars.tui.pod_list import (
    ListQuery,
    PodListModel,
)
from tests.support.screens import demo, inspected


def names(view_order: tuple[str, ...], known: Inspected) -> list[str]:
    return [known.pods[uid][0].name for uid in view_order]


@pytest.mark.parametrize("key", ON_SCREEN)
def test_equals_stand_by_namespace_and_name_and_reverse_turns_all_round(key: str) -> None:
    known = inspected()
    forward = PodListModel().arrange(known, ListQuery(sort=key)).order
    reports = [known.pods[uid][0] for uid in forward]
    assert reports == sorted(reports, key=lambda each: (ON_SCREEN[key](each), each.namespace, each.name))
    assert PodListModel().arrange(known, ListQuery(sort=key, reverse=True)).order == forward[::-1]


def test_a_model_that_saw_every_change_lists_what_a_fresh_one_lists() -> None:
    """Pods come, change, no longer match, and go; incremental is the same as from scratch."""
    chance = random.Random(7)
    whole = demo()
    uids = list(whole.pods)
    model, known = PodListModel(), Inspected()
    queries = [ListQuery(filter="!orders", sort="restarts"), ListQuery(), ListQuery(sort="age", reverse=True)]
    for step in range(30):
        pods = {uid: whole.pods[uid] for uid in uids if chance.random() < 0.8}
        for uid in chance.sample(list(pods), 3):
            meta = msgspec.structs.replace(pods[uid].metadata, name=f"renamed-{step}-{chance.randrange(9)}")
            pods[uid] = msgspec.structs.replace(pods[uid], metadata=meta)
        known = follow(known, msgspec.structs.replace(whole, pods=pods))
        query = queries[step // 10]
        seen, fresh = model.arrange(known, query), PodListModel().arrange(known, query)
        assert seen.order == fresh.order
        again = PodListModel()
        again.arrange(known, query)
        assert +model.counts.pods == +again.counts.pods
        assert +model.counts.roles == +again.counts.roles
        assert all(mine >= needed for mine, needed in zip(seen.widths, fresh.widths, strict=True))


def test_a_cause_narrows_to_its_pods() -> None:
    known = inspected()
    only = frozenset({("fleet", "orders-0"), ("healthy", "healthy-adapters")})
    assert sorted(names(PodListModel().arrange(known, ListQuery(only=only)).order, known)) == [
        "healthy-adapters",
        "orders-0",
    ]


def titles(causes: Sequence[Cause]) -> list[str]:
    """Without the last words: the screen reads them where a cause is shown."""
    return [cause.title for cause in causes]


def test_the_summary_counts_each_pod_once_and_each_container_by_role() -> None:
    known = inspected()
    model = PodListModel()
    model.arrange(known, ListQuery(filter="orders"))
    summary = model.counts.summary(known, fold=True)
    assert sum(summary.pods.values()) == len(known.pods)
    assert sum(summary.roles.values()) == sum(len(report.containers) for report, _ in known.pods.values())
    assert titles(summary.causes) == titles(known.report().causes)
    assert summary.is_whole


def test_causes_are_folded_when_asked_and_else_known_to_be_old() -> None:
    known, model = inspected(), PodListModel()
    model.arrange(known, ListQuery())
    assert not model.counts.summary(known, fold=False).is_whole
    whole = model.counts.summary(known, fold=True)
    pods = {uid: pod for uid, pod in demo().pods.items() if pod.metadata.namespace != "fleet"}
    fewer = follow(known, msgspec.structs.replace(demo(), pods=pods))
    model.arrange(fewer, ListQuery())
    late = model.counts.summary(fewer, fold=False)
    assert titles(late.causes) == titles(whole.causes)
    assert sum(late.pods.values()) == len(pods)
    assert not late.is_whole
    assert titles(model.counts.summary(fewer, fold=True).causes) == titles(fewer.report().causes)
