"""Recordings: JSON Lines of watch events, written redacted, read back as the same lines."""

from importlib import resources

from kubectl_sidecars.recording.format import LONGEST, SCHEMA, TYPES, Header
from kubectl_sidecars.recording.reader import header, is_recording, lines
from kubectl_sidecars.recording.streams import CUT_OFF, opened
from kubectl_sidecars.recording.writer import Writer
from kubectl_sidecars.redact import REDACTED, redacted

__all__ = [
    "CUT_OFF",
    "LONGEST",
    "REDACTED",
    "SCHEMA",
    "TYPES",
    "Header",
    "Writer",
    "demo",
    "header",
    "is_recording",
    "lines",
    "opened",
    "redacted",
]


def demo() -> bytes:
    """The demo recording of the package, gzip."""
    return (resources.files("kubectl_sidecars") / "data" / "demo.jsonl.gz").read_bytes()
