"""The command line, in kubectl's flags and voice."""

from __future__ import annotations

import argparse
import sys

from kubectl_sidecars.cli.options import InspectOptions
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.kube.options import ConnectionOptions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import NoReturn

OUTPUTS = ("table", "wide", "json", "yaml", "name")
TYPES = ("init", "sidecar", "container", "ephemeral")
SEVERITIES = ("critical", "warning", "notice", "never")
SORTS = {
    "name": "name",
    "namespace": "namespace",
    "age": "age",
    "restarts": "restarts",
    "status": "status",
    "ready": "ready",
    "node": "node",
    "severity": "severity",
    ".metadata.name": "name",
    ".metadata.namespace": "namespace",
    ".metadata.creationTimestamp": "age",
    ".spec.nodeName": "node",
    ".status.containerStatuses[0].restartCount": "restarts",
    ".status.phase": "status",
}
"""Our words, and the JSON paths that kubectl users type most."""

EXAMPLES = """\
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


WIDTH = 100
"""Columns of the help: add_argument checks each flag with a formatter, and each would ask the terminal anew."""


def formatter(prog: str) -> argparse.HelpFormatter:
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=32, width=WIDTH)


class Parser(argparse.ArgumentParser):
    """argparse with kubectl's way to refuse, in kubectl's words (pflag v1.0, kubectl v1.35)."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{_kubectl_words(message)}\nSee '{self.prog} --help' for usage.")

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if action.choices is None or value in action.choices:
            return
        allowed = ", ".join(map(str, action.choices))
        flag = action.option_strings[-1] if action.option_strings else str(action.metavar)
        if flag == "--output":
            said = f'unable to match a printer suitable for the output format "{value}", allowed formats are: {allowed}'
        else:
            said = f'invalid argument "{value}" for "{flag}" flag: must be one of {allowed}'
        self.error(said)


def _kubectl_words(message: str) -> str:
    """What argparse says in the words of pflag."""
    flags, found, missing = message.partition(": expected ")
    if found and "one argument" in missing:
        return f"flag needs an argument: {flags.rpartition('/')[2].removeprefix('argument ')}"
    unknown = message.removeprefix("unrecognized arguments: ").split()
    if message.startswith("unrecognized arguments: ") and unknown:
        flag = next((word for word in unknown if word.startswith("-")), unknown[0]).partition("=")[0]
        if flag.startswith("-") and not flag.startswith("--"):
            return f"unknown shorthand flag: {flag[1:2]!r} in {flag}"
        return f"unknown flag: {flag}" if flag.startswith("-") else f'unknown argument "{flag}"'
    return message


def program() -> str:
    """How the user calls us: kubectl finds `kubectl-sidecars` on PATH."""
    name = sys.argv[0].replace("\\", "/").rpartition("/")[2] if sys.argv else ""
    return (
        "kubectl sidecars" if name.startswith("kubectl-") or not name else f"python -m {__package__.partition('.')[0]}"
    )


def connection_flags(parser: argparse.ArgumentParser) -> None:
    """kubectl's own connection flags, by cli-runtime's names."""
    group = parser.add_argument_group("Connection (as kubectl's)")
    add = group.add_argument
    add("-n", "--namespace", default="", metavar="NAMESPACE", help="namespace; default: the context's own")
    add("--kubeconfig", default="", metavar="FILE", help="path of the kubeconfig; default: $KUBECONFIG")
    add("--context", default="", metavar="NAME", help="kubeconfig context to use")
    add("--cluster", default="", metavar="NAME", help="kubeconfig cluster to use")
    add("--user", default="", metavar="NAME", help="kubeconfig user to use")
    add("-s", "--server", default="", metavar="URL", help="address and port of the API server")
    add("--token", default="", metavar="TOKEN", help="bearer token for the API server")
    add("--as", dest="as_", default="", metavar="USER", help="user to impersonate")
    add("--as-group", dest="as_groups", action="append", default=[], metavar="GROUP", help="group to impersonate")
    add("--as-uid", default="", metavar="UID", help="uid to impersonate")
    add("--certificate-authority", default="", metavar="FILE", help="certificate of the authority")
    add("--client-certificate", default="", metavar="FILE", help="client certificate for TLS")
    add("--client-key", default="", metavar="FILE", help="client key for TLS")
    add("--insecure-skip-tls-verify", action="store_true", help="do not check the server's certificate")
    add("--tls-server-name", default="", metavar="NAME", help="name to check the server's certificate against")
    add("--request-timeout", default="0", metavar="TIME", help="give up a request after it (1s, 2m; 0: never)")


def inspect_parser() -> Parser:
    parser = Parser(
        prog=f"{program()} inspect",
        usage="%(prog)s [POD... | TYPE/NAME... | TYPE NAME...] [flags]",
        description="Tell what each container of a pod is for, where it stands, what is wrong and why.",
        epilog=EXAMPLES,
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
    add("--sort-by", default="", metavar="KEY", help=f"one of {', '.join(sorted(set(SORTS.values())))}")
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
    add("-o", "--output", default="", choices=OUTPUTS, help="default: the screen on a terminal, else the report")
    add("-w", "--watch", action="store_true", help="go on, and print what changes")
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
    parser = inspect_parser()
    given = parser.parse_intermixed_args([_kubectl_style(word) for word in argv])
    options = InspectOptions(
        connection=connection(given),
        words=tuple(given.words),
        all_namespaces=given.all_namespaces,
        selector=given.selector,
        field_selector=given.field_selector,
        container_types=tuple(given.container_type),
        problems=given.problems,
        sort_by=sort_key(given.sort_by),
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


def connection(given: argparse.Namespace) -> ConnectionOptions:
    return ConnectionOptions(
        kubeconfig=given.kubeconfig,
        context=given.context,
        cluster=given.cluster,
        user=given.user,
        namespace=given.namespace,
        server=given.server,
        token=given.token,
        as_=given.as_,
        as_groups=tuple(given.as_groups),
        as_uid=given.as_uid,
        certificate_authority=given.certificate_authority,
        client_certificate=given.client_certificate,
        client_key=given.client_key,
        insecure_skip_tls_verify=given.insecure_skip_tls_verify,
        tls_server_name=given.tls_server_name,
        request_timeout=given.request_timeout,
        debug=getattr(given, "debug", False),
    )


def _kubectl_style(word: str) -> str:
    """`-n=shop` is what pflag takes for `-n shop`; argparse would keep the equals sign."""
    return word[:2] + word[3:] if len(word) > 2 and word[0] == "-" != word[1] and word[2] == "=" else word


def _check(options: InspectOptions) -> None:
    if options.demo and options.files:
        raise UsageError("--demo and -f exclude each other: the demo is a recording of its own")
    if options.record and not options.watch:
        raise UsageError("--record needs --watch: a recording is what passes in a watch")


def sort_key(text: str) -> str:
    """The word to sort by; kubectl's JSON paths are taken with and without their braces."""
    wanted = text.strip("{}")
    if wanted and wanted not in SORTS:
        words = ", ".join(sorted(set(SORTS.values())))
        raise UsageError(f"cannot sort by {text!r}: use one of {words}")
    return SORTS[wanted] if wanted else ""


def instant(text: str) -> datetime | None:
    if not text:
        return None
    from datetime import UTC, datetime  # noqa: PLC0415

    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--at {text!r} is no time: write it as 2026-11-23T02:07:14Z") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
