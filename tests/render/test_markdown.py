"""The report as Markdown: whole, and harmless wherever it is pasted."""

from __future__ import annotations

import re

from kubectl_sidecars.render.markdown import plain, to_markdown
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
