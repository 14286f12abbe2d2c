"""The report as JSON and YAML, and its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from kubectl_sidecars.escape import visible_json
from kubectl_sidecars.report import Report

INDENT = 4
"""Spaces before what is within a bracket: kubectl's."""


def json_lines(report: Report) -> Iterator[str]:
    """The lines of the report as JSON, indented as kubectl's, a pod or a cause at a time; escaped."""
    fields = msgspec.structs.fields(report)
    yield "{"
    for field in fields:
        value, end = getattr(report, field.name), "" if field is fields[-1] else ","
        opening = f'{" " * INDENT}"{field.encode_name}": '
        if value and isinstance(value, tuple):
            yield f"{opening}["
            for number, part in enumerate(value, 1):
                yield f"{' ' * 2 * INDENT}{_indented(part, 2)}{',' if number < len(value) else ''}"
            yield f"{' ' * INDENT}]{end}"
        else:
            yield f"{opening}{_indented(value, 1)}{end}"
    yield "}"


def encoded(value: object) -> bytes:
    """JSON of the value on one line, not escaped."""
    return msgspec.json.encode(value, enc_hook=_text)


def plain(value: object) -> Any:
    """The value as dicts, lists and texts, as JSON and YAML have it."""
    return msgspec.to_builtins(value, builtin_types=(), enc_hook=_text)


def _text(value: object) -> str:
    """The text of a name that is made of parts."""
    if isinstance(value, str):
        return str(value)
    raise NotImplementedError(f"no JSON for {type(value).__name__}")


def _indented(value: object, depth: int) -> str:
    """JSON of the value within `depth` brackets. Its line feeds are those between the values: others are escaped."""
    data = msgspec.json.format(encoded(value), indent=INDENT)
    return visible_json(data.decode()).replace("\n", f"\n{' ' * INDENT * depth}")


def to_json(report: Report) -> str:
    """The report as JSON, on one line; escaped."""
    return visible_json(encoded(report).decode())


def yaml_lines(report: Report) -> Iterator[str]:
    """The lines of the report as YAML: a pod or a cause at a time."""
    for field in msgspec.structs.fields(report):
        value = getattr(report, field.name)
        if value and isinstance(value, tuple):
            yield f"{field.encode_name}:"
            yield from (_yaml([part]) for part in value)
        else:
            yield _yaml({field.encode_name: value})


def _yaml(value: object) -> str:
    import yaml  # noqa: PLC0415 - 28 ms, needed for this format only

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text: str = yaml.dump(plain(value), Dumper=dumper, sort_keys=False, allow_unicode=False, width=10_000)
    return text.rstrip("\n")


def schema() -> dict[str, Any]:
    """The JSON Schema of the report, generated from its types."""
    return msgspec.json.schema(Report, schema_hook=_text_schema)


def _text_schema(type_: type) -> dict[str, Any]:
    """The schema of a name that is made of parts."""
    if issubclass(type_, str):
        return {"type": "string"}
    raise NotImplementedError(f"no schema for {type_.__name__}")
