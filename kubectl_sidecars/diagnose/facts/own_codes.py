"""Exit codes that mean something else in a known container than anywhere else."""

from __future__ import annotations

from kubectl_sidecars.api import Terminated
from kubectl_sidecars.classify import Judgement

_NOT_REDIRECTED = "{code} is its own code: the pod's traffic is not redirected, the node's {cni} did not set the pod up"
_OWN = {
    ("istio-validation", 126): ("istio-cni", "istio/istio, tools/istio-iptables/pkg/constants, v1.27"),
    ("linkerd-network-validator", 95): ("linkerd-cni", "linkerd/linkerd2-proxy-init, validator/src/main.rs, v2.4"),
}
"""By the id in the catalogue and the code: the plugin that was late, and the source."""


def own_code(judgement: Judgement, run: Terminated) -> tuple[str, str]:
    """What the code means in this container, and what to do; empty where it means what it means anywhere."""
    found = _OWN.get((judgement.entry, run.exit_code))
    if found is None:
        return "", ""
    said = _NOT_REDIRECTED.format(code=f"Exit {run.exit_code}", cni=found[0])
    return f"{said}.", f"Delete the pod, so that it is set up anew; look at the {found[0]} pod of its node."
