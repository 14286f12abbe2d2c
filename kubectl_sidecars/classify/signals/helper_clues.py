"""Parts of the command lines of helpers, and the roles that they are a sign of."""

from __future__ import annotations

import functools

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.evidence import Clue, clue, program, rows_of
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.adapter_clues import adapter_clues
from kubectl_sidecars.classify.signals.ambassador_clues import ambassador_clues
from kubectl_sidecars.classify.signals.reverse_proxy import LOCALHOST

_CALLS_LOCALLY = r".*\b(?:curl|wget)\b[^;|]*" + LOCALHOST + r"(?!.*>+ *(?!/dev/|&)[/$\w])"
"""A request to a neighbour, of which nothing is kept."""


@functools.cache
def helper_clues() -> tuple[Clue, ...]:
    """Made when first asked for."""
    return rows_of(
        __name__,
        *ambassador_clues(),
        *adapter_clues(),
        clue(
            Role.CONFIGURATION_HELPER,
            "config-watch-reload",
            weights.STRONG,
            "reloads another container",
            r"\binotifywait\b",
            r"\binotifyd\b",
            r"kill +-(?:s +)?(?:HUP|USR\d|1)\b",
            "pkill +-?(?:HUP|SIGHUP|USR)",
            r"(?:kill|signal)\b[^;&|]{0,60}\bSIGHUP\b|\b(?:kill|signal)[\w-]*[= ]\W?SIGHUP\b",
            "/-/reload",
            "nginx -s reload",
            "/api/.*reload",
            "--reload-?url",
            r"--webhook-url[= ]\S*" + LOCALHOST,
            "haproxy.* -sf ",
            r"--?on-(?:change|update)\b",
        ),
        clue(
            Role.CONFIGURATION_HELPER,
            "config-watch-reload",
            weights.FAIR,
            "watches a directory",
            "--watch(?:ed)?-dir",
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
            r"^(?=.*\bwhile\b)(?=.*\b(?:curl|wget|kubectl get|aws ssm)\b)(?=.*\bsleep\b)(?!" + _CALLS_LOCALLY + ")",
            r"^(?=.*\bwhile\b)(?=.*(?:aws s3 (?:cp|sync) s3:|gsutil [-\w ]*gs:|rclone (?:copy|sync) \w+:))",
        ),
        clue(
            Role.CONFIGURATION_HELPER,
            "config-sync",
            weights.GOOD,
            "copies files in a loop",
            r"^(?=.*\bwhile\b.*(?:[;&]|\bdo|\bthen) *(?:cp|rsync) .*\bdone\b)(?=.*\bsleep\b)",
        ),
        clue(
            Role.JOB_HELPER,
            "result-export",
            weights.NEARLY_SURE,
            "waits for the end of its neighbour",
            r"^(?=.*\b(?:while|until)\b)(?=.*\bcontainerStatuses\b)(?=.*\bterminated\b)(?=.*\bsleep\b)",
        ),
        program(
            Role.BACKUP,
            "db-backup",
            weights.STRONG,
            "backs up data",
            r"(?:pg_dump|pg_dumpall|pg_basebackup|mysqldump|mongodump|xtrabackup|etcdctl snapshot)\b",
            r"(?:restic|wal-g|wal-e|pgbackrest|barman|velero|borg|duplicity|kopia)\b",
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
            "--type=liveness",
            "--kubelet-registration-path",
        ),
        program(
            Role.STORAGE,
            "fuse-mount",
            weights.STRONG,
            "mounts storage",
            r"(?:s3fs|goofys|gcsfuse|sshfs|geesefs|mount-s3|mount\.\w+|blobfuse2?|virtiofsd|ceph-fuse|rclone mount)\b",
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
        program(Role.CI_HELPER, "docker-daemon", weights.STRONG, "runs a build daemon", r"(?:dockerd|buildkitd)\b"),
        clue(
            Role.CI_HELPER,
            "docker-daemon",
            weights.STRONG,
            "runs a build daemon",
            r"\bdockerd(?:-entrypoint\.sh)? --?(?:host|H)\b",
        ),
        program(
            Role.DEBUG,
            "debugger",
            weights.STRONG,
            "runs a debugging tool",
            r"(?:tcpdump|tshark|strace|dlv|gdbserver|py-spy)\b",
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
            weights.GOOD,
            "ends its neighbours",
            r"wait-to-complete",
            r"\bquitquitquit\b(?!.*(?:exec|java|python))",
            r"\bsidecar-?(?:killer|terminator)\b",
        ),
        clue(
            Role.LIFECYCLE,
            "cleanup",
            weights.CLEAR,
            "removes old files in a loop",
            r"^(?=.*\b(?:while|sleep)\b)(?=.*\bfind .*-(?:delete|exec rm)\b)(?=.*\bsleep\b)",
        ),
        clue(
            Role.LIFECYCLE,
            "health-reporting",
            weights.GOOD,
            "calls its neighbour in a loop",
            r"^(?=.*\b(?:while|until)\b)(?=.*\bsleep\b)(?=" + _CALLS_LOCALLY + ")",
        ),
        clue(
            Role.LIFECYCLE,
            "health-reporting",
            weights.USUAL,
            "asks again and again whether something answers",
            r"^(?=.*\bwhile (?:true|:))(?=.*\bnc -\w*z)(?=.*\bsleep\b)",
        ),
        program(Role.LIFECYCLE, "health-reporting", weights.GOOD, "keeps a way open", r"(?:ar|f)?ping\b"),
        clue(
            Role.LIFECYCLE,
            "graceful-drain",
            weights.CLEAR,
            "drains connections",
            "shutdown-manager",
            "wait-shutdown",
            r"drain\b.*sleep",
        ),
        program(
            Role.SECURITY,
            "runtime-security",
            weights.STRONG,
            "runs a security agent",
            r"falco\b",
            "clamd",
            r"freshclam\b",
            "ossec",
        ),
        program(Role.SECURITY, "unseal", weights.STRONG, "unseals a secret store", r"(?:\S+ )?unseal\b"),
    )
