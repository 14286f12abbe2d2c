"""Signals of helpers beside a container that names call main, and that names do not call so themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.beside import Beside
from kubectl_sidecars.classify.context import LOCAL_PORT, ContainerContext, PodContext
from kubectl_sidecars.classify.evidence import Evidence, Kind
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.main_signals import by_working_name, is_named
from kubectl_sidecars.classify.signals.names import calls_itself_sidecar, known_word, named_for, tokens
from kubectl_sidecars.classify.signals.settings import only_metrics
from kubectl_sidecars.classify.signals.words import HELPER_WORDS

_Mains = Beside[str, None]


def _mains(pod: PodContext) -> _Mains:
    """The running containers that names call main."""
    return Beside(("", each, None) for each in pod.running if is_named(each))


def _workers(pod: PodContext) -> _Mains:
    """The running containers that names call main, or a part of an application such as its database."""
    return Beside(("", each, None) for each in pod.running if is_named(each) or any(by_working_name(each)))


_AGENTS = {("agent",), ("client",)}
"""Last words in the names of programs that report for their neighbour, or act on it for a server elsewhere."""


def by_client(container: ContainerContext) -> Iterator[Evidence]:
    """It listens on nothing, and its command or a variable names a port of the main container: it works on that.

    What it does is what its name says; without such a name it is taken to change something there.
    """
    if container.ports or not container.calls_localhost or calls_itself_sidecar(container):
        return
    of_main = container.pod.once(_named_ports)
    if not of_main or is_named(container):
        return
    for port in LOCAL_PORT.findall(container.values):
        other = of_main.first(port, container)
        if other and other[0].image.repository != container.image.repository:
            role, task = named_for(container) or (Role.CONFIGURATION_HELPER, "config-sync")
            words = f"names port {port} of {other[0].name}"
            yield Evidence(role, task, weights.CALLS_NEIGHBOUR, Kind.ADDRESS, words)
            return


def by_agent(container: ContainerContext) -> Iterator[Evidence]:
    """It is named an agent, and a neighbour is what the pod is for. The product's own agent may be a part of it.

    A `backup-agent` does what the word before says, and another reports.
    """
    if (
        container.pod.is_of_job
        or tokens(container.name)[-1:] not in _AGENTS
        or tokens(container.image.base)[:1] == tokens(container.pod.name)[:1]
    ):
        return
    if main := _main_beside(container, _workers):
        words = f"name {container.name}, beside {main.name}"
        before = HELPER_WORDS.get(known_word("".join(tokens(container.name)[-2:-1])))
        role, task = before[:2] if before else (Role.ADAPTER, "")
        yield Evidence(role, task, weights.AGENT, Kind.NAME, words)


def by_metrics_port(container: ContainerContext) -> Iterator[Evidence]:
    """All its ports are for metrics, and a neighbour is what the pod is for."""
    if only_metrics(container) and (main := _main_beside(container)):
        words = f"serves metrics alone, beside {main.name}"
        yield Evidence(Role.ADAPTER, "metrics-exporter", weights.METRICS_BESIDE_MAIN, Kind.PORT, words, quiet=True)


def by_idleness(container: ContainerContext) -> Iterator[Evidence]:
    """It only sleeps, and a neighbour that works is what the pod is for: people or programs run commands in it."""
    if container.is_idle and not container.is_placeholder and (main := _main_beside(container)) and not main.is_idle:
        words = f"only sleeps, beside {main.name}"
        role, task = named_for(container) or (Role.DEBUG, "toolbox")
        yield Evidence(role, task, weights.IDLE_TOOLS, Kind.COMMAND, words)


def _main_beside(container: ContainerContext, who: Callable[[PodContext], _Mains] = _mains) -> ContainerContext | None:
    """The neighbour that names call main, where they do not call this container so too."""
    found = container.pod.once(who).first("", container)
    if not found or is_named(container) or any(by_working_name(container)):
        return None
    return found[0]


def _named_ports(pod: PodContext) -> Beside[str, None]:
    """By port: the containers that names call main."""
    return Beside(
        (str(port), each, None) for each in pod.running if each.ports and is_named(each) for port in each.ports
    )
