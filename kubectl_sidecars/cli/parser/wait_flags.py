"""The command line of `wait`."""

from __future__ import annotations

from kubectl_sidecars.cli.parser.connection import CONNECTION
from kubectl_sidecars.cli.parser.flag import DEBUG, HELP, ROLES, SUPPRESS, Command, Flag

EXAMPLES = """\
Examples:
  # After a deploy: until the rollout is done, or it is clear that it never will be
  kubectl sidecars wait deploy/checkout -n shop --timeout 5m

  # All pods with a label
  kubectl sidecars wait -l app=checkout

Exit status: 0 when all is ready; 1 at the timeout, or as soon as waiting is useless, with the
verdict on stdout.
"""
WAIT = Command(
    "wait",
    "[POD... | TYPE/NAME... | TYPE NAME...]",
    description="Wait until pods, or the rollout of a workload, are ready. Ends as soon as it is clear that they never"
    " will be, and says why.",
    groups=(
        (
            "What to wait for",
            (
                Flag("-l", "--selector", value="SELECTOR", text="only pods with these labels"),
                Flag("--timeout", value="TIME", default="5m", text="how long to wait: 90s, 5m, 1h"),
                Flag(
                    "--patience",
                    value="TIME",
                    default="60s",
                    text="how long a critical problem that may end by itself may last",
                ),
                ROLES,
                SUPPRESS,
                DEBUG,
                HELP,
            ),
        ),
        CONNECTION,
    ),
    epilog=EXAMPLES,
)
