"""The kubeconfig format, and the merging of several files as kubectl does it (client-go loader.go, v0.35)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import field

from kubectl_sidecars.decode import without_nulls
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.inputs import home, read_input
from kubectl_sidecars.kube.config.plain_yaml import NotPlainError, read_plain


class Section(msgspec.Struct, frozen=True, kw_only=True, rename="kebab", omit_defaults=True):
    """Base of all parts of a kubeconfig: field names are in kebab case."""


class Cluster(Section, frozen=True):
    server: str = ""
    certificate_authority: str = ""
    certificate_authority_data: str = ""
    insecure_skip_tls_verify: bool = False
    tls_server_name: str = ""
    proxy_url: str = ""
    disable_compression: bool = False
    extensions: Any = None


class AuthInfo(Section, frozen=True):
    client_certificate: str = ""
    client_certificate_data: str = ""
    client_key: str = ""
    client_key_data: str = ""
    token: str = ""
    token_file: str = field(name="tokenFile", default="")
    username: str = ""
    password: str = ""
    as_: str = field(name="as", default="")
    as_uid: str = ""
    as_groups: tuple[str, ...] = ()
    as_user_extra: dict[str, tuple[str, ...]] = {}
    auth_provider: dict[str, Any] | None = None
    exec: dict[str, Any] | None = None


class Context(Section, frozen=True):
    cluster: str = ""
    user: str = ""
    namespace: str = ""


class NamedCluster(Section, frozen=True):
    name: str
    cluster: Cluster = Cluster()


class NamedAuthInfo(Section, frozen=True):
    name: str
    user: AuthInfo = AuthInfo()


class NamedContext(Section, frozen=True):
    name: str
    context: Context = Context()


class KubeconfigFile(Section, frozen=True):
    current_context: str = ""
    clusters: tuple[NamedCluster, ...] = ()
    users: tuple[NamedAuthInfo, ...] = ()
    contexts: tuple[NamedContext, ...] = ()


class Kubeconfig(msgspec.Struct):
    """All files merged. `paths` are the files that exist."""

    current_context: str = ""
    clusters: dict[str, Cluster] = {}
    users: dict[str, AuthInfo] = {}
    contexts: dict[str, Context] = {}
    paths: tuple[Path, ...] = ()


def load_kubeconfig(flag: str, environ: Mapping[str, str]) -> Kubeconfig:
    """The merged kubeconfig: the file of --kubeconfig, else those of KUBECONFIG, else ~/.kube/config.

    The first file to set a value wins. Only the file of the flag has to exist. Raises UsageError for a file that
    cannot be read or parsed.
    """
    if flag:
        paths = [Path(flag)]
    elif environ.get("KUBECONFIG"):
        paths = [Path(path) for path in environ["KUBECONFIG"].split(os.pathsep) if path]
    else:
        paths = [Path(environ.get("HOME") or home()) / ".kube" / "config"]
    merged = Kubeconfig()
    for path in paths:
        if (text := _text(path, must_exist=bool(flag))) is not None:
            _merge(merged, path, _parse(text, path))
    return merged


def _text(path: Path, *, must_exist: bool) -> bytes | None:
    try:
        return read_input(path)
    except FileNotFoundError:
        if not must_exist:
            return None
        raise UsageError(f"stat {path}: no such file or directory: give --kubeconfig a file that exists") from None
    except OSError as error:
        raise UsageError(f'error loading config file "{path}": {error.strerror}') from None


def _parse(text: bytes, path: Path) -> KubeconfigFile:
    try:
        return msgspec.convert(without_nulls(_yaml(text)) or {}, KubeconfigFile)
    except (ValueError, RecursionError) as error:
        why = " ".join(str(error).split())
        raise UsageError(visible(f'error loading config file "{path}": {why}')) from None


def _yaml(text: bytes) -> Any:
    """The value of the text. Raises ValueError with the line's number; the line is left out: it may hold a token."""
    try:
        return read_plain(text)
    except (NotPlainError, RecursionError):
        import yaml  # noqa: PLC0415 - 12 ms: only for what kubectl does not write itself

        from kubectl_sidecars import yamls  # noqa: PLC0415
    try:
        return yamls.whole(text)
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        raise ValueError(f"yaml: line {mark.line + 1}: {problem}" if mark else str(error)) from None


Named = TypeVar("Named", Cluster, AuthInfo, Context)


def _merge(merged: Kubeconfig, path: Path, file: KubeconfigFile) -> None:
    folder = path.absolute().parent
    merged.paths += (path,)
    merged.current_context = merged.current_context or file.current_context
    _first_wins(
        merged.clusters, {item.name: _with_absolute_paths(item.cluster, folder) for item in reversed(file.clusters)}
    )
    _first_wins(merged.users, {item.name: _with_absolute_paths(item.user, folder) for item in reversed(file.users)})
    _first_wins(merged.contexts, {item.name: item.context for item in reversed(file.contexts)})


def _first_wins(merged: dict[str, Named], more: dict[str, Named]) -> None:
    for name, value in more.items():
        merged.setdefault(name, value)


_PATHS = ("certificate_authority", "client_certificate", "client_key", "token_file")


def _with_absolute_paths(part: Named, folder: Path) -> Named:
    """The part with its relative paths resolved against the folder of its file, an exec command with a slash too."""
    paths: dict[str, Any] = {name: getattr(part, name, "") for name in _PATHS}
    changes: dict[str, Any] = {name: str(folder / value) for name, value in paths.items() if value}
    if isinstance(part, AuthInfo) and part.exec and "/" in str(part.exec.get("command", "")):
        changes["exec"] = part.exec | {"command": str(folder / str(part.exec["command"]))}
    return msgspec.structs.replace(part, **changes) if changes else part
