"""The whole story of a krew user, without the internet: krew itself, an index of our own, archives on loopback.

    python -m delivery.rehearse dist/kubectl-sidecars_*.tar.gz

Builds krew and the validator that the index's own checks run (packaging/krew/go.mod says which), commits the manifest
to a git repository in a temporary folder, and has a real kubectl install, run, upgrade and uninstall the plugin.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from delivery import manifest
from delivery.project import PLUGIN, PROGRAM, ROOT, archive_name, tag, this_platform, version

TOOLS = ROOT / "build" / "tools"
NEXT = "v99.0.0"
"""The version to upgrade to: the same archive by another name."""


def tools() -> Path:
    """krew as `kubectl-krew`, and validate-krew-manifest."""
    if not (TOOLS / "kubectl-krew").exists():
        TOOLS.mkdir(parents=True, exist_ok=True)
        for name in ("krew", "validate-krew-manifest"):
            subprocess.run(
                ["go", "build", "-o", TOOLS / name, f"sigs.k8s.io/krew/cmd/{name}"],
                cwd=ROOT / "packaging" / "krew",
                env=os.environ | {"CGO_ENABLED": "0"},
                check=True,
            )
        (TOOLS / "kubectl-krew").symlink_to("krew")
    return TOOLS


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder's files on loopback."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Index:
    """A git repository as krew-index is one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "plugins").mkdir(parents=True)
        self._git("init", "--quiet", "--initial-branch=master")

    def publish(self, text: str) -> None:
        (self.folder / "plugins" / f"{PLUGIN}.yaml").write_text(text, encoding="utf-8")
        self._git("add", "plugins")
        self._git("-c", "user.name=it", "-c", "user.email=it@localhost", "commit", "--quiet", "-m", PLUGIN)

    def _git(self, *words: str) -> None:
        subprocess.run(["git", *words], cwd=self.folder, check=True)


class Rehearsal:
    """A user's home with krew in it."""

    def __init__(self, home: Path, index: Index) -> None:
        self.home = home
        path = os.pathsep.join([str(home / "krew" / "bin"), str(tools()), os.environ["PATH"]])
        self.environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("KREW_", "KUBE"))},
            "PATH": path,
            "HOME": str(home),
            "KREW_ROOT": str(home / "krew"),
            "KREW_DEFAULT_INDEX_URI": str(index.folder),
            "KREW_NO_UPGRADE_CHECK": "1",
        }

    def run(self, *command: str) -> str:
        print("$", " ".join(command), flush=True)
        done = subprocess.run(command, env=self.environ, cwd=self.home, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"left {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def expect(self, said: str, *command: str) -> None:
        found = self.run(*command)
        if said not in found:
            raise SystemExit(f"did not say {said!r}:\n{found}")


def by_hand(archive: str) -> list[str]:
    """The README's line for an archive that was made here."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (line,) = [line for line in readme.splitlines() if line.startswith("    kubectl krew install --manifest=dist/")]
    return line.replace(f"{PROGRAM}_VERSION_OS_ARCH.tar.gz", archive).split()


def publish(archive: Path, folder: Path, url: str, release: str) -> str:
    """Puts the archive where krew will look for that version of it; the manifest of it."""
    shutil.copy(archive, folder / archive_name(release, this_platform()))
    return manifest.manifest(release, manifest.sources(release, folder, url))


def rehearse(archive: Path, home: Path) -> None:
    release, web = tag(version()), home / "web"
    web.mkdir()
    index = Index(home / "index")
    with served(web) as url:
        text = publish(archive, web, url, release)
        (home / f"{PLUGIN}.yaml").write_text(text, encoding="utf-8")
        index.publish(text)
        user = Rehearsal(home, index)
        user.expect("", "validate-krew-manifest", "-manifest", f"{PLUGIN}.yaml")
        user.run("kubectl", "krew", "update")
        shutil.copytree(archive.parent, home / "dist", ignore=shutil.ignore_patterns("*.whl"))
        user.expect("Installed", *by_hand(archive.name))
        user.expect("Uninstalled", "kubectl", "krew", "uninstall", PLUGIN)
        user.run("kubectl", "krew", "index", "add", PLUGIN, str(index.folder))
        user.expect("Installed", "kubectl", "krew", "install", f"{PLUGIN}/{PLUGIN}")
        user.expect("Uninstalled", "kubectl", "krew", "uninstall", PLUGIN)
        user.run("kubectl", "krew", "index", "remove", PLUGIN)
        user.expect(manifest.SHORT, "kubectl", "krew", "search", PLUGIN)
        user.expect("Caveats", "kubectl", "krew", "install", PLUGIN)
        user.expect(f"{PROGRAM} {version()}", "kubectl", PLUGIN, "--version")
        report = json.loads(user.run("kubectl", PLUGIN, "inspect", "--demo", "-o", "json"))
        print(f"  {len(report['pods'])} pods, {len(report['causes'])} causes")
        completer = home / "krew" / "bin" / f"kubectl_complete-{PLUGIN}"
        user.expect("written", "kubectl", PLUGIN, "completion", "install")
        user.expect("inspect\t", "kubectl", "__complete", PLUGIN, "insp")
        index.publish(publish(archive, web, url, NEXT))
        user.run("kubectl", "krew", "update")
        user.expect("Upgraded", "kubectl", "krew", "upgrade", PLUGIN)
        if NEXT not in (home / "krew" / "receipts" / f"{PLUGIN}.yaml").read_text(encoding="utf-8"):
            raise SystemExit(f"krew did not upgrade to {NEXT}")
        user.expect("inspect\t", "kubectl", "__complete", PLUGIN, "insp")
        user.expect("removed", "kubectl", PLUGIN, "completion", "uninstall")
        user.expect("Uninstalled", "kubectl", "krew", "uninstall", PLUGIN)
        left = [path.name for path in completer.parent.iterdir() if PLUGIN in path.name]
        if left:
            raise SystemExit(f"left behind: {left}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="delivery.rehearse", description=__doc__.partition("\n")[0])
    parser.add_argument("archive", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        rehearse(given.archive.resolve(), Path(home))
    print("ok: installed, run, completed, upgraded and uninstalled by krew")
    return 0


if __name__ == "__main__":
    sys.exit(main())
