"""The order of causes on a screen: what is read does not move away."""

from __future__ import annotations

import random

import pytest

from kubectl_sidecars.causes.cause import Cause, PodName
from kubectl_sidecars.causes.order import steady
from kubectl_sidecars.diagnose.finding import Severity
from kubectl_sidecars.diagnose.reasons import Reason


def cause(name: str, pods: int = 1, severity: Severity = Severity.CRITICAL) -> Cause:
    return Cause(
        reason=Reason.EXIT_ERROR,
        severity=severity,
        title=name,
        container=name,
        pods=tuple(PodName("shop", f"{name}-{number}") for number in range(pods)),
        owners=(),
        since=None,
    )


def worst_first(*causes: Cause) -> list[Cause]:
    return sorted(causes, key=lambda each: (each.severity.rank, -len(each.pods)))


def names(causes: tuple[Cause, ...]) -> list[str]:
    return [each.container for each in causes]


def test_causes_do_not_overtake_each_other() -> None:
    before = steady((), worst_first(cause("a", 3), cause("b", 2), cause("c", 1)))
    assert names(steady(before, worst_first(cause("a", 1), cause("b", 5), cause("c", 9)))) == ["a", "b", "c"]


def test_a_new_cause_comes_where_its_pods_put_it() -> None:
    before = worst_first(cause("a", 9), cause("b", 2))
    assert names(steady(before, worst_first(cause("a", 9), cause("new", 5), cause("b", 2)))) == ["a", "new", "b"]


def test_a_cause_moves_where_its_severity_changes() -> None:
    before = worst_first(cause("a"), cause("b"), cause("w", severity=Severity.WARNING))
    now = worst_first(cause("a", severity=Severity.WARNING), cause("b"), cause("w", 2))
    assert names(steady(before, now)) == ["w", "b", "a"]


@pytest.mark.parametrize("seed", range(20))
def test_what_is_shown_is_always_what_is_so_and_worst_first(seed: int) -> None:
    chance = random.Random(seed)
    shown: tuple[Cause, ...] = ()
    for _ in range(20):
        some = chance.sample("abcdefgh", chance.randrange(8))
        now = worst_first(*(cause(name, chance.randrange(1, 9), chance.choice(list(Severity))) for name in some))
        shown = steady(shown, now)
        assert sorted(names(shown)) == sorted(some)
        ranks = [each.severity.rank for each in shown]
        assert ranks == sorted(ranks)
