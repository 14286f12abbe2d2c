"""The command line of `inspect`, in kubectl's flags."""

from __future__ import annotations

import argparse

from kubectl_sidecars.cli.parser.grammar import (
    Parser,
    connection,
    connection_flags,
    formatter,
)
from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.cli.program import program
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.render.formats import FORMATS
from kubectl_sidecars.render.sort_keys import BY_NAME, sort_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

TYPES = ("init", "sidecar", "container", "ephemeral")
SEVERITIES = ("critical", "warning", "notice", "never")
FORMAT_LINES = "".join(f"  {format_.name:<10}{format_.help}\n" for format_ in FORMATS)
EPILOG = f"""\
Output formats:
{FORMAT_LINES}
With --watch, json, yaml and markdown print a whole document for each change, with the pods that changed.

Examples:
  # What is wrong in this namespace, on a live screen (or, in a pipe, as a report)
  kubectl sidecars inspect

  # Everywhere, only what is sick, as a table
  kubectl sidecars inspect -A --problems -o table

  # One pod, one workload, all of a node
  kubectl sidecars inspect checkout-7d4b9c6f5-x2x9k
  kubectl sidecars inspect deployment/checkout -o wide
  kubectl sidecars inspect node/worker-3 -A

  # Without a cluster: saved output, a cluster-info dump, a recording
  kubectl get pods,events -A -o json > saved.json; kubectl sidecars inspect -f saved.json
  kubectl sidecars inspect --demo

  # In CI: exit status 1 when something does not work
  kubectl sidecars inspect -n shop -o table --fail-on critical

Exit status: 0 nothing at or above --fail-on, 1 findings at or above it, 2 usage, 3 cluster, 130 interrupted.
"""


def inspect_parser() -> Parser:
    parser = Parser(
        prog=f"{program()} inspect",
        usage="%(prog)s [POD... | TYPE/NAME... | TYPE NAME...] [flags]",
        description="Tell what each container of a pod is for, where it stands, what is wrong and why.",
        epilog=EPILOG,
        formatter_class=formatter,
        allow_abbrev=False,
        add_help=False,
    )
    add = parser.add_argument
    add("words", nargs="*", metavar="POD | TYPE/NAME", help=argparse.SUPPRESS)
    _selection_flags(parser)
    _output_flags(parser)
    connection_flags(parser)
    return parser


def _selection_flags(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("What to inspect").add_argument
    add("-A", "--all-namespaces", action="store_true", help="pods of all namespaces")
    add("-l", "--selector", default="", metavar="LABELS", help="label selector (app=shop,tier!=db)")
    add("--field-selector", default="", metavar="FIELDS", help="field selector (spec.nodeName=worker-3)")
    add("--container-type", action="append", default=[], choices=TYPES, help="only containers of this type")
    add("--problems", action="store_true", help="only pods with a finding that is more than advice")
    add("--sort-by", default="", metavar="KEY", help=f"sort pods in ascending order by one of: {', '.join(BY_NAME)}")
    add(
        "-f",
        "--filename",
        action="append",
        default=[],
        metavar="FILE",
        help="file, folder or - instead of a cluster: kubectl's JSON or YAML, a cluster-info dump, a recording",
    )
    add("--demo", action="store_true", help="the recording that is shipped with the program; no cluster needed")
    add("--at", default="", metavar="TIME", help="report as of this time (2026-11-23T02:07:14Z)")


def _output_flags(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("What to show").add_argument
    add(
        "-o",
        "--output",
        default="",
        choices=tuple(format_.name for format_ in FORMATS),
        help="output format; default: the screen on a terminal, else the report",
    )
    add("-w", "--watch", action="store_true", help="after the report, print each pod that changes, until ctrl-c")
    add("--fail-on", default="never", choices=SEVERITIES, help="exit with 1 on a finding at or above this severity")
    add("--no-headers", action="store_true", help="no line with the names of the columns")
    add("--no-logs", action="store_true", help="do not read the last words of crashed containers")
    add("--plain", action="store_true", help="print instead of the screen, also on a terminal")
    add("--allow-changes", action="store_true", help="on the screen: offer shell, debug, delete and restart")
    add("--color", default="auto", choices=("auto", "always", "never"), help="colours; auto honours NO_COLOR")
    add("--roles", default="", metavar="FILE", help="your own role rules, in TOML")
    add("--record", default="", metavar="FILE", help="with --watch: write what passes to a recording, redacted")
    add("--debug", action="store_true", help="say each request on stderr, and where an error came from")
    add("-h", "--help", action="help", help="show this help")


def inspect_options(argv: Sequence[str]) -> InspectOptions:
    """The options of `inspect`, checked. Raises UsageError."""
    given = inspect_parser().read(argv)
    options = InspectOptions(
        connection=connection(given),
        words=tuple(given.words),
        all_namespaces=given.all_namespaces,
        selector=given.selector,
        field_selector=given.field_selector,
        container_types=tuple(given.container_type),
        problems=given.problems,
        sort_by=_sort_name(given.sort_by),
        files=tuple(given.filename),
        demo=given.demo,
        output=given.output,
        watch=given.watch,
        fail_on=given.fail_on,
        headers=not given.no_headers,
        at=instant(given.at),
        logs=not given.no_logs,
        colour=given.color,
        plain=given.plain,
        allow_changes=given.allow_changes,
        record=given.record,
        roles=given.roles,
        debug=given.debug,
    )
    _check(options)
    return options


def first_word(argv: Sequence[str]) -> str:
    """The word in the place of the command, after flags; "" where there is none. Raises UsageError for a wrong flag."""
    parser = inspect_parser()
    parser.prog = program()
    words = parser.read(argv).words
    return str(words[0]) if words else ""


def _check(options: InspectOptions) -> None:
    if options.demo and options.files:
        raise UsageError("--demo and -f exclude each other: the demo is a recording of its own")
    if options.record and not options.watch:
        raise UsageError("--record needs --watch: a recording is what passes in a watch")


def _sort_name(text: str) -> str:
    """The name of the key to sort by, "" for none. Raises UsageError if there is no such key."""
    key = sort_key(text)
    if key is None and text:
        raise UsageError(f"cannot sort by {text!r}: use one of {', '.join(BY_NAME)}")
    return key.name if key else ""


def instant(text: str) -> datetime | None:
    if not text:
        return None
    from datetime import UTC, datetime  # noqa: PLC0415

    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--at {text!r} is no time: write it as 2026-11-23T02:07:14Z") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
