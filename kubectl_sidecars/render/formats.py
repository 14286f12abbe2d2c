"""The output formats: one row for each, and one renderer.

The values of -o, completion, the help, the documentation, and what a single report and a watch print follow from these
rows. To add a format, write its renderer and its row. Imports nothing heavy: the parser reads the names.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kubectl_sidecars.render.style import Style
    from kubectl_sidecars.report import Report

    Renderer = Callable[[Report, Style], Iterable[str]]


class Format:
    """One output format: the value of -o, a few words of help, its renderer, and what the renderer reads and writes."""

    __slots__ = (
        "between",
        "has_causes",
        "has_containers",
        "has_workloads",
        "help",
        "is_data",
        "is_for_others",
        "name",
        "render",
    )

    def __init__(  # noqa: PLR0913 - the parts of one row
        self,
        name: str,
        text: str,
        render: Renderer,
        *,
        has_containers: bool = True,
        has_causes: bool = False,
        is_data: bool = False,
        is_for_others: bool = False,
        has_workloads: bool = False,
        between: tuple[str, ...] | None = None,
    ) -> None:
        self.name = name
        self.help = text
        self.render = render
        self.has_containers = has_containers
        """True if it shows containers or events of pods: else their reports are made without them."""
        self.has_causes = has_causes
        """True if it shows causes: only for these are logs of crashed containers read. Without causes and containers a
        pod is only inspected as far as its line needs."""
        self.is_data = is_data
        """True if programs read it: an empty answer is a document, not `No resources found`."""
        self.is_for_others = is_for_others
        """True if it is made to be given away: secrets are removed unless the user says otherwise."""
        self.has_workloads = has_workloads
        """True if it shows the owners of pods: only for these are Deployments, StatefulSets, DaemonSets and CronJobs
        read. It has an order of its own, and no --watch."""
        self.between = between
        """What --watch prints before each document after the first. None for rows: they continue the first table."""

    @property
    def is_document(self) -> bool:
        """True if --watch prints a whole document for each change, and names deleted pods in it."""
        return self.between is not None


def _report(report: Report, style: Style) -> Iterable[str]:
    from kubectl_sidecars.render.text import report_text  # noqa: PLC0415 - each format loads its own renderer

    return report_text(report, style)


def _table(report: Report, style: Style) -> Iterable[str]:
    from kubectl_sidecars.render.table import pod_table  # noqa: PLC0415

    return pod_table(report.pods, style)


def _wide(report: Report, style: Style) -> Iterable[str]:
    from kubectl_sidecars.render.table import wide_table  # noqa: PLC0415

    return wide_table(report.pods, report.taken_at, style)


def _name(report: Report, _style: Style) -> Iterable[str]:
    from kubectl_sidecars.escape import visible  # noqa: PLC0415

    return (f"pod/{visible(pod.name)}" for pod in report.pods)


def _json(report: Report, style: Style) -> Iterable[str]:
    from kubectl_sidecars.render.data import json_lines, to_json  # noqa: PLC0415

    return (to_json(report),) if style.is_watch else json_lines(report)


def _yaml(report: Report, _style: Style) -> Iterable[str]:
    from kubectl_sidecars.render.data import yaml_lines  # noqa: PLC0415

    return yaml_lines(report)


def _markdown(report: Report, _style: Style) -> Iterable[str]:
    from kubectl_sidecars.render.markdown import markdown_lines  # noqa: PLC0415

    return markdown_lines(report)


def _brief(report: Report, style: Style) -> Iterable[str]:
    from kubectl_sidecars.render.brief import brief  # noqa: PLC0415

    return brief(report, style.cursor)


def _workloads(report: Report, style: Style) -> Iterable[str]:
    from kubectl_sidecars.render.workloads import workload_table  # noqa: PLC0415
    from kubectl_sidecars.workloads.schema import WorkloadsReport  # noqa: PLC0415

    rows = report.workloads if isinstance(report, WorkloadsReport) else ()
    return workload_table(rows, report.taken_at, style)


def _junit(report: Report, _style: Style) -> Iterable[str]:
    from kubectl_sidecars.render.junit import junit_lines  # noqa: PLC0415

    return junit_lines(report)


REPORT = Format(
    "", "what is wrong and why, all pods, and the containers of pods with a problem", _report, has_causes=True
)
"""Without -o, where the screen is not shown."""
TABLE = Format("table", "one line for each pod: kubectl's columns, then what is wrong", _table, has_containers=False)
FORMATS = (
    TABLE,
    Format("wide", "the table, with one line for each container below its pod", _wide),
    Format("workloads", "one line for each owner of pods, worst first: how far it is, and what holds it", _workloads,
           has_causes=True, has_workloads=True),
    Format("json", "the whole report as JSON; with --watch one document on each line", _json,
           has_causes=True, is_data=True, between=()),
    Format("yaml", "the whole report as YAML", _yaml, has_causes=True, is_data=True, between=("---",)),
    Format("markdown", "the report for a ticket, without secrets", _markdown,
           has_causes=True, is_for_others=True, between=("", "---", "")),
    Format("brief", "the causes for an agent or a chat: at most 2,000 tokens, without secrets", _brief,
           has_containers=False, has_causes=True, is_data=True, is_for_others=True, between=("", "---", "")),
    Format("junit", "a test case for each pod, for the test reports of CI systems", _junit,
           has_containers=False, has_causes=True, is_data=True, is_for_others=True, between=("",)),
    Format("name", "pod/NAME", _name, has_containers=False),
)  # fmt: skip
"""The values of -o, in the order of the help."""
BY_NAME = {format_.name: format_ for format_ in (REPORT, *FORMATS)}
