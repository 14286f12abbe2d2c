"""Roles are recognised well enough on both halves of the labelled set, and never dangerously wrong."""

from __future__ import annotations

import pytest

from tests.support.labelled_list import answers
from tests.support.labelled_roles import HALVES, Score, labelled, score
from tests.support.paths import DATA

BOTH = pytest.mark.parametrize("half", HALVES)


def test_the_set_is_large_enough_and_holds_the_pods_of_the_documentation() -> None:
    judged = [each for half in HALVES for each in labelled(half)]
    assert len(judged) >= 200
    names = {each.container for each in judged if each.pod.startswith("kubernetes/website")}
    assert {"init-myservice", "init-mydb", "logshipper", "count-log-1"} <= names


@BOTH
def test_images_of_the_catalogue_are_recognised_under_the_names_of_a_mirror(half: str) -> None:
    assert score(labelled(half, mirrored=True), known=True).share >= 0.97


@BOTH
def test_unknown_images_are_recognised_by_heuristics(half: str) -> None:
    assert score(labelled(half), known=False).share >= 0.85


@BOTH
@pytest.mark.parametrize("mirrored", [False, True])
def test_no_main_is_ever_called_a_helper_with_high_confidence(half: str, *, mirrored: bool) -> None:
    assert [each for each in labelled(half, mirrored=mirrored) if each.is_dangerous] == []


@BOTH
def test_every_judgement_says_why(half: str) -> None:
    assert all(each.said.evidence for each in labelled(half))


@pytest.mark.parametrize("pods", ["roles_next", "roles_blind", "roles_blind2", "roles_blind3", "roles_dev3"])
def test_further_sets_are_recognised_and_never_wrong_for_certain(pods: str) -> None:
    judged = answers(DATA / pods / "pods.yaml", DATA / pods / "labels.jsonl")
    running = [each for each in judged if each.label.type != "init"]
    helpers = [each for each in running if "main" not in each.label.accept and not each.label.known]
    init = [each for each in judged if each.label.type == "init"]
    for chosen, wanted in ((running, 0.97), (helpers, 0.9), (init, 0.95)):
        assert Score(sum(each.is_right for each in chosen), len(chosen)).share >= wanted
    assert not any(each.is_surely_wrong for each in judged)
