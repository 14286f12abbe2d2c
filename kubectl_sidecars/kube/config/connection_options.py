"""The values of kubectl's connection flags. Imports nothing heavy: every command builds them.

Annotations are not postponed here: NamedTuple would compile each of the 23, which takes 1 ms.
"""

from typing import NamedTuple


class ConnectionOptions(NamedTuple):
    """The value of each flag, empty if it was not given. A flag overrides the kubeconfig."""

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
    """Not a flag. False if the terminal shows a screen, so that no plugin may ask questions on it."""


_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9, "": 1.0}
_PART = r"(\d+(?:\.\d*)?|\.\d+)(h|ms|us|µs|ns|m|s)"


def parse_timeout(timeout: str) -> float | None:
    """The seconds of --request-timeout, given as seconds or as Go's duration; None for no timeout.

    Raises UsageError if it is neither. As client-go's ParseTimeout, v0.35.
    """
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
