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
        from kubectl_sidecars.cli.inspect.feeds import feed_of  # noqa: PLC0415

        return feed_of(options, streams)

    def settings() -> Settings:
        from kubectl_sidecars.cli.own_roles import index  # noqa: PLC0415
        from kubectl_sidecars.cli.own_suppressions import suppressions  # noqa: PLC0415
        from kubectl_sidecars.tui.acknowledgements import default_path  # noqa: PLC0415
        from kubectl_sidecars.tui.kubectl_actions import DEBUG_IMAGE  # noqa: PLC0415
        from kubectl_sidecars.tui.pod_list import ListQuery  # noqa: PLC0415
        from kubectl_sidecars.tui.settings import Settings  # noqa: PLC0415

        return Settings(
            query=ListQuery(filter=filter_words(options), sort=options.sort_by or "severity"),
            allow_changes=options.allow_changes,
            debug_image=options.debug_image or DEBUG_IMAGE,
            roles=index(options.roles),
            suppressions=suppressions(options.suppress),
            acknowledged=default_path(),
            opens_pod=names_one_pod(options),
            debug=options.debug,
            redact=options.keeps_no_secrets,
        )

    return run(feed, settings)


def names_one_pod(options: InspectOptions) -> bool:
    """True if one pod is named, and nothing else."""
    from kubectl_sidecars.kube.select.resource_args import parse_resource_args  # noqa: PLC0415

    args = parse_resource_args(options.words)
    return len(args) == 1 and args[0].type.kind == "Pod" and bool(args[0].name)


def filter_words(options: InspectOptions) -> str:
    """--problems and --container-type as the filter of the screen, so that they are visible and esc removes them."""
    types = f"type:{','.join(options.container_types)}" if options.container_types else ""
    return " ".join(filter(None, ["severity:critical,warning" if options.problems else "", types]))
