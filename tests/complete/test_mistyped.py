"""A mistyped flag is refused in the very words of the parser, without loading it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubectl_sidecars.cli.parser.inspect_flags import inspect_options
from kubectl_sidecars.complete.commands import known_flags
from kubectl_sidecars.complete.mistyped import mistyped
from kubectl_sidecars.errors import UsageError

FLAGS = known_flags("inspect")
NAMES = [flag.name for flag in FLAGS]


def said_by_the_parser(words: list[str]) -> str:
    try:
        inspect_options(words)
    except UsageError as error:
        return str(error)
    return ""


def wrong(*words: str) -> str:
    return mistyped(["inspect", *words])


@pytest.mark.parametrize("rest", [[], ["web"], ["--plain"]], ids=["alone", "with a word", "with a flag"])
def test_each_flag_with_a_letter_too_many_is_refused_as_the_parser_refuses_it(rest: list[str]) -> None:
    for name in NAMES:
        words = [f"{name}x", *rest]
        assert wrong(*words) == said_by_the_parser(words) != "", name
        assert wrong(f"{name}x=1") == wrong(f"{name}x"), name


def test_the_value_of_a_flag_is_no_flag() -> None:
    names = [name for flag in FLAGS if flag.takes_value for name in flag.names]
    assert {name: wrong(name, "--nonsense") for name in names} == dict.fromkeys(names, "")


def test_after_two_dashes_only_names_follow() -> None:
    assert wrong("--", "--nonsense") == ""
    assert "unknown flag: --nonsense" in wrong("--plain", "--nonsense", "--")


def test_help_comes_before_any_refusal() -> None:
    assert wrong("--nonsense", "--help") == ""


def test_what_is_no_command_is_for_the_command_line_to_refuse() -> None:
    assert mistyped(["inspekt", "--nonsense"]) == mistyped(["--nonsense"]) == mistyped([]) == ""


@given(st.lists(st.sampled_from([*(name for flag in FLAGS for name in flag.names), "web", "json", "-n=shop", "-Aw"])))
def test_a_line_of_known_flags_is_the_parsers_to_judge(words: list[str]) -> None:
    assert wrong(*words) == ""
