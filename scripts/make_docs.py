"""Generates pages from the code; a test checks that they are current.

    python scripts/make_docs.py        (make docs)

A page is a function that returns its text, and a line in PAGES.
"""

from __future__ import annotations

import inspect
import json
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from textual.keys import format_key

from kubectl_sidecars.classify.catalog import built_in
from kubectl_sidecars.cli import COMMANDS
from kubectl_sidecars.cli.parser.commands import BY_NAME
from kubectl_sidecars.cli.parser.connection import CONNECTION
from kubectl_sidecars.cli.parser.flag import Command, Flag
from kubectl_sidecars.cli.parser.help import described
from kubectl_sidecars.diagnose import RULES
from kubectl_sidecars.glossary.meanings import (
    CODES,
    SUBJECTS,
    WORDS,
    Meaning,
)
from kubectl_sidecars.glossary.roles import ROLES
from kubectl_sidecars.glossary.roles_table import roles_table
from kubectl_sidecars.glossary.words import explain
from kubectl_sidecars.render import data
from kubectl_sidecars.render.formats import FORMATS
from kubectl_sidecars.tui.commands import COMMANDS as COLON
from kubectl_sidecars.tui.keys import KEYS, MOVING, Where

ROOT = Path(__file__).parent.parent
GENERATED = "Generated from the code by `make docs`."

EXITS = {
    "0": "no finding at or above --fail-on (default: never)",
    "1": "findings at or above --fail-on",
    "2": "a flag, a name or a file that is wrong or does not exist",
    "3": "the cluster cannot be reached, or denies access",
    "130": "interrupted",
}
ENVIRONMENT = {
    "KUBECONFIG": "the kubeconfig files, as kubectl merges them",
    "HTTPS_PROXY, HTTP_PROXY, NO_PROXY": "proxies for the API server",
    "NO_COLOR": "no colours, with any value",
    "TERM": "dumb: a printed report instead of the screen",
}
FILES = {
    "~/.config/kubectl-sidecars/roles.toml": "your own role rules (or --roles FILE)",
    "~/.local/state/kubectl-sidecars/acknowledged.json": "the causes that you have hidden on the screen, by cluster",
}


def flags_page() -> str:
    return "\n".join(_flags_page())


def _flags_page() -> Iterator[str]:
    yield from (f"# Commands and flags\n\n{GENERATED}", "")
    for name, purpose in COMMANDS.items():
        command = BY_NAME[name]
        yield from (f"## kubectl sidecars {name}", "", f"{purpose}.", "", f"    {usage(command)}", "")
        for title, flags in command.groups:
            yield from (f"| {title} | |", "|---|---|")
            yield from (f"| {markdown_names(flag)} | {cell(described(flag))} |" for flag in flags)
            yield ""
        if name == "inspect":
            yield from ("| `-o` | what is printed |", "|---|---|")
            yield from (f"| `{format_.name}` | {cell(format_.help)} |" for format_ in FORMATS)
            yield ""


def usage(command: Command) -> str:
    return " ".join(filter(None, ("kubectl sidecars", command.name, command.usage, "[flags]")))


def markdown_names(flag: Flag) -> str:
    value = f" {flag.value}" if flag.value else ""
    return (
        ", ".join(f"`{name}`" for name in flag.names[:-1]) + (", " if flag.names[1:] else "") + f"`{flag.name}{value}`"
    )


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def man_page() -> str:
    """roff for man(7). Without a date, so that it is the same each time."""
    return "\n".join(_man_page()) + "\n"


def _man_page() -> Iterator[str]:
    yield '.TH KUBECTL-SIDECARS 1 "" "kubectl-sidecars" "User Commands"'
    yield from (".SH NAME", roff("kubectl-sidecars - show what each container of a pod is for, what is wrong and why"))
    yield ".SH SYNOPSIS"
    for command in BY_NAME.values():
        yield from (roff(usage(command)), ".br")
    yield from (".SH DESCRIPTION", roff(BY_NAME["inspect"].description))
    yield roff(
        "It does not change the cluster (unless started with --allow-changes), and connects to the cluster only."
    )
    for name, purpose in COMMANDS.items():
        yield from (f".SH {name.upper()}", roff(f"{purpose}."))
        for group in BY_NAME[name].groups:
            if group is CONNECTION and name != "inspect":
                yield from (".PP", roff("The connection flags are those of inspect."))
                continue
            title, flags = group
            yield f".SS {roff(title)}"
            yield from _described(
                {", ".join(flag.names) + (f" {flag.value}" if flag.value else ""): described(flag) for flag in flags}
            )
    yield ".SH OUTPUT FORMATS"
    yield from _described({f"-o {format_.name}": format_.help for format_ in FORMATS})
    yield ".SH EXIT STATUS"
    yield from _described(EXITS)
    yield ".SH ENVIRONMENT"
    yield from _described(ENVIRONMENT)
    yield ".SH FILES"
    yield from _described(FILES)
    yield from (".SH EXAMPLES", ".nf", roff(examples()), ".fi")
    yield from (".SH SEE ALSO", ".BR kubectl (1)")


def _described(said: Mapping[str, str]) -> Iterator[str]:
    for name, text in said.items():
        yield from (".TP", f".B {roff(name)}", roff(text))


def examples() -> str:
    """The examples of `inspect --help`, without their title."""
    text = BY_NAME["inspect"].epilog.partition("Examples:\n")[2]
    return text.partition("Exit status")[0].strip("\n")


def roff(text: str) -> str:
    """Text that roff takes as text: a dash that can be copied, and no line that begins as a request does."""
    lines = text.replace("\\", "\\e").replace("-", "\\-").split("\n")
    return "\n".join(f"\\&{line}" if line.startswith((".", "'")) else line for line in lines)


def schema() -> str:
    """The shape of -o json, from the types that are encoded: JSON Schema, in which every key is required."""
    found = data.schema()
    for part in found["$defs"].values():
        if "description" in part:  # before Python 3.13 a docstring keeps its indentation
            part["description"] = inspect.cleandoc(part["description"])
        if part.get("type") == "object" and "properties" in part:
            part["required"] = list(part["properties"])
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$comment": GENERATED}
    return json.dumps(head | found, indent=2) + "\n"


def explained() -> str:
    """The words that `explain` knows, for completion, which has no time to load them."""
    return "".join(f"{word}\t{meaning}\n" for word, meaning in sorted(_explained().items()))


def _explained() -> dict[str, str]:
    entries = {container.id: container.name for container in built_in().containers}
    roles = {f"role/{role}": shortened(about.what) for role, about in ROLES.items()}
    exits = {f"exit/{code}": shortened(meaning.text) for code, meaning in sorted(CODES.items())}
    words = {word: shortened(meaning.text) for word, meaning in WORDS.items()}
    return {**entries, **roles, **exits, **words, "pod/": "a pod of the cluster"}


BESIDE_A_WORD = 60
"""Characters of a description that the shells show beside a candidate."""


def shortened(text: str) -> str:
    """The first sentence, or as many of its words as fit."""
    return textwrap.shorten(text.partition(". ")[0].rstrip("."), BESIDE_A_WORD, placeholder=" ...")


def roles_page() -> str:
    return f"# Roles and known containers\n\n{GENERATED}\n\n{roles_table().strip()}\n"


def findings_page() -> str:
    return "\n".join(_findings_page()) + "\n"


def _findings_page() -> Iterator[str]:
    yield from ("# Findings", "", GENERATED, "")
    yield from (
        "A finding has a stable code, its reason, such as `ExitError`: `-o json` prints it, and `explain` explains it.",
        "A suppression names it: see [ci.md](ci.md).",
        "",
    )
    yield from ("## Index", "", ", ".join(f"[{word}](#{anchor(word)})" for word in sorted(WORDS, key=str.lower)), "")
    yield from ("Exit codes: " + ", ".join(f"[{code}](#{anchor(f'exit/{code}')})" for code in sorted(CODES)), "")
    yield from ("## Rules", "")
    yield from (
        "`critical`: something does not work. `warning`: it works, but will cause problems. `notice`: advice.",
        "",
    )
    yield from ("| rule | what it finds |", "|---|---|")
    yield from (
        f"| {rule.function.__name__.replace('_', ' ')} | {cell(str(rule.function.__doc__))} |" for rule in RULES
    )
    yield from ("", "## Words, causes and cures", "", "`kubectl sidecars explain WORD` prints the same offline.", "")
    yield from (
        "In commands POD, NAME (of a container), NODE, JOB and so on are placeholders; add `-n NAMESPACE`.",
        "",
    )
    written: dict[str, str] = {}
    for subject, words in SUBJECTS.items():
        yield from (f"### {subject}", "")
        for word, meaning in words.items():
            yield from _section(word, meaning, written)
    yield from ("### Exit codes", "")
    for code in sorted(CODES):
        yield from _section(f"exit/{code}", explain(f"exit/{code}"), written)


def anchor(word: str) -> str:
    """The anchor that GitHub gives to a heading."""
    return "".join(letter for letter in word.lower().replace(" ", "-") if letter.isalnum() or letter in "-_")


def _section(word: str, meaning: Meaning | None, written: dict[str, str]) -> Iterator[str]:
    """The section of a word. A paragraph that is `written` in the section of another word is only pointed to."""
    if meaning is None:
        raise LookupError(f"{word} is not explained")
    yield from (f"#### {word}", "", meaning.text, "")
    for heading, text in (("Usual cause", meaning.cause), ("What to do", meaning.cure)):
        if text:
            other = written.setdefault(text, word)
            yield from (f"**{heading}:** {text if other == word else f'as for [{other}](#{anchor(other)}).'}", "")


PLACES = {
    Where.APP: "Everywhere",
    Where.DATA: "On the list of pods and on a pod",
    Where.OVERVIEW: "On the list of pods",
    Where.PODS: "On a row of a pod",
    Where.CAUSES: "On a cause",
    Where.WORKLOADS: "On the list of workloads (`:wl`)",
    Where.WORKLOAD_ROWS: "On a workload",
    Where.POD: "On a pod",
    Where.LOGS: "In logs",
    Where.TEXT: "In the other tabs of a pod",
}
"""Where keys work, in words."""


def keys_page() -> str:
    return "\n".join(_keys_page())


def _keys_page() -> Iterator[str]:
    yield from (f"# Keys of the screen\n\n{GENERATED} `?` shows the keys that work where you are.", "")
    yield from ("| in every list | |", "|---|---|", f"| {cell(MOVING[0])} | {cell(MOVING[1])} |", "")
    for where, words in PLACES.items():
        rows: dict[str, list[str]] = {}
        for key in KEYS:
            if key.where is where and key.help:
                shown = key.display or ", ".join(map(format_key, key.keys.split(",")))
                rows.setdefault(key.tip, []).append(f"`{shown}`")
        yield from (f"| {words} | |", "|---|---|")
        yield from (f"| {cell(' '.join(dict.fromkeys(keys)))} | {cell(text)} |" for text, keys in rows.items())
        yield ""
    yield from ("| after `:` | |", "|---|---|")
    for command in COLON:
        names = " ".join(f"`{name}`" for name in (command.name, *command.aliases))
        yield f"| {cell(names)} | {cell(command.help)} |"
    yield from ("", "The beginning of a word is enough where no other command begins with it.", "")


PAGES: Mapping[str, Callable[[], str]] = {
    "docs/findings.md": findings_page,
    "docs/roles.md": roles_page,
    "docs/flags.md": flags_page,
    "docs/keys.md": keys_page,
    "docs/man/kubectl-sidecars.1": man_page,
    "docs/report.schema.json": schema,
    "kubectl_sidecars/data/explained.txt": explained,
}
"""Every generated file, and what makes it."""


def main() -> None:
    for name, page in PAGES.items():
        (ROOT / name).write_text(page(), encoding="utf-8", newline="\n")
        print(name)


if __name__ == "__main__":
    main()
