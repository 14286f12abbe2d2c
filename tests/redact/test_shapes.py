"""Every shape of tests/data/secrets/shapes.yaml is hidden, in objects and in the texts that reports are made of."""

from __future__ import annotations

import base64
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kubectl_sidecars.needles import Sieve, may_match, needles_of
from kubectl_sidecars.redact import redacted, redacted_text
from kubectl_sidecars.redact.forms import forms
from kubectl_sidecars.redact.programs import programs

FILE = Path(__file__).parents[1] / "data" / "secrets" / "shapes.yaml"
_RANDOM = random.Random(7)
_LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"


def _word(letters: str, size: int) -> str:
    return "".join(_RANDOM.choice(letters) for _ in range(size))


S = f"{_word(_LETTERS, 4)}7{_word(_LETTERS + '0123456789', 5)}4Q"
KINDS = {
    "{S}": S,
    "{H}": _word("0123456789abcdef", 30) + "a7",
    "{B}": base64.b64encode(f"me:{S}".encode()).decode(),
    "{A}": _word("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16),
    "{U}": f"{_word('0123456789abcdef', 8)}-7b4d-4e8f-9a61-{_word('0123456789abcdef', 12)}",
}


def _shapes() -> Iterator[Any]:
    for found, places in yaml.safe_load(FILE.read_text(encoding="utf-8")).items():
        for place, several in places.items():
            for number, shape in enumerate(several):
                yield pytest.param(place, shape, id=f"{found}-{place}-{number}")


SHAPES = list(_shapes())


def planted(shape: Any) -> tuple[Any, list[str]]:
    """The shape with secrets in it, and these secrets."""
    text = json.dumps(shape)
    secrets = [secret for mark, secret in KINDS.items() if mark in text] or ["0123456789abcdef"]
    for mark, secret in KINDS.items():
        text = text.replace(mark, secret)
    return json.loads(text), secrets


def in_place(place: str, shape: Any) -> dict[str, Any]:
    """A pod that holds the shape at its place."""
    if place in {"annotation", "label"}:
        return {"metadata": {f"{place}s": shape}}
    if place == "message":
        return {"status": {"containerStatuses": [{"state": {"terminated": {"message": shape}}}]}}
    container = {
        "args": {"args": shape},
        "header": {
            "livenessProbe": {"httpGet": {"httpHeaders": [{"name": k, "value": v} for k, v in dict(shape).items()]}}
        }
        if place == "header"
        else {},
        "path": {"livenessProbe": {"httpGet": {"path": shape}}},
        "image": {"image": shape},
    }
    if place == "attribute":
        return {"spec": {"volumes": [{"csi": {"driver": "d", "volumeAttributes": shape}}]}}
    return {"spec": {"containers": [{"name": "c", **container[place]}]}}


@pytest.mark.parametrize(("place", "shape"), SHAPES)
def test_a_secret_is_hidden_where_it_stands(place: str, shape: Any) -> None:
    value, secrets = planted(shape)
    told = json.dumps(redacted(in_place(place, value)))
    assert [secret for secret in secrets if secret in told] == []


@pytest.mark.parametrize(("place", "shape"), [each for each in SHAPES if each.values[0] in {"message", "args"}])
def test_a_secret_is_hidden_in_the_text_of_a_report(place: str, shape: Any) -> None:
    value, secrets = planted(shape)
    text = value if isinstance(value, str) else " ".join(value)
    told = redacted_text(f'Last words: "{text}".' if "\n" not in text else text)
    assert [secret for secret in secrets if secret in told] == []


@pytest.mark.parametrize("pattern", [*forms(), *programs()], ids=lambda pattern: pattern.pattern[:40])
def test_a_pattern_is_tried_for_each_text_that_it_matches(pattern: re.Pattern[str]) -> None:
    """What has none of the needles of a pattern is not searched for it."""
    texts = [text for each in SHAPES for text in _strings(planted(each.values[1])[0])]
    assert [
        text for text in texts if pattern.search(text) and not may_match(needles_of(pattern.pattern), text.lower())
    ] == []


@pytest.mark.parametrize("patterns", [forms(), programs()], ids=["forms", "programs"])
def test_all_patterns_that_may_match_a_text_are_tried_in_their_order(patterns: tuple[re.Pattern[str], ...]) -> None:
    texts = [text for each in SHAPES for text in _strings(planted(each.values[1])[0])]
    sieve = Sieve(patterns)
    for text in ("", *texts, *(f"{text} \N{LATIN SMALL LETTER LONG S}" for text in texts[:9])):
        tried = [pattern for pattern in patterns if may_match(needles_of(pattern.pattern), text.lower())]
        assert list(sieve.passing(text)) == tried, text


def _strings(value: Any) -> list[str]:
    """All texts of a shape, and those of a command as one line."""
    if isinstance(value, dict):
        return [str(each) for each in value.values()]
    return [value] if isinstance(value, str) else [*value, " ".join(value)]


def test_there_are_as_many_shapes_as_promised() -> None:
    """SECURITY.md tells the number."""
    assert len(SHAPES) >= 700
