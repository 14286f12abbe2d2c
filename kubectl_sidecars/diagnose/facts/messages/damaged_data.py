"""Messages of servers whose data are damaged, or were only half made: a node lost its power, a disk was full."""

from __future__ import annotations

from kubectl_sidecars.diagnose.facts.messages.row import AtFault, Row

_RESTORE = "Keep a copy of the volume, then restore a backup"
_MEMBER = "If the other members of its cluster are well, remove this one, empty its volume, and let it join again; else"
_MEMBER += " restore a backup."

DAMAGED_DATA = (
    # postgres xlogrecovery.c and xlog.c, bufmgr.c, miscinit.c
    Row(
        "checkpoint of PostgreSQL",
        r"could not (?:locate (?:a valid|required)|find redo location referenced by) checkpoint record"
        r"|invalid (?:primary |secondary )?checkpoint record",
        "PostgreSQL finds no valid checkpoint in its write-ahead log (WAL): its data are damaged",
        AtFault.VOLUME,
        f"{_RESTORE}; pg_resetwal makes it start, and loses what was written last.",
    ),
    Row(
        "data of PostgreSQL damaged",
        r'invalid page in block \d{1,12} of relation|could not open file "global/pg_(?:control|filenode\.map)"'
        r'|" is not a valid data directory',
        "the data of PostgreSQL are damaged or incomplete",
        AtFault.VOLUME,
        f"{_RESTORE}.",
    ),
    # postgres timeline.c, xlogrecovery.c
    Row(
        "timeline of PostgreSQL",
        r"requested timeline \d{1,10} is not a child of this server's history",
        "its data went another way than the primary's: they are of another timeline",
        AtFault.VOLUME,
        "Make the standby again from the primary (pg_basebackup, or pg_rewind).",
    ),
    # InnoDB buf0buf.cc, log0recv.cc; MySQL sql_acl.cc
    Row(
        "data of InnoDB",
        r"database page corruption on disk or a failed|aborted with error data structure corruption"
        r"|missing (?:MLOG|FILE)_CHECKPOINT",
        "the data of InnoDB are damaged",
        AtFault.VOLUME,
        f"{_RESTORE}; innodb_force_recovery lets it start to be dumped.",
    ),
    Row(
        "half made MySQL",
        r"can't open and lock privilege tables|table 'mysql\.(?:user|plugin|db)' doesn't exist",
        "its data directory lacks MySQL's own tables: its first start was broken off, or they are of another server",
        AtFault.VOLUME,
        "If nothing is in it yet, empty the volume, so that it is made again; else restore a backup.",
    ),
    # WiredTiger src/meta/meta_turtle.c, src/support/err.c
    Row(
        "data of WiredTiger",
        r"WT_TRY_SALVAGE|WiredTiger library panic|fatal turtle file read error",
        "the data of MongoDB (WiredTiger) are damaged",
        AtFault.VOLUME,
        f"{_RESTORE}, or let it be synchronised by the other members of its replica set.",
    ),
    # etcd raft/log.go, server/storage/wal; bbolt freelist and db.go
    Row(
        "log of etcd",
        r"tocommit\(\d{1,20}\) is out of range \[lastIndex\(\d{1,20}\)\]",
        "this etcd member has lost a part of its raft log that the others have",
        AtFault.VOLUME,
        _MEMBER,
    ),
    Row(
        "data of etcd",
        r"walpb: crc mismatch|wal: crc mismatch|failed to recover v3 backend from snapshot"
        r"|snap: snapshot file doesn't exist|freepages: failed to get all reachable pages",
        "its data (write-ahead log, snapshot or database file) are damaged",
        AtFault.VOLUME,
        _MEMBER,
    ),
    # redis aof.c, rdb.c
    Row(
        "data of Redis",
        r"(?:bad file format|unexpected end of file) reading the append only file"
        r"|wrong signature trying to load db from file|short read or oom loading db",
        "the file from which Redis loads its data is damaged",
        AtFault.VOLUME,
        "Keep a copy of the file, then mend it with redis-check-aof --fix or redis-check-rdb, or restore a backup.",
    ),
    # Kafka CheckpointFile.java, AbstractIndex.java; ZooKeeper FileTxnSnapLog.java
    Row(
        "data of Kafka",
        r"malformed line in checkpoint file|found a corrupted index file|CorruptIndexException: index file",
        "a file of this Kafka broker's log directory is damaged",
        AtFault.VOLUME,
        "Remove that file alone: the broker makes index and checkpoint files again.",
    ),
    Row(
        "data of ZooKeeper",
        r"no snapshot found, but there are log entries",
        "ZooKeeper has log entries and no snapshot: its data are incomplete, or of a version before 3.5",
        AtFault.VOLUME,
        "After an upgrade let it start once with snapshot.trust.empty; else restore the snapshot.",
    ),
    # Lucene CodecUtil.java; Elasticsearch TranslogCorruptedException
    Row(
        "data of Lucene",
        r"CorruptIndexException|TranslogCorruptedException|codec footer mismatch",
        "an index on its volume is damaged",
        AtFault.VOLUME,
        "Restore that index from a snapshot, or let its other copies make it again.",
    ),
    # prometheus tsdb: wlog, head.go, chunks/head_chunks.go
    Row(
        "data of Prometheus",
        r"repair corrupted wal|segments are not sequential|meta\.json: unexpected end of json input"
        r"|opening storage failed: .{0,300}invalid magic number",
        "its time series on disk are damaged",
        AtFault.VOLUME,
        "Move the damaged block, or wal and chunks_head, out of the data directory: what they hold is lost.",
    ),
    # erlang stdlib dets.erl, with the recovery files of RabbitMQ's queues
    Row(
        "data of RabbitMQ",
        r"not_a_dets_file",
        "a file of its node database (dets) is damaged",
        AtFault.VOLUME,
        "Keep a copy of that file and remove it: RabbitMQ makes recovery.dets again.",
    ),
    # Cassandra CommitLogReader.java, CorruptSSTableException.java
    Row(
        "data of Cassandra",
        r"could not read commit log descriptor in file|CorruptSSTableException",
        "a commit log or table file of Cassandra is damaged",
        AtFault.VOLUME,
        "Move that file away, then repair the node from its replicas (nodetool repair).",
    ),
    # sqlite3 main.c sqlite3ErrStr
    Row(
        "data of SQLite",
        r"database disk image is malformed|\bfile is not a database\b",
        "its SQLite database file is damaged",
        AtFault.VOLUME,
        f"{_RESTORE}, or save what can be read (sqlite3 .recover).",
    ),
)
"""Rows for the last words of a program alone."""
