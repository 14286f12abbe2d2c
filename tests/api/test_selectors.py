"""Selectors on pods from a file select what the API server would."""

from __future__ import annotations

import pytest

from kubectl_sidecars.api import ObjectMeta, Pod, PodSpec, PodStatus
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.selectors import field_selector, label_selector

POD = Pod(
    metadata=ObjectMeta(name="cart-0", namespace="shop", labels={"app": "cart", "tier": "web", "example.com/on": ""}),
    spec=PodSpec(node_name="worker-3"),
    status=PodStatus(phase="Running"),
)


@pytest.mark.parametrize(
    ("selector", "selected"),
    [
        ("", True),
        ("app=cart", True),
        ("app==cart", True),
        ("app = cart", True),
        ("app!=cart", False),
        ("absent!=cart", True),
        ("app=cart,tier=web", True),
        ("app=cart,tier=db", False),
        ("tier in (web, db)", True),
        ("tier notin (web,db)", False),
        ("absent notin (web)", True),
        ("app", True),
        ("absent", False),
        ("!absent", True),
        ("!app", False),
        ("example.com/on", True),
        ("example.com/on=", True),
        ("app in (cart),!absent", True),
    ],
)
def test_labels(selector: str, selected: bool) -> None:
    assert label_selector(selector)(POD) is selected


@pytest.mark.parametrize(
    ("selector", "selected"),
    [
        ("metadata.name=cart-0", True),
        ("spec.nodeName=worker-3,status.phase=Running", True),
        ("status.phase!=Running", False),
        ("metadata.namespace==shop", True),
        ("spec.nodeName=", False),
    ],
)
def test_fields(selector: str, selected: bool) -> None:
    assert field_selector(selector)(POD) is selected


@pytest.mark.parametrize("selector", ["app=cart=web", "app in web", "tier in (web", "a b", "()"])
def test_a_label_selector_that_is_none_is_refused_in_one_line(selector: str) -> None:
    with pytest.raises(UsageError, match="unable to parse the label selector"):
        label_selector(selector)


def test_an_unknown_field_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"field label not supported: spec\.host; one of metadata\.name"):
        field_selector("spec.host=a")
    with pytest.raises(UsageError, match="unable to parse the field selector"):
        field_selector("spec.nodeName")
