"""An expression is tried only where a text has one of its needles: each match has to have one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubectl_sidecars.classify.evidence import Clue, clues_in
from kubectl_sidecars.classify.signals.helper_clues import helper_clues
from kubectl_sidecars.classify.signals.init_clues import init_clues
from kubectl_sidecars.diagnose.facts.machine_messages import rows, rows_of_programs
from kubectl_sidecars.needles import may_match, needles_of

CLUES = (*helper_clues(), *init_clues())


@given(st.data())
def test_whatever_a_clue_matches_is_found(data: st.DataObject) -> None:
    clue: Clue = data.draw(st.sampled_from(CLUES))
    text = data.draw(st.from_regex(clue.pattern()))
    assert clue.evidence in list(clues_in((clue,), text, text))


@given(st.data())
def test_whatever_a_row_of_messages_matches_may_match(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from([row.pattern for row in (*rows(), *rows_of_programs())]))
    text = data.draw(st.from_regex(re.compile(pattern, re.IGNORECASE)))
    assert may_match(needles_of(pattern), text.lower())


def test_every_clue_has_needles() -> None:
    """A clue without one would be searched in every command line."""
    assert [clue.pattern().pattern for clue in CLUES if not clue.needles] == []


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("Git clone", ("git clone",)),
        (r"manage\.py migrate", ("manage.py migrate",)),
        ("one|three", ("one", "three")),
        (r"\b(?:curl|wget)\b.*>", ("curl", "wget")),
        ("a(?:curl|wget)?b", ("a",)),
        ("gen(?:erate)?-keys?", ("-key",)),
        ("colou?r", ("colo",)),
        ("x+yz", ("yz",)),
        ("a{2}bc", ("bc",)),
        ("(?!never)(?<!no)(?=always)[a|b]", ("always",)),
        (r"[^\]|)]end", ("end",)),
        ("curl|", ()),
        (r"\w+", ()),
        ("(?:curl|.*)x", ("x",)),
        ("(?i:Bearer|GENIE) x", ("bearer", "genie")),
    ],
)
def test_needles_are_what_every_match_holds(pattern: str, expected: tuple[str, ...]) -> None:
    assert needles_of(pattern) == expected
