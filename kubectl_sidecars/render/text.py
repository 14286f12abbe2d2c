"""The report for people: causes worst first, the table of pods, the containers of each pod with a problem."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator

from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.escape import visible
from kubectl_sidecars.render.style import Style
from kubectl_sidecars.render.table import container_lines, pod_table
from kubectl_sidecars.render.tones import OF_SEVERITY, Paint, Tone, no_colour
from kubectl_sidecars.render.words import is_sick, under_way
from kubectl_sidecars.report import Report
from kubectl_sidecars.report.schema import Standing
from kubectl_sidecars.sentences import counted, listed, number

MOST_SICK = 20
"""Pods whose containers are listed below the table."""
MOST_UNDER_WAY = 10
"""Pods that start or stop and have a line of their own."""
MOST_NAMED = 5
"""Pods named below a cause."""


def report_text(report: Report, style: Style) -> Iterator[str]:
    """The lines of the report."""
    paint = style.paint
    yield from verdicts(report, paint=paint, width=style.width)
    if not report.pods:
        return
    yield from _under_way(report, paint)
    yield ""
    yield from pod_table(report.pods, style)
    sick = [pod for pod in report.pods if is_sick(pod)]
    for pod in sick[:MOST_SICK]:
        yield ""
        yield paint(f"{visible(pod.namespace)}/{visible(pod.name)}", Tone.STRONG) + (
            f"   {visible(pod.truth)}" if pod.truth else ""
        )
        yield from container_lines(pod, report.taken_at, paint)
    if len(sick) > MOST_SICK:
        yield ""
        yield f"{counted(len(sick) - MOST_SICK, 'more pod')} with a problem: name them, or use -o wide --problems."


def _under_way(report: Report, paint: Paint) -> Iterator[str]:
    """One line for each pod that starts or stops without a problem, with what it waits for."""
    found = [(pod, waits) for pod in report.pods if (waits := under_way(pod))]
    if not found:
        return
    yield ""
    yield paint("Under way", Tone.NOTICE)
    for pod, waits in found[:MOST_UNDER_WAY]:
        yield f"  {visible(pod.namespace)}/{visible(pod.name)}: {visible(' '.join(each.message for each in waits))}"
    if len(found) > MOST_UNDER_WAY:
        yield f"  {counted(len(found) - MOST_UNDER_WAY, 'more pod')}: see the table."


def verdicts(report: Report, *, paint: Paint = no_colour, width: int = 120) -> Iterator[str]:
    """One paragraph for each cause; one line if there are none."""
    if not report.causes:
        yield healthy(report)
        return
    for index, cause in enumerate(report.causes):
        if index:
            yield ""
        yield from verdict(cause, paint, width)


def healthy(report: Report) -> str:
    """The line for a report without causes."""
    counts = Counter(pod.standing for pod in report.pods)
    completed = sum(1 for pod in report.pods if pod.phase == "Succeeded" and pod.standing is Standing.DONE)
    parts = (
        (completed, "completed"),
        (counts[Standing.DONE] - completed, "ended"),
        (counts[Standing.STARTING], "starting"),
        (counts[Standing.STOPPING], "stopping"),
    )
    found = [(number(count), word) for count, word in parts if count]
    if len(report.pods) == 1:
        named = [word for _, word in found]
    else:
        named = [f"{count} of them {word}" for count, word in found[:1]]
        named += [f"{count} {word}" for count, word in found[1:]]
    return f"Nothing is wrong: {', '.join((counted(len(report.pods), 'pod'), *named))}."


def verdict(cause: Cause, paint: Paint, width: int) -> Iterator[str]:
    """The lines of one cause: severity and title, explanation, pods, commands."""
    label = cause.severity.value.upper()
    indent = " " * (len("CRITICAL") + 2)
    title = textwrap.wrap(visible(cause.title), max(20, width - len(indent))) or [""]
    yield paint(label.ljust(len(indent)), OF_SEVERITY[cause.severity]) + paint(title[0], Tone.STRONG)
    for line in title[1:]:
        yield indent + paint(line, Tone.STRONG)
    for line in textwrap.wrap(visible(cause.explanation), max(20, width - len(indent))):
        yield indent + line
    if cause.pods:
        word = "Pod" if len(cause.pods) == 1 else "Pods"
        yield from textwrap.wrap(
            f"{word}: {_pods(cause)}", width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
        )
    if cause.advice:
        yield from textwrap.wrap(
            f"Cure: {visible(cause.advice)}", width, initial_indent=indent, subsequent_indent=indent
        )
    for command in cause.commands:
        yield f"{indent}Look at: {paint(visible(command), Tone.NOTICE)}"


def _pods(cause: Cause) -> str:
    named = (visible(f"{pod.namespace}/{pod.name}") for pod in cause.pods[:MOST_NAMED])
    return listed(named, more=len(cause.pods) - MOST_NAMED)
