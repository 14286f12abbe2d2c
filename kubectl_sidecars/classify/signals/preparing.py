"""Signals of what an init container prepares, where the catalogue does not know it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.context import LoneContainer
from kubectl_sidecars.classify.evidence import Evidence, Kind, clues_in
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.signals.init_clues import CHECKS_MIGRATIONS, MIGRATION, WAIT, init_clues
from kubectl_sidecars.classify.signals.names import tokens
from kubectl_sidecars.classify.signals.words import TASK_WORDS, known_word
from kubectl_sidecars.patterns import on_demand

SCRIPTS = (".sh", ".bash", ".py", ".rb")
MOST_WORDS = 6
"""Words of a simple command in which the script that it runs is looked for."""
MOST_STEPS = 12
"""Simple commands of which the programs are looked at."""
MOST_SUB_COMMANDS = 2
_UTILITY = on_demand(
    r"(?:echo|printf|cat|cp|mv|ln|ls|cd|rm|test|\[+|mkdir|chmod|chown|chgrp|touch|sed|grep|awk|cut|head|tail|sleep|set|exit"
    r"|export|source|\.|trap|find|curl|wget|nc|if|for|case|local|return|read|install|tar|tee|date|env|true|false)"
    r"(?:\s|$)"
)
"""Programs whose names and arguments tell no task by themselves."""
_INTERPRETER = on_demand(r"(?:ba|da|a|k|z)?sh|python[\d.]*|node|ruby|perl|php")
_SUB_COMMAND = on_demand(r"[a-z][\w:-]*")


def by_task_command(container: LoneContainer) -> Iterator[Evidence]:
    """Its command: wait loops, migration tools, chown, sysctl, iptables, git clone, cp.

    A loop around a download only retries it; files that were brought get their mode in passing.
    """
    for evidence in clues_in(init_clues(), container.argv, container.step_lines):
        yield evidence._replace(weight=evidence.weight * share(container, evidence.task))


def share(container: LoneContainer, task: str) -> float:
    """The share of a clue's weight that is left beside the other steps of the script."""
    if task == WAIT and (container.produces or _only_checks(container)):
        return weights.WAIT_THAT_PRODUCES
    if task == "permissions-fix" and _BRINGS().search(container.step_lines) and container.produces:
        return weights.MODE_OF_BROUGHT
    return 0.0 if task == MIGRATION and _CHECKS().search(container.argv) else 1.0


_BRINGS = on_demand(r"^(?:curl|wget|git clone|tar|unzip|aws|gsutil|cp|mv|install|rsync)\b", re.MULTILINE)
_CHECKS = on_demand(CHECKS_MIGRATIONS)
_NOTHING = on_demand(r"(?:true|:|exit(?: 0)?|echo\b[^>]*|\S+ (?:--?version|version|--help|--no-?op))$")


def does_nothing(container: LoneContainer) -> bool:
    """True if its command has no effect, such as `true` or an echo."""
    return bool(container.steps) and all(map(_NOTHING().match, container.steps))


def by_doing_nothing(container: LoneContainer) -> Iterator[Evidence]:
    """Its command does nothing: the image is pulled for it, and another container needs the image soon."""
    if does_nothing(container):
        yield Evidence(Role.INIT, "image-prepull", weights.DOES_NOTHING, Kind.COMMAND, "does nothing")


_REMOVES = on_demand(r"(?:rm|rmdir|unlink)\s|find\b.* -(?:delete|exec rm\b)|truncate -s ?0\b")
_TALKS = on_demand(r"(?:\[+|test|echo|printf|exit|set|:|true|false|ls|cd|shopt|df|du|sync)(?:\s|$)(?!.*>\s*/(?!dev/))")


def by_removing(container: LoneContainer) -> Iterator[Evidence]:
    """Its script only removes files."""
    steps = container.steps
    removes = [bool(_REMOVES().match(step)) for step in steps]
    if any(removes) and all(done or _TALKS().match(step) for done, step in zip(removes, steps, strict=True)):
        yield Evidence(Role.INIT, "cleanup", weights.UNMISTAKABLE, Kind.COMMAND, "only removes files")


_CHECKS_ONLY = on_demand(r"(?:\[+|test|echo|printf|exit|set|:|true|false|env)(?:\s|$)(?!.*>\s*/(?!dev/))")


def by_checking(container: LoneContainer) -> Iterator[Evidence]:
    """Its script only tests its input, and fails if that is wrong."""
    if _only_checks(container):
        words = "checks its input, and fails if that is wrong"
        yield Evidence(Role.INIT, "config-validate", weights.STRONG, Kind.COMMAND, words)


def _only_checks(container: LoneContainer) -> bool:
    steps = container.steps
    tests = any(step.startswith(("[", "test ")) for step in steps) and all(map(_CHECKS_ONLY().match, steps))
    return tests and any(step.startswith("exit ") and step != "exit 0" for step in steps)


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


_NAMES_FILE = on_demand(r"(?:^|_)(?:OUTPUT|TARGET|DEST|DESTINATION)_?(?:FILE|PATH)$")
_STORE = on_demand(r"(?:s3|s3a|gs|gcs|abfss?|azblob|wasbs?|oss|swift|hf)://")
_SWITCH = on_demand(r"(?:^|_)(?:(?P<wait>WAIT_?FOR|WAIT_HOSTS)|(?:UNINSTALL|CLEAN_?UP|PURGE)(?:_|$))")
"""Name of a variable that switches a program to one task: a wait, or else a clean-up."""
_OFF = frozenset({"", "false", "False", "0", "no", "off"})


def by_task_environment(container: LoneContainer) -> Iterator[Evidence]:
    """A variable switches it to a task, or it can write to a volume, and a variable names a file there or a store."""
    if not container.spec.env:
        return
    mounts = tuple(f"{mount.mount_path.rstrip('/')}/" for mount in container.spec.volume_mounts if not mount.read_only)
    for variable in container.spec.env:
        name, value = variable.name, variable.value
        if value in _OFF:
            continue
        if switch := _SWITCH().search(name):
            task = WAIT if switch["wait"] else "cleanup"
            yield Evidence(Role.INIT, task, weights.STRONG, Kind.ENVIRONMENT, f"env {name}")
            return
        if mounts and "://" in value and _STORE().match(value):
            yield Evidence(Role.INIT, "data-restore", weights.NAMES_STORE, Kind.ENVIRONMENT, f"{name} is a store")
            return
        if value.startswith(mounts) and (_FILE_OF_CONFIGURATION().match(value) or _NAMES_FILE().search(name)):
            words = f"{name} is a file on its volume"
            yield Evidence(Role.INIT, "config-preload", weights.NAMES_CONFIGURATION, Kind.ENVIRONMENT, words)
            return


def by_task_name(container: LoneContainer) -> Iterator[Evidence]:
    """The words of its name and of its image's name."""
    parts = tokens(container.name)
    then = parts[parts.index("and") + 1 :] if "and" in parts else ()
    also = any(TASK_WORDS.get(known_word(part), (WAIT, 0))[0] != WAIT for part in then)
    also = also or _only_checks(container)
    for piece in _known(container.name, Kind.NAME, weights.IN_NAME):
        yield piece._replace(weight=piece.weight * (share(container, WAIT) if also and piece.task == WAIT else 1))
    if not container.shares_image:
        yield from _known(container.image.base, Kind.IMAGE, weights.IN_INIT_IMAGE)


def _known(name: str, kind: Kind, factor: float) -> Iterator[Evidence]:
    """Evidence of each word of a name that is known."""
    for index, token in enumerate(map(known_word, tokens(name))):
        if token in TASK_WORDS:
            task, weight = TASK_WORDS[token]
            is_first = index == 0 or (index == 1 and name.startswith("init"))
            first = weights.WAIT_FIRST if is_first and task == WAIT else 1.0
            yield Evidence(Role.INIT, task, weight * first * factor, kind, f"{kind} {name}")


def by_task_script(container: LoneContainer) -> Iterator[Evidence]:
    """The words in the name of the script or program that it runs, and in the sub-commands of that program."""
    already = frozenset(tokens(container.name))
    for step in container.steps[:MOST_STEPS]:
        if not step.startswith("-") and not _UTILITY().match(step):
            name = _called(step)
            for token in dict.fromkeys(map(known_word, tokens(name))):
                if token in TASK_WORDS and token not in already:
                    task, weight = TASK_WORDS[token]
                    yield Evidence(Role.INIT, task, weight * weights.IN_SCRIPT, Kind.COMMAND, f"runs {name}")


def _called(step: str) -> str:
    """The names of the program or script of a simple command and of its sub-commands."""
    program, *rest = step.split(" ")[:MOST_WORDS]
    if rest and _INTERPRETER().fullmatch(program):
        script = next((word for word in rest if word.endswith(SCRIPTS)), "")
        return script.rpartition("/")[2].rpartition(".")[0]
    if program.endswith(SCRIPTS):
        return program.rpartition(".")[0]
    return " ".join((program, *itertools.takewhile(_SUB_COMMAND().fullmatch, rest[:MOST_SUB_COMMANDS])))


def by_task_rights(container: LoneContainer) -> Iterator[Evidence]:
    """Its rights: NET_ADMIN sets up the network, SYS_MODULE or privileged alone the kernel."""
    context = container.spec.security_context
    for capability, task in (("NET_ADMIN", "network-init"), ("SYS_MODULE", "sysctl-tune")):
        if capability in context.capabilities.add:
            words = f"capability {capability}"
            yield Evidence(Role.INIT, task, weights.INIT_CAPABILITY, Kind.CAPABILITY, words)
            return
    if context.privileged:
        writes = any(not mount.read_only for mount in container.spec.volume_mounts)
        weight = weights.INIT_PRIVILEGED if writes else weights.PRIVILEGED_ALONE
        yield Evidence(Role.INIT, "sysctl-tune", weight, Kind.CAPABILITY, "privileged")
