"""The owners of a cause are values: nothing cuts the text KIND/NAME that is shown of them."""

from __future__ import annotations

import json

import msgspec

from kubectl_sidecars.causes.cause import Cause, OwnerName
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.redact import redacted_texts
from kubectl_sidecars.render.data import encoded
from kubectl_sidecars.tui.view.places import place
from tests.support.builders import crashing, owned_by, pod, report, terminated

SECRET = "AKIAQ3EGRZ5TFJ2XK7PM"


def test_the_owners_of_a_cause_have_kind_and_name_and_are_text_in_json() -> None:
    app = crashing("app", terminated(3))
    (cause,) = report(pod([app], meta=owned_by("StatefulSet", "db"))).causes
    assert [(owner.kind, owner.name) for owner in cause.owners] == [("StatefulSet", "db")]
    assert json.loads(encoded(cause))["owners"] == ["StatefulSet/db"]


def test_an_owner_is_told_by_its_kind_and_name() -> None:
    """A name that looks like another kind is a name."""
    cause = Cause(
        reason=Reason.JOB_FAILED, severity=Severity.CRITICAL, title="It failed.", pods=(), since=None,
        owners=(OwnerName("Tekton/Run", "Job/nightly"),), namespaces=("shop",),
    )  # fmt: skip
    assert place(cause, namespace=True) == "shop/Tekton/Run/Job/nightly"
    hidden = redacted_texts(msgspec.structs.replace(cause, owners=(OwnerName("Job", f"n-{SECRET}"),)))
    assert hidden.owners[0].kind == "Job"
    assert SECRET not in hidden.owners[0] + hidden.owners[0].name
