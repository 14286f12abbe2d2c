"""Pods that run, and what keeps them from traffic."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

_RESIZE_CURE = "`kubectl describe pod POD` says what does not fit."

RUNNING: dict[str, Meaning] = {
    "Running": Meaning(
        "At least one container runs. The pod may still not be Ready: see READY; the Ready condition"
        " names the containers that are not ready."
    ),
    "ReadinessProbeFailed": Meaning(
        "A readiness probe fails, so the pod gets no traffic; it is not restarted because of that.",
        "The app is still starting, waits for a dependency, is overloaded, or the probe uses the wrong port or path.",
        "Read the probe's answer (Unhealthy events: `kubectl describe pod POD`) and the app's log:"
        " `kubectl logs POD -c NAME`.",
    ),
    "ProbeCannotRun": Meaning(
        "The command of an exec probe is not in the image, or cannot be executed. Such a probe neither passes nor"
        " fails: the container never becomes ready or started, and a liveness probe never detects anything.",
        "A probe written for another image: curl, wget or grpc_health_probe in an image that does not have it.",
        "Add the command to the image, or use httpGet, tcpSocket or grpc, which the kubelet runs itself.",
    ),
    "ReadinessGate": Meaning(
        "A condition of spec.readinessGates is not True; a controller sets it.",
        "A load balancer that does not see the pod as healthy yet, or a controller that does not run.",
        "Look at the condition's message (`kubectl get pod POD -o yaml`, status.conditions) and at the controller that"
        " sets it, usually that of a load balancer.",
    ),
    "Unhealthy": Meaning(
        "A probe failed; the message says which. Only liveness and startup probes lead to a kill.",
        "The app is slow or hangs, a dependency is missing, or the probe uses the wrong port or path. A few at"
        " startup are"
        " normal.",
        "Read the probe's answer (`kubectl describe pod POD`) and the app's log: `kubectl logs POD -c NAME`.",
    ),
    "ProbeWarning": Meaning(
        "A probe passed with a warning, usually a redirect to another host.",
        "A probe of a path that redirects, to a login page for example: it passes without checking the app.",
        "Use a path in the probe that answers 200 itself.",
    ),
    "ResizeDeferred": Meaning(
        "A change of the pod's resources waits for room on its node.",
        "The node does not have enough left now.",
        f"{_RESIZE_CURE} Wait for room, request less, or let the owner create another pod elsewhere.",
    ),
    "ResizeInfeasible": Meaning(
        "A change of the pod's resources can never fit its node.",
        "More than the whole node has, or a resource that cannot be changed in place (static CPU policy, swap).",
        f"{_RESIZE_CURE} Request less, or change the workload's template, so that the pod is recreated on another"
        " node.",
    ),
    "ResizeError": Meaning(
        "A change of the pod's resources failed.",
        "A memory limit below the current use, or a runtime that refuses it.",
        f"{_RESIZE_CURE} The kubelet retries; set a memory limit above the current use.",
    ),
    "ResizePodInPlaceError": Meaning(
        "The kubelet could not change the resources of the running pod; it retries.",
        "A memory limit below the current use, or a runtime that refuses it.",
        f"{_RESIZE_CURE} Set a memory limit above the current use.",
    ),
    "ResizeStarted": Meaning("A change of the running pod's resources has begun."),
    "ResizeCompleted": Meaning("A change of the running pod's resources is done."),
    "StaleStatus": Meaning(
        "The pod's status is older than its spec.",
        "A change a few seconds ago, or a kubelet that cannot keep up.",
        "Check again in a minute. If it persists, look at the node: `kubectl describe node NODE`.",
    ),
    "ClockSkew": Meaning(
        "The node's clock is ahead of the API server's: durations and the order of events may be wrong.",
        "Time synchronisation (NTP, chrony) that does not work on the node.",
        "Correct the node's clock. A large skew also breaks certificates and tokens.",
    ),
    "EventsLimited": Meaning(
        "There were more warnings about the pod than the kubelet may send: newer ones are dropped or merged.",
        "A probe that fails all the time; the kubelet may send 25 of a kind, then one in 5 min.",
        "Missing events prove nothing: look at the statuses and the logs. The most frequent event:"
        " `kubectl events --for pod/POD`.",
    ),
    "BackOff": Meaning(
        "As a Warning: a container crashes, see CrashLoopBackOff. As Normal: a pull fails, see ImagePullBackOff.",
        "For a crash an error of the program, memory or a probe; for a pull a wrong name, missing rights or the"
        " registry.",
        "For a crash `kubectl logs POD -c NAME --previous`; for a pull the Failed event: `kubectl describe pod POD`.",
    ),
    "Failed": Meaning(
        "A pull, a container's creation or its start failed; the message tells which.",
        "A wrong image, a missing Secret or ConfigMap, or a command that is not in the image.",
        "Read the message: `kubectl describe pod POD`. The waiting reason of the container has an entry of its own.",
    ),
    "LifecycleHTTPFallback": Meaning(
        "A hook that requested HTTPS got an answer in HTTP.",
        "scheme: HTTPS in the hook, and a server that speaks HTTP on that port.",
        "Correct the scheme or the port of the hook; the hook works for now.",
    ),
}
