"""Words in the names of containers and images, and what they are a sign of."""

from __future__ import annotations

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.roles import Role

_HELPERS: tuple[tuple[Role, str, float, str], ...] = (
    (Role.ADAPTER, "metrics-exporter", weights.STRONG, "exporter statsd"),
    (
        Role.ADAPTER,
        "metrics-exporter",
        weights.USUAL,
        "metrics metricbeat telegraf prometheus stats prom cadvisor pushgateway",
    ),
    (
        Role.ADAPTER,
        "log-shipping",
        weights.GOOD,
        ("log logs logger logging filebeat fluentd fluentbit fluent promtail rsyslog syslog logstash shipper vector"),
    ),
    (Role.ADAPTER, "metrics-exporter", weights.FAIR, "monitor monitoring zabbix nrpe checkmk"),
    (Role.ADAPTER, "tracing-agent", weights.USUAL, "newrelic appdynamics instana dynatrace"),
    (Role.ADAPTER, "log-streaming", weights.GOOD, "tail tailer stdout tailing"),
    (Role.ADAPTER, "log-rotation", weights.CLEAR, "logrotate groomer logrotator"),
    (Role.ADAPTER, "tracing-agent", weights.GOOD, "trace tracing tracer jaeger zipkin xray apm"),
    (
        Role.ADAPTER,
        "telemetry-collector",
        weights.USUAL,
        "otel otelcol collector collectd telemetry opentelemetry opencensus",
    ),
    (
        Role.ADAPTER,
        "protocol-conversion",
        weights.GOOD,
        "adapter adaptor converter translator transcoder bridge",
    ),
    (Role.ADAPTER, "protocol-conversion", weights.FAIR, "http grpcweb"),
    (Role.ADAPTER, "format-normalising", weights.GOOD, "normalizer normaliser formatter"),
    (Role.ADAPTER, "legacy-interface", weights.FAIR, "legacy soap mainframe"),
    (
        Role.AMBASSADOR,
        "proxy",
        weights.USUAL,
        (
            "proxy envoy haproxy ambassador router traefik frontproxy nginx relay dnsmasq dns forwarder mesh socks"
            " socks5 coredns dnsdist unbound"
        ),
    ),
    (Role.AMBASSADOR, "load-balancing", weights.USUAL, "lb loadbalancer balancer"),
    (Role.AMBASSADOR, "service-discovery", weights.USUAL, "discovery registrator"),
    (Role.AMBASSADOR, "circuit-breaking", weights.USUAL, "breaker retrier hystrix"),
    (Role.AMBASSADOR, "gateway", weights.USUAL, "krakend apisix tyk"),
    (Role.AMBASSADOR, "gateway", weights.FAINT, "gateway apigateway kong zuul"),
    (Role.AMBASSADOR, "tunnel", weights.GOOD, "tunnel socat ssh autossh cloudflared"),
    (
        Role.AMBASSADOR,
        "db-proxy",
        weights.CLEAR,
        "pgbouncer pooler pgcat pgpool proxysql cloudsql sqlproxy mysqlrouter maxscale mongos",
    ),
    (Role.AMBASSADOR, "auth-proxy", weights.USUAL, "oauth oauth2 oidc authenticator"),
    (Role.AMBASSADOR, "authz-sidecar", weights.USUAL, "opa"),
    (Role.AMBASSADOR, "auth-proxy", weights.FAINT, "auth authn authz sso iam"),
    (Role.AMBASSADOR, "mtls-proxy", weights.GOOD, "tls mtls ssl stunnel ghostunnel"),
    (Role.AMBASSADOR, "vpn-egress", weights.GOOD, "vpn wireguard openvpn openconnect gluetun tailscale egress"),
    (Role.AMBASSADOR, "cache-proxy", weights.FAIR, "twemproxy mcrouter nutcracker"),
    (Role.AMBASSADOR, "cache", weights.FAIR, "cache memcached varnish"),
    (Role.AMBASSADOR, "cache", weights.IMAGE_OF_CACHE, "redis valkey keydb dragonfly"),
    (Role.CONFIGURATION_HELPER, "config-watch-reload", weights.CLEAR, "reload reloader watcher refresher"),
    (Role.CONFIGURATION_HELPER, "config-watch-reload", weights.USUAL, "watch"),
    (Role.JOB_HELPER, "result-export", weights.GOOD, "uploader"),
    (
        Role.CONFIGURATION_HELPER,
        "config-sync",
        weights.GOOD,
        (
            "sync syncer synchronizer reconcile reconciler update config configmap configurator configurer"
            " confd puller fetcher updater refresh loader ddns"
        ),
    ),
    (Role.CONFIGURATION_HELPER, "git-sync", weights.GOOD, "git gitsync r10k"),
    (
        Role.CONFIGURATION_HELPER,
        "secret-sync",
        weights.GOOD,
        "secret secrets vault credentials credential creds askpass token tokens minter",
    ),
    (Role.CONFIGURATION_HELPER, "cert-renew", weights.GOOD, "cert certs renewer certbot spiffe svid lego"),
    (
        Role.BACKUP,
        "db-backup",
        weights.GOOD,
        "xtrabackup backup backups restore snapshot archiver wal dump pgbackrest barman restic velero fsfreeze",
    ),
    (Role.STORAGE, "csi-helper", weights.GOOD, "csi attacher provisioner snapshotter livenessprobe"),
    (Role.CONFIGURATION_HELPER, "config-sync", weights.FAIR, "registrar selector"),
    (Role.STORAGE, "volume-driver", weights.FAINT, "storage"),
    (Role.STORAGE, "fuse-mount", weights.GOOD, "fuse mounter nfs s3fs gcsfuse"),
    (
        Role.COORDINATION,
        "leader-election",
        weights.GOOD,
        "elector election leader sentinel failover raft ha keepalived",
    ),
    (Role.RESOURCE_SCALER, "vertical-scale", weights.CLEAR, "nanny autoscaler resizer scaler"),
    (
        Role.DEBUG,
        "toolbox",
        weights.GOOD,
        "debug debugger toolbox netshoot tcpdump pcap sniffer delve dlv profiler",
    ),
    (Role.DEBUG, "toolbox", weights.FAIR, "shell"),
    (Role.CI_HELPER, "docker-daemon", weights.GOOD, "dind docker buildkit buildkitd"),
    (
        Role.LIFECYCLE,
        "health-reporting",
        weights.GOOD,
        "health healthcheck heartbeat healthz watchdog checker prober probe",
    ),
    (
        Role.LIFECYCLE,
        "cleanup",
        weights.GOOD,
        "cleanup cleaner clear janitor pruner prune reaper housekeeping curator retention sweeper purge purger",
    ),
    (Role.LIFECYCLE, "graceful-drain", weights.GOOD, "drain drainer shutdown prestop"),
    (
        Role.SECURITY,
        "runtime-security",
        weights.GOOD,
        (
            "falco sensor defender waf security scanner clamav clamd antivirus wazuh crowdstrike"
            " lacework twistlock qualys sysdig compliance unseal unsealer hsm pkcs11 pcscd"
        ),
    ),
)
_TASKS: tuple[tuple[str, float, str], ...] = (
    (
        "dependency-wait",
        weights.STRONG,
        "wait waitfor wait4 ready readiness dependencies dependency check checker status",
    ),
    ("dependency-wait", weights.GOOD, "running depend depends dependson available alive started"),
    (
        "db-migration",
        weights.STRONG,
        "migrate migration migrations migrator schema flyway liquibase initdb alembic",
    ),
    ("permissions-fix", weights.STRONG, "permissions permission perms chown chmod ownership"),
    ("sysctl-tune", weights.STRONG, "sysctl sysctls tuning ulimit modprobe kernel kmod kmodule"),
    ("network-init", weights.STRONG, "iptables network route routes firewall nat vlan nic"),
    ("cni-install", weights.UNMISTAKABLE, "cni"),
    ("git-clone", weights.STRONG, "git checkout repo"),
    (
        "data-restore",
        weights.GOOD,
        "restore download downloader fetch seed fetcher dataset s3 gcs sync",
    ),
    ("data-restore", weights.CLEAR, "geoip geolite maxmind"),
    ("data-restore", weights.USUAL, "data gather"),
    ("data-restore", weights.FAIR, "extract extractor update updater"),
    ("data-restore", weights.WEAK, "import importer"),
    ("model-download", weights.CLEAR, "model models gguf llm ollama huggingface hf"),
    (
        "cert-bootstrap",
        weights.STRONG,
        "cert certs certificate certificates certgen gencert gencerts mkcert tls ca truststore keystore ssl",
    ),
    (
        "secret-preload",
        weights.CLEAR,
        (
            "license licence secret secrets vault credentials creds keys keyring password passwords passwd token tokens"
            " cookie"
        ),
    ),
    (
        "config-preload",
        weights.CLEAR,
        (
            "config configs configuration configurations kubeconfig conf configure configurator configmap settings"
            " properties render template templates prompt prompts ldif ldifs"
        ),
    ),
    ("agent-copy", weights.CLEAR, "instrumentation javaagent otel apm newrelic"),
    ("agent-copy", weights.FAINT, "agent"),
    (
        "plugin-copy",
        weights.CLEAR,
        "plugin plugins provider install installer driver drivers binaries bin extension extensions theme themes",
    ),
    (
        "volume-prepare",
        weights.USUAL,
        ("vol vols volume volumes dir dirs directory directories filesystem fs mkdir init-data"),
    ),
    ("volume-prepare", weights.USUAL, "mount mounts mnt assets"),
    ("volume-prepare", weights.FAIR, "prepare setup copy static cp"),
    ("warm-up", weights.STRONG, "warmup warm prefetch preload prewarm"),
    ("warm-up", weights.USUAL, "cache"),
    ("image-prepull", weights.STRONG, "prepull prepuller puller"),
    ("db-migration", weights.FAIR, "db database sql upgrade"),
    ("api-task", weights.CLEAR, "register registration join enroll scale crd crds cr"),
    ("api-task", weights.USUAL, "label labels annotate tag retag tagging"),
    (
        "config-validate",
        weights.STRONG,
        "validate validation validator verify verifier lint preflight precheck prestart",
    ),
    ("config-validate", weights.GOOD, "test tests"),
    (
        "api-task",
        weights.USUAL,
        ("admin superuser populate apply job jobs bucket buckets topic topics queue queues index indices"),
    ),
    ("plugin-copy", weights.USUAL, "tools utils binary"),
    ("data-backup", weights.FAIR, "backup dump snapshot"),
    ("config-preload", weights.FAIR, "env dotenv generate generator"),
    ("cleanup", weights.FAIR, "lock locks unlock stale"),
    ("api-task", weights.FAIR, "get retrieve patch"),
    ("api-task", weights.WEAK, "create"),
    ("network-init", weights.FAIR, "gateway ovs openvswitch ovn bridge"),
    ("dependency-wait", weights.FAIR, "must"),
    ("sysctl-tune", weights.STRONG, "hugepages swap thp"),
    ("cleanup", weights.CLEAR, "clean cleaner cleanup clear purge remove delete rm reset wipe uninstall"),
    ("git-clone", weights.FAIR, "clone"),
)

INITIALISED = {
    **dict.fromkeys(("postgresql", "postgres", "mysql", "mariadb", "mongodb"), "db-migration"),
    **dict.fromkeys(("elasticsearch", "opensearch", "minio"), "api-task"),
}
"""Servers that an init container named for nothing else fills: `postgresql-init`."""
HELPER_WORDS = {word: (role, task, weight) for role, task, weight, words in _HELPERS for word in words.split()}
TASK_WORDS = {word: (task, weight) for task, weight, words in _TASKS for word in words.split()}

ENDINGS = ("checker", "proxy", "exporter", "metrics", "reloader", "backup", "logger", "tunnel", "update", "sync")
"""Words that names are put together with: `rqmetrics`, `sqlproxy`, `geoipupdate`."""


def known_word(part: str) -> str:
    """The part of a name that is a word here: all of it, its end, or nothing."""
    if part in HELPER_WORDS or part in TASK_WORDS:
        return part
    return next((end for end in ENDINGS if part.endswith(end)), "")
