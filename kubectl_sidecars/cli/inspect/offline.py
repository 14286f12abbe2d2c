"""The files of -f or the demo, loaded; with --record they are written to a recording meanwhile."""

from __future__ import annotations

from contextlib import ExitStack

from kubectl_sidecars import files
from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.files import Loaded


def loaded_files(options: InspectOptions, streams: Streams, resources: ExitStack) -> Loaded:
    """The loaded files; what is opened for them is closed with `resources`.

    Raises UsageError if a file cannot be read, or the recording cannot be written.
    """
    tap = None
    if options.record:
        from kubectl_sidecars.recording import Writer  # noqa: PLC0415

        tap = resources.enter_context(Writer(options.record, redact=options.keeps_no_secrets)).write
    if options.demo:
        return files.demo(options.at, tap)
    return files.load(options.files, streams.stdin.buffer, options.at, tap)
