"""One table of sort keys: --sort-by is ascending, as kubectl's; the screen puts what is looked for first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kubectl_sidecars.render.sort_keys import BY_NAME, SORT_KEYS, SortKey
from kubectl_sidecars.report import PodReport, inspect
from tests.support.builders import BACK_OFF, OLD, ago, container, pod, report, terminated
from tests.support.screens import demo

PODS = report(
    pod([container("app")], name="old", meta={"creation_timestamp": ago(2 * OLD)}),
    pod([container("app", BACK_OFF, restarts=7, last=terminated(1))], name="restarted"),
    pod([container("app")], name="unknown", meta={"creation_timestamp": None}),
    pod([container("app")], name="young", meta={"creation_timestamp": ago(60)}),
).pods
SAME_ON_SCREEN = [key for key in SORT_KEYS if key.name not in ("age", "restarts")]


def names(value: Callable[[PodReport], Any]) -> list[str]:
    return [pod.name for pod in sorted(PODS, key=value)]


def test_by_age_the_oldest_is_printed_first_as_by_kubectl_and_the_youngest_is_first_on_the_screen() -> None:
    assert names(BY_NAME["age"].printed) == ["old", "restarted", "young", "unknown"]
    assert names(BY_NAME["age"].on_screen) == ["young", "restarted", "old", "unknown"]


def test_by_restarts_the_most_restarted_is_printed_last_as_by_kubectl_and_is_first_on_the_screen() -> None:
    assert names(BY_NAME["restarts"].printed)[-1] == names(BY_NAME["restarts"].on_screen)[0] == "restarted"


@pytest.mark.parametrize("key", SAME_ON_SCREEN, ids=lambda key: key.name)
def test_by_any_other_key_both_sort_alike(key: SortKey) -> None:
    pods = inspect(demo()).pods
    assert sorted(pods, key=key.printed) == sorted(pods, key=key.on_screen)


def test_by_severity_advice_alone_counts_as_nothing() -> None:
    assert {BY_NAME["severity"].printed(pod) for pod in inspect(demo()).pods} == {0, 1, 9}
