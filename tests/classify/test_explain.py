"""What `explain` says of entries, roles and containers."""

from __future__ import annotations

import pytest

from kubectl_sidecars.classify import Role, classify
from kubectl_sidecars.classify.catalog import built_in
from kubectl_sidecars.classify.rules_file import parse_rules
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.glossary.containers import (
    explain_container,
    explain_known,
    explain_role_or_task,
    native_switch,
)
from kubectl_sidecars.model import containers
from tests.support.labelled_roles import pod


def said(word: str) -> str:
    return "\n".join(explain_role_or_task(word) or explain_known(word))


def test_an_entry_tells_purpose_role_recognition_lifecycle_switch_quirks_and_link() -> None:
    text = said("istio-proxy")
    for part in ("ambassador, service-mesh proxy", "proxyv2", "Usually    native sidecar", "since Istio 1.19",
                 "sidecar.istio.io/nativeSidecar", "quitquitquit", "https://"):  # fmt: skip
        assert part in text


def test_proof_and_request_are_kept_apart() -> None:
    lines = explain_known("vault-agent")
    assert any(line.split()[0] == "Proved" and "agent-inject-status" in line for line in lines)
    assert any(line.split()[0] == "Asked" and "vault.hashicorp.com/agent-inject=true" in line for line in lines)


def test_an_entry_is_found_by_id_by_container_name_and_by_image() -> None:
    assert said("daprd") == said("DAPRD")
    assert said("node-driver-registrar").startswith("csi-node-driver-registrar:")
    assert said("redis_exporter").startswith("redis-exporter:")


def test_every_entry_can_be_explained() -> None:
    unexplained = [
        each.id for each in built_in().containers if not explain_known(each.id)[0].startswith(f"{each.id}: ")
    ]
    assert unexplained == []


@pytest.mark.parametrize("role", Role)
def test_every_role_can_be_explained(role: Role) -> None:
    assert explain_role_or_task(f"role/{role}")[0] == explain_role_or_task(role)[0] == f"role/{role}"


def test_a_role_names_its_entries_and_when_a_pod_does_without() -> None:
    text = said("role/adapter")
    assert "fluent-bit" in text
    assert "Without" in text


@pytest.mark.parametrize(
    ("role", "tasks"),
    [
        (
            Role.INIT,
            (
                "schema migration, wait for a dependency, configuration preload, secret preload, volume preparation, "
                "permissions, certificates, mesh network set-up, network set-up, agent copy, warm-up"
            ),
        ),
        (
            Role.AMBASSADOR,
            (
                "service-mesh proxy, service discovery, load balancing, retry and circuit breaking, database proxy, "
                "authentication proxy, TLS proxy, gateway, cache, cache proxy"
            ),
        ),
        (
            Role.CONFIGURATION_HELPER,
            "configuration reloader, configuration sync, Git sync, secret agent",
        ),
        (
            Role.ADAPTER,
            (
                "log shipper, log streamer, metrics exporter, tracing agent, telemetry collector, protocol conversion, "
                "format normalising, legacy interface"
            ),
        ),
        (Role.STORAGE, "CSI helper, FUSE mount"),
        (Role.SECURITY, "runtime security agent"),
        (Role.COORDINATION, "leader election, backend discovery"),
        (Role.JOB_HELPER, "artifact upload"),
        (Role.CI_HELPER, "container build daemon"),
        (Role.BACKUP, "database backup"),
        (Role.LIFECYCLE, "connection draining"),
        (Role.RESOURCE_SCALER, "vertical scaler"),
        (Role.DEBUG, "toolbox, debugger"),
    ],
)
def test_every_pattern_is_a_task_that_is_known_by_something_and_explained(role: Role, tasks: str) -> None:
    """The patterns that the tool tells apart: each is listed under its role, and says by what it is found."""
    listed = " ".join(said(f"role/{role}").partition("Tasks")[2].partition("Entries")[0].split())
    for task in tasks.split(", "):
        assert task in listed.split(", ")
        text = said(task)
        assert f"{task}: a task of role/{role}" in text
        assert "Known by" in text or "Entries" in text


@pytest.mark.parametrize(
    ("word", "near"), [("istio-prox", "istio-proxy"), ("role/ambasador", "ambassador"), ("\x1b[2Jx", "\\x1b")]
)
def test_an_unknown_word_is_told_what_is_near_and_never_reaches_the_terminal_raw(word: str, near: str) -> None:
    with pytest.raises(UsageError, match=r"known|called") as raised:
        said(word)
    assert near in str(raised.value)
    assert "\x1b" not in str(raised.value)


def test_what_cannot_be_native_is_said_and_no_annotation_is_invented() -> None:
    assert "agent-native-sidecar" not in said("vault-agent")
    assert native_switch(built_in().by_id["vault-agent"]).startswith("vault-k8s has no switch")
    assert native_switch(built_in().by_id["istio-init"]) == ""


def test_a_container_is_told_with_its_evidence_and_its_entry() -> None:
    value = pod({"run": [{"name": "shop", "image": "shop:1"}, {"name": "daprd", "image": "daprio/daprd:1.14"}]})
    views = containers(value)
    lines = explain_container(value, views[1], classify(value, views)[1])
    assert lines[0].endswith("ambassador, application runtime")
    assert "  Because    image daprio/daprd; name daprd" in lines
    assert any(line.startswith("daprd: ") for line in lines)


def test_a_container_that_the_catalogue_does_not_know_is_told_by_its_role() -> None:
    run = [
        {"name": "shop", "image": "shop:1"},
        {"name": "log-tailer", "image": "x:1", "command": ["tail", "-F", "/a.log"]},
    ]
    value = pod({"run": run})
    views = containers(value)
    text = "\n".join(explain_container(value, views[1], classify(value, views)[1]))
    assert "adapter, log streamer" in text
    assert "restartPolicy: Always" in text


def test_a_hostile_name_is_shown_escaped() -> None:
    value = pod({"run": [{"name": "a\x1b]0;x\x07", "image": "b\x9b31m"}]})
    views = containers(value)
    assert not any(
        ord(each) < 32 or 0x7F <= ord(each) <= 0x9F
        for line in explain_container(value, views[0], classify(value, views)[0])
        for each in line
    )


def test_ones_own_rule_is_explained_like_an_entry() -> None:
    rules = parse_rules('[acme]\nrole = "backup"\nnames = ["acme"]\npurpose = "Saves the day."\nquirks = ["Slow."]\n')
    lines = explain_known("acme", rules)
    assert "  What       Saves the day." in lines
    assert "  Mind       Slow." in lines
