"""The kubeconfig format, and several files merged into one as kubectl merges them (client-go loader.go, v0.35)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml
from msgspec import field

from kubectl_sidecars.decode import without_nulls
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.escape import visible


class Part(msgspec.Struct, frozen=True, kw_only=True, rename="kebab", omit_defaults=True):
    """A piece of a kubeconfig: kebab-case in the file."""


class Cluster(Part, frozen=True):
    server: str = ""
    certificate_authority: str = ""
    certificate_authority_data: str = ""
    insecure_skip_tls_verify: bool = False
    tls_server_name: str = ""
    proxy_url: str = ""
    disable_compression: bool = False
    extensions: Any = None


class User(Part, frozen=True):
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


class Context(Part, frozen=True):
    cluster: str = ""
    user: str = ""
    namespace: str = ""


class NamedCluster(Part, frozen=True):
    name: str
    cluster: Cluster = Cluster()


class NamedUser(Part, frozen=True):
    name: str
    user: User = User()


class NamedContext(Part, frozen=True):
    name: str
    context: Context = Context()


class File(Part, frozen=True):
    current_context: str = ""
    clusters: tuple[NamedCluster, ...] = ()
    users: tuple[NamedUser, ...] = ()
    contexts: tuple[NamedContext, ...] = ()


class Kubeconfig(msgspec.Struct):
    """What all files say together. `paths` are those that exist; empty when there is none."""

    current_context: str = ""
    clusters: dict[str, Cluster] = {}
    users: dict[str, User] = {}
    contexts: dict[str, Context] = {}
    paths: tuple[Path, ...] = ()


def load(flag: str, environ: Mapping[str, str]) -> Kubeconfig:
    """--kubeconfig, else the files of KUBECONFIG, else ~/.kube/config: the first to set a value wins.

    Only a file named by the flag has to exist.
    """
    if flag:
        paths = [Path(flag)]
    elif environ.get("KUBECONFIG"):
        paths = [Path(each) for each in environ["KUBECONFIG"].split(os.pathsep) if each]
    else:
        paths = [Path(environ.get("HOME") or "~").expanduser() / ".kube" / "config"]
    merged = Kubeconfig()
    for path in paths:
        if (text := _text(path, must_exist=bool(flag))) is not None:
            _merge(merged, path, _parse(text, path))
    return merged


def _text(path: Path, *, must_exist: bool) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        if not must_exist:
            return None
        raise UsageError(f"stat {path}: no such file or directory: give --kubeconfig a file that exists") from None
    except OSError as error:
        raise UsageError(f'error loading config file "{path}": {error.strerror}') from None


def _parse(text: bytes, path: Path) -> File:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        value = yaml.load(text, Loader=loader)  # noqa: S506 - both loaders are the safe ones
        return msgspec.convert(without_nulls(value) or {}, File)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UsageError(visible(f'error loading config file "{path}": {_problem(error)}')) from None


def _problem(error: Exception) -> str:
    """What is wrong and where, without the line itself: it may hold a token."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"yaml: line {error.problem_mark.line + 1}: {error.problem}"
    return " ".join(str(error).split())


Named = TypeVar("Named", Cluster, User, Context)


def _merge(merged: Kubeconfig, path: Path, file: File) -> None:
    folder = path.absolute().parent
    merged.paths += (path,)
    merged.current_context = merged.current_context or file.current_context
    _first_wins(merged.clusters, {each.name: _anchored(each.cluster, folder) for each in reversed(file.clusters)})
    _first_wins(merged.users, {each.name: _anchored(each.user, folder) for each in reversed(file.users)})
    _first_wins(merged.contexts, {each.name: each.context for each in reversed(file.contexts)})


def _first_wins(known: dict[str, Named], more: dict[str, Named]) -> None:
    for name, value in more.items():
        known.setdefault(name, value)


_PATHS = ("certificate_authority", "client_certificate", "client_key", "token_file")


def _anchored(part: Named, folder: Path) -> Named:
    """Its relative paths resolved against the folder of their file, as is an exec command with a slash in it."""
    found: dict[str, Any] = {name: getattr(part, name, "") for name in _PATHS}
    changes: dict[str, Any] = {name: str(folder / value) for name, value in found.items() if value}
    if isinstance(part, User) and part.exec and "/" in str(part.exec.get("command", "")):
        changes["exec"] = part.exec | {"command": str(folder / str(part.exec["command"]))}
    return msgspec.structs.replace(part, **changes) if changes else part
