"""Containers that rely on another container of their pod, by the map of the pod."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from kubectl_sidecars.api import Terminated
from kubectl_sidecars.diagnose.facts.csi_pods import driver_beside, speaks_with_driver
from kubectl_sidecars.diagnose.facts.local_addresses import command_line, sockets
from kubectl_sidecars.diagnose.facts.no_answer import says_unanswered
from kubectl_sidecars.diagnose.facts.pod_map import asks, last_words, pod_map
from kubectl_sidecars.diagnose.phrasing.words import who
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.exits import ended_on_request
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.patterns import on_demand

_LOST = ("ContainerStatusUnknown", "Unknown")
"""Reasons of ends that were not seen: the kubelet or containerd has made them up."""
PATH = on_demand(r"/[\w.-]+(?:/[\w.-]+){0,8}")


class Reliance(msgspec.Struct, frozen=True, gc=False):
    """The container without which another one cannot work. `what` is `127.0.0.1:5432` or a file, `where` says where
    that is written; `is_proven` is True where the last words say that it did not answer, or was not there."""

    server: Assessment
    what: str
    where: str
    is_proven: bool


def reliances(subject: Subject, container: Assessment) -> Iterator[Reliance]:
    """The containers on which it relies at localhost, the best proof first."""
    if container.view.type is ContainerType.EPHEMERAL:
        return
    for asked in asks(container):
        server = pod_map(subject).server(asked.port, container.name)
        if server is not None:
            yield Reliance(server.container, f"127.0.0.1:{asked.port}", asked.where, asked.is_refused)
    for path in sorted(sockets(container.view.spec)):
        servers = pod_map(subject).helpers_on.get(path, [])
        if len(servers) == 1 and servers[0] is not container and not container.judgement.is_helper:
            yield Reliance(servers[0], path, "its configuration", is_proven=False)
    if speaks_with_driver(container.judgement):
        yield from _driver(subject, container)


def _driver(subject: Subject, helper: Assessment) -> Iterator[Reliance]:
    """The driver that a CSI helper asks at a socket; its last words prove it, which wait for that socket."""
    driver = driver_beside(subject)
    if driver is None:
        return
    words = " ".join(last_words(helper))
    for path in sorted(sockets(helper.view.spec)):
        is_proven = says_unanswered(words) and (path in words or "CSI driver" in words)
        where = "its last words" if is_proven else "its configuration"
        yield Reliance(subject.by_name[driver.name], path, where, is_proven)


def files_of(subject: Subject, container: Assessment) -> Iterator[Reliance]:
    """The containers that write the files that it reads, by its last words and its command."""
    words = " ".join(last_words(container))
    for text, where in ((words, "its last words"), (command_line(container.view.spec), "its command")):
        for path in dict.fromkeys(PATH().findall(text)):
            for writer in pod_map(subject).writers(container.name, path):
                yield Reliance(writer.container, path, where, text is words)


_LACKS = on_demand(
    r"no such file|not found|missing|cannot open|could not open|unable to open|does not exist", re.IGNORECASE
)


def _missing_file(subject: Subject, container: Assessment) -> Reliance | None:
    """The init container that puts the file which the last words say is not there; None without one."""
    words = " ".join(last_words(container))
    if not _LACKS().search(words):
        return None
    found = (each for each in files_of(subject, container) if each.is_proven)
    return next((each for each in found if each.server.view.type is ContainerType.INIT), None)


def put_by(subject: Subject, container: Assessment) -> str:
    """A sentence on the init container that should have put the file that the container misses; "" without one."""
    missing = _missing_file(subject, container)
    if missing is None:
        return ""
    state = missing.server.view.state
    ended = isinstance(state, Terminated) and state.exit_code == 0
    has = ", which has completed: look at what it copies" if ended else ""
    return f"{missing.what} is put there by {who(missing.server)}{has}."


def starts_after(server: Assessment, container: Assessment) -> bool:
    """True if the server starts only when the container, which is in the init chain, has passed."""
    if not container.view.in_init_containers:
        return False
    return server.view.type is ContainerType.CONTAINER or server.view.index > container.view.index


def own_end(container: Assessment) -> Terminated | None:
    """Its newest end that was seen and was its own: an error that no stop of the pod explains; None without one.

    When the kubelet ends a pod it may write ContainerStatusUnknown over the end of a native sidecar, whose run before
    that stays in lastState (kubelet, v1.35).
    """
    status = container.view.status
    ends = (status.state.terminated, status.last_state.terminated) if status else ()
    for end in ends:
        if end is not None and end.reason not in _LOST:
            own = not ended_on_request(end) or end.reason == "OOMKilled"
            return end if own else None
    return None
