"""`kubectl sidecars mcp`: a server for agents on stdin and stdout."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.util import find_spec

from kubectl_sidecars.cli.parser.connection import connection
from kubectl_sidecars.cli.parser.mcp_flags import MCP
from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.cli.parser.parse import parse
from kubectl_sidecars.cli.program import program
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.errors import ExitStatus, UsageError

INSTALL = (
    "mcp needs the Python package with its extra, which krew does not install: pipx install 'kubectl-sidecars[mcp]'"
)


def run(argv: Sequence[str], streams: Streams) -> int:
    """Answers until stdin is closed. Raises UsageError, ClusterError for a kubeconfig that cannot be used."""
    given = parse(MCP, argv, f"{program()} mcp")
    if given.words:
        raise UsageError(f"mcp takes no names: {' '.join(given.words)!r}; the agent says what it wants")
    if "-" in given.texts("filename"):
        raise UsageError("-f - cannot be used here: stdin is the agent's")
    if sys.stdin is None or sys.stdout is None:
        raise UsageError("mcp answers on stdin and stdout: one of them is closed")
    if find_spec("mcp") is None:
        raise UsageError(INSTALL)
    options = InspectOptions(
        connection=connection(given),
        all_namespaces=not given.text("namespace"),
        selector=given.text("selector"),
        files=given.texts("filename"),
        demo=given.is_on("demo"),
        roles=given.text("roles"),
    )
    from kubectl_sidecars.agents.server import serve  # noqa: PLC0415 - brings the SDK
    from kubectl_sidecars.cli.commands.explain import explained  # noqa: PLC0415
    from kubectl_sidecars.cli.inspect.feeds import feed_of  # noqa: PLC0415
    from kubectl_sidecars.cli.own_roles import index  # noqa: PLC0415
    from kubectl_sidecars.cli.own_suppressions import suppressions  # noqa: PLC0415
    from kubectl_sidecars.feed.watched import Watched  # noqa: PLC0415

    def explain(word: str) -> str:
        return "\n".join(explained(word, options.roles))

    with Watched(feed_of(options, streams), index(options.roles), suppressions("")) as watched:
        serve(watched, explain, redact=not given.is_on("no_redact"))
    return ExitStatus.OK
