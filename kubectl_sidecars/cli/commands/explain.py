"""`kubectl sidecars explain`: the meaning of a word of kubectl, a role, a known container or a container of a pod."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from kubectl_sidecars.cli.parser.connection import connection
from kubectl_sidecars.cli.parser.explain_flags import EXPLAIN
from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.cli.parser.parse import parse
from kubectl_sidecars.cli.program import program
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.errors import ExitStatus, UsageError
from kubectl_sidecars.kube.select.resource_types import BY_WORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kubectl_sidecars.glossary.meanings import Meaning

WIDTH = 80
"""Columns at which explanations are wrapped."""


def run(argv: Sequence[str], streams: Streams) -> int:
    """Prints the explanation of each word, or of the containers of a pod; without a word, the list of words.

    Raises UsageError for an unknown word.
    """
    given = parse(EXPLAIN, argv, f"{program()} explain")
    if not given.words:
        from kubectl_sidecars.cli.commands.explain_list import listing  # noqa: PLC0415

        streams.lines(listing(WIDTH))
        return ExitStatus.OK
    words = _words(given.words)
    if given.is_on("why") and not any(word.startswith(POD) for word in words):
        raise UsageError("--why explains the containers of a pod: name one, pod/NAME")
    options = InspectOptions(
        connection=connection(given),
        files=given.texts("filename"),
        demo=given.is_on("demo"),
        roles=given.text("roles"),
    )
    paragraphs = [
        _of_pod(word.partition("/")[2], given.text("container"), options, streams, why=given.is_on("why"))
        if word.startswith(POD)
        else explained(word, options.roles)
        for word in words
    ]
    for number, lines in enumerate(paragraphs):
        streams.lines(["", *lines] if number else lines)
    return ExitStatus.OK


POD = tuple(f"{word}/" for word in BY_WORD["pod"].words)
"""The prefixes of a pod's name: pod/, pods/, po/."""


def _words(words: Sequence[str]) -> Sequence[str]:
    """The words, with `pod NAME...` as `pod/NAME...`, which mean the same to kubectl; `waiting for` is one word."""
    if f"{words[0]}/" not in POD:
        phrase = " ".join(words)
        return [phrase] if len(words) > 1 and _is_phrase(phrase) else words
    if len(words) == 1:
        raise UsageError("which pod? Name it: pod/NAME")
    return [f"pod/{name}" for name in words[1:]]


def _is_phrase(text: str) -> bool:
    """True if a text with spaces is a word that is printed."""
    from kubectl_sidecars.glossary.containers import explain_role_or_task  # noqa: PLC0415 - the catalogue
    from kubectl_sidecars.glossary.own_words import own_word  # noqa: PLC0415

    return bool(own_word(text) or explain_role_or_task(text))


def explained(word: str, roles: str) -> list[str]:
    """The explanation of a word, in each sense that it has. Raises UsageError if it has none.

    Words that outputs print come first: kubectl's, then our own, roles and tasks. A known container of the same name is
    only explained if the word has no other sense.
    """
    from kubectl_sidecars.glossary.own_words import own_word  # noqa: PLC0415
    from kubectl_sidecars.glossary.words import explain, known  # noqa: PLC0415

    meaning = explain(word)
    senses = [list(_sections(meaning))] if meaning else []
    senses += [_wrapped(sentence) for sentence in own_word(word)]
    from kubectl_sidecars.cli.own_roles import rules  # noqa: PLC0415
    from kubectl_sidecars.glossary.containers import (  # noqa: PLC0415 - the catalogue
        explain_known,
        explain_role_or_task,
        namesakes,
    )

    if about := explain_role_or_task(word):
        senses.append(list(folded(about)))
    if senses and (others := namesakes(word, rules(roles))):
        senses.append(_wrapped(f"Known containers of that name: {', '.join(others)}."))
    if senses:
        return [line for number, lines in enumerate(senses) for line in (["", *lines] if number else lines)]
    try:
        return list(folded(explain_known(word, rules(roles))))
    except UsageError as error:
        import difflib  # noqa: PLC0415

        near = difflib.get_close_matches(word, known(), 3, 0.6)
        raise UsageError(f"{error}; or {', '.join(near)}" if near else str(error)) from None


def _sections(meaning: Meaning) -> Iterator[str]:
    """The meaning, then its usual cause and what to do, each with a heading, if it has them."""
    yield from _wrapped(meaning.text)
    if meaning.cause or meaning.cure:
        yield ""
    for heading, text in (("Usual cause:", meaning.cause), ("What to do:", meaning.cure)):
        if text:
            yield from _wrapped(f"{heading.ljust(HEADING)}{text}", " " * HEADING)


_COMMAND = re.compile(r"`[^`]*`")


def _wrapped(text: str, indent: str = "") -> list[str]:
    """The text wrapped at WIDTH. Commands in back-quotes are not broken, so that they can be copied."""
    whole = _COMMAND.sub(lambda match: match[0].replace(" ", "\N{NO-BREAK SPACE}"), text)
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
"""Columns of the heading at the start of an indented line."""


def folded(lines: Sequence[str]) -> Iterator[str]:
    """The lines wrapped at WIDTH; lines with a heading are indented below their text."""
    for line in lines:
        yield from _wrapped(line, " " * HEADING if line.startswith("  ") else "") or [""]
