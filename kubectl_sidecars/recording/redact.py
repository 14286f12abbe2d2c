"""Takes the secrets out of an object of the API before it is written down: a pure function, and idempotent.

Redacted are: values of environment variables; annotations and volume attributes that hold credentials or a whole
applied object; arguments and headers that look like credentials. managedFields are dropped. In any other text only
what is a credential by its very form goes (a private key, a JWT, the password of a URL, a cloud's token). What a
diagnosis needs stays: names, flags, paths, messages.
"""

from __future__ import annotations

import re
from typing import Any

REDACTED = "REDACTED"

_TAME_ENDS = ("file", "files", "path", "paths", "dir", "name", "namespace", "mount", "ref", "ttl", "type", "audience")
"""Ends of names that tell where a secret is, or how long it lives, and not what it is: --token-file."""
_NAME = (
    r"(?>[\w./-]*?(?:passw|passphrase|(?<![a-z])pass(?![a-z])|pwd|secret|token|credential|authorization|cookie|dsn|connection[-_.]?string"
    r"|(?:api|access|private|signing|encryption|account|auth|master)[-_.]?key))[\w./-]*+"
) + "".join(f"(?<!{end})" for end in _TAME_ENDS)
"""Atomic, as hostile text must not make the search go back over what it has read."""
_QUOTED = r"""(?:"(?:\\.|[^"\\])*"|'[^']*')"""
_WORD = rf"""(?:{_QUOTED}|\\.|[^\s"'\\])+"""
"""As a shell reads a word."""
_OPEN_QUOTE = r"""["'].*"""
_SCHEME = rf"(?:(?:basic|bearer|token)\s+)?(?!{REDACTED}\b)"
"""And what is redacted already stays: what follows it is not a secret's end."""

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
"""Credentials that are known by their form alone: PEM, JWT, URL, AWS, and the tokens of well-known makers."""

_HOLDS_AN_OBJECT = re.compile(r'"(?:env|spec|data|stringData)"\s*:')
_TAME_VALUES = {"", "true", "false"}


def redacted(value: Any) -> Any:
    """The same value without its secrets; what was given stays as it is."""
    if isinstance(value, dict):
        return {name: _MEMBERS.get(name, redacted)(member) for name, member in value.items() if name != "managedFields"}
    if isinstance(value, list):
        return [redacted(each) for each in value]
    return _by_form(value) if isinstance(value, str) else value


def _by_form(text: str) -> str:
    for form in _FORMS:
        text = form.sub(rf"\1{REDACTED}", text)
    return text


def _by_name(text: str) -> str:
    for named in (_EQUALS, _COLON, _SPACE, _USER):
        text = named.sub(rf"\1{REDACTED}", text)
    return _by_form(text)


def _message(value: Any) -> Any:
    """A colon in a message comes before what is wrong ("secret: not found"), so only `password=...` counts."""
    return _by_form(_EQUALS.sub(rf"\1{REDACTED}", value)) if isinstance(value, str) else redacted(value)


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
    """One argument: what stands before it may be the flag whose value it is."""
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
