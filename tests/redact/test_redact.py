"""No secret leaves with a recording; what a diagnosis needs stays."""

from __future__ import annotations

import copy
import json
import string
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kubectl_sidecars.redact import REDACTED, redacted
from tests.support.material import demo_pods, pod
from tests.support.strategies import damaged_pods

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjaGVja291dCJ9.c2lnbmF0dXJl"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----"


def with_args(*args: str) -> dict[str, Any]:
    return {"spec": {"containers": [{"name": "c", "args": list(args)}]}}


def args_of(*args: str) -> list[str]:
    found: list[str] = redacted(with_args(*args))["spec"]["containers"][0]["args"]
    return found


ARGUMENTS = [
    (["--password=hunter2"], [f"--password={REDACTED}"]),
    (["--password=two words"], [f"--password={REDACTED}"]),
    (["sh", "-c", "DB_PASS=hunter2 run --bypass=1"], ["sh", "-c", f"DB_PASS={REDACTED} run --bypass=1"]),
    (["-db-password=x"], [f"-db-password={REDACTED}"]),
    (["--token", "abc"], ["--token", REDACTED]),
    (["--api-key", "abc", "--port", "80"], ["--api-key", REDACTED, "--port", "80"]),
    (["--clientSecret=x"], [f"--clientSecret={REDACTED}"]),
    (["sh", "-c", "PGPASSWORD=hunter2 psql -h db"], ["sh", "-c", f"PGPASSWORD={REDACTED} psql -h db"]),
    (["sh", "-c", "mysql --password hunter2 db"], ["sh", "-c", f"mysql --password {REDACTED} db"]),
    (["sh", "-c", "X_TOKEN='two words' run"], ["sh", "-c", f"X_TOKEN={REDACTED} run"]),
    (["curl", "-H", "Authorization: Bearer abc"], ["curl", "-H", f"Authorization: {REDACTED}"]),
    (["curl", "-u", "me:hunter2"], ["curl", "-u", f"me:{REDACTED}"]),
    (["curl -u me:hunter2 http://db"], [f"curl -u me:{REDACTED} http://db"]),
    (["postgres://me:hunter2@db:5432/shop"], [f"postgres://me:{REDACTED}@db:5432/shop"]),
    (["postgres://me:hunt@r2@db/shop"], [f"postgres://me:{REDACTED}@db/shop"]),
    (["--url=redis://:hunter2@cache"], [f"--url=redis://:{REDACTED}@cache"]),
    (["AKIAIOSFODNN7EXAMPLE"], [REDACTED]),
    ([JWT], [REDACTED]),
    ([f"echo '{PEM}' > key"], [f"echo '{REDACTED}' > key"]),
    (["ghp_0123456789abcdefghijABCDEFGHIJ012345"], [REDACTED]),
    (['{"password": "hunter2", "user": "me"}'], [f'{{"password": {REDACTED}, "user": "me"}}']),
    (["--token-file=/var/run/token"], ["--token-file=/var/run/token"]),
    (["--token-file", "/var/run/token"], ["--token-file", "/var/run/token"]),
    (["--secret-name=vault"], ["--secret-name=vault"]),
    (["--no-token", "--port=80"], ["--no-token", "--port=80"]),
    (["--upstream=http://127.0.0.1:8080/", "--v=2"], ["--upstream=http://127.0.0.1:8080/", "--v=2"]),
    (["echo 'FATAL: password authentication failed'"], ["echo 'FATAL: password authentication failed'"]),
]


@pytest.mark.parametrize(("given_", "expected"), ARGUMENTS, ids=[" ".join(each)[:40] for each, _ in ARGUMENTS])
def test_arguments(given_: list[str], expected: list[str]) -> None:
    assert args_of(*given_) == expected


ANNOTATIONS = [
    ("kubectl.kubernetes.io/last-applied-configuration", "{}", REDACTED),
    ("example.com/last-applied", "anything", REDACTED),
    ("example.com/api-token", "abc", REDACTED),
    ("example.com/config", '{"spec": {"a": 1}}', REDACTED),
    ("example.com/config", "password=hunter2", REDACTED),
    ("example.com/config", JWT, REDACTED),
    ("vault.hashicorp.com/agent-inject-token", "true", "true"),
    ("sidecar.istio.io/status", '{"initContainers":["istio-init"]}', '{"initContainers":["istio-init"]}'),
    ("prometheus.io/port", "9090", "9090"),
]


@pytest.mark.parametrize(("name", "value", "expected"), ANNOTATIONS)
def test_annotations(name: str, value: str, expected: str) -> None:
    assert redacted({"metadata": {"annotations": {name: value}}}) == {"metadata": {"annotations": {name: expected}}}


def test_the_environment_headers_and_volume_attributes() -> None:
    headers = [{"name": "Authorization", "value": "Basic abc"}, {"name": "Host", "value": "h"}]
    reference = {"name": "B", "valueFrom": {"secretKeyRef": {"name": "shop-db", "key": "password"}}}
    container = {
        "env": [{"name": "A", "value": "hunter2"}, reference, {"name": "C"}, {"name": "D", "value": ""}],
        "envFrom": [{"secretRef": {"name": "shop-db"}}],
        "livenessProbe": {"httpGet": {"httpHeaders": headers}},
    }
    found = redacted({"spec": {"containers": [container]}})["spec"]["containers"][0]
    assert found["env"] == [{"name": "A", "value": REDACTED}, reference, {"name": "C"}, {"name": "D", "value": ""}]
    assert found["envFrom"] == container["envFrom"]
    assert found["livenessProbe"]["httpGet"]["httpHeaders"] == [
        {"name": "Authorization", "value": REDACTED},
        {"name": "Host", "value": "h"},
    ]
    csi = {"driver": "d", "volumeAttributes": {"apiToken": "x", "class": "y"}}
    assert redacted(csi) == {"driver": "d", "volumeAttributes": {"apiToken": REDACTED, "class": "y"}}


MESSAGES = [
    ('secret "shop-db" not found', 'secret "shop-db" not found'),
    ("couldn't find key password in Secret shop/db", "couldn't find key password in Secret shop/db"),
    ("error renewing token: permission denied", "error renewing token: permission denied"),
    ("cannot connect to postgres://me:hunter2@db/shop", f"cannot connect to postgres://me:{REDACTED}@db/shop"),
    ("started with password=hunter2", f"started with password={REDACTED}"),
]


@pytest.mark.parametrize(("message", "expected"), MESSAGES)
def test_messages_keep_their_words(message: str, expected: str) -> None:
    assert redacted({"message": message, "note": message}) == {"message": expected, "note": expected}


def test_of_real_pods_only_managed_fields_the_environment_and_the_applied_object_are_gone() -> None:
    for raw in demo_pods():
        value = msgspec.json.decode(raw)
        value["metadata"]["managedFields"] = [{"manager": "kubelet"}]
        assert "managedFields" not in redacted(value)["metadata"]
        assert redacted(value)["status"] == value["status"]


# A planted secret

SECRETS = st.text(string.ascii_letters + string.digits, min_size=6, max_size=30).map(lambda text: f"x9{text}")
NAMES = st.sampled_from(
    ["password", "DB_PASSWORD", "token", "github-token", "apiKey", "api-key", "clientSecret", "AWS_SECRET_ACCESS_KEY",
     "private_key", "credentials", "passphrase"]
)  # fmt: skip
QUOTES = st.sampled_from(["", "'", '"'])


@st.composite
def planted(draw: st.DrawFn) -> tuple[dict[str, Any], str]:
    """A real pod with a secret in one of the places that we promise to clean."""
    value = pod("native-sidecar-gate")
    secret, name, quote = draw(SECRETS), draw(NAMES), draw(QUOTES)
    container = draw(st.sampled_from([value["spec"]["containers"][0], *value["spec"]["initContainers"]]))
    arguments = [
        [f"--{name}={secret}"],
        [f"--{name}", secret],
        ["sh", "-c", f"run --{name} {quote}{secret}{quote} --port 80"],
        ["sh", "-c", f"export {name}={quote}{secret}{quote}; run"],
        ["sh", "-c", f"curl -H '{name}: {secret}' http://db"],
        [f'{{"{name}": "{secret}"}}'],
        [f"amqp://user:{secret}@queue:5672/"],
        ["curl", "--user", f"me:{secret}"],
        [f"-----BEGIN PRIVATE KEY-----\n{secret}\n-----END PRIVATE KEY-----"],
    ]
    annotations = {
        "kubectl.kubernetes.io/last-applied-configuration": secret,
        f"example.com/{name}": secret,
        "example.com/settings": draw(st.sampled_from([f"{name}={secret}", f"{name}: {secret}", f"a://b:{secret}@c"])),
    }
    how = draw(st.integers(0, 3))
    if how == 0:
        container["env"] = [{"name": draw(st.sampled_from(["HOST", name])), "value": secret}]
    elif how == 1:
        container[draw(st.sampled_from(["args", "command"]))] = draw(st.sampled_from(arguments))
    elif how == 2:
        container["lifecycle"] = {"preStop": {"exec": {"command": draw(st.sampled_from(arguments))}}}
    else:
        key = draw(st.sampled_from(sorted(annotations)))
        value["metadata"]["annotations"] = {key: annotations[key]}
    return value, secret


@given(planted())
def test_a_planted_secret_never_survives(given_: tuple[dict[str, Any], str]) -> None:
    value, secret = given_
    assert secret in json.dumps(value)
    assert secret not in json.dumps(redacted(value))
    assert secret not in json.dumps(redacted({"kind": "ReplicaSet", "spec": {"template": value}}))


@given(planted() | damaged_pods().map(lambda value: (value, "")))
def test_redacting_twice_is_redacting_once_and_what_was_given_stays(given_: tuple[dict[str, Any], str]) -> None:
    value = given_[0]
    before = copy.deepcopy(value)
    once = redacted(value)
    assert value == before
    assert redacted(once) == once


PIECES = st.lists(
    st.sampled_from(
        ["password", "--token", "=", ":", " ", "'", '"', "\n", "-u", "a", "://", "@", "Bearer", "\\", "eyJ", ".", "env",
         REDACTED, "AKIA0123456789ABCDEF", "-----BEGIN PRIVATE KEY-----"]
    ), max_size=12,
).map("".join)  # fmt: skip


@example(["password=REDACTED-----BEGIN PRIVATE KEY-----"], "")
@given(st.lists(PIECES, max_size=3), PIECES)
def test_redacting_any_text_twice_is_redacting_it_once(args: list[str], text: str) -> None:
    value = {**with_args(*args), "message": text, "metadata": {"annotations": {text: text}}}
    once = redacted(value)
    assert redacted(once) == once


@pytest.mark.parametrize("piece", ["a", "a.", "token", "eyJ", "://a:", '"', "password='", "-p ", "token ", "-u a"])
def test_long_hostile_text_is_cleaned_in_linear_time(piece: str) -> None:
    """A pattern that looks back over what it has read would take hours here, not a moment."""
    text = piece * (200_000 // len(piece))
    assert len(args_of(text)[0]) <= 2 * len(text)
