"""From credentials to a connection pool. Opened again when the server answers 401."""

from __future__ import annotations

import base64
import ipaddress
import os
import socket
import ssl
import urllib.parse
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.kube import urls
from kubectl_sidecars.kube.config.client_config import ClientConfig, data_or_file
from kubectl_sidecars.kube.config.kubeconfig import AuthInfo, Cluster
from kubectl_sidecars.kube.login.headers import Headers, header_value, user_headers
from kubectl_sidecars.kube.login.pool import DirectPool
from kubectl_sidecars.kube.login.tls import tls_context
from kubectl_sidecars.kube.login.transport import Pool

if TYPE_CHECKING:
    from kubectl_sidecars.kube.login.official_client import OfficialLogin


class Session:
    """Credentials in use: the connection pool, and the headers of every request.

    The kubernetes package opens the pool where the user has an auth-provider or a proxy is in the way.
    """

    def __init__(self, config: ClientConfig, environ: Mapping[str, str] = os.environ) -> None:
        cluster, user = config.cluster, _with_login(with_credentials(config), config.cluster.server)
        self.base = urls.base(cluster.server)
        url = urllib.parse.urlsplit(self.base)
        self.is_loopback = is_loopback(url.hostname or "")
        proxy = proxy_for(cluster, environ, scheme=url.scheme, direct=self.is_loopback)
        tls = _tls(cluster, user, config) if url.scheme == "https" else None
        name, options = cluster.tls_server_name, keepalive_options()
        self._login: StaticLogin | OfficialLogin = StaticLogin(user)
        self.pool: Pool = DirectPool(self.base, tls=tls, tls_server_name=name, socket_options=options)
        if proxy or user.auth_provider:
            from kubectl_sidecars.kube.login.official_client import OfficialLogin  # noqa: PLC0415 - a third of a second

            self._login = official = OfficialLogin(cluster, user, proxy, environ)
            if proxy:
                from kubectl_sidecars.kube.login.proxied_pool import ProxiedPool  # noqa: PLC0415 - loads urllib3

                self.pool = ProxiedPool(official.pool_manager, tls, name, options)
        self._fixed = user_headers(user, compress=not (self.is_loopback or cluster.disable_compression))

    def headers(self) -> Headers:
        """The headers of the next request. Raises UsageError for an invalid token, ClusterError if renewal fails."""
        authorization = self._login.authorization()
        if not authorization:
            return self._fixed
        return [*self._fixed, ("Authorization", header_value("Authorization", authorization))]

    def close(self) -> None:
        """Closes all idle connections."""
        self.pool.close()
        self._login.close()


def _tls(cluster: Cluster, user: AuthInfo, config: ClientConfig) -> ssl.SSLContext:
    authority = (cluster.certificate_authority_data, cluster.certificate_authority, config.cluster_name)
    certificate = (user.client_certificate_data, user.client_certificate, config.user_name)
    return tls_context(
        data_or_file("certificate-authority", *authority),
        data_or_file("client-certificate", *certificate),
        data_or_file("client-key", user.client_key_data, user.client_key, config.user_name),
        insecure=cluster.insecure_skip_tls_verify,
        user=config.user_name,
    )


_PROBES = {"TCP_KEEPIDLE": 10, "TCP_KEEPALIVE": 10, "TCP_KEEPINTVL": 3, "TCP_KEEPCNT": 3}
"""Seconds without traffic before the first probe, seconds between two, and how many may be lost.
TCP_KEEPALIVE is the name of TCP_KEEPIDLE on macOS."""


def keepalive_options() -> list[tuple[int, int, int]]:
    """Socket options with which the kernel notices within 20 s that one connection is dead: a reboot, a lost NAT entry.

    `Liveness` checks the server as a whole. client-go begins its probes after 30 s (transport/cache.go, v0.35).
    Options that the system does not have are left out.
    """
    probes = [
        (socket.IPPROTO_TCP, getattr(socket, name), value) for name, value in _PROBES.items() if hasattr(socket, name)
    ]
    return [
        (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
        (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
        *probes,
    ]


class StaticLogin:
    """Login with a token, a name and password, a certificate, or nothing."""

    def __init__(self, user: AuthInfo) -> None:
        self._authorization = f"Bearer {user.token}" if user.token else ""
        if user.username and not user.token:
            login = base64.b64encode(f"{user.username}:{user.password}".encode()).decode()
            self._authorization = f"Basic {login}"

    def authorization(self) -> str:
        """The value of the Authorization header; "" for none."""
        return self._authorization

    def close(self) -> None:
        """Does nothing: a header has nothing to close."""


def with_credentials(config: ClientConfig) -> AuthInfo:
    """The user with the token of its token file, or with the credentials of its exec plugin.

    Raises UsageError if the file cannot be read, ClusterError if the plugin fails.
    """
    user = config.user
    if user.token:  # a block of YAML ends in a newline, as a file does
        return msgspec.structs.replace(user, token=user.token.strip())
    if user.token_file:
        token = data_or_file("tokenFile", "", user.token_file, "the user").decode("ascii", "replace").strip()
        return msgspec.structs.replace(user, token=token)
    if user.exec:
        from kubectl_sidecars.kube.login.exec_plugin import with_exec_credential  # noqa: PLC0415 - few have one

        user = with_exec_credential(config)
        return msgspec.structs.replace(user, token=user.token.strip())
    return user


def _with_login(user: AuthInfo, server: str) -> AuthInfo:
    """The user with the login in the server's URL, if it has no other (net/http Client.send, Go 1.25)."""
    name, password = urls.login(server)
    if not name or user.token or user.username or user.auth_provider:
        return user
    return msgspec.structs.replace(user, username=name, password=password)


_PROXIES = frozenset({"http", "https", "socks4", "socks4a", "socks5", "socks5h"})


def proxy_for(cluster: Cluster, environ: Mapping[str, str], *, scheme: str, direct: bool) -> str:
    """The URL of the proxy: proxy-url, else HTTPS_PROXY unless `direct`; "" for none. As Go's httpproxy.

    NO_PROXY is left to the pool. Raises UsageError for an invalid URL.
    """
    name = f"{scheme}_proxy"
    from_environ = environ.get(name) or environ.get(name.upper()) or ""
    proxy = cluster.proxy_url or ("" if direct else from_environ)
    proxy = f"http://{proxy}" if proxy and "://" not in proxy else proxy
    if proxy and not urls.is_url(proxy, _PROXIES):
        source = "proxy-url of the cluster" if cluster.proxy_url else name.upper()
        raise UsageError(f'the proxy "{urls.shown(proxy)}" is not the URL of a proxy: check {source}')
    return proxy


def is_loopback(host: str) -> bool:
    """True for a loopback address and for the name localhost."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
