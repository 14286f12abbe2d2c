"""Server, user and namespace by kubectl's rules, and one line for every invalid kubeconfig."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.inputs import MOST
from kubectl_sidecars.kube.config.client_config import (
    ClientConfig,
    client_config,
    data_or_file,
)
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions, parse_timeout

TWO: dict[str, Any] = {
    "current-context": "prod",
    "contexts": [
        {"name": "prod", "context": {"cluster": "east", "user": "ada", "namespace": "shop"}},
        {"name": "test", "context": {"cluster": "west", "user": "bob"}},
    ],
    "clusters": [
        {"name": "east", "cluster": {"server": "https://east:6443", "certificate-authority": "certs/east.crt"}},
        {"name": "west", "cluster": {"server": "https://west:6443", "insecure-skip-tls-verify": True}},
    ],
    "users": [
        {"name": "ada", "user": {"token": "secret-of-ada"}},
        {"name": "bob", "user": {"client-certificate": "bob.crt", "client-key": "bob.key"}},
    ],
}


def write(path: Path, value: object) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return str(path)


def chosen(tmp_path: Path, value: object = TWO, **flags: Any) -> ClientConfig:
    return client_config(ConnectionOptions(kubeconfig=write(tmp_path / "config", value), **flags), {})


def test_the_current_context_gives_cluster_user_and_namespace(tmp_path: Path) -> None:
    found = chosen(tmp_path)
    assert (found.context, found.cluster.server, found.user.token) == ("prod", "https://east:6443", "secret-of-ada")
    assert found.namespace == "shop"


def test_relative_paths_are_resolved_against_their_own_file(tmp_path: Path) -> None:
    assert chosen(tmp_path).cluster.certificate_authority == str(tmp_path / "certs/east.crt")
    assert chosen(tmp_path, context="test").user.client_key == str(tmp_path / "bob.key")


def test_a_context_without_a_namespace_means_default(tmp_path: Path) -> None:
    assert chosen(tmp_path, context="test").namespace == "default"


def test_flags_choose_and_override(tmp_path: Path) -> None:
    found = chosen(
        tmp_path, context="test", user="ada", namespace="other", server="https://north", as_="eve", as_groups=("a", "b")
    )
    assert (found.cluster.server, found.user.token, found.namespace) == ("https://north", "secret-of-ada", "other")
    assert (found.user.as_, found.user.as_groups) == ("eve", ("a", "b"))


def test_a_token_flag_beats_every_other_credential(tmp_path: Path) -> None:
    config = TWO | {"users": [{"name": "ada", "user": {"exec": {"command": "login"}, "tokenFile": "t"}}]}
    user = chosen(tmp_path, config, token="mine").user
    assert (user.token, user.token_file, user.exec) == ("mine", "", None)


def test_an_authority_flag_ends_insecure_and_an_insecure_flag_ends_the_authority(tmp_path: Path) -> None:
    found = chosen(tmp_path, context="test", certificate_authority="/ca.crt").cluster
    assert (found.certificate_authority, found.insecure_skip_tls_verify) == ("/ca.crt", False)
    found = chosen(tmp_path, insecure_skip_tls_verify=True).cluster
    assert (found.certificate_authority, found.insecure_skip_tls_verify) == ("", True)


def test_of_several_files_the_first_to_name_something_wins_and_missing_files_are_passed_over(tmp_path: Path) -> None:
    first = write(
        tmp_path / "a/config", {"users": [{"name": "ada", "user": {"token": "first"}}], "current-context": ""}
    )
    second = write(tmp_path / "b/config", TWO)
    third = write(tmp_path / "c/config", TWO | {"current-context": "test"})
    environ = {"KUBECONFIG": f"{first}::{tmp_path}/gone:{second}:{third}"}
    found = client_config(ConnectionOptions(), environ)
    assert (found.context, found.user.token) == ("prod", "first")
    assert found.cluster.certificate_authority == str(tmp_path / "b/certs/east.crt")


def test_without_flag_and_variable_the_file_in_the_home_folder_counts(tmp_path: Path) -> None:
    write(tmp_path / ".kube/config", TWO)
    assert client_config(ConnectionOptions(), {"HOME": str(tmp_path)}).context == "prod"


def test_yaml_nulls_count_as_absent(tmp_path: Path) -> None:
    text = """
current-context: c
contexts: [{name: c, context: {cluster: k, user: , namespace: null}}]
clusters: [{name: k, cluster: {server: 'https://k', certificate-authority-data: null}}]
users: null
preferences: {}
"""
    assert chosen(tmp_path, text).namespace == "default"


def test_a_server_alone_needs_no_kubeconfig(tmp_path: Path) -> None:
    found = client_config(ConnectionOptions(server="10.0.0.1:6443", token="t"), {"HOME": str(tmp_path)})
    assert (found.cluster.server, found.user.token) == ("https://10.0.0.1:6443", "t")


def test_an_exec_command_with_a_slash_is_relative_to_its_file(tmp_path: Path) -> None:
    config = TWO | {"users": [{"name": "ada", "user": {"exec": {"command": "./login", "apiVersion": "v1"}}}]}
    found = chosen(tmp_path, config).user
    assert found.exec is not None
    assert found.exec["command"] == str(tmp_path / "login")


def service_account(folder: Path) -> Path:
    write(folder / "token", "from the pod\n")
    write(folder / "ca.crt", "PEM")
    write(folder / "namespace", "inside")
    return folder


@pytest.mark.parametrize(
    ("host", "server"), [("10.0.0.1", "https://10.0.0.1:443"), ("fd00::1", "https://[fd00::1]:443")]
)
def test_inside_a_pod_without_kubeconfig_its_service_account_is_used(tmp_path: Path, host: str, server: str) -> None:
    environ = {"HOME": "/nowhere", "KUBERNETES_SERVICE_HOST": host, "KUBERNETES_SERVICE_PORT": "443"}
    found = client_config(ConnectionOptions(), environ, service_account(tmp_path))
    assert (found.cluster.server, found.namespace) == (server, "inside")
    assert found.user.token_file == str(tmp_path / "token")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x" * (MOST + 1), b" \n"], ids=["no text", "too large", "blank"])
def test_inside_a_pod_a_namespace_that_cannot_be_read_is_default(tmp_path: Path, content: bytes) -> None:
    environ = {"HOME": "/nowhere", "KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"}
    folder = service_account(tmp_path)
    (folder / "namespace").write_bytes(content)
    assert client_config(ConnectionOptions(), environ, folder).namespace == "default"


def test_inside_a_pod_a_kubeconfig_still_wins(tmp_path: Path) -> None:
    environ = {
        "KUBECONFIG": write(tmp_path / "config", TWO),
        "KUBERNETES_SERVICE_HOST": "10.0.0.1",
        "KUBERNETES_SERVICE_PORT": "443",
    }
    assert client_config(ConnectionOptions(), environ, service_account(tmp_path / "sa")).context == "prod"


def test_material_is_data_first_then_a_file(tmp_path: Path) -> None:
    path = write(tmp_path / "pem", "of the file")
    assert data_or_file("client-key", base64.b64encode(b"of the data").decode(), path, "ada") == b"of the data"
    assert data_or_file("client-key", "", path, "ada") == b"of the file"
    assert data_or_file("client-key", "", "", "ada") == b""


@pytest.mark.parametrize(
    ("data", "path", "words"),
    [
        ("%%%", "", 'client-key-data of "ada" is not valid base64'),
        ("", "/nowhere/key", 'unable to read client-key "/nowhere/key" for "ada": No such file or directory'),
        ("", "nul\x00", 'unable to read client-key "nul\\\\x00" for "ada"'),
    ],
)
def test_material_that_cannot_be_read_is_named(data: str, path: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        data_or_file("client-key", data, path, "ada")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", None),
        ("0s", None),
        ("5", 5.0),
        ("5s", 5.0),
        ("1m", 60.0),
        ("1m30s", 90.0),
        ("1.5h", 5400.0),
        ("250ms", 0.25),
    ],
)
def test_a_request_timeout_is_read_as_kubectl_reads_it(text: str, value: float | None) -> None:
    assert parse_timeout(text) == value


@pytest.mark.parametrize("text", ["", "abc", "5x", "-1", "1s ", "s", "1 m", "٣"])
def test_a_wrong_timeout_is_refused_in_kubectls_words(text: str) -> None:
    with pytest.raises(UsageError, match="Invalid timeout value"):
        parse_timeout(text)
