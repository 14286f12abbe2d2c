"""`kubectl sidecars version`: the versions of the program, Python, the client library and the server."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from typing import Any

from kubectl_sidecars import __version__
from kubectl_sidecars.cli.parser.connection import connection
from kubectl_sidecars.cli.parser.parse import parse
from kubectl_sidecars.cli.parser.version_flags import VERSION
from kubectl_sidecars.cli.program import program
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.errors import ExitStatus, SidecarsError
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions


def run(argv: Sequence[str], streams: Streams) -> int:
    """Prints the versions. If the server does not answer, one line on stderr says why; the exit status is still 0."""
    given = parse(VERSION, argv, f"{program()} version")
    versions = client_versions()
    is_client = given.is_on("client")
    if not is_client:
        try:
            versions["serverVersion"] = ask(connection(given))
        except SidecarsError as error:
            streams.say(f"warning: cannot get the version of the server: {error}")
    streams.lines(lines(versions, given.text("output"), client=is_client))
    return ExitStatus.OK


def client_versions() -> dict[str, Any]:
    """The versions known without a server. All keys exist; that of the server has no value."""
    return {
        "sidecarsVersion": __version__,
        "pythonVersion": platform.python_version(),
        "clientLibraryVersion": library(),
        "platform": platform_name(platform.system(), platform.machine()),
        "serverVersion": None,
    }


def platform_name(system: str, machine: str) -> str:
    """`linux/amd64`: system and processor as kubectl names them (Go's GOOS and GOARCH)."""
    known = {"x86_64": "amd64", "aarch64": "arm64", "i686": "386"}
    return f"{system.lower()}/{known.get(machine.lower(), machine.lower())}"


def library() -> str:
    """The version of the kubernetes package, "" if it is not installed. Importing it would take 0.3 s."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        return version("kubernetes")
    except PackageNotFoundError:
        return ""


def ask(options: ConnectionOptions) -> Mapping[str, Any]:
    """The answer of the server to /version, which every user may read (system:public-info-viewer).

    Raises SidecarsError if the server cannot be reached or refuses.
    """
    import msgspec  # noqa: PLC0415

    from kubectl_sidecars.errors import ClusterError  # noqa: PLC0415
    from kubectl_sidecars.kube.http.client import connect  # noqa: PLC0415

    with connect(options) as client:
        answer = client.get("/version")
    if not answer.is_ok:
        raise answer.error()
    try:
        return msgspec.json.decode(answer.body, type=dict[str, str])
    except msgspec.DecodeError:
        raise ClusterError("its answer is not a version") from None


def lines(versions: Mapping[str, Any], output: str, *, client: bool) -> list[str]:
    """The lines to print: JSON, YAML, or text for `output` ""; `client` leaves out the server."""
    if output == "json":
        import json  # noqa: PLC0415

        return [json.dumps(versions, indent=4)]
    if output == "yaml":
        import yaml  # noqa: PLC0415

        return yaml.safe_dump(versions, sort_keys=False).rstrip("\n").split("\n")
    return _text(versions, client=client)


def _text(versions: Mapping[str, Any], *, client: bool) -> list[str]:
    """The lines in the form of `kubectl version`."""
    from kubectl_sidecars.escape import visible  # noqa: PLC0415

    server = (versions["serverVersion"] or {}).get("gitVersion") or "unknown"
    text = [
        f"Sidecars Version: {versions['sidecarsVersion']}",
        f"Python Version: {versions['pythonVersion']} ({versions['platform']})",
        f"Client Library Version: {versions['clientLibraryVersion'] or 'unknown'}",
    ]
    return text if client else [*text, f"Server Version: {visible(server)}"]
