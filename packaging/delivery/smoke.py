"""Tries a packed archive as krew would install it: unpacked elsewhere, called through a link.

python -m delivery.smoke ARCHIVE
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from delivery.project import PLUGIN, PROGRAM, version

IS_WINDOWS = sys.platform == "win32"
PATIENCE = 60


class Installed(NamedTuple):
    """The archive as krew leaves it."""

    store: Path
    program: Path
    completer: Path
    home: Path

    def run(self, *words: str, program: Path | None = None) -> str:
        """What it says on stdout."""
        return self.call(*words, program=program).stdout.decode("utf-8")

    def call(
        self, *words: str, environ: Mapping[str, str] | None = None, program: Path | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        command = [str(program or self.program), *words]
        done = subprocess.run(
            command, capture_output=True, timeout=PATIENCE, env=os.environ | (environ or {}), cwd=self.home, check=False
        )
        if done.returncode != 0:
            raise AssertionError(f"{words} left {done.returncode}: {done.stderr.decode(errors='replace')}")
        return done


def install(archive: Path, home: Path) -> Installed:
    """Unpacks, and links as krew does; on Windows the program is called where it lies."""
    store, bin_ = home / "store", home / "bin"
    bin_.mkdir()
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as zipped:
            zipped.extractall(store)  # noqa: S202 - our own archive
    else:
        with tarfile.open(archive) as packed:
            # Python 3.11 has filters from 3.11.4 on; Debian's is older.
            if hasattr(tarfile, "data_filter"):
                packed.extractall(store, filter="data")
            else:
                packed.extractall(store)  # noqa: S202 - our own archive
    if IS_WINDOWS:
        program = store / f"{PROGRAM}.exe"
        return Installed(store, program, program, home)
    program, completer = bin_ / PROGRAM, bin_ / f"kubectl_complete-{PLUGIN}"
    program.symlink_to(store / PROGRAM)
    completer.symlink_to(PROGRAM)
    return Installed(store, program, completer, home)


def installed(folder: Path, home: Path) -> Installed:
    """What a Python installer has put into a folder."""
    suffix = ".exe" if IS_WINDOWS else ""
    return Installed(folder, folder / f"{PROGRAM}{suffix}", folder / f"kubectl_complete-{PLUGIN}{suffix}", home)


def check(holds: object, what: str) -> None:
    if not holds:
        raise AssertionError(what)


def members(archive: Path) -> None:
    """krew refuses links, and every path with two dots (v0.5.0, internal/download/downloader.go)."""
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as zipped:
            names = zipped.namelist()
    else:
        with tarfile.open(archive) as packed:
            check(all(each.isfile() or each.isdir() for each in packed), "the archive holds a link or a device")
            names = packed.getnames()
    check(not [name for name in names if ".." in name or name.startswith("/")], "the archive holds a suspicious path")
    check({"LICENSE", "THIRD-PARTY-NOTICES.txt"} <= set(names), "the licences are not on top")
    check(f"{PROGRAM}.1" in names, "the man page is not on top")
    check(any(name.startswith("_internal/") for name in names), "it is no one-folder program")


def says_its_version(tried: Installed) -> None:
    check(tried.run("--version") == f"{PROGRAM} {version()}\n", "--version says something else")
    check(version() in tried.run("version", "--client", "-o", "json"), "version knows less than --version")


def completes(tried: Installed) -> None:
    check(tried.run("__complete", "insp").startswith("inspect\t"), "__complete insp does not offer inspect")
    words = ("insp",) if tried.completer != tried.program else ("__complete", "insp")
    check(tried.run(*words, program=tried.completer).startswith("inspect\t"), "the second link is no completer")


def reports(tried: Installed) -> None:
    report = json.loads(tried.run("inspect", "--demo", "-o", "json"))
    check(report["kind"] == "Report", "the demo gives no report")
    check([pod for pod in report["pods"] if pod["findings"]], "nothing is wrong in the demo")
    check("quitquitquit" in tried.run("explain", "istio-proxy"), "the notes of the catalogue are missing")


def children_are_free(tried: Installed) -> None:
    """A credential plugin gets the user's own library path, not that of the frozen program's loader."""
    told = tried.home / "told.json"
    plugin = tried.home / "plugin.py"
    plugin.write_text(f"import json, os; open({str(told)!r}, 'w').write(json.dumps(dict(os.environ))); print('{{}}')")
    kubeconfig = tried.home / "kubeconfig"
    run = {"apiVersion": "client.authentication.k8s.io/v1", "interactiveMode": "Never"}
    kubeconfig.write_text(
        json.dumps(
            {
                "current-context": "it",
                "contexts": [{"name": "it", "context": {"cluster": "it", "user": "it"}}],
                "clusters": [{"name": "it", "cluster": {"server": "http://127.0.0.1:1"}}],
                "users": [{"name": "it", "user": {"exec": {**run, "command": sys.executable, "args": [str(plugin)]}}}],
            }
        )
    )
    said = tried.call("version", "--kubeconfig", str(kubeconfig), environ={"LD_LIBRARY_PATH": "/own"})
    check(told.is_file(), f"the credential plugin was not run: {said.stderr.decode(errors='replace')}")
    environ = json.loads(told.read_text())
    check(environ.get("LD_LIBRARY_PATH") == "/own", "a child gets another LD_LIBRARY_PATH than the user's")
    check(not [name for name in environ if name.startswith("_PYI_")], "a child sees the loader's variables")


def paints(tried: Installed) -> None:
    """The screen's first frame on a real terminal, and its end by the key q."""
    if IS_WINDOWS:
        return
    import pty  # noqa: PLC0415 - POSIX only
    import select  # noqa: PLC0415

    report = json.loads(tried.run("inspect", "--demo", "-o", "json"))
    names = [pod["name"].encode() for pod in report["pods"]]
    process, terminal = pty.fork()
    if process == 0:
        environ = os.environ | {"TERM": "xterm-256color", "COLUMNS": "160", "LINES": "50"}
        os.execve(tried.program, [PROGRAM, "inspect", "--demo"], environ)  # noqa: S606 - the child of a terminal
    seen, asked_to_end, until = b"", False, time.monotonic() + PATIENCE
    while time.monotonic() < until and select.select([terminal], [], [], PATIENCE)[0]:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # the program has gone (Linux says EIO)
            break
        if not chunk:
            break
        seen += chunk
        if not asked_to_end and any(name in seen for name in names):
            os.write(terminal, b"q")
            asked_to_end = True
    os.close(terminal)
    _, status = os.waitpid(process, 0)
    check(asked_to_end, f"no frame with a pod in it, but {seen[-2000:]!r}")
    check(os.waitstatus_to_exitcode(status) == 0, "the screen did not end well")


def starts_fast(tried: Installed) -> None:
    times = []
    for _ in range(10):
        started = time.perf_counter()
        tried.run("--version")
        times.append(time.perf_counter() - started)
    print(f"--version: {min(times) * 1000:.0f} ms")


TRIALS: tuple[Callable[[Installed], None], ...] = (
    says_its_version,
    completes,
    reports,
    children_are_free,
    paints,
    starts_fast,
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="delivery.smoke", description=__doc__.partition("\n")[0])
    parser.add_argument("what", type=Path, help="an archive, or a folder of installed programs")
    parser.add_argument("--platform", default="", metavar="OS/ARCH", help="what the archive's name must tell")
    given = parser.parse_args()
    check(given.platform.replace("/", "_") in given.what.name, f"{given.what.name} is not for {given.platform}")
    with tempfile.TemporaryDirectory() as home:
        if given.what.is_dir():
            tried = installed(given.what.absolute(), Path(home))
        else:
            members(given.what)
            tried = install(given.what, Path(home))
        for trial in TRIALS:
            trial(tried)
            print(f"ok: {trial.__name__.replace('_', ' ')}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
