"""Programs of init containers that fetch, back up, check, render and decrypt, and the tasks that they are a sign of."""

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
            "git-clone",
            weights.UNMISTAKABLE,
            "clones a repository",
            r"\bgit (?:.* )?clone\b",
            r"\bgit-sync\b.*--one-time",
        ),
        clue(
            Role.INIT,
            "data-restore",
            weights.NEARLY_SURE,
            "downloads data",
            "aws s3 (?!mb|ls)",
            "gsutil",
            "gcloud storage",
            r"\brclone (?:-\S+ )*(?:copy\w*|sync|move)\b",
            r"\bmc (?:cp|mirror)",
            r"\bdownload[\w-]*\.(?:sh|py|rb)\b",
            "azcopy",
            "s5cmd",
            "pg_restore",
            "xbstream -x|xtrabackup --prepare|pg_basebackup",
            r"^(?!.*\bdelete \w*restore\b).*restore(?![\w-])",
            r"\bbase64 (?:-d|-D|--decode)\b[^;&|]*>[^;&|]*\.(?:t?gz|tar|zip)\b",
            "--exit-?when-?synced",
        ),
        clue(
            Role.INIT,
            "data-restore",
            weights.GOOD,
            "copies from a store into a directory",
            r"--(?:s3-?)?bucket[\w-]*[= ]\S.*--(?:out|dest|target|local|data)[\w-]*[= ]/",
            r"--(?:out|dest|target|local|data)[\w-]*[= ]/.*--(?:s3-?)?bucket[\w-]*[= ]\S",
        ),
        clue(
            Role.INIT,
            "model-download",
            weights.UNMISTAKABLE,
            "downloads a model",
            r"\b(?:huggingface-cli|hf) download\b|\bsnapshot_download\b|\bollama pull\b|\bdownload[-_]models?\b",
            r"\bhuggingface(?:\.co/|[-_]hub)|\bhf_hub_download\b|\b(?:curl|wget|aria2c)\b.*\.(?:gguf|safetensors|onnx)\b",
        ),
        clue(Role.INIT, "data-restore", weights.GOOD, "downloads data", r"\burllib\.request\b|\burlretrieve\b"),
        clue(
            Role.INIT,
            "config-preload",
            weights.CLEAR,
            "asks the cloud what the node is",
            r"169\.254\.169\.254|\bmetadata\.google\.internal\b",
        ),
        clue(
            Role.INIT,
            "plugin-copy",
            weights.STRONG,
            "downloads a program",
            r"\b(?:curl|wget)\b[^;&|]*[/_.-](?:linux|amd64|arm64|x86_64)\b",
        ),
        program(
            Role.INIT,
            "plugin-copy",
            weights.GOOD,
            "installs a tool",
            r"(?:playwright|krew|asdf|mise|gem|cargo|pipx|puppeteer browsers) install\b",
        ),
        clue(Role.INIT, "data-restore", weights.DOWNLOADS_SOMETHING, "downloads something", r"\b(?:curl|wget)\b"),
        clue(
            Role.INIT,
            "data-restore",
            weights.FAINT,
            "unpacks or places what it downloads",
            r"\b(?:curl|wget)\b.*\b(?:tar|unzip|gunzip|mv|chmod (?:a?\+x|0?7\d\d))\b",
        ),
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
