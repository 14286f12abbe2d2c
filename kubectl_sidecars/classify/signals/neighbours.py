"""Signals in what neighbours share and say: sockets, CSI drivers, loops, the directories of a web server."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.beside import Beside
from kubectl_sidecars.classify.context import ContainerContext, PodContext
from kubectl_sidecars.classify.evidence import Evidence, Kind
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.signals.csi import DRIVER, HELPER, drives, parts_of_csi
from kubectl_sidecars.classify.signals.names import calls_itself_helper, tokens
from kubectl_sidecars.classify.signals.settings import is_adapter
from kubectl_sidecars.classify.signals.shared_volumes import has_alone, is_under
from kubectl_sidecars.patterns import on_demand

_LISTENS_ON_SOCKET = on_demand(
    r"--?(?:listen|bind|addr|address|socket|sock|socket-path)[\w-]*[= ](?:unix:)?/*(/[\w.-]+/[\w./-]+)"
)


def by_socket(container: ContainerContext) -> Iterator[Evidence]:
    """It listens on a Unix socket that the command or the environment of another container names."""
    if container.name in _SERVERS:
        return
    for path in _LISTENS_ON_SOCKET().findall(container.argv):
        if "csi" in path:
            continue
        if found := container.pod.once(_callers_of_sockets).first(path.rstrip("/"), container):
            words = f"{found[0].name} reaches it on the socket {path}"
            weight = weights.CALLED_ON_SOCKET
            yield Evidence(Role.ADAPTER, "protocol-conversion", weight, Kind.ADDRESS, words)
            return


_PATH = on_demand(r"/[\w.-]+(?:/[\w.-]+)+")
_DEEPEST = 16
"""Parts of a path: each of its folders is looked at, as a socket may be named by the folder that it is in."""


def _callers_of_sockets(pod: PodContext) -> Beside[str, None]:
    """By path: who names it or what is below it, and does not listen on it itself."""
    return Beside((path, each, None) for each in pod.running if not is_adapter(each) for path in _called_paths(each))


def _called_paths(container: ContainerContext) -> Iterator[str]:
    own = frozenset(_LISTENS_ON_SOCKET().findall(container.argv))
    for path in dict.fromkeys(_PATH().findall(container.values)):
        parts = path.split("/")[: _DEEPEST + 1]
        for end in range(3, len(parts) + 1):
            if (folder := "/".join(parts[:end])) not in own:
                yield folder


_OUTPUT = on_demand(r"--?(?:output|out|dest|destination|target)[\w-]*[= ](/[\w./-]+)")
_NAMES_OUTPUT = on_demand(r"(?:^|_)(?:OUTPUT|DEST|DESTINATION|TARGET)(?:_|$)")


def by_named_output(container: ContainerContext) -> Iterator[Evidence]:
    """Its command or environment names an output file on an emptyDir, and that of another container names it too."""
    paths = _OUTPUT().findall(container.argv)
    paths += [variable.value for variable in container.spec.env if _NAMES_OUTPUT().search(variable.name)]
    for path in paths:
        other = container.pod.once(_callers_of_sockets).first(path.rstrip("/"), container)
        if other and not calls_itself_helper(other[0].name) and _is_shared(container, path):
            words = f"writes {path}, which {other[0].name} reads"
            yield Evidence(Role.CONFIGURATION_HELPER, "config-sync", weights.WRITES_NAMED, Kind.VOLUME, words)
            return


def _is_shared(container: ContainerContext, path: str) -> bool:
    """True for a path on an emptyDir into which the container can write."""
    volumes = container.pod.volumes
    return any(
        is_under(path, mount) and not mount.read_only and mount.name in volumes and volumes[mount.name].empty_dir
        for mount in container.spec.volume_mounts
    )


def by_csi_driver(container: ContainerContext) -> Iterator[Evidence]:
    """It runs beside a CSI driver and the driver's helpers, and drives no volumes itself."""
    if drives(container):
        return
    parts = container.pod.once(parts_of_csi)
    driver = parts.first(DRIVER, container)
    if driver and parts.first(HELPER, container):
        words = f"runs beside the CSI driver {driver[0].name}"
        yield Evidence(Role.STORAGE, "csi-helper", weights.BESIDE_CSI_DRIVER, Kind.OTHERS, words)


_SERVERS = frozenset(
    {"mysqld", "mysql", "mariadb", "postgres", "postgresql", "redis", "mongod", "dockerd", "containerd"}
)
"""Programs that are no helpers of those that reach them on their socket."""
_LOOP = on_demand(r"\b(?:while|until|for)\b")
_SAYS_ONLY = on_demand(r"(?:echo|printf|date|sleep|true|:|\[+|test)(?:\s|$)")


def by_loop(container: ContainerContext) -> Iterator[Evidence]:
    """Its script repeats commands of the product that another container runs, and sleeps in between."""
    steps = container.steps
    if container.is_idle or not container.is_part or not _LOOP().search(container.argv):
        return
    if all(map(_SAYS_ONLY().match, steps)):
        return
    if any(step.startswith("sleep ") for step in steps) and not steps[-1].startswith("tail "):
        words = "repeats commands of its neighbour's image"
        yield Evidence(Role.CONFIGURATION_HELPER, "config-sync", weights.LOOPS, Kind.COMMAND, words)


_WORDS = (
    "tools toolbox toolkit client cli debug shell bash utils dnsutils busybox alpine ubuntu debian centos fedora curl"
    " netshoot"
)
_TOOLS = frozenset(_WORDS.split())
_BUILD_AGENT = "jnlp"
"""The container of the agent in pods of the Kubernetes plugin of Jenkins, which runs build steps in the others."""


def _names(pod: PodContext) -> Beside[str, None]:
    return Beside((each.name, each, None) for each in pod.running)


def by_idleness(container: ContainerContext) -> Iterator[Evidence]:
    """It only sleeps, and has tools for people or for a build agent that run commands in it."""
    if not container.is_idle:
        return
    if container.pod.once(_names).first(_BUILD_AGENT, container):
        words = f"waits for the build steps of {_BUILD_AGENT}"
        yield Evidence(Role.CI_HELPER, "ci-step", weights.IDLE_IN_BUILD, Kind.COMMAND, words)
    elif _TOOLS.intersection((*tokens(container.name), *tokens(container.image.base))):
        yield Evidence(Role.DEBUG, "toolbox", weights.IDLE_TOOLS, Kind.COMMAND, "only sleeps and has tools")


_WEB_SERVERS = frozenset({"nginx", "openresty", "httpd", "apache", "apache2", "caddy", "web", "webserver"})
_APP_SERVERS = frozenset({"fpm", "php", "phpfpm", "uwsgi", "wsgi", "gunicorn", "puma", "unicorn"})


def by_app_server(container: ContainerContext) -> Iterator[Evidence]:
    """A web server beside an application server that speaks FastCGI, WSGI or Rack: requests pass it on their way."""
    if _WEB_SERVERS.isdisjoint(tokens(container.image.base)) or not _WEB_SERVERS & {*tokens(container.name)}:
        return
    if server := container.pod.once(_app_servers).first("", container):
        words = f"a web server before {server[0].name}"
        yield Evidence(Role.AMBASSADOR, "proxy", weights.BEFORE_APP_SERVER, Kind.OTHERS, words)


def _app_servers(pod: PodContext) -> Beside[str, None]:
    """The running containers that are application servers by name or image, or are called app and have no port."""
    return Beside(("", each, None) for each in pod.running if _is_app_server(each))


def _is_app_server(container: ContainerContext) -> bool:
    words = {*tokens(container.name), *tokens(container.image.base)}
    return bool(_APP_SERVERS & words) or (not container.ports and "app" in tokens(container.name))


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
