"""`explain` knows every word that an output can print, by the very word that it prints."""

from __future__ import annotations

import pytest

from kubectl_sidecars.classify.judgement import Confidence
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.tasks import ONCE
from kubectl_sidecars.classify.tasks import WORDS as TASKS
from kubectl_sidecars.diagnose import RULES
from kubectl_sidecars.diagnose.finding import Severity
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.glossary.own_words import own_word, own_words
from kubectl_sidecars.lifecycle.assessment import Stage
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.render import table, workloads
from kubectl_sidecars.report.schema import Standing
from kubectl_sidecars.tui import pod_table
from kubectl_sidecars.tui.view import containers
from tests.support.terminal import run

PRINTED = sorted(
    {
        *Role,
        *(TASKS[task] for task in {*TASKS} - {*ONCE}),
        *ContainerType,
        *(each.words for each in ContainerType),
        *Stage,
        "waiting for",
        *Severity,
        *Confidence,
        *Reason,
        *table.COLUMNS,
        *table.CONTAINER_COLUMNS,
        *(each.title for each in pod_table.COLUMNS),
        *workloads.COLUMNS,
        *Standing,
        "acknowledged",
        "suppressed",
        *containers.TITLES,
        *(rule.function.__name__.replace("_", " ") for rule in RULES),
    }
)


@pytest.mark.parametrize("word", PRINTED)
def test_a_printed_word_is_explained(word: str) -> None:
    ran = run("explain", word)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.strip()


@pytest.mark.parametrize("word", [*Role, *ContainerType, *Stage, "native sidecar"])
def test_a_container_of_the_catalogue_never_shadows_a_word_of_ours(word: str) -> None:
    lines = [line.lower() for line in run("explain", word).lines]
    assert [line for line in lines if line == f"role/{word}" or line.startswith(f"{word} (")]
    assert [line for line in lines if line.startswith("  usually")] == []


@pytest.mark.parametrize("phrase", ["waiting for", "native sidecar", "service-mesh proxy", "HELD BY", "held open"])
def test_a_word_of_several_needs_no_quotes(phrase: str) -> None:
    assert run("explain", *phrase.split()).out == run("explain", phrase).out


def test_several_words_are_explained_each() -> None:
    both = run("explain", "ambassador", "OOMKilled").out
    assert run("explain", "ambassador").out in both
    assert run("explain", "OOMKilled").out in both


def test_a_container_of_that_name_is_pointed_to() -> None:
    assert "minio-sidecar" in run("explain", "sidecar").out


def test_without_a_word_all_are_listed() -> None:
    listed = " ".join(run("explain").out.split())
    assert [word for word in PRINTED if word not in listed] == []


def test_each_word_has_a_sentence_of_its_own() -> None:
    words = [word for several in own_words().values() for word in several]
    assert [word for word in words if not own_word(word)] == []
    assert all(sentence.endswith(".") for word in words for sentence in own_word(word))
