"""The candidates for the last word of a command line."""

from __future__ import annotations

from kubectl_sidecars.cli import COMMANDS
from kubectl_sidecars.cli.parser.commands import BY_NAME
from kubectl_sidecars.cli.parser.connection import CONNECTION_FLAGS
from kubectl_sidecars.cli.parser.inspect_flags import INSPECT
from kubectl_sidecars.cli.parser.line import ParsedLine, add_flags, by_name, split
from kubectl_sidecars.complete.commands import WORDS
from kubectl_sidecars.kube.select.resource_types import BY_WORD, TYPES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kubectl_sidecars.cli.parser.flag import Flag
    from kubectl_sidecars.complete.asking import Kubectl

FILES, NO_SPACE, NO_FILES, KEEP_ORDER = 0, 2, 4, 32
"""cobra's ShellCompDirective (cobra completions.go, v1.9)."""

ASKED = {
    "--namespace": ("get", "pods", "--namespace"),
    "--context": ("get", "--context"),
    "--cluster": ("get", "--cluster"),
    "--user": ("get", "--user"),
}
"""Flags whose values kubectl knows, and the words to ask it with."""
FORWARDED = frozenset(flag.name for flag in CONNECTION_FLAGS) - {"--request-timeout"}
"""The connection flags that kubectl is asked with; our own time limit replaces the user's."""
GLOBAL = (("--help", "Print the commands"), ("--version", "Print the version of the program"))


class Answer:
    """Candidates, each with a tab and a description if it has one, and cobra's directive for the shell."""

    __slots__ = ("candidates", "directive")

    def __init__(self, candidates: tuple[str, ...] = (), directive: int = NO_FILES) -> None:
        self.candidates = candidates
        self.directive = directive

    def text(self) -> str:
        """The text that kubectl reads. Candidates with hostile characters are left out: they cannot be typed either."""
        plain = ((line, line.replace("\t", " ", 1)) for line in self.candidates)
        lines = [line for line, text in plain if _is_plain(text)]
        return "".join(f"{line}\n" for line in [*lines, f":{self.directive}"])


NOTHING = Answer()


def answer(words: Sequence[str], kubectl: Kubectl) -> Answer:
    """The candidates for the last of the words."""
    *before, word = words or [""]
    command = command_in(before)
    if not command:
        return _before_command(before, word, kubectl)
    flags = BY_NAME[command].flags
    line = split(_without(before, command), flags)
    if line.pending is not None:
        return _value(line.pending[0], word, line, kubectl)
    if line.is_ended and word.startswith("-"):
        return NOTHING  # no name begins with a dash, and kubectl would offer flags of its own
    name, equals, start = word.partition("=")
    if word.startswith("--") and equals:
        flag = by_name(flags).get(name)
        return _value(flag, start, line, kubectl) if flag and flag.takes_value else NOTHING
    if word.startswith("-"):
        attached = attached_value(word, flags)
        return _attached(*attached, line, kubectl) if attached else _flags(flags, line, word)
    return _word(command, word, line, kubectl)


def command_in(words: Sequence[str]) -> str:
    """The command among the words, flags and their values passed over; "" without a command."""
    return next((word for word in split(words, INSPECT.flags).words if word in COMMANDS), "")


def attached_value(word: str, flags: Sequence[Flag]) -> tuple[Flag, str, str] | None:
    """The short flag whose value is typed in the same word, the prefix of the candidates, and the typed value.

    The prefix is "" after `-n=`: there the shells put it back themselves (cobra bash_completionsV2.go, v1.9); after
    `-nst` they do not. Returns nothing if no value is typed.
    """
    if word.startswith("--"):
        return None
    line = ParsedLine()
    add_flags(line, word, by_name(flags))
    if line.pending is not None or not line.given:
        return None
    flag, value = line.given[-1]
    if not flag.takes_value or value is None:
        return None
    before = word[: len(word) - len(value)]
    return flag, "" if before.endswith("=") else before, value


def _before_command(before: Sequence[str], word: str, kubectl: Kubectl) -> Answer:
    """A command, a connection flag before it, or the value of that flag."""
    line = split(before, CONNECTION_FLAGS)
    if line.pending is not None:
        return _value(line.pending[0], word, line, kubectl)
    if line.is_ended or not word.startswith("-"):
        return _starting(COMMANDS.items(), word)
    own = _starting(GLOBAL, word) if not before else NOTHING
    return Answer((*own.candidates, *_flags(CONNECTION_FLAGS, line, word).candidates))


def _attached(flag: Flag, before: str, start: str, line: ParsedLine, kubectl: Kubectl) -> Answer:
    values = _value(flag, start, line, kubectl)
    return Answer(tuple(f"{before}{value}" for value in values.candidates), values.directive)


def _without(words: Sequence[str], command: str) -> list[str]:
    at = list(words).index(command)
    return [*words[:at], *words[at + 1 :]]


def _starting(named: Iterable[tuple[str, str]], word: str, directive: int = NO_FILES) -> Answer:
    """The names that begin with the word, with their descriptions."""
    return Answer(
        tuple(f"{name}\t{text}" if text else name for name, text in named if name.startswith(word)), directive
    )


def _flags(flags: Iterable[Flag], line: ParsedLine, word: str) -> Answer:
    """Long names, and short ones after a single dash. A given flag is offered again only if it may be repeated."""
    offered = [flag for flag in flags if flag.is_repeatable or not line.has(flag.name)]
    short = [(flag.names[0], flag.help) for flag in offered if word == "-" and len(flag.names) > 1]
    return _starting([*short, *((flag.name, flag.help) for flag in offered)], word)


def _value(flag: Flag, word: str, line: ParsedLine, kubectl: Kubectl) -> Answer:
    """The values of a flag, without the flag, also after `--flag=`: the shells put that back themselves."""
    if flag.name == "--output" and flag in INSPECT.flags:
        from kubectl_sidecars.render.formats import FORMATS  # noqa: PLC0415 - for this flag alone

        return _starting(((format_.name, format_.help) for format_ in FORMATS), word, NO_FILES | KEEP_ORDER)
    if flag.choices:
        return _starting(((choice, "") for choice in flag.choices), word, NO_FILES | KEEP_ORDER)
    if flag.name == "--sort-by":
        from kubectl_sidecars.render.sort_keys import SORT_KEYS  # noqa: PLC0415 - for this flag alone

        return _starting(((key.name, "") for key in SORT_KEYS), word, NO_FILES | KEEP_ORDER)
    if flag.name == "--container":
        pod = line.words[0].rpartition("/")[2] if line.words else ""
        return _asked(kubectl, ("exec", pod, "-c"), line, word) if pod else NOTHING
    if flag.name in ASKED:
        return _asked(kubectl, ASKED[flag.name], line, word)
    return Answer(directive=FILES) if flag.value in ("FILE", "DIR") else NOTHING


def _word(command: str, word: str, line: ParsedLine, kubectl: Kubectl) -> Answer:
    """Names of pods, TYPE/ and TYPE/NAME; for some commands their own words."""
    if command in WORDS and not word.startswith("pod/"):
        return _own_words(command, word) if not line.words else NOTHING
    if line.has("--filename") or line.has("--demo"):
        return NOTHING  # the pods are in a file, and kubectl does not know them
    if "/" in word:
        return _asked(kubectl, ("get",), line, word) if word.partition("/")[0] in BY_WORD else NOTHING
    first = line.words[0] if line.words else ""
    if first in BY_WORD:
        return _asked(kubectl, ("get", first), line, word)
    pods = _asked(kubectl, ("get", "pods"), line, word)
    types: tuple[str, ...] = ()
    if word and not line.words:
        types = tuple(f"{type_.word}/" for type_ in TYPES if type_.word.startswith(word))
    return Answer(types, NO_FILES | NO_SPACE) if types and not pods.candidates else pods


def _own_words(command: str, word: str) -> Answer:
    """The words of a command. If all end with a slash, as pod/, no space follows."""
    words = _starting(WORDS[command]().items(), word)
    if words.candidates and all(line.partition("\t")[0].endswith("/") for line in words.candidates):
        return Answer(words.candidates, NO_FILES | NO_SPACE)
    return words


def _asked(kubectl: Kubectl, words: tuple[str, ...], line: ParsedLine, word: str) -> Answer:
    """kubectl's candidates, for the same user and cluster, without those that are on the line already."""
    connection = [
        flag.name if value is None else f"{flag.name}={value}"
        for flag, value in line.given
        if flag.name in FORWARDED and flag.name not in words
    ]
    names = kubectl.names(words, connection, word)
    return Answer(tuple(name for name in names if name.startswith(word) and name.partition("\t")[0] not in line.words))


def _is_plain(text: str) -> bool:
    """True if nothing in the text is escaped on a terminal."""
    if text.isascii() and text.isprintable():
        return True
    from kubectl_sidecars.escape import visible  # noqa: PLC0415 - regular expressions, which names of the API never need

    return visible(text) == text
