"""Words in the names of helpers and their images, and the roles that they are a sign of."""

from __future__ import annotations

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.products import MEANT
from kubectl_sidecars.classify.signals.task_words import TASK_WORDS

_HELPERS: tuple[tuple[Role, str, float, str], ...] = (
    (Role.ADAPTER, "metrics-exporter", weights.STRONG, "exporter statsd"),
    (
        Role.ADAPTER,
        "metrics-exporter",
        weights.USUAL,
        "metrics metricbeat telegraf prometheus stats prom cadvisor pushgateway scraper meter telemeter",
    ),
    (
        Role.ADAPTER,
        "log-shipping",
        weights.GOOD,
        (
            "log logs logfile logfiles logger logging filebeat fluentd fluentbit fluent promtail rsyslog syslog"
            " logstash shipper vector"
        ),
    ),
    (
        Role.ADAPTER,
        "metrics-exporter",
        weights.FAIR,
        (
            "monitor monitoring zabbix nrpe checkmk pusher reporter sampler watchtower alerter notifier emitter export"
            " scrape"
        ),
    ),
    (Role.ADAPTER, "tracing-agent", weights.USUAL, "newrelic appdynamics instana dynatrace"),
    (Role.ADAPTER, "log-streaming", weights.GOOD, "tail tailer stdout tailing streamer recorder"),
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
    (Role.ADAPTER, "protocol-conversion", weights.FAIR, "connect connector"),
    (Role.ADAPTER, "protocol-conversion", weights.FAIR, "http grpcweb exposer"),
    (Role.ADAPTER, "format-normalising", weights.GOOD, "normalizer normaliser formatter annotator enricher"),
    (Role.ADAPTER, "legacy-interface", weights.FAIR, "legacy soap mainframe"),
    (
        Role.AMBASSADOR,
        "proxy",
        weights.USUAL,
        (
            "proxy envoy haproxy ambassador router traefik frontproxy nginx relay dnsmasq dns forwarder mesh socks"
            " socks5 coredns dnsdist unbound openresty squid privoxy tor dnscrypt stubby snooper interceptor"
            " redirector multiplexer mux resolver"
        ),
    ),
    (Role.AMBASSADOR, "load-balancing", weights.USUAL, "lb loadbalancer balancer"),
    (Role.AMBASSADOR, "service-discovery", weights.USUAL, "discovery registrator avahi mdns"),
    (
        Role.AMBASSADOR,
        "circuit-breaking",
        weights.USUAL,
        "breaker retrier hystrix ratelimit ratelimiter limiter throttler",
    ),
    (Role.AMBASSADOR, "gateway", weights.USUAL, "krakend apisix tyk"),
    (Role.AMBASSADOR, "gateway", weights.FAINT, "gateway apigateway kong zuul"),
    (Role.AMBASSADOR, "tunnel", weights.GOOD, "tunnel tunneler socat ssh autossh cloudflared chisel frpc ngrok inlets"),
    (
        Role.AMBASSADOR,
        "db-proxy",
        weights.CLEAR,
        "pgbouncer pooler pgcat pgpool proxysql cloudsql sqlproxy mysqlrouter maxscale mongos",
    ),
    (Role.AMBASSADOR, "auth-proxy", weights.USUAL, "oauth oauth2 oidc authenticator pomerium oathkeeper"),
    (Role.AMBASSADOR, "authz-sidecar", weights.USUAL, "opa"),
    (Role.AMBASSADOR, "auth-proxy", weights.FAINT, "auth authn authz sso iam"),
    (Role.AMBASSADOR, "mtls-proxy", weights.GOOD, "tls mtls ssl stunnel ghostunnel"),
    (
        Role.AMBASSADOR,
        "vpn-egress",
        weights.GOOD,
        "vpn wireguard openvpn openconnect gluetun tailscale zerotier netbird egress",
    ),
    (Role.AMBASSADOR, "cache-proxy", weights.FAIR, "twemproxy mcrouter nutcracker"),
    (Role.AMBASSADOR, "cache", weights.FAIR, "cache"),
    (Role.CONFIGURATION_HELPER, "config-watch-reload", weights.CLEAR, "reload reloader watcher refresher"),
    (Role.CONFIGURATION_HELPER, "config-watch-reload", weights.USUAL, "watch"),
    (Role.JOB_HELPER, "result-export", weights.GOOD, "uploader"),
    (Role.JOB_HELPER, "result-export", weights.FAIR, "upload results outputs transfer transfers dequeuer wait waiter"),
    (
        Role.CONFIGURATION_HELPER,
        "config-sync",
        weights.GOOD,
        (
            "sync syncer synchronizer reconcile reconciler update config configs configmap configurator configurer"
            " confd puller fetcher updater refresh loader ddns upgrader downloader bootstrapper initializer initialiser"
            " populator patcher templater poller labeler labeller enroller announcer advertiser applier"
        ),
    ),
    (Role.CONFIGURATION_HELPER, "git-sync", weights.GOOD, "git gitsync r10k"),
    (
        Role.CONFIGURATION_HELPER,
        "secret-sync",
        weights.GOOD,
        "secret secrets vault credentials credential creds askpass token tokens minter rotator",
    ),
    (Role.CONFIGURATION_HELPER, "cert-renew", weights.GOOD, "cert certs renewer renew certbot spiffe svid lego"),
    (
        Role.BACKUP,
        "db-backup",
        weights.GOOD,
        (
            "xtrabackup backup backrest backups restore snapshot archiver wal dump pgbackrest barman restic velero"
            " fsfreeze backuper walg pitr dumper"
        ),
    ),
    (Role.STORAGE, "csi-helper", weights.GOOD, "csi attacher snapshotter livenessprobe"),
    (
        Role.CONFIGURATION_HELPER,
        "config-sync",
        weights.FAIR,
        "registrar provisioner selector register setup bootstrap installer seeder importer fetch pull",
    ),
    (Role.STORAGE, "volume-driver", weights.FAINT, "storage"),
    (Role.STORAGE, "fuse-mount", weights.GOOD, "fuse mounter nfs s3fs gcsfuse"),
    (
        Role.COORDINATION,
        "leader-election",
        weights.GOOD,
        "elector election leader sentinel failover raft ha keepalived vip vrrp",
    ),
    (Role.RESOURCE_SCALER, "vertical-scale", weights.CLEAR, "nanny autoscaler resizer scaler"),
    (
        Role.DEBUG,
        "toolbox",
        weights.GOOD,
        "debug debugger toolbox netshoot tcpdump pcap sniffer delve dlv profiler",
    ),
    (Role.DEBUG, "toolbox", weights.FAIR, "shell openssh coredump coredumps"),
    (Role.CI_HELPER, "docker-daemon", weights.GOOD, "dind docker buildkit buildkitd"),
    (
        Role.LIFECYCLE,
        "health-reporting",
        weights.GOOD,
        "health healthcheck hacheck heartbeat healthz watchdog checker prober probe readyz livez liveness readiness",
    ),
    (
        Role.LIFECYCLE,
        "cleanup",
        weights.GOOD,
        (
            "cleanup cleaner clear janitor pruner prune reaper housekeeping housekeeper curator retention sweeper purge"
            " purger culler trimmer defrag defragger vacuum"
        ),
    ),
    (Role.LIFECYCLE, "graceful-drain", weights.GOOD, "drain drainer shutdown prestop terminator killer evictor"),
    (Role.LIFECYCLE, "health-reporting", weights.FAIR, "restarter ignition starter"),
    (Role.LIFECYCLE, "cleanup", weights.FAINT, "gc"),
    (
        Role.SECURITY,
        "runtime-security",
        weights.GOOD,
        (
            "falco sensor defender waf security scanner clamav clamd antivirus wazuh crowdstrike"
            " lacework twistlock qualys sysdig compliance unseal unsealer unlocker hsm pkcs11 pcscd"
            " fail2ban modsecurity enforcer"
        ),
    ),
)

HELPER_WORDS = MEANT | {word: (role, task, weight) for role, task, weight, words in _HELPERS for word in words.split()}

ENDINGS = (
    *("checker", "proxy", "exporter", "metrics", "reloader", "backup", "logger", "tunnel", "update", "sync", "syncer"),
    *("backuper", "shipper", "updater", "watcher", "uploader", "downloader", "cleaner", "monitor", "forwarder"),
)
"""Words that names are put together with: `rqmetrics`, `sqlproxy`, `geoipupdate`."""


def known_word(part: str) -> str:
    """The part of a name that is a word here: all of it, its end, nothing; waitfor for what begins so."""
    if part in HELPER_WORDS or part in TASK_WORDS:
        return part
    if part.startswith("waitfor"):
        return "waitfor"
    return next((end for end in ENDINGS if part.endswith(end)), "") if part.endswith(ENDINGS) else ""
