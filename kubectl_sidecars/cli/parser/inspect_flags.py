"""The command line of `inspect`."""

from __future__ import annotations

from kubectl_sidecars.cli.parser.connection import CONNECTION
from kubectl_sidecars.cli.parser.flag import DEBUG, HELP, ROLES, SUPPRESS, Command, Flag
from kubectl_sidecars.render.formats import FORMATS
from kubectl_sidecars.render.sort_keys import BY_NAME

TYPES = ("init", "sidecar", "container", "ephemeral")
SEVERITIES = ("critical", "warning", "notice", "never")
FORMAT_LINES = "".join(f"  {format_.name:<10}{format_.help}\n" for format_ in FORMATS)
EPILOG = f"""\
Output formats:
{FORMAT_LINES}
With --watch, json, yaml and markdown print a whole document for each change, with the pods that changed.

Examples:
  # What is wrong in this namespace: a live screen on a terminal, a report in a pipe
  kubectl sidecars inspect

  # Pods with a problem in all namespaces, as a table
  kubectl sidecars inspect -A --problems -o table

  # One pod, the pods of a workload, the pods of a node
  kubectl sidecars inspect checkout-7d4b9c6f5-x2x9k
  kubectl sidecars inspect deployment/checkout -o wide
  kubectl sidecars inspect node/worker-3 -A

  # Without a cluster: saved output, a cluster-info dump, a recording
  kubectl get pods,events -A -o json > saved.json; kubectl sidecars inspect -f saved.json
  kubectl sidecars inspect --demo

  # The report for a ticket
  kubectl sidecars inspect -n shop -o markdown

  # In CI: exit with status 1 if something does not work
  kubectl sidecars inspect -n shop -o table --fail-on critical

Exit status: 0 no finding at or above --fail-on, 1 findings at or above it, 2 wrong usage, 3 the cluster
cannot be reached or denies access, 130 interrupted.
"""
SELECTION = (
    Flag("-A", "--all-namespaces", text="pods of all namespaces"),
    Flag("-l", "--selector", value="LABELS", text="label selector (app=shop,tier!=db)"),
    Flag("--field-selector", value="FIELDS", text="field selector (spec.nodeName=worker-3)"),
    Flag("--container-type", value="TYPE", choices=TYPES, default=(), text="only containers of this type"),
    Flag("--problems", text="only pods with a finding other than advice"),
    Flag(
        "--sort-by",
        value="KEY",
        text=f"sort pods in ascending order of one of: {', '.join(BY_NAME)}; the screen shows the youngest and "
        "the most often restarted pods first",
    ),
    Flag(
        "-f",
        "--filename",
        value="FILE",
        default=(),
        text="read a file, a folder or stdin (-), not a cluster: JSON or YAML of kubectl, a cluster-info dump, a "
        "recording",
    ),
    Flag("--demo", text="read the demo recording that comes with the program; no cluster needed"),
    Flag("--at", value="TIME", text="report the state at this time (2026-11-23T02:07:14Z)"),
)
OUTPUT = (
    Flag(
        "-o",
        "--output",
        value="FORMAT",
        choices=tuple(format_.name for format_ in FORMATS),
        text="output format; default: the screen on a terminal, else the report",
    ),
    Flag("--cursor", value="NUMBER", default=1, text="with -o brief: begin with this cause"),
    Flag("-w", "--watch", text="after the report, print each pod that changes, until ctrl-c"),
    Flag(
        "--fail-on",
        value="SEVERITY",
        choices=SEVERITIES,
        default="never",
        text="exit with status 1 on findings at or above this severity",
    ),
    Flag("--no-headers", text="print no column headers"),
    Flag("--no-logs", text="do not read the logs of crashed containers"),
    Flag("--plain", text="print the report, also on a terminal"),
    Flag("--allow-changes", text="on the screen: offer shell, debug, delete and restart"),
    Flag("--debug-image", value="IMAGE", text="on the screen: image of the debug container, busybox:1.37 by default"),
    Flag(
        "--color",
        value="WHEN",
        choices=("auto", "always", "never"),
        default="auto",
        text="use colours; auto honours NO_COLOR",
    ),
    ROLES,
    SUPPRESS,
    Flag("--record", value="FILE", text="with --watch, -f or --demo: write what is read to a recording, redacted"),
    Flag("--redact", text="remove what looks like a secret from the output; -o markdown, brief and junit always do"),
    Flag("--no-redact", text="remove no secrets, not even from recordings, -o markdown and what ctrl-s saves"),
    DEBUG,
    HELP,
)
INSPECT = Command(
    "inspect",
    "[POD... | TYPE/NAME... | TYPE NAME...]",
    description="Show what each container of a pod is for, its stage, what is wrong and why.",
    groups=(("What to inspect", SELECTION), ("What to print", OUTPUT), CONNECTION),
    epilog=EPILOG,
)
