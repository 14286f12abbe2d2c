"""Which flags go along: to another context, and to a kubectl command for the same cluster."""

from __future__ import annotations

from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.feed import Place
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions
from kubectl_sidecars.kube.urls import base


def elsewhere(first: InspectOptions, place: Place) -> InspectOptions:
    """The same question in another place; what was named there may not exist here.

    Flags that name a server or a login belong to the context that they were given for. Who is acted as stays: nobody
    gains rights by going elsewhere.
    """
    connection = first.connection._replace(namespace=place.namespace or "")
    if place.context != connection.context:
        connection = ConnectionOptions(
            kubeconfig=connection.kubeconfig,
            context=place.context,
            namespace=place.namespace or "",
            as_=connection.as_,
            as_groups=connection.as_groups,
            as_uid=connection.as_uid,
            as_user_extra=connection.as_user_extra,
            request_timeout=connection.request_timeout,
            disable_compression=connection.disable_compression,
            debug=connection.debug,
        )
    return first._replace(connection=connection, words=(), all_namespaces=place.namespace == "")


def kubectl(connection: ConnectionOptions, context: str) -> tuple[str, ...]:
    """The words that start a kubectl command for the same cluster; none with a token or a password, which no screen
    and no list of processes should show."""
    if connection.token or connection.password:
        return ()
    flags = {
        "--kubeconfig": connection.kubeconfig,
        "--context": context,
        "--cluster": connection.cluster,
        "--user": connection.user,
        "--server": _without_login(connection.server),
        "--username": connection.username,
        "--as": connection.as_,
        "--as-uid": connection.as_uid,
        "--certificate-authority": connection.certificate_authority,
        "--client-certificate": connection.client_certificate,
        "--client-key": connection.client_key,
        "--tls-server-name": connection.tls_server_name,
        "--insecure-skip-tls-verify": "true" if connection.insecure_skip_tls_verify else "",
        "--disable-compression": "true" if connection.disable_compression else "",
    }
    words = [f"{name}={value}" for name, value in flags.items() if value]
    words += [f"--as-group={group}" for group in connection.as_groups]
    words += [f"--as-user-extra={extra}" for extra in connection.as_user_extra]
    return ("kubectl", *words)


def _without_login(server: str) -> str:
    return base(server if "://" in server else f"https://{server}") if "@" in server else server
