"""Invalid kubeconfigs: each gives one line, and none shows a secret."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.kube.config.client_config import client_config
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions
from tests.kube.test_client_config import TWO, chosen


def with_user(**user: object) -> dict[str, Any]:
    return TWO | {"users": [{"name": "ada", "user": user}]}


def with_cluster(**cluster: object) -> dict[str, Any]:
    return TWO | {"clusters": [{"name": "east", "cluster": cluster}]}


WRONG: list[tuple[object, dict[str, Any], str]] = [
    ("a: [1", {}, "yaml: line "),
    ("clusters: east", {}, "Expected `array`, got `str` - at `$.clusters`"),
    ("- a\n- b", {}, "Expected `object`, got `array`"),
    ("just words", {}, "Expected `object`, got `str`"),
    ("\x00", {}, "error loading config file"),
    ("x: !!python/object/apply:os.system [true]", {}, "could not determine a constructor"),
    ("a: &a [*a]", {}, "error loading config file"),
    ("", {}, "no cluster is configured in"),
    ("{}", {}, "set KUBECONFIG, or give --kubeconfig or --server"),
    (TWO | {"current-context": ""}, {}, "current-context is not set: choose one with --context"),
    (TWO | {"current-context": "gone"}, {}, 'context "gone" does not exist'),
    (TWO, {"context": "gone"}, 'context "gone" does not exist'),
    (TWO, {"context": "go\x1bne"}, 'context "go\\x1bne" does not exist'),
    (TWO, {"cluster": "gone"}, 'cluster "gone" does not exist: kubectl config get-clusters lists them'),
    (TWO, {"user": "gone"}, 'auth info "gone" does not exist: kubectl config get-users lists them'),
    (TWO | {"clusters": []}, {}, 'cluster "east" does not exist: context "prod" names it'),
    (TWO | {"users": []}, {}, 'auth info "ada" does not exist: context "prod" names it'),
    (with_cluster(), {}, 'no server found for cluster "east"'),
    (TWO, {"server": "ftp://east"}, 'host must be a URL or a host:port pair: "ftp://east"'),
    (TWO, {"server": "https://east:99999"}, "host must be a URL"),
    (TWO, {"server": "https://[::1"}, "host must be a URL"),
    (TWO, {"server": "https://ea st\x1b"}, 'host must be a URL or a host:port pair: "https://ea st\\x1b"'),
    (with_cluster(server=6443), {}, "Expected `str`, got `int` - at `$.clusters[0].cluster.server`"),
    (with_cluster(server="https://e", **{"insecure-skip-tls-verify": "yes"}), {}, "Expected `bool`, got `str`"),
    (
        with_cluster(server="https://e", **{"insecure-skip-tls-verify": True, "certificate-authority": "ca"}),
        {},
        "specifying a root certificates file with the insecure flag is not allowed",
    ),
    (with_user(token=12345), {}, "Expected `str`, got `int` - at `$.users[0].user.token`"),
    (
        with_user(**{"as-groups": ["a"]}),
        {},
        "requesting uid, groups or user-extra for ada without impersonating a user",
    ),
    (TWO, {"as_uid": "1"}, "without impersonating a user: add --as"),
    (
        with_user(**{"auth-provider": {"name": "gcp"}}),
        {},
        'has been removed: use the "gke-gcloud-auth-plugin" credential',
    ),
    (with_user(**{"auth-provider": {"name": "azure"}}), {}, "use the https://github.com/Azure/kubelogin credential"),
    (with_user(**{"auth-provider": {"name": "o\x1bs"}}), {}, 'no Auth Provider found for name "o\\x1bs"'),
    (with_user(**{"auth-provider": {}}), {}, 'no Auth Provider found for name ""'),
]


def test_what_is_wrong_with_a_login_that_a_token_replaces_does_not_matter(tmp_path: Path) -> None:
    found = chosen(tmp_path, with_user(**{"auth-provider": {"name": "gcp"}}), token="t")
    assert found.user.token == "t"


@pytest.mark.parametrize(("config", "flags", "words"), WRONG)
def test_a_wrong_kubeconfig_is_one_line_that_says_what_is_wrong(
    tmp_path: Path, config: object, flags: dict[str, Any], words: str
) -> None:
    with pytest.raises(UsageError) as found:
        chosen(tmp_path, config, **flags)
    message = str(found.value)
    assert words in message
    assert message.isprintable()
    assert "secret-of-ada" not in message


def test_a_bad_line_of_yaml_is_not_quoted_for_it_may_hold_a_token(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as found:
        chosen(tmp_path, "users:\n- token: 'secret-of-ada\n")
    assert "secret" not in str(found.value)


def test_a_file_given_by_flag_must_exist_and_be_a_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="stat /nowhere/config: no such file or directory"):
        client_config(ConnectionOptions(kubeconfig="/nowhere/config"), {})
    with pytest.raises(UsageError, match="Is a directory"):
        client_config(ConnectionOptions(kubeconfig=str(tmp_path)), {})


def test_no_configuration_at_all_says_how_to_give_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no kubeconfig: set KUBECONFIG, or give --kubeconfig or --server"):
        client_config(ConnectionOptions(), {"HOME": str(tmp_path)})
