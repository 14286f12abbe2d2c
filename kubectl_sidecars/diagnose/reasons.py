"""The reasons of findings and causes, as the outputs show them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NewType


class Reason(StrEnum):
    """Each reason that a rule or a cause gives. Each has an entry in the glossary, for `explain`."""

    # Containers that end and are started again
    EXIT_ERROR = "ExitError"
    STOPPED = "Stopped"
    STARTUP_PROBE_FAILED = "StartupProbeFailed"
    LIVENESS_PROBE_FAILED = "LivenessProbeFailed"
    OOM_KILLED = "OOMKilled"
    OOM_KILLED_PROCESS = "OOMKilledProcess"
    POSSIBLY_OOM_KILLED = "PossiblyOOMKilled"
    SYSTEM_OOM = "SystemOOM"
    START_ERROR = "StartError"
    COMMAND_NOT_FOUND = "CommandNotFound"
    COMMAND_NOT_EXECUTABLE = "CommandNotExecutable"
    POST_START_HOOK_FAILED = "PostStartHookFailed"
    KEEPS_COMPLETING = "KeepsCompleting"
    KILLED_BY_SIGNAL = "KilledBySignal"
    STATUS_LOST = "StatusLost"
    RESTART_RULE = "RestartRule"
    NOT_RESTARTED = "NotRestarted"
    CRASH_LOOP_BACK_OFF = "CrashLoopBackOff"
    RESTARTED_BEFORE = "RestartedBefore"
    STARTED_BEFORE_PROXY = "StartedBeforeProxy"
    RESTART_ALL_CONTAINERS = "RestartAllContainers"
    # Images
    INVALID_IMAGE_NAME = "InvalidImageName"
    IMAGE_NEVER_PULLED = "ImageNeverPulled"
    IMAGE_RATE_LIMITED = "ImageRateLimited"
    IMAGE_DENIED = "ImageDenied"
    IMAGE_WRONG_PLATFORM = "ImageWrongPlatform"
    IMAGE_NOT_FOUND = "ImageNotFound"
    IMAGE_UNVERIFIED = "ImageUnverified"
    IMAGE_DISK_FULL = "ImageDiskFull"
    REGISTRY_UNTRUSTED = "RegistryUntrusted"
    REGISTRY_UNREACHABLE = "RegistryUnreachable"
    IMAGE_PULL_FAILED = "ImagePullFailed"
    FAILED_TO_RETRIEVE_IMAGE_PULL_SECRET = "FailedToRetrieveImagePullSecret"
    SLOW_IMAGE_PULL = "SlowImagePull"
    # Objects, keys, users and volumes
    MISSING_SECRET = "MissingSecret"
    MISSING_SECRET_KEY = "MissingSecretKey"
    MISSING_CONFIG_MAP = "MissingConfigMap"
    MISSING_CONFIG_MAP_KEY = "MissingConfigMapKey"
    MISSING_SERVICE_ACCOUNT = "MissingServiceAccount"
    MISSING_PERSISTENT_VOLUME_CLAIM = "MissingPersistentVolumeClaim"
    RUN_AS_NON_ROOT = "RunAsNonRoot"
    BAD_SUB_PATH = "BadSubPath"
    NO_COMMAND = "NoCommand"
    CREATE_CONTAINER_CONFIG_ERROR = "CreateContainerConfigError"
    CREATE_CONTAINER_ERROR = "CreateContainerError"
    FAILED_MOUNT = "FailedMount"
    FAILED_ATTACH_VOLUME = "FailedAttachVolume"
    FAILED_MAP_VOLUME = "FailedMapVolume"
    # Pods that wait for a node
    UNSCHEDULABLE = "Unschedulable"
    SCHEDULER_ERROR = "SchedulerError"
    QUEUED = "Queued"
    SCHEDULING_GATED = "SchedulingGated"
    NOT_SCHEDULED = "NotScheduled"
    # Before the first container
    NETWORK_FAILED = "NetworkFailed"
    SANDBOX_FAILED = "SandboxFailed"
    FAILED_PREPARE_DYNAMIC_RESOURCES = "FailedPrepareDynamicResources"
    STUCK_CREATING = "StuckCreating"
    # Init containers and gates
    SIDECAR_NOT_NATIVE = "SidecarNotNative"
    INIT_WAITS = "InitWaits"
    INIT_RUNS_LONG = "InitRunsLong"
    INIT_FAILED = "InitFailed"
    INIT_NEEDS_LATER_CONTAINER = "InitNeedsLaterContainer"
    INIT_RUN_AGAIN = "InitRunAgain"
    STARTUP_PROBE_PENDING = "StartupProbePending"
    POST_START_HOOK_PENDING = "PostStartHookPending"
    # Pods that run
    READINESS_PROBE_FAILED = "ReadinessProbeFailed"
    READINESS_GATE = "ReadinessGate"
    PROBE_CANNOT_RUN = "ProbeCannotRun"
    PORT_CONFLICT = "PortConflict"
    INJECTION_MISSING = "InjectionMissing"
    UNKNOWN_INJECTION_KEY = "UnknownInjectionKey"
    RESIZE_DEFERRED = "ResizeDeferred"
    RESIZE_INFEASIBLE = "ResizeInfeasible"
    RESIZE_ERROR = "ResizeError"
    EVENTS_LIMITED = "EventsLimited"
    STALE_STATUS = "StaleStatus"
    CLOCK_SKEW = "ClockSkew"
    # Jobs
    JOB_HELD_OPEN = "JobHeldOpen"
    OTHERS_ENDED = "OthersEnded"
    DEADLINE_EXCEEDED = "DeadlineExceeded"
    BACKOFF_LIMIT_EXCEEDED = "BackoffLimitExceeded"
    POD_FAILURE_POLICY = "PodFailurePolicy"
    MAX_FAILED_INDEXES_EXCEEDED = "MaxFailedIndexesExceeded"
    FAILED_INDEXES = "FailedIndexes"
    JOB_FAILED = "JobFailed"
    # Pods that end
    STOPPING = "Stopping"
    GRACE_PERIOD_EXCEEDED = "GracePeriodExceeded"
    DELETION_STUCK = "DeletionStuck"
    FINALIZER_HOLDS_DELETION = "FinalizerHoldsDeletion"
    PRE_STOP_HOOK_FAILED = "PreStopHookFailed"
    PREEMPTION_BY_SCHEDULER = "PreemptionByScheduler"
    DELETION_BY_TAINT_MANAGER = "DeletionByTaintManager"
    EVICTION_BY_EVICTION_API = "EvictionByEvictionAPI"
    DELETION_BY_POD_GC = "DeletionByPodGC"
    TERMINATION_BY_KUBELET = "TerminationByKubelet"
    DISRUPTION_TARGET = "DisruptionTarget"
    EVICTED = "Evicted"
    PREEMPTING = "Preempting"
    TERMINATED = "Terminated"
    NODE_SHUTDOWN = "NodeShutdown"
    SHUTDOWN = "Shutdown"
    # Nodes
    NODE_LOST = "NodeLost"
    NODE_NOT_READY = "NodeNotReady"
    MEMORY_PRESSURE = "MemoryPressure"
    DISK_PRESSURE = "DiskPressure"
    PID_PRESSURE = "PIDPressure"
    NETWORK_UNAVAILABLE = "NetworkUnavailable"
    SANDBOX_CHANGED = "SandboxChanged"
    TROUBLE_ON_ONE_NODE = "TroubleOnOneNode"
    # Pods that are never made
    RESTART_POLICY_STRIPPED = "RestartPolicyStripped"
    WEBHOOK_UNREACHABLE = "WebhookUnreachable"
    WEBHOOK_DENIED = "WebhookDenied"
    QUOTA_NEEDS_REQUESTS = "QuotaNeedsRequests"
    QUOTA_EXCEEDED = "QuotaExceeded"
    LIMIT_RANGE = "LimitRange"
    POD_SECURITY = "PodSecurity"
    INVALID_POD = "InvalidPod"
    FAILED_CREATE = "FailedCreate"
    # Advice
    SIDECAR_IN_JOB = "SidecarInJob"
    STARTS_WITH_PROXY = "StartsWithProxy"
    COULD_BE_NATIVE = "CouldBeNative"
    SIDECAR_LARGER_THAN_MAIN = "SidecarLargerThanMain"
    SIDECAR_WITHOUT_REQUESTS = "SidecarWithoutRequests"
    WAITS_FOR_DEPENDENCY = "WaitsForDependency"
    MAY_NOT_BE_NEEDED = "MayNotBeNeeded"


ServerReason = NewType("ServerReason", str)
"""A reason in the words of Kubernetes, for which no rule has a word: `OutOfcpu`, `CreatePodSandboxError`."""

if TYPE_CHECKING:
    AnyReason = Reason | ServerReason
else:
    AnyReason = str  # for the JSON Schema: a type cannot be one of two kinds of text


def from_server(word: str) -> AnyReason:
    """The reason that the server's word is: ours of the same name, else the word itself."""
    return _OURS.get(word) or ServerReason(word)


_OURS = {reason.value: reason for reason in Reason}
