"""True if a main container waits for its proxy by itself, before it starts the app."""

from __future__ import annotations

import re

from kubectl_sidecars.diagnose.facts.advised_pod import AdvisedContainer
from kubectl_sidecars.patterns import on_demand

_WAITS = on_demand(
    r"\b(?:until|while)\b(.{1,300}?)(?:;|\s)\s*do\b|\bwait-for(?:-it)?(?:\.sh)?\s(.{1,200})|-wait[= ](\S+)", re.DOTALL
)
"""What a loop or a tool at the start of a command waits for."""
_OF_LOOPS = ("until", "while", "wait")
"""Without any of these nothing above is found: most commands are not searched."""
_WRAPPERS = ("linkerd-await", "pilot-agent wait", "kuma-dp wait", "envoy-preflight", "scuttle ")
_HERE = re.compile(r"127\.0\.0\.1|localhost|\[::1\]")
MOST_READ = 3000


def waits_for(main: AdvisedContainer, proxy: AdvisedContainer) -> bool:
    """True if the command of `main` waits for localhost, or for a port of the proxy, before it starts the app."""
    if not (main.command or main.args):
        return False
    argv = " ".join((*main.command, *main.args))[:MOST_READ]
    if any(wrapper in argv for wrapper in _WRAPPERS):
        return True
    if not any(word in argv for word in _OF_LOOPS):
        return False
    ports = "|".join(map(str, _ports(proxy))) or "none"
    near = re.compile(rf"[: ](?:{ports})\b")
    return any(_HERE.search(what) or near.search(what) for found in _WAITS().findall(argv) for what in found if what)


def _ports(container: AdvisedContainer) -> list[int]:
    """The ports on which it listens, and those of its probes."""
    probes = (container.startup_probe, container.readiness_probe)
    probed = [probe.http_get.port for probe in probes if probe and probe.http_get]
    return [*(port.container_port for port in container.ports), *(port for port in probed if isinstance(port, int))]
