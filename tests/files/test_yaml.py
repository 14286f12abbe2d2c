"""YAML means what it means to kubectl, and cannot be used to exhaust us."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kubectl_sidecars.yamls import documents
from tests.support.material import RECORDINGS

TEXT = (RECORDINGS / "pods.yaml").read_text()


def value_of(text: str) -> Any:
    [found] = documents(f"v: {text}")
    return found["v"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("2026-11-23T01:40:03Z", "2026-11-23T01:40:03Z"), ("2026-11-23", "2026-11-23"), ("12:30:45", "12:30:45"),
     ("8080", 8080), ("-1", -1), ("+1", 1), ("0x1F", 31), ("0o17", 15), ("017", 15), ("0b11", 3), ("1_000", 1000),
     ("0", 0), ("0x", "0x"), ("1.5", 1.5), ("1e3", 1000.0), ("1.2.3", "1.2.3"), ("true", True), ("No", False),
     ("on", True), ("y", "y"), ("~", None), ("", None), ("null", None), ('"null"', "null"), ("'8080'", "8080"),
     ("!!str 8080", "8080"), ("v1", "v1"), ("=", "="), ("\n- ", [None]), ("{a: 1, a: 2}", {"a": 2}),
     ("{8080: a, true: b}", {"8080": "a", "true": "b"}), ("|\n  two\n  lines\n", "two\nlines\n"),
     ("[&a {x: 1}, *a]", [{"x": 1}, {"x": 1}]), ("[&a {x: 1}, {<<: *a, y: 2}]", [{"x": 1}, {"x": 1, "y": 2}]),
     ("[&a {x: 1}, {x: 3, <<: *a}]", [{"x": 1}, {"x": 3}])],
)  # fmt: skip
def test_what_a_word_means(text: str, value: object) -> None:
    found = value_of(text)
    assert found == value
    assert type(found) is type(value)


def test_what_kubectl_printed_means_the_same_to_another_reader() -> None:
    class TextTimes(yaml.SafeLoader):
        """Without time stamps."""

    TextTimes.yaml_implicit_resolvers = {
        first: [(tag, form) for tag, form in known if not tag.endswith("timestamp")]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    *items, rest = documents(TEXT)
    assert rest["items"] is True
    assert {**rest, "items": items} == yaml.load(TEXT, TextTimes)  # noqa: S506 - safe but for what is removed


WORDS = st.text("aZ0 .:-_#'\"\n\u00e9", max_size=12)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**12), 10**12), WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)),
    max_leaves=10,
)


@given(VALUES)
def test_what_is_dumped_is_read_back(value: object) -> None:
    assert list(documents(yaml.safe_dump({"v": value}))) == [{"v": value}]


def test_the_items_of_a_list_come_one_by_one_before_what_is_wrong_behind_them() -> None:
    found = documents("items:\n- {kind: Pod}\n- {kind: Job}\nkind: [")
    assert [next(found), next(found)] == [{"kind": "Pod"}, {"kind": "Job"}]
    with pytest.raises(yaml.YAMLError):
        next(found)


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB, "aliases expand to more than 4 MiB"),
        (f"a: &a {'x' * 1_000_000}\nb: [{', '.join(['*a'] * 1000)}]", "aliases expand to more than 4 MiB"),
        ("a: &a [*a]", "has no anchor, or is part of its own value"),
        ("a: *b", "has no anchor|undefined alias"),
        ("a: " + "[" * 500 + "]" * 500, "levels deep"),
        ("? [a]\n: b", "a key that is not text"),
    ],
    ids=["a billion laughs", "a long text many times", "an alias in itself", "no anchor", "depth", "a list as a name"],
)
def test_hostile_yaml_is_refused_in_a_word(text: str, words: str) -> None:
    with pytest.raises(yaml.YAMLError, match=words):
        list(documents(text))
