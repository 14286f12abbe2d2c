"""What went wrong with a request, in one line and in kubectl's words where it has them."""

from __future__ import annotations

import http.client
import re
import socket
import ssl

import msgspec
import urllib3.exceptions

from kubectl_sidecars.api import ApiObject
from kubectl_sidecars.decode import Bytes, decoder
from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.kube import urls


class UnreachableError(ClusterError):
    """No answer came, or it broke off. `is_final`: it will not come by waiting. `is_broken`: worth a try at once."""

    def __init__(self, message: str, *, is_final: bool = False, is_broken: bool = False) -> None:
        super().__init__(message)
        self.is_final, self.is_broken = is_final, is_broken


class Status(ApiObject, frozen=True):
    """The API's answer when it has no other."""

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
    """The Status in a body; an empty one when it holds none (a proxy's HTML page)."""
    try:
        status: Status = decoder(Status).decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Status()
    return status


def words(status: int, body: Bytes) -> str:
    """Why the server did not give it."""
    found = status_of(body)
    if status == 404 and not found.message:  # apierrors.NewGenericServerResponse, v0.35
        return "the server could not find the requested resource: is it the address of an API server?"
    return visible(found.message or f"HTTP {status} {http.client.responses.get(status, '')}".strip())


def refusal(status: int, body: Bytes) -> str:
    """As kubectl prints it: `Error from server (NotFound): pods "x" not found`."""
    if status == 401:
        return "You must be logged in to the server (Unauthorized): log in again, or check --user and --token"
    if status == 400 and b"HTTP request to an HTTPS server" in bytes(body):  # net/http server.go, Go 1.25
        return "the server speaks TLS on this port: write https:// in its address"
    found = status_of(body)
    reason = found.reason or _REASONS.get(status, str(status))
    return f"Error from server ({visible(reason)}): {words(status, body)}"


def denial(status: int, body: Bytes) -> str:
    """Why a whole collection is not given: what forbids it, or that this server has none."""
    return words(status, body) if status == 403 else refusal(status, body)


def is_malformed(status: int, body: Bytes) -> bool:
    """Whether the API itself, and no proxy or TLS port before it, cannot read what was asked: a selector."""
    return status == 400 and status_of(body).reason == "BadRequest"


_CERTIFICATE = {
    "unable to get local issuer certificate": "signed by unknown authority",
    "self-signed certificate": "signed by unknown authority",
    "self signed certificate": "signed by unknown authority",
    "self-signed certificate in certificate chain": "signed by unknown authority",
    "self signed certificate in certificate chain": "signed by unknown authority",
    "unable to get issuer certificate": "signed by unknown authority",
    "unable to verify the first certificate": "signed by unknown authority",
}


BROKEN = (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError, ValueError)
"""What a connection raises when it does not come about or breaks off."""


def lost(error: Exception, server: str) -> UnreachableError:
    """An exception of the connection, as what the user can do about it."""
    causes = list(_causes(error))
    host = urls.host(server)
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _certificate(cause)
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return UnreachableError(f"Unable to connect to the server: tls: {_tls_words(cause, host)}", is_final=True)
    if any(isinstance(cause, urllib3.exceptions.ProxyError) for cause in causes):
        return UnreachableError(
            f"the proxy did not connect us to {host}: {_last(causes)}: check proxy-url and HTTPS_PROXY", is_final=True
        )
    for cause in causes:
        if isinstance(cause, ConnectionRefusedError):
            what = f"The connection to the server {host} was refused - did you specify the right host or port?"
            return UnreachableError(what)
        if isinstance(cause, socket.gaierror):
            what = f"Unable to connect to the server: lookup {host}: {visible(str(cause.strerror))}: check the server"
            return UnreachableError(what)
        if isinstance(cause, UnicodeError):  # Python's IDNA: a part of the name is empty or too long
            what = f"Unable to connect to the server: {host}, or the tls-server-name, is no name of a host: check both"
            return UnreachableError(what, is_final=True)
    if any(isinstance(cause, urllib3.exceptions.TimeoutError | TimeoutError) for cause in causes):
        return UnreachableError(
            f"the server {host} did not answer in time: check the network, or raise --request-timeout"
        )
    return UnreachableError(f"the connection to the server {host} was lost: {_last(causes)}", is_broken=True)


def _certificate(error: ssl.SSLCertVerificationError) -> UnreachableError:
    why = _CERTIFICATE.get(error.verify_message, error.verify_message)
    advice = (
        "check certificate-authority" if "authority" in why else "check the server's name, or give --tls-server-name"
    )
    if "expired" in why or "not yet valid" in why:
        advice = "renew it, and check the clock of this machine"
    return UnreachableError(
        f"Unable to connect to the server: tls: failed to verify certificate: {visible(why)}: {advice}", is_final=True
    )


def _tls_words(error: ssl.SSLError, host: str) -> str:
    reason = (error.reason or "").replace("_", " ").lower() or "handshake failed"
    if "wrong version number" in reason or "record layer failure" in reason:
        return f"{host} does not speak TLS: is it an http:// server?"
    return f"{visible(reason)}: check the client certificate and the server"


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        inner = next((each for each in error.args if isinstance(each, BaseException)), None)
        error = inner or error.__cause__ or error.__context__
    return found


def _last(causes: list[BaseException]) -> str:
    last = causes[-1]
    text = " ".join(str(last).split())
    if isinstance(last, http.client.InvalidURL | urllib3.exceptions.LocationValueError):  # these quote what it holds
        text = "its address cannot be used"
    elif not text or isinstance(last, ValueError):
        text = "what it sent cannot be read"
    return visible(re.sub(r"<[^<>]*object at 0x[0-9a-f]+>:? ?", "", text))
