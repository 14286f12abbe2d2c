"""A flag that does not exist, told from the table of flags: argparse takes more time to load than all the rest
of such a run."""

from __future__ import annotations

from kubectl_sidecars.cli import COMMANDS
from kubectl_sidecars.cli.program import program
from kubectl_sidecars.complete.commands import known_flags
from kubectl_sidecars.complete.flags import by_name
from kubectl_sidecars.complete.line import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

HELP = frozenset({"-h", "--help"})


def mistyped(argv: Sequence[str]) -> str:
    """What the parser would say of the first long flag that it does not know; "" where it is the parser's to judge."""
    if not argv or argv[0] not in COMMANDS or not HELP.isdisjoint(argv):
        return ""
    command, words = argv[0], argv[1:]
    flags = known_flags(command)
    known = by_name(flags)
    for index, word in enumerate(words):
        name = word.partition("=")[0]
        if not word.startswith("--") or word == "--" or name in known:
            continue
        before = read(words[:index], flags)
        if not before.is_ended and before.pending is None:
            return f"unknown flag: {name}\nSee '{program()} {command} --help' for usage."
    return ""
