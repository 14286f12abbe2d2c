"""Advice: nothing is wrong, but a helper could be run better."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

_NATIVE = "Make it a native sidecar: in initContainers, with restartPolicy: Always, or by its injector's own switch."

ADVICE: dict[str, Meaning] = {
    "CouldBeNative": Meaning(
        "Advice: the helper is a plain container and would be better as a native sidecar.",
        cure=f"{_NATIVE} It then starts before the app and ends after it.",
    ),
    "MayNotBeNeeded": Meaning(
        "Advice: the helper costs its share in every replica, and the app could perhaps do without it.",
        cure="Weigh it: logs on stdout need no shipper in the pod, and `kubectl debug` brings tools when they are"
        " needed. Nothing here says that it must go.",
    ),
    "SidecarInJob": Meaning(
        "Advice: a plain-container helper in a Job keeps its pods from ending.",
        cure=f"{_NATIVE} It then ends with the work.",
    ),
    "SidecarLargerThanMain": Meaning(
        "Advice: a helper requests more than the main containers that it serves.",
        cure="Compare with what it uses before you lower it: `kubectl top pod POD --containers`.",
    ),
    "SidecarWithoutRequests": Meaning(
        "Advice: a helper without requests counts as free, and suffers first on a full node.",
        cure="Set resources.requests to what it uses: `kubectl top pod POD --containers`.",
    ),
    "StartsWithProxy": Meaning(
        "Advice: the app and its proxy start together, so the app may fail to connect at first.",
        cure=f"{_NATIVE} With a startupProbe the app then starts when the proxy works.",
    ),
    "WaitsForDependency": Meaning(
        "Advice: an init container only waits for a dependency, once; the app must cope later.",
        cure="If the app retries its connections, and has a readiness probe, leave the init container out; else keep"
        " it.",
    ),
}
