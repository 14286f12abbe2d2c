"""The page about one's own roles says what the reader of the file takes."""

from __future__ import annotations

import re
import textwrap

import msgspec

from kubectl_sidecars.classify import Role
from kubectl_sidecars.classify.catalog import built_in, notes
from kubectl_sidecars.classify.known_container import Native, Strength, UsualType
from kubectl_sidecars.classify.rules_file import FIELDS, parse_rules
from tests.support.paths import DATA, ROOT

PAGE = (ROOT / "docs/own-roles.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| (`.*?) \| (.*) \|$", PAGE, re.MULTILINE))


def test_the_example_is_taken() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert [each.id for each in parse_rules(example).containers] == ["acme-proxy", "fetch-certificates"]


def test_each_field_is_explained_and_no_other() -> None:
    assert sorted(re.findall(r"`(\w+)`", " ".join(ROWS))) == sorted(FIELDS)


def test_each_choice_is_named() -> None:
    for field, choices in (("role", Role), ("strength", Strength), ("lifecycle", UsualType), ("native", Native)):
        said = set(re.findall(r"`([^`]*)`", ROWS[f"`{field}`"]))
        assert {str(each.value) for each in choices if each.value} <= said


def test_the_worked_example_of_contributing_is_in_the_catalogue_and_in_the_labelled_set() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (pod,) = re.findall(r"```yaml\n(.*?) *```", text, re.DOTALL)
    rules = parse_rules(table)
    (container,) = rules.containers
    assert container == built_in().by_id[container.id]
    note = msgspec.structs.replace(rules.notes[container.id], family="auth.toml")
    assert notes()[container.id] == note
    assert textwrap.dedent(pod) in (DATA / "roles" / "dev.yaml").read_text(encoding="utf-8")
