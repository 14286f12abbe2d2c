"""kubectl's connection flags, which every command that asks the cluster takes."""

from __future__ import annotations

from kubectl_sidecars.cli.parser.flag import Flag
from kubectl_sidecars.kube.config.flags import FLAGS, connection_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kubectl_sidecars.cli.parser.parse import Arguments
    from kubectl_sidecars.kube.config.connection_options import ConnectionOptions

REQUESTS_LOGGED = 6
"""The -v from which on kubectl logs each request (client-go transport/round_trippers.go, v0.35)."""
VERBOSITY = Flag(
    "-v", "--v", value="LEVEL", default=0, text="log level; from 6 on each request is logged on stderr, as by kubectl"
)
CONNECTION_FLAGS = (
    *(
        Flag(*filter(None, (row.short, row.name)), text=row.help, value=row.value, default=row.default, key=row.option)
        for row in FLAGS
    ),
    VERBOSITY,
)
CONNECTION = ("Connection (as kubectl's)", CONNECTION_FLAGS)
"""The group of --help."""


def connection(given: Arguments) -> ConnectionOptions:
    """The connection options of a parsed command line."""
    debug = given.is_on("debug") or given.number(VERBOSITY.key) >= REQUESTS_LOGGED
    return connection_options(given.values, debug=debug)
