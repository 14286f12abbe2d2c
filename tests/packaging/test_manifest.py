"""krew's manifest holds to what krew v0.5.0 checks (internal/index/validation) and to what its reviewers ask for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from delivery import manifest, project
from delivery.project import PLATFORMS, ROOT, Platform

MANIFEST = ROOT / "plugins" / f"{project.PLUGIN}.yaml"
TEMPLATE = ROOT / ".krew.yaml"
SEMVER = re.compile(r"v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?")
KNOWN = {"apiVersion", "kind", "metadata", "spec"}
KNOWN_SPEC = {"version", "homepage", "shortDescription", "description", "caveats", "platforms"}
KNOWN_PLATFORM = {"selector", "uri", "sha256", "bin"}
"""krew accepts unknown fields in silence, so a typing error would pass its validator."""


def read(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def filled_in(text: str, tag: str) -> dict[str, Any]:
    """A template as the bot leaves it: text/template, and addURIAndSha as it writes its two lines."""
    with_tag = text.replace("{{ .TagName }}", tag)
    call = re.compile(r'^( *)\{\{addURIAndSha "([^"]+)" \.TagName }}$', re.MULTILINE)
    return dict(
        yaml.safe_load(
            call.sub(lambda found: f"{found[1]}uri: {found[2]}\n{found[1]}sha256: '{manifest.UNKNOWN}'", with_tag)
        )
    )


@pytest.fixture
def spec() -> dict[str, Any]:
    return dict(read(MANIFEST)["spec"])


def test_the_manifest_has_the_fields_that_krew_knows_and_no_other(spec: dict[str, Any]) -> None:
    whole = read(MANIFEST)
    assert set(whole) == KNOWN
    assert (whole["apiVersion"], whole["kind"]) == ("krew.googlecontainertools.github.com/v1alpha2", "Plugin")
    assert whole["metadata"] == {"name": project.PLUGIN}
    assert set(spec) == KNOWN_SPEC
    for platform in spec["platforms"]:
        assert set(platform) == KNOWN_PLATFORM
        assert set(platform["selector"]) == {"matchLabels"}
        assert set(platform["selector"]["matchLabels"]) == {"os", "arch"}


def test_the_name_is_one_that_krew_takes() -> None:
    assert re.fullmatch(r"[\w-]+", project.PLUGIN)


def test_version_addresses_and_checksums_are_as_krew_wants_them(spec: dict[str, Any]) -> None:
    assert SEMVER.fullmatch(spec["version"])
    for platform in spec["platforms"]:
        labels = platform["selector"]["matchLabels"]
        each = Platform(labels["os"], labels["arch"])
        assert platform["uri"] == project.archive_url(spec["version"], each)
        assert platform["uri"].startswith("https://")
        assert re.fullmatch(r"[0-9a-f]{64}", platform["sha256"])
        assert platform["bin"] == each.program
        assert platform["bin"].endswith(".exe") == (each.os == "windows")


def test_each_platform_is_there_once(spec: dict[str, Any]) -> None:
    pairs = [
        (each["selector"]["matchLabels"]["os"], each["selector"]["matchLabels"]["arch"]) for each in spec["platforms"]
    ]
    assert sorted(pairs) == sorted(set(pairs)) == sorted(PLATFORMS)


def test_only_a_version_that_was_never_released_has_no_checksums(spec: dict[str, Any]) -> None:
    unknown = [each for each in spec["platforms"] if each["sha256"] == manifest.UNKNOWN]
    assert not unknown or "-dev" in spec["version"]


def test_the_words_are_as_the_reviewers_want_them(spec: dict[str, Any]) -> None:
    """krew-index, docs/submitting-plugin; the length and the rest are said by its bot on every new plugin."""
    short = spec["shortDescription"]
    assert len(short) <= 50
    assert not short.endswith(".")
    assert "\n" not in short
    assert not re.search("kubernetes|kubectl", short, re.IGNORECASE)
    assert max(map(len, spec["description"].splitlines())) <= 80
    assert "--" not in spec["description"]
    assert spec["homepage"] == project.REPOSITORY


def test_the_description_promises_no_more_than_is_kept(spec: dict[str, Any]) -> None:
    """With --allow-changes the screen changes what it is told to."""
    words = " ".join(spec["description"].split())
    assert "Reads only" not in words
    assert "Changes nothing unless it is started with the flag allow-changes" in words


def test_the_committed_files_are_what_the_renderer_makes_now(spec: dict[str, Any]) -> None:
    """A manifest of a release keeps that release's version and checksums; all else is the renderer's."""
    sources = {
        Platform(**each["selector"]["matchLabels"]): manifest.Source(each["uri"], each["sha256"])
        for each in spec["platforms"]
    }
    assert MANIFEST.read_text(encoding="utf-8") == manifest.manifest(spec["version"], sources)
    assert TEMPLATE.read_text(encoding="utf-8") == manifest.template()


def test_what_the_bot_makes_of_the_template_is_the_manifest() -> None:
    sources = {each: manifest.Source(project.archive_url("v1.2.3", each), manifest.UNKNOWN) for each in PLATFORMS}
    assert filled_in(manifest.template(), "v1.2.3") == yaml.safe_load(manifest.manifest("v1.2.3", sources))


def test_archives_in_a_folder_are_hashed_and_others_left_out(tmp_path: Path) -> None:
    linux = Platform("linux", "amd64")
    (tmp_path / project.archive_name("v1.0.0", linux)).write_bytes(b"abc")
    found = manifest.sources("v1.0.0", tmp_path, "http://127.0.0.1:8000")
    assert found == {
        linux: manifest.Source(
            "http://127.0.0.1:8000/kubectl-sidecars_v1.0.0_linux_amd64.tar.gz",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",  # of "abc": FIPS 180-2, B.1
        )
    }


@pytest.mark.parametrize(
    ("version", "tag"),
    [
        ("0.1.0", "v0.1.0"),
        ("1.20.3rc1", "v1.20.3-rc.1"),
        ("1.0.0a2", "v1.0.0-alpha.2"),
        ("1.0.0b10", "v1.0.0-beta.10"),
        ("0.1.0.dev0", "v0.1.0-dev.0"),
    ],
)
def test_a_version_is_spelled_as_python_and_as_krew_want_it(version: str, tag: str) -> None:
    assert project.tag(version) == tag
    assert project.version_of(tag) == version
    assert SEMVER.fullmatch(tag)


@pytest.mark.parametrize("version", ["1.0", "v1.0.0", "1.0.0-rc.1", "1.0.0.post1", "1.0.0+local"])
def test_a_version_that_krew_could_not_spell_is_refused(version: str) -> None:
    with pytest.raises(ValueError, match="no version"):
        project.tag(version)


@pytest.mark.parametrize("tag", ["1.0.0", "v1.0.0rc1", "v1.0", "v1.0.0-rc1"])
def test_a_tag_that_is_none_of_a_release_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="no tag"):
        project.version_of(tag)


def test_the_package_has_a_version_that_can_be_released() -> None:
    assert project.version_of(project.tag(project.version())) == project.version()


def test_a_release_that_lacks_the_archive_of_a_platform_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [project.archive_name("v1.0.0", each) for each in PLATFORMS]
    for name in names[1:]:
        (tmp_path / name).write_bytes(b"x")
    words = ["manifest", "manifest", "--version", "v1.0.0", "--archives", str(tmp_path)]
    monkeypatch.setattr("sys.argv", [*words, "--all"])
    with pytest.raises(SystemExit) as end:
        manifest.main()
    assert end.value.code == 2
    assert names[0] in capsys.readouterr().err
    (tmp_path / names[0]).write_bytes(b"x")
    manifest.main()
    assert all(name in capsys.readouterr().out for name in names[:1])
