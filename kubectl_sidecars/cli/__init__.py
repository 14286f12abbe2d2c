"""The command line: arguments to options to exit status. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

from kubectl_sidecars import __version__
from kubectl_sidecars.cli.streams import Streams

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "inspect": "Show what is wrong with pods, and why",
    "explain": "Explain a status, an exit code, a finding, a role or a container",
    "wait": "Wait until pods are ready, or never will be, and say why",
    "mcp": "Answer agents over the Model Context Protocol: what is wrong, and why",
    "completion": "Install completion for the shell, where krew installed the program",
    "version": "Print the versions of the program, its libraries and the server",
}


def main(argv: Sequence[str], streams: Streams | None = None) -> int:
    """Runs one command line and returns its exit status. An error is one line on stderr; --debug adds its traceback."""
    streams = streams or Streams()
    try:
        return _flushed(list(argv), streams)
    except BrokenPipeError:
        return _closed_pipe(streams)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - whatever it is, the user gets one line
        if "--debug" in argv and not isinstance(error, KeyboardInterrupt):
            import traceback  # noqa: PLC0415

            streams.say("".join(traceback.format_exception(error)).rstrip())
        from kubectl_sidecars.cli.failure import failed  # noqa: PLC0415

        return failed(error, streams)


def _flushed(argv: list[str], streams: Streams) -> int:
    """The exit status, after all output is written, so that a closed pipe is noticed here."""
    status = _run(argv, streams)
    streams.out.flush()
    return status


def _closed_pipe(streams: Streams) -> int:
    """The exit status after `| head` has closed the pipe. Output that is still buffered is thrown away."""
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
    if command not in COMMANDS:
        raise unknown(command)
    if not {"-h", "--help"}.isdisjoint(rest):
        streams.lines(help_of(command))
        return 0
    return _command(command, rest, streams)


def _command(command: str, argv: list[str], streams: Streams) -> int:
    """Runs a command; its module is imported now."""
    if command == "inspect":
        from kubectl_sidecars.cli.commands import inspect  # noqa: PLC0415

        return inspect.run(argv, streams)
    if command == "explain":
        from kubectl_sidecars.cli.commands import explain  # noqa: PLC0415

        return explain.run(argv, streams)
    if command == "completion":
        from kubectl_sidecars.cli.commands import completion  # noqa: PLC0415

        return completion.run(argv, streams)
    if command == "wait":
        from kubectl_sidecars.cli.commands import wait  # noqa: PLC0415

        return wait.run(argv, streams)
    if command == "mcp":
        from kubectl_sidecars.cli.commands import mcp  # noqa: PLC0415

        return mcp.run(argv, streams)
    from kubectl_sidecars.cli.commands import version  # noqa: PLC0415

    return version.run(argv, streams)


def help_of(command: str) -> list[str]:
    """The lines of `kubectl sidecars COMMAND --help`."""
    from kubectl_sidecars.cli.parser.commands import BY_NAME  # noqa: PLC0415
    from kubectl_sidecars.cli.parser.help import help_lines  # noqa: PLC0415
    from kubectl_sidecars.cli.program import program  # noqa: PLC0415

    return list(help_lines(BY_NAME[command], f"{program()} {command}"))


def unknown(command: str) -> Exception:
    """The error for a command that does not exist, in kubectl's words (cobra v1.10), with similar commands."""
    from difflib import get_close_matches  # noqa: PLC0415

    from kubectl_sidecars.errors import UsageError  # noqa: PLC0415

    near = "".join(f"  {name}\n" for name in get_close_matches(command, COMMANDS))
    meant = f"\n\nDid you mean this?\n{near}" if near else ""
    return UsageError(
        f'unknown command "{command}" for "kubectl sidecars"{meant}\nRun \'kubectl sidecars --help\' for usage.'
    )


def split_command(argv: list[str]) -> tuple[str, list[str]]:
    """The command and its arguments; "" if there is no command. Flags may stand before it, as before kubectl's.

    Raises UsageError for a wrong flag on a line without a command.
    """
    if not argv[0].startswith("-"):
        return argv[0], argv[1:]
    for index, word in enumerate(argv):
        if word in COMMANDS:
            return word, argv[:index] + argv[index + 1 :]
    if not {"-h", "--help"}.isdisjoint(argv):
        return "", []
    from kubectl_sidecars.cli.parser.inspect_flags import INSPECT  # noqa: PLC0415 - only to check the flags
    from kubectl_sidecars.cli.parser.parse import parse  # noqa: PLC0415
    from kubectl_sidecars.cli.program import program  # noqa: PLC0415

    words = parse(INSPECT, argv, program()).words
    return (words[0], []) if words else ("", [])


def overview() -> list[str]:
    """The lines that `kubectl sidecars` without a command prints."""
    width = max(map(len, COMMANDS)) + 3
    return [
        "Shows what each container of a pod is for, its stage, what is wrong and why.",
        "",
        "Usage:",
        "  kubectl sidecars COMMAND [flags]",
        "",
        "Commands:",
        *(f"  {name.ljust(width)}{text}" for name, text in COMMANDS.items()),
        "",
        "Try it without a cluster:  kubectl sidecars inspect --demo",
        "Flags of a command:        kubectl sidecars COMMAND --help",
        "Version of the program:    kubectl sidecars --version",
        "",
    ]
