"""Parts of the command lines of helpers, and the roles that they are a sign of."""

from __future__ import annotations

import functools

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.evidence import Clue, clue
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.signals.ambassador_clues import ambassador_clues
from kubectl_sidecars.classify.signals.reverse_proxy import LOCALHOST


@functools.cache
def helper_clues() -> tuple[Clue, ...]:
    """Compiled when first asked for."""
    return (
        *ambassador_clues(),
        clue(
            Role.ADAPTER,
            "log-streaming",
            weights.STRONG,
            "tails a file",
            r"^(?:\S*sh -\w*c )?(?:[^;&|]*[;] *)?(?:exec )?(?:\S*/)?tail (?:[^;&|]* )?-\w*[fF]\w*\b"
            r"(?!.*/dev/null)(?![^;&]*[|])",
        ),
        clue(Role.ADAPTER, "log-streaming", weights.GOOD, "follows a log", r"--follow[= ].*\.log", "multitail"),
        clue(
            Role.ADAPTER,
            "log-rotation",
            weights.STRONG,
            "rotates logs",
            r"\blogrotate\b",
            r"^(?=.*\bfind .*log)(?=.*-(?:mtime|mmin) )(?=.*-delete\b)",
        ),
        clue(
            Role.ADAPTER,
            "log-shipping",
            weights.CLEAR,
            "runs a log shipper",
            r"\b(?:fluentd|fluent-bit|filebeat|promtail|rsyslogd|syslog-ng)\b",
        ),
        clue(
            Role.ADAPTER, "metrics-exporter", weights.STRONG, "runs an exporter", r"(?<![\w-])[\w-]{1,60}[_-]exporter\b"
        ),
        clue(
            Role.ADAPTER,
            "metrics-exporter",
            weights.STRONG,
            "reads another's statistics",
            r"--(?:web\.)?telemetry[.-]path",
            r"--scrape[.\w-]*uri",
            r"--(?!spring\b)[\w.]+\.(?:uri|dsn)=\S*" + LOCALHOST,
            "--push-?gateway",
            "jmx_prometheus_httpserver",
        ),
        clue(Role.ADAPTER, "metrics-exporter", weights.WEAK, "listens as exporters do", r"--web\.listen-address"),
        clue(
            Role.ADAPTER,
            "telemetry-collector",
            weights.CLEAR,
            "runs a collector",
            r"\b(?:otelcol\w*|jaeger-agent|zipkin|node_?agent --trace)\b",
        ),
        clue(
            Role.CONFIGURATION_HELPER,
            "config-watch-reload",
            weights.STRONG,
            "reloads another container",
            r"\binotifywait\b",
            r"\binotifyd\b",
            r"kill +-(?:s +)?(?:HUP|USR\d|1)\b",
            "pkill +-?(?:HUP|SIGHUP|USR)",
            r"\bSIGHUP\b",
            "/-/reload",
            "nginx -s reload",
            "/api/.*reload",
            "--reload-?url",
            r"--webhook-url[= ]\S*" + LOCALHOST,
            "--watch(?:ed)?-dir",
            "haproxy.* -sf ",
        ),
        clue(
            Role.CONFIGURATION_HELPER,
            "git-sync",
            weights.NEARLY_SURE,
            "pulls from Git in a loop",
            r"^(?=.*\b(?:while|for|sleep)\b)(?=.*\bgit (?:-\S+ +(?:/\S+ +)?)*(?:pull|fetch|reset)\b)",
            r"\bgit-sync\b",
            "--repo[= ].*--(?:root|dest|link)",
        ),
        clue(
            Role.CONFIGURATION_HELPER,
            "secret-sync",
            weights.NEARLY_SURE,
            "runs a secret agent",
            r"\bvault agent\b",
            r"\bsecrets?-(?:agent|provider|sync\w*)\b",
        ),
        clue(
            Role.CONFIGURATION_HELPER,
            "cert-renew",
            weights.CLEAR,
            "renews certificates",
            r"\bcertbot (?:.* )?(?:renew|certonly)\b",
            r"\blego .*\brenew\b",
            r"\bacme\.sh\b",
        ),
        clue(
            Role.CONFIGURATION_HELPER,
            "config-sync",
            weights.STRONG,
            "renders configuration",
            r"\b(?:consul-template|confd|gomplate|envsubst)\b",
        ),
        clue(
            Role.CONFIGURATION_HELPER,
            "config-sync",
            weights.GOOD,
            "fetches in a loop",
            r"^(?=.*\bwhile\b)(?=.*\b(?:curl|wget|kubectl get|aws ssm)\b)(?=.*\bsleep\b)",
            r"^(?=.*\bwhile\b)(?=.*(?:aws s3 (?:cp|sync) s3:|gsutil [-\w ]*gs:|rclone (?:copy|sync) \w+:))",
        ),
        clue(
            Role.CONFIGURATION_HELPER,
            "config-sync",
            weights.GOOD,
            "copies files in a loop",
            r"^(?=.*\bwhile\b)(?=.*(?:[;&]|\bdo|\bthen) *(?:cp|rsync) )(?=.*\bsleep\b)",
        ),
        clue(
            Role.BACKUP,
            "db-backup",
            weights.STRONG,
            "backs up data",
            r"\b(?:pg_dump|pg_dumpall|pg_basebackup|mysqldump|mongodump|xtrabackup|etcdctl snapshot)\b",
            r"\b(?:restic|wal-g|wal-e|pgbackrest|barman|velero|borg|duplicity|kopia)\b",
            "aws s3 (?:cp|sync) /",
            r"gsutil (?:cp|rsync) .*/\S+ gs:",
            "rclone (?:copy|sync) /",
            r"mc mirror .*/\S+ \w+/",
        ),
        clue(
            Role.STORAGE,
            "csi-helper",
            weights.UNMISTAKABLE,
            "serves a CSI driver",
            "--csi-address",
            "--kubelet-registration-path",
        ),
        clue(
            Role.STORAGE,
            "fuse-mount",
            weights.STRONG,
            "mounts storage",
            r"\b(?:s3fs|goofys|gcsfuse|sshfs|geesefs|mount-s3|mount\.nfs|blobfuse2?)\b",
        ),
        clue(
            Role.COORDINATION,
            "leader-election",
            weights.STRONG,
            "takes part in an election",
            "--election[= ]",
            "redis-sentinel",
            r"--sentinel\b",
        ),
        clue(Role.COORDINATION, "backend-discovery", weights.GOOD, "finds peers", r"\bpeer-(?:list|finder)\b"),
        clue(Role.RESOURCE_SCALER, "vertical-scale", weights.UNMISTAKABLE, "scales its neighbour", r"\bpod_nanny\b"),
        clue(Role.CI_HELPER, "docker-daemon", weights.STRONG, "runs a build daemon", r"\b(?:dockerd|buildkitd)\b"),
        clue(
            Role.DEBUG,
            "debugger",
            weights.STRONG,
            "runs a debugging tool",
            r"\b(?:tcpdump|tshark|strace|dlv|gdbserver|py-spy)\b",
        ),
        clue(
            Role.DEBUG,
            "toolbox",
            weights.WEAK,
            "only sleeps",
            "tail -f /dev/null",
            r"sleep (?:infinity|inf|\d{4,}|[1-9]\d*[dh])\b",
            "^(?:/bin/)?(?:sleep infinity|cat)$",
        ),
        clue(
            Role.LIFECYCLE,
            "graceful-drain",
            weights.CLEAR,
            "drains connections",
            "shutdown-manager",
            "wait-shutdown",
            r"drain\b.*sleep",
        ),
        clue(
            Role.SECURITY,
            "runtime-security",
            weights.STRONG,
            "runs a security agent",
            r"\bfalco\b",
            "clamd",
            r"\bfreshclam\b",
            "ossec",
        ),
        clue(
            Role.ADAPTER,
            "legacy-interface",
            weights.GOOD,
            "serves a legacy interface",
            r"--wsdl\b",
            r"\btn3270\b",
        ),
        clue(
            Role.ADAPTER, "format-normalising", weights.GOOD, "rewrites a format", r"--format[= ]\w+.*--output-format"
        ),
        clue(
            Role.ADAPTER,
            "protocol-conversion",
            weights.GOOD,
            "converts one interface into another",
            r"\b(?:protocol|grpc|soap|mqtt|modbus|format)[\w-]*-?(?:to|2|bridge|gateway|adapter|convert\w*)\b",
            "grpc-gateway",
        ),
    )
