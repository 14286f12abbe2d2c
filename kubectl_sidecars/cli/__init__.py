"""argv -> options -> exit status; one module a command. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

from collections.abc import Sequence

from kubectl_sidecars import __version__
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.errors import ExitStatus, SidecarsError, UsageError

COMMANDS = {
    "inspect": "What is wrong with pods of many containers, and why",
    "explain": "What a container, a role, a finding or an exit code means",
    "version": "Versions of the program, its libraries and the server",
}


def main(argv: Sequence[str], streams: Streams | None = None) -> int:
    """Runs one command line; every error is one line on stderr, unless --debug asks for more."""
    streams = streams or Streams()
    try:
        return int(_run(list(argv), streams))
    except SidecarsError as error:
        if "--debug" in argv and error.__cause__ is not None:
            raise
        streams.say(f"{error}" if str(error).startswith("Error from server") else f"error: {error}")
        return int(error.status)
    except KeyboardInterrupt:
        return int(ExitStatus.INTERRUPTED)
    except BrokenPipeError:
        return _reader_left(streams)
    except Exception as error:
        if "--debug" in argv:
            raise
        name = type(error).__name__
        streams.say(f"error: this is a defect of kubectl sidecars ({name}: {error}); --debug says where it came from")
        return int(ExitStatus.USAGE)


def _reader_left(streams: Streams) -> int:
    """`| head` has read enough: nothing more to say, and nothing for the interpreter to flush at its end."""
    import os  # noqa: PLC0415

    os.dup2(os.open(os.devnull, os.O_WRONLY), streams.out.fileno())
    return int(ExitStatus.OK)


def _run(argv: list[str], streams: Streams) -> ExitStatus:
    if not argv or argv[0] in ("-h", "--help", "help"):
        streams.lines(overview())
        return ExitStatus.OK
    if argv[0] in ("--version", "-V"):
        streams.lines([f"kubectl-sidecars {__version__}"])
        return ExitStatus.OK
    command, rest = split_command(argv)
    if command == "inspect":
        from kubectl_sidecars.cli import inspect  # noqa: PLC0415

        return inspect.run(rest, streams)
    if command == "explain":
        from kubectl_sidecars.cli import explain  # noqa: PLC0415

        return explain.run(rest, streams)
    if command == "version":
        from kubectl_sidecars.cli import version  # noqa: PLC0415

        return version.run(rest, streams)
    raise UsageError(f'unknown command "{command}" for "kubectl sidecars"\nRun \'kubectl sidecars --help\' for usage.')


def split_command(argv: list[str]) -> tuple[str, list[str]]:
    """The command and its words. kubectl takes flags before a command, so do we."""
    if not argv[0].startswith("-"):
        return argv[0], argv[1:]
    for index, word in enumerate(argv):
        if word in COMMANDS:
            return word, argv[:index] + argv[index + 1 :]
    raise UsageError(f"no command in {' '.join(argv)!r}\nRun 'kubectl sidecars --help' for usage.")


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
        "",
    ]
