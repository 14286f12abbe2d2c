"""Signals in local addresses: who listens on which port, and which neighbour has the address."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.api.container import ExecAction
from kubectl_sidecars.classify import counts, weights
from kubectl_sidecars.classify.beside import Beside, running_by_name
from kubectl_sidecars.classify.context import LOCAL_PORT, ContainerContext, PodContext
from kubectl_sidecars.classify.evidence import Evidence, Kind
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.shell import MOST_READ
from kubectl_sidecars.classify.signals.main_signals import is_named
from kubectl_sidecars.classify.signals.names import calls_itself_sidecar, known_word, named_for, tokens
from kubectl_sidecars.classify.signals.products import AT_PORT, KEEPERS
from kubectl_sidecars.classify.signals.reverse_proxy import forwards_locally
from kubectl_sidecars.classify.signals.settings import PORTS, names_port_of_neighbour
from kubectl_sidecars.classify.signals.words import HELPER_WORDS
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.patterns import on_demand

_CALLED: dict[int, tuple[Role, str, float]] = {
    **AT_PORT,
    **dict.fromkeys((8500, 8761, 8848), (Role.AMBASSADOR, "service-discovery", weights.CALLED_BY_NEIGHBOUR)),
}
"""By port: the role, task and weight of a container that a neighbour reaches there."""
_PROXY = (Role.AMBASSADOR, "proxy")
_WORKING_WORDS = (
    "browserless camoufox sockpuppetbrowser chrome chromium docling flaresolverr go2rtc gotenberg"
    " headless languagetool libreoffice mediamtx playwright puppeteer rendertron selenium splash"
    " tesseract tika unoserver whisper"
)
_WORKERS = frozenset(_WORKING_WORDS.split())
"""Words in the names of programs that do a piece of work for a caller, such as a conversion, and forward nothing."""
_CALLER = weights.CALLED_BY_NEIGHBOUR


def _is_worker(container: ContainerContext) -> bool:
    """True if its image is known to answer by itself."""
    return not _WORKERS.isdisjoint((*tokens(container.image.base), *tokens(container.name)))


def _keeps_data(container: ContainerContext) -> bool:
    """True if the last word of its image's name or of its own is that of a database, a search server or a queue."""
    return not KEEPERS.isdisjoint((*tokens(container.image.base)[-1:], *tokens(container.name)[-1:]))


def by_callers(container: ContainerContext) -> Iterator[Evidence]:
    """Another container reaches one of its ports on localhost. A proxy's upstream is no proxy.

    Nor is what names call main, or what a helper by name reaches too, unless the port is one of a helper. No proxy has
    the image of the one that calls it.
    """
    found: list[tuple[int, Evidence]] = []
    callers = container.pod.once(_callers)
    own = container.image.repository
    answers = _keeps_data(container) or (_is_worker(container) and container.type is not ContainerType.SIDECAR)
    answers = answers or len(container.ports) >= counts.PORTS_OF_SERVER
    for port in _listens(container) if callers and not answers else ():
        if not _is_of_helper(port) and (is_named(container) or port in container.pod.once(_helped)):
            continue
        if first := next((each for each in callers.firsts(port) if each[0].image.repository != own), None):
            other, place = first
            role, task, weight = _CALLED.get(int(port)) or (*PORTS.get(int(port), _PROXY), _CALLER)
            words = f"{other.name} reaches it on localhost:{port}"
            found.append((place, Evidence(role, task, weight, Kind.ADDRESS, words)))
    found.sort(key=lambda each: (-each[1].weight, each[1].role, each[1].task, each[0]))
    yield from (evidence for _, evidence in found[:1])


def by_keeping_data(container: ContainerContext) -> Iterator[Evidence]:
    """A native sidecar with the image of a database: it keeps the data of a neighbour."""
    if container.type is ContainerType.SIDECAR and _keeps_data(container):
        words = f"keeps data, and starts before the application, {container.image.base}"
        yield Evidence(Role.STORAGE, "database", weights.DATABASE_FIRST, Kind.IMAGE, words)


_LISTENS = on_demand(r"--?(?:listen|bind|address|addr|port|http)[\w.-]*[= ](?:\w+://)?(?:[\w.\[\]]*:)?(\d{2,5})\b")
"""A port on which a command line says that it listens."""
_OWN_PORT = on_demand(r"(?:(?:HTTPS?|LISTEN|SERVER|WEB|API|APP|BIND)_)?PORT|(?:LISTEN|BIND)(?:_ADDR(?:ESS)?)?")
"""Name of a variable that tells a program its own port."""
_AT_END = on_demand(r"(?:^|:)(\d{2,5})$")


def _listens(container: ContainerContext) -> frozenset[str]:
    """The ports on which it listens: those that it declares, that its words and variables name, that its probe asks.

    A probe may ask a neighbour too: a port that a neighbour declares is the neighbour's.
    """
    ports = {*map(str, container.ports), *_LISTENS().findall(container.argv)}
    for variable in container.spec.env:
        if variable.value and _OWN_PORT().fullmatch(variable.name):
            ports.update(_AT_END().findall(variable.value))
    return frozenset(ports.union(_probed(container) - container.pod.once(_declared)))


def _probed(container: ContainerContext) -> set[str]:
    """The numbers of the ports that its probe asks."""
    action = container.spec.probe
    if isinstance(action, ExecAction):
        return set(LOCAL_PORT.findall(" ".join(action.command)[:MOST_READ]))
    return {str(action.port)} if action and isinstance(action.port, int) else set()


def _declared(pod: PodContext) -> frozenset[str]:
    """The numbers of all ports that running containers declare."""
    return frozenset(str(port) for container in pod.running for port in container.ports)


def _callers(pod: PodContext) -> Beside[str, int]:
    """By local port: who reaches it and does not listen there itself; with a number that grows from call to call.

    Of the containers of one image the first alone.
    """
    calls: dict[tuple[str, str], ContainerContext] = {}
    for port, other in _calls(pod):
        calls.setdefault((port, other.image.repository), other)
    return Beside((port, other, place) for place, ((port, _), other) in enumerate(calls.items()))


def _calls(pod: PodContext) -> Iterator[tuple[str, ContainerContext]]:
    for container in pod.running:
        if container.calls_localhost and not _works_on(container) and not forwards_locally(container.argv):
            own = frozenset(_LISTENS().findall(container.argv))
            forwards = _forwards(container)
            for port in LOCAL_PORT.findall(container.values):
                if port not in own and (not forwards or _is_of_helper(port)):
                    yield port, container


def _is_of_helper(port: str) -> bool:
    """True for a port on which well-known helpers listen."""
    return int(port) in _CALLED or int(port) in PORTS


def _helped(pod: PodContext) -> frozenset[str]:
    """The local ports that helpers by name reach: they work for who listens there."""
    helpers = (each for each in pod.running if each.calls_localhost and (_works_on(each) or _forwards(each)))
    return frozenset(port for each in helpers for port in LOCAL_PORT.findall(each.values))


_CHANGING = frozenset({Role.CONFIGURATION_HELPER, Role.LIFECYCLE, Role.BACKUP})
"""Roles of helpers that call a neighbour to change something there, or to ask how it is."""


def _works_on(container: ContainerContext) -> bool:
    """True if its name is that of a helper that calls its neighbour: what it reaches is no proxy for that."""
    return is_adapter(container) or (named_for(container) or (Role.UNKNOWN,))[0] in _CHANGING


_LEAST = weights.USUAL


def _forwards(container: ContainerContext) -> bool:
    """True if its name or its image's is that of an ambassador: what it reaches is its upstream, and no proxy."""
    for name in (container.name, container.image.base):
        role, _, weight = HELPER_WORDS.get(known_word(tokens(name)[-1]) if tokens(name) else "", (Role.UNKNOWN, "", 0))
        if role is Role.AMBASSADOR and weight >= _LEAST:
            return True
    return False


def is_adapter(container: ContainerContext) -> bool:
    """True if its name is that of an adapter: the container that it reads from is no proxy for that."""
    words = {*tokens(container.name), *tokens(container.image.base)}
    return any(HELPER_WORDS[word][0] is Role.ADAPTER for word in words if word in HELPER_WORDS)


def by_serving_neighbour(container: ContainerContext) -> Iterator[Evidence]:
    """It calls itself a sidecar, and calls a neighbour on localhost, or a variable is the port of one."""
    if not calls_itself_sidecar(container):
        return
    if container.calls_localhost or any(names_port_of_neighbour(container, each) for each in container.spec.env):
        words = "a sidecar that calls its neighbour on localhost"
        yield Evidence(Role.ADAPTER, "", weights.SIDECAR_CALLS, Kind.ADDRESS, words)
    elif container.ports and (other := _its_neighbour(container)):
        words = f"a sidecar that is named for {other.name} and serves a port"
        yield Evidence(Role.ADAPTER, "", weights.SIDECAR_SERVES, Kind.NAME, words)


def _its_neighbour(container: ContainerContext) -> ContainerContext | None:
    """The neighbour whose name is this one's without the last word: cassandra for `cassandra-sidecar`."""
    name = container.name.removesuffix("-sidecar")
    found = container.pod.once(running_by_name).first(name, container)
    return found[0] if found else None


_HEALTH = frozenset({"health", "healthcheck", "healthz"})


def by_health_port(container: ContainerContext) -> Iterator[Evidence]:
    """It is named for health and serves a port: others read its neighbour's health there."""
    if container.ports and not _HEALTH.isdisjoint(tokens(container.name)):
        words = "serves its neighbour's health on a port"
        yield Evidence(Role.ADAPTER, "health-reporting", weights.SERVES_HEALTH, Kind.PORT, words)
