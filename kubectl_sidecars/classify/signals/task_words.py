"""Words in the names of init containers, and the tasks that they are a sign of."""

from __future__ import annotations

from kubectl_sidecars.classify import weights

_TASKS: tuple[tuple[str, float, str], ...] = (
    (
        "dependency-wait",
        weights.STRONG,
        "wait waitfor wait4 ready readiness dependencies dependency check checker status",
    ),
    ("dependency-wait", weights.GOOD, "running depend depends dependson available alive started await barrier"),
    (
        "db-migration",
        weights.STRONG,
        "migrate migration migrations migrator schema schemahero flyway liquibase initdb alembic",
    ),
    ("permissions-fix", weights.STRONG, "permissions permission perms chown chmod ownership"),
    ("sysctl-tune", weights.STRONG, "sysctl sysctls tuning ulimit modprobe kernel kmod kmodule"),
    (
        "network-init",
        weights.STRONG,
        "interface interfaces iface ifaces macvlan iptables network route routes firewall nat vlan nic",
    ),
    ("cni-install", weights.UNMISTAKABLE, "cni"),
    ("git-clone", weights.STRONG, "git checkout repo"),
    (
        "data-restore",
        weights.GOOD,
        "restore download downloader fetch seed fetcher dataset s3 gcs sync",
    ),
    ("data-restore", weights.CLEAR, "geoip geolite maxmind"),
    ("data-restore", weights.USUAL, "data gather hydrate input inputs"),
    ("artifact-outputs", weights.GOOD, "upload uploader push"),
    ("data-restore", weights.FAIR, "extract extractor update updater snapshot stage"),
    ("data-restore", weights.WEAK, "import importer"),
    ("data-restore", weights.FAINT, "pull"),
    ("model-download", weights.FAIR, "adapter adapters"),
    ("model-download", weights.CLEAR, "model models weights lora finetuned gguf llm ollama huggingface hf"),
    (
        "cert-bootstrap",
        weights.STRONG,
        "cert certs certificate certificates certgen gencert gencerts mkcert tls ca truststore ssl",
    ),
    ("cert-bootstrap", weights.CLEAR, "keystore keystores"),
    (
        "secret-preload",
        weights.CLEAR,
        (
            "license licence secret secrets vault credentials creds key keys keyring password passwords passwd token"
            " tokens cookie decrypt decryptor wallet jwt jwts libp2p identity keypair keypairs mnemonic nodekey"
        ),
    ),
    (
        "config-preload",
        weights.CLEAR,
        (
            "config configs configuration configurations kubeconfig conf configure configurator configmap settings"
            " properties render template templates prompt prompts ldif ldifs subst jwks"
        ),
    ),
    ("agent-copy", weights.CLEAR, "instrumentation javaagent otel apm newrelic"),
    ("agent-copy", weights.FAINT, "agent"),
    (
        "plugin-copy",
        weights.CLEAR,
        (
            "plugin plugins provider install installer driver drivers binaries bin extension extensions theme themes"
            " jar jars jdbc addon addons connectors delivery"
        ),
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
    ("db-migration", weights.FAIR, "db metadb database sql upgrade tables"),
    ("api-task", weights.CLEAR, "register registration join enroll scale crd crds cr"),
    ("api-task", weights.USUAL, "label labels annotate tag retag tagging"),
    (
        "config-validate",
        weights.STRONG,
        "validate validation validator verify verifier lint preflight precheck prestart",
    ),
    ("config-validate", weights.GOOD, "test tests"),
    ("ci-prepare", weights.FAIR, "build builder compile compiler"),
    (
        "api-task",
        weights.USUAL,
        ("admin superuser populate apply job jobs bucket buckets topic topics queue queues index indices"),
    ),
    ("plugin-copy", weights.USUAL, "tools utils binary"),
    ("data-backup", weights.FAIR, "backup dump"),
    (
        "config-preload",
        weights.FAIR,
        "env dotenv generate generator peers bootnodes myid hostname ip realm realms dashboards",
    ),
    ("cleanup", weights.FAIR, "unlock stale flush prune"),
    ("api-task", weights.FAIR, "get retrieve patch role roles acl acls grant tenant tenants"),
    ("api-task", weights.WEAK, "create"),
    ("network-init", weights.FAIR, "gateway ovs openvswitch ovn bridge masquerade snat"),
    ("dependency-wait", weights.FAIR, "must"),
    ("sysctl-tune", weights.STRONG, "hugepages swap thp coredump coredumps"),
    ("cleanup", weights.CLEAR, "clean cleaner cleanup clear purge remove delete rm reset wipe uninstall"),
    ("git-clone", weights.FAIR, "clone"),
)

TASK_WORDS = {word: (task, weight) for task, weight, words in _TASKS for word in words.split()}
