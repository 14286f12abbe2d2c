"""The meaning of each role, in words for people."""

from __future__ import annotations

from typing import NamedTuple

from kubectl_sidecars.classify.roles import Role


class About(NamedTuple):
    """A role's meaning, the signs that show it, and when a pod can do without it."""

    what: str
    signs: str
    without: str = ""


_LIBRARY = "A library in the app is simpler where its source can be touched and it is written in one language."

ROLES: dict[Role, About] = {
    Role.MAIN: About(
        "what the pod is for",
        "the default-container annotation, the owner's name, the one that remains when the helpers are known; "
        "a pod's only container that runs on is always main",
    ),
    Role.INIT: About(
        "prepares the pod and ends before the others start: migrates a schema, waits for a dependency, loads "
        "configuration or secrets, sets permissions or the network up",
        "it is in initContainers without restartPolicy: Always; its command and image say what it prepares",
        "An app that retries its connections needs no container that waits for them.",
    ),
    Role.AMBASSADOR: About(
        "stands between the app and the network: a mesh or database proxy, a login, mutual TLS, a tunnel, a cache",
        "images and names of proxies, a mesh's annotations, an upstream on localhost, a port that others reach there",
        _LIBRARY,
    ),
    Role.CONFIGURATION_HELPER: About(
        "keeps configuration, secrets or content current while the app runs",
        "reloaders and syncers, inotifywait and HUP, git pull in a loop, a volume that it writes and the app reads",
        "An app that reads its configuration again by itself needs none.",
    ),
    Role.ADAPTER: About(
        "turns what the app gives out into what others want: ships logs, exports metrics or traces, converts",
        "exporters, shippers and collectors, tail of a file that the app writes, a log volume mounted read-only",
        "An app that logs to stdout and serves its own metrics needs none; an agent on each node serves many pods.",
    ),
    Role.STORAGE: About(
        "serves volumes: a CSI driver's helpers, FUSE clients",
        "CSI sockets and flags, /dev/fuse, the kubelet's plugin paths",
    ),
    Role.SECURITY: About("watches or guards the pod's processes", "images and names of security agents"),
    Role.COORDINATION: About(
        "takes part in an election, fails over, keeps members of a cluster in step",
        "electors, sentinels, database agents",
    ),
    Role.LIFECYCLE: About("drains connections, or holds the end of the pod back", "shutdown managers, drain commands"),
    Role.JOB_HELPER: About("brings a Job its inputs and takes its results away", "marks of workflow engines"),
    Role.CI_HELPER: About(
        "serves a build: a daemon, a service, clone and cache", "marks of build systems, docker:dind"
    ),
    Role.BACKUP: About("backs data up or restores it", "backup tools, a data volume mounted read-only"),
    Role.RESOURCE_SCALER: About("resizes its neighbour or its cluster", "nannies and autoscalers"),
    Role.DEBUG: About(
        "is there for people: a debugger, a toolbox, an intercept of traffic",
        "ephemeral containers, toolbox images, commands that only sleep",
        "Left behind in production it costs and may intercept traffic; kubectl debug adds one when it is needed.",
    ),
    Role.UNKNOWN: About("not known", "no sign is strong enough; a line in roles.toml tells the tool"),
}
