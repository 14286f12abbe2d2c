"""Signals of what an init container prepares, where the catalogue does not know it."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.context import LoneContainer
from kubectl_sidecars.classify.evidence import Evidence, Kind
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.signals.init_clues import init_clues
from kubectl_sidecars.classify.signals.names import tokens
from kubectl_sidecars.classify.signals.words import TASK_WORDS, known_word

SCRIPTS = (".sh", ".bash", ".py", ".rb")
MOST_WORDS = 6
"""Words of a command line in which the script that it runs is looked for."""


def by_task_command(container: LoneContainer) -> Iterator[Evidence]:
    """Its command: wait loops, migration tools, chown, sysctl, iptables, git clone, cp."""
    for clue in init_clues():
        if clue.pattern.search(container.argv):
            yield clue.evidence


def by_task_name(container: LoneContainer) -> Iterator[Evidence]:
    """The words of its name and of its image's name."""
    yield from _known(container.name, Kind.NAME, weights.IN_NAME)
    if not container.shares_image:
        yield from _known(container.image.base, Kind.IMAGE, weights.IN_INIT_IMAGE)


def _known(name: str, kind: Kind, factor: float) -> Iterator[Evidence]:
    """Evidence of each word of a name that is known."""
    for index, token in enumerate(map(known_word, tokens(name))):
        if token in TASK_WORDS:
            task, weight = TASK_WORDS[token]
            first = weights.WAIT_FIRST if index == 0 and task == "dependency-wait" else 1.0
            yield Evidence(Role.INIT, task, weight * first * factor, kind, f"{kind} {name}")


def by_task_script(container: LoneContainer) -> Iterator[Evidence]:
    """The words in the name of the script that it runs."""
    for word in container.argv.split()[:MOST_WORDS]:
        if word.startswith("/") and word.endswith(SCRIPTS):
            name = word.rpartition("/")[2].rpartition(".")[0]
            for token in tokens(name):
                if token in TASK_WORDS:
                    task, weight = TASK_WORDS[token]
                    yield Evidence(Role.INIT, task, weight * weights.IN_SCRIPT, Kind.COMMAND, f"runs {name}")
            return


def by_task_rights(container: LoneContainer) -> Iterator[Evidence]:
    """Its rights: NET_ADMIN sets up the network, SYS_MODULE or privileged alone the kernel."""
    context = container.spec.security_context
    for capability, task in (("NET_ADMIN", "network-init"), ("SYS_MODULE", "sysctl-tune")):
        if capability in context.capabilities.add:
            words = f"capability {capability}"
            yield Evidence(Role.INIT, task, weights.INIT_CAPABILITY, Kind.CAPABILITY, words)
            return
    if context.privileged:
        yield Evidence(Role.INIT, "sysctl-tune", weights.INIT_PRIVILEGED, Kind.CAPABILITY, "privileged")
