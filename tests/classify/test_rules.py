"""A user's own rules: read from TOML, wrong lines named, and stronger than ours."""

from __future__ import annotations

import pytest

from kubectl_sidecars.classify import Confidence, Judgement, Role, classify
from kubectl_sidecars.classify.catalog import Index, built_in
from kubectl_sidecars.classify.known_container import Native, OwnExitCode, Strength, UsualType
from kubectl_sidecars.classify.rules_file import Rules, parse_rules
from kubectl_sidecars.classify.toml_lines import line_of
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


def with_own(rules: Rules) -> Index:
    return Index(built_in().containers, rules.containers)


def judged(rules: Rules, *run: dict[str, object]) -> dict[str, Judgement]:
    value = pod({"run": run})
    views = containers(value)
    return {view.name: said for view, said in zip(views, classify(value, views, with_own(rules)), strict=True)}


def test_a_rule_has_the_fields_of_the_catalogue() -> None:
    (entry,) = parse_rules(RULES).containers
    assert (entry.id, entry.name, entry.role, entry.ports) == ("acme-proxy", "acme-proxy", Role.AMBASSADOR, (15001,))
    assert (entry.strength, entry.lifecycle) == (Strength.EITHER, UsualType.SIDECAR)
    assert parse_rules(RULES).notes["acme-proxy"].purpose == "Carries the traffic."


WHOLE = """\
[acme-proxy]
role = "ambassador"
names = ["acme-proxy"]
native = "with a switch"
native_since = "Acme 2.1"
native_how = "annotation acme.example.com/native: yes"
labels = ["acme.example.com/mesh"]
set_by_users = ["acme.example.com/mesh"]
requests = ["acme.example.com/inject=yes", "namespace:acme.example.com/inject=yes"]
settings = ["acme.example.com/*"]
refusals = ["acme.example.com/inject=no"]
request_needs_value = "acme:"
request_needs_mark = "acme.example.com/tenant"
request_needs_claim = true

[acme-proxy.exit_codes.7]
meaning = "the tenant is unknown"
advice = "Look at the annotation acme.example.com/tenant."

[acme-gateway]
role = "main"
names = ["acme-proxy"]
instead_of = "acme-proxy"
"""


def test_a_rule_can_say_whatever_the_catalogue_says() -> None:
    proxy, gateway = parse_rules(WHOLE).containers
    assert (proxy.native, proxy.native_since, proxy.native_how[:10]) == (Native.OPT_IN, "Acme 2.1", "annotation")
    assert proxy.written_by_users == (*proxy.requests, "acme.example.com/*")
    assert (proxy.set_by_users, proxy.refusals) == (("acme.example.com/mesh",), ("acme.example.com/inject=no",))
    needs = (proxy.request_needs_value, proxy.request_needs_mark, proxy.request_needs_claim)
    assert needs == ("acme:", "acme.example.com/tenant", True)
    advice = "Look at the annotation acme.example.com/tenant."
    assert proxy.exit_codes == (OwnExitCode(7, "the tenant is unknown", advice),)
    assert (gateway.instead_of, gateway.lifecycle) == ("acme-proxy", UsualType.MAIN)


def test_a_rule_may_stand_for_a_container_of_the_catalogue() -> None:
    text = '[ours]\nrole = "init"\nnames = ["a"]\ninstead_of = "vault-agent-init"\n'
    assert parse_rules(text, others=built_in().by_id).containers[0].instead_of == "vault-agent-init"


def test_what_is_only_explained_is_never_recognised() -> None:
    rules = parse_rules('[x]\nrole = "backup"\nnames = ["x"]\nstrength = "none"\npurpose = "A word."\n')
    judgement = judged(rules, {"name": "shop", "image": "shop:1"}, {"name": "x", "image": "y:1"})["x"]
    assert judgement.entry == ""


def test_no_text_is_no_rule() -> None:
    assert parse_rules("").containers == ()


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
    first, shop = classify(value, views, with_own(rules))
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
        ('[x]\nrole = "main"\nnames = ["a"]\nserves = ["ebs"]\n', "r.toml:4: serves must be a list of KIND:NAME"),
        ('[x]\nrole = "main"\nnames = ["a"]\nserves = ["cni:"]\n', "r.toml:4: serves must be a list of KIND:NAME"),
        ('[x]\nrole = "main"\nnames = ["a"]\nserves = ["cnl:b"]\n', "r.toml:4: serves must be a list of KIND:NAME"),
        ('[x]\nrole = "main"\nnames = ["a"]\nports = [80, -5]\n', "r.toml:4: ports must be a list of numbers from 1"),
        (
            '[x]\nrole = "main"\nnames = ["a"]\nserves = ["storage:b"]\nbehind = ["b"]\n',
            "r.toml:5: behind must be a list of csi:D",
        ),
        ('[x]\nrole = "main"\nnames = ["a"]\nbehind = ["csi:b"]\n', "r.toml:4: behind needs serves; add it"),
        ('[x]\nrole = "main"\nnames = ["a"]\nports = [99999]\n', "r.toml:4: ports must be a list of numbers from 1"),
        ('[x]\nrole = "main"\nnames = ["a"]\nstrength = "image"\n', 'r.toml:4: strength "image" needs images'),
        (
            '[x]\nrole = "main"\nnames = ["a"]\nstrength = "name_and_image"\n',
            'r.toml:4: strength "name_and_image" needs',
        ),
        ('[x]\nrole = "main"\nlabels = ["a"]\n', 'r.toml:1: strength "name_and_context" needs names'),
        ('[x]\nrole = "adapter"\nnames = ["a"]\nnative_how = "b"\n', "r.toml:4: native_how needs native_since; add it"),
        (
            '[x]\nrole = "adapter"\nnames = ["a"]\nnative_how = "b"\nnative_since = "1"\n',
            'r.toml:5: native_since needs native = "by default" or native = "with a switch"',
        ),
        ('[x]\nrole = "adapter"\nnames = ["a"]\nnative_why_not = "b"\n', "r.toml:4: native_why_not needs native = "),
        ('[x]\nrole = "adapter"\nnames = ["a"]\nrefusals = ["b=no"]\n', "r.toml:4: refusals needs requests; add it"),
        ('[x]\nrole = "init"\nnames = ["a"]\nrequest_needs_claim = 1\n', "r.toml:4: request_needs_claim must be true"),
        ('[x]\nrole = "init"\nnames = ["a"]\ninstead_of = "y"\n', 'r.toml:4: no known container is called "y"'),
        ('[x]\nrole = "init"\nnames = ["a"]\nexit_codes = [1]\n', "r.toml:4: exit_codes must be tables, such as [x."),
        (
            '[x]\nrole = "init"\nnames = ["a"]\n[x.exit_codes.256]\nmeaning = "b"\n',
            'r.toml:4: "256" is not an exit code; write a number from 1 to 255',
        ),
        ('[x]\nrole = "init"\nnames = ["a"]\n[x.exit_codes.7]\n', "r.toml:4: [x.exit_codes.7] has no meaning; add one"),
        (
            '[x]\nrole = "init"\nnames = ["a"]\n[x.exit_codes.7]\nmeaning = "b"\nadvise = "c"\n',
            "r.toml:6: an exit code has two fields, meaning and advice, both texts",
        ),
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
[second.sub.7]
deep = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 1),
        (("quoted.id",), 2),
        (("quoted.id", "role"), 3),
        (("quoted.id", "indented"), 4),
        (("quoted.id", "quoted key"), 5),
        (("second",), 10),
        (("second", "role"), 11),
        (("second", "dotted"), 12),
        (("second", "dotted", "role"), 12),
        (("second", "inline"), 13),
        (("second", "inline", "role"), 13),
        (("second", "missing"), 10),
        (("second", "sub", "7"), 14),
        (("second", "sub", "7", "deep"), 15),
        (("nowhere", "role"), 1),
    ],
)
def test_the_line_of_a_key_is_found_in_the_text(path: tuple[str, ...], line: int) -> None:
    assert line_of(LINES, *path) == line


def test_a_rule_that_wants_context_matches_only_where_it_is() -> None:
    rules = parse_rules(
        '[x]\nrole = "adapter"\nnames = ["x"]\nannotations = ["foo/bar"]\nstrength = "name_and_context"\n'
    )
    said = judged(rules, {"name": "shop", "image": "shop:1"}, {"name": "x", "image": "y:1"})
    assert said["x"].entry == ""
