"""Advice: nothing is wrong, but a helper could be run better."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

_NATIVE = "Make it a native sidecar: in initContainers, with restartPolicy: Always, or with the switch of its injector."

ADVICE: dict[str, Meaning] = {
    "CouldBeNative": Meaning(
        "Advice: the helper is a plain container and would work better as a native sidecar.",
        cure=f"{_NATIVE} It then starts before the app and stops after it.",
    ),
    "MayNotBeNeeded": Meaning(
        "Advice: the helper uses resources for as long as the pod runs, and the app may not need it.",
        cure="Consider it: logs on stdout need no shipper in the pod, and `kubectl debug` adds tools when they are"
        " needed. It does not have to be removed.",
    ),
    "SidecarInJob": Meaning(
        "Advice: a helper that is a plain container keeps the pods of a Job from completing.",
        cure=f"{_NATIVE} It then stops when the work is done.",
    ),
    "SidecarLargerThanMain": Meaning(
        "Advice: a helper requests more than the main containers that it serves.",
        cure="Compare with its actual use before you lower it: `kubectl top pod POD --containers`.",
    ),
    "SidecarWithoutRequests": Meaning(
        "Advice: a helper without requests is not counted by the scheduler, and is the first to suffer on a full node.",
        cure="Set resources.requests to its actual use: `kubectl top pod POD --containers`.",
    ),
    "StartsWithProxy": Meaning(
        "Advice: the app and its proxy start together, so the app may fail to connect at first.",
        cure=f"{_NATIVE} With a startupProbe the app then starts when the proxy is ready.",
    ),
    "WaitsForDependency": Meaning(
        "Advice: an init container waits once for a dependency; the app must handle later outages itself.",
        cure="If the app retries its connections, and has a readiness probe, remove the init container; otherwise keep"
        " it.",
    ),
}
