"""Signals of web servers that stand before another container: programs, directories, documents, certificates."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.beside import Beside
from kubectl_sidecars.classify.context import ContainerContext, PodContext
from kubectl_sidecars.classify.evidence import Evidence, Kind
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.names import tokens
from kubectl_sidecars.classify.signals.shared_volumes import first_beside, has_alone, portless
from kubectl_sidecars.patterns import on_demand

_PROGRAMS = frozenset({"nginx", "openresty", "httpd", "apache", "apache2", "caddy", "lighttpd"})
_WEB_SERVERS = _PROGRAMS | {"web", "webserver"}
_APP_SERVERS = frozenset({"fpm", "php", "phpfpm", "uwsgi", "wsgi", "gunicorn", "puma", "unicorn"})


def by_app_server(container: ContainerContext) -> Iterator[Evidence]:
    """A web server beside an application server that speaks FastCGI, WSGI or Rack: requests pass it on their way.

    Without such a name the one that mounts the same documents and declares no port is the application server.
    """
    image, name = {*tokens(container.image.base)}, {*tokens(container.name)}
    program = container.steps[0].split(" ")[0] if container.steps else ""
    if program not in _PROGRAMS and (_WEB_SERVERS.isdisjoint(image) or _WEB_SERVERS.isdisjoint(name)):
        return
    server = container.pod.once(_app_servers).first("", container)
    other = server[0] if server else _shares_documents(container)
    if other:
        words = f"a web server before {other.name}"
        yield Evidence(Role.AMBASSADOR, "proxy", weights.BEFORE_APP_SERVER, Kind.OTHERS, words)


def _app_servers(pod: PodContext) -> Beside[str, None]:
    """The running containers that are application servers by name or image, or are called app and have no port."""
    return Beside(("", each, None) for each in pod.running if _is_app_server(each))


def _is_app_server(container: ContainerContext) -> bool:
    words = {*tokens(container.name), *tokens(container.image.base)}
    return bool(_APP_SERVERS & words) or (not container.ports and "app" in tokens(container.name))


_DOCUMENTS = on_demand(r"/(?:var/)?www(?:/|$)|/usr/share/(?:nginx|caddy)|/srv(?:/|$)|.*/(?:html|public|static)$")


def _shares_documents(container: ContainerContext) -> ContainerContext | None:
    """The neighbour that mounts the same documents and declares no port."""
    names = [mount.name for mount in container.spec.volume_mounts if _DOCUMENTS().match(mount.mount_path)]
    return first_beside(container, portless, names) if names and container.ports else None


_OF_PROXIES = on_demand(
    r"/etc/(?:nginx|haproxy|envoy|traefik|caddy)(?:/|$)|/var/(?:lib|cache|log)/nginx(?:/|$)"
    r"|/usr/local/etc/haproxy|/opt/bitnami/nginx/conf|/bitnami/haproxy/conf"
)
"""Directories of the usual web servers and proxies."""


def by_directories(container: ContainerContext) -> Iterator[Evidence]:
    """A part of a product that alone mounts the directories of a web server: it stands before the other parts."""
    if not container.is_part:
        return
    for mount in container.spec.volume_mounts:
        if _OF_PROXIES().match(mount.mount_path) and has_alone(container, mount.name):
            words = f"mounts {mount.mount_path}"
            yield Evidence(Role.AMBASSADOR, "proxy", weights.HAS_DIRECTORY_OF_PROXY, Kind.VOLUME, words)
            return


_CERTIFICATES = frozenset({"tls", "ssl", "cert", "certs", "certificate", "certificates"})


def by_certificates(container: ContainerContext) -> Iterator[Evidence]:
    """It alone has certificates and serves only https, beside a container that serves http: it ends TLS for that."""
    ports = container.spec.ports
    if not ports or any(port.name != "https" for port in ports):
        return
    plain = container.pod.once(_plain_servers).first("", container)
    mounts = container.spec.volume_mounts
    if plain and any(
        not _CERTIFICATES.isdisjoint(tokens(mount.mount_path)) and has_alone(container, mount.name) for mount in mounts
    ):
        words = f"serves https beside {plain[0].name}, which serves http"
        yield Evidence(Role.AMBASSADOR, "mtls-proxy", weights.ENDS_TLS, Kind.PORT, words)


def _plain_servers(pod: PodContext) -> Beside[str, None]:
    """The running containers of which a port is named http."""
    return Beside(("", each, None) for each in pod.running if any(port.name == "http" for port in each.spec.ports))
