"""Addresses of servers and proxies: what of them is used, and what of them may be shown."""

from __future__ import annotations

import re
import urllib.parse

from kubectl_sidecars.escape import visible

_SCHEME = re.compile(r"[^/?#@:]*://")
_SCHEMES = re.compile(r"(?:https?|socks5h?)://", re.IGNORECASE)
"""What is a scheme for certain: before an `@`, any other may be a name or a password with `://` in it."""
_HIDDEN = "..."


def shown(address: str) -> str:
    """The address without user info, query and fragment, which may be secrets; readable or not, it never fails."""
    found = (_SCHEMES if "@" in address else _SCHEME).match(address)
    scheme = found[0] if found else ""
    rest = address[len(scheme) :]
    clean = re.split(r"[?#]", rest, maxsplit=1)[0]
    if "@" in rest[len(clean) :]:  # part of the query, or of a password with a ? in it: nobody can tell
        clean = _HIDDEN
    return visible(f"{scheme}{clean.rpartition('@')[2]}")


def host(address: str) -> str:
    """The host and port of it, to be shown."""
    return shown(address).partition("://")[2].partition("/")[0]


def base(server: str) -> str:
    """What paths are appended to: client-go drops query and fragment (rest.NewRESTClient, v0.35), and we the login."""
    url = urllib.parse.urlsplit(server)
    return url._replace(netloc=url.netloc.rpartition("@")[2], query="", fragment="").geturl().rstrip("/")


def login(address: str) -> tuple[str, str]:
    """Name and password in the address; empty where there are none."""
    url = urllib.parse.urlsplit(address)
    return urllib.parse.unquote(url.username or ""), urllib.parse.unquote(url.password or "")


def is_url(address: str, schemes: frozenset[str]) -> bool:
    """Whether it has one of the schemes, a host, and no port that cannot be."""
    try:
        url = urllib.parse.urlsplit(address)
        is_whole = url.scheme in schemes and bool(url.hostname) and url.port != 0
    except ValueError:
        return False
    return is_whole and address.isprintable() and " " not in address
