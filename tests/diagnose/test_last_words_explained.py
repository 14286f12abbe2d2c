"""The last words of programs in plain words: each row with words that a program printed, exactly as it did."""

from __future__ import annotations

import re

import pytest

from kubectl_sidecars.diagnose.facts.machine_messages import explained_words, rows_of_programs
from kubectl_sidecars.diagnose.facts.messages.applications import APPLICATIONS
from kubectl_sidecars.diagnose.facts.messages.binaries import BINARIES
from kubectl_sidecars.diagnose.facts.messages.databases import DATABASES
from kubectl_sidecars.diagnose.facts.messages.servers import SERVERS

SEEN = (
    ("other architecture", "", "exec /app/server: exec format error"),
    (
        "schema of before",
        "1.10",
        'mismatch for database: "temporal". Expected version: 1.10 cannot be greater than Actual version: 1.9.',
    ),
    ("another Erlang cookie", "", "** Connection attempt from disallowed node 'rabbit@mq-0.mq.shop.svc' **"),
    ("old processor", "x86-64-v2", "Fatal glibc error: CPU does not support x86-64-v2"),
    (
        "locked repository",
        "",
        "unable to create lock in backend: repository is already locked by PID 31 on backup-x by  (UID 0, GID 0)",
    ),
    ("locked repository", "", "Failed to create/acquire the lock /repo/lock.exclusive (timeout)."),
    ("Windows line ends", "", "/usr/bin/env: 'bash\\r': No such file or directory"),
    ("Windows line ends", "", "/bin/bash^M: bad interpreter: No such file or directory"),
    ("Windows line ends", "", "./start.sh: line 2: $'\\r': command not found"),
    (
        "no module",
        "libgcc_s.so.1",
        "Error loading shared library libgcc_s.so.1: No such file or directory (needed by /a)",
    ),
    ("no interpreter", "/docker-entrypoint.sh", "exec /docker-entrypoint.sh: no such file or directory"),
    ("no interpreter", "/bin/bash", "./run.sh: /bin/bash: bad interpreter: No such file or directory"),
    ("no DNS", "", "Error: getaddrinfo EAI_AGAIN rabbitmq.shop.svc.cluster.local"),
    ("no DNS", "", "requests: [Errno -3] Temporary failure in name resolution"),
    (
        "no DNS",
        "",
        "redis: dial tcp: lookup redis on 10.96.0.10:53: read udp 10.244.1.7:41235->10.96.0.10:53: i/o timeout",
    ),
    ("no upstream", "api.shop", 'nginx: [emerg] host not found in upstream "api.shop" in /etc/nginx/conf.d/a.conf:9'),
    ("no such host", "redis.shop", "dial tcp: lookup redis.shop on 10.96.0.10:53: no such host"),
    ("no such host", "postgres", "Error: getaddrinfo ENOTFOUND postgres"),
    ("no such host", "kafka", "Caused by: java.net.UnknownHostException: kafka"),
    ("password refused", "", 'psycopg2.OperationalError: FATAL:  password authentication failed for user "orders"'),
    ("password refused", "", "ERROR 1045 (28000): Access denied for user 'app'@'10.244.1.7' (using password: YES)"),
    ("password refused", "", "redis.exceptions.AuthenticationError: NOAUTH Authentication required."),
    ("no database", "orders", 'FATAL:  database "orders" does not exist'),
    ("no table", "ingestion_pipeline", 'ERROR: relation "ingestion_pipeline" does not exist at character 15'),
    ("no connection left", "", "FATAL:  sorry, too many clients already"),
    (
        "migration lock",
        "",
        "liquibase.exception.LockException: Could not acquire change log lock.  Currently locked by",
    ),
    ("broken migration", "1", "error: Dirty database version 1. Fix and force version."),
    ("key refused", "", "git@github.com: Permission denied (publickey)."),
    ("host key", "", "Host key verification failed."),
    ("Git login", "", "fatal: Authentication failed for 'https://github.com/acme/dags.git/'"),
    (
        "RBAC",
        "monitoring:vm-operator",
        'pods is forbidden: User "system:serviceaccount:monitoring:vm-operator" cannot list resource "pods"',
    ),
    (
        "RBAC",
        "shop:op",
        '{"level":"error","error":"pods is forbidden: User \\"system:serviceaccount:shop:op\\" cannot list resource"}',
    ),
    ("anonymous", "", 'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group ""'),
    (
        "namespace quota",
        "compute",
        'pods "etl-1" is forbidden: exceeded quota: compute, requested: requests.memory=8Gi',
    ),
    ("no kind", "Drupal", 'no matches for kind "Drupal" in version "drupal.org/v1alpha1"'),
    ("leader lease", "", "E0402 09:00:00.000000 1 leaderelection.go:306] failed to renew lease kube-system/op"),
    ("Google", "", "googleapi: Error 403: The client is not authorized to make this request., notAuthorized"),
    (
        "AWS",
        "s3:ListBucket",
        "AccessDenied: User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: s3:ListBucket on resource",
    ),
    ("Azure", "AADSTS70021", "AADSTS70021: No matching federated identity record found for presented assertion."),
    ("no credentials", "", "NoCredentialProviders: no valid providers in chain. Deprecated."),
    ("unknown authority", "", "tls: failed to verify certificate: x509: certificate signed by unknown authority"),
    ("other name", "db.shop.svc", "x509: certificate is valid for db, db.shop, not db.shop.svc"),
    ("etcd full", "", "rpc error: code = ResourceExhausted desc = etcdserver: mvcc: database space exceeded"),
    (
        "Kafka cluster id",
        "",
        "kafka.common.InconsistentClusterIdException: The Cluster ID a doesn't match stored clusterId Some(b) in meta",
    ),
    ("cookie secret", "44", "cookie_secret must be 16, 24, or 32 bytes to create an AES cipher, but is 44 bytes"),
    ("cookie secret", "30", "Cookie secret must be 16, 24, or 32 bytes to create an AES cipher. Got 30 bytes."),
    (
        "kernel setting",
        "vm.max_map_count",
        "sysctl: error setting key 'vm.max_map_count': Read-only file system",
    ),
    (
        "external labels",
        "",
        'err="no external labels configured on Prometheus server, uniquely identifying external labels must be',
    ),
    ("no GPU driver", "", "unable to create plugin manager: invalid device discovery strategy"),
    ("heap full", "", 'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space'),
    ("heap full", "", "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"),
    ("no Java agent", "/otel/javaagent.jar", "Error opening zip file or JAR manifest missing : /otel/javaagent.jar"),
    ("no module", "psycopg2", "ModuleNotFoundError: No module named 'psycopg2'"),
    ("no module", "/app/server.js", "Error: Cannot find module '/app/server.js'"),
    (
        "no module",
        "libpq.so.5",
        "/app: error while loading shared libraries: libpq.so.5: cannot open shared object file",
    ),
    ("C library", "GLIBC_2.34", "/app: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found"),
    ("unknown argument", "-kube-client-qps", "flag provided but not defined: -kube-client-qps"),
    ("unknown argument", "--logtostderr", "Error: unknown flag: --logtostderr"),
    (
        "no first password",
        "",
        "Error: Database is uninitialized and superuser password is not specified.",
    ),
    ("no variable", "DATABASE_URL", "Error: environment variable DATABASE_URL is not set"),
    ("no variable", "JWT_SECRET", "panic: JWT_SECRET must be set"),
    ("no configuration", "/etc/app/config.yaml", "open /etc/app/config.yaml: no such file or directory"),
    ("bad configuration", "", "error loading config: yaml: line 7: did not find expected key"),
    (
        "data of PostgreSQL",
        "14",
        "DETAIL:  The data directory was initialized by PostgreSQL version 14, which is not compatible with",
    ),
    (
        "data of another version",
        "",
        "[ERROR] [MY-014061] Cannot boot server version 80100 on data directory built by version 90000.",
    ),
    ("no model", "s3://models/roses", "RuntimeError: Failed to fetch model. No model found in s3://models/roses."),
    ("no bucket", "", "botocore.errorfactory.NoSuchBucket: An error occurred (NoSuchBucket) when calling ListObjects"),
    ("storage keys refused", "", "An error occurred (SignatureDoesNotMatch) when calling the PutObject operation"),
    (
        "unknown argument",
        "default-authentication-plugin",
        "[ERROR] [MY-000067] [Server] unknown variable 'default-authentication-plugin=mysql_native_password'.",
    ),
    ("Erlang cookie", "", "Cookie file /var/lib/rabbitmq/.erlang.cookie must be accessible by owner only"),
    ("port in use", "", "listen tcp :8080: bind: address already in use"),
    ("port in use", "", "Error: listen EADDRINUSE: address already in use :::3000"),
    (
        "DNS loop",
        "",
        '[FATAL] plugin/loop: Loop (127.0.0.1:37926 -> :53) detected for zone ".", see https://coredns.io',
    ),
    (
        "no bootstrap",
        "",
        "WSREP: It may not be safe to bootstrap the cluster from this node. It was not the last one to leave",
    ),
    (
        "no bootstrap",
        "",
        "It is not safe to bootstrap form this node ('safe_to_bootstrap=0' is set in 'grastate.dat').",
    ),
    ("etcd member", "8e9e05c52164694d", "member 8e9e05c52164694d has already been bootstrapped"),
    (
        "RabbitMQ peers",
        "",
        "Error while waiting for Mnesia tables: {timeout_waiting_for_tables,['rabbit@mq-0.mq','rabbit@mq-1.mq'],",
    ),
    (
        "other system",
        "",
        "CRITICAL: system ID mismatch, node orders-1 belongs to a different cluster: 7041 != 7062",
    ),
    ("not empty", "", 'initdb: error: directory "/var/lib/postgresql/data" exists but is not empty'),
    ("not empty", "", "[ERROR] [MY-010457] --initialize specified but the data directory has files in it. Aborting."),
    ("migrations not run", "", "TimeoutError: There are still unapplied migrations after 60 seconds."),
    (
        "migrations not run",
        "",
        "ActiveRecord::PendingMigrationError: Migrations are pending. To resolve this issue, run:",
    ),
    ("migrations not run", "", "alembic.util.exc.CommandError: Target database is not up to date."),
    (
        "migrations not run",
        "",
        "Migrations have failed validation. Detected resolved migration not applied to database: 5",
    ),
    (
        "unwatched kind",
        "OpAMPBridge",
        "timed out waiting for cache to be synced for Kind *v1alpha1.OpAMPBridge",
    ),
    ("unwatched kind", "topic", "failed to wait for topic caches to sync"),
    (
        "no resource",
        "",
        "failed to list *v1beta1.Ingress: the server could not find the requested resource",
    ),
    (
        "shared memory",
        "",
        "killed by signal: Bus error. It is possible that dataloader's workers are out of shared memory. Please try to",
    ),
    (
        "shared memory",
        "",
        'ERROR: could not resize shared memory segment "/PostgreSQL.31" to 8388608 bytes: No space left on device',
    ),
    ("shared memory", "", "NCCL WARN Error while creating shared memory segment /dev/shm/nccl-Ab3 (size 9637888)"),
    ("shared memory", "", "OSError: [Errno 28] No space left on device: '/dev/shm/pym-7-x1'"),
    ("nil pointer", "", "panic: runtime error: invalid memory address or nil pointer dereference"),
)


@pytest.mark.parametrize(("name", "about", "words"), SEEN, ids=lambda value: value[:30])
def test_last_words_in_plain_words(name: str, about: str, words: str) -> None:
    found = explained_words(words, "node-1")
    assert found is not None
    assert (found.name, found.about) == (name, about)
    assert about in found.words or name == "other name"
    assert not re.search(r"[{}]|  |\(\)", found.words)


def test_each_row_was_seen() -> None:
    assert {row.name for row in (*BINARIES, *SERVERS, *DATABASES, *APPLICATIONS)} == {name for name, _, _ in SEEN}


def test_each_row_says_what_helps_and_no_name_stands_twice() -> None:
    names = [row.name for row in rows_of_programs()]
    assert len(names) == len(set(names))
    assert all(row.advice.endswith(".") for row in (*SERVERS, *APPLICATIONS))


@pytest.mark.parametrize(
    "words",
    [
        "shutting down, the leader is fine",
        "GET /users 403",
        "no such file or directory",
        "lookup finished",
        "the flag is defined",
        "context deadline exceeded",
        "VERSION is required reading",
        "loaded /etc/app/config.yaml",
        "listening on port 8080",
    ],
)
def test_ordinary_words_have_no_meaning_of_their_own(words: str) -> None:
    assert explained_words(words, "node-1") is None


def test_the_lock_table_of_postgres_is_no_shared_memory_of_the_pod() -> None:
    assert explained_words("ERROR: out of shared memory HINT: raise max_locks_per_transaction", "node-1") is None


@pytest.mark.parametrize(
    "words",
    ["shutdown: transport endpoint is not connected", "OSError: [Errno 107] Transport endpoint is not connected"],
)
def test_a_socket_that_is_not_connected_is_no_dead_mount(words: str) -> None:
    assert explained_words(words, "node-1") is None
