"""The last words of servers whose data are damaged, and of what builds drivers: each row with words as programs print
them."""

from __future__ import annotations

import pytest

from kubectl_sidecars.diagnose.facts.machine_messages import explained_words
from kubectl_sidecars.diagnose.facts.messages.damaged_data import DAMAGED_DATA
from kubectl_sidecars.diagnose.facts.messages.node_drivers import NODE_DRIVERS
from kubectl_sidecars.diagnose.phrasing.last_words import telling_words

SEEN = (
    ("checkpoint of PostgreSQL", "PANIC:  could not locate a valid checkpoint record"),
    ("checkpoint of PostgreSQL", "FATAL:  could not locate required checkpoint record"),
    ("data of PostgreSQL damaged", "ERROR:  invalid page in block 114 of relation base/16384/2619"),
    ("data of PostgreSQL damaged", 'FATAL:  "/var/lib/postgresql/data" is not a valid data directory'),
    ("timeline of PostgreSQL", "FATAL:  requested timeline 3 is not a child of this server's history"),
    (
        "data of InnoDB",
        "[ERROR] [MY-012153] [InnoDB] Plugin initialization aborted with error Data structure corruption",
    ),
    (
        "data of InnoDB",
        "[ERROR] InnoDB: Missing FILE_CHECKPOINT at 1309364 between the checkpoint 51825 and the end 1374",
    ),
    ("half made MySQL", "Fatal error: Can't open and lock privilege tables: Table 'mysql.user' doesn't exist"),
    ("data of WiredTiger", "WT_TRY_SALVAGE: database corruption detected"),
    (
        "log of etcd",
        "panic: tocommit(5872) is out of range [lastIndex(5871)]. Was the raft log corrupted, truncated, or",
    ),
    ("data of etcd", "panic: freepages: failed to get all reachable pages (page 1794: multiple references)"),
    ("data of etcd", "walpb: crc mismatch"),
    (
        "data of Redis",
        "Bad file format reading the append only file appendonly.aof.1.incr.aof: make a backup of your AOF",
    ),
    ("data of Redis", "Short read or OOM loading DB. Unrecoverable error, aborting now."),
    ("data of Kafka", "java.io.IOException: Malformed line in checkpoint file [/var/lib/kafka/recovery-point]: 'x'"),
    ("data of ZooKeeper", "java.io.IOException: No snapshot found, but there are log entries. Something is broken!"),
    ("data of Lucene", "org.apache.lucene.index.CorruptIndexException: codec footer mismatch (file truncated?)"),
    ("data of Prometheus", 'err="opening storage failed: get segment range: segments are not sequential"'),
    ("data of Prometheus", 'err="opening storage failed: /prometheus/chunks_head/000012: invalid magic number 0"'),
    ("data of RabbitMQ", '{badmatch,{error,{not_a_dets_file,"/var/lib/rabbitmq/mnesia/rabbit@mq-0/recovery.dets"}}}'),
    ("data of Cassandra", "CommitLogReadException: Could not read commit log descriptor in file /c/CommitLog-7-1.log"),
    ("data of SQLite", "sqlite3.DatabaseError: database disk image is malformed"),
    ("no kernel packages", "Resolving Linux kernel version...\nCould not resolve Linux kernel version"),
    ("no kernel packages", "E: Unable to locate package linux-headers-5.15.0-1077-custom"),
    ("driver in use", "Could not unload NVIDIA driver kernel modules, driver is in use"),
    ("module not signed", "modprobe: ERROR: could not insert 'nvidia': Key was rejected by service"),
    ("no device", "modprobe: ERROR: could not insert 'nvidia': No such device"),
    ("no disk", "no disk found with OSD ID 21"),
)


@pytest.mark.parametrize(("name", "words"), SEEN)
def test_what_is_damaged_is_said(name: str, words: str) -> None:
    found = explained_words(words, "node-1")
    assert found is not None
    assert found.name == name


def test_each_row_was_seen_and_says_what_helps() -> None:
    rows = (*DAMAGED_DATA, *NODE_DRIVERS)
    assert {row.name for row in rows} == {name for name, _ in SEEN}
    assert all(row.advice for row in rows)


@pytest.mark.parametrize(
    "words",
    [
        "database system was not properly shut down; automatic recovery in progress",
        "Database was not shutdown normally! Starting crash recovery.",
        "Detected unclean shutdown - Lock file is not empty",
        "database is locked",
        "checkpoint complete: wrote 12 buffers",
        "the checkpoint file of the model has an invalid magic number",
    ],
)
def test_a_recovery_that_goes_on_is_no_damage(words: str) -> None:
    found = explained_words(words, "node-1")
    assert found is None or found.name not in {row.name for row in DAMAGED_DATA}


def test_the_panic_of_postgres_tells_more_than_its_farewell() -> None:
    log = (
        "2026-06-08 09:45:02.714 UTC [29] LOG:  database system was interrupted; last known up at 2026-06-08\n"
        "2026-06-08 09:45:02.731 UTC [29] PANIC:  could not locate a valid checkpoint record\n"
        "2026-06-08 09:45:02.916 UTC [1] LOG:  aborting startup due to startup process failure\n"
    )
    assert telling_words(log) == "PANIC: could not locate a valid checkpoint record"
