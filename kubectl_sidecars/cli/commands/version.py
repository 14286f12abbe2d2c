"""`kubectl sidecars version`: of itself, Python, the client library and the server."""

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
    """Prints the versions. A server that does not answer is one line on stderr, and no failure."""
    given = parse(VERSION, argv, f"{program()} version")
    found = here()
    is_client = given.is_on("client")
    if not is_client:
        try:
            found["serverVersion"] = ask(connection(given))
        except SidecarsError as error:
            streams.say(f"warning: the server's version is unknown: {error}")
    streams.lines(lines(found, given.text("output"), client=is_client))
    return ExitStatus.OK


def here() -> dict[str, Any]:
    """What can be told without a server. Every key is always there."""
    return {
        "sidecarsVersion": __version__,
        "pythonVersion": platform.python_version(),
        "clientLibraryVersion": library(),
        "platform": here_on(platform.system(), platform.machine()),
        "serverVersion": None,
    }


def here_on(system: str, machine: str) -> str:
    """System and processor as kubectl names them: Go's GOOS and GOARCH."""
    known = {"x86_64": "amd64", "aarch64": "arm64", "i686": "386"}
    return f"{system.lower()}/{known.get(machine.lower(), machine.lower())}"


def library() -> str:
    """Of the kubernetes package, from its metadata: importing it takes a third of a second."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        return version("kubernetes")
    except PackageNotFoundError:
        return ""


def ask(options: ConnectionOptions) -> Mapping[str, Any]:
    """The server's own words: /version is open to every user who is logged in (system:public-info-viewer)."""
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
        raise ClusterError("what it answered is no version") from None


def lines(found: Mapping[str, Any], output: str, *, client: bool) -> list[str]:
    if output == "json":
        import json  # noqa: PLC0415

        return [json.dumps(found, indent=4)]
    if output == "yaml":
        import yaml  # noqa: PLC0415

        return yaml.safe_dump(found, sort_keys=False).rstrip("\n").split("\n")
    return _text(found, client=client)


def _text(found: Mapping[str, Any], *, client: bool) -> list[str]:
    """In the manner of `kubectl version`."""
    from kubectl_sidecars.escape import visible  # noqa: PLC0415

    server = (found["serverVersion"] or {}).get("gitVersion") or "unknown"
    said = [
        f"Sidecars Version: {found['sidecarsVersion']}",
        f"Python Version: {found['pythonVersion']} ({found['platform']})",
        f"Client Library Version: {found['clientLibraryVersion'] or 'unknown'}",
    ]
    return said if client else [*said, f"Server Version: {visible(server)}"]
