# The Policing Innovation Registry: `make run` to try it, `make test` to test it, `make help` for the rest.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check bench soak assets lock clean venv dev browser static-checks

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --require-hashes --only-binary :all:
JOBS ?= 2

help: ## List what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | awk -F'|' '{printf "%-14s %s\n", $$1, $$2}'

run: $(VENV)/.run static/vendor/.built ## Set up what is missing and serve on http://127.0.0.1:8000 (PORT=... and HOST=... override)
	@REGISTRY_ENV=$${REGISTRY_ENV:-development} REGISTRY_STOP_WITH_PARENT=1 exec $(BIN)/python -m registry.launcher

test: dev browser static/vendor/.built ## Install what the tests need and run everything, on SQLite and on PostgreSQL
	@bash .ci/test "$(JOBS)"

check: dev ## Static checks: lint, format, types, imports, templates, the rules of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/pytest tests/architecture

bench: dev $(VENV)/.bench static/vendor/.built ## Measure: requests per second, p95, memory (figures are printed, none is asserted)
	$(BIN)/python -m tests.benchmarks

soak: dev browser static/vendor/.built ## The long counts: two hundred kills in mid-write
	$(BIN)/pytest tests/soak -n 0 -s

assets: static/vendor/.built ## Install and build the front-end packages

lock: dev ## Write the lock files again, from the ranges in pyproject.toml
	$(PIP) install --quiet uv
	$(BIN)/uv pip compile $(LOCK) pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile $(LOCK) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	$(BIN)/uv pip compile $(LOCK) --group assets -o requirements-assets.txt
	$(BIN)/uv pip compile $(LOCK) --group bench -c requirements-dev.txt -o requirements-bench.txt

LOCK := --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11

clean: ## Remove what was installed and built; data in instance/ stays
	rm -rf $(VENV) node_modules static/vendor .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# --- What the targets above stand on -------------------------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1). Name another with: make PYTHON=python3.12 run"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { v=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	    echo "Python lacks the parts that make a virtual environment. On Debian or Ubuntu: sudo apt-get install python$$v-venv"; exit 1; }
	@echo "Making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(BIN)/python
	@echo "Installing the locked packages (about a minute the first time)"
	@$(INSTALL) -r requirements.txt
	@touch $@

dev: $(VENV)/.dev
$(VENV)/.dev: requirements-dev.txt | $(BIN)/python
	@echo "Installing the locked packages with those for tests and checks"
	@$(INSTALL) -r requirements-dev.txt
	@touch $@ $(VENV)/.run

$(VENV)/.bench: requirements-bench.txt | $(VENV)/.dev
	@echo "Installing what the search is measured beside"
	@$(INSTALL) -r requirements-bench.txt
	@touch $@

browser:
	@bash .ci/browser

# npm comes from the system when there is one, else from a locked Python package that carries it
static/vendor/.built: package.json package-lock.json $(wildcard static/css/*.scss) | $(BIN)/python
	@if ! { command -v npm && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'; } >/dev/null 2>&1; then \
	  echo "npm with Node 20 or later is missing: installing it into $(VENV) (about 200 MB, once)"; \
	  $(INSTALL) -r requirements-assets.txt || exit 1; PATH="$(CURDIR)/$(BIN):$$PATH"; fi; \
	  echo "Installing and building the front-end packages"; \
	  npm ci --no-audit --no-fund --loglevel=error && npm run --silent build
	@mkdir -p static/vendor && touch $@
