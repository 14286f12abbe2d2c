"""Of a message of the cluster that is quoted the last 60 characters of its innermost error survive: in every finding of
every pod that the tests have, and in every output that shows it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from kubectl_sidecars.diagnose import Subject
from kubectl_sidecars.diagnose.phrasing.last_words import telling_line
from kubectl_sidecars.diagnose.phrasing.quotes import innermost
from kubectl_sidecars.escape import visible
from kubectl_sidecars.render.brief import brief
from kubectl_sidecars.render.data import to_json
from kubectl_sidecars.render.markdown import plain, to_markdown
from kubectl_sidecars.render.style import Style
from kubectl_sidecars.render.text import report_text
from kubectl_sidecars.report import Report, inspect, subject_of
from kubectl_sidecars.snapshot import Snapshot
from tests.support.corpus import snapshots

BEGIN, END = 40, 60
"""Characters by which a quote is recognised, and which must survive."""


def messages(subject: Subject) -> Iterator[str]:
    """Each message about a pod, its innermost error."""
    status = subject.pod.status
    yield from (innermost(event.message) for event in subject.events)
    yield from (innermost(each.message) for each in status.conditions)
    yield innermost(status.message)
    for view in subject.views:
        states = (view.status.state, view.status.last_state) if view.status else ()
        for state in states:
            if state.waiting is not None:
                yield innermost(state.waiting.message)
            if state.terminated is not None:
                yield innermost(telling_line(state.terminated.message))


def cut_short(text: str, said: list[str]) -> list[str]:
    """The messages of which the text quotes the beginning without the end; one of those that begin alike is enough."""
    quoted = [message for message in said if len(message) > BEGIN and message[:BEGIN] in text]
    whole = {message[:BEGIN] for message in quoted if message[-END:] in text}
    return [message for message in quoted if message[:BEGIN] not in whole]


def joined(lines: list[str]) -> str:
    """The text without line breaks and blanks: wrapping may cut anywhere."""
    return re.sub(r"\s+", "", "".join(lines))


def told(snapshot: Snapshot) -> tuple[Report, dict[str, list[str]]]:
    report = inspect(snapshot)
    subjects = (subject_of(pod, snapshot, None) for pod in snapshot.pods.values())
    said = {each.pod.metadata.uid: [one.replace("`", "'") for one in set(messages(each)) if one] for each in subjects}
    return report, said


def test_the_end_of_a_quoted_message_is_in_its_finding() -> None:
    seen: Counter[str] = Counter()
    for snapshot in snapshots():
        report, said = told(snapshot)
        for pod in report.pods:
            for finding in pod.findings:
                assert "``" not in finding.message, (pod.name, finding.message)
                for text in (finding.message, *finding.evidence):
                    cut = cut_short(text.replace("`", "'"), said.get(pod.uid, []))
                    assert not cut, (pod.name, finding.reason, text, cut)
                    seen["quotes"] += sum(message[:BEGIN] in text for message in said.get(pod.uid, []))
    assert seen["quotes"] > 1000


def test_the_end_of_a_quoted_message_is_in_every_output() -> None:
    style = Style(namespace=True, width=100)
    seen = 0
    for snapshot in snapshots():
        report, said = told(snapshot)
        quotes = [one for pod in report.pods for one in said.get(pod.uid, []) if len(one) > BEGIN]
        texts = [cause.message.replace("`", "'") for cause in report.causes]
        shown = [one for one in quotes if any(one[:BEGIN] in text and one[-END:] in text for text in texts)]
        assert not [cut for text in texts for cut in cut_short(text, quotes)]
        if not shown:
            continue
        seen += len(shown)
        outputs = {
            "text": joined(list(report_text(report, style))),
            "json": joined([*_strings(msgspec.json.decode(to_json(report)))]),
            "markdown": joined([to_markdown(report)]),
        }
        for name, output in outputs.items():
            for one in shown:
                end = visible(one[-END:]) if name == "text" else one[-END:]
                if name == "markdown":  # within a line: a number at its beginning is escaped
                    end = plain(f"x{end}").removeprefix("x")
                assert joined([end]) in output.replace("`", "'"), (name, one)
        for line in brief(report, budget=20_000):
            found = re.search(r'"(?:[^"\\]|\\.)*"$', line)
            names = line.lstrip().startswith("pods: ")  # a message may begin with the name of its pod
            text = msgspec.json.decode(found[0]) if found and not names else ""
            assert not cut_short(text.replace("`", "'"), quotes), line
    assert seen > 500


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
