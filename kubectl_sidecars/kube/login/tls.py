"""TLS contexts made from bytes: no private key is written to a file that could outlive the process."""

from __future__ import annotations

import contextlib
import os
import ssl
from collections.abc import Iterator
from pathlib import Path

from kubectl_sidecars.errors import UsageError


def tls_context(authority: bytes, certificate: bytes, key: bytes, *, insecure: bool, user: str = "") -> ssl.SSLContext:
    """The TLS context of a client. It trusts the authority, or else those of the system; `insecure` trusts everyone.

    Raises UsageError for a certificate or key that cannot be used, in the name of `user`.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_alpn_protocols(["http/1.1"])
    if insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif authority:
        _trust(context, authority)
    else:
        context.load_default_certs()
    if certificate or key:
        if not (certificate and key):
            missing = "client-key" if certificate else "client-certificate"
            raise UsageError(f'user "{user}" has one half of a client certificate: {missing} is missing')
        _identify(context, certificate, key, user)
    return context


def _trust(context: ssl.SSLContext, authority: bytes) -> None:
    try:
        context.load_verify_locations(cadata=authority.decode("ascii"))
    except (ssl.SSLError, ValueError):
        raise UsageError("the certificate authority is not a certificate in PEM: check certificate-authority") from None


def _identify(context: ssl.SSLContext, certificate: bytes, key: bytes, user: str) -> None:
    try:
        with as_file(certificate) as certificate_path, as_file(key) as key_path:
            context.load_cert_chain(certificate_path, key_path, password="")  # never ask for it on the terminal
    except (ssl.SSLError, ValueError) as error:
        why = getattr(error, "reason", None) or "not in PEM, or the key has a pass phrase"
        raise UsageError(f'client certificate and key of user "{user}" cannot be used: {why}') from None


@contextlib.contextmanager
def as_file(content: bytes) -> Iterator[str]:
    """The path of a file with this content, which exists until the end of the block.

    OpenSSL reads certificates from paths only. On Linux the file is in memory, and goes with the process even after
    SIGKILL. Elsewhere it is in a temporary folder, which is removed at once.
    """
    if hasattr(os, "memfd_create") and Path("/proc/self/fd").exists():
        descriptor = os.memfd_create("kubectl-sidecars", os.MFD_CLOEXEC)
        try:
            with os.fdopen(os.dup(descriptor), "wb") as file:
                file.write(content)
            yield f"/proc/self/fd/{descriptor}"
        finally:
            os.close(descriptor)
    else:
        import tempfile  # noqa: PLC0415 - 5 ms

        with tempfile.TemporaryDirectory(prefix="kubectl-sidecars-") as folder:
            path = Path(folder) / "pem"
            path.write_bytes(content)
            yield str(path)
