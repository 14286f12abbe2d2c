"""Login by the kubernetes package: auth-providers and proxies. The only module that imports it.

The import takes a third of a second; a session without either is opened without it, in `session`.
"""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Mapping
from typing import Any

import certifi
import msgspec
import urllib3
import urllib3.exceptions
from kubernetes.client import ApiClient, Configuration
from kubernetes.config import ConfigException, load_kube_config_from_dict

from kubectl_sidecars.errors import ClusterError, UsageError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.kube import urls
from kubectl_sidecars.kube.config.kubeconfig import AuthInfo, Cluster
from kubectl_sidecars.kube.errors import connection_error
from kubectl_sidecars.kube.login.plugin_errors import plugin_message

PLAIN = (ConfigException, OSError, ValueError)
_TOKEN_NAMES = ("BearerToken", "authorization")
"""The names under which the package keeps the Authorization header; the second until version 35."""
_OWN = frozenset(
    {"certificate-authority", "certificate-authority-data", "proxy-url", "disable-compression", "extensions"}
)
"""Fields of a cluster that are kept from the package: `session` handles them, and passes the proxy."""


class OfficialLogin:
    """A connection pool of the package, and the Authorization header that its hooks renew.

    Raises UsageError for credentials or a proxy that cannot be used, ClusterError if a token cannot be renewed.
    """

    def __init__(self, cluster: Cluster, user: AuthInfo, proxy: str, environ: Mapping[str, str]) -> None:
        self._configuration = _configuration(cluster, user)
        _set_proxy(self._configuration, proxy, cluster, environ)
        self._api = _api_client(self._configuration)
        self.pool_manager: urllib3.PoolManager = self._api.rest_client.pool_manager

    def authorization(self) -> str:
        """The value of the header; "" for none. Raises ClusterError if the token cannot be renewed."""
        try:
            values = map(self._configuration.get_api_key_with_prefix, _TOKEN_NAMES)
            return next(filter(None, values), None) or ""
        except Exception as error:  # noqa: BLE001 - the hook runs an auth-provider: see below
            raise ClusterError(plugin_message("the credentials cannot be renewed", error, plain=PLAIN)) from None

    def close(self) -> None:
        """Closes the connections and the client of the package."""
        self.pool_manager.clear()
        close = getattr(self._api, "close", None)
        if close:
            close()


def _api_client(configuration: Configuration) -> ApiClient:
    try:
        with warnings.catch_warnings(action="ignore", category=urllib3.exceptions.DependencyWarning):  # see below
            return ApiClient(configuration=configuration)
    except (ImportError, urllib3.exceptions.HTTPError, ValueError) as error:
        is_socks = isinstance(error, ImportError)
        why = "SOCKS needs the package PySocks" if is_socks else type(error).__name__  # other errors quote the URL
        raise UsageError(visible(f"the proxy cannot be used: {why}: check proxy-url and HTTPS_PROXY")) from None


def _configuration(cluster: Cluster, user: AuthInfo) -> Configuration:
    """The package's configuration. TLS, files and exec plugins are left out: they are handled in `session`."""
    configuration = Configuration()
    login: dict[str, Any] = {}
    if user.token:
        login["token"] = user.token
    elif user.username:
        login |= {"username": user.username, "password": user.password}
    if user.auth_provider:
        login["auth-provider"] = _verified(user.auth_provider)
    server = {name: value for name, value in msgspec.to_builtins(cluster).items() if name not in _OWN}
    server["server"] = urls.base(cluster.server)
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
    except urllib3.exceptions.HTTPError as error:
        issuer = str(login["auth-provider"]["config"].get("idp-issuer-url"))
        raise ClusterError(f"the OIDC token cannot be renewed: {connection_error(error, issuer)}") from None
    except Exception as error:  # noqa: BLE001 - an auth-provider may raise anything
        raise UsageError(
            plugin_message("the credentials in the kubeconfig cannot be used", error, plain=PLAIN)
        ) from None
    return configuration


def _verified(provider: dict[str, Any]) -> dict[str, Any]:
    """The auth-provider with the system's certificate authorities, if it names none of its own.

    The package would not verify the issuer then (kube_config.py _refresh_oidc, v36), but kubectl does.
    """
    config = provider.get("config")
    if not isinstance(config, dict) or config.keys() & {"idp-certificate-authority", "idp-certificate-authority-data"}:
        return provider
    authorities = ssl.get_default_verify_paths().cafile or certifi.where()
    return provider | {"config": config | {"idp-certificate-authority": authorities}}


def _set_proxy(configuration: Configuration, proxy: str, cluster: Cluster, environ: Mapping[str, str]) -> None:
    configuration.proxy = proxy or None
    configuration.no_proxy = "" if cluster.proxy_url else environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    name, password = urls.login(proxy)
    if name:
        configuration.proxy_headers = urllib3.make_headers(proxy_basic_auth=f"{name}:{password}")
