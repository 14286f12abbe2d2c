"""Words in the names of helpers and their images, and the roles that they are a sign of."""

from __future__ import annotations

from typing import NamedTuple

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.products import MEANT


class MeaningBeside(NamedTuple):
    """Another meaning of a word, where one of `words` stands in the name, too."""

    words: frozenset[str]
    role: Role
    task: str


class _Row(NamedTuple):
    """Words, and what they mean; with `beside`, what they mean beside some others."""

    role: Role
    task: str
    weight: float
    words: str
    beside: MeaningBeside | None = None


_OF_VOLUMES = MeaningBeside(
    frozenset(["csi", "volume", "volumes", "snapshot", "nfs", "pv", "storage", "disk", "hostpath"]),
    Role.STORAGE,
    "csi-helper",
)
"""What provisions volumes; any other provisioner sets something up for its neighbour."""
_OF_CSI = MeaningBeside(frozenset(["csi"]), Role.STORAGE, "csi-helper")

_ROWS = (
    _Row(Role.ADAPTER, "metrics-exporter", weights.STRONG, "exporter statsd"),
    _Row(
        Role.ADAPTER,
        "metrics-exporter",
        weights.USUAL,
        "metrics metricbeat telegraf prometheus stats prom cadvisor pushgateway scraper meter telemeter",
    ),
    _Row(
        Role.ADAPTER,
        "log-shipping",
        weights.GOOD,
        (
            "log logs logfile logfiles logger logging filebeat fluentd fluentbit fluent promtail rsyslog syslog"
            " logstash shipper vector audit auditlog slowlog accesslog journald journal gelf loki splunk"
            " sumologic logdna papertrail beats"
        ),
    ),
    _Row(
        Role.ADAPTER,
        "metrics-exporter",
        weights.FAIR,
        (
            "monitor monitoring zabbix nrpe checkmk pusher reporter sampler watchtower alerter notifier emitter"
            " export scrape exportarr snmp perf usage billing mtail pmm analytics"
        ),
    ),
    _Row(Role.ADAPTER, "log-shipping", weights.STRONG, "universalforwarder"),
    _Row(
        Role.ADAPTER,
        "tracing-agent",
        weights.USUAL,
        "newrelic appdynamics instana dynatrace datadog skywalking pyroscope parca pinpoint cwagent cloudwatch",
    ),
    _Row(Role.ADAPTER, "log-streaming", weights.GOOD, "tail tailer stdout tailing streamer recorder"),
    _Row(Role.ADAPTER, "log-rotation", weights.CLEAR, "logrotate groomer logrotator"),
    _Row(Role.ADAPTER, "tracing-agent", weights.GOOD, "trace tracing tracer jaeger zipkin xray apm"),
    _Row(
        Role.ADAPTER,
        "telemetry-collector",
        weights.USUAL,
        "otel otelcol collector collectd telemetry opentelemetry opencensus observability adot graphite"
        " netdata honeycomb",
    ),
    _Row(
        Role.ADAPTER,
        "protocol-conversion",
        weights.GOOD,
        "adapter adaptor converter translator transcoder bridge websockify transformer mapper decoder encoder",
    ),
    _Row(Role.ADAPTER, "protocol-conversion", weights.FAIR, "connect connector"),
    _Row(Role.ADAPTER, "protocol-conversion", weights.FAIR, "http grpcweb exposer shim"),
    _Row(Role.ADAPTER, "format-normalising", weights.GOOD, "normalizer normaliser formatter annotator enricher"),
    _Row(Role.ADAPTER, "legacy-interface", weights.FAIR, "legacy soap mainframe"),
    _Row(
        Role.AMBASSADOR,
        "proxy",
        weights.USUAL,
        (
            "proxy envoy haproxy ambassador router traefik frontproxy nginx relay dnsmasq dns forwarder mesh"
            " socks socks5 coredns dnsdist unbound openresty squid privoxy tor dnscrypt stubby snooper"
            " interceptor redirector multiplexer mux resolver skipper toxiproxy mitmproxy sniproxy goproxy"
            " tinyproxy rinetd trafficserver reverseproxy konnectivity"
        ),
    ),
    _Row(Role.AMBASSADOR, "load-balancing", weights.USUAL, "lb loadbalancer balancer"),
    _Row(Role.AMBASSADOR, "service-discovery", weights.USUAL, "discovery registrator avahi mdns"),
    _Row(
        Role.AMBASSADOR,
        "circuit-breaking",
        weights.USUAL,
        "breaker retrier hystrix ratelimit ratelimiter limiter throttler",
    ),
    _Row(Role.AMBASSADOR, "gateway", weights.USUAL, "krakend apisix tyk"),
    _Row(Role.AMBASSADOR, "gateway", weights.FAINT, "gateway apigateway kong zuul"),
    _Row(
        Role.AMBASSADOR,
        "tunnel",
        weights.GOOD,
        "tunnel tunneler socat ssh autossh cloudflared chisel frpc ngrok inlets gost shadowsocks v2ray portforward",
    ),
    _Row(
        Role.AMBASSADOR,
        "db-proxy",
        weights.CLEAR,
        "pgbouncer pooler pgcat pgpool pgagroal odyssey proxysql cloudsql sqlproxy mysqlrouter maxscale mongos",
    ),
    _Row(
        Role.AMBASSADOR,
        "auth-proxy",
        weights.USUAL,
        "oauth oauth2 oidc authenticator pomerium oathkeeper authelia vouch saml gatekeeper louketo",
    ),
    _Row(Role.AMBASSADOR, "authz-sidecar", weights.USUAL, "opa"),
    _Row(Role.AMBASSADOR, "auth-proxy", weights.FAINT, "auth authn authz sso iam"),
    _Row(Role.AMBASSADOR, "mtls-proxy", weights.GOOD, "tls mtls ssl stunnel ghostunnel"),
    _Row(
        Role.AMBASSADOR,
        "vpn-egress",
        weights.GOOD,
        "vpn wireguard openvpn openconnect gluetun tailscale zerotier netbird egress strongswan ipsec"
        " headscale wg ziti",
    ),
    _Row(Role.AMBASSADOR, "cache-proxy", weights.FAIR, "twemproxy mcrouter nutcracker"),
    _Row(Role.AMBASSADOR, "cache", weights.FAIR, "cache"),
    _Row(Role.CONFIGURATION_HELPER, "config-watch-reload", weights.CLEAR, "reload reloader watcher refresher"),
    _Row(Role.CONFIGURATION_HELPER, "config-watch-reload", weights.USUAL, "watch"),
    _Row(Role.JOB_HELPER, "result-export", weights.GOOD, "uploader"),
    _Row(
        Role.JOB_HELPER, "result-export", weights.FAIR, "upload results outputs transfer transfers dequeuer wait waiter"
    ),
    _Row(
        Role.CONFIGURATION_HELPER,
        "config-sync",
        weights.GOOD,
        (
            "sync syncer synchronizer reconcile reconciler update conf config configs configmap configurator"
            " configurer confd puller fetcher updater refresh loader ddns upgrader downloader bootstrapper"
            " initializer initialiser populator patcher templater poller labeler labeller enroller announcer"
            " advertiser applier rsync lsyncd syncthing unison templating dashboards datasources dags persister"
        ),
    ),
    _Row(Role.CONFIGURATION_HELPER, "git-sync", weights.GOOD, "git gitsync gitpuller r10k"),
    _Row(
        Role.CONFIGURATION_HELPER,
        "secret-sync",
        weights.GOOD,
        "secret secrets vault credentials credential creds askpass token tokens minter rotator kinit krb5"
        " kerberos keytab sops",
        _OF_CSI,
    ),
    _Row(
        Role.CONFIGURATION_HELPER,
        "cert-renew",
        weights.GOOD,
        "cert certs renewer renew certbot spiffe svid lego",
        _OF_CSI,
    ),
    _Row(
        Role.BACKUP,
        "db-backup",
        weights.GOOD,
        (
            "xtrabackup backup backrest backups restore snapshot archiver wal dump pgbackrest barman restic"
            " velero fsfreeze backuper walg pitr dumper archive kopia borg borgmatic duplicity duplicati"
            " litestream medusa replicator"
        ),
    ),
    _Row(Role.STORAGE, "csi-helper", weights.GOOD, "csi attacher snapshotter livenessprobe"),
    _Row(
        Role.CONFIGURATION_HELPER,
        "config-sync",
        weights.FAIR,
        "registrar selector register setup bootstrap install installer seeder importer fetch pull",
    ),
    _Row(Role.CONFIGURATION_HELPER, "config-sync", weights.FAIR, "provisioner", _OF_VOLUMES),
    _Row(Role.STORAGE, "volume-driver", weights.FAINT, "storage"),
    _Row(
        Role.STORAGE,
        "fuse-mount",
        weights.GOOD,
        "fuse mounter mount nfs s3fs gcsfuse sshfs goofys davfs cifs juicefs cvmfs rpcbind statd",
    ),
    _Row(
        Role.COORDINATION,
        "leader-election",
        weights.GOOD,
        "elector election leader sentinel failover raft ha keepalived vip vrrp xenon ctdb repmgr corosync"
        " pacemaker switchover",
    ),
    _Row(Role.RESOURCE_SCALER, "vertical-scale", weights.CLEAR, "nanny autoscaler resizer scaler"),
    _Row(
        Role.DEBUG,
        "toolbox",
        weights.GOOD,
        "debug debugger toolbox netshoot tcpdump pcap sniffer delve dlv profiler ttyd strace pprof netcat dnsutils",
    ),
    _Row(Role.DEBUG, "toolbox", weights.FAIR, "shell openssh coredump coredumps"),
    _Row(Role.CI_HELPER, "docker-daemon", weights.GOOD, "dind docker dockerd buildkit buildkitd podman buildah kaniko"),
    _Row(
        Role.LIFECYCLE,
        "health-reporting",
        weights.GOOD,
        "health healthcheck hacheck heartbeat healthz watchdog checker prober probe readyz livez liveness"
        " readiness ping pinger keepalive smoke",
    ),
    _Row(
        Role.LIFECYCLE,
        "cleanup",
        weights.GOOD,
        (
            "cleanup cleaner clear janitor pruner prune reaper housekeeping housekeeper curator retention"
            " sweeper purge purger culler trimmer defrag defragger vacuum"
        ),
    ),
    _Row(Role.LIFECYCLE, "graceful-drain", weights.GOOD, "drain drainer shutdown prestop terminator killer evictor"),
    _Row(Role.LIFECYCLE, "health-reporting", weights.FAIR, "restarter ignition starter"),
    _Row(Role.LIFECYCLE, "cleanup", weights.FAINT, "gc"),
    _Row(
        Role.SECURITY,
        "runtime-security",
        weights.GOOD,
        (
            "falco sensor defender waf security scanner clamav clamd antivirus wazuh crowdstrike lacework"
            " twistlock qualys sysdig compliance unseal unsealer unlocker hsm pkcs11 pcscd firewall suricata"
            " snort zeek crowdsec bouncer trivy osquery tetragon tracee ossec yara icap antimalware kms fail2ban"
            " modsecurity enforcer"
        ),
    ),
)

HELPER_WORDS = MEANT | {word: (row.role, row.task, row.weight) for row in _ROWS for word in row.words.split()}
BESIDE = {word: row.beside for row in _ROWS if row.beside is not None for word in row.words.split()}
