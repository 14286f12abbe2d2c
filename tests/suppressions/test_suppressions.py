"""A finding that is known is not shown until its day is over: by a file, and by an annotation of the pod."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.suppressions import ANNOTATION, Suppression
from kubectl_sidecars.suppressions.read import of_annotation, parse
from tests.support.terminal import run

ROW = '[[suppress]]\nfinding = "ExitError"\nreason = "SHOP-12"\nuntil = 2099-12-31\n'


def pod(**annotations: str) -> dict[str, Any]:
    """A pod that crashes with exit 1 at 2026-11-30T01:00."""
    state = {
        "exitCode": 1,
        "reason": "Error",
        "startedAt": "2026-11-30T00:59:59Z",
        "finishedAt": "2026-11-30T01:00:00Z",
    }
    status = {
        "name": "app", "image": "x", "imageID": "", "ready": False, "restartCount": 5,
        "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": state},
    }  # fmt: skip
    meta = {"name": "checkout-1", "namespace": "shop", "uid": "u", "creationTimestamp": "2026-11-30T00:00:00Z"}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {**meta, "annotations": annotations},
        "spec": {"containers": [{"name": "app", "image": "x"}], "nodeName": "n"},
        "status": {"phase": "Running", "containerStatuses": [status]},
    }


def inspected(tmp_path: Path, *words: str, toml: str = "", **annotations: str) -> Any:
    path, file = tmp_path / "pod.json", tmp_path / "suppress.toml"
    path.write_text(json.dumps(pod(**annotations)))
    file.write_text(toml)
    return run("inspect", "-f", str(path), "--suppress", str(file), *words)


@pytest.mark.parametrize(
    ("more", "is_shown"),
    [
        ("", False),
        ('namespace = "shop"\npod = "checkout-*"\ncontainer = "app"\n', False),
        ('namespace = "other"\n', True),
        ('pod = "cart-*"\n', True),
        ('container = "istio-*"\n', True),
    ],
)
def test_a_row_hides_the_finding_of_the_pods_that_it_matches(tmp_path: Path, more: str, is_shown: bool) -> None:
    ran = inspected(tmp_path, "--fail-on", "critical", toml=ROW + more)
    assert ran.status == (1 if is_shown else 0)
    assert ("app exits with 1" in ran.out) is is_shown
    assert ("1 finding suppressed, until 2099-12-31" in ran.err) is not is_shown


def test_after_its_last_day_it_is_shown_again(tmp_path: Path) -> None:
    assert inspected(tmp_path, "--fail-on", "critical", toml=ROW.replace("2099-12-31", "2026-11-30")).status == 0
    assert inspected(tmp_path, "--fail-on", "critical", toml=ROW.replace("2099-12-31", "2026-11-29")).status == 1


def test_what_is_hidden_is_kept_in_json_with_its_reason(tmp_path: Path) -> None:
    (found,) = json.loads(inspected(tmp_path, "-o", "json", toml=ROW).out)["pods"]
    (hidden,) = found["suppressed"]
    assert (hidden["reason"], hidden["because"], hidden["until"]) == ("ExitError", "SHOP-12", "2099-12-31")
    assert found["findings"] == []


def test_an_annotation_does_the_same(tmp_path: Path) -> None:
    ran = inspected(tmp_path, "--fail-on", "critical", **{ANNOTATION: "ExitError of app until 2099-12-31: SHOP-12"})
    assert ran.status == 0
    assert "1 finding suppressed" in ran.err


def test_an_annotation_that_is_wrong_hides_nothing_and_is_named(tmp_path: Path) -> None:
    ran = inspected(tmp_path, "--fail-on", "critical", **{ANNOTATION: "ExitErorr until 2099-12-31: x"})
    assert ran.status == 1
    assert "shop/checkout-1: there is no finding 'ExitErorr'; did you mean ExitError" in ran.err


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("x = [", "s.toml:1: "),
        ("a = 1", "may only have tables [[suppress]]"),
        ('suppress = "x"', "may only have tables"),
        ("suppress = [5]", "may only have tables"),
        ('suppress = [5, """\n[[suppress]]\n[[suppress]]"""]', "may only have tables"),
        ('suppress = [{finding = "ExitError", reason = "x", until = 2099-12-31}]', "may only have tables"),
        ("a = " + "[" * 50_000, "s.toml:1: too many levels deep"),
        ("a = " + "9" * 10_000, "s.toml:1: Exceeds the limit"),
        ('[[suppress]]\nfinding = "ExitError"\n', "s.toml:1: reason and until must be there"),
        (
            ROW + ROW.replace("ExitError", "ExitErrr"),
            "s.toml:5: there is no finding 'ExitErrr'; did you mean ExitError",
        ),
        (ROW + 'pods = "x"\n', "s.toml:1: 'pods' is no key"),
        (ROW.replace("2099-12-31", '"2099-12-31"'), "until is a day without quotes"),
        (ROW.replace("2099-12-31", "2099-12-31T00:00:00Z"), "until is a day without quotes"),
        (ROW.replace('"SHOP-12"', "12"), "reason is a text"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_line(text: str, problem: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse(text, "s.toml")
    assert problem in str(refused.value)


def test_a_quoted_table_is_one_too() -> None:
    assert parse(ROW.replace("[[suppress]]", '[["suppress"]]'), "s.toml") == parse(ROW, "s.toml")


def test_similar_findings_are_looked_for_once_an_annotation(monkeypatch: pytest.MonkeyPatch) -> None:
    """They take milliseconds, and an annotation has room for thousands of entries."""
    asked: list[str] = []
    monkeypatch.setattr("difflib.get_close_matches", lambda word, *_: asked.append(word))
    of_annotation("ExitErorr until 2026-12-31: x;" * 8000)
    assert asked == ["ExitErorr"]


def test_several_entries_of_an_annotation() -> None:
    found, problem = of_annotation("ExitError until 2026-12-31: a; OOMKilled of app until 2026-12-01: b\n")
    assert problem == ""
    assert found == (
        Suppression("ExitError", "a", date(2026, 12, 31), place=ANNOTATION),
        Suppression("OOMKilled", "b", date(2026, 12, 1), container="app", place=ANNOTATION),
    )


@given(st.text())
def test_any_annotation_is_read_without_an_error(text: str) -> None:
    found, _ = of_annotation(text)
    assert all(each.reason for each in found)
