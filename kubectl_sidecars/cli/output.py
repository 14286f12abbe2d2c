"""A report in the form that the user asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.errors import ExitStatus
from kubectl_sidecars.escape import visible
from kubectl_sidecars.kube.select.resource_args import references
from kubectl_sidecars.model import Owner
from kubectl_sidecars.render.sort_keys import BY_NAME
from kubectl_sidecars.render.table import pod_table, wide_table
from kubectl_sidecars.render.text import report_text
from kubectl_sidecars.render.tones import ansi, no_colour
from kubectl_sidecars.render.words import count, is_sick, unread
from kubectl_sidecars.report import PodReport, Report

MOST_TOLD = 5
"""Undecodable objects named one by one on stderr; the JSON report has them all."""


def narrowed(report: Report, options: InspectOptions) -> Report:
    """The report of what was asked for: by name or selector, --problems, --container-type, --sort-by."""
    pods: Iterable[PodReport] = report.pods
    causes = report.causes
    if options.words or options.selector or options.field_selector:
        causes = tuple(_about(causes, report.pods, options.words))
    if options.problems:
        pods = filter(is_sick, pods)
    if options.container_types:
        pods = _of_types(pods, frozenset(options.container_types))
    return msgspec.structs.replace(report, pods=_sorted(pods, options.sort_by), causes=causes)


def _about(causes: Iterable[Cause], pods: Iterable[PodReport], words: Sequence[str]) -> Iterator[Cause]:
    """Causes of the pods that were asked for, and of owners that were named or own one: a Job that lost its pods
    is another's trouble otherwise."""
    named = {str(Owner(each.type.kind, each.name)) for each in references(words)}
    owners = {str(pod.owner) for pod in pods} | named
    for cause in causes:
        if cause.pods or owners.intersection(cause.owners):
            yield cause


def _sorted(pods: Iterable[PodReport], key: str) -> tuple[PodReport, ...]:
    """The pods in ascending order of the key; equal pods, or all without a key, stay by namespace and name."""
    return tuple(sorted(pods, key=BY_NAME[key].printed)) if key else tuple(pods)


def _of_types(pods: Iterable[PodReport], types: frozenset[str]) -> Iterator[PodReport]:
    for pod in pods:
        kept = tuple(container for container in pod.containers if container.type in types)
        if kept:
            yield msgspec.structs.replace(pod, containers=kept)


def show(report: Report, options: InspectOptions, streams: Streams) -> None:
    """Data to stdout, what is missing to stderr."""
    warn(report, streams)
    if not report.pods and options.output not in ("json", "yaml"):
        streams.say(nothing_found(report))
        if not report.causes or options.output:
            return
    streams.lines(lines(report, options, streams))


def lines(report: Report, options: InspectOptions, streams: Streams) -> Iterator[str]:
    """The report's lines in the form asked for."""
    paint = ansi if streams.coloured(options.colour) else no_colour
    namespace = shows_namespace(report, options)
    match options.output:
        case "json":
            from kubectl_sidecars.render.data import to_json  # noqa: PLC0415

            return iter([to_json(report, indent=not options.watch)])
        case "yaml":
            from kubectl_sidecars.render.data import to_yaml  # noqa: PLC0415

            return iter([to_yaml(report).rstrip("\n")])
        case "name":
            return (f"pod/{visible(pod.name)}" for pod in report.pods)
        case "table":
            return pod_table(report.pods, namespace=namespace, headers=options.headers, paint=paint)
        case "wide":
            return wide_table(report.pods, report.taken_at, namespace=namespace, headers=options.headers, paint=paint)
        case _:
            return report_text(report, namespace=namespace, headers=options.headers, paint=paint, width=streams.width)


def shows_namespace(report: Report, options: InspectOptions) -> bool:
    """With -A, as kubectl; and for a file that holds several namespaces."""
    return options.all_namespaces or len({pod.namespace for pod in report.pods}) > 1


def nothing_found(report: Report) -> str:
    """kubectl's words for an empty answer."""
    where = report.source.namespace
    return f"No resources found in {where} namespace." if where else "No resources found"


def warn(report: Report, streams: Streams) -> None:
    """One line for all that was denied, one for each object that could not be read in full."""
    if report.denied:
        missing = ", ".join(denied.what for denied in report.denied)
        streams.say(f"warning: without {missing} the report may miss causes ({report.denied[0].why})")
    for each in report.undecodable[:MOST_TOLD]:
        streams.say(f"warning: {unread(each)}")
    more = len(report.undecodable) - MOST_TOLD
    if more > 0:
        streams.say(f"warning: {count(more, 'more object')} could not be read in full: see undecodable in -o json")


def exit_status(report: Report, fail_on: str) -> ExitStatus:
    """1 when a pod shown has a finding, or the report a cause, at or above the severity; else 0."""
    if fail_on == "never":
        return ExitStatus.OK
    limit = Severity(fail_on).rank
    ranks = [finding.severity.rank for pod in report.pods for finding in pod.findings]
    ranks += [cause.severity.rank for cause in report.causes]
    return ExitStatus.FINDINGS if any(rank <= limit for rank in ranks) else ExitStatus.OK
