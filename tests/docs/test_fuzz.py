"""The fuzz finds what raises, and does the same damage each time."""

from __future__ import annotations

import random

import damage
import fuzz
import msgspec
import pytest

from kubectl_sidecars.render.formats import BY_NAME
from tests.support.material import demo_pods

POD = demo_pods()[0]


@pytest.mark.parametrize("strategy", damage.STRATEGIES)
def test_each_strategy_changes_pods(strategy: damage.Strategy) -> None:
    changed = 0
    for seed in range(30):
        value = msgspec.json.decode(POD)
        strategy(value, random.Random(seed))
        changed += value != msgspec.json.decode(POD)
    assert changed > 5


def test_the_same_seed_does_the_same_damage() -> None:
    one, other = (fuzz.chunk((7, 3, 10)) for _ in range(2))
    assert one.of == other.of
    assert one.of["pods"] == fuzz.CHUNK
    assert one.of["outputs"] > 0
    assert not one.failures


def test_what_raises_is_counted_and_its_input_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise LookupError("planted")

    monkeypatch.setattr(fuzz, "inspect", broken)
    counts = fuzz.chunk((7, 3, 10))
    assert counts.of["raised"] == fuzz.CHUNK / fuzz.TOGETHER
    (failure,) = counts.failures.values()
    assert failure.where.startswith("LookupError in test_fuzz.py")
    assert failure.data.startswith(b'{"kind":"List"')


def test_a_hostile_character_in_an_output_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BY_NAME["name"], "render", lambda report, style: ["pod/\u200bapp"])
    counts = fuzz.chunk((7, 3, 10))
    assert "ZERO WIDTH SPACE in the format name" in {each.problem for each in counts.failures.values()}
