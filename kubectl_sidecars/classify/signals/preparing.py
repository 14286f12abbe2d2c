"""What an init container prepares, where the catalogue is silent."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.classify.context import ContainerContext, Evidence
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.signals.init_clues import init_clues
from kubectl_sidecars.classify.signals.names import tokens
from kubectl_sidecars.classify.signals.words import TASK_WORDS, known_word

SCRIPTS = (".sh", ".bash", ".py", ".rb")
MOST_WORDS = 6
"""Of a command line, in which the script is that it runs."""
WAITS = 1.5
"""By how much more a name that begins with its task says: `wait-for-migrations` migrates nothing."""


def by_task_command(actor: ContainerContext) -> Iterator[Evidence]:
    """What it runs: wait loops, migration tools, chown, sysctl, iptables, git clone, cp."""
    for each in init_clues():
        if each.pattern.search(actor.argv):
            yield each.evidence


def by_task_name(actor: ContainerContext) -> Iterator[Evidence]:
    """The words of its name and of its image's name."""
    for text, factor in ((actor.name, 1.0), (actor.image.base, 0.6)):
        if factor < 1 and actor.shares_image:
            continue
        for index, token in enumerate(map(known_word, tokens(text))):
            if token in TASK_WORDS:
                task, weight = TASK_WORDS[token]
                weight *= WAITS if index == 0 and task == "dependency-wait" else 1
                yield Evidence(Role.INIT, task, weight * factor, f"{'name' if factor == 1 else 'image'} {text}")


def by_task_script(actor: ContainerContext) -> Iterator[Evidence]:
    """The words of the script that it runs."""
    for word in actor.argv.split()[:MOST_WORDS]:
        if word.startswith("/") and word.endswith(SCRIPTS):
            name = word.rpartition("/")[2].rpartition(".")[0]
            for token in tokens(name):
                if token in TASK_WORDS:
                    task, weight = TASK_WORDS[token]
                    yield Evidence(Role.INIT, task, weight * 0.8, f"runs {name}")
            return


def by_task_rights(actor: ContainerContext) -> Iterator[Evidence]:
    """NET_ADMIN before the pod starts: the network is set up; privileged alone: the kernel is."""
    context = actor.spec.security_context
    if "NET_ADMIN" in context.capabilities.add:
        yield Evidence(Role.INIT, "network-init", 3, "capability NET_ADMIN")
    elif "SYS_MODULE" in context.capabilities.add:
        yield Evidence(Role.INIT, "sysctl-tune", 3, "capability SYS_MODULE")
    elif context.privileged:
        yield Evidence(Role.INIT, "sysctl-tune", 1, "privileged")
