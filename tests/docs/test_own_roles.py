"""The page about one's own roles says what the reader of the file takes."""

from __future__ import annotations

import re

from kubectl_sidecars.classify import Role
from kubectl_sidecars.classify.catalog import Lifecycle, Native, Strength
from kubectl_sidecars.classify.rules_file import FIELDS, parse_rules
from tests.support.paths import ROOT

PAGE = (ROOT / "docs/own-roles.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| (`.*?) \| (.*) \|$", PAGE, re.MULTILINE))


def test_the_example_is_taken() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert [each.id for each in parse_rules(example).entries] == ["acme-proxy", "fetch-certificates"]


def test_each_field_is_explained_and_no_other() -> None:
    assert sorted(re.findall(r"`(\w+)`", " ".join(ROWS))) == sorted(FIELDS)


def test_each_choice_is_named() -> None:
    for field, choices in (("role", Role), ("strength", Strength), ("lifecycle", Lifecycle), ("native", Native)):
        said = set(re.findall(r"`([^`]*)`", ROWS[f"`{field}`"]))
        assert {str(each.value) for each in choices if each.value} <= said
