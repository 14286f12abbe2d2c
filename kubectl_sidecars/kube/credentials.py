"""Credentials to an open connection pool of the kubernetes package. Run again when the server says 401."""

from __future__ import annotations

import base64
import ipaddress
import os
import urllib.parse
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import urllib3
import urllib3.exceptions
from kubernetes.client import ApiClient, Configuration
from kubernetes.config import ConfigException, load_kube_config_from_dict
from kubernetes.config.exec_provider import ExecProvider
from kubernetes.config.kube_config import ConfigNode

from kubectl_sidecars import __version__
from kubectl_sidecars.errors import ClusterError, UsageError
from kubectl_sidecars.kube.config import Target, material
from kubectl_sidecars.kube.kubeconfig import Cluster, User
from kubectl_sidecars.kube.tls import tls_context
from kubectl_sidecars.plain import visible

_TOKEN_NAMES = ("BearerToken", "authorization")
"""Where the package keeps the Authorization header: the second name until version 35."""


class Session:
    """One set of credentials in use: the pool, and the headers of every request."""

    def __init__(self, target: Target, environ: Mapping[str, str] = os.environ) -> None:
        cluster, user = target.cluster, _with_plugin(target)
        self.base = cluster.server.rstrip("/")
        url = urllib.parse.urlsplit(self.base)
        self.is_loopback = loopback(url.hostname or "")
        self._configuration = _configuration(cluster, user)
        _set_proxy(self._configuration, cluster, environ, scheme=url.scheme, direct=self.is_loopback)
        self._api = _api_client(self._configuration)
        self.pool: urllib3.PoolManager = self._api.rest_client.pool_manager
        if url.scheme == "https":
            self._secure(cluster, user, target)
        self._fixed = _headers(user, compress=not self.is_loopback)

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
        """The headers of a request; the client's own hook renews a token that it manages."""
        headers = self._fixed.copy()
        try:
            found = map(self._configuration.get_api_key_with_prefix, _TOKEN_NAMES)
            token = next(filter(None, found), None)
        except Exception as error:  # noqa: BLE001 - the hook runs an auth-provider: see below
            raise ClusterError(_plugin_problem("the credentials cannot be renewed", error)) from None
        if token:
            headers["Authorization"] = token
        return headers

    def close(self) -> None:
        self.pool.clear()
        close = getattr(self._api, "close", None)
        if close:
            close()


def loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _api_client(configuration: Configuration) -> ApiClient:
    try:
        return ApiClient(configuration=configuration)
    except (ImportError, urllib3.exceptions.HTTPError, ValueError) as error:
        raise UsageError(visible(f"the proxy cannot be used: {error}")) from None


def _headers(user: User, *, compress: bool) -> urllib3.HTTPHeaderDict:
    headers = urllib3.HTTPHeaderDict({"Accept": "application/json", "User-Agent": f"kubectl-sidecars/{__version__}"})
    if compress:
        headers["Accept-Encoding"] = "gzip"
    if user.as_:
        headers["Impersonate-User"] = user.as_
    if user.as_uid:
        headers["Impersonate-Uid"] = user.as_uid
    for group in user.as_groups:
        headers.add("Impersonate-Group", group)
    for key, values in user.as_user_extra.items():
        for value in values:
            headers.add(f"Impersonate-Extra-{urllib.parse.quote(key, safe='')}", value)
    return headers


def _configuration(cluster: Cluster, user: User) -> Configuration:
    """The kubernetes package reads what is left when TLS, files and plugins are taken care of."""
    configuration = Configuration()
    login: dict[str, Any] = {}
    if user.token or user.token_file:
        login["token"] = user.token or _token(user.token_file)
    elif user.username:
        login |= {"username": user.username, "password": user.password}
    if user.auth_provider:
        login["auth-provider"] = user.auth_provider
    server: dict[str, Any] = {
        "server": cluster.server,
        "insecure-skip-tls-verify": cluster.insecure_skip_tls_verify,
    }
    if cluster.tls_server_name:
        server["tls-server-name"] = cluster.tls_server_name
    try:
        load_kube_config_from_dict(  # type: ignore[no-untyped-call]
            {
                "current-context": "target",
                "contexts": [{"name": "target", "context": {"cluster": "target", "user": "target"}}],
                "clusters": [{"name": "target", "cluster": server}],
                "users": [{"name": "target", "user": login}],
            },
            client_configuration=configuration,
            persist_config=False,
        )
    except Exception as error:  # noqa: BLE001 - an auth-provider may raise anything that its login server makes it raise
        raise UsageError(_plugin_problem("the credentials in the kubeconfig cannot be used", error)) from None
    return configuration


def _token(path: str) -> str:
    return material("tokenFile", "", path, "the user").decode("ascii", "replace").strip()


def _set_proxy(
    configuration: Configuration, cluster: Cluster, environ: Mapping[str, str], *, scheme: str, direct: bool
) -> None:
    """proxy-url for all hosts, else HTTPS_PROXY where NO_PROXY lets it; loopback goes direct (Go's httpproxy)."""
    name = f"{scheme}_proxy"
    from_environ = environ.get(name) or environ.get(name.upper()) or ""
    proxy = cluster.proxy_url or ("" if direct else from_environ)
    if proxy and "://" not in proxy:
        proxy = f"http://{proxy}"
    configuration.proxy = proxy or None
    configuration.no_proxy = "" if cluster.proxy_url else environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    login = urllib.parse.urlsplit(proxy)
    if login.username is not None:
        secret = f"{urllib.parse.unquote(login.username)}:{urllib.parse.unquote(login.password or '')}"
        configuration.proxy_headers = urllib3.make_headers(proxy_basic_auth=secret)


def _with_plugin(target: Target) -> User:
    """The user with what its exec plugin answers: a token, or a certificate that stays in memory."""
    user = target.user
    if not user.exec or user.token or user.token_file:
        return user
    try:
        node: Callable[..., Any] = ConfigNode
        plugin: Callable[..., Any] = ExecProvider
        about = [node("cluster", msgspec.to_builtins(target.cluster))] if user.exec.get("provideClusterInfo") else []
        status = plugin(node("exec", user.exec), None, *about).run()  # version 31 cannot tell the cluster
        token = str(status.get("token") or "")
        certificate, key = status.get("clientCertificateData"), status.get("clientKeyData")
    except Exception as error:  # noqa: BLE001 - the plugin is a program of somebody else, and so is its answer
        hint = str(user.exec.get("installHint") or "").strip().partition("\n")[0]
        raise ClusterError(
            _plugin_problem(f"getting credentials: exec: {user.exec.get('command')}", error, hint)
        ) from None
    if not token and not (certificate and key):
        raise ClusterError(
            visible(
                f"getting credentials: {user.exec.get('command')} gave neither a token nor a certificate with its key"
            )
        )
    changes: dict[str, Any] = {"token": token}
    if certificate and key:
        changes |= {"client_certificate_data": _base64(certificate), "client_key_data": _base64(key)}
    return msgspec.structs.replace(user, **changes)


def _base64(pem: str) -> str:
    return base64.b64encode(pem.encode()).decode()


def _plugin_problem(doing: str, error: Exception, hint: str = "") -> str:
    """One line of what somebody else's code said."""
    if isinstance(error, FileNotFoundError):
        why = "executable not found"
    elif isinstance(error, ConfigException | OSError | ValueError):
        why = " ".join(str(error).split())
    else:
        why = f"{type(error).__name__}: {' '.join(str(error).split())}"
    return visible(f"{doing}: {why}{f' ({hint})' if hint else ''}")
