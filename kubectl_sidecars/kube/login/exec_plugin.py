"""Exec plugins: a program of somebody else that gives credentials (client-go plugin/pkg/client/auth/exec, v0.35).

Run by us and not by the kubernetes package, which takes every process whose stdout is a terminal for one where a
question can be asked: on a screen the plugin would draw over it, and read its keys.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import msgspec

from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.kube.config.client_config import Target
from kubectl_sidecars.kube.config.kubeconfig import User
from kubectl_sidecars.kube.login.plugin_errors import plugin_problem

ELSEWHERE = "no question can be asked here: log in from another terminal"


def with_plugin(target: Target) -> User:
    """The user with what its exec plugin answers: a token, or a certificate that stays in memory."""
    user = target.user
    plugin = user.exec or {}
    try:
        status = _answer(plugin, msgspec.to_builtins(target.cluster), interactive=target.interactive)
        token = str(status.get("token") or "")
        certificate, key = status.get("clientCertificateData"), status.get("clientKeyData")
    except Exception as error:  # noqa: BLE001 - the plugin is a program of somebody else, and so is its answer
        hint = str(plugin.get("installHint") or "").strip().partition("\n")[0]
        raise ClusterError(plugin_problem(f"getting credentials: exec: {plugin.get('command')}", error, hint)) from None
    if not token and not (certificate and key):
        raise ClusterError(
            visible(f"getting credentials: {plugin.get('command')} gave neither a token nor a certificate with its key")
        )
    changes: dict[str, Any] = {"token": token}
    if certificate and key:
        changes |= {"client_certificate_data": _base64(certificate), "client_key_data": _base64(key)}
    return msgspec.structs.replace(user, **changes)


def _base64(pem: str) -> str:
    return base64.b64encode(pem.encode()).decode()


def _answer(plugin: Mapping[str, Any], cluster: Mapping[str, Any], *, interactive: bool) -> dict[str, Any]:
    """The status of what the plugin answers. Where it may ask, its stderr is the user's; else what it said there is in
    the error."""
    for key in ("command", "apiVersion"):
        if key not in plugin:
            raise ValueError(f"exec: malformed request. missing key '{key}'")
    mode = plugin.get("interactiveMode") or "IfAvailable"
    asks = interactive and mode != "Never" and sys.stdin is not None and sys.stdin.isatty()
    if mode == "Always" and not asks:
        raise ValueError(f"exec plugin cannot support interactive mode: standard input is not at hand: {ELSEWHERE}")
    done = subprocess.run(
        [plugin["command"], *(plugin.get("args") or ())],
        check=False,
        stdin=None if asks else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=None if asks else subprocess.PIPE,
        env=_environment(plugin, cluster, asks=asks),
        text=True,
        errors="replace",
        shell=sys.platform in ("win32", "cygwin"),  # .cmd files
    )
    if done.returncode:
        said = f". {done.stderr.strip()}" if done.stderr and done.stderr.strip() else ""
        raise ValueError(f"exec: process returned {done.returncode}{said}{'' if interactive else f': {ELSEWHERE}'}")
    return _status(done.stdout, plugin["apiVersion"])


def _environment(plugin: Mapping[str, Any], cluster: Mapping[str, Any], *, asks: bool) -> dict[str, str]:
    spec: dict[str, Any] = {"interactive": asks}
    if plugin.get("provideClusterInfo"):
        spec["cluster"] = {**cluster, **_own_config(cluster)}
    info = {"apiVersion": plugin["apiVersion"], "kind": "ExecCredential", "spec": spec}
    own = {each["name"]: each["value"] for each in plugin.get("env") or ()}
    return {**os.environ, **own, "KUBERNETES_EXEC_INFO": json.dumps(info)}


def _own_config(cluster: Mapping[str, Any]) -> dict[str, Any]:
    """What the cluster's entry in the kubeconfig has for plugins."""
    for each in cluster.get("extensions") or ():
        if each.get("name") == "client.authentication.k8s.io/exec":
            return {"config": each.get("extension")}
    return {}


def _status(answer: str, version: str) -> dict[str, Any]:
    try:
        found = json.loads(answer)
    except ValueError as error:
        raise ValueError(f"exec: failed to decode process output: {error}") from None
    for key in ("apiVersion", "kind", "status"):
        if key not in found:
            raise ValueError(f"exec: malformed response. missing key '{key}'")
    if found["apiVersion"] != version:
        raise ValueError(f"exec: plugin api version {found['apiVersion']} does not match {version}")
    status: dict[str, Any] = found["status"]
    return status
