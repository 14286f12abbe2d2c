"""The report as Markdown: whole, and harmless wherever it is pasted."""

from __future__ import annotations

import re

import msgspec

from kubectl_sidecars.causes.cause import PodName
from kubectl_sidecars.render.markdown import MOST_SECTIONS, plain, to_markdown
from kubectl_sidecars.report import inspect
from tests.support.builders import container, crashing, pod, report, terminated
from tests.support.screens import demo


def test_it_has_all_verdicts_all_pods_and_the_sick_ones_containers() -> None:
    whole = inspect(demo())
    text = to_markdown(whole)
    assert len(re.findall(r"^## (CRITICAL|WARNING)", text, re.MULTILINE)) == len(
        [cause for cause in whole.causes if cause.severity.value != "notice"]
    )
    for each in whole.pods:
        assert f"| {plain(each.namespace)} | {plain(each.name)} | {plain(each.ready)} |" in text


def test_of_ten_thousand_pods_the_sick_ones_are_shown_and_the_others_counted() -> None:
    sick, well = (
        report(pod([crashing("app", terminated(1))])).pods[0],
        report(pod([container("app")], conditions=())).pods[0],
    )
    whole = report(pod([crashing("app", terminated(1))]))
    many = msgspec.structs.replace(whole, pods=(*[well] * 9_970, *[sick] * 30))
    lines = to_markdown(many).splitlines()
    assert len([line for line in lines if line.startswith("| demo |")]) == 30
    assert len([line for line in lines if line.startswith("### ")]) == MOST_SECTIONS
    assert "9,970 pods not shown, 0 of them with a problem." in lines
    assert "10 more pods with a problem, without a section here." in lines
    all_sick = to_markdown(msgspec.structs.replace(whole, pods=(sick,) * 10_000)).splitlines()
    assert "9,900 pods not shown, 9,900 of them with a problem." in all_sick
    assert len(all_sick) < 500


def test_of_many_pods_of_one_cause_the_first_are_named_and_the_others_counted() -> None:
    whole = report(pod([crashing("app", terminated(1))]))
    cause = msgspec.structs.replace(whole.causes[0], pods=(PodName("demo", "shop"),) * 5_000)
    named = next(
        line for line in to_markdown(msgspec.structs.replace(whole, causes=(cause,))).splitlines() if "more" in line
    )
    assert named.startswith("5,000 pods: `demo/shop`, ")
    assert named.endswith(" and 4,990 more")


def test_a_verdict_is_said_once_as_its_heading() -> None:
    whole = report(pod([crashing("app", terminated(1))]))
    cause = whole.causes[0]
    assert f"## CRITICAL: {plain(cause.title)}\n\n{plain(cause.explanation)}\n" in to_markdown(whole)


def test_deleted_pods_are_named() -> None:
    gone = msgspec.structs.replace(report(), gone=(PodName("demo", "a`b"),))
    assert "- deleted: `demo/a\u2019b`" in to_markdown(gone).splitlines()


def test_nothing_wrong_is_said() -> None:
    assert "Nothing is wrong" in to_markdown(report(pod([container("app")], conditions=())))


def test_text_of_the_cluster_has_no_meaning_in_it() -> None:
    hostile = "evil|cell <script>alert(1)</script> [x](javascript:y) `code` \x1b[31m\n# heading"
    sick = pod([crashing("app", terminated(1, message=hostile))], name=hostile)
    text = to_markdown(report(sick))
    assert "\x1b" not in text
    outside = "\n".join(re.sub(r"`[^`]*`", "", line) for line in text.splitlines() if not line.startswith("    "))
    assert "<script>" not in outside  # in code it is text
    assert "[x](" not in outside
    assert "\n# heading" not in text
    row = next(line for line in text.splitlines() if line.startswith("| demo |"))
    assert len(re.findall(r"(?<!\\)\|", row)) == 8
