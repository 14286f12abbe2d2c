"""What the API server's admission says, in words: the field that is forbidden, and by what."""

from __future__ import annotations

import pytest

from kubectl_sidecars.diagnose.facts.refusals import refusal

_NO = "unable to validate against any security context constraint: ["
_NOT_USABLE = 'provider "anyuid": Forbidden: not usable by user or serviceaccount'


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            (
                f"{_NOT_USABLE}, provider restricted-v2: .spec.securityContext.fsGroup: Invalid value:"
                f" []int64{{65532}}: 65532 is not an allowed group, {_NOT_USABLE}"
            ),
            "restricted-v2 does not allow its spec.securityContext.fsGroup: 65532 is not an allowed group",
        ),
        (
            "provider restricted: .containers[0].runAsUser: Invalid value: 0: must be in the ranges: [1000, 2000]",
            "restricted does not allow its containers[0].runAsUser: 0: must be in the ranges: [1000, 2000]",
        ),
        (
            f'{_NOT_USABLE}, spec.volumes[0]: Invalid value: "hostPath": hostPath is not allowed, {_NOT_USABLE}',
            'does not allow its spec.volumes[0]: "hostPath": hostPath is not allowed',
        ),
        (
            "fsGroup: Invalid value: []int64{1000}: 1000 is not an allowed group spec.containers[0].securityContext",
            "does not allow its fsGroup: 1000 is not an allowed group",
        ),
        (_NOT_USABLE, "its ServiceAccount may use no security context constraint that allows it"),
        ("", "its ServiceAccount may use no security context constraint that allows it"),
    ],
)
def test_of_a_list_of_constraints_the_field_that_one_forbids_is_named(said: str, words: str) -> None:
    """All others say that the service account may not use them."""
    found = refusal(f'pods "shop" is forbidden: {_NO}{said}]', "demo")
    assert (found.reason, found.words.endswith(words)) == ("PodSecurity", True), found.words


@pytest.mark.parametrize(
    ("error", "words", "advice"),
    [
        (
            "x509: certificate has expired or is not yet valid: current time 2026-03-10T14:35:31Z is after 2026-03-08",
            "the API server, when it asks itself, has an expired certificate",
            "Restart kube-apiserver",
        ),
        ("dial tcp 10.0.0.4:6443: i/o timeout", "the API server, when it asks itself, does not answer in time", ""),
    ],
)
def test_an_api_server_that_cannot_ask_itself_is_one_fault_for_all_namespaces(
    error: str, words: str, advice: str
) -> None:
    asked = [f'Get "https://10.0.0.4:6443/api/v1/namespaces/{name}/limitranges": {error}' for name in ("a", "b")]
    found = [refusal(said, "demo") for said in asked]
    assert [each.words for each in found] == [words, words]
    assert found[0].key == found[1].key
    assert found[0].advice.startswith(advice)


def test_the_checks_of_a_pod_security_standard_are_named() -> None:
    said = (
        'violates PodSecurity "baseline:v1.31": host namespaces (hostNetwork=true), hostPath volumes (volume "a (b)")'
    )
    words = "the namespace's pod security standard baseline forbids it (host namespaces and hostPath volumes)"
    assert refusal(f'pods "shop" is forbidden: {said}', "demo").words == words


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            (
                "[maximum cpu usage per Container is 2, but limit is 4, maximum memory usage per Pod is 1Gi, but limit"
                " is 8Gi]"
            ),
            "maximum cpu usage per Container is 2, but limit is 4",
        ),
        ("minimum memory usage per Container is 1Gi.  No request is specified", "No request is specified"),
        (
            "exceeded quota: q, requested: limits.cpu=2,pods=1, used: limits.cpu=7,pods=3, limited: limits.cpu=8",
            "it would exceed quota q (limits.cpu: 2 asked, 7 of 8 used)",
        ),
        ("no PriorityClass with name high was found", "PriorityClass high does not exist"),
        ('pod rejected: RuntimeClass "gvisor" not found', "RuntimeClass gvisor does not exist"),
        ("unable to create new content in namespace demo because it is being terminated", "demo is being deleted"),
    ],
)
def test_the_amount_or_the_object_at_fault_is_named(said: str, words: str) -> None:
    assert refusal(f'pods "shop" is forbidden: {said}', "demo").words.endswith(words)
