"""Reads the command line of a container: the simple commands of its script, and the files that they write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kubectl_sidecars.patterns import on_demand

MOST_READ = 3000
"""Characters of a command line that are looked at: an API object may hold a megabyte of hostile text."""
_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "ksh", "fish", "busybox"})
_RUNS_SCRIPT = re.compile(r"-[a-z]*c|--command")
QUOTES = ("'", '"')
_COMMENT = on_demand(r"(?:^|\s)#")
_VERSION = on_demand(r"(?:^|(?<=[;&|]))[ \t]*[\w./-]+ (?:-V|-v|--version|version)[ \t]*(?=$|[;&|])", re.MULTILINE)
"""A command that only prints a version."""
_VARIABLE_OF_POD = on_demand(r"\$\(([A-Z_][A-Z\d_]*)\)")
"""A variable as the kubelet replaces it in a command: no command of a shell."""
_DOCUMENT = on_demand(
    r"(?P<line>\b(?:cat|tee)\b[^;\n]{0,300}<<-?[ \t]*[\"'\\]?(?P<end>\w+)[\"']?[^\n]{0,300}\n)"
    r".*?^[ \t]*(?P=end)[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
"""A text that a script writes into a file: its lines are no commands."""
_PARTS = on_demand(
    r"(?P<end>\n|;|&&|\|\|?|(?<![>&\d])&(?![>&])|\$\(|`|[()]|\{(?=\s)|(?<![\w./-])(?:do|then|else|fi|done|end)(?![\w./-]))"
    r"|(?P<text>'[^']*'|\"(?:\\.|[^\"\\])*\"|[^\n;&|$`(){}'\"dtef]+|.)",
    re.DOTALL,
)
_BEFORE = on_demand(
    r"(?:(?:(?:\S*/)?(?:exec|sudo|nohup|time|command|eval|env|tini|dumb-init|catatonit|(?:gosu|su-exec) \S+"
    r"|timeout (?:-\S+ )*\d\S*"
    r"|(?:poetry|pipenv|uv|pdm|hatch) run|bundle exec|npx(?: --?y\w*)?"
    r"|[\w.-]*entrypoint[\w.-]*(?= [^-]))|--|!|if|elif|while|until|-[a-z]"
    r"|[A-Za-z_]\w*=\S*)\s+)+"
)
"""Words before the program of a simple command."""


def script(words: Sequence[str]) -> str:
    """The words of a command line without comments, version queries and texts for files, with its line ends.

    At most MOST_READ characters: of a longer one the beginning and the end, because the last step is often what a
    script is for.
    """
    text = " ".join(map(_without_remarks, words))
    if "<<" in text:
        text = _DOCUMENT().sub(r"\g<line>", text)
    half = MOST_READ // 2
    return text if len(text) <= MOST_READ else f"{text[:half]}\n{text[-half:]}"


def _without_remarks(word: str) -> str:
    """One argument; only scripts of several lines have comments."""
    word = word[: 20 * MOST_READ]
    if "\n" in word and "#" in word:
        word = "\n".join(map(_without_comment, word.split("\n")))
    return _VERSION().sub("", word) if "ersion" in word or "-V" in word or "-v" in word else word


def _without_comment(line: str) -> str:
    """The line up to the first # that begins a word and is not quoted."""
    for sign in _COMMENT().finditer(line):
        before = line[: sign.start()]
        if before.count('"') % 2 == 0 and before.count("'") % 2 == 0:
            return before
    return line


def steps(words: Sequence[str]) -> tuple[str, ...]:
    """The simple commands of a command line, in their order, each beginning with its program without a directory.

    A command line without a shell is one simple command.
    """
    start = next((index + 1 for index, word in enumerate(words) if _runs_script(words, index, word)), 0)
    if start or any("\n" in word or "&&" in word for word in words):
        parts = _split(_VARIABLE_OF_POD().sub(r"$\1", script(words[start:])).replace("\\\n", " "))
    else:
        parts = iter([script(words)])
    return tuple(filter(None, map(_step, parts)))


def _runs_script(words: Sequence[str], index: int, word: str) -> bool:
    """True for the option of a shell after which its script stands; the shell may be the image's entrypoint."""
    if not _RUNS_SCRIPT.fullmatch(word):
        return False
    before = [each for each in words[:index] if not each.startswith("-") and each != "pipefail"]
    return not before or _base(before[-1]) in _SHELLS


def _base(word: str) -> str:
    return word.rpartition("/")[2]


def _split(text: str) -> Iterator[str]:
    """The parts between what ends a simple command; quoted text is not split."""
    part: list[str] = []
    for piece in _PARTS().finditer(text):
        if piece["end"] is None:
            part.append(piece["text"])
        else:
            yield "".join(part)
            part.clear()
    yield "".join(part)


def _step(part: str) -> str:
    """One simple command in one line."""
    words = " ".join(part.split())
    if words[:1] in QUOTES:
        words = words.strip("'\"")
    before = _BEFORE().match(words)
    program, space, rest = (words[before.end() :] if before else words).partition(" ")
    return f"{_base(program)}{space}{rest}" if program.strip("}") else ""


_ASSIGNED = on_demand(r"(?<![\w$])([A-Za-z_]\w*)=[\"']?([^\s\"';&|$`()]+)")
_VARIABLE = on_demand(r"\$\{?([A-Za-z_]\w*)(?::?[-=?][^}]*)?\}?")
_TARGET = on_demand(
    r"(?<![\d<>=-])>{1,2}\s*[\"']?(?P<to>[^\s\"';&|)]+)"
    r"|\b(?:wget|aria2c)\b[^;&|\n]*?\s(?:-\w*O|-o|--output-document|-P|-d)[= ]?\s*[\"']?(?P<wget>[^\s\"';&|)]+)"
    r"|\bcurl\b[^;&|\n]*?\s(?:-\w*o|--output)[= ]?\s*[\"']?(?P<curl>[^\s\"';&|)]+)"
    r"|\btee\s+(?:-a\s+)?[\"']?(?P<tee>[^\s\"';&|)]+)"
    r"|(?:^|[;&|\n]|\bdo\b|\bthen\b)\s*(?:\S*/)?(?:cp|mv|rsync|install|ln|unzip|tar)\s[^;&|\n]*?\s"
    r"(?:-[dC]\s+)?[\"']?(?P<copy>[/$][^\s\"';&|)]+)[\"']?\s*(?=$|[;&|\n])",
    re.MULTILINE,
)


def written(text: str, variables: Mapping[str, str]) -> Iterator[str]:
    """The absolute paths of files and directories into which a script writes, devices left out.

    A variable is replaced where the script or `variables` give it a plain value.
    """
    if not any(
        sign in text for sign in (">", "wget", "curl", "tee ", "cp ", "mv ", "rsync", "install ", "tar ", "ln ")
    ):
        return
    values = {**variables, **dict(_ASSIGNED().findall(text))}
    for target in _TARGET().finditer(text):
        path = next(filter(None, target.groups()), "")
        path = _VARIABLE().sub(lambda name: values.get(name[1], name[0]), path)
        if path.startswith("/") and not path.startswith("/dev/"):
            yield path
