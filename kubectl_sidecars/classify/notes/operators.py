"""Notes on helpers of databases and operators: coordination, draining, scaling."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "contour-shutdown-manager": Note(
        "Holds an Envoy pod back in preStop until its connections have drained.",
        "https://github.com/projectcontour/contour/blob/HEAD/examples/contour/03-envoy.yaml",
    ),
    "envoy-gateway-shutdown-manager": Note(
        "Drains the Envoy of an Envoy Gateway before it ends.",
        "https://github.com/envoyproxy/gateway/blob/HEAD/internal/infrastructure/kubernetes/proxy/resource.go",
    ),
    "addon-resizer": Note(
        "Resizes its neighbour as the cluster grows.",
        "https://github.com/kubernetes/autoscaler/blob/HEAD/addon-resizer/README.md",
    ),
    "ray-autoscaler": Note(
        "Ray's autoscaler beside the head process.",
        "https://github.com/ray-project/kuberay/blob/HEAD/ray-operator/controllers/ray/common/pod.go",
    ),
    "rook-watch-active": Note(
        "Points services to the active Ceph manager.",
        "https://github.com/rook/rook/blob/HEAD/pkg/operator/ceph/cluster/mgr/spec.go",
    ),
    "leader-elector": Note(
        "Takes part in an election and serves the leader's name by HTTP.",
        "https://kubernetes.io/blog/2016/01/simple-leader-election-with-kubernetes/",
    ),
    "redis-sentinel": Note(
        "Watches Redis and fails over.", "https://github.com/bitnami/charts/blob/HEAD/bitnami/redis"
    ),
    "redis-ha-split-brain-fix": Note(
        "Repairs a wrong master in the redis-ha chart.",
        "https://github.com/DandyDeveloper/charts/tree/master/charts/redis-ha",
    ),
    "mongodb-agent": Note(
        "Configures MongoDB's replica set, starts and stops mongod.",
        (
            "https://github.com/mongodb/mongodb-"
            "kubernetes/blob/HEAD/controllers/operator/construct/database_construction.go"
        ),
        quirks=("It may share the process namespace rightly.",),
    ),
    "stackgres-controller": Note(
        "Carries out in a StackGres pod what the operator asks of the cluster.",
        (
            "https://github.com/ongres/stackgres/blob/HEAD/stackgres-k8s/src/common/src/main/java/io/stackgres/common/StackGresContainer.java"
        ),
    ),
    "mongo-k8s-sidecar": Note(
        "Adds and removes the members of a MongoDB replica set as pods come and go.",
        "https://github.com/cvallance/mongo-k8s-sidecar",
    ),
    "mysql-operator-sidecar": Note(
        "Configures MySQL and its group replication.",
        "https://github.com/mysql/mysql-operator/blob/HEAD/mysqloperator/controller/innodbcluster/cluster_objects.py",
    ),
    "pxc-monit": Note(
        "Keeps the backends of HAProxy or ProxySQL current.",
        "https://github.com/percona/percona-xtradb-cluster-operator/blob/HEAD/pkg/pxc/app/statefulset/haproxy.go",
    ),
}
