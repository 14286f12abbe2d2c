"""Signals of what an init container prepares, in the volumes that it has in common with the containers after it."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.api import VolumeMount
from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.context import ContainerContext
from kubectl_sidecars.classify.evidence import Evidence, Kind
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.names import tokens
from kubectl_sidecars.classify.signals.products import VARIABLES
from kubectl_sidecars.classify.signals.shared_volumes import has_alone, mounters, programs, shared
from kubectl_sidecars.patterns import on_demand

_OF_NODE = on_demand(r"/(?:(?:dev|sys|proc|opt|lib|usr|boot|home|root)(?:/|$)|(?:etc|run|var(?:/lib)?)?/?$|etc/udev)")


_OF_PROGRAM = (
    (on_demand(r"/(?:etc(?:/|$)|$)"), "config-preload"),
    (on_demand(r"/(?:opt|usr)/"), "plugin-copy"),
)
"""Directories of the node that hold the configuration of a program which the node runs, and the program."""


def by_preparing_node(container: ContainerContext) -> Iterator[Evidence]:
    """It can write to directories of the node's system: privileged it prepares the node, else it serves a program."""
    privileged = container.spec.security_context.privileged
    known = ((_OF_NODE, "sysctl-tune"),) if privileged else _OF_PROGRAM
    for mount in container.spec.volume_mounts:
        volume = container.pod.volumes.get(mount.name)
        if not volume or not volume.host_path or mount.read_only:
            continue
        path = volume.host_path.path
        task = next((task for pattern, task in known if pattern().match(path)), "")
        if task:
            words = f"{'privileged, and ' if privileged else ''}mounts the node's {path}"
            yield Evidence(Role.INIT, task, weights.PREPARES_NODE, Kind.VOLUME, words)
            return


_CALLS = on_demand(r"(?<!\S)--?(?:server|host|url|api-?url|endpoint|address|addr)[= ]\S+")


def by_calling(container: ContainerContext) -> Iterator[Evidence]:
    """Its command names a server, and it can write to no volume that another container mounts."""
    if _CALLS().search(container.argv):
        yield Evidence(Role.INIT, "api-task", weights.CALLS_SERVER, Kind.COMMAND, "calls a server once")


def by_exclusion(container: ContainerContext) -> Iterator[Evidence]:
    """It can write to no volume that another container mounts, and names a server or runs the application's image.

    What it does is elsewhere: of such init containers in labelled sets three in four call an API.
    """
    names_server = any(variable.name.rpartition("_")[2] in _SERVER for variable in container.spec.env)
    if not names_server and not (container.shares_image and container.words):
        return
    if container.steps and all(map(_SAYS_ONLY().match, container.steps)):
        return
    if next(_filled(container), None) is not None:
        return
    if _names_database(container):
        words = "names a database, and writes nothing that another container reads"
        yield Evidence(Role.INIT, "db-migration", weights.WRITES_NOTHING, Kind.ENVIRONMENT, words)
    else:
        words = "writes nothing that another container reads"
        yield Evidence(Role.INIT, "api-task", weights.WRITES_NOTHING, Kind.VOLUME, words)


_SAYS_ONLY = on_demand(r"(?:echo|printf|date|sleep|env|set|true|:|exit 0)(?:\s|$)(?!.*>\s*/(?!dev/))")
"""Steps that do nothing elsewhere."""


def _names_database(container: ContainerContext) -> bool:
    """True if its variables tell a database's host and its name, or its address."""
    if any(_ADDRESS_OF_DATABASE().search(variable.name) for variable in container.spec.env):
        return True
    names = {
        words[-1] for variable in container.spec.env if not _DATABASE.isdisjoint(words := variable.name.split("_"))
    }
    return names >= {"HOST", "NAME"} or names >= {"HOST", "DATABASE"} or names >= {"HOST", "DB"}


_DATABASE = VARIABLES | {"DB", "DATABASE"}
_ADDRESS_OF_DATABASE = on_demand(r"(?:^|_)(?:DATABASE|DB|POSTGRES(?:QL)?|MYSQL|JDBC|SQL)_?(?:URL|URI|DSN)$")
_SERVER = frozenset({"URL", "URI", "ENDPOINT", "SERVER", "HOST", "API"})
"""Last words of the names of variables that tell where a server is."""


def by_preparing(container: ContainerContext) -> Iterator[Evidence]:
    """It can write to a volume that a container mounts after it: it prepares that volume.

    Of several volumes the one that says what it holds.
    """
    found: list[Evidence] = []
    for mount, other, other_mount in _filled(container):
        if not _FILE().search(mount.mount_path):
            name = {*tokens(mount.name), *tokens(mount.mount_path), *tokens(other_mount.mount_path)}
            task = next((task for task, parts in _CONTENT.items() if name & parts), "volume-prepare")
            words = f"mounts {mount.mount_path} before {other.name} does"
            found.append(Evidence(Role.INIT, task, weights.PREPARES_VOLUME, Kind.VOLUME, words))
    yield from [piece for piece in found if piece.task != "volume-prepare"][:1] or found[:1]


_FILE = on_demand(r"\.(?:conf|cnf|cfg|ini|ya?ml|toml|xml|json|properties|py|sh|crt|pem|key)$")


_SCRATCH = frozenset({"/tmp", "/tmp/", "/var/tmp", "/run", "/var/run"})  # noqa: S108 - paths of containers
"""Directories that any program writes to."""


def _filled(container: ContainerContext) -> Iterator[tuple[VolumeMount, ContainerContext, VolumeMount]]:
    """Its mounts into which it can write, but for those at scratch directories, with a later container's mount."""
    for mount, other, other_mount in shared(container, mounters, claims=True):
        if not mount.read_only and mount.mount_path not in _SCRATCH:
            yield mount, other, other_mount


def by_source(container: ContainerContext) -> Iterator[Evidence]:
    """It alone mounts a ConfigMap or Secret, from which it runs no script, and fills a volume that is used later.

    Or it runs a script of a ConfigMap, and that volume is an emptyDir: what the script computes is configuration. So is
    what such a script makes of a Secret.
    """
    filled = list(_filled(container))
    if not filled:
        return
    runs = runs_configured_script(container)
    for mount in container.spec.volume_mounts:
        volume = container.pod.volumes.get(mount.name)
        if volume is None or not (volume.config_map or volume.secret):
            continue
        runs_from_it = _runs_from(container, mount.mount_path)
        if not runs_from_it and has_alone(container, mount.name) and not _is_of_program(mount.mount_path):
            named = runs or set(tokens(mount.mount_path)) & _CONTENT["config-preload"]
            task = "secret-preload" if volume.secret and not named else "config-preload"
            words = f"mounts {mount.mount_path}, and {filled[0][1].name} does not"
            yield Evidence(Role.INIT, task, weights.BRINGS_CONFIGURATION, Kind.VOLUME, words)
            return
    if runs:
        empty = next((each for each in filled if _is_empty(container, each[0].name)), None)
        if empty:
            words = f"its script of a ConfigMap fills {empty[0].mount_path}"
            fetches = any(variable.value and _FETCHED().search(variable.name) for variable in container.spec.env)
            task = "data-restore" if fetches else "config-preload"
            yield Evidence(Role.INIT, task, weights.RUNS_CONFIGURED_SCRIPT, Kind.VOLUME, words)


_FETCHED = on_demand(r"(?:^|_)(?:VERSION|RELEASE|DOWNLOAD_?URL|ARCHIVE)$")
"""Name of a variable that tells a script which release it fetches."""
MOST_RUN = 4
"""Words of a command line in which the script that it runs is looked for."""
_SHELL = on_demand(r"(?:\S*/)?(?:(?:ba|da|a|k|z)?sh|python[\d.]*|perl|ruby|node|env)|-\w*")


def runs_configured_script(container: ContainerContext) -> bool:
    """True if it runs a script of a ConfigMap: its image then says only what the script is run in."""
    for mount in container.spec.volume_mounts if container.words else ():
        volume = container.pod.volumes.get(mount.name)
        if volume and volume.config_map and _runs_from(container, mount.mount_path):
            return True
    return False


def _runs_from(container: ContainerContext, directory: str) -> bool:
    """True if the program, or the script that a shell runs, is in the directory."""
    for word in container.words[:MOST_RUN]:
        if not _SHELL().fullmatch(word):
            return word.startswith(directory)
    return False


_OF_PROGRAM_ITSELF = on_demand(r"script|/bin(?:/|$)|/ssl/certs|/ca(?:-|/|$)|token|serviceaccount|\.sh$")


def _is_of_program(path: str) -> bool:
    """True for a path from which the container itself lives: scripts, trusted certificates, tokens."""
    return _OF_PROGRAM_ITSELF().search(path) is not None


def _is_empty(container: ContainerContext, name: str) -> bool:
    volume = container.pod.volumes.get(name)
    return volume is not None and volume.empty_dir is not None


def by_ensuring(container: ContainerContext) -> Iterator[Evidence]:
    """Its name says that it ensures something, and it can write to no volume: it waits for that."""
    if "ensure" in tokens(container.name) and all(mount.read_only for mount in container.spec.volume_mounts):
        yield Evidence(Role.INIT, "dependency-wait", weights.CALLS_SERVER, Kind.NAME, f"name {container.name}")


def by_program(container: ContainerContext) -> Iterator[Evidence]:
    """A container after it runs a program from an emptyDir into which this one can write, and not only clears it.

    What runs a program itself that an earlier one brought there brings none.
    """
    for mount in container.spec.volume_mounts:
        volume = container.pod.volumes.get(mount.name)
        other = container.pod.once(programs).get(mount.name)
        if other and other.position > container.position and not mount.read_only and volume and volume.empty_dir:
            runs_it = bool(container.words) and container.words[0].startswith(f"{mount.mount_path.rstrip('/')}/")
            if runs_it or (container.steps and all(map(_CLEARS().match, container.steps))):
                return
            words = f"{other.name} runs a program from {mount.mount_path}"
            yield Evidence(Role.INIT, "plugin-copy", weights.BRINGS_PROGRAM, Kind.VOLUME, words)
            return


_CLEARS = on_demand(r"(?:rm|rmdir|touch|mkdir|chmod|chown|ls|cd|echo|test|\[+|set|exit)(?:\s|$)")
"""Steps that bring no file."""
_CONTENT = {
    "cert-bootstrap": {"cert", "certs", "certificates", "tls", "ssl", "ca", "truststore", "keystore"},
    "data-restore": {"geoip", "geolite", "geolite2", "geodata", "maxmind"},
    "secret-preload": {"secret", "secrets", "credentials", "keys", "tokens"},
    "plugin-copy": {"plugin", "plugins", "extensions", "drivers", "bin", "modules", "tools", "binaries", "components"},
    "config-preload": {
        "config",
        "configs",
        "configuration",
        "conf",
        "settings",
        "etc",
        "yaml",
        "yml",
        "ini",
        "toml",
        "xml",
    },
}
"""By task: words in the name or the path of a volume into which such an init container writes."""
_CODE = "models lora git repo content html dashboards rules policies dags templates scripts code bundle artifacts"
BROUGHT = frozenset((*_CODE.split(), *(word for parts in _CONTENT.values() for word in parts)))
"""Words in the names of volumes that a configuration helper fills."""
