"""What the kubernetes package does for us: exec plugins, auth-providers, proxies. The only importer of it.

Importing it costs a third of a second, so a session without any of these is opened without it: `credentials`.
"""

from __future__ import annotations

import base64
import re
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import urllib3
import urllib3.exceptions
from kubernetes.client import ApiClient, Configuration
from kubernetes.config import ConfigException, load_kube_config_from_dict
from kubernetes.config.exec_provider import ExecProvider
from kubernetes.config.kube_config import ConfigNode

from kubectl_sidecars.errors import ClusterError, UsageError
from kubectl_sidecars.kube import address
from kubectl_sidecars.kube.config import Target
from kubectl_sidecars.kube.kubeconfig import Cluster, User
from kubectl_sidecars.plain import visible

_TOKEN_NAMES = ("BearerToken", "authorization")
"""Where the package keeps the Authorization header: the second name until version 35."""


class Login:
    """A pool of the package's, and the Authorization header that its own hooks renew."""

    def __init__(self, cluster: Cluster, user: User, proxy: str, environ: Mapping[str, str]) -> None:
        self._configuration = _configuration(cluster, user)
        _set_proxy(self._configuration, proxy, cluster, environ)
        self._api = _api_client(self._configuration)
        self.pool: urllib3.PoolManager = self._api.rest_client.pool_manager

    def authorization(self) -> str:
        """The header's value; the client's own hook renews a token that it manages."""
        try:
            found = map(self._configuration.get_api_key_with_prefix, _TOKEN_NAMES)
            return next(filter(None, found), None) or ""
        except Exception as error:  # noqa: BLE001 - the hook runs an auth-provider: see below
            raise ClusterError(_plugin_problem("the credentials cannot be renewed", error)) from None

    def close(self) -> None:
        self.pool.clear()
        close = getattr(self._api, "close", None)
        if close:
            close()


def _api_client(configuration: Configuration) -> ApiClient:
    try:
        with warnings.catch_warnings(action="ignore", category=urllib3.exceptions.DependencyWarning):  # said below
            return ApiClient(configuration=configuration)
    except (ImportError, urllib3.exceptions.HTTPError, ValueError) as error:
        is_socks = isinstance(error, ImportError)
        why = "SOCKS needs the package PySocks" if is_socks else type(error).__name__  # the others quote its URL
        raise UsageError(visible(f"the proxy cannot be used: {why}: check proxy-url and HTTPS_PROXY")) from None


def _configuration(cluster: Cluster, user: User) -> Configuration:
    """The kubernetes package reads what is left when TLS, files and plugins are taken care of."""
    configuration = Configuration()
    login: dict[str, Any] = {}
    if user.token:
        login["token"] = user.token
    elif user.username:
        login |= {"username": user.username, "password": user.password}
    if user.auth_provider:
        login["auth-provider"] = user.auth_provider
    server: dict[str, Any] = {
        "server": address.base(cluster.server),
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


def _set_proxy(configuration: Configuration, proxy: str, cluster: Cluster, environ: Mapping[str, str]) -> None:
    configuration.proxy = proxy or None
    configuration.no_proxy = "" if cluster.proxy_url else environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    name, password = address.login(proxy)
    if name:
        configuration.proxy_headers = urllib3.make_headers(proxy_basic_auth=f"{name}:{password}")


def with_plugin(target: Target) -> User:
    """The user with what its exec plugin answers: a token, or a certificate that stays in memory."""
    user = target.user
    plugin_of = user.exec or {}
    try:
        node: Callable[..., Any] = ConfigNode
        plugin: Callable[..., Any] = ExecProvider
        about = [node("cluster", msgspec.to_builtins(target.cluster))] if plugin_of.get("provideClusterInfo") else []
        status = plugin(node("exec", plugin_of), None, *about).run()  # version 31 cannot tell the cluster
        token = str(status.get("token") or "")
        certificate, key = status.get("clientCertificateData"), status.get("clientKeyData")
    except Exception as error:  # noqa: BLE001 - the plugin is a program of somebody else, and so is its answer
        hint = str(plugin_of.get("installHint") or "").strip().partition("\n")[0]
        raise ClusterError(
            _plugin_problem(f"getting credentials: exec: {plugin_of.get('command')}", error, hint)
        ) from None
    if not token and not (certificate and key):
        raise ClusterError(
            visible(
                f"getting credentials: {plugin_of.get('command')} gave neither a token nor a certificate with its key"
            )
        )
    changes: dict[str, Any] = {"token": token}
    if certificate and key:
        changes |= {"client_certificate_data": _base64(certificate), "client_key_data": _base64(key)}
    return msgspec.structs.replace(user, **changes)


def _base64(pem: str) -> str:
    return base64.b64encode(pem.encode()).decode()


MOST_WORDS = 2000
"""Characters of what a plugin said that are looked at, and shown."""
_SECRETS = (
    re.compile(
        r"(?i)((?:token|secret|password|passwd|api[-_]?key|authorization)[\"']?\s*[:=]\s*(?:bearer\s+)?[\"']?)[^\s\"']+"
    ),
    re.compile(r"(?i)(\bbearer\s+)\S+"),
    re.compile(r"(://)[^\s/@]*(?:/[^\s@]*)?(?=@)"),
    re.compile(r"()(?=[\w+=-]*\d)[\w+=-]{20,}"),
)
"""What is named as one, the login of a URL, and a word so long with a digit in it: a token, or a part of one."""


def without_secrets(text: str) -> str:
    """What a plugin said, without what it must not have: it is said for people, but a careless one says its token."""
    text = text[:MOST_WORDS]
    for each in _SECRETS:
        text = each.sub(r"\1REDACTED", text)
    return text


def _plugin_problem(doing: str, error: Exception, hint: str = "") -> str:
    """One line of what somebody else's code said."""
    if isinstance(error, FileNotFoundError):
        why = "executable not found"
    elif isinstance(error, ConfigException | OSError | ValueError):
        why = " ".join(str(error).split())
    else:
        why = f"{type(error).__name__}: {' '.join(str(error).split())}"
    why = without_secrets(why)
    return visible(f"{doing}: {why}{f' ({hint})' if hint else ''}")
