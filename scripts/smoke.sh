#!/usr/bin/env bash
# Builds the Python packages and tries them in clean environments, as their users install them.
#
#   scripts/smoke.sh              every Python from 3.11 on that is here, both ends of the kubernetes client, pipx and uv
#   scripts/smoke.sh python3.13   only this Python
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

found=()
for candidate in "${@:-}" ; do [ -n "$candidate" ] && found+=("$candidate"); done
if [ ${#found[@]} -eq 0 ]; then
    for minor in 11 12 13 14; do
        for candidate in "python3.$minor" "$HOME"/.pyenv/versions/3."$minor".*/bin/python; do
            if "$candidate" -c "import sys; sys.exit(sys.version_info[:2] != (3, $minor))" 2>/dev/null; then
                found+=("$candidate")
                break
            fi
        done
    done
fi
[ ${#found[@]} -gt 0 ] || { echo "no Python 3.11 or newer here" >&2; exit 1; }

environment() { # NAME PYTHON: a clean environment, and a pip that says only what is wrong
    "$2" -m venv "$work/$1"
    bin=$work/$1/bin
    [ -d "$bin" ] || bin=$work/$1/Scripts
}
try() { # FOLDER-OF-PROGRAMS: from a folder where the source is not
    (cd "$work" && env -u PYTHONDONTWRITEBYTECODE PYTHONPATH="$root/packaging" "${found[0]}" -m delivery.smoke "$1")
}

environment build "${found[0]}"
"$bin/python" -m pip install --quiet -c packaging/tools.txt hatchling hatch-fancy-pypi-readme pipx uv
"$bin/python" -m hatchling build -d "$work/dist"
tools=$bin
wheel=$(echo "$work"/dist/*.whl) sdist=$(echo "$work"/dist/*.tar.gz)

echo "== what PyPI is told"
"${found[0]}" - "$wheel" <<'END'
import email, re, sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
(name,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
told = email.message_from_bytes(wheel.read(name))
assert told["Metadata-Version"] == "2.4", "the publishing action's twine refuses others"
dead = re.findall(r"\]\((?!https://)[^)]*\)", told.get_payload())
assert not dead, f"relative links are dead there: {dead}"
print("ok: metadata and links")
END

for python in "${found[@]}"; do
    echo "== wheel, $("$python" --version)"
    environment "wheel-$("$python" -c 'import sys; print(sys.version_info.minor)')" "$python"
    "$bin/python" -m pip install --quiet "$wheel"
    try "$bin"
done

echo "== sdist, oldest kubernetes client"
environment sdist "${found[0]}"
"$bin/python" -m pip install --quiet "$sdist" "kubernetes==31.*"
try "$bin"

echo "== make demo, from the source package"
tar -xzf "$sdist" -C "$work"
(cd "$work"/kubectl_sidecars-* && make --silent demo PYTHON="${found[0]}" >"$work/demo.txt")
grep -q '^CRITICAL' "$work/demo.txt" && echo "ok: says what is wrong"

# From nothing to a diagnosed pod by the README's own lines; the package they name is found where it was just built.
says() { # COMMAND: the README's line that begins with it, up to its comment
    grep -oE "(^    |# or: )$1 [^#]*" README.md | head -n 1 | sed 's/^# or: //; s/^ *//; s/ *$//'
}
diagnosed() { # FOLDER-OF-PROGRAMS
    (cd "$work" && PATH="$1:$PATH" "$1/kubectl-sidecars" inspect --demo >"$work/said.txt")
    grep -q '^CRITICAL' "$work/said.txt" && echo "ok: from nothing to a diagnosed pod"
    try "$1"
}
echo "kubectl-sidecars==$(basename "$wheel" | cut -d- -f2)" >"$work/just-built.txt"
export PIP_FIND_LINKS=$work/dist UV_FIND_LINKS=$work/dist
export PIP_CONSTRAINT=$work/just-built.txt UV_CONSTRAINT=$work/just-built.txt

line=$(says "pip install"); echo "== $line"
environment bare "${found[0]}"
(cd "$work" && PATH="$bin:$PATH" PIP_QUIET=1 $line)
diagnosed "$bin"
grep -q "man kubectl-sidecars" README.md && test -f "$bin/../share/man/man1/kubectl-sidecars.1"
if command -v man >/dev/null; then PATH="$bin:$PATH" man -w kubectl-sidecars; fi

line=$(says "pipx install"); echo "== $line"
export PIPX_HOME=$work/pipx PIPX_BIN_DIR=$work/pipx-bin PIPX_DEFAULT_PYTHON=${found[0]}
(cd "$work" && PATH="$tools:$PATH" $line >/dev/null)
diagnosed "$PIPX_BIN_DIR"

line="pipx install ."; echo "== $line, in the checkout"
grep -qF "\`$line\`" README.md
export PIPX_HOME=$work/pipx-here PIPX_BIN_DIR=$work/pipx-here-bin
(cd "$work"/kubectl_sidecars-*/ && PATH="$tools:$PATH" $line >/dev/null)
diagnosed "$PIPX_BIN_DIR"

line=$(says "uv tool install"); echo "== $line"
export UV_TOOL_DIR=$work/uv UV_TOOL_BIN_DIR=$work/uv-bin UV_PYTHON=${found[0]} UV_NO_PROGRESS=1
(cd "$work" && PATH="$tools:$PATH" $line)
diagnosed "$UV_TOOL_BIN_DIR"
