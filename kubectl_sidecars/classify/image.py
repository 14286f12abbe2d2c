"""The name of an image, compared without its registry."""

from __future__ import annotations

import functools
from typing import NamedTuple


class Image(NamedTuple):
    """`registry.corp/mirror/istio/proxyv2:1.27` is `repository` and `tag`; a digest is dropped."""

    repository: str
    tag: str

    @property
    def base(self) -> str:
        """The last component of the path."""
        return self.repository.rpartition("/")[2]

    @property
    def end(self) -> str:
        """The last two components, as people name an image."""
        return "/".join(self.repository.split("/")[-2:])


@functools.lru_cache(maxsize=4096)
def parse(image: str) -> Image:
    """The name in its parts. The tag follows the last colon after the last slash: a registry may have a port."""
    named, _, _ = image.strip().partition("@")
    slash = named.rfind("/")
    colon = named.find(":", slash + 1)
    return Image(named, "") if colon < 0 else Image(named[:colon], named[colon + 1 :])


_MOST_WORDS = 12
_MIRRORED = "mirrored-"
"""How Rancher names its mirrors: rancher/mirrored-kiwigrid-k8s-sidecar of kiwigrid/k8s-sidecar."""


def origins(image: Image) -> tuple[Image, ...]:
    """The images of which this may be a mirror, and the image itself as the last one."""
    if not image.base.startswith(_MIRRORED):
        return (image,)
    words = image.base.removeprefix(_MIRRORED).split("-")
    names = ["-".join(words[:at]) + "/" + "-".join(words[at:]) for at in range(1, min(len(words), _MOST_WORDS))]
    return (*(Image(name, image.tag) for name in names), image)


def fits(pattern: str, image: Image) -> bool:
    """True if the pattern matches the end of the path, from a slash on; a pattern with a tag asks for that tag too.

    No registries are listed, so that every private mirror is recognised.
    """
    wanted, _, tag = pattern.partition(":")
    if tag and not globbed(tag, image.tag):
        return False
    path = image.repository
    while not globbed(wanted, path):
        _, slash, path = path.partition("/")
        if not slash:
            return False
    return True


def globbed(pattern: str, text: str) -> bool:
    """True if the text matches a pattern in which `*` is the only special character.

    Unlike fnmatch it compiles nothing: there are hundreds of patterns at the start of every command.
    """
    if "*" not in pattern:
        return pattern == text
    head, *middle, tail = pattern.split("*")
    if not (text.startswith(head) and text.endswith(tail) and len(text) >= len(head) + len(tail)):
        return False
    at, end = len(head), len(text) - len(tail)
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
