"""The headers of every request, checked before they are sent, so that no error quotes one."""

from __future__ import annotations

import re
import urllib.parse

from kubectl_sidecars import __version__
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.kube.config.kubeconfig import AuthInfo

Headers = list[tuple[str, str]]
"""Names and values, in order: a name may come more than once."""

_WRONG = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
"""Characters that Go refuses in a header (golang.org/x/net/http/httpguts ValidHeaderFieldValue)."""
_SOURCES = {
    "Authorization": "--token, or the user's token in the kubeconfig",
    "Impersonate-User": "--as",
    "Impersonate-Uid": "--as-uid",
    "Impersonate-Group": "--as-group",
}


def user_headers(user: AuthInfo, *, compress: bool) -> Headers:
    """The headers that are the same for all requests of a session. Raises UsageError for an invalid value."""
    headers = [("Accept", "application/json"), ("User-Agent", f"kubectl-sidecars/{__version__}")]
    if compress:
        headers.append(("Accept-Encoding", "gzip"))
    if user.as_:
        _put(headers, "Impersonate-User", user.as_)
    if user.as_uid:
        _put(headers, "Impersonate-Uid", user.as_uid)
    for group in user.as_groups:
        _put(headers, "Impersonate-Group", group)
    for key, values in user.as_user_extra.items():
        for value in values:
            _put(headers, f"Impersonate-Extra-{urllib.parse.quote(key, safe='')}", value)
    return headers


def _put(headers: Headers, name: str, value: str) -> None:
    headers.append((name, header_value(name, value)))


def header_value(name: str, value: str) -> str:
    """The value as Go sends it, in UTF-8, which Python wants as latin-1.

    Raises UsageError, in Go's words, for a control character.
    """
    if _WRONG.search(value):
        raise UsageError(
            f'invalid header field value for "{name}": it contains a line break or another control character: '
            f"check {_SOURCES.get(name, '--as-user-extra')}"
        )
    return value.encode("utf-8", "surrogateescape").decode("latin-1")
