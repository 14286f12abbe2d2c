"""Errors of requests in one line, in kubectl's words where it has them."""

from __future__ import annotations

import errno
import http.client
import re
import socket
import ssl
import sys

from kubectl_sidecars.api import ApiObject
from kubectl_sidecars.decode import UNREADABLE, Bytes, Head, decoder, names, problem_of
from kubectl_sidecars.errors import ClusterError, SidecarsError, UsageError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.kube import urls


class UnreachableError(ClusterError):
    """The server did not answer. `is_broken` is True if the connection broke off: try again at once."""

    def __init__(self, message: str, *, is_broken: bool = False) -> None:
        super().__init__(message)
        self.is_broken = is_broken


class UnreadableError(ClusterError):
    """The server sent what no API server sends: a page in place of a list, or a watch event that is no JSON."""


class Status(ApiObject, frozen=True):
    """The API's answer in place of an object (metav1.Status)."""

    message: str = ""
    reason: str = ""
    code: int = 0


_REASONS = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    410: "Expired",
    429: "TooManyRequests",
    500: "InternalError",
    503: "ServiceUnavailable",
    504: "Timeout",
}


def check_object(body: Bytes, name: str, what: str) -> None:
    """Raises UnreadableError if the body of a response is not an object of this name: `{}` is JSON, too."""
    try:
        found = names(decoder(Head).decode(body))[1]
        problem = "" if found == name else "it has another name" if found else "it has no name"
    except UNREADABLE as error:
        problem = problem_of(error)
    if problem:
        raise UnreadableError(
            visible(f"the server's answer for {what} cannot be read: {problem}: is it an API server?")
        )


def status_of(body: Bytes) -> Status:
    """The Status in a body; an empty one if the body holds none, as a proxy's HTML page."""
    try:
        status: Status = decoder(Status).decode(body)
    except UNREADABLE:
        return Status()
    return status


def status_message(code: int, body: Bytes) -> str:
    """The server's message in a response that is not 200, safe to print."""
    status = status_of(body)
    if code == 404 and not status.message:  # apierrors.NewGenericServerResponse, v0.35
        return "the server could not find the requested resource: is it the address of an API server?"
    plain = f"HTTP {code} {http.client.responses.get(code, '')}".strip()
    if 300 <= code < 400 and not status.message:  # never followed: the credentials are for this server alone
        return f"{plain}: the server sends us elsewhere: is it the address of an API server?"
    return visible(status.message or plain)


def status_reason(code: int, body: Bytes) -> str:
    """The server's reason in a response that is not 200, as `NotFound`; the HTTP status where it gives none."""
    return visible(status_of(body).reason or _REASONS.get(code, str(code)))


def server_error(code: int, body: Bytes, retry_after: float = 0.0) -> SidecarsError:
    """The error for a response that is not 200, in kubectl's words.

    A UsageError if the API itself, and no proxy in front of it, cannot parse the request: a selector is wrong.
    """
    if code == 401:
        return ClusterError(
            "You must be logged in to the server (Unauthorized): log in again, or check --user and --token"
        )
    if code == 400 and b"HTTP request to an HTTPS server" in bytes(body):  # net/http server.go, Go 1.25
        return ClusterError("the server speaks TLS on this port: write https:// in its address")
    is_malformed = code == 400 and status_of(body).reason == "BadRequest"
    error = UsageError if is_malformed else ClusterError
    return error(status_message(code, body), reason=status_reason(code, body), retry_after=retry_after)


_GO_WORDS = {
    "unable to get local issuer certificate": "signed by unknown authority",
    "self-signed certificate": "signed by unknown authority",
    "self signed certificate": "signed by unknown authority",
    "self-signed certificate in certificate chain": "signed by unknown authority",
    "self signed certificate in certificate chain": "signed by unknown authority",
    "unable to get issuer certificate": "signed by unknown authority",
    "unable to verify the first certificate": "signed by unknown authority",
}


def connection_errors() -> tuple[type[Exception], ...]:
    """The exceptions of a connection that cannot be opened or breaks off; urllib3's too, where it is loaded."""
    return (http.client.HTTPException, OSError, ValueError, *_of_urllib3("HTTPError"))


def is_timeout(error: BaseException) -> bool:
    """True if no byte of a response has come in time."""
    is_refusal = isinstance(error, _of_urllib3("NewConnectionError"))  # derives from its TimeoutError
    return isinstance(error, (TimeoutError, *_of_urllib3("TimeoutError"))) and not is_refusal


_NO_WAY = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL, errno.EACCES}
"""Errors of connect(2) for an address that no packet reaches from here."""


def _is_end(error: BaseException) -> bool:
    """True if the connection ended where a response, or more of it, was to come."""
    if isinstance(error, http.client.IncompleteRead):
        inner = error.__context__  # a chunk that begins with no number is no end
        return not isinstance(inner, ValueError) or str(inner).endswith("b''")
    ends = (http.client.RemoteDisconnected, BrokenPipeError, ConnectionAbortedError)
    return isinstance(error, (*ends, ssl.SSLEOFError, ssl.SSLZeroReturnError))


def _of_urllib3(name: str) -> tuple[type[Exception], ...]:
    """An exception of urllib3; empty if that is not loaded, and so raised none."""
    module = sys.modules.get("urllib3.exceptions")
    return (getattr(module, name),) if module else ()


def connection_error(error: Exception, server: str) -> UnreachableError:
    """The error for one of `connection_errors`, with what the user can do about it."""
    causes = list(_causes(error))
    host = urls.host(server)
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _certificate(cause)
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return UnreachableError(f"Unable to connect to the server: tls: {_tls_problem(cause, host)}")
    if any(isinstance(cause, _of_urllib3("ProxyError")) for cause in causes):
        return UnreachableError(
            f"the proxy did not connect to {host}: {_last(causes)}: check proxy-url and HTTPS_PROXY"
        )
    unconnected = next(filter(None, (_unconnected(cause, host) for cause in causes)), "")
    if unconnected:
        return UnreachableError(unconnected)
    return _broken(causes, host)


def _broken(causes: list[BaseException], host: str) -> UnreachableError:
    """The error for a connection that was opened, and then broke off, fell silent or sent no HTTP."""
    if any(_is_end(cause) for cause in causes):
        return UnreachableError(f"the server {host} closed the connection before its response ended", is_broken=True)
    if any(isinstance(cause, ConnectionResetError) for cause in causes):
        return UnreachableError(f"the connection to the server {host} was reset", is_broken=True)
    if any(map(is_timeout, causes)):
        return UnreachableError(
            f"the server {host} did not answer in time: check the network, or raise --request-timeout"
        )
    if isinstance(causes[-1], (http.client.InvalidURL, *_of_urllib3("LocationValueError"))):  # they quote the address
        return UnreachableError(f"the address of the server {host} cannot be used")
    if isinstance(causes[-1], (http.client.HTTPException, ValueError)):
        words = f"the response of the server {host} cannot be read: is it an API server?"
        return UnreachableError(words, is_broken=True)
    return UnreachableError(f"the connection to the server {host} was lost: {_last(causes)}", is_broken=True)


def _unconnected(cause: BaseException, host: str) -> str:
    """The words for an error with which no connection is opened; empty for any other."""
    if isinstance(cause, ConnectionRefusedError):
        return f"The connection to the server {host} was refused - did you specify the right host or port?"
    if isinstance(cause, socket.gaierror):
        return f"Unable to connect to the server: lookup {host}: {visible(str(cause.strerror))}: check the server"
    if isinstance(cause, UnicodeError):  # Python's IDNA: a part of the name is empty or too long
        names = f"{host}, or the tls-server-name, is not a valid host name"
        return f"Unable to connect to the server: {names}: check both"
    if isinstance(cause, OSError) and cause.errno in _NO_WAY:  # in the words of connect(2), as kubectl
        why = visible(str(cause.strerror or "").lower())
        return f"Unable to connect to the server: {host}: {why}: check the network"
    return ""


def _certificate(error: ssl.SSLCertVerificationError) -> UnreachableError:
    why = _GO_WORDS.get(error.verify_message, error.verify_message)
    advice = (
        "check certificate-authority" if "authority" in why else "check the server's name, or give --tls-server-name"
    )
    if "expired" in why or "not yet valid" in why:
        advice = "renew it, and check the clock of this machine"
    return UnreachableError(
        f"Unable to connect to the server: tls: failed to verify certificate: {visible(why)}: {advice}"
    )


def _tls_problem(error: ssl.SSLError, host: str) -> str:
    reason = (error.reason or "").replace("_", " ").lower() or "handshake failed"
    if "wrong version number" in reason or "record layer failure" in reason:
        return f"{host} does not speak TLS: is it an http:// server?"
    return f"{visible(reason)}: check the client certificate and the server"


def _causes(error: BaseException | None) -> list[BaseException]:
    """The error, and all errors that it holds or was raised for, outermost first."""
    causes: list[BaseException] = []
    while error is not None and error not in causes:
        causes.append(error)
        inner = next((arg for arg in error.args if isinstance(arg, BaseException)), None)
        error = inner or error.__cause__ or error.__context__
    return causes


def _last(causes: list[BaseException]) -> str:
    last = causes[-1]
    text = " ".join(str(last).split())
    if not text or isinstance(last, ValueError):
        text = "its response cannot be read"
    return visible(re.sub(r"<[^<>]*object at 0x[0-9a-f]+>:? ?", "", text))
