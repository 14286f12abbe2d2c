"""A user's own rules: read from TOML, wrong lines named, and stronger than ours."""

from __future__ import annotations

import pytest

from kubectl_sidecars.classify import Confidence, Judgement, Role, classify
from kubectl_sidecars.classify.catalog import Lifecycle, Strength
from kubectl_sidecars.classify.index import with_own
from kubectl_sidecars.classify.rules_file import (
    Rules,
    line_of,
    parse_rules,
)
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.model import containers
from tests.support.labelled_roles import pod

RULES = """\
# ours
[acme-proxy]
role = "ambassador"
task = "mesh-dataplane"
images = ["acme/proxy"]
names = ["acme-*"]
ports = [15001]
lifecycle = "native sidecar"
purpose = "Carries the traffic."
link = "https://acme.example.com"
"""


def judged(rules: Rules, *run: dict[str, object]) -> dict[str, Judgement]:
    value = pod({"run": run})
    views = containers(value)
    return {view.name: said for view, said in zip(views, classify(value, views, with_own(rules.entries)), strict=True)}


def test_a_rule_has_the_fields_of_the_catalogue() -> None:
    (entry,) = parse_rules(RULES).entries
    assert (entry.id, entry.name, entry.role, entry.ports) == ("acme-proxy", "acme-proxy", Role.AMBASSADOR, (15001,))
    assert (entry.strength, entry.lifecycle) == (Strength.EITHER, Lifecycle.SIDECAR)
    assert parse_rules(RULES).notes["acme-proxy"].purpose == "Carries the traffic."


def test_no_text_is_no_rule() -> None:
    assert parse_rules("").entries == ()


def test_the_users_rule_wins_over_the_catalogue() -> None:
    rules = parse_rules('[proxy]\nrole = "security"\nimages = ["istio/proxyv2"]\n')
    said = judged(rules, {"name": "shop", "image": "shop:1"}, {"name": "istio-proxy", "image": "istio/proxyv2:1.27"})
    assert (said["istio-proxy"].role, said["istio-proxy"].entry) == (Role.SECURITY, "proxy")
    assert said["istio-proxy"].confidence is Confidence.HIGH
    assert said["istio-proxy"].evidence[0] == "your own rule [proxy]"


def test_the_users_rule_makes_a_main_of_what_looks_like_a_helper() -> None:
    rules = parse_rules('[edge]\nrole = "main"\nnames = ["envoy"]\n')
    said = judged(rules, {"name": "shop", "image": "shop:1"}, {"name": "envoy", "image": "envoyproxy/envoy:v1"})
    assert said["envoy"].role is Role.MAIN


def test_a_rule_that_a_containers_type_forbids_is_said_and_not_dropped_in_silence() -> None:
    """Only what stands in initContainers is an init container; all else of the judgement stays as it would be."""
    rules = parse_rules('[setup]\nrole = "init"\nnames = ["setup"]\n[app]\nrole = "main"\nimages = ["acme/app"]\n')
    said = judged(rules, {"name": "shop", "image": "shop:1"}, {"name": "setup", "image": "acme/log-shipper:1"})
    assert said["setup"].role is not Role.INIT
    assert said["setup"].evidence[0] == "your rule [setup] says init, which no plain container is"
    value = pod({"init": [{"name": "x", "image": "acme/app:1"}], "run": [{"name": "shop", "image": "shop:1"}]})
    views = containers(value)
    first, shop = classify(value, views, with_own(rules.entries))
    assert (first.role, first.evidence[0]) == (Role.INIT, "your rule [app] says main, which no init container is")
    assert not any("your rule" in each for each in shop.evidence)


def test_a_rule_for_a_helper_that_runs_alone_is_said_not_to_hold() -> None:
    """What runs on alone is what the pod is for, whatever it is elsewhere."""
    alone = judged(parse_rules(RULES), {"name": "acme-proxy", "image": "acme/proxy:1"})["acme-proxy"]
    assert alone.role is Role.MAIN
    assert alone.evidence[0] == "your rule [acme-proxy] says ambassador, but the pod has no other main"
    assert not any(each.startswith("your own rule") for each in alone.evidence)


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ('role = "init"\nnames = ["a"]\nlifecycle = "native sidecar"\n', 4),
        ('lifecycle = "init container"\nrole = "main"\nnames = ["a"]\n', 2),
        ('role = "init"\nlifecycle = "main container"\nimages = ["a"]\n', 3),
    ],
)
def test_a_role_and_a_lifecycle_that_exclude_each_other_are_an_error_at_the_line(fields: str, line: int) -> None:
    with pytest.raises(UsageError, match=rf"^r\.toml:{line}: role \"(init|main)\" cannot be run as "):
        parse_rules(f"[x]\n{fields}", "r.toml")


def test_a_generic_name_is_enough_in_ones_own_rule() -> None:
    rules = parse_rules('[agent]\nrole = "backup"\nnames = ["agent"]\n')
    said = judged(rules, {"name": "shop", "image": "shop:1"}, {"name": "agent", "image": "x:1"})
    assert said["agent"].role is Role.BACKUP


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('[x]\nimages = ["a"]\nrole = "proxyy"\n', 'r.toml:3: unknown role "proxyy"; one of main, init, ambassador, '),
        ('[x]\nrole = "main"\nimage = ["a"]\n', 'r.toml:3: unknown field "image"; did you mean "images"?'),
        ('[x]\nrole = "main"\n\nimages = "a"\n', "r.toml:4: images must be a list of texts"),
        ('[x]\nrole = "main"\nnames = ["a"]\nports = ["80"]\n', "r.toml:4: ports must be a list of numbers"),
        ('[x]\nrole = 1\nnames = ["a"]\n', "r.toml:2: role must be text in quotes"),
        ('\n[x]\nnames = ["a"]\n', "r.toml:2: [x] has no role; add one of main"),
        ('[x]\nrole = "main"\n', "r.toml:1: [x] recognises nothing; add images, names or hints"),
        ('role = "main"\n', 'r.toml:1: "role" stands outside a table'),
        ('[x]\nrole = "main"\nnames = ["a"]\nstrength = "much"\n', 'r.toml:4: unknown strength "much"; one of image'),
        ('\n[[x]]\nrole = "main"\nnames = ["a"]\n', "r.toml:2: [[x]] is a list of tables; write [x]"),
        ('[x]\nrole = "main"\nnames = ["a"]\n[x.sub]\ny = 1\n', 'r.toml:4: unknown field "sub"'),
        ('[x]\nrole = "main"\nnames = [\n  "a",\n  3,\n]\n', "r.toml:5: names must be a list of texts"),
        ('[x]\nrole = "main"\nimages = [""]\n', "r.toml:3: images must be a list of texts"),
        ('[x]\nrole = "main"\nnames = ["a"]\nports = [80, -5]\n', "r.toml:4: ports must be a list of numbers from 1"),
        ('[x]\nrole = "main"\nnames = ["a"]\nports = [99999]\n', "r.toml:4: ports must be a list of numbers from 1"),
        ('[x]\nrole = "main"\nnames = ["a"]\nstrength = "image"\n', 'r.toml:4: strength "image" needs images'),
        ('[x]\nrole = "main\n', "r.toml:2: "),
        ('[x]\nrole = """', "r.toml:2: "),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, error: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_rules(text, "r.toml")
    assert str(raised.value).startswith(error)
    assert "\n" not in str(raised.value)


LINES = '''\
top = 1
["quoted.id"]  # a comment
role = "x"
  indented = 2
"quoted key" = 3
text = """
role = "not this one"
[second]
"""
[second]
role = "y"
dotted.role = "z"
inline = { role = "w" }
'''


@pytest.mark.parametrize(
    ("table", "key", "line"),
    [
        ("", "top", 1),
        ("quoted.id", "", 2),
        ("quoted.id", "role", 3),
        ("quoted.id", "indented", 4),
        ("quoted.id", "quoted key", 5),
        ("second", "", 10),
        ("second", "role", 11),
        ("dotted", "role", 12),
        ("second", "inline", 13),
        ("second", "missing", 10),
        ("nowhere", "role", 1),
    ],
)
def test_the_line_of_a_key_is_found_in_the_text(table: str, key: str, line: int) -> None:
    assert line_of(LINES, table, key) == line


def test_a_rule_that_wants_context_matches_only_where_it_is() -> None:
    rules = parse_rules(
        '[x]\nrole = "adapter"\nnames = ["x"]\nannotations = ["foo/bar"]\nstrength = "name_and_context"\n'
    )
    said = judged(rules, {"name": "shop", "image": "shop:1"}, {"name": "x", "image": "y:1"})
    assert said["x"].entry == ""
