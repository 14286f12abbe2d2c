"""What is packed, and how the frozen program lives: the traps of freezing, each with its test."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from delivery import archive, freeze, glibc, parts, smoke
from delivery.project import PLATFORMS, REPOSITORY, ROOT

from kubectl_sidecars.__main__ import steady
from kubectl_sidecars.cli.commands.completion import COMPLETER
from kubectl_sidecars.cli.parser.completion_flags import PROGRAM

FROZEN = "import sys; sys.frozen = True; from kubectl_sidecars.__main__ import run; sys.exit(run())"
"""The program, made to think that it is frozen."""
posix = pytest.mark.skipif(sys.platform == "win32", reason="links, modes and library paths are POSIX's")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder as PyInstaller may leave it on macOS: with links."""
    folder = tmp_path / "tree"
    (folder / "_internal").mkdir(parents=True)
    program = folder / "kubectl-sidecars"
    program.write_bytes(b"\x7fELF")
    program.chmod(0o755)
    (folder / "_internal" / "libx.1").write_bytes(b"x")
    (folder / "_internal" / "libx").symlink_to("libx.1")
    os.link(folder / "_internal" / "libx.1", folder / "_internal" / "libx.hard")
    (folder / "LICENSE").write_text("free")
    (folder / "kubectl-sidecars.1").write_text(".TH")
    (folder / "THIRD-PARTY-NOTICES.txt").write_text("theirs")
    return folder


@posix
@pytest.mark.parametrize("name", ["a.tar.gz", "a.zip"])
def test_an_archive_holds_no_links_because_krew_refuses_them(tree: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / "dist" / name
    archive.pack(tree, out, 1_700_000_000)
    smoke.members(out)
    expected = [
        "LICENSE", "THIRD-PARTY-NOTICES.txt", "kubectl-sidecars", "kubectl-sidecars.1", "_internal/libx",
        "_internal/libx.1", "_internal/libx.hard",
    ]  # fmt: skip
    if out.suffix == ".zip":
        with zipfile.ZipFile(out) as zipped:
            assert zipped.namelist() == expected
            assert zipped.read("_internal/libx") == b"x"
            assert zipped.getinfo("kubectl-sidecars").external_attr >> 16 == 0o100755
    else:
        with tarfile.open(out) as packed:
            assert packed.getnames() == expected
            assert all(member.isreg() for member in packed)
            assert packed.getmember("kubectl-sidecars").mode == 0o755


def test_the_trial_of_an_archive_refuses_one_with_a_link(tree: Path, tmp_path: Path) -> None:
    out = tmp_path / "linked.tar.gz"
    with tarfile.open(out, "w:gz") as packed:
        packed.add(tree, arcname=".")
    with pytest.raises(AssertionError, match="a link"):
        smoke.members(out)


@posix
@pytest.mark.parametrize("name", ["a.tar.gz", "a.zip"])
def test_an_archive_is_the_same_bit_for_bit_whenever_and_by_whomever_it_is_packed(
    tree: Path, tmp_path: Path, name: str
) -> None:
    first, second = tmp_path / f"1{name}", tmp_path / f"2{name}"
    archive.pack(tree, first, 1_700_000_000)
    for path in tree.rglob("*"):
        os.utime(path, (1, 1), follow_symlinks=False)
    archive.pack(tree, second, 1_700_000_000)
    assert first.read_bytes() == second.read_bytes()


def test_the_time_stamp_is_that_of_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert archive.epoch() == 1_700_000_000


@posix
@pytest.mark.parametrize("own", ["/own/lib", None])
def test_a_credential_plugin_of_the_frozen_program_gets_the_users_library_path(tmp_path: Path, own: str | None) -> None:
    """PyInstaller's boot program points LD_LIBRARY_PATH at its own OpenSSL, and keeps the user's as _ORIG."""
    told, plugin, kubeconfig = tmp_path / "told", tmp_path / "plugin.py", tmp_path / "kubeconfig"
    plugin.write_text(f"import json, os; open({str(told)!r}, 'w').write(json.dumps(dict(os.environ))); print('{{}}')")
    run = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "interactiveMode": "Never",
        "command": sys.executable,
        "args": [str(plugin)],
    }
    config = {
        "current-context": "it",
        "contexts": [{"name": "it", "context": {"cluster": "it", "user": "it"}}],
        "clusters": [{"name": "it", "cluster": {"server": "http://127.0.0.1:1"}}],
        "users": [{"name": "it", "user": {"exec": run}}],
    }
    kubeconfig.write_text(json.dumps(config))
    environ = {"PATH": os.environ["PATH"], "LD_LIBRARY_PATH": "/bundle/_internal", "_PYI_ARCHIVE_FILE": "/bundle/it"}
    if own:
        environ["LD_LIBRARY_PATH_ORIG"] = own
    command = [sys.executable, "-c", FROZEN, "version", "--kubeconfig", str(kubeconfig)]
    subprocess.run(command, env=environ, capture_output=True, check=True)
    seen = json.loads(told.read_text())
    assert seen.get("LD_LIBRARY_PATH") == own
    assert not [name for name in seen if name.startswith("_PYI_") or name == "LD_LIBRARY_PATH_ORIG"]


@posix
def test_kubectl_asked_by_the_frozen_completer_gets_the_users_library_path(tmp_path: Path) -> None:
    kubectl = tmp_path / "kubectl"
    kubectl.write_text('#!/bin/sh\necho "path:${LD_LIBRARY_PATH}"\necho ":4"\n')
    kubectl.chmod(0o755)
    environ = {"PATH": str(tmp_path), "LD_LIBRARY_PATH": "/bundle", "LD_LIBRARY_PATH_ORIG": "/own"}
    command = [sys.executable, "-c", FROZEN, "__complete", "inspect", "path"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("path:/own\n:4\n", "")


@posix
def test_the_program_is_the_completer_when_called_through_a_link_of_that_name(tmp_path: Path) -> None:
    """krew links the program, so argv[0] is the link's name."""
    link = tmp_path / COMPLETER
    program = tmp_path / "program.py"
    program.write_text(f"#!{sys.executable}\nimport sys\nfrom kubectl_sidecars.__main__ import run\nsys.exit(run())\n")
    program.chmod(0o755)
    link.symlink_to(program)
    done = subprocess.run(
        [str(link), "insp"], capture_output=True, text=True, check=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}
    )
    assert done.stdout.startswith("inspect\t")


def test_the_program_is_frozen_as_one_folder_without_hooks_before_the_first_line() -> None:
    """One file unpacks itself at each start, and dies where /tmp may not execute."""
    spec = freeze.SPEC.read_text(encoding="utf-8")
    assert "COLLECT(" in spec
    assert "exclude_binaries=True" in spec
    assert 'startswith("pyi_rth_")' in spec
    assert "upx=False" in spec


def test_what_is_frozen_is_pinned_and_is_what_the_package_asks_for() -> None:
    pinned = dict(re.findall(r"^([\w.-]+)==([\w.]+)", freeze.PACKAGES.read_text(encoding="utf-8"), re.MULTILINE))
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert {each.partition(">=")[0].lower() for each in asked} <= set(pinned)
    assert pinned["kubernetes"].startswith("37.")


def test_what_is_imported_is_declared() -> None:
    """A dependency's own dependency may go with its next version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["mcp"]]
    declared = {each.partition(">=")[0] for each in asked}
    owners = packages_distributions()
    imported = {owner for name in imported_names(ROOT / "kubectl_sidecars") for owner in owners.get(name, ())}
    assert imported - {"kubectl-sidecars"} == declared


def imported_names(folder: Path) -> Iterator[str]:
    """The top-level names that any module imports, at its top or in a function."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]


def test_both_programs_are_installed_by_pip_and_are_one() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert set(scripts) == {PROGRAM, COMPLETER}
    assert len(set(scripts.values())) == 1


def test_no_encoding_of_a_terminal_is_an_error(tmp_path: Path) -> None:
    with (tmp_path / "out").open("w", encoding="ascii", newline="\r\n") as out:
        steady(out)
        out.write("5 × 2\n")
    assert (tmp_path / "out").read_bytes() == b"5 \\xd7 2\n"


def test_the_glibc_that_a_library_needs_is_read_from_its_symbol_versions() -> None:
    elf = b"\x7fELF" + b"\0memcpy\0GLIBC_2.14\0GLIBC_2.2.5\0GLIBC_2.9\0"
    assert glibc.needed(elf) == (2, 14)
    assert glibc.needed(b"\0GLIBC_2.99\0") == ()
    assert glibc.needed(b"\x7fELF\0GLIBC_2.34_not\0") == ()


@pytest.mark.skipif(sys.platform != "linux", reason="ELF is Linux's")
def test_a_folder_is_refused_when_something_in_it_asks_for_a_newer_glibc(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "new.so").write_bytes(b"\x7fELF\0GLIBC_2.35\0")
    (tmp_path / "old.so").write_bytes(b"\x7fELF\0GLIBC_2.17\0")
    monkeypatch.setattr(sys, "argv", ["glibc", str(tmp_path)])
    assert glibc.main() == 1
    assert "new.so needs glibc 2.35" in capsys.readouterr().err
    monkeypatch.setattr(sys, "argv", ["glibc", str(tmp_path), "--ceiling", "2.35"])
    assert glibc.main() == 0


def test_the_release_builds_every_platform_of_the_manifest() -> None:
    text = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    for platform in PLATFORMS:
        assert f"{platform.os}/{platform.arch}" in text


BROKEN_PYTHON = """#!/bin/sh
case "$*" in
*ensurepip*) exit 1 ;;
"-m venv .venv") mkdir .venv && echo it >.venv/pyvenv.cfg; echo "ensurepip is not available" >&2; exit 1 ;;
esac
"""
"""Debian's without python3-venv: `-m venv` fails and leaves a folder without pip."""


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    program = folder / "bin" / "python3"
    if not program.exists():
        program.parent.mkdir()
        program.write_text(BROKEN_PYTHON)
        program.chmod(0o755)
        for tool in ("rm", "mkdir"):
            (program.parent / tool).symlink_to(str(shutil.which(tool)))
        shutil.copy(ROOT / "Makefile", folder)
        (folder / "pyproject.toml").touch()
    return subprocess.run(
        [str(shutil.which("make")), "demo", *words],
        cwd=folder,
        env={"PATH": str(program.parent)},
        capture_output=True,
        text=True,
        check=False,
    )


@posix
@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_make_says_what_to_install_where_python_cannot_make_an_environment(tmp_path: Path) -> None:
    done = make(tmp_path)
    assert done.returncode != 0
    assert "apt install python3-venv" in done.stderr


@posix
@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_make_leaves_no_half_environment_behind_that_the_next_run_would_take(tmp_path: Path) -> None:
    done = make(tmp_path, "PYTHON=python3")
    assert "ensurepip is not available" in done.stderr
    assert not (tmp_path / ".venv").exists()


WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_nothing_that_a_workflow_runs_floats(path: Path) -> None:
    """Actions by commit, images by digest; every tool by packaging/tools.txt, but for pip itself and ourselves."""
    text = path.read_text(encoding="utf-8")
    for name, at in re.findall(r"uses: ([\w./-]+)@(\S+)", text):
        assert re.fullmatch("[0-9a-f]{40}", at), name
    for image in re.findall(r"(?:image|container): (?!\$)(\S+)", text):
        assert re.search("@sha256:[0-9a-f]{64}$", image), image
    installs = re.findall(r"pip install (.+)", text)
    assert [
        each for each in installs if not re.match(r"-c packaging/tools.txt |--upgrade pip$|--editable \.", each)
    ] == []


def test_the_jobs_that_may_write_a_release_install_nothing() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))["jobs"]
    writing = [name for name, job in jobs.items() if job.get("permissions", {}).get("contents") == "write"]
    assert writing == ["draft", "release"]
    assert not [step for name in writing for step in jobs[name]["steps"] if "install" in step.get("run", "")]


def test_a_release_is_a_draft_until_everything_has_passed_and_the_index_has_the_packages() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))["jobs"]
    assert {"ci", "freeze-linux", "freeze", "old-glibc", "packages"} <= set(jobs["draft"]["needs"])
    assert "--draft" in jobs["draft"]["steps"][-1]["run"]
    assert (jobs["pypi"]["needs"], jobs["release"]["needs"]) == ("draft", "pypi")
    assert "--draft=false" in jobs["release"]["steps"][-1]["run"]


def test_what_is_frozen_is_held_by_hash() -> None:
    text = (ROOT / "packaging" / "requirements.txt").read_text(encoding="utf-8")
    packages = re.split(r"^(?=[a-zA-Z])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE), flags=re.MULTILINE)[1:]
    assert len(packages) > 20
    assert [each for each in packages if "==" not in each or "--hash=sha256:" not in each] == []


def test_every_change_runs_what_is_run_at_home() -> None:
    steps = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))["jobs"]["check"][
        "steps"
    ]
    assert ".ci/run" in [step.get("run") for step in steps]


def test_the_parts_list_has_what_is_in_the_program_and_no_more(tmp_path: Path) -> None:
    """A package of which a file was taken, the interpreter, and the libraries beside it; no tool that only made it."""
    import msgspec  # noqa: PLC0415

    taken = [("msgspec", msgspec.__file__, "PYMODULE"), ("libssl.so.3", "/usr/lib/libssl.so.3", "BINARY")]
    (tmp_path / "PYZ-00.toc").write_text(repr(("PYZ-00.pyz", taken[:1])))
    (tmp_path / "COLLECT-00.toc").write_text(repr((taken[1:],)))
    files = parts.collected(tmp_path)
    assert files == tuple(sorted(path for _, path, _ in taken))
    told = parts.parts("kubectl-sidecars", "0.1.0", files)
    assert told["metadata"]["component"]["version"] == "0.1.0"
    assert [each["name"] for each in told["components"]] == ["CPython", "openssl", "msgspec"]
    assert told["components"][2]["purl"].startswith("pkg:pypi/msgspec@")


@pytest.mark.parametrize(
    ("link", "there"),
    [
        ("![A pod](docs/pod.svg)", "![A pod](https://raw.githubusercontent.com/OWN/HEAD/docs/pod.svg)"),
        ("[flags](docs/flags.md).", "[flags](https://github.com/OWN/blob/HEAD/docs/flags.md)."),
        ("[k9s](https://k9scli.io) [Use](#use)", "[k9s](https://k9scli.io) [Use](#use)"),
    ],
)
def test_the_readme_s_links_lead_somewhere_on_the_package_index(link: str, there: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for each in project["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]["substitutions"]:
        link = re.sub(each["pattern"], each["replacement"], link)
    assert link == there.replace("OWN", REPOSITORY.removeprefix("https://github.com/"))


def test_the_package_brings_the_man_page_and_names_its_home() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shared = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shared == {"docs/man/kubectl-sidecars.1": "share/man/man1/kubectl-sidecars.1"}
    assert all((ROOT / path).is_file() for path in shared)
    assert all(re.match(rf"{REPOSITORY}(/|$)", address) for address in project["project"]["urls"].values())
