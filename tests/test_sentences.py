"""Spans, sizes, counts and lists of names as they read in sentences."""

from __future__ import annotations

import math

import pytest

from kubectl_sidecars.sentences import byte_size, counted, listed, memory, of_number, often, span


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (0.4, "0 seconds"),
        (1, "1 second"),
        (13.2, "13 seconds"),
        (59.6, "1 minute"),
        (80, "1 minute and 20 seconds"),
        (599, "9 minutes and 59 seconds"),
        (600, "10 minutes"),
        (3599, "1 hour"),
        (3900, "1 hour and 5 minutes"),
        (86_399, "1 day"),
        (90_000, "1 day and 1 hour"),
        (8 * 86_400, "8 days"),
        (45 * 86_400, "45 days"),
        (400 * 86_400, "1 year and 35 days"),
    ],
)
def test_a_span_has_two_units_at_most_and_no_fractions(seconds: float, words: str) -> None:
    assert span(seconds) == words


def test_a_span_of_damaged_times_is_still_a_span() -> None:
    """humanize itself overflows where the span reaches beyond the calendar."""
    assert span(-5) == "0 seconds"
    assert span(math.inf) == span(1e12) == "1,000 years"


@pytest.mark.parametrize(
    ("quantity", "words"),
    [("64Mi", "64Mi"), ("1G", "1G"), (134_217_728, "128 MiB"), ("1610612736", "1.5 GiB"), ("1e9", "1e9")],
)
def test_memory_is_as_the_spec_writes_it_but_bare_bytes_get_a_unit(quantity: str | int, words: str) -> None:
    assert memory(quantity) == words


def test_sizes_are_in_binary_units_without_needless_digits() -> None:
    assert [byte_size(4 << 30), byte_size(2_000_000_000), byte_size(512)] == ["4 GiB", "1.863 GiB", "512 Bytes"]


def test_counts_have_their_plural_and_large_ones_commas() -> None:
    assert [counted(count, "pod") for count in (0, 1, 2, 1200)] == ["0 pods", "1 pod", "2 pods", "1,200 pods"]
    many = [counted(2, noun) for noun in ("Ingress", "NetworkPolicy", "Gateway", "patch")]
    assert many == ["2 Ingresses", "2 NetworkPolicies", "2 Gateways", "2 patches"]
    assert [often(count) for count in (1, 2, 3, 1200)] == ["once", "twice", "3 times", "1,200 times"]


@pytest.mark.parametrize(("names", "words"), [("", ""), ("a", "a"), ("ab", "a and b"), ("abc", "a, b and c")])
def test_names_are_listed_with_commas_and_one_and(names: str, words: str) -> None:
    assert listed(iter(names)) == words


def test_a_noun_without_its_number_has_the_same_plural() -> None:
    assert [of_number(count, "Secret") for count in (0, 1, 2)] == ["Secrets", "Secret", "Secrets"]
    assert of_number(2, "Ingress") == "Ingresses"


def test_names_that_are_cut_off_are_counted() -> None:
    assert listed("ab", more=1200) == "a, b and 1,200 more"
    assert listed("a", more=2) == "a and 2 more"
    assert listed("abc", more=-4) == listed("abc") == "a, b and c"
