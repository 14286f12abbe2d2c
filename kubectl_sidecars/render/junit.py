"""`-o junit`: a test case for each pod, for the test reports of CI systems.

The format is the one that Jenkins, GitLab and GitHub's reporters read (testmoapp/junitxml, 2023).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.escape import visible
from kubectl_sidecars.render.words import is_sick, problems
from kubectl_sidecars.report import PodReport, Report


def junit_lines(report: Report) -> Iterator[str]:
    """The document: a suite for each namespace, and one for the causes without pods, such as a Job that failed."""
    ownerless = [cause for cause in report.causes if not cause.pods]
    failures = sum(map(is_sick, report.pods)) + len(ownerless)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="kubectl sidecars" tests="{len(report.pods) + len(ownerless)}" failures="{failures}">'
    at = f"{report.taken_at:%Y-%m-%dT%H:%M:%S}"
    for namespace, group in groupby(sorted(report.pods, key=lambda pod: pod.namespace), lambda pod: pod.namespace):
        pods = tuple(group)
        yield _suite(namespace, len(pods), sum(map(is_sick, pods)), at)
        for pod in pods:
            yield from _pod(pod)
        yield "  </testsuite>"
    if ownerless:
        yield _suite("without pods", len(ownerless), len(ownerless), at)
        for cause in ownerless:
            yield from _cause(cause)
        yield "  </testsuite>"
    yield "</testsuites>"


def _suite(name: str, tests: int, failures: int, at: str) -> str:
    return f'  <testsuite name={_attribute(name)} tests="{tests}" failures="{failures}" timestamp="{at}">'


def _pod(pod: PodReport) -> Iterator[str]:
    case = f"    <testcase classname={_attribute(pod.namespace)} name={_attribute(f'pod/{pod.name}')}"
    found = problems(pod)
    if not found:
        yield f"{case}/>"
        return
    yield f"{case}>"
    worst = found[0]
    yield f"      <failure type={_attribute(str(worst.reason))} message={_attribute(worst.summary)}>"
    for finding in found:
        yield _text(f"{finding.severity.value} {finding.reason}: {finding.message}")
        yield from (_text(f"  {command}") for command in finding.commands)
    yield "      </failure>"
    yield "    </testcase>"


def _cause(cause: Cause) -> Iterator[str]:
    name = ", ".join(cause.owners) or str(cause.reason)
    yield f'    <testcase classname="owners" name={_attribute(name)}>'
    yield f"      <failure type={_attribute(str(cause.reason))} message={_attribute(cause.title)}>"
    yield _text(cause.message)
    yield from (_text(f"  {command}") for command in cause.commands)
    yield "      </failure>"
    yield "    </testcase>"


def _attribute(text: str) -> str:
    return quoteattr(_xml(text))


def _text(text: str) -> str:
    return escape(_xml(text))


def _xml(text: str) -> str:
    """The text without the two characters that XML cannot hold even escaped, U+FFFE and U+FFFF."""
    return visible(text).replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
