"""A map of the pod: which container serves which port, which one asks for it, and which files they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property

import msgspec

from kubectl_sidecars.classify import Role
from kubectl_sidecars.diagnose.facts.local_addresses import (
    asked_in_command,
    asked_in_environment,
    command_line,
    listened,
    sockets,
    unanswered,
)
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.model import ContainerType

TOO_COMMON = frozenset({80, 443, 8080, 9090})
"""Ports that say nothing of who listens, unless it is declared."""
CARRIES = frozenset({Role.AMBASSADOR, Role.SECURITY})
"""Roles of containers that others connect to, so that their usual ports count where the spec declares none."""
WRITES = frozenset({Role.CONFIGURATION_HELPER, Role.SECURITY})
"""Roles of containers that write files for the others."""


class AskedPort(msgspec.Struct, frozen=True, gc=False):
    """A port at localhost that a container asks. `where` says where that is written; `is_refused` is True where its
    last words say that nothing answered there."""

    port: int
    where: str
    is_refused: bool = False


class MappedContainer(msgspec.Struct, frozen=True, gc=False):
    """One container of the map.

    `declares` are the ports of its spec, TCP ones; `listens` those that its command line names; `usual` those of the
    known container. `mounts` are (volume, path, read-only) of volumes that another container mounts too.
    `sends_signals` is True where its command or its role says so.
    """

    container: Assessment
    declares: frozenset[int]
    listens: frozenset[int]
    usual: frozenset[int]
    mounts: tuple[tuple[str, str, bool], ...]
    sockets: frozenset[str]
    sends_signals: bool

    @property
    def name(self) -> str:
        """The container's name."""
        return self.container.name


MOST_WRITERS = 100
"""Containers that write to one volume, of which the one that writes a file is looked for."""


class PodMap(msgspec.Struct, frozen=True, dict=True):
    """The containers of a pod in start order, without ephemeral ones."""

    places: tuple[MappedContainer, ...]

    def place(self, name: str) -> MappedContainer | None:
        """The container of that name; None if it is not on the map."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> Mapping[str, MappedContainer]:
        return {place.name: place for place in reversed(self.places)}

    @cached_property
    def _servers(self) -> tuple[Mapping[int, list[MappedContainer]], ...]:
        """By port: who declares it, whose command line names it, who serves it usually; three of each at most."""
        servers: tuple[dict[int, list[MappedContainer]], ...] = ({}, {}, {})
        for place in self.places:
            if place.container.view.type is not ContainerType.INIT:
                for by_port, ports in zip(servers, (place.declares, place.listens, place.usual), strict=True):
                    for port in ports:
                        if len(by_port.setdefault(port, [])) < 3:  # the one that asks, and two others
                            by_port[port].append(place)
        return servers

    @cached_property
    def _writers(self) -> Mapping[str, list[MappedContainer]]:
        """By volume: the containers that can write to it."""
        writers: dict[str, list[MappedContainer]] = {}
        for place in self.places:
            for volume in dict.fromkeys(volume for volume, _, read_only in place.mounts if not read_only):
                if len(writers.setdefault(volume, [])) < MOST_WRITERS:
                    writers[volume].append(place)
        return writers

    @cached_property
    def helpers_on(self) -> Mapping[str, list[Assessment]]:
        """By path of a socket: the helpers whose configuration names it, two at most."""
        helpers: dict[str, list[Assessment]] = {}
        for place in self.places:
            for path in place.sockets if place.container.judgement.is_helper else ():
                if len(helpers.setdefault(path, [])) < 2:
                    helpers[path].append(place.container)
        return helpers

    @cached_property
    def senders(self) -> list[MappedContainer]:
        """The containers whose command or role says that they send signals."""
        return [place for place in self.places if place.sends_signals]

    def server(self, port: int, but: str) -> MappedContainer | None:
        """The one other container that serves the port; None for no server, and for several.

        What is declared counts more than what a command line names, and that more than what the image usually serves.
        """
        for by_port in self._servers:
            if serves := [place for place in by_port.get(port, ()) if place.name != but]:
                return serves[0] if len(serves) == 1 else None
        return None

    def writers(self, name: str, path: str) -> list[MappedContainer]:
        """The other containers that can write a file which the container sees at this path, in start order."""
        own = self.place(name)
        found = _volume_of(own, path) if own else None
        if found is None:
            return []
        volume, within, read_only = found
        others = [place for place in self._writers.get(volume, ()) if place.name != name]
        file = within.rpartition("/")[2]
        return [
            each
            for each in others
            if read_only
            or each.container.judgement.role in WRITES
            or (file and file in command_line(each.container.view.spec))
        ]


def pod_map(subject: Subject) -> PodMap:
    """The map of the pod. It is made once, and only of pods with a problem."""
    return subject.once(_pod_map)


def _pod_map(subject: Subject) -> PodMap:
    pod = subject.pod
    chosen = [each for each in subject.containers if each.view.type is not ContainerType.EPHEMERAL]
    mounted = Counter(mount.name for each in chosen for mount in each.view.spec.volume_mounts)
    shared = {volume.name for volume in pod.spec.volumes if volume.empty_dir is not None and mounted[volume.name] > 1}
    return PodMap(tuple(_place(each, shared) for each in chosen))


def last_words(container: Assessment) -> tuple[str, ...]:
    """The termination messages of the container's last two runs, the newest first; only what is not empty."""
    status = container.view.status
    if status is None:
        return ()
    ends = [each.terminated for each in (status.state, status.last_state) if each.terminated is not None]
    return tuple(end.message for end in ends if end.message)


def _place(container: Assessment, shared: set[str]) -> MappedContainer:
    spec, known = container.view.spec, container.judgement.known
    return MappedContainer(
        container=container,
        declares=frozenset(port.container_port for port in spec.ports if port.protocol == "TCP"),
        listens=listened(command_line(spec)),
        usual=frozenset(known.ports) - TOO_COMMON if known and container.judgement.role in CARRIES else frozenset(),
        mounts=tuple(
            (each.name, each.mount_path, each.read_only) for each in spec.volume_mounts if each.name in shared
        ),
        sockets=frozenset(sockets(spec)),
        sends_signals=_sends_signals(container),
    )


def asks(container: Assessment) -> Iterator[AskedPort]:
    """The ports of others that the container asks, each once, in the order of what proves most: its last words, its
    command, its variables. Ports that are its own are not among them."""
    spec, known = container.view.spec, container.judgement.known
    seen = {port.container_port for port in spec.ports if port.protocol == "TCP"}
    seen |= listened(command_line(spec))
    seen.update(known.ports if known else ())
    refused = {port for text in last_words(container) for port in unanswered(text)} - seen
    for port in sorted(refused):
        yield AskedPort(port, "its last words", is_refused=True)
    in_command = asked_in_command(spec) - refused - seen
    for port in sorted(in_command):
        yield AskedPort(port, "its command")
    seen |= refused | in_command
    for port, name in asked_in_environment(spec).items():
        if port not in seen:
            yield AskedPort(port, f"variable {name}")
            seen.add(port)


_SIGNALS = ("kill -", "pkill", "killall", "kill(", "--signal", "SIGHUP", "reload-signal", "--process-signal")


def _sends_signals(container: Assessment) -> bool:
    line = command_line(container.view.spec)
    return container.judgement.role is Role.CONFIGURATION_HELPER or any(sign in line for sign in _SIGNALS)


def _volume_of(place: MappedContainer, path: str) -> tuple[str, str, bool] | None:
    """The volume in which a path lies, the path within it, and True if it is mounted read-only."""
    best = max(
        (each for each in place.mounts if path == each[1] or path.startswith(f"{each[1].rstrip('/')}/")),
        key=lambda each: len(each[1]),
        default=None,
    )
    return (best[0], path[len(best[1]) :].strip("/"), best[2]) if best else None
