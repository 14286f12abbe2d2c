"""Images that cannot be had, or are long in coming."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubectl_sidecars.api import Event, Waiting
from kubectl_sidecars.diagnose import commands
from kubectl_sidecars.diagnose.configuration import RETRY
from kubectl_sidecars.diagnose.effects import effect, headline
from kubectl_sidecars.diagnose.events import earliest, evidence, latest, of_container
from kubectl_sidecars.diagnose.finding import Finding, Severity, Subject
from kubectl_sidecars.diagnose.paths import status_path
from kubectl_sidecars.diagnose.words import clock, image_tag, quoted, span, who
from kubectl_sidecars.lifecycle.gates import NOT_CREATED
from kubectl_sidecars.lifecycle.life import Life
from kubectl_sidecars.snapshot import EPOCH, moment

PULL_FAILED = frozenset(
    {
        "ErrImagePull",
        "ImagePullBackOff",
        "InvalidImageName",
        "ImageInspectError",
        "ErrImageNeverPull",
        "RegistryUnavailable",
        "SignatureValidationFailed",
    }
)
"""Waiting reasons of a container whose image is the trouble (kubelet images/types.go, v1.37)."""

_CAUSES = (
    ("InvalidImageName", r"InvalidImageName|invalid reference format|couldn't parse image", "has no valid image name"),
    ("ImageNeverPulled", r"ErrImageNeverPull|pull policy of Never", "has an image that is not on the node (Never)"),
    (
        "ImageRateLimited",
        r"toomanyrequests|too many requests|(?<![\w.-])429(?![\w.-])|rate limit",
        "waits for its image: rate limit",
    ),
    ("ImageDenied", r"does not exist or may require", "has an image that does not exist, or that needs a login"),
    ("ImageDenied", r"unauthorized|authorization failed|denied|forbidden|no basic auth", "may not pull its image"),
    ("ImageWrongPlatform", r"no match for platform|no matching manifest", "has an image for other platforms only"),
    ("ImageNotFound", r"not found|manifest unknown|name unknown|does not exist", "has an image that does not exist"),
    ("ImageUnverified", r"SignatureValidationFailed|signature", "has an image without a valid signature"),
    ("ImageDiskFull", r"no space left", "waits for its image: the node's disk is full"),
    (
        "RegistryUnreachable",
        r"dial tcp|refused|no such host|timeout|timed out|\bTLS\b|x509|\bEOF\b|RegistryUnavailable|unreachable",
        "waits for its image: registry unreachable",
    ),
)
"""What the runtime's message says (containerd and CRI-O), in the order in which it decides. Docker Hub says the
same of a repository that it does not have and of one that is private: a mistyped name cannot be told from a login."""

REASONS = frozenset({reason for reason, _, _ in _CAUSES} | {"ImagePullFailed", "SlowImagePull"})
"""Reasons of findings that are of the image itself, whatever its containers do with it."""

_ADVICE = {
    "InvalidImageName": "Correct the image's name: registry and repository in lower case, one tag.",
    "ImageNeverPulled": "Bring the image to the node, or set imagePullPolicy to IfNotPresent.",
    "ImageRateLimited": "Pull with credentials, or from a mirror.",
    "ImageDenied": "Check the repository's name, and imagePullSecrets of the pod and its service account.",
    "ImageNotFound": "Correct the repository or the tag.",
    "ImageWrongPlatform": "Build the image for the node's architecture, or choose other nodes.",
    "RegistryUnreachable": "Check the registry's name, and the network between node and registry.",
    "ImageDiskFull": "Free space on the node's image disk.",
}

_RETRIED = frozenset({"ErrImagePull", "ImagePullBackOff", "ImageInspectError", "RegistryUnavailable"})
"""Waiting reasons whose next try may succeed; a name that cannot be read stays so."""

LONGEST = 4000
"""Characters of a message that are looked at: anyone may have written it."""
SLOW, TOO_SLOW = 120, 900
"""Seconds after which a pull is worth a notice, and a warning."""


def image_missing(subject: Subject) -> Iterator[Finding]:
    """An image that cannot be pulled: its name, the registry, the rights, the pull policy, a rate limit."""
    if not subject.is_live:
        return
    for life in subject.containers:
        state = life.view.state
        if isinstance(state, Waiting) and state.reason in PULL_FAILED:
            yield _missing(subject, life, state)


def _missing(subject: Subject, life: Life, state: Waiting) -> Finding:
    events = of_container(subject, life.view)
    failed = latest(events, "Failed", "Failed to pull image") or latest(events, "InspectFailed")
    message = _best_message(state, failed)
    reason, words = _cause(f"{state.reason} {_nameless(message, life.view.spec.image)}")
    summary = f"{life.name} {words}"
    title = headline(subject, life, summary)
    does, consequence = effect(subject, life)
    began = earliest(subject, life.view, "Pulling", "Failed", "InspectFailed") or subject.pod.status.start_time
    first = earliest(subject, life.view, "Failed", "InspectFailed") or began
    retried = state.reason in _RETRIED and subject.within(first, RETRY)
    image = life.view.spec.image
    said = f"{who(life)} needs {image}: {quoted(_core(message))}." if message else f"{who(life)} needs {image}."
    doubt = "" if message else "The registry's answer is not known: its events are gone."
    secret = latest(subject.events, "FailedToRetrieveImagePullSecret")
    also = f"Its pull secret is missing: {quoted(secret.message)}." if secret else ""
    path = status_path(subject, life)
    return Finding(
        reason=reason,
        severity=Severity.NOTICE if retried else Severity.CRITICAL,
        container=life.name,
        summary=summary,
        message=" ".join(word for word in (title, said, also, doubt, consequence) if word),
        since=began,
        evidence=tuple(
            word for word in (f"{path}.state.waiting.reason={state.reason}", evidence(failed) if failed else "") if word
        ),
        advice=_ADVICE.get(reason, ""),
        commands=(commands.describe(subject),),
        origin=_origin(subject, image, reason),
        title=title,
        detail=f"The registry's answer: {quoted(_core(message))}." if message else doubt,
        effect=does,
    )


def _origin(subject: Subject, image: str, reason: str) -> tuple[str, ...]:
    """What pods share: the registry that does not answer, the node whose disk is full, else the image."""
    if reason in ("RegistryUnreachable", "ImageRateLimited"):
        return "registry", registry(image), reason
    if reason == "ImageDiskFull":
        return "node", subject.pod.spec.node_name, reason
    return "image", image, reason


def registry(image: str) -> str:
    """The host of an image's name; Docker Hub where it has none (distribution reference/normalize.go)."""
    host, slash, _ = image.partition("/")
    return host if slash and (host == "localhost" or "." in host or ":" in host) else "docker.io"


def _best_message(state: Waiting, failed: Event | None) -> str:
    """The registry's own words: ImagePullBackOff repeats them since v1.33, the event has them always."""
    if state.reason == "ImagePullBackOff" and failed is not None and ": " not in state.message:
        return failed.message
    return state.message or (failed.message if failed else "")


_PATH = re.compile(r"[\w.-]+(?::\d+)?(?:/[\w.%-]+)+(?:[:@][\w.:-]+)*")


def _nameless(message: str, image: str) -> str:
    """The message without the names of images and without addresses: their words are not the registry's answer."""
    plain = _PATH.sub(" ", _core(message).replace(image, " ") if image else _core(message))
    tag = image_tag(image)
    return re.sub(rf"(manifest|tag|:) ?{re.escape(tag)}(?![\w.-])", r"\1", plain) if tag else plain


def _cause(text: str) -> tuple[str, str]:
    for reason, pattern, words in _CAUSES:
        if re.search(pattern, text, re.IGNORECASE):
            return reason, words
    return "ImagePullFailed", "cannot get its image"


_WRAPPERS = re.compile(
    r'^(Back-off pulling image "[^"]*": ErrImagePull: |rpc error: code = \w+ desc = '
    r'|failed to pull and unpack image "[^"]*": |failed to resolve (reference|image) "[^"]*": '
    r'|Failed to pull image "[^"]*": |Failed to apply default image tag "[^"]*": '
    r"|unexpected status from HEAD request to \S+: )"
)


def _core(message: str) -> str:
    """The message without the image's name and the layers that each repeat it."""
    message = message[:LONGEST]
    while (shorter := _WRAPPERS.sub("", message)) != message:
        message = shorter
    return message


def image_slow(subject: Subject) -> Iterator[Finding]:
    """A pull that is under way for long: what kubectl calls PodInitializing or ContainerCreating."""
    if not subject.is_live:
        return
    for life in subject.containers:
        state = life.view.state
        if not (isinstance(state, Waiting) and state.reason in NOT_CREATED) or life.waits_for:
            continue
        pulling = _under_way(of_container(subject, life.view))
        lasts = subject.seconds_since(moment(pulling)) if pulling else None
        if pulling is not None and lasts is not None and lasts >= SLOW:
            yield _slow(subject, life, pulling, lasts)


def _under_way(events: tuple[Event, ...]) -> Event | None:
    """The Pulling event that nothing has followed."""
    pulling = latest(events, "Pulling")
    if pulling is None or moment(pulling) == EPOCH:
        return None
    later = (event for event in events if event.reason in ("Pulled", "Failed", "BackOff", "Created", "Started"))
    return None if any(moment(event) >= moment(pulling) for event in later) else pulling


def _slow(subject: Subject, life: Life, pulling: Event, lasts: float) -> Finding:
    summary = f"{life.name} is pulling its image for {span(lasts)}"
    title = headline(subject, life, summary)
    return Finding(
        reason="SlowImagePull",
        severity=Severity.WARNING if lasts >= TOO_SLOW else Severity.NOTICE,
        container=life.name,
        summary=summary,
        message=f"{title} {life.view.spec.image} is being pulled since {clock(moment(pulling), subject.now)};"
        " nothing has failed so far.",
        since=moment(pulling),
        evidence=(evidence(pulling),),
        commands=(commands.describe(subject),),
        origin=("image", life.view.spec.image, "slow pull"),
        title=title,
        effect=effect(subject, life)[0],
    )
