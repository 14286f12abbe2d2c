"""The report for programs: JSON and YAML of the same value, and its JSON Schema.

JSON escapes nothing but what JSON must: it is data, and control characters are escaped by its own rules.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from kubectl_sidecars.report import Report

_UNSAFE = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def to_json(report: Report, *, indent: bool = True) -> str:
    """Indented as kubectl's, or one line. C1 and bidirectional controls are escaped too: they reach terminals."""
    data = msgspec.json.encode(report)
    text = (msgspec.json.format(data, indent=4) if indent else data).decode()
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def to_yaml(report: Report) -> str:
    import yaml  # noqa: PLC0415 - 28 ms that only this form needs

    plain: Any = msgspec.to_builtins(report, builtin_types=())
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text: str = yaml.dump(plain, Dumper=dumper, sort_keys=False, allow_unicode=False, width=10_000)
    return text


def schema() -> dict[str, Any]:
    """The JSON Schema of the report, generated from its types."""
    return msgspec.json.schema(Report)
