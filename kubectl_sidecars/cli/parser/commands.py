"""The commands, in the order of the overview. Imports nothing heavy: completion reads the flags of all of them."""

from __future__ import annotations

from kubectl_sidecars.cli.parser.completion_flags import COMPLETION
from kubectl_sidecars.cli.parser.explain_flags import EXPLAIN
from kubectl_sidecars.cli.parser.inspect_flags import INSPECT
from kubectl_sidecars.cli.parser.mcp_flags import MCP
from kubectl_sidecars.cli.parser.version_flags import VERSION
from kubectl_sidecars.cli.parser.wait_flags import WAIT

BY_NAME = {command.name: command for command in (INSPECT, EXPLAIN, WAIT, MCP, COMPLETION, VERSION)}
