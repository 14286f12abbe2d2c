"""The TLS of a connection, made from bytes: a private key never lies in a file that could outlive us."""

from __future__ import annotations

import contextlib
import os
import ssl
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kubectl_sidecars.errors import UsageError


def tls_context(authority: bytes, certificate: bytes, key: bytes, *, insecure: bool, user: str = "") -> ssl.SSLContext:
    """The one context of all connections of a client: the system's authorities unless one is given."""
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
        raise UsageError("the certificate authority is no certificate in PEM: check certificate-authority") from None


def _identify(context: ssl.SSLContext, certificate: bytes, key: bytes, user: str) -> None:
    try:
        with as_file(certificate) as certificate_path, as_file(key) as key_path:
            context.load_cert_chain(certificate_path, key_path, password="")  # never ask on the terminal
    except (ssl.SSLError, ValueError) as error:
        why = getattr(error, "reason", None) or "not in PEM, or the key has a pass phrase"
        raise UsageError(f'client certificate and key of user "{user}" cannot be used: {why}') from None


@contextlib.contextmanager
def as_file(content: bytes) -> Iterator[str]:
    """A path that holds these bytes for the length of the block.

    OpenSSL reads certificates from paths alone. On Linux the path leads to memory, so that no death of the
    process, not even by SIGKILL, leaves a file; elsewhere to a folder of ours that is removed at once.
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
        with tempfile.TemporaryDirectory(prefix="kubectl-sidecars-") as folder:
            path = Path(folder) / "pem"
            path.write_bytes(content)
            yield str(path)
