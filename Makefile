# make demo    see the tool at work, without a cluster
# make test    all tests that need no cluster
# Each target does its own set-up in .venv.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
CLUSTER := $(or $(SIDECARS_TEST_CLUSTER),$(wildcard ../shared/cluster/cluster))
BIN := .venv/bin
RUN := $(BIN)/kubectl-sidecars

.PHONY: demo test check test-cluster bench fuzz catalog docs roles-score world-score clean help

help:
	@sed -n 's/^# //p' Makefile

.venv/pyvenv.cfg:
	@test -n "$(PYTHON)" || { echo "kubectl-sidecars needs Python 3.11 or newer with venv (Debian, Ubuntu: apt install python3-venv); or set PYTHON=/path/to/it" >&2; exit 1; }
	@rm -rf .venv
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
	@echo "Installing the packages into .venv: needs the internet, and a minute or two."
	@$(BIN)/python -m pip install --quiet --no-compile --upgrade pip || { echo "pip could not install: it needs the internet, or a proxy (HTTPS_PROXY)" >&2; rm -rf .venv; exit 1; }

.venv/runtime: .venv/pyvenv.cfg pyproject.toml
	$(BIN)/python -m pip install --quiet --no-compile --editable .
	@touch $@

.venv/dev: .venv/runtime pyproject.toml
	$(BIN)/python -m pip install --quiet --no-compile --group dev
	@touch $@

demo: .venv/runtime
	@echo "kubectl sidecars inspect --demo: recorded pods, some of which fail. On the screen ? lists the keys, q leaves." >&2
	@$(RUN) inspect --demo

test: .venv/dev
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -m "not cluster" -n 3 --dist worksteal

check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/zizmor --offline --quiet .github action.yml
	@$(MAKE) --no-print-directory lint-workflows

# make test-cluster   the tests that need a real cluster, which is started and stopped
test-cluster: .venv/dev
	@if [ -z "$(CLUSTER)" ]; then echo "no cluster: set SIDECARS_TEST_CLUSTER to a command with up and down"; else \
		trap '"$(CLUSTER)" down' EXIT; SIDECARS_TEST_CLUSTER="$(CLUSTER)" $(BIN)/python -m pytest -m cluster; fi

# make bench      side by side with kubectl on 10,000 pods; rewrites docs/benchmarks.md
bench: .venv/dev
	@if [ -z "$(CLUSTER)" ]; then echo "no cluster: set SIDECARS_TEST_CLUSTER to a command with up and down"; else \
		trap '"$(CLUSTER)" down' EXIT; kubeconfig=$$("$(CLUSTER)" up fleet) && \
		$(BIN)/python scripts/bench.py $$kubeconfig --slow node-1 --write docs/benchmarks.md && \
		$(BIN)/python scripts/bench_work.py --kubeconfig $$kubeconfig --write docs/benchmarks.md; fi

# make bench-faults   a watch through every fault of a proxy; rewrites docs/reliability.md
.PHONY: bench-faults
bench-faults: .venv/dev
	@if [ -z "$(CLUSTER)" ]; then echo "no cluster: set SIDECARS_TEST_CLUSTER to a command with up and down"; else \
		trap '"$(CLUSTER)" down' EXIT; kubeconfig=$$("$(CLUSTER)" up) && \
		PYTHONPATH=. $(BIN)/python scripts/bench_faults.py $$kubeconfig --write docs/reliability.md; fi

# make fuzz       a million damaged pods and events; rewrites their table in docs/reliability.md
fuzz: .venv/dev
	$(BIN)/python scripts/fuzz.py --write docs/reliability.md

# make roles-score, world-score   how well roles are recognised, and public troubles named
world-score: .venv/dev
	$(BIN)/python scripts/world_score.py

roles-score: .venv/dev
	$(BIN)/python scripts/roles_score.py

# make archive    freeze, pack and try the krew archive of this machine
# make packages   try wheel and sdist in clean environments: pip, pipx, uv
# make test-krew  the archive installed, run, upgraded and removed by krew itself
# make catalog    check kubectl_sidecars/catalog/*.toml and pack them into the files that the program reads
# make docs       write the generated pages and pictures again
DELIVERY := PYTHONPATH=packaging $(PYTHON) -m delivery
.PHONY: archive packages test-krew lint-workflows

archive:
	$(DELIVERY).archive
	$(DELIVERY).smoke dist/kubectl-sidecars_*

packages:
	scripts/smoke.sh

test-krew: archive
	$(DELIVERY).rehearse dist/kubectl-sidecars_*

catalog: .venv/runtime
	$(BIN)/python scripts/make_catalog.py

docs: catalog .venv/dev
	$(BIN)/python scripts/make_docs.py
	$(BIN)/python scripts/scenario_table.py
	$(BIN)/python scripts/world_score.py --page
	$(BIN)/python scripts/screenshots.py

# make tour       record the README's animation again; needs tmux
.PHONY: tour
tour: .venv/dev
	$(BIN)/python scripts/animation.py

# actionlint reads the workflows; where neither it nor go is there, zizmor alone has
lint-workflows:
	@if command -v actionlint >/dev/null; then actionlint; \
	elif command -v go >/dev/null; then go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12; \
	else echo "actionlint: not installed, and no go to run it with"; fi

clean:
	rm -rf .venv dist build
