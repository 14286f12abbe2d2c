"""What is harmless stays readable: flags that only sound like secrets, and the arguments of all pods of the tests."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kubectl_sidecars.redact import redacted, redacted_text

DATA = Path(__file__).parents[1] / "data"
FLAGS = [
    "--max-tokens=4096", "--tokenizer=gpt2", "--authorization-mode=RBAC", "--token-url=https://idp.example.com/token",
    "--password-policy=strict", "--tokens-per-second=5", "--token-file=/var/run/token", "--secret-name=vault",
    "--service-account-private-key-file=/etc/kubernetes/pki/sa.key",
    "--tls-private-key=/certs/tls.key",
    "--password=$(DB_PASSWORD)", "--token-ttl=1h", "--enable-token-auth", "--secret-namespace=shop",
    "--api-key-header=X",
    "--authentication-token-webhook-cache-ttl=0s", "--webhook-config-name=osm-validator", "--credentials-directory=/c",
    "--context-tokens=8192", "--key=tls.key", "--cookie-name=sid", "--pass-access-token=true", "--skip-auth-regex=^/ok",
    "--bypass=1", "--compass=north", "--auth=basic", "--secret=shop-db", "--token-audience=vault", "--key-prefix=shop",
]  # fmt: skip
MESSAGES = [
    'secret "shop-db" not found',
    'MountVolume.SetUp failed for volume "db" : secret "shop-db" not found',
    "couldn't find key password in Secret shop/db",
    "error renewing token: permission denied",
    'failed to fetch oauth token: unexpected status from GET request to https://r.example.com/token: 401 Unauthorized',
    'failed to fetch anonymous token: Get "https://r.example.com/token": dial tcp: lookup r.example.com: no such host',
    "FATAL: password authentication failed for user \"shop\"",
    "references non-existent secret key: password",
    "no basic auth credentials",
    "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.",
    "oauth2: cannot fetch token: 400 Bad Request",
    "token: EOF", "invalid bearer token", "Token expired", "bearer token missing",
    "Back-off pulling image \"nginx:1.29@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"",
    'Pulling image "doitintl/secrets-init:0.4.2"', "image docker.io/1password/connect-api:1.7.3 is not there",
    "needs registry-creds:v1.10-alpine", "sslhep/x509-secrets:develop",
    "http://127.0.0.1:8080/health: 503", "git@github.com:example/shop.git", "mailto:ops@example.com",
]  # fmt: skip


@pytest.mark.parametrize("flag", FLAGS)
def test_a_flag_that_only_sounds_like_a_secret_stays(flag: str) -> None:
    for words in ([flag], flag.split("=", 1), ["sh", "-c", f"run {flag} --port 80"]):
        assert redacted({"args": words}) == {"args": words}


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_keeps_its_words(message: str) -> None:
    assert redacted({"message": message}) == {"message": message}
    assert redacted_text(f'Last words: "{message}".') == f'Last words: "{message}".'


def documents() -> Iterator[Any]:
    """Every object of the test data that has pods in it, but for the shapes of secrets."""
    for path in sorted(DATA.rglob("*")):
        if "secrets" in path.parts or not path.is_file():
            continue
        if path.suffix in {".yaml", ".yml"}:
            yield from yaml.load_all(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        elif path.name.endswith(".jsonl.gz"):
            yield from map(json.loads, gzip.decompress(path.read_bytes()).splitlines())
        elif path.suffix == ".jsonl":
            yield from map(json.loads, filter(None, path.read_text(encoding="utf-8").splitlines()))


def commands(value: Any) -> Iterator[tuple[str, ...]]:
    """The `args` and `command` of all containers, hooks and probes within the value."""
    if isinstance(value, dict):
        for name, member in value.items():
            if name in {"args", "command"} and isinstance(member, list):
                yield tuple(word for word in member if isinstance(word, str))
            else:
                yield from commands(member)
    elif isinstance(value, list):
        for member in value:
            yield from commands(member)


def test_of_the_arguments_of_all_pods_at_most_two_in_a_hundred_are_hidden() -> None:
    seen: dict[str, str] = {}
    for command in {each for document in documents() for each in commands(document)}:
        for word, told in zip(command, redacted({"args": list(command)})["args"], strict=True):
            seen.setdefault(word, told)
    hidden = [word for word, told in seen.items() if word != told]
    assert len(seen) >= 1000
    assert len(hidden) <= len(seen) // 50, hidden
