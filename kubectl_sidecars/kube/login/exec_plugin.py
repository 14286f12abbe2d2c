"""Exec plugins: external programs that supply credentials (client-go plugin/pkg/client/auth/exec, v0.35).

They are not run by the kubernetes package, which lets a plugin ask questions whenever stdout is a terminal: it would
draw over the screen, and read its keys.
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
from kubectl_sidecars.kube.config.client_config import ClientConfig
from kubectl_sidecars.kube.config.kubeconfig import AuthInfo
from kubectl_sidecars.kube.login.plugin_errors import plugin_message

LOG_IN_ELSEWHERE = "no question can be asked here: log in from another terminal"


def with_exec_credential(config: ClientConfig) -> AuthInfo:
    """The user with the token, or the certificate and key, that its exec plugin returns. Both stay in memory.

    Raises ClusterError if the plugin fails, or returns neither.
    """
    user = config.user
    plugin = user.exec or {}
    try:
        status = _run(plugin, msgspec.to_builtins(config.cluster), interactive=config.interactive)
        token, certificate, key = status.token or "", _base64(status.certificate), _base64(status.key)
    except Exception as error:  # noqa: BLE001 - neither the plugin nor its answer is ours
        hint = str(plugin.get("installHint") or "").strip().partition("\n")[0]
        raise ClusterError(plugin_message(f"getting credentials: exec: {plugin.get('command')}", error, hint)) from None
    if not token and not (certificate and key):
        raise ClusterError(
            visible(
                f"getting credentials: {plugin.get('command')} returned neither a token nor a certificate with its key"
            )
        )
    changes: dict[str, Any] = {"token": token}
    if certificate and key:
        changes |= {"client_certificate_data": certificate, "client_key_data": key}
    return msgspec.structs.replace(user, **changes)


class _Status(msgspec.Struct, frozen=True):
    """The status of an ExecCredential (client-go pkg/apis/clientauthentication/v1/types.go, v0.35)."""

    token: str | None = None
    certificate: str | None = msgspec.field(name="clientCertificateData", default=None)
    key: str | None = msgspec.field(name="clientKeyData", default=None)


def _base64(pem: str | None) -> str:
    return base64.b64encode((pem or "").encode()).decode()


def _run(plugin: Mapping[str, Any], cluster: Mapping[str, Any], *, interactive: bool) -> _Status:
    """The status of the ExecCredential that the plugin prints.

    A plugin that may ask questions writes to the user's stderr; otherwise its stderr is part of the error.
    """
    for key in ("command", "apiVersion"):
        if key not in plugin:
            raise ValueError(f"exec: malformed request. missing key '{key}'")
    mode = plugin.get("interactiveMode") or "IfAvailable"
    asks = interactive and mode != "Never" and sys.stdin is not None and sys.stdin.isatty()
    if mode == "Always" and not asks:
        raise ValueError(
            f"exec plugin cannot support interactive mode: standard input is not available: {LOG_IN_ELSEWHERE}"
        )
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
        stderr = f". {done.stderr.strip()}" if done.stderr and done.stderr.strip() else ""
        raise ValueError(
            f"exec: process returned {done.returncode}{stderr}{'' if interactive else f': {LOG_IN_ELSEWHERE}'}"
        )
    return _status(done.stdout, plugin["apiVersion"])


def _environment(plugin: Mapping[str, Any], cluster: Mapping[str, Any], *, asks: bool) -> dict[str, str]:
    spec: dict[str, Any] = {"interactive": asks}
    if plugin.get("provideClusterInfo"):
        spec["cluster"] = {**cluster, **_own_config(cluster)}
    info = {"apiVersion": plugin["apiVersion"], "kind": "ExecCredential", "spec": spec}
    own = {variable["name"]: variable["value"] for variable in plugin.get("env") or ()}
    return {**os.environ, **own, "KUBERNETES_EXEC_INFO": json.dumps(info)}


def _own_config(cluster: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration for plugins in the cluster's kubeconfig entry; empty if it has none."""
    for extension in cluster.get("extensions") or ():
        if extension.get("name") == "client.authentication.k8s.io/exec":
            return {"config": extension.get("extension")}
    return {}


def _status(stdout: str, version: str) -> _Status:
    try:
        credential = json.loads(stdout)
    except ValueError as error:
        raise ValueError(f"exec: failed to decode process output: {error}") from None
    if not isinstance(credential, dict):
        raise ValueError("exec: malformed response. it is not an object")  # noqa: TRY004 - of its answer
    for key in ("apiVersion", "kind", "status"):
        if key not in credential:
            raise ValueError(f"exec: malformed response. missing key '{key}'")
    if credential["apiVersion"] != version:
        raise ValueError(f"exec: plugin api version {credential['apiVersion']} does not match {version}")
    return msgspec.convert(credential["status"], _Status)
