"""Content of a pod's screen beside its tabs: the title and the legend; its inspection, and its YAML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from kubectl_sidecars.api import Pod
from kubectl_sidecars.classify import Judgement
from kubectl_sidecars.classify.catalog import Index
from kubectl_sidecars.escape import visible
from kubectl_sidecars.lifecycle.timeline import Timeline, timeline
from kubectl_sidecars.render.tones import Cell, Tone
from kubectl_sidecars.report import PodReport, inspect_subject, subject_of
from kubectl_sidecars.snapshot import Snapshot
from kubectl_sidecars.tui.log_layout import pieces
from kubectl_sidecars.tui.pod_table import cut_middle, status_tone
from kubectl_sidecars.tui.view.wrapping import wrapped

PARTIAL = "# Only the fields that kubectl sidecars reads: the server's own object is not available here."

MOST_TITLE = 3
"""Lines for kubectl's columns of the pod."""


def inspect_with_timeline(
    pod: Pod, snapshot: Snapshot, roles: Index | None, judgements: tuple[Judgement, ...] | None = None
) -> tuple[PodReport, Timeline]:
    """The report and the timeline of a pod at `snapshot.taken_at`, both made from one Subject.

    `judgements` are those of its containers where they are known; else they are classified with `roles`."""
    subject = subject_of(pod, snapshot, roles, judgements)
    report, _ = inspect_subject(subject)
    return report, timeline(pod, subject.containers, subject.events, snapshot.taken_at)


def title(report: PodReport, width: int, *, gone: bool) -> list[list[Cell]]:
    """The lines of the title: kubectl's columns of the pod, and a sentence where these mislead or the pod is gone."""
    parts: list[list[Cell]] = [
        _name(report, width),
        [(f" {report.ready} ", Tone.PLAIN), (f" {visible(report.status)} ", status_tone(report))],
        [(f" restarts {report.restarts} ", Tone.PLAIN)],
        [(f" age {report.age} ", Tone.PLAIN)],
    ]
    if report.owner.kind:
        parts.append([(f" of {report.owner} ", Tone.MUTED)])
    if report.node:
        parts.append([(f" on {report.node} ", Tone.MUTED)])
    lines = flowing(parts, width)[:MOST_TITLE]
    if gone:
        lines.append([(" This pod is gone: this is its last known state.", Tone.WARNING)])
    elif report.truth:
        lines += [[(f" {line}", Tone.STRONG)] for line in wrapped(report.truth, width - 2)[:2]]
    return lines


def _name(report: PodReport, width: int) -> list[Cell]:
    """Namespace and name; without room for both only the name, with its middle cut out."""
    namespace, name = visible(report.namespace), visible(report.name)
    if len(namespace) + len(name) + 3 <= width:
        return [(f" {namespace}/", Tone.MUTED), (f"{name} ", Tone.STRONG)]
    return [(f" {cut_middle(name, max(1, width - 2))} ", Tone.STRONG)]


def flowing(parts: Sequence[list[Cell]], width: int) -> list[list[Cell]]:
    """The parts on as many lines as they need; a line ends between two parts."""
    lines: list[list[Cell]] = [[]]
    for part in parts:
        if lines[-1] and sum(len(text) for text, _ in [*lines[-1], *part]) > width:
            lines.append([])
        lines[-1] += part
    return lines


def own_yaml(pod: Pod) -> str:
    """The fields that we read of the pod, as YAML. The server's own object has more."""
    import yaml  # noqa: PLC0415 - 28 ms that only this view needs

    plain = msgspec.to_builtins(pod, builtin_types=())
    text: str = yaml.dump(_without_empty(plain), Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), sort_keys=False)
    return f"{PARTIAL}\n{text}"


def _without_empty(value: object) -> object:
    """The value without members that are empty or have their default."""
    if isinstance(value, dict):
        kept = {name: _without_empty(member) for name, member in value.items()}
        return {name: member for name, member in kept.items() if member not in (None, "", (), [], {}, 0, False)}
    if isinstance(value, list | tuple):
        return [_without_empty(member) for member in value]
    return value


def yaml_lines(text: str, width: int) -> Iterator[list[Cell]]:
    """The lines of a YAML text, with keys in a tone of their own; long lines are cut, at blanks where they are near."""
    for whole in text.splitlines():
        for number, line in enumerate(pieces(visible(whole), max(20, width - 1))):
            key, colon, rest = line.partition(":")
            is_key = number == 0 and colon and not key.lstrip("- ").startswith(("'", '"', "#"))
            if line.lstrip().startswith("#"):
                yield [(f" {line}", Tone.MUTED)]
            elif is_key and (not rest or rest.startswith(" ")):
                yield [(f" {key}", Tone.NOTICE), (f":{rest}", Tone.PLAIN)]
            else:
                yield [(f" {line}", Tone.PLAIN)]
