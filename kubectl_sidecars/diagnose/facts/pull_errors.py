"""Answers of a registry or the runtime to a pull, in words."""

from __future__ import annotations

import re

from kubectl_sidecars.diagnose.facts.no_answer import Asked, says_unanswered
from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ
from kubectl_sidecars.diagnose.phrasing.words import image_tag
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.needles import may_match, needles_of
from kubectl_sidecars.patterns import on_demand

ANSWERS = (
    (
        Reason.INVALID_IMAGE_NAME,
        r"InvalidImageName|invalid reference format|couldn't parse image",
        "has no valid image name",
    ),
    # containers/image pkg/shortnames, as CRI-O prints it
    (
        Reason.INVALID_IMAGE_NAME,
        r"\bshort[- ]name",
        "has an image name without a registry, and its node knows none for it",
    ),
    (
        Reason.IMAGE_NEVER_PULLED,
        r"ErrImageNeverPull|pull policy of Never",
        "may not pull its image, which is not on the node (pull policy Never)",
    ),
    (
        Reason.IMAGE_RATE_LIMITED,
        r"toomanyrequests|too many requests|(?<![\w.-])429(?![\w.-])|rate limit",
        "waits for its image: rate limit",
    ),
    (Reason.IMAGE_DENIED, r"does not exist or may require", "has an image that does not exist, or that needs a login"),
    (
        Reason.IMAGE_DENIED,
        r"unauthorized|authorization failed|denied|forbidden|no basic auth",
        "may not pull its image",
    ),
    (
        Reason.IMAGE_WRONG_PLATFORM,
        r"no match for platform|no matching manifest",
        "has an image for other platforms only",
    ),
    (
        Reason.IMAGE_NOT_FOUND,
        r"not found|manifest unknown|name unknown|does not exist",
        "has an image that does not exist",
    ),
    (Reason.IMAGE_UNVERIFIED, r"SignatureValidationFailed|signature", "has an image without a valid signature"),
    (Reason.IMAGE_DISK_FULL, r"no space left", "waits for its image: the node's disk is full"),
    (
        Reason.REGISTRY_UNTRUSTED,
        r"not yet valid: current time \S{1,40} is before",
        "waits for its image: by the clock of its node the registry's certificate is not yet valid",
    ),
    (
        Reason.REGISTRY_UNTRUSTED,
        r"certificate has expired(?! or is not yet valid(?!: current))",
        "waits for its image: the registry's certificate has expired",
    ),
    (
        Reason.REGISTRY_UNTRUSTED,
        r"x509|certificate|HTTP response to HTTPS client",
        "waits for its image: its registry is not trusted",
    ),
)
"""What the runtime's message says (containerd and CRI-O), in the order in which it decides. Docker Hub says the
same of a repository that it does not have and of one that is private: a mistyped name cannot be told from a login."""


def registry(image: str) -> str:
    """The host of an image's name; Docker Hub where it has none (distribution reference/normalize.go)."""
    host, slash, _ = image.partition("/")
    return host if slash and (host == "localhost" or "." in host or ":" in host) else "docker.io"


_WRAPPERS = on_demand(
    r'^(Back-off pulling image "[^"]*": ErrImagePull: |rpc error: code = \w+ desc = '
    r'|failed to pull and unpack image "[^"]*": |failed to resolve (reference|image) "[^"]*": '
    r'|Failed to pull image "[^"]*": |Failed to apply default image tag "[^"]*": '
    r"|unexpected status from HEAD request to \S+: )"
)


def core(message: str) -> str:
    """The message without the image's name and the layers that each repeat it."""
    message = message[:MOST_READ]
    while (shorter := _WRAPPERS().sub("", message)) != message:
        message = shorter
    return message


_PATH = on_demand(r"[\w.-]+(?::\d+)?(?:/[\w.%-]+)+(?:[:@][\w.:-]+)*")


def _nameless(message: str, image: str) -> str:
    """The message without the names of images and without addresses: their words are not the registry's answer."""
    plain = _PATH().sub(" ", core(message).replace(image, " ") if image else core(message))
    tag = image_tag(image)
    return re.sub(rf"(manifest|tag|:) ?{re.escape(tag)}(?![\w.-])", r"\1", plain) if tag else plain


def answer(waiting: str, message: str, image: str) -> tuple[Reason, str]:
    """The reason of a finding, and its words, for a container that waits so with that message."""
    text = f"{waiting} {_nameless(message, image)}"
    small = text.lower()
    for reason, pattern, words in ANSWERS:
        if may_match(needles_of(pattern), small) and re.search(pattern, text, re.IGNORECASE):
            return reason, words
    if says_unanswered(text, Asked.REGISTRY):
        return Reason.REGISTRY_UNREACHABLE, "waits for its image: registry unreachable"
    return Reason.IMAGE_PULL_FAILED, "cannot get its image"
