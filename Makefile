# Wattstreet: `make run` and `make test` are all a fresh machine needs. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SETUP := $(VENV)/.setup
SETUP_DEV := $(VENV)/.setup-dev
# -qq hides progress and notices of pip; its errors still show.
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check bench words pictures notebook format lock clean distclean
MAKEFLAGS += --no-print-directory

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: $(SETUP) ## make .venv with the pinned packages (a second call does nothing)

setup-dev: $(SETUP_DEV) ## the same, with the packages of tests and checks

run: $(SETUP) ## run the baseline scenario into out/baseline, with its report
	@$(BIN)/wattstreet run baseline --out out/baseline --report

test: $(SETUP_DEV) ## run the whole test suite
	@$(BIN)/python -m pytest

check: $(SETUP_DEV) ## lint, format, types and import contracts, each on a counted number of files
	@$(BIN)/python scripts/check.py

bench: $(SETUP) ## time import, compilation, one run and the command line
	@$(BIN)/python benchmarks/run.py

words: $(SETUP_DEV) ## write what the program says into the catalogues of its languages, and say what lacks
	@$(BIN)/python scripts/words.py update && $(BIN)/python scripts/words.py check

pictures: $(SETUP_DEV) ## draw the pictures of the README (needs Chromium and a font with Chinese characters)
	@$(BIN)/python scripts/pictures.py

notebook: $(SETUP_DEV) ## execute the tutorial in place, with its pictures (needs Chromium)
	@$(BIN)/python scripts/notebook.py

format: $(SETUP_DEV) ## let ruff mend what it can
	@$(BIN)/ruff check --fix --quiet . && $(BIN)/ruff format .

lock: ## pin again every package, with hashes (needs uv)
	@bash scripts/lock.sh

clean: ## remove results, builds and caches
	@rm -rf out build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests benchmarks scripts -type d -name __pycache__ -prune -exec rm -rf {} +

distclean: clean ## the same, and .venv
	@rm -rf $(VENV)

# One recipe makes either environment: $(1) is the lock to install.
define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Wattstreet needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name another one: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "'$(PYTHON)' cannot make virtual environments; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -c '' 2>/dev/null || { rm -rf $(VENV) && $(PYTHON) -m venv $(VENV); }
	@echo "installing $$(grep -c '^[a-z]' $(1)) pinned packages into $(VENV) (about half a minute)"
	@$(PIP) --require-hashes -r $(1)
	@$(PIP) --no-deps --no-build-isolation -e .
endef

$(SETUP): requirements.lock pyproject.toml
	$(call install,requirements.lock)
	@touch $@

# requirements-dev.lock holds every line of requirements.lock, so one install serves both.
$(SETUP_DEV): requirements-dev.lock requirements.lock pyproject.toml
	$(call install,requirements-dev.lock)
	@touch $(SETUP) $@
