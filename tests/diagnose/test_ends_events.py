"""Events that were not sent: the kubelet's bucket for each source, pod and type, which fills again with time."""

from __future__ import annotations

import pytest

from kubectl_sidecars.diagnose.facts.events import are_limited
from tests.support.builders import container, event, pod, subject


@pytest.mark.parametrize(
    ("count", "first", "limited"),
    [(32, 86_400, False), (32, 600, True), (24, 60, False), (25, 60, True), (313, 86_400, True)],
)
def test_a_burst_is_spent_only_if_it_was_not_filled_again(count: int, first: float, limited: bool) -> None:
    seen = subject(pod([container("app")]), event("Killing", count=count, first=first, type_="Normal"))
    assert are_limited(seen) is limited


def test_the_burst_of_one_type_is_not_the_others() -> None:
    seen = subject(pod([container("app")]), event("Unhealthy", count=40, first=60, type_="Warning"))
    assert are_limited(seen, "Warning")
    assert not are_limited(seen, "Normal")
