"""Signals in what neighbours share and say: sockets, CSI drivers, loops, runners of builds, controllers."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.beside import Beside, running_by_name
from kubectl_sidecars.classify.context import ContainerContext, PodContext
from kubectl_sidecars.classify.evidence import Evidence, Kind
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.addresses import is_adapter
from kubectl_sidecars.classify.signals.csi import DRIVER, HELPER, drives, parts_of_csi
from kubectl_sidecars.classify.signals.filling import BROUGHT
from kubectl_sidecars.classify.signals.main_signals import is_named
from kubectl_sidecars.classify.signals.names import calls_itself_helper, named_for, tokens
from kubectl_sidecars.classify.signals.products import KEEPERS
from kubectl_sidecars.classify.signals.shared_volumes import is_under, readers, shared, users
from kubectl_sidecars.model import ContainerType
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


_OUTPUT = on_demand(r"--?(?:output|out|dest|destination|target)[\w.-]*[= ](/[\w./-]+)")
_NAMES_OUTPUT = on_demand(r"(?:^|_)(?:OUTPUT|DEST|DESTINATION|TARGET)(?:_|$)")


def by_named_output(container: ContainerContext) -> Iterator[Evidence]:
    """Its command or environment names an output on a volume, which another container names too.

    A directory for configuration, code or secrets need only be mounted by the other.
    """
    paths = _OUTPUT().findall(container.argv)
    paths += [variable.value for variable in container.spec.env if _NAMES_OUTPUT().search(variable.name)]
    for path in paths:
        volume = _volume_with(container, path)
        if not volume:
            continue
        named = container.pod.once(_callers_of_sockets).first(path.rstrip("/"), container)
        user = container.pod.once(users).first(volume, container)
        brings = not BROUGHT.isdisjoint((*tokens(path), *tokens(volume)))
        other = named or (user if brings else None)
        if other and not calls_itself_helper(other[0].name):
            words = f"writes {path}, which {other[0].name} reads"
            yield Evidence(Role.CONFIGURATION_HELPER, "config-sync", weights.WRITES_NAMED, Kind.VOLUME, words)
            return


def _volume_with(container: ContainerContext, path: str) -> str:
    """The name of the emptyDir or claim that holds the path, and into which the container can write; "" for none."""
    volumes = container.pod.volumes
    return next(
        (
            mount.name
            for mount in container.spec.volume_mounts
            if is_under(f"{path}/", mount) and not mount.read_only
            if (volume := volumes.get(mount.name)) and (volume.empty_dir or volume.persistent_volume_claim)
        ),
        "",
    )


def by_csi_driver(container: ContainerContext) -> Iterator[Evidence]:
    """It runs beside a CSI driver and the driver's helpers, and drives no volumes itself."""
    if drives(container):
        return
    parts = container.pod.once(parts_of_csi)
    driver = parts.first(DRIVER, container)
    if driver and parts.first(HELPER, container):
        words = f"runs beside the CSI driver {driver[0].name}"
        syncs = named_for(container) == (Role.CONFIGURATION_HELPER, "config-sync")
        weight = weights.SYNCS_BESIDE_CSI_DRIVER if syncs else weights.BESIDE_CSI_DRIVER
        yield Evidence(Role.STORAGE, "csi-helper", weight, Kind.OTHERS, words)


_SERVERS = KEEPERS | {"dockerd", "containerd"}
"""Programs that are no helpers of those that reach them on their socket."""
_LOOP = on_demand(r"\b(?:while|until|for)\b")
_LOOPS_ON = on_demand(r"\bdone\b[^;&|]*[;&\s'\"]*(?:wait\W*)?$")
"""The end of a script that loops on: one that ends with a program only waited before."""
_SAYS_ONLY = on_demand(r"(?:echo|printf|date|sleep|true|:|\[+|test)(?:\s|$)")


def by_loop(container: ContainerContext) -> Iterator[Evidence]:
    """Its script repeats commands of the product that another container runs, and sleeps in between."""
    steps = container.steps
    if container.is_idle or container.ports or not container.is_part or not _LOOP().search(container.argv):
        return
    if all(map(_SAYS_ONLY().match, steps)) or not _LOOPS_ON().search(container.argv[-END:]):
        return
    if any(step.startswith("sleep ") for step in steps) and not steps[-1].startswith("tail "):
        in_job = container.pod.is_of_job
        usual = (Role.JOB_HELPER, "result-export") if in_job else (Role.CONFIGURATION_HELPER, "config-sync")
        role, task = named_for(container) or usual
        yield Evidence(role, task, weights.LOOPS, Kind.COMMAND, "repeats commands of its neighbour's image")


END = 60
"""Characters at the end of a command line in which a loop that only sleeps is looked for."""
_WORDS = (
    "tools toolbox toolkit client cli debug shell bash utils dnsutils busybox alpine ubuntu debian centos fedora curl"
    " netshoot"
)
_TOOLS = frozenset(_WORDS.split())
_BUILD_AGENT = "jnlp"
"""The container of the agent in pods of the Kubernetes plugin of Jenkins, which runs build steps in the others."""


def by_idleness(container: ContainerContext) -> Iterator[Evidence]:
    """It only sleeps, and has tools for people or for a build agent that run commands in it."""
    if not container.is_idle:
        return
    if container.pod.once(running_by_name).first(_BUILD_AGENT, container):
        words = f"waits for the build steps of {_BUILD_AGENT}"
        yield Evidence(Role.CI_HELPER, "ci-step", weights.IDLE_IN_BUILD, Kind.COMMAND, words)
    elif _TOOLS.intersection((*tokens(container.name), *tokens(container.image.base))):
        yield Evidence(Role.DEBUG, "toolbox", weights.IDLE_TOOLS, Kind.COMMAND, "only sleeps and has tools")


_RUNNERS = frozenset({"runner", "jnlp", "buildkite"})


def by_build_runner(container: ContainerContext) -> Iterator[Evidence]:
    """A native sidecar beside a runner of builds: it gives the builds something."""
    if container.type is ContainerType.SIDECAR and container.pod.once(_build_runners).first("", container):
        yield Evidence(Role.CI_HELPER, "service", weights.BESIDE_RUNNER, Kind.OTHERS, "runs beside a runner of builds")


def _build_runners(pod: PodContext) -> Beside[str, None]:
    """The plain containers that are runners of builds by name and image."""
    plain = (each for each in pod.running if each.type is ContainerType.CONTAINER)
    return Beside(("", each, None) for each in plain if not _RUNNERS.isdisjoint(tokens(each.image.base)))


def by_repeating(container: ContainerContext) -> Iterator[Evidence]:
    """An init container does once what it keeps doing.

    Both have one image, and all of its words are in the other's command, or both fill a volume that a neighbour mounts.
    """
    if not container.shares_image or not container.spec.args:
        return
    first = container.pod.once(_first_init).get(container.image.repository)
    if first and ({*container.words} < {*first.words} or _fills_as(container, first)):
        words = f"goes on with what {first.name} does once"
        yield Evidence(Role.CONFIGURATION_HELPER, "config-sync", weights.REPEATS_INIT, Kind.COMMAND, words)


def _fills_as(container: ContainerContext, first: ContainerContext) -> bool:
    """True if it listens on nothing, and both can write to an emptyDir that a neighbour mounts read-only."""
    if container.ports or is_named(container):
        return False
    filled = {mount.name for mount in first.spec.volume_mounts if not mount.read_only}
    return any(mount.name in filled and not mount.read_only for mount, _, _ in shared(container, readers))


def _first_init(pod: PodContext) -> dict[str, ContainerContext]:
    """By image, whatever its tag: the first init container that runs it."""
    init = [each for each in pod.containers if each.type is ContainerType.INIT]
    return {each.image.repository: each for each in reversed(init)}


_CONTROL = frozenset({"controller", "operator", "manager"})


def by_controlling(container: ContainerContext) -> Iterator[Evidence]:
    """It is named a controller of something, and the workload is no controller: it controls a neighbour.

    A part of a product that is named for the product controls what the product is for.
    """
    parts = tokens(container.name)
    if container.is_part and parts and parts[0] in {*tokens(container.pod.name), *tokens(container.image.base)}:
        return
    if len(parts) > 1 and parts[-1] == "controller" and _CONTROL.isdisjoint(tokens(container.pod.name)):
        words = f"name {container.name}"
        yield Evidence(Role.CONFIGURATION_HELPER, "config-sync", weights.CONTROLS, Kind.NAME, words)
