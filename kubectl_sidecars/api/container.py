"""The spec of a container."""

from __future__ import annotations

from kubectl_sidecars.api.meta import ApiObject, Quantities


class ConfigMapKeySelector(ApiObject, frozen=True):
    """A ConfigMapKeySelector or a SecretKeySelector: the name of an object, and a key in it."""

    name: str = ""
    key: str = ""
    optional: bool = False


class ObjectFieldSelector(ApiObject, frozen=True):
    field_path: str = ""


class EnvVarSource(ApiObject, frozen=True):
    config_map_key_ref: ConfigMapKeySelector | None = None
    secret_key_ref: ConfigMapKeySelector | None = None
    field_ref: ObjectFieldSelector | None = None


class EnvVar(ApiObject, frozen=True):
    name: str = ""
    value: str = ""
    value_from: EnvVarSource | None = None


class ObjectReference(ApiObject, frozen=True):
    """The name of a ConfigMap or a Secret; if `optional`, it may be missing."""

    name: str = ""
    optional: bool = False


class EnvFromSource(ApiObject, frozen=True):
    config_map_ref: ObjectReference | None = None
    secret_ref: ObjectReference | None = None


class ContainerPort(ApiObject, frozen=True):
    name: str = ""
    container_port: int = 0
    host_port: int = 0
    protocol: str = "TCP"


class VolumeMount(ApiObject, frozen=True):
    name: str = ""
    mount_path: str = ""
    read_only: bool = False


class ResourceRequirements(ApiObject, frozen=True):
    requests: Quantities = {}
    limits: Quantities = {}


class ExecAction(ApiObject, frozen=True):
    command: tuple[str, ...] = ()


class HTTPGetAction(ApiObject, frozen=True):
    path: str = ""
    port: int | str = 0
    host: str = ""
    scheme: str = ""


class TCPSocketAction(ApiObject, frozen=True):
    port: int | str = 0
    host: str = ""


class GRPCAction(ApiObject, frozen=True):
    port: int = 0
    service: str = ""


class SleepAction(ApiObject, frozen=True):
    seconds: int = 0


class Probe(ApiObject, frozen=True):
    """A probe, with the API server's defaults (core/v1 defaults.go, v1.35)."""

    exec: ExecAction | None = None
    http_get: HTTPGetAction | None = None
    tcp_socket: TCPSocketAction | None = None
    grpc: GRPCAction | None = None
    initial_delay_seconds: int = 0
    timeout_seconds: int = 1
    period_seconds: int = 10
    success_threshold: int = 1
    failure_threshold: int = 3
    termination_grace_period_seconds: int | None = None


class LifecycleHandler(ApiObject, frozen=True):
    exec: ExecAction | None = None
    http_get: HTTPGetAction | None = None
    sleep: SleepAction | None = None


class Lifecycle(ApiObject, frozen=True):
    post_start: LifecycleHandler | None = None
    pre_stop: LifecycleHandler | None = None


class Capabilities(ApiObject, frozen=True):
    add: tuple[str, ...] = ()


class SecurityContext(ApiObject, frozen=True):
    capabilities: Capabilities = Capabilities()
    privileged: bool = False
    run_as_user: int | None = None
    run_as_non_root: bool | None = None


class ContainerRestartRuleOnExitCodes(ApiObject, frozen=True):
    operator: str = ""
    values: tuple[int, ...] = ()


class ContainerRestartRule(ApiObject, frozen=True):
    """A rule of restartPolicyRules (KEP-5307)."""

    action: str = ""
    exit_codes: ContainerRestartRuleOnExitCodes = ContainerRestartRuleOnExitCodes()


class Container(ApiObject, frozen=True):
    """A Container or an EphemeralContainer."""

    name: str = ""
    image: str = ""
    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    env: tuple[EnvVar, ...] = ()
    env_from: tuple[EnvFromSource, ...] = ()
    ports: tuple[ContainerPort, ...] = ()
    volume_mounts: tuple[VolumeMount, ...] = ()
    resources: ResourceRequirements = ResourceRequirements()
    liveness_probe: Probe | None = None
    readiness_probe: Probe | None = None
    startup_probe: Probe | None = None
    lifecycle: Lifecycle = Lifecycle()
    security_context: SecurityContext = SecurityContext()
    restart_policy: str = ""
    restart_policy_rules: tuple[ContainerRestartRule, ...] = ()
    tty: bool = False
