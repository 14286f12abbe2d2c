"""`explain`, offline: kubectl's words, exit codes, signals, places in the init chain."""

from __future__ import annotations

import re

import pytest

from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.diagnose.facts.waiting_reasons import PULL_FAILED
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.glossary.meanings import (
    CODES,
    SUBJECTS,
    WORDS,
    Meaning,
)
from kubectl_sidecars.glossary.words import explain, known
from kubectl_sidecars.lifecycle.exits import SIGNALS
from kubectl_sidecars.report import inspect
from kubectl_sidecars.snapshot import Snapshot, fold
from tests.support import material
from tests.support.cases import cases

QUIET = {
    "AlreadyMountedVolume",
    "Completed",
    "Created",
    "Pulled",
    "Pulling",
    "ResizeCompleted",
    "ResizeStarted",
    "Running",
    "Scheduled",
    "Started",
    "Stopping",
    "SuccessfulAttachVolume",
    "SuccessfulCreate",
}
"""Words that stand for no trouble."""
CODE = re.compile(r"`([^`]*)`")
STEPS = re.compile(
    r"kubectl (cordon|create|debug|delete|describe|drain|events|exec|get|logs|rollout|sidecars|top)( |$)|sh /"
)


def answer(word: str) -> Meaning:
    meaning = explain(word)
    assert meaning is not None, word
    return meaning


def all_meanings() -> dict[str, Meaning]:
    codes = {f"exit/{code}": answer(f"exit/{code}") for code in [*CODES, 78, 138]}
    return {word: answer(word) for word in known()} | codes | {word: answer(word) for word in ("Init:0/2", "SIGTERM")}


def test_every_word_has_an_answer_in_sentences_however_it_is_spelled() -> None:
    for word, said in all_meanings().items():
        assert all(part.endswith(".") for part in said if part), word
        assert answer(word.upper()) == said == answer(f" {word} "), word


def test_every_word_that_stands_for_trouble_has_a_cure_and_no_other() -> None:
    cured = {word for word, said in all_meanings().items() if said.cure}
    assert set(all_meanings()) - cured == QUIET
    assert [word for word in QUIET if answer(word).cause] == []


def test_a_cure_is_what_to_do_in_few_sentences_and_commands_that_fit_a_line() -> None:
    for word, said in all_meanings().items():
        assert len(re.findall(r"\.(?= |$)", CODE.sub("", said.cure))) <= 3, word
        for command in CODE.findall(f"{said.cause} {said.cure}"):
            assert STEPS.match(command), f"{word}: {command}"
            assert len(command) < 65, f"{word}: {command}"


def test_no_word_belongs_to_two_subjects() -> None:
    assert len(WORDS) == sum(map(len, SUBJECTS.values()))


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_an_entry_and_a_cure(reason: Reason) -> None:
    """But for what goes on as it should."""
    assert answer(reason).cure or reason in QUIET


def test_every_reason_that_clusters_showed_has_an_entry_and_a_cure() -> None:
    """Those in the server's own words too."""
    reports = [*(case.report() for case in cases()), inspect(fold(Snapshot(), material.demo_lines()))]
    found = {each for report in reports for pod in report.pods for each in pod.findings}
    seen = {each.reason for each in found if each.severity is not Severity.NOTICE}
    caused = {each.reason for report in reports for each in report.causes if each.severity is not Severity.NOTICE}
    assert len(seen | caused) > 30
    assert [each for each in sorted(seen | caused) if each not in QUIET and not answer(each).cure] == []


@pytest.mark.parametrize("word", ["exit/137", "137", "exit 137", "ExitCode:137", "exit:137"])
def test_exit_codes_in_every_spelling(word: str) -> None:
    said = answer(word)
    assert said.text.startswith("Exit 137: ended by SIGKILL")
    assert "OOMKilled" in said.text
    assert "kubectl describe pod POD" in said.cure


@pytest.mark.parametrize("word", ["SIGTERM", "sigterm", "signal 15", "Signal:15"])
def test_signals_in_every_spelling(word: str) -> None:
    said = answer(word)
    assert said.text.startswith("SIGTERM is signal 15; kubectl shows the end by it as exit code 143.")
    assert said.cure == answer("exit/143").cure


@pytest.mark.parametrize("number", SIGNALS)
def test_a_death_by_signal_is_128_more(number: int) -> None:
    assert SIGNALS[number] in answer(f"exit/{128 + number}").text


def test_a_place_in_the_chain_counts_what_has_passed() -> None:
    assert "Entry 1 of 2 has not passed." in answer("Init:0/2").text
    assert "Entry 2 of 2 has not passed." in answer("Init:1/2").text
    assert explain("Init:3/2") is None


def test_init_says_that_it_may_be_a_sidecar_of_a_pod_that_runs() -> None:
    said, inner = answer("Init:CrashLoopBackOff"), answer("CrashLoopBackOff")
    assert "the app keeps running" in said.text
    assert inner.text in said.text
    assert said[1:] == inner[1:]


@pytest.mark.parametrize("word", ["", "nonsense", "Init:", "Init:nonsense", "signal", "exit/99999", "OutOf"])
def test_what_is_not_known_has_no_answer(word: str) -> None:
    assert explain(word) is None


def test_a_code_of_the_program_is_called_so() -> None:
    said = answer("exit/78")
    assert said.text == "Exit 78: defined by the program: see its documentation or its log."
    assert "kubectl logs POD -c NAME --previous" in said.cure


def test_a_node_may_lack_any_resource() -> None:
    assert "does not have enough nvidia.com/gpu left" in answer("OutOfnvidia.com/gpu").text


def test_the_reasons_of_failed_pulls_are_explained() -> None:
    assert {"ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName"} <= PULL_FAILED & set(known())


def test_a_lost_status_is_not_the_programs_own_nor_the_nodes() -> None:
    assert "lost" in answer("exit/-1").text
    assert "containerd reports 255" in answer("Init:Unknown").text


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
        "SysctlForbidden",
    ],
)
def test_the_rarer_reasons_of_kubernetes_are_known(word: str) -> None:
    assert explain(word)
