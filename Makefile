# Two commands do everything: `make run` builds and serves the sample, `make test` runs all tests.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
PIP := --quiet --disable-pip-version-check

.PHONY: run demo build web docs test test-all test-virtuoso test-documented lint fmt check lock wheel clean

# The runtime alone, for `make run`.
$(VENV)/.runtime: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=/path/to/it")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install $(PIP) --require-hashes -r requirements.lock
	$(BIN)/python -m pip install $(PIP) --no-deps --no-build-isolation -e .
	touch $@

# With what tests, linters and packaging need.
$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	$(BIN)/python -m pip install $(PIP) --require-hashes -r requirements-dev.lock
	touch $@

build: $(VENV)/.runtime
	$(BIN)/osce-kg build

# The query workbench, into the package. Without node, that of PyPI is taken; without either, the page has a plain form.
WORKBENCH := src/osce_kg/server/static/workbench
web: $(WORKBENCH)/.built
$(WORKBENCH)/.built: $(VENV)/.runtime requirements-node.lock $(wildcard web/*.js web/*.json web/.npmrc web/src/* web/src/*/*)
	@PYTHON="$(BIN)/python" sh scripts/build_workbench.sh "$@"

run: build web
	$(BIN)/osce-kg serve --port $(PORT)

# A made-up archive to look at pages, charts and maps at size. Its IRIs are not those of real data.
DEMO_PAGES ?= 10000
DEMO_BASE := https://demo.example.org/osce-kg/
DEMO_NOTE := Synthetic archive: every document, person and quotation in it is made up.
DEMO_FOLDER := demo
DEMO_BUILT := $(DEMO_FOLDER)/.built-$(DEMO_PAGES)
$(DEMO_BUILT): $(VENV)/.runtime
	mkdir -p $(DEMO_FOLDER)
	rm -f $(DEMO_FOLDER)/.built-*
	$(BIN)/python -m benchmarks.corpus --pages $(DEMO_PAGES) --format jsonl --output $(DEMO_FOLDER)/corpus.jsonl
	$(BIN)/osce-kg build $(DEMO_FOLDER)/corpus.jsonl -o $(DEMO_FOLDER)/releases \
	  --base $(DEMO_BASE) --note '$(DEMO_NOTE)' --workers 2
	touch $@

demo: $(DEMO_BUILT) web
	OSCE_KG_NOTICE='$(DEMO_NOTE)' OSCE_KG_INDEXING=false \
	  $(BIN)/osce-kg serve $(DEMO_FOLDER)/releases/current --port $(PORT)

test: $(VENV)/.dev web
	$(BIN)/python -m pytest -n 2 -m "not slow"

test-all: $(VENV)/.dev web
	$(BIN)/python -m pytest -n 2

# The documentation as a site, into build/site; a warning is an error.
docs: $(VENV)/.dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

# Skipped, and told, where Virtuoso is not installed (Debian: virtuoso-opensource-7).
test-virtuoso: $(VENV)/.dev
	$(BIN)/python -m pytest -m virtuoso

# 2,000 generated requests to each documented operation of the server; none may end in 500. RELEASE is what it serves.
RELEASE ?= releases/current
test-documented: $(VENV)/.dev $(VENV)/.schemathesis
	$(BIN)/python -m benchmarks.hostile documented --release $(RELEASE) --schemathesis $(VENV)/schemathesis/bin/schemathesis

# In an environment of its own: it needs much that nothing else here does.
$(VENV)/.schemathesis: $(VENV)/.dev requirements-schemathesis.lock
	$(PYTHON) -m venv $(VENV)/schemathesis
	$(VENV)/schemathesis/bin/python -m pip install $(PIP) --require-hashes -r requirements-schemathesis.lock
	touch $@

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

fmt: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

wheel: $(VENV)/.dev web
	$(BIN)/python -m build --wheel --no-isolation --outdir dist

# Needs `uv`; writes hashes but no address of any index. hatchling and editables install the checkout itself.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links
lock:
	$(LOCK) --group install -o requirements.lock pyproject.toml
	$(LOCK) --group install --group dev -o requirements-dev.lock pyproject.toml
	$(LOCK) --group pyproject.toml:schemathesis -o requirements-schemathesis.lock
	$(LOCK) --group pyproject.toml:node -o requirements-node.lock

clean:
	rm -rf $(VENV) $(WORKBENCH) web/node_modules dist build .mypy_cache .ruff_cache .pytest_cache
