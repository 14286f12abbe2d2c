"""Images are known by the end of their path, so that any mirror will do."""

from __future__ import annotations

import pytest

from kubectl_sidecars.classify.catalog import built_in
from kubectl_sidecars.classify.image import Image, fits, globbed, origins, parse


@pytest.mark.parametrize(
    ("image", "parsed"),
    [
        ("nginx", Image("nginx", "")),
        ("istio/proxyv2:1.27.0", Image("istio/proxyv2", "1.27.0")),
        ("registry.corp:5000/mirror/istio/proxyv2", Image("registry.corp:5000/mirror/istio/proxyv2", "")),
        ("registry.corp:5000/vault:1.20@sha256:0a", Image("registry.corp:5000/vault", "1.20")),
        ("a/b@sha256:00", Image("a/b", "")),
        ("Shop:::1", Image("Shop", "::1")),
        ("", Image("", "")),
    ],
)
def test_a_tag_follows_the_last_colon_after_the_last_slash_and_a_digest_is_dropped(image: str, parsed: Image) -> None:
    assert parse(image) == parsed


@pytest.mark.parametrize(
    ("pattern", "image"),
    [
        ("proxyv2", "registry.corp:5000/mirror/istio/proxyv2:1"),
        ("istio/proxyv2", "istio/proxyv2"),
        ("releases/opentelemetry-collector*", "ghcr.io/x/releases/opentelemetry-collector-k8s"),
        ("dd-lib-*-init", "gcr.io/datadoghq/dd-lib-python-init:v2"),
        ("docker:*-dind", "docker:27-dind"),
        ("*/stackgres/*", "quay.io/stackgres/envoy"),
    ],
)  # fmt: skip
def test_a_pattern_fits_the_end_of_a_path(pattern: str, image: str) -> None:
    assert fits(pattern, parse(image))


@pytest.mark.parametrize(
    ("pattern", "image"),
    [
        ("proxyv2", "my-proxyv2"),
        ("istio/proxyv2", "myistio/proxyv2"),
        ("docker:*-dind", "docker:27"),
        ("vault", "a/vault/b"),
    ],
)
def test_a_pattern_fits_whole_parts_of_a_path_and_its_tag(pattern: str, image: str) -> None:
    assert not fits(pattern, parse(image))


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [("a*b", "ab", True), ("a*b", "aXb", True), ("ab*ba", "aba", False), ("a*b*c", "aXbYc", True),
     ("a*b*c", "aXc", False),
     ("*", "", True), ("a", "ab", False), ("wait-*", "wait-for-db", True)],
)  # fmt: skip
def test_a_star_stands_for_any_text(pattern: str, text: str, *, matches: bool) -> None:
    assert globbed(pattern, text) is matches


def test_a_mirror_of_rancher_is_known_by_the_image_of_which_it_is_a_copy() -> None:
    known = dict(built_in().of_image[parse("docker.io/rancher/mirrored-kiwigrid-k8s-sidecar:1.2")])
    assert known["k8s-sidecar"] == "kiwigrid/k8s-sidecar"
    assert not built_in().of_image[parse("rancher/mirrored-kiwigrid-other:1.2")]
    assert len(origins(parse("x/mirrored-" + "a-" * 5000))) < 20
