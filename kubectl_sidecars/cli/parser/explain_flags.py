"""The command line of `explain`."""

from __future__ import annotations

from kubectl_sidecars.cli.parser.connection import CONNECTION
from kubectl_sidecars.cli.parser.flag import DEBUG, HELP, ROLES, Command, Flag

EXAMPLES = """\
Examples:
  # A word of kubectl, an exit code, a signal; no cluster needed
  kubectl sidecars explain CrashLoopBackOff
  kubectl sidecars explain exit/137
  kubectl sidecars explain Init:0/2

  # A role, a column, a stage by the word that is printed; a known container; all words
  kubectl sidecars explain ambassador FINDING "backing off"
  kubectl sidecars explain istio-proxy
  kubectl sidecars explain

  # The containers of a pod: what each is for, and how that was recognised
  kubectl sidecars explain pod/checkout-7d4b9c6f5-x2x9k -c vault-agent

  # Why it has that role: all evidence with its weight, and what decided
  kubectl sidecars explain pod/checkout-7d4b9c6f5-x2x9k -c vault-agent --why
"""
EXPLAIN = Command(
    "explain",
    "[WORD... | pod/NAME [-c CONTAINER]]",
    description="Explain any word that is printed, an exit code, a known container, or the containers of a pod.",
    groups=(
        (
            "What to explain",
            (
                Flag("-c", "--container", value="NAME", text="one container of the pod; default: all"),
                Flag("--why", text="also print all evidence for the role with its weight, and what decided"),
                Flag("-f", "--filename", value="FILE", default=(), text="read the pod from a file, not from a cluster"),
                Flag("--demo", text="read the pod from the demo recording that comes with the program"),
                ROLES,
                DEBUG,
                HELP,
            ),
        ),
        CONNECTION,
    ),
    epilog=EXAMPLES,
)
