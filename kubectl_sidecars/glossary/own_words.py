"""The words that are this program's own: types, roles, stages, severities, columns, confidences, rules."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

from kubectl_sidecars.classify.judgement import Confidence
from kubectl_sidecars.diagnose import RULES
from kubectl_sidecars.diagnose.finding import Severity
from kubectl_sidecars.glossary.container_types import CONTAINER_TYPES
from kubectl_sidecars.lifecycle.assessment import Stage
from kubectl_sidecars.model import ContainerType

STAGES: dict[Stage, str] = {
    Stage.NOT_STARTED: "the container has not been started yet, and no other one is known to be in its way",
    Stage.WAITING: "the container is not started before another one, which is named, has passed or has started",
    Stage.STARTING: "the container runs, and has not passed its startup probe or its postStart hook yet",
    Stage.RUNNING: "the container runs; it has no readiness probe that counts, or it is not ready",
    Stage.READY: "the container runs, and is ready to do its work",
    Stage.BACKING_OFF: "the container has ended, and the kubelet waits before it starts it again",
    Stage.COMPLETED: "the container has ended with exit code 0, and its work is done",
    Stage.FAILED: "the container has ended with an error, and is not started again",
    Stage.STOPPING: "the pod is being deleted, and the container has been sent SIGTERM",
    Stage.STOPPED: "the container has ended with its pod",
}
SEVERITIES: dict[Severity, str] = {
    Severity.CRITICAL: "something does not work now",
    Severity.WARNING: "it works, and will cause problems",
    Severity.NOTICE: "advice: nothing is wrong",
}
CONFIDENCES: dict[Confidence, str] = {
    Confidence.HIGH: "the role is proved, by an image or a mark of an injector for example",
    Confidence.MEDIUM: "several signs point to the role, and none against it",
    Confidence.LOW: "the role is a guess from few signs; `explain pod/NAME -c CONTAINER --why` prints them",
}
COLUMNS: dict[str, str] = {
    "NAMESPACE": "the pod's namespace",
    "NAMESPACE/NAME": "the pod's namespace and name",
    "NAME": "the pod's name",
    "READY": "the containers that are ready, of all that run for the whole life of the pod; native sidecars count",
    "STATUS": "kubectl's own word for the pod, by the rules of the server's version; FINDING says what is behind it",
    "RESTARTS": "how often containers were restarted, and how long ago the last time",
    "AGE": "the time since the pod was created",
    "FINDING": "the worst problem of the pod in a few words, with the number of further ones",
    "STAGES": "one sign for the stage of each container, in the order in which they start",
    "OWNER": "the workload that the pod belongs to",
    "NODE": "the node that the pod is bound to",
    "TYPE": "where the container is in the spec: init, sidecar (native), container, ephemeral",
    "CONTAINER": "the container's name",
    "ROLE": "what the container is for, in our judgement, and its task in that role",
    "STAGE": "where the container is in its life",
    "SINCE": "how long the container has been in its stage",
    "EVIDENCE": "what its role was judged by, the strongest first",
    "LAST EXIT": "how the run before this one ended: the exit code or the reason, and when",
}
WORKLOAD_COLUMNS: dict[str, str] = {
    "WORKLOAD": "what owns the pods, by kind and name; a pod without an owner stands for itself",
    "READY": "the pods of the workload that are ready, of those that it should have; of a Job those that succeeded",
    "UP-TO-DATE": "the pods that run the newest template of the workload",
    "OLD": "the pods that still run an older template of the workload",
    "RESTARTS": "the restarts of all containers of the workload's pods",
    "SINCE": "how long the workload has been held",
    "HELD BY": "the cause that keeps the workload from being ready, and what its own status says",
}
STANDINGS: dict[str, str] = {
    "critical": "something in it does not work now",
    "warning": "it works, and will cause problems",
    "starting": "it is not Ready yet, and has no problem",
    "stopping": "it is being deleted, or its main containers are done",
    "well": "it is Ready, and has no problem",
    "done": "it succeeded; or it failed, and that is history or was made good",
}
MORE: dict[str, str] = {
    "waiting for": "the container that is named has to pass, or to start, before this one is started",
    "gate": "an init container or a native sidecar that has to pass before the next container starts",
    "cause": "what is behind the findings of one pod or of many, with the pods that are affected",
    "finding": "one problem of one pod: its reason, severity, container and evidence",
    "last words": "the last lines that a container wrote before it ended: its termination message, or its log",
    "helper of unknown purpose": "a container that is not what the pod is for, and shows no sign of its task",
    "injected helper": "a container that an injector added to the pod, by a rule of its own",
    "credential proxy": "a container that adds credentials to the app's requests, so that the app needs none",
    "sidecar (not native)": "a helper in spec.containers, which starts and stops together with the main containers",
    "not a native sidecar": "`sidecar (not native)`, as it stands between the brackets of a sentence",
    "acknowledged": "a cause that you have hidden on the screen; it is shown again when it gets worse",
    "suppressed": "a finding that a rule of yours hides until a day; it is counted, and stays in `-o json`",
    "gone": "the pod was deleted, and is shown as it was last seen",
}
_KINDS: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("stage of a container", {each.value: text for each, text in STAGES.items()}),
    ("severity of a finding", {each.value: text for each, text in SEVERITIES.items()}),
    ("how a pod is counted", STANDINGS),
    ("confidence in a role", {each.value: text for each, text in CONFIDENCES.items()}),
    ("column", COLUMNS),
    ("column of workloads", WORKLOAD_COLUMNS),
)


def own_word(word: str) -> tuple[str, ...]:
    """The sentences about a word of this program, upper and lower case alike; () if it is not one of its own."""
    return _meanings().get(_key(word), ())


def own_words() -> dict[str, tuple[str, ...]]:
    """The words by the kind of word that they are, in the order in which they are listed."""
    return {
        "types": tuple(dict.fromkeys(name for each in ContainerType for name in (each.value, each.words))),
        "stages": tuple(each.value for each in Stage),
        "severities": tuple(each.value for each in Severity),
        "confidences": tuple(each.value for each in Confidence),
        "columns": tuple(dict.fromkeys((*COLUMNS, *WORKLOAD_COLUMNS))),
        "pods": tuple(STANDINGS),
        "rules": tuple(_rule_name(rule.function.__name__) for rule in RULES),
        "others": tuple(MORE),
    }


@functools.cache
def _meanings() -> dict[str, tuple[str, ...]]:
    meanings: dict[str, tuple[str, ...]] = {}
    for word, sentence in _sentences():
        meanings[_key(word)] = (*meanings.get(_key(word), ()), sentence)
    return meanings


def _sentences() -> Iterator[tuple[str, str]]:
    for type_, text in CONTAINER_TYPES.items():
        for word in dict.fromkeys((type_.value, type_.words)):
            yield word, f"{word} (type of a container): {text}."
    for kind, texts in _KINDS:
        for own, text in texts.items():
            yield own, f"{own} ({kind}): {text}."
    for word, text in MORE.items():
        yield word, f"{word}: {text}."
    for rule in RULES:
        name = _rule_name(rule.function.__name__)
        yield name, f"{name} (rule): {' '.join((rule.function.__doc__ or '').split())}"


def _rule_name(function: str) -> str:
    return function.replace("_", " ")


def _key(word: str) -> str:
    return " ".join(word.lower().replace("_", " ").split())
