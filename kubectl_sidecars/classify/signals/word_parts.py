"""The words that the parts of a name are put together with."""

from __future__ import annotations

from kubectl_sidecars.classify.signals.task_words import TASK_WORDS
from kubectl_sidecars.classify.signals.words import HELPER_WORDS

ENDINGS = (
    *("checker", "proxy", "exporter", "metrics", "reloader", "backup", "logger", "tunnel", "update", "sync", "syncer"),
    *("backuper", "shipper", "updater", "watcher", "uploader", "downloader", "cleaner", "monitor", "forwarder"),
)
"""Words that names are put together with: `rqmetrics`, `sqlproxy`, `geoipupdate`."""

BEGINNINGS = ("waitfor",)
"""Words that names begin with, written together with the next one: `waitforpostgres`."""


def known_word(part: str) -> str:
    """The part of a name that is a word here: all of it, its beginning, its end; "" for none."""
    if part in HELPER_WORDS or part in TASK_WORDS:
        return part
    if part.startswith(BEGINNINGS):
        return next(word for word in BEGINNINGS if part.startswith(word))
    return next((end for end in ENDINGS if part.endswith(end)), "") if part.endswith(ENDINGS) else ""
