"""Why an image cannot be had: from the registry's answer, whatever the image is called."""

from __future__ import annotations

import pytest

from tests.support.builders import container, only, pod, waiting


def pull(image: str, answer: str) -> str:
    """The message of containerd, with each of the layers that repeat the image's name."""
    full = f"docker.io/library/{image}"
    return (
        f'Back-off pulling image "{image}": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack'
        f' image "{full}": failed to resolve reference "{full}": {answer.format(full)}'
    )


@pytest.mark.parametrize(
    ("image", "answer", "reason"),
    [
        ("app:1.4.429", "{}: not found", "ImageNotFound"),
        ("app:429", "{}: not found", "ImageNotFound"),
        ("denied/forbidden:1.0", "{}: not found", "ImageNotFound"),
        ("timeout:x509", "{}: not found", "ImageNotFound"),
        ("app:1.4.429", "reading manifest 1.4.429 in docker.io/library/app: manifest unknown", "ImageNotFound"),
        ("app:1.0", "unexpected status code 429: retry later", "ImageRateLimited"),
        ("app:1.0", "429 Too Many Requests - Server message: toomanyrequests", "ImageRateLimited"),
        ("not-found:1.0", "pull access denied", "ImageDenied"),
        ("rate-limit:1", 'Head "https://r.io/v2/a/manifests/1": dial tcp: no such host', "RegistryUnreachable"),
    ],
)
def test_the_name_of_an_image_is_no_answer_of_its_registry(image: str, answer: str, reason: str) -> None:
    missing = pod([container("app", waiting("ImagePullBackOff", pull(image, answer)), image=image)], phase="Pending")
    assert only(missing).reason == reason


def test_a_registry_that_does_not_tell_a_wrong_name_from_a_login_is_taken_at_its_word() -> None:
    """Docker Hub of a repository that it does not have; other registries know the difference."""
    hub = (
        "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope"
    )
    unsure = only(pod([container("app", waiting("ErrImagePull", hub))], phase="Pending"))
    assert unsure.summary == "app has an image that does not exist, or that needs a login"
    sure = only(pod([container("app", waiting("ErrImagePull", "401 Unauthorized"))], phase="Pending"))
    assert sure.summary == "app may not pull its image"


def test_a_short_name_is_told_as_cri_o_prints_it() -> None:
    said = (
        'short-name "nginx:latest" did not resolve to an alias and no unqualified-search registries are defined in'
        ' "/etc/containers/registries.conf"'
    )
    found = only(pod([container("web", waiting("ErrImagePull", said), image="nginx:latest")], phase="Pending"))
    assert (found.reason, "registry" in found.advice) == ("InvalidImageName", True)


def test_an_answer_that_no_registry_gave_is_understood() -> None:
    said = "failed to extract layer sha256:1: fork/exec /usr/bin/unpigz: resource temporarily unavailable"
    found = only(pod([container("web", waiting("ErrImagePull", said))], phase="Pending"))
    assert found.title.endswith("cannot get its image: no more processes are allowed (podPidsLimit of node node-1).")


CLOCK = "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time {} is {} {}"


@pytest.mark.parametrize(
    ("answer", "summary", "advice"),
    [
        (CLOCK.format("2026-08-23T04:21:29Z", "before", "2026-09-18T00:00:00Z"), "is not yet valid", "clock"),
        (CLOCK.format("2026-08-23T04:21:29Z", "after", "2026-08-18T00:00:00Z"), "has expired", "Renew"),
        (
            "tls: failed to verify certificate: x509: certificate has expired or is not yet valid",
            "not trusted",
            "clock",
        ),
        ("x509: certificate signed by unknown authority", "not trusted", "authority"),
    ],
)
def test_a_certificate_out_of_its_time_is_not_called_unknown(answer: str, summary: str, advice: str) -> None:
    found = only(pod([container("web", waiting("ImagePullBackOff", pull("web:1", answer)))], phase="Pending"))
    assert found.reason == "RegistryUntrusted"
    assert summary in found.summary
    assert advice in found.advice
