"""`kubectl sidecars explain`: what a word of kubectl, a role, a known container or one of a pod is."""

from __future__ import annotations

import argparse
import difflib
import re
import textwrap
from collections.abc import Iterator, Sequence

from kubectl_sidecars.cli.parser.grammar import (
    Parser,
    connection,
    connection_flags,
    formatter,
)
from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.cli.program import program
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.errors import ExitStatus, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kubectl_sidecars.glossary.meanings import Meaning

WIDTH = 80
"""Columns of every terminal."""
EXAMPLES = """\
Examples:
  # A word of kubectl, an exit code, a signal; no cluster needed
  kubectl sidecars explain CrashLoopBackOff
  kubectl sidecars explain exit/137
  kubectl sidecars explain Init:0/2

  # A known container, a role
  kubectl sidecars explain istio-proxy
  kubectl sidecars explain role/ambassador

  # The containers of a pod: what each is for, and how that was recognised
  kubectl sidecars explain pod/checkout-7d4b9c6f5-x2x9k -c vault-agent

  # Why it has that role: all evidence with its weight, and what decided
  kubectl sidecars explain pod/checkout-7d4b9c6f5-x2x9k -c vault-agent --why
"""


def explain_parser() -> Parser:
    parser = Parser(
        prog=f"{program()} explain",
        usage="%(prog)s WORD... | pod/NAME [-c CONTAINER] [flags]",
        description="Say what a status, an exit code, a role, a known container or a container of a pod means.",
        epilog=EXAMPLES,
        formatter_class=formatter,
        allow_abbrev=False,
        add_help=False,
    )
    parser.add_argument("words", nargs="*", metavar="WORD", help=argparse.SUPPRESS)
    add = parser.add_argument_group("What to explain").add_argument
    add("-c", "--container", default="", metavar="NAME", help="one container of the pod; default: all")
    add("--why", action="store_true", help="of a container also all evidence with its weight, and what decided")
    add("-f", "--filename", action="append", default=[], metavar="FILE", help="take the pod from a file")
    add("--demo", action="store_true", help="take the pod from the recording that is shipped with the program")
    add("--roles", default="", metavar="FILE", help="your own role rules, in TOML")
    add("--debug", action="store_true", help="say each request on stderr, and where an error came from")
    add("-h", "--help", action="help", help="show this help")
    connection_flags(parser)
    return parser


def run(argv: Sequence[str], streams: Streams) -> ExitStatus:
    given = explain_parser().read(argv)
    if not given.words:
        raise UsageError(f"what should be explained? A status, an exit code, a role: see '{program()} explain --help'")
    words = _words(given.words)
    if given.why and not any(word.startswith(POD) for word in words):
        raise UsageError("--why explains the containers of a pod: name one, pod/NAME")
    options = InspectOptions(
        connection=connection(given), files=tuple(given.filename), demo=given.demo, roles=given.roles
    )
    paragraphs = [
        _of_pod(word.partition("/")[2], given.container, options, streams, why=given.why)
        if word.startswith(POD)
        else _of_word(word, given.roles)
        for word in words
    ]
    for number, lines in enumerate(paragraphs):
        streams.lines(["", *lines] if number else lines)
    return ExitStatus.OK


POD = ("pod/", "pods/", "po/")


def _words(words: Sequence[str]) -> Sequence[str]:
    """`pod NAME...` is the same as `pod/NAME...`, as everywhere in kubectl."""
    if f"{words[0]}/" not in POD:
        return words
    if len(words) == 1:
        raise UsageError("which pod? Name it: pod/NAME")
    return [f"pod/{name}" for name in words[1:]]


def _of_word(word: str, roles: str) -> list[str]:
    """A word of kubectl first, then an entry or a role."""
    from kubectl_sidecars.cli.own_roles import rules  # noqa: PLC0415
    from kubectl_sidecars.glossary.containers import explain_word  # noqa: PLC0415
    from kubectl_sidecars.glossary.words import explain, known  # noqa: PLC0415

    meaning = explain(word)
    if meaning is not None:
        return list(_said(meaning))
    try:
        return list(folded(explain_word(word, rules(roles))))
    except UsageError as error:
        near = difflib.get_close_matches(word, known(), 3, 0.6)
        raise UsageError(f"{error}; or {', '.join(near)}" if near else str(error)) from None


def _said(meaning: Meaning) -> Iterator[str]:
    """The meaning and, of a word that stands for trouble, its cause and the cure under headings of their own."""
    yield from _wrapped(meaning.text)
    if meaning.cause or meaning.cure:
        yield ""
    for heading, text in (("Usual cause:", meaning.cause), ("What to do:", meaning.cure)):
        if text:
            yield from _wrapped(f"{heading.ljust(HEADING)}{text}", " " * HEADING)


_COMMAND = re.compile(r"`[^`]*`")


def _wrapped(text: str, indent: str = "") -> list[str]:
    """Folded, with each command in back-quotes whole on a line: it is there to be copied."""
    whole = _COMMAND.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), text)
    lines = textwrap.wrap(whole, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def _of_pod(name: str, container: str, options: InspectOptions, streams: Streams, *, why: bool) -> list[str]:
    """The lines about one container of a pod, or about all of them; with `why` also those about the decision."""
    from kubectl_sidecars.classify import decisions, served_ports  # noqa: PLC0415
    from kubectl_sidecars.cli.inspect.once import one_pod  # noqa: PLC0415
    from kubectl_sidecars.cli.own_roles import index, rules  # noqa: PLC0415
    from kubectl_sidecars.glossary.containers import explain_container  # noqa: PLC0415
    from kubectl_sidecars.glossary.decision import explain_decision  # noqa: PLC0415
    from kubectl_sidecars.model import containers  # noqa: PLC0415

    pod, around = one_pod(name, options, streams)
    views = containers(pod)
    if container and container not in {view.name for view in views}:
        raise UsageError(f"pod {name} has no container {container}: {', '.join(view.name for view in views)}")
    own = rules(options.roles)
    served = served_ports(pod, around.services)
    lines: list[str] = []
    for view, decision in zip(views, decisions(pod, views, index(options.roles), served), strict=True):
        if container in ("", view.name):
            about = folded(explain_container(pod, view, decision.judgement, own))
            lines += [*([""] if lines else []), *about, *(explain_decision(decision, WIDTH) if why else ())]
    return lines


HEADING = 13
"""Columns of the heading that an indented line begins with."""


def folded(lines: Sequence[str]) -> Iterator[str]:
    """Long lines folded, those with a heading under their text."""
    for line in lines:
        yield from _wrapped(line, " " * HEADING if line.startswith("  ") else "") or [""]
