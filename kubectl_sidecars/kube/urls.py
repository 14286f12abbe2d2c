"""URLs of servers and proxies: the part that is used, and the part that may be shown."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Mapping

from kubectl_sidecars.escape import visible

_SCHEME = re.compile(r"[^/?#@:]*://")
_SCHEMES = re.compile(r"(?:https?|socks5h?)://", re.IGNORECASE)
"""Schemes that are recognised before an `@`, where any other may be part of a password that holds `://`."""
_HIDDEN = "..."

Params = Mapping[str, str | int | bool]


def shown(address: str) -> str:
    """The URL without user info, query and fragment, which may hold secrets. Accepts any text, and never raises."""
    found = (_SCHEMES if "@" in address else _SCHEME).match(address)
    scheme = found[0] if found else ""
    rest = address[len(scheme) :]
    clean = re.split(r"[?#]", rest, maxsplit=1)[0]
    if "@" in rest[len(clean) :]:  # part of the query, or of a password that holds a `?`
        clean = _HIDDEN
    return visible(f"{scheme}{clean.rpartition('@')[2]}")


def host(address: str) -> str:
    """The host and port of a URL, safe to show."""
    return shown(address).partition("://")[2].partition("/")[0]


def base(server: str) -> str:
    """The URL that paths are appended to: without query and fragment (rest.NewRESTClient, v0.35), and without login."""
    url = urllib.parse.urlsplit(server)
    return url._replace(netloc=url.netloc.rpartition("@")[2], query="", fragment="").geturl().rstrip("/")


def login(address: str) -> tuple[str, str]:
    """The user name and password in a URL, decoded; two empty texts if it has none."""
    url = urllib.parse.urlsplit(address)
    return urllib.parse.unquote(url.username or ""), urllib.parse.unquote(url.password or "")


def is_url(address: str, schemes: frozenset[str]) -> bool:
    """True if the URL has one of the schemes, a host, and a valid port or none."""
    try:
        url = urllib.parse.urlsplit(address)
        is_whole = url.scheme in schemes and bool(url.hostname) and url.port != 0
    except ValueError:
        return False
    return is_whole and address.isprintable() and " " not in address


def query(params: Params) -> str:
    """The query string of a URL, without parameters whose value is an empty text."""
    texts = {name: _text(value) for name, value in params.items() if value != ""}
    return urllib.parse.urlencode(texts)


def _text(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
