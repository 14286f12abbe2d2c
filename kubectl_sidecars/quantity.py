"""Amounts of resources as numbers."""

from __future__ import annotations

from collections.abc import Mapping

_UNITS = {"m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40}


def quantity(quantities: Mapping[str, str | int | float], name: str) -> float:
    """A resource quantity as a number; 0 where there is none or it cannot be read (apimachinery resource.Quantity)."""
    text = str(quantities.get(name, 0))
    for unit in (text[-2:], text[-1:]):
        if unit in _UNITS:
            text, factor = text.removesuffix(unit), _UNITS[unit]
            break
    else:
        factor = 1
    try:
        return float(text) * factor
    except ValueError:
        return 0
