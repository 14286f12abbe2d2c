"""The documentation is true: generated pages are current, commands are taken, links lead somewhere."""

from __future__ import annotations

import gzip
import io
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import jsonschema
import make_docs
import pytest
import yaml

from kubectl_sidecars.cli import COMMANDS, main, split_command
from kubectl_sidecars.cli.parser.commands import BY_NAME
from kubectl_sidecars.cli.parser.options import inspect_options
from kubectl_sidecars.cli.parser.parse import parse
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.kube.read import resources
from kubectl_sidecars.kube.read.resources import Resource
from kubectl_sidecars.kube.select import resource_types
from tests.support.terminal import run

ROOT = Path(make_docs.ROOT)
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
OURS = re.compile(r"kubectl sidecars (?!COMMAND)((?:[^`|\n;#]|(?<!\s)#)+)")
NO_COMMAND = re.compile(r"\[|\.\.\.|--help|^completion$")
"""A form of use, and what only prints help."""
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


def code(text: str) -> str:
    """What stands in code: indented blocks, fences, and between back-quotes."""
    blocks = re.findall(r"^(?:    .+)$|`[^`\n]+`", re.sub(r"```.*?```", fenced, text, flags=re.DOTALL), re.MULTILINE)
    return "\n".join(block.strip("`") for block in blocks)


def fenced(found: re.Match[str]) -> str:
    return "\n".join(f"    {line}" for line in found[0].splitlines()[1:-1])


def commands() -> list[str]:
    """Each of our commands in the documentation and in the examples of --help, once."""
    texts = [code(page.read_text(encoding="utf-8")) for page in PAGES]
    texts += [command.epilog for command in BY_NAME.values()]
    found = [match[1].strip() for text in texts for match in OURS.finditer(text)]
    return sorted({each for each in found if each.split()[0] in COMMANDS and not NO_COMMAND.search(each)})


def test_there_are_commands_to_try() -> None:
    assert len(commands()) > 15


@pytest.mark.parametrize("name", make_docs.PAGES)
def test_a_generated_page_is_current(name: str) -> None:
    """make docs"""
    assert (ROOT / name).read_text(encoding="utf-8") == make_docs.PAGES[name]()


@pytest.mark.parametrize("line", commands())
def test_a_documented_command_is_taken(line: str) -> None:
    command, words = split_command(shlex.split(line))
    if command == "inspect":
        inspect_options(words)
    else:
        parse(BY_NAME[command], words, command)


@pytest.mark.parametrize("line", [each for each in commands() if "--demo" in each or "--client" in each])
def test_a_documented_command_that_needs_no_cluster_works(line: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kubectl_sidecars", *shlex.split(line)],
        capture_output=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout


def alone(line: str) -> bool:
    """An `explain` of words, no pod of a cluster."""
    return line.startswith("explain ") and "WORD" not in line and not re.search(r"pod/|--demo", line)


@pytest.mark.parametrize("line", [each for each in commands() if alone(each)])
def test_a_documented_explanation_is_given(line: str) -> None:
    out, err = io.StringIO(), io.StringIO()
    assert main(shlex.split(line), Streams(out, err, io.StringIO())) == 0, err.getvalue()
    assert len(out.getvalue()) > 40
    assert err.getvalue() == ""


@pytest.mark.parametrize("line", [each for each in commands() if "-f saved.json" in each])
def test_a_documented_command_on_saved_output_works(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file as `kubectl get -o json` would have saved what the demo shows."""
    monkeypatch.chdir(tmp_path)
    lines = gzip.decompress(next((ROOT / "kubectl_sidecars").rglob("*.jsonl.gz")).read_bytes()).splitlines()
    last: dict[str, dict[str, object]] = {}
    for change in map(json.loads, lines):
        about = change.get("object", {})
        if about.get("kind") == "Pod":
            last[about["metadata"]["uid"]] = about
    Path("saved.json").write_text(json.dumps({"kind": "List", "apiVersion": "v1", "items": list(last.values())}))
    out, err, nothing = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(3))
    assert main(shlex.split(line), Streams(out, err, nothing)) == 0
    out.seek(0)
    assert "CRITICAL" in out.read()


def test_the_report_has_the_documented_shape() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kubectl_sidecars", "inspect", "--demo", "-o", "json"],
        capture_output=True,
        cwd=ROOT,
        check=True,
    )
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(done.stdout))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_link_leads_to_a_file_that_is_there(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link


def test_every_make_target_in_the_documentation_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    said = {name for page in PAGES for name in re.findall(r"\bmake ([a-z-]+)", code(page.read_text(encoding="utf-8")))}
    assert said
    assert said <= targets


def test_the_cluster_role_allows_all_that_is_read_and_nothing_that_changes() -> None:
    rules = yaml.safe_load((ROOT / "docs" / "rbac.yaml").read_text(encoding="utf-8"))["rules"]
    allowed = {(group, name) for rule in rules for group in rule["apiGroups"] for name in rule["resources"]}
    read = {(each.api, each.plural) for each in vars(resources).values() if isinstance(each, Resource)}
    read |= {(each.api, each.plural) for each in resource_types.TYPES}
    groups = {"/api/v1": "", "/apis/apps/v1": "apps", "/apis/batch/v1": "batch"}
    assert {(groups[api], plural) for api, plural in read} <= allowed
    assert {verb for rule in rules for verb in rule["verbs"]} == {"get", "list", "watch"}


def test_the_k9s_plugins_call_us_as_we_are_called() -> None:
    plugins = yaml.safe_load((ROOT / "docs" / "k9s-plugin.yaml").read_text(encoding="utf-8"))["plugins"]
    for plugin in plugins.values():
        assert {"shortCut", "description", "scopes", "command"} <= set(plugin)
        assert (plugin["command"], plugin["args"][:2]) == ("kubectl", ["sidecars", "inspect"])
        parse(BY_NAME["inspect"], plugin["args"][2:], "inspect")


@pytest.mark.skipif(sys.platform == "win32", reason="has no man")
def test_the_man_page_is_roff_that_cannot_be_mistaken() -> None:
    """A line that begins with a dot is a request, and only those of man(7) are used."""
    lines = make_docs.man_page().splitlines()
    requests = {line.split()[0] for line in lines if line.startswith((".", "'"))}
    assert requests <= {".TH", ".SH", ".SS", ".TP", ".B", ".BR", ".PP", ".br", ".nf", ".fi"}
    assert make_docs.roff(".x\n'y\n\\-") == "\\&.x\n\\&'y\n\\e\\-"


def test_the_readme_quotes_what_the_demo_says() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (quoted,) = re.findall(r"```\n(CRITICAL.*?)```", readme, re.DOTALL)
    assert quoted in run("inspect", "--demo").out
    (columns,) = re.findall(r"says of a pod `([^`]+)`", readme)
    (row,) = (line for line in run("inspect", "--demo", "-o", "table").lines if " native-sidecar-gate " in line)
    assert columns in " ".join(row.split())
