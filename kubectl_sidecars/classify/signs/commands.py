"""What the command line of a helper says."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kubectl_sidecars.classify.evidence import Actor, Clue, Evidence, clue
from kubectl_sidecars.classify.judgement import Role

_LOCAL = r"(?:127\.0\.0\.1|localhost|\[::1\]|0\.0\.0\.0)"


@functools.cache
def _clues() -> tuple[Clue, ...]:
    return (
        clue(
            Role.ADAPTER,
            "log-streaming",
            4,
            "tails a file",
            r"(?<![\w/.-])tail (?:.* )?-\w*[fF]\w*(?! /dev/null)\b(?!.*/dev/null)",
        ),
        clue(Role.ADAPTER, "log-streaming", 3, "follows a log", r"--follow[= ].*\.log", "multitail"),
        clue(Role.ADAPTER, "log-rotation", 4, "rotates logs", r"\blogrotate\b", "find .*log.*-(?:mtime|mmin).*-delete"),
        clue(
            Role.ADAPTER,
            "log-shipping",
            3.5,
            "runs a log shipper",
            r"\b(?:fluentd|fluent-bit|filebeat|promtail|rsyslogd|syslog-ng)\b",
        ),
        clue(Role.ADAPTER, "metrics-exporter", 4, "runs an exporter", r"[\w-]+[_-]exporter\b"),
        clue(
            Role.ADAPTER,
            "metrics-exporter",
            4,
            "reads another's statistics",
            r"--(?:web\.)?telemetry[.-]path",
            r"--scrape[.\w-]*uri",
            r"--[\w.]+\.(?:uri|dsn)=",
            "--push-?gateway",
            "jmx_prometheus_httpserver",
        ),
        clue(Role.ADAPTER, "metrics-exporter", 1.5, "listens as exporters do", r"--web\.listen-address"),
        clue(
            Role.ADAPTER,
            "telemetry-collector",
            3.5,
            "runs a collector",
            r"\b(?:otelcol\w*|jaeger-agent|zipkin|node_?agent --trace)\b",
        ),
        clue(
            Role.CONFIGURATION_HELPER,
            "config-watch-reload",
            4,
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
            "--webhook-url",
            "--watch(?:ed)?-dir",
            "haproxy.* -sf ",
        ),
        clue(
            Role.CONFIGURATION_HELPER,
            "git-sync",
            4.5,
            "pulls from Git in a loop",
            r"(?:while|for|sleep).*\bgit\b.*\b(?:pull|fetch|reset)\b",
            r"\bgit-sync\b",
            "--repo[= ].*--(?:root|dest|link)",
        ),
        clue(
            Role.CONFIGURATION_HELPER,
            "secret-sync",
            4.5,
            "runs a secret agent",
            r"\bvault agent\b",
            r"\bsecrets?-(?:agent|provider|sync\w*)\b",
        ),
        clue(
            Role.CONFIGURATION_HELPER,
            "config-sync",
            4,
            "renders configuration",
            r"\b(?:consul-template|confd|gomplate|envsubst)\b",
        ),
        clue(
            Role.CONFIGURATION_HELPER,
            "config-sync",
            3,
            "fetches in a loop",
            r"while.*(?:curl|wget|kubectl get|aws ssm|aws s3 (?:cp|sync) s3:|gsutil (?:cp|rsync) gs:|rclone (?:copy|sync) \w+:).*sleep",
        ),
        clue(
            Role.AMBASSADOR,
            "proxy",
            4.5,
            "stands before a local port",
            rf"--?(?:upstream|target|backend|forward|proxy-pass|proxy-to|remote|origin)[\w-]*[= ](?:\w+://)?{_LOCAL}",
            rf"proxy_pass (?:\w+://)?{_LOCAL}",
            rf"reverse-proxy .*{_LOCAL}",
            rf"--to[= ]:?{_LOCAL}?:?\d+",
        ),
        clue(
            Role.AMBASSADOR,
            "tunnel",
            4.5,
            "forwards a port",
            r"TCP\d?-LISTEN",
            r"\bsocat\b",
            r"\bssh\b.* -\w*[NLR]\w* ",
            r"\bautossh\b",
            r"\bstunnel\b",
            r"\bcloudflared\b",
            "tunnel run",
            "kubectl port-forward",
        ),
        clue(
            Role.AMBASSADOR,
            "proxy",
            2.5,
            "runs a proxy",
            r"\b(?:envoy|haproxy|nginx|traefik|caddy|squid|mcrouter|nutcracker|tinyproxy)\b(?: .*)?(?:-c|-f|-g|--config\S*|run)(?: |=|$)",
        ),
        clue(
            Role.AMBASSADOR,
            "db-proxy",
            3.5,
            "runs a database proxy",
            r"\b(?:pgbouncer|pgcat|odyssey|proxysql|maxscale|mysql-?router|mongos|cloud[_-]sql[_-]proxy)\b",
        ),
        clue(
            Role.AMBASSADOR,
            "auth-proxy",
            4,
            "asks callers to log in",
            "oauth2?-proxy",
            "--oidc-issuer",
            "--client-secret",
            "--cookie-secret",
        ),
        clue(
            Role.AMBASSADOR, "vpn-egress", 4, "runs a VPN", r"\b(?:openvpn|wg-quick|wireguard|tailscaled|strongswan)\b"
        ),
        clue(
            Role.BACKUP,
            "db-backup",
            4,
            "backs up data",
            r"\b(?:pg_dump|pg_dumpall|pg_basebackup|mysqldump|mongodump|xtrabackup|restic|wal-g|wal-e|pgbackrest|barman|velero|etcdctl snapshot|borg|duplicity|kopia)\b",
            "aws s3 (?:cp|sync) /",
            r"gsutil (?:cp|rsync) .*/\S+ gs:",
            "rclone (?:copy|sync) /",
            r"mc mirror .*/\S+ \w+/",
        ),
        clue(Role.STORAGE, "csi-helper", 5, "serves a CSI driver", "--csi-address", "--kubelet-registration-path"),
        clue(
            Role.STORAGE,
            "fuse-mount",
            4,
            "mounts storage",
            r"\b(?:s3fs|goofys|gcsfuse|sshfs|geesefs|mount-s3|mount\.nfs|blobfuse2?)\b",
        ),
        clue(
            Role.COORDINATION,
            "leader-election",
            4,
            "takes part in an election",
            "--election[= ]",
            "redis-sentinel",
            r"--sentinel\b",
        ),
        clue(Role.COORDINATION, "backend-discovery", 3, "finds peers", r"\bpeer-(?:list|finder)\b"),
        clue(Role.RESOURCE_SCALER, "vertical-scale", 5, "scales its neighbour", r"\bpod_nanny\b"),
        clue(Role.CI_HELPER, "docker-daemon", 4, "runs a build daemon", r"\b(?:dockerd|buildkitd)\b"),
        clue(Role.DEBUG, "debugger", 4, "runs a debugging tool", r"\b(?:tcpdump|tshark|strace|dlv|gdbserver|py-spy)\b"),
        clue(
            Role.DEBUG,
            "toolbox",
            1.5,
            "only sleeps",
            "tail -f /dev/null",
            r"sleep (?:infinity|inf|\d{4,}|[1-9]\d*[dh])\b",
            "^(?:/bin/)?(?:sleep infinity|cat)$",
        ),
        clue(
            Role.LIFECYCLE,
            "graceful-drain",
            3.5,
            "drains connections",
            "shutdown-manager",
            "wait-shutdown",
            r"drain\b.*sleep",
        ),
        clue(
            Role.SECURITY,
            "runtime-security",
            4,
            "runs a security agent",
            r"\bfalco\b",
            "clamd",
            r"\bfreshclam\b",
            "ossec",
        ),
        clue(
            Role.ADAPTER,
            "protocol-conversion",
            3,
            "converts one interface into another",
            r"\b(?:protocol|grpc|soap|mqtt|modbus|format)[\w-]*-?(?:to|2|bridge|gateway|adapter|convert\w*)\b",
            "grpc-gateway",
            r"--format[= ]\w+.*--output-format",
        ),
    )


def by_command(actor: Actor) -> Iterator[Evidence]:
    """What it runs: tail of a file, inotifywait, git pull in a loop, --upstream=http://127.0.0.1, an exporter."""
    argv = actor.argv
    if not argv:
        return
    for each in _clues():
        if each.pattern.search(argv):
            yield each.evidence


_FOLLOWED = re.compile(r"\btail (?:.*? )?(/[\w./*-]+)")


def by_followed_file(actor: Actor) -> Iterator[Evidence]:
    """It tails a file on a volume into which another container writes."""
    followed = _FOLLOWED.search(actor.argv) if "tail" in actor.argv else None
    if not followed or followed[1].startswith("/dev/"):
        return
    path = followed[1]
    volumes = {mount.name for mount in actor.spec.volume_mounts if path.startswith(mount.mount_path.rstrip("/") + "/")}
    for other in actor.others:
        for mount in other.spec.volume_mounts:
            if mount.name in volumes and not mount.read_only:
                yield Evidence(Role.ADAPTER, "log-streaming", 2, f"tails {path}, which {other.name} writes")
                return
