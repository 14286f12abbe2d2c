"""`kubectl sidecars inspect`: from the command line to a report, a watch or the screen."""

from __future__ import annotations

import gc
import sys

from kubectl_sidecars.cli.parser.inspect_flags import INSPECT
from kubectl_sidecars.cli.parser.parse import parse
from kubectl_sidecars.cli.program import program
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kubectl_sidecars.cli.parser.options import InspectOptions


YOUNG, FEW, NEVER = 20_000, 100_000, 1_000_000
"""Thresholds of the garbage collector: of 20,000 new objects it drops what hangs together in circles, as a pod that was
inspected does; older objects it never looks at. Pods that are asked for by name are few: the imports alone make 20,000
objects, and none of them goes."""


def run(argv: Sequence[str], streams: Streams) -> int:
    """Runs `inspect` and returns its exit status. Raises UsageError."""
    given = parse(INSPECT, argv, f"{program()} inspect")
    from kubectl_sidecars.cli.parser.options import options_of  # noqa: PLC0415 - typing: 9 ms after the usage is checked

    options = options_of(given)
    if wants_screen(options, streams):
        if options.redact:
            raise UsageError(
                "--redact is for what is printed: add --plain, or -o; what ctrl-s saves is redacted anyway"
            )
        from kubectl_sidecars.cli.inspect.screen import show_screen  # noqa: PLC0415 - brings Textual

        return show_screen(options, streams)
    if options.watch:
        from kubectl_sidecars.cli.inspect.watch import follow  # noqa: PLC0415

        return follow(options, streams)
    thresholds = gc.get_threshold()
    # one report, then the process ends: looking through all takes a tenth of its time
    gc.set_threshold(FEW if options.words else YOUNG, NEVER)
    try:
        return _report(options, streams)
    finally:
        gc.freeze()  # nor does the interpreter look through them at its end
        gc.set_threshold(*thresholds)


def _report(options: InspectOptions, streams: Streams) -> int:
    import_msgspec()
    from kubectl_sidecars.cli.inspect.once import live_report, offline_report  # noqa: PLC0415
    from kubectl_sidecars.errors import ExitStatus  # noqa: PLC0415

    if options.is_offline:
        report, complete = offline_report(options, streams), True
    else:
        report, complete = live_report(options, streams)
    from kubectl_sidecars.cli.output import exit_status, show  # noqa: PLC0415 - after the server has answered

    show(report, options, streams)
    return exit_status(report, options.fail_on) if complete else ExitStatus.USAGE


def import_msgspec() -> None:
    """Imports msgspec without typing_extensions, whose names it then takes from typing: saves 10 ms and 13 modules.

    Python's typing has had all that it takes since 3.11.
    """
    if "typing_extensions" not in sys.modules:
        sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # then its import fails
        try:
            import msgspec  # noqa: F401, PLC0415
        finally:
            del sys.modules["typing_extensions"]


def wants_screen(options: InspectOptions, streams: Streams) -> bool:
    """Without -o on a terminal, unless a printed report was asked for or the terminal cannot do it.

    Keys come from stdin and the screen is drawn on stdout. stderr may be a file: `2>err.log` and `2>/dev/null`
    silence a narration, they do not ask for another form.
    """
    if options.output or options.plain or options.fail_on != "never" or options.record:
        return False
    return streams.is_terminal and not streams.is_dumb
