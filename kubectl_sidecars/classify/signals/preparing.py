"""Signals of what an init container prepares, where the catalogue does not know it."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.context import LoneContainer
from kubectl_sidecars.classify.evidence import Evidence, Kind, clues_in
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.init_clues import WAIT, init_clues
from kubectl_sidecars.classify.signals.shares import only_checks, share
from kubectl_sidecars.patterns import on_demand


def by_task_command(container: LoneContainer) -> Iterator[Evidence]:
    """Its command: wait loops, migration tools, chown, sysctl, iptables, git clone, cp.

    A loop around a download only retries it; files that were brought get their mode in passing.
    """
    for evidence in clues_in(init_clues(), container.argv, container.step_lines):
        yield evidence._replace(weight=evidence.weight * share(container, evidence.task))


_NOTHING = on_demand(r"(?:true|:|exit(?: 0)?|echo\b[^>]*|\S+ (?:--?version|version|--help|--no-?op))$")


def does_nothing(container: LoneContainer) -> bool:
    """True if its command has no effect, such as `true` or an echo; arguments alone go to the image's entrypoint."""
    has_program = container.spec.command or container.steps[:1] == ("true",)
    return bool(has_program) and bool(container.steps) and all(map(_NOTHING().match, container.steps))


def by_doing_nothing(container: LoneContainer) -> Iterator[Evidence]:
    """Its command does nothing: the image is pulled for it, and another container needs the image soon.

    Of a bare system that says nothing.
    """
    if does_nothing(container):
        task = "unknown-helper" if container.image.base in _BARE else "image-prepull"
        yield Evidence(Role.INIT, task, weights.DOES_NOTHING, Kind.COMMAND, "does nothing")


_BARE = frozenset({"busybox", "alpine", "ubi", "ubi-minimal", "ubi-micro", "debian", "ubuntu"})
"""Images that no application needs soon."""
_REMOVES = on_demand(r"(?:rm|rmdir|unlink)\s|find\b.* -(?:delete|exec rm\b)|truncate -s ?0\b")
_TALKS = on_demand(r"(?:\[+|test|echo|printf|exit|set|:|true|false|ls|cd|shopt|df|du|sync)(?:\s|$)(?!.*>\s*/(?!dev/))")


def by_removing(container: LoneContainer) -> Iterator[Evidence]:
    """Its script only removes files."""
    steps = container.steps
    removes = [bool(_REMOVES().match(step)) for step in steps]
    if any(removes) and all(done or _TALKS().match(step) for done, step in zip(removes, steps, strict=True)):
        yield Evidence(Role.INIT, "cleanup", weights.UNMISTAKABLE, Kind.COMMAND, "only removes files")


_MAKES = on_demand(r"mkdir\s")


def by_making(container: LoneContainer) -> Iterator[Evidence]:
    """Its script only makes directories."""
    made = [bool(_MAKES().match(step)) for step in container.steps]
    if any(made) and all(done or _TALKS().match(step) for done, step in zip(made, container.steps, strict=True)):
        yield Evidence(Role.INIT, "volume-prepare", weights.STRONG, Kind.COMMAND, "only makes directories")


def by_checking(container: LoneContainer) -> Iterator[Evidence]:
    """Its script only tests its input, and fails if that is wrong."""
    if only_checks(container):
        words = "checks its input, and fails if that is wrong"
        yield Evidence(Role.INIT, "config-validate", weights.STRONG, Kind.COMMAND, words)


_REQUEST = on_demand(
    r"(?:curl|grpc_health_probe|grpcurl|nc|wget(?=.*(?:--spider|-\w*O ?(?:-|/dev/null))))\b"
    r"(?!.* (?:-X|-d|-F|-T|--data\S*|--request|--upload-file|-\w*o|--output) ?(?!/dev/null|-X ?GET))"
)


def by_request(container: LoneContainer) -> Iterator[Evidence]:
    """It sends one request and ends with its outcome: the kubelet repeats it until something answers."""
    steps = [step for step in container.steps if not _NOTHING().match(step) and not step.startswith("set ")]
    if len(steps) == 1 and _REQUEST().match(steps[0]) and not container.produces:
        words = "asks once whether something answers, and fails if not"
        yield Evidence(Role.INIT, WAIT, weights.STRONG, Kind.COMMAND, words)


_OF_KERNEL = on_demand(r"(?:/host)?/(?:sys/(?!fs(?:/|$))|proc/sys(?:/|$))")
_OF_CNI = on_demand(r"opt/cni/bin|etc/cni/net\.d|cni-?bin|cni/bin")


def by_task_mount(container: LoneContainer) -> Iterator[Evidence]:
    """It writes to the directories of the node's network plugins, or is privileged and writes to the kernel's."""
    privileged = container.spec.security_context.privileged
    for mount in container.spec.volume_mounts:
        if mount.read_only:
            continue
        words = f"mounts {mount.mount_path}"
        if _OF_CNI().search(mount.mount_path):
            yield Evidence(Role.INIT, "cni-install", weights.CNI_DIRECTORY, Kind.VOLUME, words)
            return
        if privileged and _OF_KERNEL().match(mount.mount_path):
            yield Evidence(Role.INIT, "sysctl-tune", weights.KERNEL_DIRECTORY, Kind.VOLUME, words)
            return


_FILE_OF_CONFIGURATION = on_demand(r"/\S+\.(?:conf|cnf|ini|ya?ml|toml|properties)$")


_NAMES_FILE = on_demand(r"(?:^|_)(?:OUTPUT|TARGET|DEST|DESTINATION|CONFIG)_?(?:FILE|PATH)$")
_STORE = on_demand(r"(?:s3|s3a|gs|gcs|abfss?|azblob|wasbs?|oss|swift|hf)://")
_SWITCH = on_demand(r"(?:^|_)(?:(?P<wait>WAIT_?FOR|WAIT_HOSTS)|(?:UNINSTALL|CLEAN_?UP|PURGE)(?:_|$))")
"""Name of a variable that switches a program to one task: a wait, or else a clean-up."""
_OF_CERTIFICATES = on_demand(r"(?:^|_)(?:TLS|CA|CERT|CERTS)_(?:\w+_)?SECRET(?:_NAME)?$|WEBHOOK_(?:SERVICE|CONFIG)")
"""Name of a variable that tells for which Secret or webhook a program makes certificates."""
_OF_MODELS = ("HF_REPO", "HF_MODEL", "HF_HOME", "HF_HUB", "HUGGINGFACE_", "HUGGING_FACE_", "MODEL_ID", "MODEL_REPO")
"""Beginnings of the names of variables of model hubs."""
_SCRIPT = on_demand(r"\.(?:sh|bash|py|pl)$|/scripts?/?$")
"""The end of the path of a script, which is mounted to be run."""
_OFF = frozenset({"", "false", "False", "0", "no", "off"})


def by_task_environment(container: LoneContainer) -> Iterator[Evidence]:
    """A variable switches it to a task or names what it makes.

    Or it can write to a volume, and a variable names a file there or a store.
    """
    if not container.spec.env:
        return
    mounts = tuple(f"{mount.mount_path.rstrip('/')}/" for mount in container.spec.volume_mounts if not mount.read_only)
    of_model = of_certificate = ""
    for variable in container.spec.env:
        name, value = variable.name, variable.value
        if value in _OFF:
            continue
        if switch := _SWITCH().search(name):
            task = WAIT if switch["wait"] else "cleanup"
            yield Evidence(Role.INIT, task, weights.STRONG, Kind.ENVIRONMENT, f"env {name}")
            return
        of_model = of_model or name if mounts and name.startswith(_OF_MODELS) else of_model
        if not of_certificate and ("SECRET" in name or "WEBHOOK" in name) and _OF_CERTIFICATES().search(name):
            of_certificate = name
        if mounts and "://" in value and _STORE().match(value):
            yield Evidence(Role.INIT, "data-restore", weights.NAMES_STORE, Kind.ENVIRONMENT, f"{name} is a store")
            return
        if value.startswith(mounts) and (_FILE_OF_CONFIGURATION().match(value) or _NAMES_FILE().search(name)):
            words = f"{name} is a file on its volume"
            yield Evidence(Role.INIT, "config-preload", weights.NAMES_CONFIGURATION, Kind.ENVIRONMENT, words)
            return
    if of_certificate:
        yield Evidence(Role.INIT, "cert-bootstrap", weights.FAIR, Kind.ENVIRONMENT, f"env {of_certificate}")
    if of_model:
        yield Evidence(Role.INIT, "model-download", weights.FAIR, Kind.ENVIRONMENT, f"env {of_model}")


_OF_MODULES = on_demand(r"(?:^|/)(?:usr/src|lib/modules)(?:/|$)")


def by_task_rights(container: LoneContainer) -> Iterator[Evidence]:
    """Its rights: NET_ADMIN sets up the network, SYS_MODULE or privileged alone the kernel."""
    context = container.spec.security_context
    loads = context.privileged or "SYS_MODULE" in context.capabilities.add
    if (
        loads
        and not container.words
        and any(_OF_MODULES().search(each.mount_path) for each in container.spec.volume_mounts)
    ):
        words = "may load kernel modules, and has the node's sources of them"
        yield Evidence(Role.INIT, "node-driver", weights.KERNEL_DIRECTORY, Kind.VOLUME, words)
    for capability, task in (("NET_ADMIN", "network-init"), ("SYS_MODULE", "sysctl-tune")):
        if capability in context.capabilities.add:
            words = f"capability {capability}"
            yield Evidence(Role.INIT, task, weights.INIT_CAPABILITY, Kind.CAPABILITY, words)
            return
    if context.privileged:
        writes = any(
            not mount.read_only and not _SCRIPT().search(mount.mount_path) for mount in container.spec.volume_mounts
        )
        weight = weights.INIT_PRIVILEGED if writes else weights.PRIVILEGED_ALONE
        yield Evidence(Role.INIT, "sysctl-tune", weight, Kind.CAPABILITY, "privileged")
