"""The live screen, from the command line's options."""

from __future__ import annotations

from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.tui.terminal.start import run

TYPE_CHECKING = False  # see tui.start
if TYPE_CHECKING:
    from kubectl_sidecars.feed import Feed
    from kubectl_sidecars.tui.settings import Settings


def show_screen(options: InspectOptions, streams: Streams) -> int:
    """Runs the screen and returns its exit status. The empty frame is drawn before anything heavy is imported."""

    def feed() -> Feed:
        if options.is_offline:
            return offline_feed(options, streams)
        from kubectl_sidecars.feed.live import live_feed  # noqa: PLC0415

        return live_feed(options.connection, options.pods)

    def settings() -> Settings:
        from kubectl_sidecars.cli.own_roles import index  # noqa: PLC0415
        from kubectl_sidecars.tui.acknowledgements import default_path  # noqa: PLC0415
        from kubectl_sidecars.tui.pod_list import ListQuery  # noqa: PLC0415
        from kubectl_sidecars.tui.settings import Settings  # noqa: PLC0415

        return Settings(
            query=ListQuery(filter=filter_words(options), sort=options.sort_by or "severity"),
            allow_changes=options.allow_changes,
            roles=index(options.roles),
            acknowledged=default_path(),
            debug=options.debug,
        )

    return run(feed, settings)


def offline_feed(options: InspectOptions, streams: Streams) -> Feed:
    """The feed of a file, of a recording at its last line, or of the demo."""
    from kubectl_sidecars import files  # noqa: PLC0415
    from kubectl_sidecars.feed import Scope  # noqa: PLC0415
    from kubectl_sidecars.feed.replay import recorded  # noqa: PLC0415
    from kubectl_sidecars.files.selection import chosen  # noqa: PLC0415

    loaded = files.demo(options.at) if options.demo else files.load(options.files, streams.stdin.buffer, options.at)
    everywhere = options._replace(connection=options.connection._replace(namespace=""))
    namespace = "" if options.all_namespaces else options.connection.namespace
    return recorded(chosen(loaded.snapshot, everywhere.pods), Scope("", namespace))


def filter_words(options: InspectOptions) -> str:
    """--problems and --container-type as the filter of the screen, so that they are visible and esc removes them."""
    types = f"type:{','.join(options.container_types)}" if options.container_types else ""
    return " ".join(filter(None, ["severity:critical,warning" if options.problems else "", types]))
