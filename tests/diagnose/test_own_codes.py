"""A user's own rule gives exit codes their meaning, as a table of the catalogue does."""

from __future__ import annotations

import msgspec
import pytest

from kubectl_sidecars.classify.catalog import Index, built_in
from kubectl_sidecars.classify.rules_file import parse_rules
from kubectl_sidecars.diagnose import diagnose
from tests.support.builders import container, crashing, pod, subject, terminated

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
