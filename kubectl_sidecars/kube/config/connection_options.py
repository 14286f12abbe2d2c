"""How to reach the cluster, as kubectl's connection flags say it. Imports nothing heavy: each command builds one."""

from __future__ import annotations

from kubectl_sidecars.record import Record


class ConnectionOptions(Record):
    """kubectl's flags, empty where not given; a flag beats what the kubeconfig says."""

    kubeconfig: str = ""
    context: str = ""
    cluster: str = ""
    user: str = ""
    namespace: str = ""
    server: str = ""
    token: str = ""
    as_: str = ""
    as_groups: tuple[str, ...] = ()
    as_uid: str = ""
    as_user_extra: tuple[str, ...] = ()
    username: str = ""
    password: str = ""
    certificate_authority: str = ""
    client_certificate: str = ""
    client_key: str = ""
    insecure_skip_tls_verify: bool = False
    tls_server_name: str = ""
    request_timeout: str = "0"
    disable_compression: bool = False
    debug: bool = False
    interactive: bool = True
    """No flag: False where the terminal is a screen's, and no plugin may ask on it."""


_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9, "": 1.0}
_PART = r"(\d+(?:\.\d*)?|\.\d+)(h|ms|us|µs|ns|m|s)"


def seconds(timeout: str) -> float | None:
    """--request-timeout in seconds, None for none: plain seconds or Go's duration (client-go ParseTimeout, v0.35)."""
    if timeout.isascii() and timeout.isdigit():
        return float(timeout) or None
    import re  # noqa: PLC0415 - rarely needed, and compiled only then

    parts = re.findall(_PART, timeout)
    if not parts or "".join(number + unit for number, unit in parts) != timeout:
        from kubectl_sidecars.errors import UsageError  # noqa: PLC0415

        raise UsageError(
            "Invalid timeout value. Timeout must be a single integer in seconds, "
            "or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)"
        )
    return sum(float(number) * _UNITS[unit] for number, unit in parts) or None
