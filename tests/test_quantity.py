"""Resource quantities: the grammar of apimachinery, and what follows from a wrong number."""

from __future__ import annotations

import pytest

from kubectl_sidecars.api import Container, ResourceRequirements
from kubectl_sidecars.model import ContainerType, ContainerView
from kubectl_sidecars.quantity import parse_quantity, quantity
from tests.support.builders import crashing, only, pod, terminated

UNITS = {
    "1Ki": 2**10, "8Ki": 8 * 2**10, "7Mi": 7 * 2**20, "6Gi": 6 * 2**30, "5Ti": 5 * 2**40, "4Pi": 4 * 2**50,
    "3Ei": 3 * 2**60, "100Ti": 100 * 2**40,
    "5n": 5e-9, "4u": 4e-6, "3m": 3e-3, "9": 9, "8k": 8e3, "50k": 50e3, "7M": 7e6, "6G": 6e9, "5T": 5e12, "300T": 3e14,
    "2P": 2e15, "1E": 1e18, "12E": 12e18,
    "1E-3": 1e-3, "1e3": 1e3, "1E6": 1e6, "1e14": 1e14, "1E18": 1e18, "0.5e0": 0.5, "0.5e-2": 0.005,
    "1.2e3": 1200, "1.3E+6": 1_300_000, "1.53E12": 1.53e12,
    "100.035k": 100_035, "0.0005k": 0.5, "0.05000": 0.05, "10.035M": 10_035_000, "6.987654321G": 6_987_654_321,
    "2.5P": 2.5e15, "1.01E": 1.01e18, "0.5Mi": 2**19, "100.035Ki": 102_435.84, "0.025Ti": 27_487_790_694.4,
    ".001": 0.001, ".0001k": 0.1, "1.": 1, "1.G": 1e9,
}  # fmt: skip
"""Rows of TestQuantityParse (apimachinery pkg/api/resource/quantity_test.go, v0.37) that neither saturate nor round."""
ZEROS = ("0", "0n", "0u", "0m", "0Ki", "0k", "0Mi", "0M", "0Gi", "0G", "0Ti", "0T", "-0", "00")
INVALID = (
    "", ".", "1.1.M", "1+1.0M", "0.1mi", "0.1am", "aoeu", ".5i", "1i", "-3.01i", "1e", "1ki", "1K", "1e3.5", " 1",
    "1 Gi", "1\n", "Ki", "nan", "inf", "1_000", "１",
)  # fmt: skip
"""Of the invalid ones of TestQuantityParse, and what Python's float alone would read."""


@pytest.mark.parametrize(("text", "number"), UNITS.items())
def test_each_suffix_and_exponent_is_read_with_either_sign(text: str, number: float) -> None:
    assert parse_quantity(text) == pytest.approx(number, rel=1e-15)
    assert parse_quantity(f"+{text}") == pytest.approx(number, rel=1e-15)
    assert parse_quantity(f"-{text}") == pytest.approx(-number, rel=1e-15)


@pytest.mark.parametrize("text", ZEROS)
def test_a_quantity_of_zero_is_a_number(text: str) -> None:
    assert parse_quantity(text) == 0


@pytest.mark.parametrize("text", INVALID)
def test_what_does_not_parse_is_unknown_and_not_zero(text: str) -> None:
    assert parse_quantity(text) is None


def test_numbers_of_yaml_are_read_and_absent_resources_are_unknown() -> None:
    assert quantity({"cpu": 2}, "cpu") == 2
    assert quantity({"cpu": 0.5}, "cpu") == 0.5
    assert quantity({"cpu": 2}, "memory") is None


@pytest.mark.parametrize(
    ("limit", "expected"), [("1Pi", "1Pi"), ("64Mi", "64Mi"), ("0", None), (0, None), ("0Mi", None)]
)
def test_a_memory_limit_of_zero_is_no_limit(limit: str | int, expected: str | None) -> None:
    """kuberuntime_container_linux.go calculateLinuxResources (v1.37) sets no limit for 0."""
    spec = Container(name="app", resources=ResourceRequirements(limits={"memory": limit}))
    assert ContainerView(ContainerType.CONTAINER, 0, spec, None).memory_limit == expected


@pytest.mark.parametrize(("limit", "words"), [("1Pi", "(limit 1Pi)"), ("0", "no memory limit of its own")])
def test_out_of_memory_names_the_limit_only_where_there_is_one(limit: str, words: str) -> None:
    finding = only(pod([crashing("app", terminated(137, "OOMKilled"), memory=limit)]))
    assert finding.reason == "OOMKilled"
    assert words in finding.message
