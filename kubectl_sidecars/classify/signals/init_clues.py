"""Parts of the command lines of init containers, and the tasks that they are a sign of."""

from __future__ import annotations

import functools

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.evidence import Clue, clue, program, rows_of
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.file_clues import file_clues
from kubectl_sidecars.classify.signals.migration_clues import CHECKS_MIGRATIONS, migration_clues
from kubectl_sidecars.classify.signals.tool_clues import tool_clues

WAIT = "dependency-wait"
KUBECTL = r"(?:kubectl|oc) (?:-\S+ (?:[^\s-]\S* )?)*"
"""kubectl, or the oc of OpenShift, and the options before its command: `kubectl -n shop wait`."""
CHANGES = (
    rf"{KUBECTL}(?:apply|create|patch|scale|label|annotate|replace|set|cordon|drain|taint)\b"
    r"|redis-cli\b.* (?:set|hset|acl|config set|cluster)\b|etcdctl\b.* put\b|consul kv put\b|rabbitmqctl add_"
    r"|(?:influx|mongo|mongosh)\b.*(?:CREATE USER|createUser|rs\.initiate)|rabbitmqadmin\b.* declare\b"
    r"|ldap(?:add|modify)\b"
)
"""Programs and arguments that change something on a server."""


@functools.cache
def init_clues() -> tuple[Clue, ...]:
    """Made when first asked for."""
    return rows_of(
        __name__,
        clue(
            Role.INIT,
            WAIT,
            weights.STRONG,
            "waits in a loop",
            r"\buntil\b",
            "while !",
            r"while \[\[?(?![^\]]*\s-(?:lt|le|gt|ge)\s)",
            r"nc -\w*z",
            "wait-for",
            "wait4x",
            "dockerize.* -wait",
            "pg_isready",
            "mysqladmin.* ping",
            "redis-cli.* ping",
            rf"{KUBECTL}(?:wait|rollout status)",
            "nslookup",
            "--wait-for",
            r"\bdig \+",
            "/dev/tcp/",
            "check-migrations",
            "kubernetes-entrypoint",
            "db check",
            r"^(?=.*\bwhile\b)(?=.*\b(?:curl|wget|nc|ping|grpcurl|kubectl get)\b)(?=.*\bsleep\b)",
            "while true.*(?:curl|wget|nc )",
            r"^(?=.*\bfor \w+ in (?:\$\(|`)seq\b)(?=.*\b(?:curl|wget|nc|kubectl get)\b)(?=.*\bsleep\b)",
            r"^(?=.*\bwhile (?:true|:|\(\())(?=.*\b(?:break|exit 0|return)\b)(?=.*\bsleep\b)",
            "--retry-connrefused",
            r"\bgetent hosts\b",
            r"^(?:\S*sh -\w*c )?['\"]?sleep \d+[smh]?['\"]?$",
        ),
        program(
            Role.INIT,
            WAIT,
            weights.STRONG,
            "asks once whether something answers, and fails if not",
            r"python[\d.]* -c .*\b(?:requests|urllib|socket|http\.client|psycopg2?|pymongo|redis|pymysql)\b.*\bexit\(",
            r"node -e .*\b(?:http|net|fetch)\b.*\bprocess\.exit\(",
        ),
        program(
            Role.INIT,
            WAIT,
            weights.STRONG,
            "waits for a port, for some time",
            r"\S+ (?:-\w+ )?[\w.-]+:\d{2,5}(?:[, ][\w.-]+:\d{2,5})* .*(?:-t|--?timeout)[= ]\d",
            r"\S+ (?:-t|--?timeout)[= ]\d+\w* (?:-\w+ )?[\w.-]+:\d{2,5}",
            r"(?!curl|wget)\S+ .*https?://\S+ .*--(?:retries|max-retries|max-attempts|interval)[= ]\d",
        ),
        clue(Role.INIT, WAIT, weights.UNMISTAKABLE, "waits for a schema migration", CHECKS_MIGRATIONS),
        *migration_clues(),
        clue(
            Role.INIT,
            "permissions-fix",
            weights.CLEAR,
            "changes owner or mode of files",
            r"\bchown\b",
            r"\bchmod\b",
            r"\b(?:setfacl|chcon|restorecon|setcap)\b",
        ),
        clue(
            Role.INIT,
            "sysctl-tune",
            weights.UNMISTAKABLE,
            "changes kernel settings",
            r"\bsysctl\b",
            r"\bulimit\b",
            r"> *(?:/[\w.-]+)*/proc/sys",
            "/sys/kernel|/kernel/mm/|transparent_hugepage",
            r"vm\.max_map_count",
            r"\b(?:modprobe|insmod|depmod)\b",
            r"\bnsenter\b.*\bsysctl",
        ),
        clue(
            Role.INIT,
            "network-init",
            weights.UNMISTAKABLE,
            "changes the network",
            r"\biptables\b",
            r"\bnft\b",
            r"\bip (?:rule|route|link)",
            r"(?<![\w-])proxy-init(?![.\w-])",
            "transparent-proxy",
            r"/etc/hosts\b",
            r"/etc/resolv\.conf",
            r"\b(?:ethtool|ipset|ovs-vsctl)\b|\btc qdisc\b",
        ),
        *file_clues(),
        *tool_clues(),
        clue(
            Role.INIT,
            "warm-up",
            weights.NEARLY_SURE,
            "warms up a cache",
            "warm[-_]?up",
            "preload",
            "prefetch",
            "prewarm",
            "cache:(?:warmup|build)",
        ),
        clue(
            Role.INIT,
            "image-prepull",
            weights.NEARLY_SURE,
            "pulls an image",
            r"\b(?:docker|crictl|nerdctl|podman) pull\b|\bctr\b.* images? (?:pull|import)\b",
        ),
        clue(
            Role.INIT,
            "volume-prepare",
            weights.GOOD,
            "builds what the application needs",
            "collectstatic",
            "assets:precompile",
            "composer install",
            "npm (?:ci|install)",
            "(?:npm|yarn|pnpm) (?:run )?build",
            "pip install",
            "bundle install",
        ),
        program(
            Role.INIT,
            "volume-prepare",
            weights.STRONG,
            "makes the directory of a ledger",
            r"(?:op-)?(?:geth|bor|erigon|reth)\b(?: -\S+)* init\b",
        ),
        clue(
            Role.INIT,
            "api-task",
            weights.GOOD,
            "calls the API",
            rf"{KUBECTL}(?:apply|patch|annotate|label|get|create|delete|scale)",
        ),
        clue(Role.INIT, "api-task", weights.NEARLY_SURE, "calls the API", r"--talosconfig\b"),
        program(
            Role.INIT,
            "config-preload",
            weights.USUAL,
            "writes down what the API says",
            rf"{KUBECTL}get\b.*> *(?!&|/dev/|\d)\S",
        ),
        clue(
            Role.INIT,
            "api-task",
            weights.UNMISTAKABLE,
            "changes something on a server",
            r"\b(?:mc|aws s3|s3cmd|gsutil) mb\b|\bcreate-bucket\b",
            r"\bkafka-topics(?:\.sh)?\b.*--create",
            r"\bcurl\b[^;&|]* (?:-X|--request)[ =]?(?:POST|PUT|PATCH|DELETE)\b(?![^;&|]*(?:/token|/login)\b)",
        ),
        clue(
            Role.INIT,
            "api-task",
            weights.CLEAR,
            "sends data to a server",
            r"\bcurl\b(?![^;&|]* (?:-\w*o|--output)\b)[^;&|]* (?:-T|--upload-file|-F|--form|-d|--data(?:-\w+)?)[= ]"
            r"(?![^;&|]*(?:/token|/login)\b)",
        ),
        program(Role.INIT, "api-task", weights.UNMISTAKABLE, "changes something on a server", CHANGES),
    )
