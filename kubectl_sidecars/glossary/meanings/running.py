"""Pods that run, and what keeps them from traffic."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

_RESIZE_CURE = "`kubectl describe pod POD` says what does not fit."

RUNNING: dict[str, Meaning] = {
    "Running": Meaning(
        "At least one container runs. That does not mean that the pod is Ready: READY tells, and the Ready condition"
        " names the containers that are not."
    ),
    "ReadinessProbeFailed": Meaning(
        "A readiness probe fails, so the pod gets no traffic; it is not restarted for that.",
        "The app still starts, waits for something that it needs, is overloaded, or the probe asks the wrong port or"
        " path.",
        "Read the probe's answer (Unhealthy events: `kubectl describe pod POD`) and the app's log:"
        " `kubectl logs POD -c NAME`.",
    ),
    "ProbeCannotRun": Meaning(
        "The command of an exec probe is not in the image, or may not be executed. Such a probe neither passes nor"
        " fails: readiness and start-up never come, and a liveness probe never notices anything.",
        "A probe that was written for another image: curl, wget or grpc_health_probe in one that has no such tool.",
        "Put the command into the image, or probe by httpGet, tcpSocket or grpc, which the kubelet does itself.",
    ),
    "ReadinessGate": Meaning(
        "A condition of spec.readinessGates is not True; a controller sets it.",
        "A load balancer that does not find the pod healthy yet, or its controller does not run.",
        "Look at the condition's message (`kubectl get pod POD -o yaml`, status.conditions) and at the controller that"
        " sets it, mostly a load balancer's.",
    ),
    "Unhealthy": Meaning(
        "A probe failed; the message says which. Only liveness and startup probes lead to a kill.",
        "The app is slow or hangs, lacks what it needs, or the probe asks the wrong port or path. A few at a start are"
        " normal.",
        "Read the probe's answer (`kubectl describe pod POD`) and the app's log: `kubectl logs POD -c NAME`.",
    ),
    "ProbeWarning": Meaning(
        "A probe passed with a warning, mostly a redirect to another host.",
        "A probe of a path that redirects, to a login page for example: it passes without asking the app.",
        "Let the probe ask for a path that answers 200 by itself.",
    ),
    "ResizeDeferred": Meaning(
        "A change of the pod's resources waits for room on its node.",
        "The node has not so much left now.",
        f"{_RESIZE_CURE} Wait for room, ask for less, or let the owner make another pod elsewhere.",
    ),
    "ResizeInfeasible": Meaning(
        "A change of the pod's resources can never fit its node.",
        "More than the whole node has, or something that cannot be changed in place (static CPU policy, swap).",
        f"{_RESIZE_CURE} Ask for less, or change the workload's template, so that the pod is made anew on another"
        " node.",
    ),
    "ResizeError": Meaning(
        "A change of the pod's resources failed.",
        "A memory limit below what is used now, or a runtime that refuses it.",
        f"{_RESIZE_CURE} The kubelet tries again; a memory limit above the use helps.",
    ),
    "ResizePodInPlaceError": Meaning(
        "The kubelet could not change the resources of the running pod; it tries again.",
        "A memory limit below what is used now, or a runtime that refuses it.",
        f"{_RESIZE_CURE} A memory limit above the use helps.",
    ),
    "ResizeStarted": Meaning("A change of the running pod's resources has begun."),
    "ResizeCompleted": Meaning("A change of the running pod's resources is done."),
    "StaleStatus": Meaning(
        "The pod's status is older than its spec.",
        "A change of seconds ago, or a kubelet that does not keep up.",
        "Look again in a minute. If it stays, look at the node: `kubectl describe node NODE`.",
    ),
    "ClockSkew": Meaning(
        "The node's clock is ahead of the API server's: durations and the order of events may be wrong.",
        "Time synchronisation (NTP, chrony) that does not work on the node.",
        "Set the node's clock right. A large skew also breaks certificates and tokens.",
    ),
    "EventsLimited": Meaning(
        "So many warnings were sent about the pod that newer ones are left out or merged.",
        "A probe that fails all the time; the kubelet may send 25 of a kind and then one in 5 min.",
        "Do not take silence for proof: look at the statuses and the logs. The noisiest one:"
        " `kubectl events --for pod/POD`.",
    ),
    "BackOff": Meaning(
        "As a Warning: a container crashes, see CrashLoopBackOff. As Normal: a pull fails, see ImagePullBackOff.",
        "Of a crash its own error, memory or a probe; of a pull a wrong name, missing rights or the registry.",
        "For a crash `kubectl logs POD -c NAME --previous`; for a pull the Failed event: `kubectl describe pod POD`.",
    ),
    "Failed": Meaning(
        "A pull, a container's creation or its start failed; the message tells which.",
        "A wrong image, a missing Secret or ConfigMap, or a command that is not in the image.",
        "Read the message: `kubectl describe pod POD`. The container's waiting reason is a word of its own here.",
    ),
    "LifecycleHTTPFallback": Meaning(
        "A hook that asked for HTTPS was answered in HTTP.",
        "scheme: HTTPS in the hook, and a server that speaks HTTP on that port.",
        "Correct scheme or port of the hook; it works meanwhile.",
    ),
}
