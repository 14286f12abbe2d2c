"""Errors of requests in one line, in kubectl's words where it has them."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import sys

import msgspec

from kubectl_sidecars.api import ApiObject
from kubectl_sidecars.decode import Bytes, decoder
from kubectl_sidecars.errors import ClusterError, SidecarsError, UsageError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.kube import urls


class UnreachableError(ClusterError):
    """The server did not answer. `is_broken` is True if the connection broke off: try again at once."""

    def __init__(self, message: str, *, is_broken: bool = False) -> None:
        super().__init__(message)
        self.is_broken = is_broken


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


def status_of(body: Bytes) -> Status:
    """The Status in a body; an empty one if the body holds none, as a proxy's HTML page."""
    try:
        status: Status = decoder(Status).decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Status()
    return status


def status_message(code: int, body: Bytes) -> str:
    """The server's message in a response that is not 200, safe to print."""
    status = status_of(body)
    if code == 404 and not status.message:  # apierrors.NewGenericServerResponse, v0.35
        return "the server could not find the requested resource: is it the address of an API server?"
    return visible(status.message or f"HTTP {code} {http.client.responses.get(code, '')}".strip())


def status_reason(code: int, body: Bytes) -> str:
    """The server's reason in a response that is not 200, as `NotFound`; the HTTP status where it gives none."""
    return visible(status_of(body).reason or _REASONS.get(code, str(code)))


def server_error(code: int, body: Bytes) -> SidecarsError:
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
    return error(status_message(code, body), reason=status_reason(code, body))


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


def is_timeout(error: Exception) -> bool:
    """True if no byte of a response has come in time."""
    return isinstance(error, (TimeoutError, *_of_urllib3("TimeoutError")))


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
    for cause in causes:
        if isinstance(cause, ConnectionRefusedError):
            message = f"The connection to the server {host} was refused - did you specify the right host or port?"
            return UnreachableError(message)
        if isinstance(cause, socket.gaierror):
            why = visible(str(cause.strerror))
            return UnreachableError(f"Unable to connect to the server: lookup {host}: {why}: check the server")
        if isinstance(cause, UnicodeError):  # Python's IDNA: a part of the name is empty or too long
            names = f"{host}, or the tls-server-name, is not a valid host name"
            return UnreachableError(f"Unable to connect to the server: {names}: check both")
    if any(is_timeout(cause) for cause in causes if isinstance(cause, Exception)):
        return UnreachableError(
            f"the server {host} did not answer in time: check the network, or raise --request-timeout"
        )
    return UnreachableError(f"the connection to the server {host} was lost: {_last(causes)}", is_broken=True)


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
    if isinstance(last, (http.client.InvalidURL, *_of_urllib3("LocationValueError"))):  # they quote the address
        text = "its address cannot be used"
    elif not text or isinstance(last, ValueError):
        text = "its response cannot be read"
    return visible(re.sub(r"<[^<>]*object at 0x[0-9a-f]+>:? ?", "", text))
