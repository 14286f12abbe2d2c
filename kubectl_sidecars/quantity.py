"""Kubernetes' resource quantities (`100m`, `1Gi`) as numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping

_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
"""Suffixes of powers of ten."""
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
"""Suffixes of powers of two."""
_QUANTITY = re.compile(
    r"(?P<number>[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))"
    r"(?:[eE](?P<exponent>[+-]?[0-9]+)|(?P<decimal>[numkMGTPE]?)|(?P<binary>[KMGTPE]i))"
)


def parse_quantity(text: str) -> float | None:
    """The number that a quantity stands for; None if it does not parse.

    Mirrors the grammar of resource.Quantity (apimachinery pkg/api/resource/quantity.go, v0.37). That type also rounds
    up to whole nanos and caps at 2^63-1: that is not done here, where amounts are only compared."""
    parsed = _QUANTITY.fullmatch(text)
    if parsed is None:
        return None
    if parsed["binary"]:
        return float(parsed["number"]) * 2.0 ** _BINARY[parsed["binary"]]
    exponent = parsed["exponent"] or _DECIMAL[parsed["decimal"]]
    return float(f"{parsed['number']}e{exponent}")


def quantity(quantities: Mapping[str, str | int | float], name: str) -> float | None:
    """The amount of one resource; None if it is not named, or does not parse. A quantity of 0 is 0.0."""
    value = quantities.get(name)
    return None if value is None else parse_quantity(str(value))
