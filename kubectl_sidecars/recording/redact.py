"""Removes secrets from an object of the API before it is written. Pure and idempotent.

Redacted are: values of environment variables; annotations and volume attributes that hold credentials or a whole
applied object; arguments and headers that look like credentials. managedFields are dropped. In other text only
credentials with a known form are redacted (a private key, a JWT, the password of a URL, a token of a cloud). Names,
flags, paths and messages stay: a diagnosis needs them.
"""

from __future__ import annotations

import re
from typing import Any

REDACTED = "REDACTED"

_TAME_ENDS = ("file", "files", "path", "paths", "dir", "name", "namespace", "mount", "ref", "ttl", "type", "audience")
"""Ends of names that say where a secret is, or how long it lives, but do not hold it: --token-file."""
_NAME = (
    r"(?>[\w./-]*?(?:passw|passphrase|(?<![a-z])pass(?![a-z])|pwd|secret|token|credential|authorization|cookie|dsn|connection[-_.]?string"
    r"|(?:api|access|private|signing|encryption|account|auth|master)[-_.]?key))[\w./-]*+"
) + "".join(f"(?<!{end})" for end in _TAME_ENDS)
"""Atomic, so that hostile text cannot make the search backtrack."""
_QUOTED = r"""(?:"(?:\\.|[^"\\])*"|'[^']*')"""
_WORD = rf"""(?:{_QUOTED}|\\.|[^\s"'\\])+"""
"""One word, as a shell reads it."""
_OPEN_QUOTE = r"""["'].*"""
_SCHEME = rf"(?:(?:basic|bearer|token)\s+)?(?!{REDACTED}\b)"
"""Text that is redacted already is not matched again: the text after it is not part of the secret."""

_ANY_CASE = re.IGNORECASE | re.DOTALL
_NAMED = re.compile(_NAME, _ANY_CASE)
_FLAG = re.compile(f"--?{_NAME}", _ANY_CASE)
_FLAG_WITH_VALUE = re.compile(f"(--?{_NAME}=).+", _ANY_CASE)
_BEGIN = r"(?<![\w./-])"
_EQUALS = re.compile(rf"{_BEGIN}({_NAME}\s*:?=\s*){_SCHEME}(?:{_WORD}|{_OPEN_QUOTE})", _ANY_CASE)
_COLON = re.compile(rf"""{_BEGIN}({_NAME}["']?\s*:\s*){_SCHEME}(?:{_QUOTED}|{_WORD}|{_OPEN_QUOTE})""", _ANY_CASE)
_SPACE = re.compile(rf"{_BEGIN}(--?{_NAME}\s+)(?!-)(?:{_WORD}|{_OPEN_QUOTE})", _ANY_CASE)
_USER = re.compile(r"(?<!\S)((?:-u|--user|--proxy-user)[ =]?[^\s:]*:)\S+")

_FORMS = (
    re.compile(r"()-----BEGIN [A-Z ]*PRIVATE KEY-----(?:.*?-----END [A-Z ]*PRIVATE KEY-----|.*)", re.DOTALL),
    re.compile(r"()(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"),
    re.compile(r"""(://[^\s:/@"']{0,256}:)[^\s"']{1,512}(?=@)"""),
    re.compile(r"()\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    re.compile(
        r"()\b(?:gh[opsur]_|github_pat_|glpat-|xox[a-z]-|AIza|[rs]k_live_|sk-|hv[bs]\.|npm_|dckr_pat_)[\w-]{16,}"
    ),
)
"""Credentials with a known form: PEM, JWT, URL, AWS, and tokens of well-known services."""

_HOLDS_AN_OBJECT = re.compile(r'"(?:env|spec|data|stringData)"\s*:')
_TAME_VALUES = {"", "true", "false"}


def redacted(value: Any) -> Any:
    """A copy of the value without its secrets."""
    if isinstance(value, dict):
        return {name: _MEMBERS.get(name, redacted)(member) for name, member in value.items() if name != "managedFields"}
    if isinstance(value, list):
        return [redacted(item) for item in value]
    return _by_form(value) if isinstance(value, str) else value


def _by_form(text: str) -> str:
    for form in _FORMS:
        text = form.sub(rf"\1{REDACTED}", text)
    return text


def _by_name(text: str, patterns: tuple[re.Pattern[str], ...] = (_EQUALS, _COLON, _SPACE, _USER)) -> str:
    """The text without the values that follow a telling name, nor credentials of a known form.

    What is redacted may end up beside another secret, so it is repeated until nothing changes: each pass leaves fewer
    characters that are not REDACTED."""
    before = ""
    while text != before:
        before = text
        for named in patterns:
            text = named.sub(rf"\1{REDACTED}", text)
        text = _by_form(text)
    return text


def _message(value: Any) -> Any:
    """A message without its secrets. Only `password=...` counts: after a colon comes an error ("secret: not found")."""
    return _by_name(value, (_EQUALS,)) if isinstance(value, str) else redacted(value)


def _map(value: Any) -> Any:
    if not isinstance(value, dict):
        return redacted(value)
    return {name: _entry(str(name), entry) for name, entry in value.items()}


def _entry(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return redacted(value)
    holds_secret = (
        "last-applied" in name
        or (_NAMED.fullmatch(name) and value not in _TAME_VALUES)
        or _HOLDS_AN_OBJECT.search(value)
        or _by_name(value) != value
    )
    return REDACTED if holds_secret else value


def _env(value: Any) -> Any:
    return [_with_value(each, REDACTED) for each in value] if isinstance(value, list) else redacted(value)


def _headers(value: Any) -> Any:
    if not isinstance(value, list):
        return redacted(value)
    return [
        _with_value(each, REDACTED)
        if isinstance(each, dict) and _NAMED.fullmatch(str(each.get("name", "")))
        else redacted(each)
        for each in value
    ]


def _with_value(variable: Any, value: str) -> Any:
    clean = redacted(variable)
    return {**clean, "value": value} if isinstance(clean, dict) and clean.get("value") else clean


def _arguments(value: Any) -> Any:
    if not isinstance(value, list):
        return redacted(value)
    return [_argument(each, before) for before, each in zip(["", *value], value, strict=False)]


def _argument(value: Any, before: Any) -> Any:
    """One argument without its secrets; `before` may be the flag whose value it is."""
    if not isinstance(value, str):
        return redacted(value)
    flag = before if isinstance(before, str) else ""
    if _FLAG.fullmatch(flag) and not value.startswith("-"):
        return REDACTED
    if flag in {"-u", "--user", "--proxy-user"} and ":" in value:
        return f"{value.partition(':')[0]}:{REDACTED}"
    if whole := _FLAG_WITH_VALUE.fullmatch(value):
        return whole[1] + REDACTED
    return _by_name(value)


_MEMBERS = {
    "annotations": _map,
    "volumeAttributes": _map,
    "options": _map,
    "env": _env,
    "httpHeaders": _headers,
    "args": _arguments,
    "command": _arguments,
    "message": _message,
    "note": _message,
}
"""How the members of an object are redacted, by their name anywhere in it."""
