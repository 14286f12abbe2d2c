"""Which candidates belong in which place of the line."""

from __future__ import annotations

from kubectl_sidecars.cli import COMMANDS
from kubectl_sidecars.complete.commands import POSITIONALS, connection_names, known_flags
from kubectl_sidecars.complete.line import Said, attached_value, read
from kubectl_sidecars.kube.select.resource_types import BY_WORD, TYPES
from kubectl_sidecars.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kubectl_sidecars.complete.asking import Kubectl
    from kubectl_sidecars.complete.flags import Flag

FILES, NO_SPACE, NO_FILES, KEEP_ORDER = 0, 2, 4, 32
"""cobra's ShellCompDirective (cobra completions.go, v1.9)."""

ASKED = {
    "--namespace": ("get", "pods", "--namespace"),
    "--context": ("get", "--context"),
    "--cluster": ("get", "--cluster"),
    "--user": ("get", "--user"),
}
"""Flags whose values kubectl knows."""


class Answer(Record):
    """Candidates, each with a tab and a description where it has one, and what the shell is to do with them."""

    candidates: tuple[str, ...] = ()
    directive: int = NO_FILES

    def text(self) -> str:
        """The contract's form. A name that cannot be shown on one line cannot be typed either."""
        lines = [each for each in self.candidates if each.replace("\t", " ", 1).isprintable()]
        return "".join(f"{line}\n" for line in [*lines, f":{self.directive}"])


NOTHING = Answer()


def answer(words: Sequence[str], kubectl: Kubectl) -> Answer:
    """What may stand in place of the last of the words."""
    *before, word = words or [""]
    command = command_in(before)
    if not command:
        return _before_command(before, word, kubectl)
    flags = known_flags(command)
    said = read(_without(before, command), flags)
    if said.pending is not None:
        return _value(said.pending, word, said, kubectl)
    if said.is_ended and word.startswith("-"):
        return NOTHING  # no name begins with a dash, and kubectl would offer flags of its own
    name, equals, start = word.partition("=")
    if word.startswith("--") and equals:
        flag = next((each for each in flags if name in each.names), None)
        return _value(flag, start, said, kubectl) if flag and flag.takes_value else NOTHING
    if word.startswith("-"):
        attached = attached_value(word, flags)
        return _attached(*attached, said, kubectl) if attached else _flags(flags, said, word)
    return _positional(command, word, said, kubectl)


GLOBAL = (("--help", "What there is"), ("--version", "The version of the program"))


def _before_command(before: Sequence[str], word: str, kubectl: Kubectl) -> Answer:
    """A command, or a connection flag that stands before it, or its value."""
    flags = tuple(flag for flag in known_flags("inspect") if flag.group.startswith("Connection"))
    said = read(before, flags)
    if said.pending is not None:
        return _value(said.pending, word, said, kubectl)
    if said.is_ended or not word.startswith("-"):
        return _starting(COMMANDS.items(), word)
    own = _starting(GLOBAL, word) if not before else NOTHING
    return Answer(candidates=(*own.candidates, *_flags(flags, said, word).candidates))


def _attached(flag: Flag, before: str, start: str, said: Said, kubectl: Kubectl) -> Answer:
    found = _value(flag, start, said, kubectl)
    return Answer(candidates=tuple(f"{before}{each}" for each in found.candidates), directive=found.directive)


def command_in(words: Sequence[str]) -> str:
    """The first word that is no flag and no flag's value; connection flags may stand before it."""
    said = read(words, known_flags("inspect"))
    return next((word for word in said.positionals if word in COMMANDS), "")


def _without(words: Sequence[str], command: str) -> list[str]:
    at = list(words).index(command)
    return [*words[:at], *words[at + 1 :]]


def _starting(found: Iterable[tuple[str, str]], word: str, directive: int = NO_FILES) -> Answer:
    lines = [f"{name}\t{text}" if text else name for name, text in found if name.startswith(word)]
    return Answer(candidates=tuple(lines), directive=directive)


def _flags(flags: Iterable[Flag], said: Said, word: str) -> Answer:
    """Long names; short ones where only a dash stands. One that was given is offered again if it may be repeated."""
    open_ = [flag for flag in flags if flag.is_repeatable or not said.has(flag.name)]
    short = [(flag.names[0], flag.help) for flag in open_ if word == "-" and len(flag.names) > 1]
    return _starting([*short, *((flag.name, flag.help) for flag in open_)], word)


def _value(flag: Flag, word: str, said: Said, kubectl: Kubectl) -> Answer:
    """The value alone, also where `--flag=` stands before it: the shells put that back themselves."""
    if flag.choices:
        return _starting(((choice, "") for choice in flag.choices), word, NO_FILES | KEEP_ORDER)
    if flag.name == "--sort-by":
        from kubectl_sidecars.render.sort_keys import BY_NAME  # noqa: PLC0415 - for this flag alone

        return _starting(((name, "") for name in BY_NAME), word, NO_FILES | KEEP_ORDER)
    if flag.name == "--container":
        pod = said.positionals[0].rpartition("/")[2] if said.positionals else ""
        return _asked(kubectl, ("exec", pod, "-c"), said, word) if pod else NOTHING
    if flag.name in ASKED:
        return _asked(kubectl, ASKED[flag.name], said, word)
    return Answer(directive=FILES) if flag.value in ("FILE", "DIR") else NOTHING


def _positional(command: str, word: str, said: Said, kubectl: Kubectl) -> Answer:
    from_file = said.has("--filename") or said.has("--demo")  # the pods are in it, and kubectl does not know it
    if command in POSITIONALS and not word.startswith("pod/"):
        return _words(command, word) if not said.positionals else NOTHING
    if from_file:
        return NOTHING
    if "/" in word:
        return _asked(kubectl, ("get",), said, word) if word.partition("/")[0] in BY_WORD else NOTHING
    first = said.positionals[0] if said.positionals else ""
    if first and "/" not in first and first in BY_WORD:
        return _asked(kubectl, ("get", first), said, word)
    pods = _asked(kubectl, ("get", "pods"), said, word)
    types: tuple[str, ...] = ()
    if word and not said.positionals:
        types = tuple(f"{type_.word}/" for type_ in TYPES if type_.word.startswith(word))
    return Answer(candidates=types, directive=NO_FILES | NO_SPACE) if types and not pods.candidates else pods


def _words(command: str, word: str) -> Answer:
    """Words of a command; one that ends in a slash, as pod/, is to be typed on."""
    found = _starting(POSITIONALS[command]().items(), word)
    begun = all(each.partition("\t")[0].endswith("/") for each in found.candidates)
    return found._replace(directive=NO_FILES | NO_SPACE) if found.candidates and begun else found


def _asked(kubectl: Kubectl, words: tuple[str, ...], said: Said, word: str) -> Answer:
    """kubectl's answer, as the same user to the same cluster, without what is on the line already."""
    names = connection_names()
    connection = [
        f"{flag.name}={value}" if flag.takes_value else flag.name
        for flag, value in said.flags
        if flag.name in names and flag.name not in words
    ]
    found = kubectl.names(words, connection, word)
    given = said.positionals
    offered = tuple(each for each in found if each.startswith(word) and each.partition("\t")[0] not in given)
    return Answer(candidates=offered)
