"""Scripts are read as far as a purpose needs it: their simple commands, and the files that they write."""

from __future__ import annotations

import pytest

from kubectl_sidecars.classify.shell import MOST_READ, script, steps, written


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["/usr/bin/envoy", "-c", "/etc/envoy.yaml"], ("envoy -c /etc/envoy.yaml",)),
        (["sh", "-c", "set -e; exec /bin/app --x 'a;b'"], ("set -e", "app --x 'a;b'")),
        (["/bin/bash", "-ec", "while ! nc -z db 1; do sleep 2; done && run"], ("nc -z db 1", "sleep 2", "run")),
        (["-c", "echo hi | tee /x"], ("echo hi", "tee /x")),
        (["bash", "-euo", "pipefail", "-c", "A=1 vector -c x &\nwait"], ("vector -c x", "wait")),
        (["tini", "--", "sh", "-c", "A=1 nohup serve &"], ("serve",)),
        (["/docker-entrypoint.sh", "nginx", "-g", "daemon off;"], ("nginx -g daemon off;",)),
        (["haproxy", "-f", "/x", "-c"], ("haproxy -f /x -c",)),
        (["sh", "-c", "VALUE=$(kubectl get pod) ; app \\\n  --flag"], ("VALUE=", "kubectl get pod", "app --flag")),
        (["", ""], ()),
        ([], ()),
    ],
)
def test_a_command_line_is_split_into_simple_commands(words: list[str], expected: tuple[str, ...]) -> None:
    assert steps(words) == expected


def test_comments_and_version_queries_are_left_out() -> None:
    text = "# iptables rules\nchmod +t /sbin # sticky\niptables -V\necho '# kept'\nrun --v=2 #\n"
    assert steps(["sh", "-c", text]) == ("chmod +t /sbin", "echo '# kept'", "run --v=2")
    assert script(["app", "#colour"]) == "app #colour"


def test_of_a_long_script_the_beginning_and_the_end_are_read() -> None:
    text = script(["sh", "-c", "first\n" + "x" * 50_000 + "\nlast"])
    assert len(text) <= MOST_READ + 1
    assert "first" in text
    assert text.endswith("last")


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("datadir=/data; while ! wget -qO $datadir/a.json http://x; do sleep 1; done", ["/data/a.json"]),
        ("curl $SVC | xargs echo -n >> /geth/bootnodes", ["/geth/bootnodes"]),
        ("curl -fsSL http://x -o /d/file", ["/d/file"]),
        ("cp -r /src/. /target", ["/target"]),
        ("echo $A | tee -a ${DIR}/b", ["/env/b"]),
        ("nc -z db 1 > /dev/null 2>&1; echo no >&2", []),
        ("if [ $x -gt 3 ]; then echo a=>b; fi", []),
    ],
)
def test_the_files_that_a_script_writes(text: str, paths: list[str]) -> None:
    assert list(written(text, {"DIR": "/env"})) == paths
