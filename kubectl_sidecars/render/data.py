"""The report as JSON and YAML, and its JSON Schema."""

from __future__ import annotations

from typing import Any

import msgspec

from kubectl_sidecars.escape import visible_json
from kubectl_sidecars.report import Report


def to_json(report: Report, *, indent: bool = True) -> str:
    """The report as JSON: indented as kubectl's, or one line. What is hostile in it is escaped."""
    data = msgspec.json.encode(report)
    return visible_json((msgspec.json.format(data, indent=4) if indent else data).decode())


def to_yaml(report: Report) -> str:
    """The report as YAML, with a line feed at the end."""
    import yaml  # noqa: PLC0415 - 28 ms, needed for this format only

    plain: Any = msgspec.to_builtins(report, builtin_types=())
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text: str = yaml.dump(plain, Dumper=dumper, sort_keys=False, allow_unicode=False, width=10_000)
    return text


def schema() -> dict[str, Any]:
    """The JSON Schema of the report, generated from its types."""
    return msgspec.json.schema(Report)
