"""A product is one row: what its name means is the same beside an application and before it."""

from __future__ import annotations

import pytest

from kubectl_sidecars.classify import Role
from kubectl_sidecars.classify.signals.products import PRODUCTS, Product
from kubectl_sidecars.classify.signals.task_words import TASK_WORDS
from kubectl_sidecars.classify.signals.words import HELPER_WORDS
from tests.classify.test_signals import SHOP, judged

NAMES = [(product, word) for product in PRODUCTS for word in product.words]
A_CACHE = (Role.AMBASSADOR, "cache")


@pytest.mark.parametrize(("product", "word"), NAMES, ids=[word for _, word in NAMES])
def test_a_product_means_the_same_beside_an_application_and_before_it(product: Product, word: str) -> None:
    port = product.port or 7700
    shop = {**SHOP, "env": {"STORE": f"localhost:{port}"}}
    server = {"name": word, "image": f"registry.example.com/{word}:1", "ports": {"tcp": port}}
    beside = judged(shop, server)[word]
    first = judged(shop, init=[{**server, "native": True}])[word]
    assert (first.role, first.task) == ((Role.STORAGE, "database") if product.keeps else A_CACHE)
    assert (beside.role, beside.task) == ((Role.MAIN, "") if product.keeps else A_CACHE)


def test_a_word_of_a_product_is_written_in_its_row_alone() -> None:
    words = [word for _, word in NAMES]
    assert len(words) == len(set(words))
    assert {
        word: HELPER_WORDS[word] for product, word in NAMES if product.helper is None and word in HELPER_WORDS
    } == {}
    assert TASK_WORDS.keys() & set(words) == set()
    for product, word in NAMES:
        assert product.helper is None or HELPER_WORDS[word] is product.helper
    for port in {product.port for product in PRODUCTS if product.port}:
        assert len({product.at_port for product in PRODUCTS if product.port == port}) == 1
