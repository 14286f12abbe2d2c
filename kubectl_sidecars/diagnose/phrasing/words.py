"""Parts of sentences: clock times, containers with their roles, probes and image tags."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from kubectl_sidecars.api import LifecycleHandler, Probe
from kubectl_sidecars.classify import Judgement, Role
from kubectl_sidecars.container_names import called, is_word
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.sentences import span

DAY = timedelta(days=1)


def clock(then: datetime, now: datetime, *, seconds: bool = False) -> str:
    """`12:03`, or `12:03:07` with seconds; with the date if the time is a day or more before or after `now`."""
    text = f"{then.hour:02}:{then.minute:02}"  # strftime takes ten times as long
    text += f":{then.second:02}" if seconds else ""
    return text if -DAY < now - then < DAY else f"{then.year:04}-{then.month:02}-{then.day:02} {text}"


def clock_or_unknown(then: datetime | None, now: datetime) -> str:
    """`12:03:07`; "an unknown time" for None."""
    return clock(then, now, seconds=True) if then else "an unknown time"


def since(then: datetime | None, now: datetime, *, seconds: bool = False) -> str:
    """` since 12:03` with a leading space, or ` since 12:03:07` with seconds; "" for an unknown time."""
    return f" since {clock(then, now, seconds=seconds)}" if then is not None else ""


def verb(names: Sequence[object], one: str, many: str) -> str:
    """The form of a verb that fits the number of names: `one` for a single name, else `many`."""
    return one if len(names) == 1 else many


def who(container: Assessment) -> str:
    """`vault-agent (native sidecar, secret agent)`: a container with type and task; the name alone for a main one."""
    return described(container.name, container.view.type, container.judgement)


def described(name: str, type_: ContainerType, judgement: Judgement) -> str:
    """`who` of a container of that name, type and role.

    A helper in spec.containers is `istio-proxy (service-mesh proxy, not a native sidecar)`: brackets are not nested.
    """
    task = judgement.task if judgement.role is not Role.MAIN else ""
    words = [type_.words, task]
    if type_ is ContainerType.CONTAINER:
        words = [task or "helper", "not a native sidecar"] if judgement.is_helper else [task]
    brackets = ", ".join(word for word in words if word)
    return f"{called(name)} ({brackets})" if brackets else called(name)


def handler(what: Probe | LifecycleHandler) -> str:
    """`GET :15021/healthz/ready`, `cat /tmp/alive`: the action of a probe or a hook."""
    if what.http_get is not None:
        got = what.http_get
        return f"GET {got.host}:{got.port}{got.path or '/'}"
    if what.exec is not None:
        return f"`{' '.join(what.exec.command)}`"
    if isinstance(what, LifecycleHandler):
        return f"sleep {span(what.sleep.seconds)}" if what.sleep is not None else "no handler"
    if what.tcp_socket is not None:
        return f"connect to :{what.tcp_socket.port}"
    return f"gRPC health check on :{what.grpc.port}" if what.grpc is not None else "no handler"


def image_tag(image: str) -> str:
    """The tag of an image or the start of its digest; "" where it has neither."""
    name, at, digest = image.partition("@")
    if at:
        return digest.removeprefix("sha256:")[:12]
    last = name.rpartition("/")[2]
    return last.partition(":")[2]


def tag_words(tag: str) -> str:
    """A tag as it reads in a sentence: `tag 7` and `tag main`, which would be taken for another number or a word."""
    return f"tag {tag}" if is_word(tag) else tag
