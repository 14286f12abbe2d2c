"""Credentials to an open connection pool. Run again when the server says 401."""

from __future__ import annotations

import base64
import ipaddress
import os
import socket
import urllib.parse
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec
import urllib3
import urllib3.connection
import urllib3.exceptions

from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.kube import urls
from kubectl_sidecars.kube.config.client_config import Target, material
from kubectl_sidecars.kube.config.kubeconfig import Cluster, User
from kubectl_sidecars.kube.login.headers import sendable, user_headers
from kubectl_sidecars.kube.login.tls import tls_context

if TYPE_CHECKING:
    from kubectl_sidecars.kube.login.official_client import Login

CONNECTIONS = 8
"""Kept open to one server: lists, watches and logs at the same time."""


class Session:
    """Credentials in use: the connection pool, and the headers of every request.

    The kubernetes package opens the pool where the user has an auth-provider or a proxy is in the way.
    """

    def __init__(self, target: Target, environ: Mapping[str, str] = os.environ) -> None:
        cluster, user = target.cluster, _with_login(with_token(target), target.cluster.server)
        self.base = urls.base(cluster.server)
        url = urllib.parse.urlsplit(self.base)
        self.is_loopback = loopback(url.hostname or "")
        proxy = proxy_of(cluster, environ, scheme=url.scheme, direct=self.is_loopback)
        self._login: PlainLogin | Login
        if proxy or user.auth_provider:
            from kubectl_sidecars.kube.login.official_client import Login  # noqa: PLC0415 - a third of a second

            self._login = Login(cluster, user, proxy, environ)
        else:
            self._login = PlainLogin(cluster, user)
        self.pool: urllib3.PoolManager = self._login.pool
        if url.scheme == "https":
            self._secure(cluster, user, target)
        self.pool.connection_pool_kw["socket_options"] = keepalive()
        self._fixed = user_headers(user, compress=not (self.is_loopback or cluster.disable_compression))

    def _secure(self, cluster: Cluster, user: User, target: Target) -> None:
        """One context for all connections, in place of the files that the pool would read for each."""
        keywords = self.pool.connection_pool_kw
        for name in ("ca_certs", "ca_cert_data", "cert_file", "key_file"):
            keywords.pop(name, None)
        keywords["ssl_context"] = tls_context(
            material(
                "certificate-authority",
                cluster.certificate_authority_data,
                cluster.certificate_authority,
                target.cluster_name,
            ),
            material("client-certificate", user.client_certificate_data, user.client_certificate, target.user_name),
            material("client-key", user.client_key_data, user.client_key, target.user_name),
            insecure=cluster.insecure_skip_tls_verify,
            user=target.user_name,
        )
        if cluster.insecure_skip_tls_verify:  # kubectl does not warn either: the user said so
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

    def headers(self) -> urllib3.HTTPHeaderDict:
        """The headers of a request."""
        headers = self._fixed.copy()
        authorization = self._login.authorization()
        if authorization:
            headers["Authorization"] = sendable("Authorization", authorization)
        return headers

    def close(self) -> None:
        self._login.close()


_PROBES = {"TCP_KEEPIDLE": 30, "TCP_KEEPALIVE": 30, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 3}
"""Seconds of silence before the first, between two, and how many may be lost. TCP_KEEPALIVE is macOS's TCP_KEEPIDLE."""


def keepalive() -> list[tuple[int, int, int]]:
    """Has the kernel notice a host that is gone, in about a minute, also where a log may be silent for hours.

    Idle for 30 s as in client-go (transport/cache.go, v0.35); a system without an option keeps its own value.
    """
    found = [
        (socket.IPPROTO_TCP, getattr(socket, name), value) for name, value in _PROBES.items() if hasattr(socket, name)
    ]
    return [
        *urllib3.connection.HTTPConnection.default_socket_options,
        (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
        *found,
    ]


class PlainLogin:
    """A token, a name and password, a certificate, or nothing: no more than a header and a pool."""

    def __init__(self, cluster: Cluster, user: User) -> None:
        self.pool = urllib3.PoolManager(num_pools=4, maxsize=CONNECTIONS)
        if cluster.tls_server_name:
            self.pool.connection_pool_kw["server_hostname"] = cluster.tls_server_name
        self._authorization = f"Bearer {user.token}" if user.token else ""
        if user.username and not user.token:
            login = base64.b64encode(f"{user.username}:{user.password}".encode()).decode()
            self._authorization = f"Basic {login}"

    def authorization(self) -> str:
        return self._authorization

    def close(self) -> None:
        self.pool.clear()


def with_token(target: Target) -> User:
    """The user with what its token file holds, or what its exec plugin answers."""
    user = target.user
    if user.token:  # a block of YAML ends in a newline, as a file does
        return msgspec.structs.replace(user, token=user.token.strip())
    if user.token_file:
        token = material("tokenFile", "", user.token_file, "the user").decode("ascii", "replace").strip()
        return msgspec.structs.replace(user, token=token)
    if user.exec:
        from kubectl_sidecars.kube.login.exec_plugin import with_plugin  # noqa: PLC0415 - few have one

        user = with_plugin(target)
        return msgspec.structs.replace(user, token=user.token.strip())
    return user


def _with_login(user: User, server: str) -> User:
    """The login in the server's URL, where there is no better one (net/http Client.send, Go 1.25)."""
    name, password = urls.login(server)
    if not name or user.token or user.username or user.auth_provider:
        return user
    return msgspec.structs.replace(user, username=name, password=password)


_PROXIES = frozenset({"http", "https", "socks4", "socks4a", "socks5", "socks5h"})


def proxy_of(cluster: Cluster, environ: Mapping[str, str], *, scheme: str, direct: bool) -> str:
    """proxy-url for all hosts, else HTTPS_PROXY where NO_PROXY lets it; loopback goes direct (Go's httpproxy)."""
    name = f"{scheme}_proxy"
    from_environ = environ.get(name) or environ.get(name.upper()) or ""
    proxy = cluster.proxy_url or ("" if direct else from_environ)
    proxy = f"http://{proxy}" if proxy and "://" not in proxy else proxy
    if proxy and not urls.is_url(proxy, _PROXIES):
        source = "proxy-url of the cluster" if cluster.proxy_url else name.upper()
        raise UsageError(f'the proxy "{urls.shown(proxy)}" is no URL of a proxy: check {source}')
    return proxy


def loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
