"""What names and loops say of a container, and what they do not: each rule by a pod that was once misread."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.classify import Confidence, Role
from tests.classify.test_signals import SHOP, judged


def beside_shop(**described: Any) -> tuple[Role, str]:
    said = judged(SHOP, {"name": "x", "image": "registry.example.com/x:1", **described})
    return said[described.get("name", "x")].role, said[described.get("name", "x")].task


def test_what_a_workload_comes_with_is_not_what_it_is_named_for() -> None:
    app, rotating = {"name": "app", "image": "app:1"}, {"name": "logrotate", "image": "example/logrotate:1.3"}
    said = judged(app, rotating, owner="Deployment/app-with-logrotate")
    assert (said["app"].role, said["logrotate"].role) == (Role.MAIN, Role.ADAPTER)


def test_what_calls_itself_a_sidecar_is_not_main_beside_one_that_does_not() -> None:
    run = [{"name": "web-server", "image": "nginx"}, {"name": "foo-sidecar", "image": "example/foo:1"}]
    said = judged(*run, owner="Deployment/two-containers")
    assert (said["web-server"].role, said["foo-sidecar"].role) == (Role.MAIN, Role.UNKNOWN)


def test_what_calls_itself_a_sidecar_may_be_main_where_more_speaks_for_it() -> None:
    app = {"name": "sidecar", "image": "registry.example.com/a:1", "ports": {"http": 8080}, "probes": True}
    said = judged(app, {"name": "b", "image": "registry.example.com/b:1", "args": ["--upstream=http://127.0.0.1:8080"]})
    assert (said["sidecar"].role, said["b"].role) == (Role.MAIN, Role.AMBASSADOR)


@pytest.mark.parametrize("name", ["cleanup", "db-cleanup", "kube-janitor-sidecar", "cache-cleaner"])
def test_what_is_named_for_cleaning_up_belongs_to_the_pods_life(name: str) -> None:
    assert beside_shop(name=name) == (Role.LIFECYCLE, "clean-up")


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("shop-configurer", Role.CONFIGURATION_HELPER),
        ("ddns", Role.CONFIGURATION_HELPER),
        ("node-selector", Role.CONFIGURATION_HELPER),
        ("stock-monitoring", Role.ADAPTER),
        ("monitoring-desk", Role.MAIN),
        ("selector-desk", Role.MAIN),
    ],
)
def test_the_last_word_of_a_name_tells_a_helpers_task_with_low_confidence(name: str, role: Role) -> None:
    said = judged(SHOP, {"name": name, "image": "registry.example.com/x:1"})
    assert (said[name].role, said[name].confidence) == (role, Confidence.LOW)


def test_backup_and_restore_under_the_image_of_the_database_is_known_by_its_name() -> None:
    database = {"name": "postgres", "image": "postgres:16", "command": ["run", "wait"], "ports": {"db": 5432}}
    helper = {"name": "backup-restore-sidecar", "image": "postgres:16", "command": ["run", "start"]}
    said = judged(database, helper, owner="StatefulSet/postgres")
    assert (said["postgres"].role, said["backup-restore-sidecar"].role) == (Role.MAIN, Role.BACKUP)


def test_what_copies_files_again_and_again_keeps_configuration_in_step() -> None:
    loop = (
        "while true; do\n  for f in /from/*.md; do\n    cmp -s $f /to || cp $f /to\n  done; cp /a /b\n  sleep 10\ndone"
    )
    assert beside_shop(command=["sh", "-c", loop]) == (Role.CONFIGURATION_HELPER, "configuration sync")


def test_a_program_called_cp_somewhere_in_a_loop_is_no_copying() -> None:
    loop = "while true; do aws s3 cp s3://in/a - | ./load; sleep 10; done"
    said = judged({"name": "etl", "image": "registry.example.com/etl:1", "command": ["sh", "-c", loop]}, SHOP)
    assert "copies files in a loop" not in said["etl"].evidence


@pytest.mark.parametrize(
    ("command", "task"),
    [
        ("set -e; echo Starting; pg_dump -Fc > /backup/db.dump", "data backup"),
        ("mysqldump --all-databases | gzip > /backup/all.sql.gz", "data backup"),
        ("cat << EOF > /etc/ovn/kubeconfig\napiVersion: v1\nEOF\n", "configuration preload"),
        ("cat > /etc/app.yaml <<'EOF'\na: 1\nEOF\n", "configuration preload"),
    ],
)
def test_what_an_init_container_writes_is_told_by_what_it_is(command: str, task: str) -> None:
    assert (
        judged(SHOP, init=[{"name": "setup", "image": "example/x:1", "command": ["sh", "-c", command]}])["setup"].task
        == task
    )


def test_each_helper_of_stackgres_has_a_role_of_its_own() -> None:
    names = ("patroni", "envoy", "pgbouncer", "prometheus-postgres-exporter", "postgres-util", "cluster-controller")
    run = [{"name": name, "image": f"quay.io/ongres/{name}:1"} for name in names]
    said = judged(*run, owner="StatefulSet/db", labels={"stackgres.io/cluster": "true"})
    helpers = [Role.AMBASSADOR, Role.AMBASSADOR, Role.ADAPTER, Role.DEBUG, Role.CONFIGURATION_HELPER]
    roles = [Role.MAIN, *helpers]
    assert [said[name].role for name in names] == roles
    assert Confidence.LOW not in {said[name].confidence for name in names}


def test_the_init_container_of_redis_ha_renders_configuration() -> None:
    init = {
        "name": "config-init",
        "image": "redis:7.2",
        "command": ["sh"],
        "args": ["/readonly-config/init.sh"],
    }
    run: list[dict[str, Any]] = [
        {"name": "redis", "image": "redis:7.2"},
        {"name": "split-brain-fix", "image": "redis:7.2", "command": ["sh"]},
    ]
    said = judged(*run, init=[init], owner="StatefulSet/redis-ha-server", labels={"app": "redis-ha"})
    assert (said["config-init"].task, said["split-brain-fix"].role) == ("configuration preload", Role.COORDINATION)


@pytest.mark.parametrize("part", ["node", "ovn-metrics", "main"])
def test_each_of_many_rbac_proxies_is_known_by_the_name_they_share(part: str) -> None:
    assert beside_shop(name=f"kube-rbac-proxy-{part}") == (Role.AMBASSADOR, "authentication proxy")


@pytest.mark.parametrize("label", ["prow.k8s.io/id", "prow.k8s.io/type"])
def test_either_label_of_prow_tells_the_test_from_its_sidecar(label: str) -> None:
    run = [{"name": "test", "image": "tester"}, {"name": "sidecar", "image": "gcr.io/k8s-prow/sidecar:v2023"}]
    said = judged(*run, labels={label: "x"}, owner="Job/x")
    assert (said["test"].role, said["sidecar"].role) == (Role.MAIN, Role.CI_HELPER)


def test_a_file_written_on_the_way_is_not_what_an_init_container_is_for() -> None:
    command = "cat > /cfg/x.yaml <<EOF\nx\nEOF\npython manage.py migrate"
    said = judged(SHOP, init=[{"name": "prep", "image": "example/x:1", "command": ["sh", "-c", command]}])
    assert said["prep"].task == "schema migration"
