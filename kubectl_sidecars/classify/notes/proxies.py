"""Notes on proxies on localhost between an application and a database, a tunnel, or its callers."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "envoy-generic": Note(
        "An Envoy beside the app, configured by hand.",
        "https://www.envoyproxy.io/docs/envoy/latest/",
        quirks=(
            "Ends on POST 9901/quitquitquit; drains on POST /drain_listeners?graceful.",
            "Alone in a pod, or in a gateway, it is the workload.",
        ),
    ),
    "cloud-sql-proxy": Note(
        "An encrypted tunnel with IAM login from localhost to Cloud SQL.",
        "https://github.com/GoogleCloudPlatform/cloud-sql-proxy/blob/HEAD/examples/k8s-sidecar/job_with_sidecar.yaml",
        quirks=(
            (
                "As a plain container it holds Jobs open: start it with --quitquitquit and post to "
                "localhost:9091/quitquitquit at the end."
            ),
            "--exit-zero-on-sigterm keeps its exit code from failing the pod.",
            "As a plain container it may start after the app: retry, or use --health-check with a probe.",
        ),
    ),
    "cloud-sql-proxy-v1": Note(
        "The old major version of the Cloud SQL proxy.",
        "https://github.com/GoogleCloudPlatform/cloud-sql-proxy",
        quirks=("It has no way to be told to quit: shareProcessNamespace and a kill, or move to version 2.",),
    ),
    "cloud-sql-proxy-operator": Note(
        "The Cloud SQL proxy as its operator injects it for an AuthProxyWorkload.",
        (
            "https://github.com/GoogleCloudPlatform/cloud-sql-proxy-"
            "operator/blob/HEAD/internal/workload/podspec_updates.go"
        ),
        quirks=("Legacy Jobs post to the addresses in CSQL_PROXY_QUIT_URLS when they are done.",),
    ),
    "alloydb-auth-proxy": Note(
        "An encrypted tunnel with IAM login from localhost to AlloyDB.",
        "https://github.com/GoogleCloudPlatform/alloydb-auth-proxy/blob/HEAD/README.md",
        quirks=("Quits like the Cloud SQL proxy, by --quitquitquit and a POST.",),
    ),
    "pgadapter": Note(
        "Speaks PostgreSQL's protocol in front of Cloud Spanner.", "https://github.com/GoogleCloudPlatform/pgadapter"
    ),
    "stackgres-proxy": Note(
        "Stands before a StackGres cluster's Postgres and measures what passes.",
        (
            "https://github.com/ongres/stackgres/blob/HEAD/stackgres-k8s/src/common/src/main/java/io/stackgres/common/StackGresContainer.java"
        ),
    ),
    "pgbouncer": Note(
        "Pools connections to PostgreSQL.",
        "https://www.pgbouncer.org/",
        quirks=(
            "SIGINT waits for clients; what SIGTERM does differs by version.",
            "In poolers of operators it is the workload.",
        ),
    ),
    "pgpool": Note(
        "Pools and balances connections to PostgreSQL.",
        "https://github.com/bitnami/charts/blob/HEAD/bitnami/postgresql-ha",
        quirks=("In Bitnami's HA chart it is the workload.",),
    ),
    "tailscale-sidecar": Note(
        "Joins the pod to a tailnet.",
        "https://github.com/tailscale/tailscale/blob/HEAD/docs/k8s/sidecar.yaml",
        quirks=(
            "Without TS_USERSPACE it needs NET_ADMIN.",
            "In the operator's own proxies it is the workload.",
        ),
    ),
    "cloudflared": Note(
        "A tunnel that publishes a local port at Cloudflare's edge.",
        "https://developers.cloudflare.com/cloudflare-one/",
    ),
    "gluetun": Note(
        "A VPN whose network the app uses.",
        "https://github.com/qdm12/gluetun",
        quirks=("Needs NET_ADMIN and must start first: a typical native sidecar.",),
    ),
    "seldon-engine": Note(
        "Leads requests through the models of an inference graph.",
        "https://github.com/SeldonIO/seldon-core/blob/HEAD/operator/controllers/seldondeployment_engine.go",
    ),
    "kserve-llm-routing-sidecar": Note(
        "Divides prefill and decode traffic beside vLLM.",
        "https://github.com/kserve/kserve/blob/HEAD/config/llmisvcconfig/config-llm-decode-template.yaml",
    ),
    "agones-sdk-sidecar": Note(
        "Gives a game server a local interface to tell its state.",
        "https://github.com/googleforgames/agones/blob/HEAD/pkg/apis/agones/v1/gameserver.go",
        quirks=("As a native sidecar its health checks mean something else: see the Agones guide.",),
    ),
}
