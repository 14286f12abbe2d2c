"""Removes secrets from a text: what follows a telling name, a program's flag, or has a known form."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kubectl_sidecars.needles import Sieve
from kubectl_sidecars.redact.forms import forms
from kubectl_sidecars.redact.names import Secrecy, held, is_count, words
from kubectl_sidecars.redact.programs import programs

REDACTED = "REDACTED"
_HIDDEN = rf"\1{REDACTED}"

_NAME = re.compile(r"-{0,2}[A-Za-z_][\w./-]*")
_JOIN = re.compile(r"""(?:(?P<quote>\\?["'])\]?)?[ \t]*(?P<sign>[!=]==?|:=|=>|->|=|:)[ \t]*""")
_COMPARES = frozenset({"==", "===", "!=", "!==", "->"})
"""Signs after which a value stands as often as a word."""
_SPACE = re.compile(r"[ \t]+(?!-)")
_ITEM = re.compile(r"[ \t]*\n[ \t]*-[ \t]+(?!-)")
"""Between a flag and its value in a list of YAML."""
_IN_SENTENCE = re.compile(r"""[ \t]+(?:(?:is|was)[ \t]+|(?=["'`]))""")
"""Between a name and its value in a sentence: `the password is ...`, `wrong password "..."`."""
_SETTING = re.compile(r"""[ \t]+(?=[^\s"'`]+(?:["'`]|[ \t]*(?:#.*)?$))""", re.MULTILINE)
"""Between a name and its value in a line of settings: `requirepass ...`."""
_QUOTED = r"""(?:"(?:\\.|[^"\\])*"|'[^']*')"""
_SCHEME = r"(?:basic|bearer|token|apikey|digest|splunk)[ \t]+(?!-)"
_VALUE = re.compile(
    rf"""(?:{_SCHEME})?(?:[|>][-+]?[ \t]*\n(?:[ \t]+[^\n]*\n?)+|{_QUOTED}(?=[\s,;:}}\])])"""
    rf"""|(?:{_QUOTED}|\\.|[^\s"'\\])+|["'].*)""",
    re.IGNORECASE | re.DOTALL,
)
"""One value as a shell, JSON or YAML has it; of an open quote, all that follows."""
_CLOSING = "`.,;:)]}"
_PART = re.compile(r"[;&]")
_OBJECT = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)+")
"""The name of an object of the API."""
_ELEMENT = re.compile(r"[^<]+")
_VARIABLE = re.compile(
    r"""(?:(?:basic|bearer|token)[ ])?\\?["']?(?:\$+[\w({]|`|\{\{|<[\w -]+>$|\*+$|%[sqvd]$|https?://[^@?]*$)""",
    re.IGNORECASE,
)
"""A value that names another one, `$(DB_PASSWORD)`, or an address whose login is hidden by its form."""
_PATH = re.compile(
    r"""["']?(?:/|\./|~/)?(?:etc|var|run|mnt|opt|usr|home|root|tmp|secrets?|vault|certs?|tls|pki|data|app|config|keys?)"""
    r"""/[\w./-]*["']?"""
)
_FILE = re.compile(r"""["']?[\w./-]+\.(?:pem|key|crt|cert|cer|json|ya?ml|txt|conf|env|jks|p12|pub)["']?""")
_TAME = words(
    "true false null none nil undefined required optional missing invalid expired forbidden unauthorized denied"
    " unknown empty failed rejected revoked unset set ok enabled disabled found timeout eof always never auto"
    " default off on yes no basic bearer oauth2 oidc jwt rbac node webhook"
)
_TAG = re.compile(r"v?\d+(?:\.\d+){1,3}(?:[-+_][\w.]{1,32}){0,3}")
"""The tag of an image: a version."""
_PROSE = re.compile(rf"(?:(?i:{_SCHEME}))?+(?:(?:[A-Za-z][A-Za-z']*|\d{{1,3}})[ \t]+\S|\S*:(?:\s|$))")
"""What follows the colon of an error: words, not a value."""
_ERROR = re.compile(r"(?:permission|access|not|no|cannot|could|unable|failed|invalid|unexpected|missing) [a-z]")
"""What a script prints after the colon of an error."""


def redacted_text(text: str) -> str:
    """The text without its secrets. In prose a colon ends a sentence's part: `token: permission denied` stays."""
    return _clean(text, prose=True)


def redacted_argument(text: str) -> str:
    """The text of an argument, a script or a setting without its secrets: whatever follows a telling name is one."""
    return _clean(text, prose=False)


def by_form(text: str) -> str:
    """The text without credentials of a known form."""
    return _without(text, _forms())


def by_program(text: str) -> str:
    """The text without the passwords that programs take by a flag or a place of their own."""
    return _without(text, _programs())


@functools.cache
def _forms() -> Sieve:
    return Sieve(forms())


@functools.cache
def _programs() -> Sieve:
    return Sieve(programs())


def _without(text: str, sieve: Sieve) -> str:
    """The text with REDACTED for what each pattern matches, but for its first group."""
    for pattern in sieve.passing(text):
        text = pattern.sub(_HIDDEN, text)
    return text


def _bare(value: str) -> str:
    """The value without its quotes and without what follows it in a sentence."""
    return value.strip().strip("\"'").rstrip(_CLOSING).strip("\"'")


def is_harmless(name: str, value: str) -> bool:
    """True if a value after a telling name is no secret: a switch, a number of things, a variable, a path."""
    bare = _bare(value)
    if not bare or bare == REDACTED or bare.lower() in _TAME or _VARIABLE.match(value.strip()):
        return True
    if is_count(name) and bare.replace(".", "", 1).replace("k", "", 1).isdigit():
        return True
    return bool(_PATH.fullmatch(bare) or _FILE.fullmatch(bare))


def looks_random(value: str) -> bool:
    """True if a value may be a secret by its looks: a login, or letters and digits that are no word, name or path."""
    bare = _bare(value)
    if "/" in bare[:2] or "://" in bare or len(bare) < 6:
        return False
    if re.fullmatch(r"[\w.-]+:\S+", bare):
        return True
    if re.fullmatch(r"[a-z]+(?:[._-][a-z0-9]+)*|[A-Z]+(?:_[A-Z0-9]+)*|[\d.:]+", bare):
        return False
    return bool(re.search(r"\d", bare) and re.search(r"[A-Za-z]", bare)) or bool(re.search(r"[^\w.,/:=-]", bare))


def _clean(text: str, *, prose: bool) -> str:
    """Repeated until nothing changes: each pass leaves fewer characters that are not REDACTED."""
    before = None
    while text != before:
        before = text
        text = by_form(text)
        text = by_program(text)
        text = "".join(_by_name(text, prose=prose))
    return text


def _by_name(text: str, *, prose: bool) -> Iterator[str]:
    """The parts of the text, REDACTED in place of each value that follows a telling name."""
    done = 0
    for name in _NAME.finditer(text):
        says = held(name[0])
        if says is Secrecy.NOTHING or name.start() < done:
            continue
        place = _value(text, name, says, prose=prose)
        if place is not None:
            begin, end = place
            yield text[done:begin]
            yield REDACTED
            done = end
    yield text[done:]


def _after_flag(text: str, flag: re.Match[str]) -> re.Match[str] | None:
    """Returns the spaces between a flag and its value, which may be the next item of a list; None without a value."""
    is_item = text.endswith("- ", 0, flag.start())
    return _SPACE.match(text, flag.end()) or (_ITEM.match(text, flag.end()) if is_item else None)


def _joined(text: str, name: re.Match[str]) -> re.Match[str] | None:
    """Returns the words or spaces that join a name to its value in a sentence or a line of settings; None without."""
    before = text[max(name.start() - 64, 0) : name.start()].rstrip(" \t")
    begins = not before or before[-1] in "\n\"'`"
    return _IN_SENTENCE.match(text, name.end()) or (_SETTING.match(text, name.end()) if begins else None)


def _value(text: str, found: re.Match[str], says: Secrecy, *, prose: bool) -> tuple[int, int] | None:
    """The begin and the end of the secret after the name; None if none follows."""
    name, at = found[0], found.end()
    if text.startswith(">", at) and text.startswith("<", found.start() - 1):
        inside = _ELEMENT.match(text, at + 1)
        return None if inside is None or is_harmless(name, inside[0]) else inside.span()
    flag = name.startswith("-")
    join = _JOIN.match(text, at) or (_after_flag(text, found) if flag else _joined(text, found))
    value = join and _VALUE.match(text, join.end())
    if join is None or value is None or is_harmless(name, value[0]):
        return None
    if join[0] == ":" and ("/" in name or _TAG.fullmatch(_bare(value[0]))):  # an image
        return None
    parts = join.groupdict()
    quoted, sign = bool(parts.get("quote")), parts.get("sign")
    if quoted and text[max(found.start() - 1, 0)] not in "\"'":  # the end of a quotation, not of a key
        return None
    words_follow = _PROSE if prose else _ERROR
    if sign == ":" and not quoted and words_follow.match(text, join.end()):
        return None
    in_words = sign in _COMPARES or (sign is None and not flag)
    weak = says is Secrecy.PERHAPS or in_words or (prose and not quoted and name.lower().rstrip("s") == "secret")
    if in_words and _OBJECT.fullmatch(_bare(value[0])):
        return None
    if weak and not looks_random(_PART.split(value[0], maxsplit=1)[0]):
        return None
    begin, end = value.span()
    return begin, (begin + len(value[0].rstrip(_CLOSING)) if prose else end)
