"""Messages of databases that their data or their cluster do not let start, and of programs about their schema."""

from __future__ import annotations

from kubectl_sidecars.diagnose.facts.messages.row import AtFault, Row

DATABASES = (
    # temporal common/persistence/schema/version.go, v1.21; Cadence has the same words
    Row(
        "schema of before",
        r"Expected version: ([\d.]{1,20}) cannot be greater than Actual version",
        "the schema of its database is of an older version than {0}, which it expects",
        AtFault.ELSEWHERE,
        "Update the schema first (temporal-sql-tool or temporal-cassandra-tool update-schema), or go back to the"
        " version before.",
    ),
    # galera gcs/src and wsrep, bitnami libmariadbgalera.sh (which writes "form")
    Row(
        "no bootstrap",
        r"not (?:be )?safe to bootstrap",
        "Galera does not start a cluster from this member: it was not the last one to stop (safe_to_bootstrap is 0)",
        AtFault.VOLUME,
        "Compare grastate.dat of all members, and force the bootstrap at the one with the newest data alone.",
    ),
    # etcd server/etcdserver/bootstrap.go
    Row(
        "etcd member",
        r"member ([0-9a-f]{6,16}) has already been bootstrapped",
        "member {0} of its etcd cluster has lost its data, and may not join as a new one",
        AtFault.VOLUME,
        "Remove that member (etcdctl member remove), add it again, and start it with initial-cluster-state existing.",
    ),
    # rabbit_table.erl, v3
    Row(
        "RabbitMQ peers",
        r"timeout_waiting_for_tables|timeout contacting cluster nodes",
        "it waits for the other members of its RabbitMQ cluster, which stopped after it",
        AtFault.ELSEWHERE,
        "Start all members at once (podManagementPolicy: Parallel), or use force_boot on one that has the data.",
    ),
    # patroni ha.py
    Row(
        "other system",
        r"system ID mismatch, node \S{1,253} belongs to a different cluster",
        "its volume holds the data of another PostgreSQL cluster than the one that Patroni knows",
        AtFault.VOLUME,
        "Find out which is the right one before you remove either: the volume, or the cluster's entry in its store.",
    ),
    # postgres initdb.c, MySQL sql/sql_initialize.cc
    Row(
        "not empty",
        r"initdb: error: directory \S{1,300} exists but is not empty"
        r"|initialize specified but the data directory has files in it",
        "its data directory is not empty and holds no database: often lost+found of a new disk",
        AtFault.POD,
        "Let it use a directory below the mount point (PGDATA, or subPath).",
    ),
    # airflow utils/db.py, Rails, Alembic, Flyway, Django
    Row(
        "migrations not run",
        r"unapplied migration|\bPendingMigrationError\b|migrations are pending|target database is not up to date"
        r"|resolved migration not applied to database|pending migrations? (?:found|detected)",
        "the schema migrations of its version have not been run on the database",
        AtFault.ELSEWHERE,
        "Run them. As a hook of Helm after the installation they wait for pods that wait for them (helm --wait).",
    ),
    # Kafka 3 KafkaServer.scala, 2.4 on
    Row(
        "Kafka cluster id",
        r"InconsistentClusterIdException|cluster id \S+ doesn't match stored clusterid",
        "its volume holds the data of another Kafka cluster (meta.properties has another cluster id)",
        AtFault.VOLUME,
        "Find out which is the wrong one, the volume or the ZooKeeper that it asks, before you remove meta.properties.",
    ),
    # docker-library entrypoints
    Row(
        "no first password",
        r"database is uninitialized and (?:superuser )?password (?:option )?is not specified",
        "no password for its administrator is set (POSTGRES_PASSWORD, MYSQL_ROOT_PASSWORD)",
        AtFault.POD,
        "Set it from a Secret.",
    ),
    # postgres miscinit.c, MySQL DD upgrade, MongoDB FCV
    Row(
        "data of PostgreSQL",
        r"data directory was initialized by postgresql version (\d{1,3}(?:\.\d{1,3})?)",
        "its data are of PostgreSQL {0}, which this version cannot read",
        AtFault.VOLUME,
        "Go back to that version, or move the data with pg_upgrade or a dump.",
    ),
    Row(
        "data of another version",
        r"cannot boot server version|invalid featurecompatibilityversion|downgrade is not supported"
        r"|can't handle rdb format version",
        "its data are of a version that this one cannot read",
        AtFault.VOLUME,
        "Go back to the version that wrote them, and upgrade step by step.",
    ),
    # Erlang/OTP kernel dist_util.erl; docker-entrypoint.sh of RabbitMQ up to 3.8
    Row(
        "another Erlang cookie",
        r"Connection attempt from disallowed node|\.erlang\.cookie contents do not match|check the Erlang cookie",
        "its Erlang cookie is not that of the other nodes",
        AtFault.ELSEWHERE,
        "Give all nodes one cookie: that of the Secret, which a chart may have made again, and of the volumes.",
    ),
    # Erlang auth.erl
    Row(
        "Erlang cookie",
        r"cookie file \S{1,200} must be accessible by owner only",
        "others than its owner may read its Erlang cookie, which Erlang refuses",
        AtFault.VOLUME,
        "Leave out fsGroup, or set the mode of the file to 0400 before it starts.",
    ),
)
"""Rows for the last words of a program alone."""
