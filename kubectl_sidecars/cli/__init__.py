"""argv -> options -> exit status; one module a command. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

from kubectl_sidecars import __version__
from kubectl_sidecars.cli.streams import Streams

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "inspect": "What is wrong with pods of many containers, and why",
    "explain": "What a container, a role, a finding or an exit code means",
    "completion": "Let TAB complete names and flags, where krew installed the program",
    "version": "Versions of the program, its libraries and the server",
}


def main(argv: Sequence[str], streams: Streams | None = None) -> int:
    """Runs one command line; every error is one line on stderr, and with --debug where it came from before it."""
    streams = streams or Streams()
    try:
        return _flushed(list(argv), streams)
    except BrokenPipeError:
        return _reader_left(streams)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - said in one line, whatever it is
        if "--debug" in argv and not isinstance(error, KeyboardInterrupt):
            import traceback  # noqa: PLC0415

            streams.say("".join(traceback.format_exception(error)).rstrip())
        from kubectl_sidecars.cli.failure import failed  # noqa: PLC0415

        return int(failed(error, streams))


def _flushed(argv: list[str], streams: Streams) -> int:
    """The status, with all output gone out: a reader that has left is met here, not at the interpreter's end."""
    try:
        status = int(_run(argv, streams))
    except SystemExit as end:  # argparse has printed its help
        status = int(end.code or 0)
    streams.out.flush()
    return status


def _reader_left(streams: Streams) -> int:
    """`| head` has read enough: nothing more to say, and nothing for the interpreter to flush at its end."""
    import os  # noqa: PLC0415

    os.dup2(os.open(os.devnull, os.O_WRONLY), streams.out.fileno())
    return 0


def _run(argv: list[str], streams: Streams) -> int:
    if argv[:1] == ["help"]:
        argv = [*argv[1:], "--help"]
    if argv[:1] in (["--version"], ["-V"]):
        streams.lines([f"kubectl-sidecars {__version__}"])
        return 0
    command, rest = split_command(argv) if argv else ("", [])
    if not command:
        streams.lines(overview())
        return 0
    if command == "inspect":
        from kubectl_sidecars.cli.commands import inspect  # noqa: PLC0415

        return inspect.run(rest, streams)
    if command == "explain":
        from kubectl_sidecars.cli.commands import explain  # noqa: PLC0415

        return explain.run(rest, streams)
    if command == "completion":
        from kubectl_sidecars.cli.commands import completion  # noqa: PLC0415

        return completion.run(rest, streams)
    if command == "version":
        from kubectl_sidecars.cli.commands import version  # noqa: PLC0415

        return version.run(rest, streams)
    raise unknown(command)


def unknown(command: str) -> Exception:
    """In kubectl's words (cobra v1.10), with the commands that may have been meant."""
    from difflib import get_close_matches  # noqa: PLC0415

    from kubectl_sidecars.errors import UsageError  # noqa: PLC0415

    near = "".join(f"  {each}\n" for each in get_close_matches(command, COMMANDS))
    meant = f"\n\nDid you mean this?\n{near}" if near else ""
    return UsageError(
        f'unknown command "{command}" for "kubectl sidecars"{meant}\nRun \'kubectl sidecars --help\' for usage.'
    )


def split_command(argv: list[str]) -> tuple[str, list[str]]:
    """The command and its words; "" where there is none, or help is asked for and of none. kubectl takes flags before
    a command, so do we."""
    if not argv[0].startswith("-"):
        return argv[0], argv[1:]
    for index, word in enumerate(argv):
        if word in COMMANDS:
            return word, argv[:index] + argv[index + 1 :]
    if not {"-h", "--help"}.isdisjoint(argv):
        return "", []
    from kubectl_sidecars.cli.parser.inspect_flags import first_word  # noqa: PLC0415 - a flag may be wrong too

    return first_word(argv), []


def overview() -> list[str]:
    """What `kubectl sidecars` alone says."""
    width = max(map(len, COMMANDS)) + 3
    return [
        "Looks into pods of many containers: what each is for, where it stands, what is wrong and why.",
        "",
        "Usage:",
        "  kubectl sidecars COMMAND [flags]",
        "",
        "Commands:",
        *(f"  {name.ljust(width)}{text}" for name, text in COMMANDS.items()),
        "",
        "Try it without a cluster:  kubectl sidecars inspect --demo",
        "Flags of a command:        kubectl sidecars COMMAND --help",
        "This program's version:    kubectl sidecars --version",
        "",
    ]
