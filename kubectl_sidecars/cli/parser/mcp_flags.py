"""The command line of `mcp`."""

from __future__ import annotations

from kubectl_sidecars.cli.parser.connection import CONNECTION
from kubectl_sidecars.cli.parser.flag import DEBUG, HELP, ROLES, Command, Flag

EXAMPLES = """\
Examples:
  # In the settings of an agent: a command that it starts
  {"mcpServers": {"sidecars": {"command": "kubectl", "args": ["sidecars", "mcp", "--context", "prod"]}}}

  # One namespace only; a saved dump instead of a cluster
  kubectl sidecars mcp -n shop
  kubectl sidecars mcp -f dump.json
"""
MCP = Command(
    "mcp",
    "",
    description="Answer agents over the Model Context Protocol on stdin and stdout: triage, pod, last_words, explain."
    " Read-only; secrets are removed and answers bounded. All namespaces, unless one is named with -n.",
    groups=(
        (
            "What to answer from",
            (
                Flag("-l", "--selector", value="SELECTOR", text="only pods with these labels"),
                Flag("-f", "--filename", value="FILE", default=(), text="read files, not a cluster"),
                Flag("--demo", text="read the demo recording that comes with the program"),
                ROLES,
                Flag("--no-redact", text="remove no secrets from the answers"),
                DEBUG,
                HELP,
            ),
        ),
        CONNECTION,
    ),
    epilog=EXAMPLES,
)
