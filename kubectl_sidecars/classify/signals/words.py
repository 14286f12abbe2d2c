"""Words in the names of containers and images, and what they are a sign of."""

from __future__ import annotations

from kubectl_sidecars.classify.judgement import Role

_HELPERS: tuple[tuple[Role, str, float, str], ...] = (
    (Role.ADAPTER, "metrics-exporter", 4, "exporter statsd"),
    (Role.ADAPTER, "metrics-exporter", 2.5, "metrics metricbeat telegraf prometheus stats prom"),
    (
        Role.ADAPTER,
        "log-shipping",
        3,
        ("log logs logger logging filebeat fluentd fluentbit fluent promtail rsyslog syslog logstash shipper vector"),
    ),
    (Role.ADAPTER, "log-streaming", 3, "tail tailer stdout tailing"),
    (Role.ADAPTER, "log-rotation", 3.5, "logrotate groomer logrotator"),
    (Role.ADAPTER, "tracing-agent", 3, "trace tracing tracer jaeger zipkin xray apm"),
    (Role.ADAPTER, "telemetry-collector", 2.5, "otel otelcol collector telemetry opentelemetry opencensus"),
    (
        Role.ADAPTER,
        "protocol-conversion",
        3,
        "adapter adaptor converter translator transcoder bridge",
    ),
    (Role.ADAPTER, "format-normalising", 3, "normalizer normaliser formatter"),
    (Role.ADAPTER, "legacy-interface", 2, "legacy soap mainframe"),
    (
        Role.AMBASSADOR,
        "proxy",
        2.5,
        "proxy envoy haproxy ambassador router traefik frontproxy nginx relay dnsmasq dns forwarder mesh socks socks5",
    ),
    (Role.AMBASSADOR, "load-balancing", 2.5, "lb loadbalancer balancer"),
    (Role.AMBASSADOR, "service-discovery", 2.5, "discovery registrator"),
    (Role.AMBASSADOR, "circuit-breaking", 2.5, "breaker retrier hystrix"),
    (Role.AMBASSADOR, "gateway", 2.5, "krakend apisix tyk"),
    (Role.AMBASSADOR, "gateway", 1.2, "gateway apigateway kong zuul"),
    (Role.AMBASSADOR, "tunnel", 3, "tunnel socat ssh autossh cloudflared"),
    (
        Role.AMBASSADOR,
        "db-proxy",
        3.5,
        "pgbouncer pooler pgcat pgpool proxysql cloudsql sqlproxy mysqlrouter maxscale mongos",
    ),
    (Role.AMBASSADOR, "auth-proxy", 2.5, "oauth oauth2 auth authn authz oidc sso authenticator iam"),
    (Role.AMBASSADOR, "mtls-proxy", 3, "tls mtls ssl stunnel ghostunnel"),
    (Role.AMBASSADOR, "vpn-egress", 3, "vpn wireguard openvpn tailscale egress"),
    (Role.AMBASSADOR, "cache-proxy", 2, "twemproxy mcrouter nutcracker"),
    (Role.AMBASSADOR, "cache", 2, "cache memcached varnish"),
    (Role.AMBASSADOR, "cache", 1.4, "redis valkey keydb dragonfly"),
    (Role.CONFIGURATION_HELPER, "config-watch-reload", 3.5, "reload reloader watcher refresher"),
    (
        Role.CONFIGURATION_HELPER,
        "config-sync",
        3,
        ("sync syncer synchronizer update config configmap configurator confd puller fetcher updater refresh loader"),
    ),
    (Role.CONFIGURATION_HELPER, "git-sync", 3, "git gitsync r10k"),
    (Role.CONFIGURATION_HELPER, "secret-sync", 3, "secret secrets vault credentials credential token tokens minter"),
    (Role.CONFIGURATION_HELPER, "cert-renew", 3, "cert certs renewer spiffe svid"),
    (Role.BACKUP, "db-backup", 3, "backup backups restore snapshot archiver wal dump pgbackrest barman restic"),
    (Role.STORAGE, "csi-helper", 3, "csi registrar attacher provisioner snapshotter livenessprobe"),
    (Role.STORAGE, "fuse-mount", 3, "fuse mounter nfs s3fs gcsfuse"),
    (Role.COORDINATION, "leader-election", 3, "elector election leader sentinel failover raft ha"),
    (Role.RESOURCE_SCALER, "vertical-scale", 3.5, "nanny autoscaler resizer scaler"),
    (Role.DEBUG, "toolbox", 3, "debug debugger toolbox netshoot tcpdump sniffer delve dlv shell profiler"),
    (Role.CI_HELPER, "docker-daemon", 3, "dind docker buildkit buildkitd"),
    (Role.LIFECYCLE, "health-reporting", 2, "healthcheck heartbeat healthz"),
    (Role.LIFECYCLE, "cleanup", 3, "cleanup cleaner janitor"),
    (Role.LIFECYCLE, "graceful-drain", 3, "drain drainer shutdown prestop"),
    (Role.SECURITY, "runtime-security", 3, "falco sensor defender waf security scanner clamav antivirus compliance"),
)
_TASKS: tuple[tuple[str, float, str], ...] = (
    ("dependency-wait", 4, "wait waitfor wait4 ready readiness dependencies dependency check checker"),
    ("db-migration", 4, "migrate migration migrations migrator schema flyway liquibase initdb alembic upgrade"),
    ("permissions-fix", 4, "permissions permission perms chown chmod ownership"),
    ("sysctl-tune", 4, "sysctl sysctls tuning ulimit modprobe kernel module"),
    ("network-init", 4, "iptables network route routes"),
    ("cni-install", 5, "cni"),
    ("git-clone", 4, "git checkout repo"),
    (
        "data-restore",
        3,
        "restore download downloader fetch seed data fetcher dataset s3 gcs bucket sync update updater",
    ),
    ("model-download", 3.5, "model models"),
    ("cert-bootstrap", 4, "cert certs certificate certificates tls ca truststore keystore ssl"),
    ("secret-preload", 3.5, "secret secrets vault credentials keys keyring password token cookie"),
    (
        "config-preload",
        3.5,
        (
            "config configs configuration configurations kubeconfig conf configure configurator configmap settings"
            " properties render template"
        ),
    ),
    ("agent-copy", 3.5, "agent instrumentation javaagent otel apm newrelic"),
    ("plugin-copy", 3.5, "plugin plugins provider install installer driver drivers binaries bin extensions"),
    (
        "volume-prepare",
        2.5,
        ("volume volumes dir dirs directory directories prepare setup copy filesystem fs mkdir init-data static cp"),
    ),
    ("warm-up", 4, "warmup warm cache prefetch preload prewarm prepull"),
    ("cleanup", 3.5, "clean cleanup purge remove delete rm"),
    ("git-clone", 2, "clone"),
)

HELPER_WORDS = {word: (role, task, weight) for role, task, weight, words in _HELPERS for word in words.split()}
TASK_WORDS = {word: (task, weight) for task, weight, words in _TASKS for word in words.split()}

ENDINGS = ("proxy", "exporter", "metrics", "reloader", "backup", "logger", "tunnel", "update", "sync")
"""Words that names are put together with: `rqmetrics`, `sqlproxy`, `geoipupdate`."""


def known_word(part: str) -> str:
    """The part of a name that is a word here: all of it, its end, or nothing."""
    if part in HELPER_WORDS or part in TASK_WORDS:
        return part
    return next((end for end in ENDINGS if part.endswith(end)), "")
