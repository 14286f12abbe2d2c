"""What an init container prepares, where the catalogue is silent."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from kubectl_sidecars.classify.evidence import Actor, Clue, Evidence, clue
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.signs.names import tokens


@functools.cache
def _clues() -> tuple[Clue, ...]:
    return (
        clue(
            Role.INIT,
            "dependency-wait",
            4,
            "waits in a loop",
            r"\buntil\b",
            "while !",
            r"while \[\[?",
            r"nc -\w*z",
            "wait-for",
            "wait4x",
            "dockerize.* -wait",
            "pg_isready",
            "mysqladmin.* ping",
            "redis-cli.* ping",
            "kubectl (?:wait|rollout status)",
            "nslookup",
            "--wait-for",
            r"\bdig \+",
            "/dev/tcp/",
            "check-migrations",
            "db check",
            "while true.*(?:curl|wget|nc )",
        ),
        clue(
            Role.INIT,
            "db-migration",
            5,
            "runs a schema migration",
            "flyway.* (?:migrate|repair)",
            "liquibase.* update",
            "alembic.* upgrade",
            r"manage\.py migrate",
            "db:migrate",
            "prisma migrate",
            r"goose.* up\b",
            "atlas.* (?:migrate|schema) apply",
            r"dbmate.* up\b",
            "artisan migrate",
            "knex.* migrate",
            "ef database update",
            "airflow db (?:migrate|upgrade|init)",
            "migrate (?:-path|-source|-database|up)",
            "sequelize.* db:migrate",
            "typeorm.* migration:run",
            "superset db upgrade",
            "sentry upgrade",
            "db upgrade",
            "db[_-]migrate",
            r"\bmigrations? (?:run|up|apply)",
            "schema[ -](?:update|upgrade|apply|migrate)",
            r"\brun[_-]?migrations?",
            r"mix ecto\.migrate",
            "initdb",
            "createdb",
            "CREATE DATABASE",
        ),
        clue(
            Role.INIT,
            "permissions-fix",
            3.5,
            "changes owner or mode of files",
            r"\bchown\b",
            r"\bchmod\b",
            r"\bsetfacl\b",
        ),
        clue(
            Role.INIT,
            "sysctl-tune",
            5,
            "changes kernel settings",
            r"\bsysctl\b",
            r"\bulimit\b",
            "> */proc/sys",
            r"vm\.max_map_count",
        ),
        clue(
            Role.INIT,
            "network-init",
            5,
            "changes the network",
            r"\biptables\b",
            r"\bnft\b",
            r"\bip (?:rule|route|link)",
            "proxy-init",
            "transparent-proxy",
            r"/etc/hosts\b",
            r"/etc/resolv\.conf",
        ),
        clue(Role.INIT, "git-clone", 5, "clones a repository", r"\bgit (?:.* )?clone\b", r"\bgit-sync\b.*--one-time"),
        clue(
            Role.INIT,
            "data-restore",
            4.5,
            "downloads data",
            "aws s3",
            "gsutil",
            "gcloud storage",
            "rclone",
            r"\bmc (?:cp|mirror)",
            "azcopy",
            "s5cmd",
            "huggingface-cli",
            "pg_restore",
            r"restore\b",
        ),
        clue(
            Role.INIT,
            "cert-bootstrap",
            4,
            "prepares certificates",
            "update-ca-certificates",
            "keytool",
            "update-ca-trust",
            "openssl",
            "certutil",
            r"\bcertificates?\b.*(?:request|create|sign)",
            r"\.pem\b",
            r"\.crt\b",
            "step ca",
        ),
        clue(
            Role.INIT,
            "config-preload",
            3.5,
            "renders configuration",
            "envsubst",
            "consul-template",
            "gomplate",
            "jinja",
            r"\bsed\b.* (?:-i|>)",
            r"\bconfd\b",
            r"\byq\b",
            r"\bjq\b.*>",
            "render",
            "templat",
        ),
        clue(
            Role.INIT,
            "secret-preload",
            5,
            "fetches secrets",
            "vault (?:agent|read|kv|login)",
            "secretsmanager",
            "aws ssm",
            "secrets? (?:versions )?(?:get|access|fetch)",
            r"\bsops\b",
            r"\bop (?:read|inject)",
            "az keyvault",
        ),
        clue(
            Role.INIT,
            "agent-copy",
            5,
            "copies an agent",
            r"cp\b.*(?:javaagent|agent[\w.-]*\.jar|/agent\b|instrumentation|newrelic|dd-java|opentelemetry|apm)",
        ),
        clue(
            Role.INIT,
            "config-preload",
            3.2,
            "copies configuration",
            r"(?:^|[ /;&])cp (?:-\w+ )*\S*(?:config|conf|settings|\.ya?ml|\.json|\.ini|\.xml|\.properties|\.cnf)",
        ),
        clue(
            Role.INIT,
            "plugin-copy",
            4,
            "copies a plugin or binary",
            r"cp\b.*(?:plugin|provider|extension|/bin/|driver)",
            "install.*plugin",
            "plugin.* install",
            r"(?:curl|wget).*\.(?:jar|zip|so)\b",
        ),
        clue(Role.INIT, "volume-prepare", 2.5, "copies files", "(?:^|[ /;&])(?:cp|rsync|install|mv|tar|unzip|ln) "),
        clue(
            Role.INIT,
            "volume-prepare",
            2.5,
            "prepares a volume",
            r"\bmkdir\b",
            r"\btouch\b",
            r"\brm -",
            r"\bmkfs",
            r"\bmount\b",
            r"\bdd if=",
        ),
        clue(Role.INIT, "data-restore", 2.2, "downloads something", r"\b(?:curl|wget)\b"),
        clue(Role.INIT, "config-preload", 2.4, "writes a file", r"(?:echo|printf|cat) .*> *\S+", "tee "),
        clue(
            Role.INIT,
            "warm-up",
            4.5,
            "warms something up",
            "warm[-_]?up",
            "preload",
            "prefetch",
            "prewarm",
            "cache:(?:warmup|build)",
            "docker pull",
            "crictl pull",
        ),
        clue(
            Role.INIT,
            "volume-prepare",
            3,
            "builds what the application needs",
            "collectstatic",
            "assets:precompile",
            "composer install",
            "npm (?:ci|install)",
            "pip install",
            "bundle install",
        ),
        clue(Role.INIT, "api-task", 3, "calls the API", "kubectl (?:apply|patch|annotate|label|get|create|delete)"),
    )


_WORDS: tuple[tuple[str, float, tuple[str, ...]], ...] = (
    (
        "dependency-wait",
        4,
        (
            "wait",
            "waitfor",
            "wait4",
            "ready",
            "readiness",
            "dependencies",
            "dependency",
            "check",
            "checker",
        ),
    ),
    (
        "db-migration",
        4,
        (
            "migrate",
            "migration",
            "migrations",
            "migrator",
            "schema",
            "flyway",
            "liquibase",
            "initdb",
            "alembic",
            "upgrade",
        ),
    ),
    (
        "permissions-fix",
        4,
        (
            "permissions",
            "permission",
            "perms",
            "chown",
            "chmod",
            "ownership",
        ),
    ),
    (
        "sysctl-tune",
        4,
        (
            "sysctl",
            "sysctls",
            "tuning",
            "ulimit",
        ),
    ),
    (
        "network-init",
        4,
        (
            "iptables",
            "network",
            "route",
            "routes",
            "cni",
        ),
    ),
    (
        "git-clone",
        4,
        (
            "git",
            "clone",
            "checkout",
            "repo",
        ),
    ),
    (
        "data-restore",
        3,
        (
            "restore",
            "download",
            "downloader",
            "fetch",
            "seed",
            "data",
            "fetcher",
            "dataset",
        ),
    ),
    (
        "model-download",
        3.5,
        (
            "model",
            "models",
        ),
    ),
    (
        "cert-bootstrap",
        4,
        (
            "cert",
            "certs",
            "certificate",
            "certificates",
            "tls",
            "ca",
            "truststore",
            "keystore",
            "ssl",
        ),
    ),
    (
        "secret-preload",
        3.5,
        (
            "secret",
            "secrets",
            "vault",
            "credentials",
            "keys",
            "password",
            "token",
        ),
    ),
    (
        "config-preload",
        3.5,
        (
            "config",
            "configs",
            "configuration",
            "conf",
            "configure",
            "configmap",
            "settings",
            "render",
            "template",
        ),
    ),
    (
        "agent-copy",
        3.5,
        (
            "agent",
            "instrumentation",
            "javaagent",
            "otel",
            "apm",
            "newrelic",
        ),
    ),
    (
        "plugin-copy",
        3.5,
        (
            "plugin",
            "plugins",
            "install",
            "installer",
            "driver",
            "drivers",
            "binaries",
            "bin",
            "extensions",
        ),
    ),
    (
        "volume-prepare",
        2.5,
        (
            "volume",
            "volumes",
            "dir",
            "dirs",
            "directory",
            "directories",
            "prepare",
            "setup",
            "copy",
            "filesystem",
            "fs",
            "mkdir",
            "init-data",
            "static",
        ),
    ),
    (
        "warm-up",
        4,
        (
            "warmup",
            "warm",
            "cache",
            "prefetch",
            "preload",
            "prewarm",
            "prepull",
        ),
    ),
    (
        "cleanup",
        3.5,
        (
            "clean",
            "cleanup",
            "purge",
            "remove",
        ),
    ),
)
_MEANING = {word: (task, weight) for task, weight, words in _WORDS for word in words}


def by_task_command(actor: Actor) -> Iterator[Evidence]:
    """What it runs: wait loops, migration tools, chown, sysctl, iptables, git clone, cp."""
    for each in _clues():
        if each.pattern.search(actor.argv):
            yield each.evidence


def by_task_name(actor: Actor) -> Iterator[Evidence]:
    """The words of its name and of its image's name."""
    for text, factor in ((actor.name, 1.0), (actor.image.base, 0.6)):
        if factor < 1 and actor.shares_image:
            continue
        for token in tokens(text):
            if token in _MEANING:
                task, weight = _MEANING[token]
                yield Evidence(Role.INIT, task, weight * factor, f"{'name' if factor == 1 else 'image'} {text}")


def by_task_rights(actor: Actor) -> Iterator[Evidence]:
    """NET_ADMIN before the pod starts: the network is set up; privileged alone: the kernel is."""
    context = actor.spec.security_context
    if "NET_ADMIN" in context.capabilities.add:
        yield Evidence(Role.INIT, "network-init", 3, "capability NET_ADMIN")
    elif context.privileged:
        yield Evidence(Role.INIT, "sysctl-tune", 1, "privileged")
