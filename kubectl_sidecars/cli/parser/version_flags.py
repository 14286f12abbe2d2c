"""The command line of `version`."""

from __future__ import annotations

from kubectl_sidecars.cli.parser.connection import CONNECTION
from kubectl_sidecars.cli.parser.flag import DEBUG, HELP, Command, Flag

EXAMPLES = """\
Examples:
  # All versions
  kubectl sidecars version

  # Without asking the server
  kubectl sidecars version --client -o json
"""
VERSION = Command(
    "version",
    "",
    description="Print the versions of the program, of Python, of the client library and of the server. If the server "
    "does not answer, one line on stderr says why, and the exit status is 0.",
    groups=(
        (
            "What to print",
            (
                Flag("--client", text="only what runs here; the server is not asked"),
                Flag(
                    "-o",
                    "--output",
                    value="FORMAT",
                    choices=("json", "yaml"),
                    text="output format; default: a line for each version",
                ),
                DEBUG,
                HELP,
            ),
        ),
        CONNECTION,
    ),
    epilog=EXAMPLES,
)
