"""A user's own rule gives exit codes their meaning, as a table of the catalogue does."""

from __future__ import annotations

import msgspec
import pytest

from kubectl_sidecars.classify.catalog import Index, built_in
from kubectl_sidecars.classify.known_container import KnownContainer, OwnExitCode
from kubectl_sidecars.classify.rules_file import parse_rules
from kubectl_sidecars.diagnose import diagnose
from tests.support.builders import container, crashing, only, pod, subject, terminated

RULES = """\
[acme-agent]
role = "adapter"
names = ["acme-agent"]

[acme-agent.exit_codes.7]
meaning = "the tenant is unknown"
advice = "Look at the annotation acme.example.com/tenant."
"""


@pytest.mark.parametrize("code", [7, 8])
def test_an_exit_code_of_a_users_own_rule_is_explained(code: int) -> None:
    crashed = pod([container("app"), crashing("acme-agent", terminated(code))])
    own = Index(built_in().containers, parse_rules(RULES).containers)
    found = diagnose(msgspec.structs.replace(subject(crashed), roles=own))
    finding = next(finding for finding in found if finding.container == "acme-agent")
    assert ("Exit 7 is its own code: the tenant is unknown." in finding.message) is (code == 7)
    assert ("acme.example.com/tenant" in finding.advice) is (code == 7)


@pytest.mark.parametrize(
    ("image", "code", "words"),
    [
        ("docker.elastic.co/elasticsearch/elasticsearch:8.14.0", 78, "vm.max_map_count"),
        ("docker.io/bitnami/mongodb:7.0", 132, "need AVX"),
        ("postgres:15", 135, "huge pages"),
        ("percona/percona-server-mongodb:7.0", 132, "need AVX"),
        ("bitnami/mongodb-exporter:0.40", 48, ""),
        ("mongo-express:1.0", 62, ""),
        ("registry.example.com/shop:1", 132, "may lack an instruction"),
        ("registry.example.com/shop:1", 78, ""),
        ("docker.elastic.co/kibana/kibana:8.14.0", 78, ""),
    ],
)
def test_a_code_of_a_program_that_is_known_by_its_image(image: str, code: int, words: str) -> None:
    found = only(pod([crashing("app", terminated(code), image=image)]))
    assert words in found.message
    assert bool(words) is ("max_map_count" in found.message or "SIG" in found.message)


APPLICATIONS = [(each, own) for each in built_in().of_applications for own in each.exit_codes]


@pytest.mark.parametrize(("known", "own"), APPLICATIONS, ids=[f"{known.id}-{own.code}" for known, own in APPLICATIONS])
def test_a_code_that_the_catalogue_has_of_an_application_is_explained(known: KnownContainer, own: OwnExitCode) -> None:
    image = f"registry.example.com/{known.images[0].replace('*', 'x')}:1"
    found = only(pod([crashing("app", terminated(own.code), image=image)]))
    assert f"Exit {own.code} of {known.name}: {own.meaning}." in found.message
    assert own.advice in found.advice


def test_the_message_of_the_program_itself_comes_first() -> None:
    said = "max virtual memory areas vm.max_map_count [65530] is too low, increase to at least [262144]"
    found = only(pod([crashing("es", terminated(78, message=said), image="elasticsearch:8.14.0")]))
    assert found.title.endswith("vm.max_map_count of node node-1 is too low for it.")
