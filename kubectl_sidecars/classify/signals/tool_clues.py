"""Programs of init containers that back up, fetch, check, render and decrypt, and the tasks that they are a sign of."""

from __future__ import annotations

import functools

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.evidence import Clue, clue, program, rows_of
from kubectl_sidecars.classify.roles import Role

SENDS = (
    r"\b(?:aws s3|s3cmd|s5cmd|gsutil|gcloud storage)\b[^;&|]*\b(?:cp|mv|put|r?sync)(?: -\S+)*"
    r" [\"']?(?!(?:s3|gs):)[^\s-]\S* [\"']?(?:s3|gs)://"
)
"""Copies from a directory to a store, and not the other way."""


@functools.cache
def tool_clues() -> tuple[Clue, ...]:
    """Made when first asked for."""
    return rows_of(
        __name__,
        clue(
            Role.INIT,
            "data-backup",
            weights.UNMISTAKABLE,
            "backs up data",
            r"\b(?:pg_dump|pg_dumpall|mysqldump|mariadb-dump|mongodump)\b",
            r"\betcdctl .*\bsnapshot save\b",
            r"\brestic .*\bbackup\b",
            r"\b(?:redis|valkey)-cli\b.*(?: --rdb | BGSAVE\b)",
            SENDS,
        ),
        program(
            Role.INIT,
            "data-restore",
            weights.STRONG,
            "downloads data",
            r"(?:freshclam|geoipupdate|aria2c|axel|lftp|kaggle|steamcmd)\b",
            r"(?:oras|dvc|ipfs|git lfs) (?:pull|get|fetch)\b|skopeo copy\b|crane (?:pull|export)\b",
        ),
        clue(
            Role.INIT,
            "plugin-copy",
            weights.STRONG,
            "fetches libraries",
            r"\bdependency:(?:copy|get)\b|\bcoursier (?:fetch|install)\b",
        ),
        program(
            Role.INIT,
            "config-validate",
            weights.STRONG,
            "checks configuration",
            r"(?:\S+ )?\S*manage\.py check\b|nginx -t\b|haproxy .*-c\b(?=.* -f|$)|promtool check\b|(?:\S+ )?doctor\b",
        ),
        program(
            Role.INIT,
            "config-preload",
            weights.CLEAR,
            "renders configuration",
            r"perl -\w*[pi]\w*\b|(?:m4|j2|jinja2|esh|mustache|ytt|cue export|jsonnet)\b.*",
        ),
        program(
            Role.INIT,
            "secret-preload",
            weights.STRONG,
            "decrypts secrets",
            r"(?:age|gpg2?)\b.* (?:-d|--decrypt)\b|ansible-vault (?:decrypt|view)\b",
        ),
    )
