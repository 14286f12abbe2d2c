"""The task of an init container is the step of its script that does the work."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.classify import Confidence, Judgement
from tests.classify.test_signals import SHOP, judged

VOLUMES = {"data": "emptyDir:", "host": "hostPath:/lib/modules", "tls": "emptyDir:"}


def task(name: str, *command: str, image: str = "registry.example.com/x:1", **more: Any) -> str:
    return prepared(name, *command, image=image, **more).task


def prepared(name: str, *command: str, image: str = "registry.example.com/x:1", **more: Any) -> Judgement:
    init = {"name": name, "image": image, "command": list(command), **more}
    main = {**SHOP, "mounts": {"data": "/data"}}
    return judged(main, init=[init], volumes=VOLUMES)[name]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("chmod +t /usr/local/sbin\niptables -V\n", "permissions"),
        ("# waits until the database is there\ncp /src/a /data/a", "volume preparation"),
        ("cd /tmp; wget -O t.tgz https://x/t.tgz; tar -xzf t.tgz; chmod +x t; mv t /data/t", "data download"),
        ("while ! wget -qO /data/genesis.json http://x; do sleep 5; done", "data download"),
        ("until nc -z db 5432; do sleep 1; done", "wait for a dependency"),
        ("while [ ! -S /data/app.sock ]; do sleep 1; done", "wait for a dependency"),
        ("i=0; while [ $i -lt 30 ]; do nc -z db 5432 && exit 0; i=$((i+1)); sleep 1; done", "wait for a dependency"),
        ("i=0; while [ $i -lt 9 ]; do i=$((i+1)); mkdir -p /data/$i; sleep 5; done", "volume preparation"),
        ("while ! ./manage.py migrate --check; do sleep 5; done", "wait for a dependency"),
        ("./manage.py migrate --noinput", "schema migration"),
        ("curl -fs http://api:8080/health", "wait for a dependency"),
        ("curl -fs -X POST http://api:8080/register", "API call"),
        ('python -c "import requests, sys; sys.exit(0 if requests.get(u) else 1)"', "wait for a dependency"),
        ("bin/store shell metaformat --nonInteractive || true", "schema migration"),
        ("receptor --cert-makereq bits=2048 outreq=/data/r.req", "certificates"),
        ("echo $B64 | base64 -d > /data/package.tgz", "data download"),
        ("exec node --exitwhensynced", "data download"),
        ("sed s/__IP__/$(hostname -i)/g /in/a.yaml > /data/a.yaml", "configuration preload"),
        ("cp /in/a.xml /data/; /opt/product/bin/tool list; tool namenode -format", "volume preparation"),
        ("install -m 0600 /in/passwd /data/passwd\nserver_passwd -U /data/passwd", "secret preload"),
        ("cp -r /etc/nginx/. /data/etc", "configuration preload"),
        ("for f in /in/*; do cp $f /data/$f/hosts.toml; done", "configuration preload"),
        ("server-manage create_initial_data && server-manage collectstatic", "schema migration"),
        ("freshclam --stdout", "data download"),
        ("while $(curl -s telnet://api:8081); [ $? -ne 48 ]; do sleep 1; done", "wait for a dependency"),
        ("chcon -Rt container_file_t /data/", "permissions"),
        ("rm -fr /data/*; rm -fr /data/.*; ls -la /data/;", "clean-up"),
        ('if [ -d /data/a.sock ]; then echo "Removing"; rmdir /data/a.sock; fi', "clean-up"),
        ("rm -rf /data/a; mkdir /data/a", "volume preparation"),
        ("mkdir -p /data/a && ln -sfn /mnt/indexes.conf /data/a/indexes.conf", "configuration preload"),
        ("wp core install --url=https://blog.example.org", "schema migration"),
        ("bin/magento setup:upgrade --keep-generated", "schema migration"),
        ("openssl genrsa -out /data/jwt.key 4096", "secret preload"),
        ("openssl req -x509 -keyout /data/k.pem -out /data/c.pem", "certificates"),
        ("mc alias set m http://minio a b && mc mb -p m/data", "API call"),
        ("kafka-topics.sh --bootstrap-server k:9092 --create --topic a", "API call"),
        ("huggingface-cli download a/b --local-dir /data", "model download"),
        ("psql -h db -f /init.sql", "schema migration"),
        ("until psql -h db -c 'select 1'; do sleep 1; done", "wait for a dependency"),
        ("find /data -name '*.pid' -delete", "clean-up"),
        ("truncate -s 0 /data/a.log", "clean-up"),
        ("ctr -n k8s.io images pull x/y:1", "image pre-pull"),
        ("ethtool -K eth0 tx off", "network set-up"),
        ("npm run build", "volume preparation"),
        ("uv pip install huggingface_hub; download-model a/b-GGUF:Q8", "model download"),
        ("wget -O /data/m.gguf https://x/m.gguf", "model download"),
        ("echo y | dash config import /seed/a.yaml", "configuration preload"),
        ("cp -r /opt/agent-src/. /data/agent-src/", "volume preparation"),
        ("xmlstarlet ed -u //a -v b /data/a.xml > /data/b.xml && mv /data/b.xml /data/a.xml", "configuration preload"),
        ("cp `which sh` /data && cp `which kubectl` /data", "plugin copy"),
        ("mkdir -p /data/geoip", "volume preparation"),
        ("chmod 0700 /data && touch /data/.lock && echo started >> /data/a.log", "permissions"),
        ("INDEX=${HOSTNAME##*-}; if [ $INDEX -ne 0 ]; then echo one; exit 1; fi", "configuration check"),
        ("/scripts/db.sh check-schema-version shop", "wait for a dependency"),
        ("for i in $(seq 1 9); do curl -s -X POST http://id/token && exit 0; sleep 5; done", "wait for a dependency"),
        ("python - <<'E'\nimport urllib.request\nurllib.request.urlretrieve(u, f)\nE", "data download"),
        ("python - <<'E'\nimport json\npassword = x\nf.write_text(json.dumps(c))\nE", "configuration preload"),
        ("sed s/a/b/ /in/c.yaml > /data/c.yaml; chown -R 1:1 /data/c.yaml", "configuration preload"),
        ("valkey-cli -h db BGSAVE; valkey-cli -h db LASTSAVE > /data/at", "data backup"),
        ("server --config /etc/server.yaml migrate seed-projects a", "schema migration"),
        ("nsenter --mount=/hostproc/1/ns/mnt /hostbin/sysctlfix", "kernel settings"),
        ("cp -r /src/a /data/a && chown -R 1000 /data/a", "volume preparation"),
        ("rclone copy remote:x /data", "data download"),
        ("until rclone lsd remote:; do sleep 2; done", "wait for a dependency"),
        ('dbmate -u "$URL" -d /db/migrations migrate', "schema migration"),
        ("poetry run store_admin create-all -H db", "schema migration"),
        ("bash /app/init-db.sh --seed", "schema migration"),
        ("cp /in/init-db.sql /data/", "volume preparation"),
        ("drush updatedb -y", "schema migration"),
        ("rm -rf /data/lost+found; wget https://x/tool -O /data/tool; chmod +x /data/tool", "data download"),
        ("while true; do store health && break; sleep 5; done", "wait for a dependency"),
        ("redis-cli -h db set cluster:master $ID", "API call"),
        ("kubectl scale deploy --all --replicas=0; while [[ $(kubectl get pods) ]]; do sleep 1; done", "API call"),
        ("echo URL=$HOST > /data/env; chmod 0600 /data/env", "configuration preload"),
        ("cp /in/pgpass /data/.pgpass; chown 5050 /data/.pgpass", "secret preload"),
        ("cat <<EOF > /data/grpc.conf\nssl_config {\n openssl x.pem\n}\nEOF", "configuration preload"),
        ("store-keystore list; opensearch-keystore create; cp a.keystore /data/", "secret preload"),
        ("geth account import --password /p /k", "secret preload"),
        ("geth --datadir /data init /in/genesis.json", "volume preparation"),
        ("until ready; do echo waited > 600; sleep 1; done", "wait for a dependency"),
        ("kubectl -n shop wait --for=condition=complete job/schema", "wait for a dependency"),
        ("kubectl --namespace shop label pod db-0 role=head", "API call"),
        ("docker-entrypoint.sh mysqld; /data/plugin.sh", "volume preparation"),
    ],
)
def test_the_step_that_does_the_work_is_the_task(script: str, expected: str) -> None:
    assert task("first", "sh", "-c", script, mounts={"data": "/data"}) == expected


@pytest.mark.parametrize("command", [("true",), ("sh", "-c", "exit 0"), ("app", "--version"), ("echo", "pulled")])
def test_a_command_that_does_nothing_pulls_the_image(command: tuple[str, ...]) -> None:
    assert task("first", *command) == "image pre-pull"
    assert task("migrate", "sh", "-c", "exit 0") == "schema migration"


@pytest.mark.parametrize("args", [["migrate", "bootstrap"], ["migrate", "sync", "up"], ["db", "migrate"]])
def test_a_sub_command_is_read_without_a_shell(args: list[str]) -> None:
    assert task("first", args=args) == "schema migration"
    assert task("first", "cp", "migrate", "/data/migrate", mounts={"data": "/data"}) != "schema migration"


def test_the_arguments_of_an_image_with_kubectl_are_those_of_kubectl() -> None:
    args = ["label", "namespace", "kube-system", "name=kube-system"]
    assert task("first", image="x/docker-kubectl:1", args=args) == "API call"
    assert task("first", args=args) == ""


def test_what_a_helpers_image_is_run_for_once_is_what_its_command_says() -> None:
    copies = ("cp", "/usr/share/jmx/jmx_prometheus_javaagent.jar", "/data/")
    assert task("jmx-export", *copies, image="banzaicloud/jmx_exporter:1", mounts={"data": "/data"}) == "agent copy"
    assert task("jmx-export", image="banzaicloud/jmx_exporter:1") != "metrics exporter"


def test_who_writes_to_the_directories_of_network_plugins_sets_them_up() -> None:
    assert task("plugins-installer", "cp", "/a", "/host/opt/cni/bin/a", mounts={"host": "/host/opt/cni/bin"}) == (
        "network plugin set-up"
    )
    assert task("plugins-installer", "cp", "/a", "/host/bin/a", mounts={"host": "/host/bin"}) == "plugin copy"


def test_who_is_privileged_on_directories_of_the_node_prepares_the_node() -> None:
    assert task("first", "/init", mounts={"host": "/mnt"}, privileged=True) == "kernel settings"
    assert task("first", "/init", mounts={"host": "/mnt"}) == ""


def test_a_variable_that_names_a_configuration_file_on_a_volume_tells_the_task() -> None:
    said = task("tune", "/tune.sh", mounts={"data": "/data"}, env={"TUNE_FILE": "/data/server.conf"})
    assert said == "configuration preload"
    assert task("tune", "/tune.sh", mounts={"data": "/data"}) == "volume preparation"


def test_a_client_of_a_server_that_writes_nothing_calls_its_api() -> None:
    assert task("tagging", args=["tagging", "--server", "shop.svc", "--port", "8080"]) == "API call"


def test_an_init_container_without_a_task_is_not_judged_for_certain() -> None:
    said = prepared("first")
    assert (said.task, said.confidence) == ("", Confidence.LOW)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (["/usr/local/bin/upgrader", "create-upgrader-job"], "API call"),
        (["/scripts/certgen-create.sh", "--out-dir", "/x"], "certificates"),
        (["bash", "/scripts/add_admin.sh"], "API call"),
        (["download_genesis", "https://example.org/genesis.json"], "data download"),
    ],
)
def test_the_name_of_the_program_and_its_sub_command_tell_the_task(command: list[str], expected: str) -> None:
    assert task("first", *command) == expected


def test_the_options_and_arguments_of_a_program_tell_no_task() -> None:
    assert task("first", args=["-service", "rel-cache"]) == ""
    assert task("first", "echo", "migrate") == "image pre-pull"


def test_a_name_that_says_wait_and_then_more_is_not_only_a_wait() -> None:
    script = "until nc -z api 80; do sleep 1; done; client register && cp /etc/c.yaml /data/c.yaml"
    mounts = {"data": "/data"}
    assert task("wait-for-api-and-register", "sh", "-c", script, mounts=mounts) == "API call"
    assert task("wait-for-api", "sh", "-c", "until nc -z api 80; do sleep 1; done") == "wait for a dependency"


def test_who_fills_the_volume_from_which_another_runs_its_program_copies_the_program() -> None:
    volumes = {"work": "emptyDir:", "scripts": "configMap"}
    init = {"name": "first", "image": "operator:1", "args": ["init"], "mounts": {"work": "/work"}}
    shop = {**SHOP, "command": ["/work/run", "server"], "mounts": {"work": "/work"}}
    assert judged(shop, init=[init], volumes=volumes)["first"].task == "plugin copy"
    shop = {**SHOP, "command": ["/work/a/run.sh"], "mounts": {"work": "/work", "scripts": "/work/a/run.sh"}}
    shop = {**shop, "mounts": {"work": "/work", "scripts": "/work/a"}}
    assert judged(shop, init=[init], volumes=volumes)["first"].task == "volume preparation"


def test_of_several_volumes_the_one_that_says_what_it_holds_tells_the_task() -> None:
    volumes = {"data": "pvc", "conf": "pvc"}
    mounts = {"data": "/var/lib/db", "conf": "/etc/db/conf.d"}
    init = {"name": "init", "image": "x:1", "args": ["init", "cluster"], "mounts": mounts}
    assert judged({**SHOP, "mounts": mounts}, init=[init], volumes=volumes)["init"].task == "configuration preload"


def test_a_script_that_only_tests_its_input_checks_the_configuration() -> None:
    assert task("check-license", "sh", "-c", "test -f /license/key || exit 1") == "configuration check"
    script = 'set -eu; if [ "$A" != "$B" ]; then echo "A is wrong" >&2; exit 1; fi'
    assert task("first", "sh", "-c", script) == "configuration check"


def test_a_known_image_whose_command_does_nothing_is_pulled_before_it_is_needed() -> None:
    image = "quay.io/jupyterhub/k8s-network-tools:4.3.0"
    assert task("image-pull-block", "/bin/sh", "-c", 'echo "Pulling complete"', image=image) == "image pre-pull"


def test_a_word_of_a_name_does_not_change_what_the_catalogue_knows_of_an_image() -> None:
    image = "nvcr.io/nvidia/cloud-native/gpu-operator-validator:v24.9.0"
    assert task("toolkit-validation", image=image) == "wait for a dependency"


def test_an_image_alone_does_not_make_a_task_certain() -> None:
    by_image = prepared("first", image="registry.k8s.io/git-sync/git-sync:v4")
    assert (by_image.task, by_image.confidence) == ("Git clone", Confidence.MEDIUM)
    by_both = prepared("git-sync", image="registry.k8s.io/git-sync/git-sync:v4")
    assert by_both.confidence is Confidence.HIGH


def test_a_variable_may_switch_a_program_to_one_task() -> None:
    assert task("agent-init", "agent.sh", env={"AGENT_WAITFORNODE": "true"}) == "wait for a dependency"
    assert task("agent-init", "agent.sh", env={"AGENT_WAITFORNODE": "false"}) == ""
    assert task("agent", env={"UNINSTALL": "true"}) == "clean-up"


def test_a_variable_that_names_a_store_or_a_file_on_a_volume_tells_what_comes_to_it() -> None:
    mounts = {"data": "/data"}
    assert task("db-fetcher", env={"PREFIX": "s3://bucket/db"}, mounts=mounts) == "data download"
    assert task("first", env={"PREFIX": "s3://bucket/db"}) == ""
    assert task("first", env={"TARGET_FILE": "/data/zone"}, mounts=mounts) == "configuration preload"
    assert task("first", env={"TARGET_FILE": "/run/zone"}, mounts=mounts) == "volume preparation"


def test_what_is_privileged_and_writes_to_no_volume_or_to_the_kernels_directories_changes_the_kernel() -> None:
    assert task("setup", "/bin/agent-server", "setup", privileged=True) == "kernel settings"
    assert task("device-config", mounts={"host": "/sys/bus/pci"}, privileged=True) == "kernel settings"
    assert task("device-config", mounts={"host": "/sys/bus/pci"}) == "configuration preload"


def test_a_path_that_holds_the_word_of_a_tool_is_no_use_of_the_tool() -> None:
    assert task("init-db", "sh", "-c", "cp -r /docker-entrypoint-initdb.d/a /data/a") == "volume preparation"
    assert task("setup-filesystem", "sh", "/templates/setup-filesystem.sh") == "volume preparation"


def test_where_a_container_later_mounts_a_volume_tells_what_it_holds() -> None:
    init = {"name": "users", "image": "x:1", "mounts": {"users": "/run/users"}}
    shop = {**SHOP, "mounts": {"users": "/etc/passwd"}}
    volumes = {"users": "emptyDir:"}
    assert judged(shop, init=[init], volumes=volumes)["users"].task == "configuration preload"


@pytest.mark.parametrize(("path", "expected"), [("/opt/vendor/sw", "plugin copy"), ("/etc/x", "configuration preload")])
def test_where_on_the_node_it_writes_tells_what_an_init_container_brings_there(path: str, expected: str) -> None:
    init = {"name": "first", "image": "x:1", "mounts": {"node": "/host"}}
    assert judged(SHOP, init=[init], volumes={"node": f"hostPath:{path}"})["first"].task == expected


def filled(name: str, command: list[str], mounts: dict[str, str], kept: str = "emptyDir:", image: str = "x:1") -> str:
    """The task of an init container beside `shop`, which mounts the volume `work` alone."""
    init = {"name": name, "image": image, "command": command, "mounts": mounts}
    volumes = {"work": kept, "given": "configMap:", "keys": "secret:"}
    return judged({**SHOP, "mounts": {"work": "/srv/work"}}, init=[init], volumes=volumes)[name].task


def test_what_a_configmap_holds_that_only_the_init_container_mounts_is_configuration() -> None:
    copies = ["sh", "-c", "cp /given/* /work"]
    assert filled("first", copies, {"given": "/given", "work": "/work"}, "pvc:a") == ("configuration preload")
    assert filled("first", copies, {"keys": "/given", "work": "/work"}) == "secret preload"
    assert filled("first", copies, {"work": "/work"}) == "volume preparation"


def test_a_script_of_a_configmap_that_fills_an_empty_volume_computes_configuration() -> None:
    runs = ["/given/init.sh"]
    assert filled("first", runs, {"given": "/given", "work": "/work"}) == "configuration preload"
    assert filled("first", runs, {"given": "/given", "work": "/work"}, "pvc:a") == "volume preparation"
    assert filled("first", runs, {"given": "/given", "work": "/run"}) == ""


def test_of_two_words_in_a_name_the_last_one_is_what_it_is_about() -> None:
    assert task("models-configs") == "configuration preload"
    assert task("config-models") == "model download"


def test_a_script_that_only_copies_does_not_do_what_its_name_says() -> None:
    copies = ("sh", "-c", "if [ -d /in ]; then cp /in/*.ldif /data/; fi")
    assert task("init-schema", *copies, mounts={"data": "/data"}) == "volume preparation"
    assert task("init-schema", mounts={"data": "/data"}) == "schema migration"
    assert task("prepare-migrator", "/x.sh", mounts={"data": "/data"}) == "volume preparation"


def test_an_init_container_named_for_a_server_alone_fills_it() -> None:
    assert task("postgresql-init") == "schema migration"
    assert task("elasticsearch-init") == "API call"
    assert task("postgresql-init", "/x") == ""
    assert task("postgresql-backup-init") == "data backup"


def test_arguments_alone_that_say_nothing_go_to_the_entrypoint_of_the_image() -> None:
    assert task("shop-init", args=["echo", "done"], mounts={"data": "/data"}) == "volume preparation"
    assert task("shop-init", "echo", "done", mounts={"data": "/data"}) == "image pre-pull"


def test_a_script_of_a_configmap_is_not_what_its_image_is_known_for() -> None:
    init = {"image": "alpine/socat:1", "command": ["/bin/sh", "/scripts/map.sh"], "mounts": {"data": "/data"}}
    volumes = {"scripts": "configMap:scripts", "data": "emptyDir:"}
    init["mounts"] = {"scripts": "/scripts", "data": "/data"}
    main = {**SHOP, "mounts": {"data": "/data"}}
    assert judged(main, init=[{"name": "geoip-init", **init}], volumes=volumes)["geoip-init"].task == "data download"


def test_a_script_of_a_configmap_that_is_told_a_release_fetches_it() -> None:
    init = {
        "name": "ui-init",
        "image": "alpine:3",
        "command": ["/bin/sh", "/scripts/ui.sh"],
        "env": {"UI_VERSION": "3"},
    }
    init["mounts"] = {"scripts": "/scripts", "data": "/data"}
    volumes = {"scripts": "configMap:scripts", "data": "emptyDir:"}
    main = {**SHOP, "mounts": {"data": "/data"}}
    assert judged(main, init=[init], volumes=volumes)["ui-init"].task == "data download"


def test_variables_of_a_model_hub_tell_that_models_are_downloaded() -> None:
    env = {"HF_REPO": "a/b"}
    assert task("register-asr", "/bin/register-model", env=env, mounts={"data": "/data"}) == "model download"


def test_what_a_name_waits_for_is_not_what_it_does() -> None:
    assert task("wait-for-admin-password", "/x") == "wait for a dependency"


def test_each_container_of_a_family_does_what_its_name_and_command_say() -> None:
    image = "quay.io/cilium/cilium:v1"
    assert prepared("config", "cilium-dbg", "build-config", image=image).task == "configuration preload"
    assert prepared("clean-cilium-state", "/init-container.sh", image=image).task == "clean-up"
    assert prepared("install-cni-binaries", "/install-plugin.sh", image=image).task == "network plugin set-up"


def test_arguments_alone_of_an_image_with_curl_are_those_of_curl() -> None:
    args = ["-o", "/data/lib.jar", "--location", "https://example.com/lib.jar"]
    assert task("pull", image="curlimages/curl:8", args=args, mounts={"data": "/data"}) == "plugin copy"


def test_a_file_that_is_copied_from_a_volume_is_no_program_of_the_image() -> None:
    copy = ("cp", "/mnt/tls/x.jwt", "/data/")
    assert task("copy-license", *copy, mounts={"tls": "/mnt/tls", "data": "/data"}) == "secret preload"
    assert task("copy-license", *copy, mounts={"data": "/data"}) == "plugin copy"


def test_who_generates_a_file_does_not_do_what_the_file_is_for() -> None:
    assert task("generate-registration", "/bridge", "-g", mounts={"data": "/data"}) == "configuration preload"
    assert task("register-bridge", "/bridge", "-g", mounts={"data": "/data"}) == "API call"


def test_what_is_named_a_test_checks_something_unless_it_only_copies() -> None:
    assert task("connectivity-test", "/x", "run") == "configuration check"
    assert task("test", "cp", "/bin/sleep", "/data/sleep", mounts={"data": "/data"}) == "plugin copy"


def test_who_writes_nothing_and_is_told_of_a_server_calls_its_api() -> None:
    said = prepared("first", "/entry", env={"SHOP_ENDPOINT": "http://shop:80"})
    assert (said.task, said.confidence) == ("API call", Confidence.LOW)
    assert task("first", "/entry", env={"SHOP_COLOUR": "red"}) == ""
    assert task("first", "/entry", env={"SHOP_ENDPOINT": "http://shop:80"}, mounts={"data": "/d"}) != "API call"


def test_a_sub_command_of_the_applications_image_that_writes_nothing_calls_an_api() -> None:
    assert task("first", "shop", "begin", image=str(SHOP["image"])) == "API call"
    assert task("first", image=str(SHOP["image"])) == ""


@pytest.mark.parametrize("name", ["TLS_SERVER_SECRET_NAME", "MUTATING_WEBHOOK_CONFIGURATION_NAME", "CA_SECRET"])
def test_a_variable_that_names_a_webhook_or_a_secret_of_certificates_tells_what_is_made(name: str) -> None:
    assert task("first", "/entry", env={name: "shop"}) == "certificates"


def test_what_can_only_read_its_volumes_installs_no_plugin() -> None:
    script = ("bash", "/opt/shop-plugin.sh")
    assert task("first", *script, mounts={"data:ro": "/data"}) == ""
    assert task("first", *script, mounts={"data": "/data"}) == "plugin copy"


def test_a_directory_of_windows_is_made_as_any_other() -> None:
    make = "New-Item -Force -ItemType Directory -Path C:\\shop"
    assert task("first", "powershell.exe", "-c", make) == "volume preparation"


def test_a_patch_of_files_is_no_call_of_an_api() -> None:
    volumes = {"given": "configMap:a", "work": "emptyDir:"}
    patch = {"name": "patch-shop", "image": "x:1", "command": ["sh", "/given/patch.sh"]}
    main = {**SHOP, "mounts": {"work": "/work"}}
    said = judged(main, init=[{**patch, "mounts": {"given:ro": "/given", "work": "/work"}}], volumes=volumes)
    assert said["patch-shop"].task == "configuration preload"


@pytest.mark.parametrize(
    ("name", "image", "expected"),
    [
        ("download-dashboards", "curlimages/curl:8.9.1", "data download"),
        ("flexvol-driver", "docker.io/calico/pod2daemon-flexvol:v3.28.0", "plugin copy"),
        ("mount-bpffs", "docker.io/calico/node:v3.28.0", "volume preparation"),
        ("install-cni", "docker.io/calico/cni:v3.28.0", "network plugin set-up"),
        ("create-default-namespace", "temporalio/admin-tools:1.29", "API call"),
        ("create-default-store", "temporalio/admin-tools:1.29", "schema migration"),
    ],
)
def test_each_init_container_of_a_chart_has_its_own_task(name: str, image: str, expected: str) -> None:
    assert task(name, image=image) == expected


def test_what_its_name_contradicts_the_catalogue_does_not_know_for_certain() -> None:
    said = prepared("backup-init", image="percona/percona-xtradb-cluster-operator:1.16.1")
    assert (said.task, said.confidence) == ("plugin copy", Confidence.MEDIUM)
