"""The server, the user and the namespace of a client: from the kubeconfig, from flags, or from inside a pod.

Precedence and messages are kubectl's (client-go client_config.go and overrides.go, v0.35).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from pathlib import Path

import msgspec

from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.inputs import read_input
from kubectl_sidecars.kube import urls
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions
from kubectl_sidecars.kube.config.kubeconfig import (
    AuthInfo,
    Cluster,
    Context,
    Kubeconfig,
    load_kubeconfig,
)

SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")


class ClientConfig(msgspec.Struct, frozen=True):
    """A cluster and a user with all flags applied. `context` is "" where the kubeconfig's contexts were not used."""

    cluster: Cluster
    user: AuthInfo
    namespace: str = "default"
    context: str = ""
    user_name: str = ""
    cluster_name: str = ""
    interactive: bool = True
    """True if a credential plugin may ask the user on the terminal."""


def client_config(
    options: ConnectionOptions, environ: Mapping[str, str], service_account: Path = SERVICE_ACCOUNT
) -> ClientConfig:
    """The client configuration for these flags and this environment.

    Raises UsageError, in kubectl's words where it has them, if they name no cluster or contradict each other.
    """
    kubeconfig = load_kubeconfig(options.kubeconfig, environ)
    if not (kubeconfig.clusters or kubeconfig.contexts or options.server):
        in_cluster = in_cluster_config(environ, service_account)
        if in_cluster is None:
            raise UsageError(f"{_no_cluster(kubeconfig)}: set KUBECONFIG, or give --kubeconfig or --server")
        return _with_overrides(in_cluster, options)
    return _with_overrides(_from_kubeconfig(kubeconfig, options), options)


def _no_cluster(kubeconfig: Kubeconfig) -> str:
    paths = ", ".join(map(str, kubeconfig.paths))
    return visible(f"no cluster is configured in {paths}") if paths else "there is no kubeconfig"


def in_cluster_config(environ: Mapping[str, str], folder: Path) -> ClientConfig | None:
    """The API server of the pod that this process runs in, with its service account; None outside a cluster."""
    host, port = environ.get("KUBERNETES_SERVICE_HOST"), environ.get("KUBERNETES_SERVICE_PORT")
    token, authority, namespace = folder / "token", folder / "ca.crt", folder / "namespace"
    if not host or not port or not token.is_file():
        return None
    cluster = Cluster(
        server=f"https://[{host}]:{port}" if ":" in host else f"https://{host}:{port}",
        certificate_authority=str(authority) if authority.is_file() else "",
    )
    try:
        own = read_input(namespace).decode().strip()
    except (OSError, UnicodeDecodeError):  # clientcmd's words for that: default (client_config.go, v1.35)
        own = ""
    return ClientConfig(cluster, AuthInfo(token_file=str(token)), own or "default", user_name="service account")


def _from_kubeconfig(kubeconfig: Kubeconfig, options: ConnectionOptions) -> ClientConfig:
    name = options.context or kubeconfig.current_context
    if name and name not in kubeconfig.contexts:
        raise UsageError(visible(f'context "{name}" does not exist: kubectl config get-contexts lists them'))
    context = kubeconfig.contexts.get(name, Context())
    cluster_name, user_name = options.cluster or context.cluster, options.user or context.user
    if not (cluster_name or options.server):
        raise UsageError("current-context is not set: choose one with --context, or kubectl config use-context NAME")
    cluster, user = kubeconfig.clusters.get(cluster_name), kubeconfig.users.get(user_name)
    if cluster is None and not (options.server and not options.cluster):
        raise UsageError(visible(f'cluster "{cluster_name}" does not exist{_hint(name, options.cluster, "clusters")}'))
    if user is None and user_name:
        raise UsageError(visible(f'auth info "{user_name}" does not exist{_hint(name, options.user, "users")}'))
    return ClientConfig(
        cluster or Cluster(), user or AuthInfo(), context.namespace or "default", name, user_name, cluster_name
    )


def _hint(context: str, flag: str, plural: str) -> str:
    if flag:
        return f": kubectl config get-{plural} lists them"
    return f': context "{context}" names it, but no kubeconfig file has it'


def _with_overrides(base: ClientConfig, options: ConnectionOptions) -> ClientConfig:
    config = msgspec.structs.replace(
        base,
        cluster=_cluster(base.cluster, options),
        user=_user(base, options),
        namespace=options.namespace or base.namespace,
        interactive=options.interactive,
    )
    if not config.cluster.server:
        raise UsageError(visible(f'no server found for cluster "{config.cluster_name}": give --server'))
    if not urls.is_url(config.cluster.server, _SCHEMES):
        raise UsageError(f'host must be a URL or a host:port pair: "{urls.shown(config.cluster.server)}"')
    _check_provider(config.user)
    return config


_REPLACEMENTS = {"gcp": '"gke-gcloud-auth-plugin"', "azure": "https://github.com/Azure/kubelogin"}
"""The plugins that replaced auth-providers which clients removed (client-go plugin/pkg/client/auth, v0.26)."""


def _check_provider(user: AuthInfo) -> None:
    if user.auth_provider is None:
        return
    name = str(user.auth_provider.get("name", ""))
    if name in _REPLACEMENTS:
        raise UsageError(
            f"the {name} auth plugin has been removed: use the {_REPLACEMENTS[name]} credential plugin instead, "
            "and have it rewrite the user in the kubeconfig"
        )
    if name != "oidc":
        raise UsageError(visible(f'no Auth Provider found for name "{name}": give the user an exec plugin or a token'))


_SCHEMES = frozenset({"http", "https"})


def _cluster(cluster: Cluster, options: ConnectionOptions) -> Cluster:
    replace = msgspec.structs.replace
    if options.server:
        # The name in the certificate belonged to the other server (overrides, client_config.go getCluster).
        server = options.server if "://" in options.server else f"https://{options.server}"
        cluster = replace(cluster, server=server, tls_server_name="")
    if options.insecure_skip_tls_verify:
        cluster = replace(
            cluster, insecure_skip_tls_verify=True, certificate_authority="", certificate_authority_data=""
        )
    if options.certificate_authority:
        cluster = replace(
            cluster,
            certificate_authority=options.certificate_authority,
            certificate_authority_data="",
            insecure_skip_tls_verify=options.insecure_skip_tls_verify,
        )
    if options.disable_compression:
        cluster = replace(cluster, disable_compression=True)
    if options.tls_server_name:
        cluster = replace(cluster, tls_server_name=options.tls_server_name)
    if cluster.insecure_skip_tls_verify and (cluster.certificate_authority or cluster.certificate_authority_data):
        raise UsageError(
            "specifying a root certificates file with the insecure flag is not allowed: "
            "drop --insecure-skip-tls-verify or the certificate authority"
        )
    return cluster


def _user(base: ClientConfig, options: ConnectionOptions) -> AuthInfo:
    user = base.user
    replace = msgspec.structs.replace
    if options.token:
        user = replace(
            user, token=options.token, token_file="", username="", password="", exec=None, auth_provider=None
        )
    if options.username or options.password:
        if options.token:  # transport.HTTPWrappersForConfig
            raise UsageError("username/password or bearer token may be set, but not both: drop --token, or the others")
        name, password = options.username or user.username, options.password or user.password
        user = replace(user, username=name, password=password, token="", token_file="", exec=None, auth_provider=None)
    if options.client_certificate:
        user = replace(user, client_certificate=options.client_certificate, client_certificate_data="")
    if options.client_key:
        user = replace(user, client_key=options.client_key, client_key_data="")
    user = replace(
        user,
        as_=options.as_ or user.as_,
        as_groups=options.as_groups or user.as_groups,
        as_uid=options.as_uid or user.as_uid,
        as_user_extra=_extra(options.as_user_extra) or user.as_user_extra,
    )
    if (user.as_groups or user.as_uid or user.as_user_extra) and not user.as_:
        raise UsageError(
            visible(f"requesting uid, groups or user-extra for {base.user_name} without impersonating a user: add --as")
        )
    return user


def _extra(given: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    extra: dict[str, tuple[str, ...]] = {}
    for item in given:
        key, equals, value = item.partition("=")
        if not (key and equals):
            raise UsageError(visible(f'invalid --as-user-extra "{item}": write it as key=value'))
        extra[key] = (*extra.get(key, ()), value)
    return extra


def data_or_file(what: str, data: str, path: str, owner: str) -> bytes:
    """The bytes of a certificate, key or token: its base64 data, else its file; b"" if neither is set.

    Raises UsageError if the data is not base64 or the file cannot be read. As client-go's dataFromSliceOrFile.
    """
    try:
        if data:
            return base64.b64decode(data, validate=True)
        return read_input(path) if path else b""
    except binascii.Error as error:
        raise UsageError(visible(f'{what}-data of "{owner}" is not valid base64: {error}')) from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(visible(f'unable to read {what} "{path}" for "{owner}": {why}')) from None
