"""`explain`, offline: kubectl's words, exit codes, signals, places in the init chain."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from kubectl_sidecars import causes, diagnose
from kubectl_sidecars.diagnose.eviction import DISRUPTIONS, EVICTIONS
from kubectl_sidecars.diagnose.explain import explain, known
from kubectl_sidecars.diagnose.images import PULL_FAILED
from kubectl_sidecars.diagnose.images import REASONS as IMAGE_REASONS
from kubectl_sidecars.lifecycle.exits import SIGNALS


def test_every_word_has_an_answer_in_sentences_however_it_is_spelled() -> None:
    for word in known():
        said = explain(word)
        assert said.endswith("."), word
        assert explain(word.upper()) == said == explain(f" {word} "), word


@pytest.mark.parametrize("word", ["exit/137", "137", "exit 137", "ExitCode:137", "exit:137"])
def test_exit_codes_in_every_spelling(word: str) -> None:
    said = explain(word)
    assert said.startswith("Exit 137: ended by SIGKILL")
    assert "OOMKilled" in said


@pytest.mark.parametrize("word", ["SIGTERM", "sigterm", "signal 15", "Signal:15"])
def test_signals_in_every_spelling(word: str) -> None:
    assert explain(word).startswith("SIGTERM is signal 15; kubectl shows a death by it as exit code 143.")


@pytest.mark.parametrize("number", SIGNALS)
def test_a_death_by_signal_is_128_more(number: int) -> None:
    assert SIGNALS[number] in explain(f"exit/{128 + number}")


def test_a_place_in_the_chain_counts_what_has_passed() -> None:
    assert "Entry 1 of 2 has not passed." in explain("Init:0/2")
    assert "Entry 2 of 2 has not passed." in explain("Init:1/2")
    assert explain("Init:3/2") == ""


def test_init_says_that_it_may_be_a_sidecar_of_a_pod_that_runs() -> None:
    said = explain("Init:CrashLoopBackOff")
    assert "the app runs on" in said
    assert explain("CrashLoopBackOff") in said


@pytest.mark.parametrize("word", ["", "nonsense", "Init:", "Init:nonsense", "signal", "exit/99999"])
def test_what_is_not_known_has_no_answer(word: str) -> None:
    assert explain(word) == ""


def test_a_code_of_the_program_is_called_so() -> None:
    assert explain("exit/78") == "Exit 78: the program's own: its documentation or its log tells what it means."


def test_the_reasons_of_failed_pulls_are_explained() -> None:
    assert {"ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName"} <= PULL_FAILED & set(known())


def test_a_lost_status_is_not_the_programs_own_nor_the_nodes() -> None:
    assert "lost" in explain("exit/-1")
    assert "containerd reports 255" in explain("Init:Unknown")


@pytest.mark.parametrize(
    "word",
    [
        "Terminated",
        "NodeShutdown",
        "seccomp killed",
        "CreatePodSandboxError",
        "TopologyAffinityError",
        "Killing",
        "BackOff",
    ],
)
def test_the_rarer_reasons_of_kubernetes_are_known(word: str) -> None:
    assert explain(word)


def given() -> set[str]:
    """Each reason that a rule or a cause spells, read from their source."""
    sources = [each for package in (causes, diagnose) for each in Path(package.__path__[0]).glob("*.py")]
    spelled = {reason for each in sources for reason in _spelled(ast.parse(each.read_text(encoding="utf-8")))}
    return {each for each in spelled if each[:1].isupper() and each.isalpha()} | IMAGE_REASONS | EVICTIONS | DISRUPTIONS


def _spelled(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="Crash" | "Refusal" | "_notice"), args=[first, *_]):
                yield from _constants(first)
            case ast.keyword(arg="reason", value=value):
                yield from _constants(value)
            case ast.Assign(targets=[ast.Name(id="reason")], value=value):
                yield from _constants(value)
            case _:
                pass


def _constants(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from (*_constants(one), *_constants(other))
        case _:
            pass


def test_every_reason_that_a_rule_can_give_is_explained() -> None:
    assert len(given()) > 60
    assert sorted(each for each in given() if not explain(each)) == []
