"""Quotes of the cluster's messages: what carries nothing is left out, and the end is kept, where the cause stands.

Errors of the kubelet, CRI, CNI, CSI and runc are nested: wrappers and ids first, the cause last.
"""

from __future__ import annotations

import re

from kubectl_sidecars.patterns import on_demand

LONGEST = 240
"""Characters of a quote. A longer one is cut in the middle."""
HEAD = 90
"""Characters that a quote keeps of its beginning when it is cut; the rest of LONGEST is its end."""

_WRAPPERS = on_demand(
    r"""^(?:
      \(combined\ from\ similar\ events\):
    | Error\ syncing\ pod,\ skipping:
    | Error\ creating:
    | Failed\ to\ (?:create|start|kill)\ pod\ ?sandbox:
    | Failed\ to\ pull\ image\ "[^"]*":
    | failed\ to\ pull\ and\ unpack\ image\ "[^"]*":
    | failed\ to\ "\w+"\ for\ "[^"]*"\ with\ \w+:
    | rpc\ error:\ code\ =\ \w+\ desc\ =
    | failed\ to\ (?:set\ ?up|destroy|teardown|tear\ down)\ network\ for\ sandbox\ "[0-9a-f]{12,}":
    | failed\ to\ create\ (?:pod\ sandbox|containerd\ (?:task|container)|shim\ task|sandbox\ container):
    | failed\ to\ start\ sandbox\ (?:container|"[0-9a-f]{12,}"):
    | (?:OCI\ runtime|runc)\ (?:create|start|exec)\ failed:
    | container_linux\.go:\d+:\ starting\ container\ process\ caused:
    | unable\ to\ start\ container\ process:
    | (?:MountVolume|UnmountVolume|AttachVolume|MapVolume)\.\w+\ failed\ for\ volume\ "[^"]*"\ ?:
    | Unable\ to\ attach\ or\ mount\ volumes:\ unmounted\ volumes=\[[^\]]*\](?:,\ unattached\ volumes=\[[^\]]*\])?
      (?:,\ failed\ to\ process\ volumes=\[[^\]]*\])?:
    | (?:un)?mount\ failed:\ exit\ status\ \d+\ Mounting\ command:.*?\ Output:
    | Internal\ error\ occurred:
    | Attach\ volume\ "[^"]*"\ to\ instance\ "[^"]*"\ failed\ with
    | \S{1,200}:\ Failure\ sending\ request:\ StatusCode=\d+\ --\ Original\ Error:
    | (?:failed\ request:\ )?autorest/azure:\ Service\ returned\ an\ error\.\ Status=\S+
    )\s*""",
    re.VERBOSE,
)
"""What stands before the cause and says nothing of it: kubelet (events and syncPod), cri-api, containerd, runc and
mount-utils, v1.31 to v1.37; the clients of Azure (go-autorest, v14; azuredisk, v1.28). It is taken off as long as
something is left behind it."""
_TRAILERS = on_demand(
    r"\.? (?:[\w ]{0,60}, )?preemption: .*$"
    r"| For help resolving this issue, please see https://.*$"
    r"|(?:\\n|\s)*(?:fatal: Could not read from remote repository\.(?:\\n|\s)*)?"
    r"Please make sure you have the correct access rights(?:\\n|\s)*and the repository exists\..*$"
)
"""What stands behind the cause: the scheduler's words on claims and preemption, which mostly change nothing (v1.37),
what Git says after SSH has said why (connect.c, v2.50), and Azure after its Key Vault has."""
_IN_TRAILERS = ("preemption: ", "Please make sure ", "For help resolving ")
"""Each trailer has one of these: looking for them is much cheaper than for the pattern."""
_IDS = (
    (on_demand(r"\bk8s_([\w.-]+?)_[\w.-]+?_[\w.-]+?_[0-9a-f-]{36}_\d+"), r"\1"),
    (on_demand(r"\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), r"\1…"),
    (on_demand(r"(?<![0-9A-Za-z])([0-9a-f]{8})[0-9a-f]{24,}(?![0-9A-Za-z])"), r"\1…"),
)
"""Names that cri-dockerd gives containers, UUIDs, ids of sandboxes, digests: eight characters tell them apart."""


_CODE = on_demand(r'^Code="\w+" Message="')
"""What Azure's errors begin with: the message says more of the cause, and names the machine."""


def innermost(text: str) -> str:
    """The message on one line without the wrappers before its cause, ids shortened; "" for an empty text."""
    line = " ".join(text.split())
    while (match := _WRAPPERS().match(line)) and match.end() < len(line):
        line = line[match.end() :]
    line = without_trailer(line)
    for pattern, shorter in _IDS:
        line = pattern().sub(shorter, line)
    return line.strip()


def without_trailer(line: str) -> str:
    """The line without what stands behind its cause and says nothing of it."""
    return (_TRAILERS().sub("", line) or line) if any(sign in line for sign in _IN_TRAILERS) else line


def shortened(line: str) -> str:
    """The line in at most LONGEST characters: its beginning and its end, cut between words where there are any."""
    if len(line) <= LONGEST:
        return line
    line = _CODE().sub("", line)
    head, tail = line[:HEAD], line[-(LONGEST - HEAD - 3) :]
    head = head.rpartition(" ")[0] or head
    before, space, rest = tail.partition(" ")
    return f"{head} … {rest if space and len(before) < 30 else tail}"


def plain(text: str) -> str:
    """The message on one line without wrappers, cut in the middle: for evidence, which stands in no quotes."""
    return shortened(innermost(text))


def says(who: str, message: str) -> str:
    """`The kubelet says: ...`: a sentence with a message of the cluster; "" where there is no message."""
    return f"{who} says: {quoted(message)}." if innermost(message) else ""


def quoted(text: str) -> str:
    """A message of the cluster in back quotes, on one line, cut in the middle."""
    return f"`{plain(text).replace('`', chr(39))}`"
