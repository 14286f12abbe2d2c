"""The feed that the command line asks for: of a cluster, or of files."""

from __future__ import annotations

from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.cli.streams import Streams

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kubectl_sidecars.feed import Feed


def feed_of(options: InspectOptions, streams: Streams) -> Feed:
    """The feed of the files, the demo or the cluster. Raises UsageError if they cannot be read."""
    if options.is_offline:
        return offline_feed(options, streams)
    from kubectl_sidecars.feed.live import live_feed  # noqa: PLC0415

    return live_feed(options.connection, options.pods)


def offline_feed(options: InspectOptions, streams: Streams) -> Feed:
    """The feed of a file, of a recording at its last line, or of the demo."""
    from kubectl_sidecars import files  # noqa: PLC0415
    from kubectl_sidecars.feed import Scope  # noqa: PLC0415
    from kubectl_sidecars.feed.replay import recorded  # noqa: PLC0415
    from kubectl_sidecars.files.selection import chosen  # noqa: PLC0415
    from kubectl_sidecars.kube.select.resource_args import named_owners  # noqa: PLC0415

    loaded = files.demo(options.at) if options.demo else files.load(options.files, streams.stdin.buffer, options.at)
    everywhere = options._replace(connection=options.connection._replace(namespace=""))
    namespace = "" if options.all_namespaces else options.connection.namespace
    pods = chosen(loaded.snapshot, everywhere.pods)
    return recorded(pods, Scope("", namespace), named_owners(everywhere.pods))
