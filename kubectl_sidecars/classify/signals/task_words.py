"""Words in the names of init containers, the tasks that they are a sign of, and what they say of other words."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from kubectl_sidecars.classify import weights


class Sense(StrEnum):
    """The part that a word of a name has beside the others, which `task_names` reads."""

    FETCHES = "fetches"
    """It fetches the last word of the name: `download-plugins`."""
    RESTORES = "restores"
    """Data are brought, whatever the name ends with: `sync-dependencies`."""
    BRINGS = "brings"
    """As the first word: the program which the name goes on with is brought, and not run: `copy-migrator`."""
    MAKES = "makes"
    """As the first word: a file is made for the task that the name goes on with: `generate-registration`."""
    CHECKS = "checks"
    """It waits for what the name says, but checks input for being right: `check-config`."""
    VERIFIES = "verifies"
    """It checks for being right, but waits for what is reached: `verify-database`."""
    FILLS = "fills"
    """As the last word: a cache is filled, that of the node's images if there is neither command nor volume."""
    IS_INPUT = "is input"
    """A check of it is for being right; a check of anything else is for being there yet."""
    IS_REACHED = "is reached"
    """It is reached over the network."""
    IS_PLACE = "is a place"
    """Data are kept there: after `to` they are backed up."""
    IS_FETCHED = "is fetched"
    """It is waited for, unless a word before it fetches or restores: `download-dependencies`."""
    IS_SUBJECT = "is a subject"
    """The name is about it, unless it is last: `validator-keys` checks nothing."""


class _Row(NamedTuple):
    """The words of one task and weight that say the same of others. Words without a task have "" and 0."""

    task: str
    weight: float
    words: str
    senses: tuple[Sense, ...] = ()


ROWS = (
    _Row("dependency-wait", weights.STRONG, "wait waitfor wait4 ready readiness dependency status"),
    _Row("dependency-wait", weights.STRONG, "dependencies", (Sense.IS_FETCHED,)),
    _Row("dependency-wait", weights.STRONG, "check checker", (Sense.CHECKS,)),
    _Row(
        "dependency-wait",
        weights.GOOD,
        "running depend depends dependson available alive started await barrier lock waiting online delay sleep"
        " healthcheck healthz",
    ),
    _Row("dependency-wait", weights.FAIR, "must ping"),
    _Row(
        "db-migration",
        weights.STRONG,
        "migrate migration migrations migrator schema schemahero flyway liquibase initdb alembic",
    ),
    _Row("db-migration", weights.FAIR, "db database", (Sense.IS_REACHED,)),
    _Row("db-migration", weights.FAIR, "metadb sql upgrade tables dbinit"),
    _Row("permissions-fix", weights.STRONG, "permissions permission perms chown chmod ownership"),
    _Row(
        "sysctl-tune",
        weights.STRONG,
        "sysctl sysctls setsysctls tuning ulimit modprobe kernel inotify swappiness somaxconn mglru",
    ),
    _Row("sysctl-tune", weights.STRONG, "hugepages swap thp coredump coredumps"),
    _Row(
        "network-init",
        weights.STRONG,
        "interface interfaces iface ifaces macvlan iptables network route routes firewall nat vlan nic",
    ),
    _Row("network-init", weights.FAIR, "gateway ovs openvswitch ovn bridge masquerade snat"),
    _Row("cni-install", weights.UNMISTAKABLE, "cni multus"),
    _Row("node-driver", weights.STRONG, "kmod kmods kmodule dkms"),
    _Row("git-clone", weights.STRONG, "git checkout repo gitpuller gitclone gitsync"),
    _Row("git-clone", weights.FAIR, "clone"),
    _Row("data-restore", weights.GOOD, "download fetch", (Sense.FETCHES, Sense.BRINGS)),
    _Row("data-restore", weights.GOOD, "downloader fetcher", (Sense.FETCHES,)),
    _Row("data-restore", weights.GOOD, "s3 gcs", (Sense.IS_PLACE,)),
    _Row("data-restore", weights.GOOD, "dataset"),
    _Row("data-restore", weights.GOOD, "restore sync seed", (Sense.RESTORES,)),
    _Row("data-restore", weights.CLEAR, "geoip geolite maxmind"),
    _Row("data-restore", weights.USUAL, "data input inputs"),
    _Row("data-restore", weights.USUAL, "gather hydrate", (Sense.RESTORES,)),
    _Row("data-restore", weights.FAIR, "extract extractor update updater snapshot stage"),
    _Row("data-restore", weights.WEAK, "import importer", (Sense.RESTORES,)),
    _Row("data-restore", weights.FAINT, "pull", (Sense.FETCHES,)),
    _Row("data-backup", weights.FAIR, "backup dump"),
    _Row("artifact-outputs", weights.GOOD, "upload uploader push"),
    _Row("model-download", weights.FAIR, "adapter adapters"),
    _Row(
        "model-download",
        weights.CLEAR,
        "model models weights lora finetuned gguf llm ollama huggingface hf embeddings tokenizer checkpoints",
    ),
    _Row(
        "cert-bootstrap",
        weights.STRONG,
        "cert certs certificate certificates certgen gencert gencerts mkcert tls ca truststore ssl pki"
        " cfssl csr rootca cacert cacerts",
    ),
    _Row("cert-bootstrap", weights.CLEAR, "keystore keystores"),
    _Row("secret-preload", weights.CLEAR, "license", (Sense.IS_INPUT,)),
    _Row(
        "secret-preload",
        weights.CLEAR,
        "licence secret secrets vault credentials creds key keys keyring password passwords passwd token"
        " tokens cookie decrypt decryptor wallet jwt jwts libp2p identity keypair keypairs mnemonic nodekey"
        " krb5 ccache keytab keytabs kerberos kinit htpasswd pgpass",
    ),
    _Row("config-preload", weights.CLEAR, "config configuration settings", (Sense.IS_INPUT,)),
    _Row("config-preload", weights.CLEAR, "render", (Sense.MAKES,)),
    _Row(
        "config-preload",
        weights.CLEAR,
        "configs configurations kubeconfig conf configure configurator configmap properties template"
        " templates prompt prompts ldif ldifs subst envsubst jwks parameters crontab crontabs setenv kubecfg",
    ),
    _Row("config-preload", weights.FAIR, "generate", (Sense.MAKES,)),
    _Row(
        "config-preload",
        weights.FAIR,
        "env dotenv generator peers bootnodes myid hostname ip realm realms dashboards yaml yml ini toml"
        " xml policy policies rules ruleset datasources provisioning",
    ),
    _Row("agent-copy", weights.CLEAR, "instrumentation javaagent otel apm newrelic"),
    _Row("agent-copy", weights.FAINT, "agent"),
    _Row("plugin-copy", weights.CLEAR, "install", (Sense.BRINGS,)),
    _Row(
        "plugin-copy",
        weights.CLEAR,
        "plugin plugins provider installer driver drivers binaries bin extension extensions theme themes"
        " jar jars jdbc addon addons connectors delivery libs lib libraries wheels packages mods"
        " copyutil",
    ),
    _Row("plugin-copy", weights.USUAL, "tools utils binary"),
    _Row(
        "volume-prepare",
        weights.USUAL,
        "vol vols volume volumes dir dirs directory directories filesystem fs mkdir init-data",
    ),
    _Row("volume-prepare", weights.USUAL, "mount mounts mnt assets"),
    _Row("volume-prepare", weights.FAIR, "prepare copy cp copier", (Sense.BRINGS,)),
    _Row("volume-prepare", weights.FAIR, "setup static pv pvc disk storage structure"),
    _Row("warm-up", weights.STRONG, "prefetch preload", (Sense.FILLS,)),
    _Row("warm-up", weights.STRONG, "warmup warm prewarm"),
    _Row("warm-up", weights.USUAL, "cache"),
    _Row("image-prepull", weights.STRONG, "prepull prepuller puller"),
    _Row("api-task", weights.CLEAR, "register registration join enroll scale crd crds cr"),
    _Row("api-task", weights.USUAL, "label labels annotate tag retag tagging"),
    _Row("api-task", weights.USUAL, "bucket", (Sense.IS_PLACE,)),
    _Row(
        "api-task",
        weights.USUAL,
        "admin superuser populate apply job jobs buckets topic topics queue queues index indices svcacct"
        " finalizers annotations",
    ),
    _Row("api-task", weights.FAIR, "get retrieve", (Sense.FETCHES,)),
    _Row("api-task", weights.FAIR, "patch role roles acl acls grant tenant tenants"),
    _Row("api-task", weights.WEAK, "create"),
    _Row("config-validate", weights.STRONG, "validate validation verify verifier", (Sense.VERIFIES,)),
    _Row("config-validate", weights.STRONG, "validator", (Sense.IS_SUBJECT,)),
    _Row("config-validate", weights.STRONG, "lint preflight precheck prestart"),
    _Row("config-validate", weights.GOOD, "test tests"),
    _Row("ci-prepare", weights.FAIR, "build builder compile compiler"),
    _Row("cleanup", weights.CLEAR, "clean cleaner cleanup clear purge remove delete rm reset wipe uninstall retention"),
    _Row("cleanup", weights.FAIR, "unlock stale flush prune"),
    _Row("", 0.0, "version versions syntax requirements memory cpu resources quota", (Sense.IS_INPUT,)),
    _Row("", 0.0, "dns host hosts connection connectivity endpoint endpoints", (Sense.IS_REACHED,)),
    _Row("", 0.0, "gs minio blob azure r2 b2 cloud remote", (Sense.IS_PLACE,)),
)

TASK_WORDS = {word: (row.task, row.weight) for row in ROWS if row.task for word in row.words.split()}
WORDS = {sense: frozenset(word for row in ROWS if sense in row.senses for word in row.words.split()) for sense in Sense}
"""The words of each sense."""
