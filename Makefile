# Sutcharit. `make help` lists what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Python compiles a module when it is first imported: of what is installed, three quarters never is.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile

.DEFAULT_GOAL := help
# The tests start the program some eighty times: a machine that keeps no compiled modules would compile ours in each.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help run test system-packages lint checks types bench coverage screenshots clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

run: $(VENV)/.run ## start the example office on http://127.0.0.1:8000 (PORT=8001 for another port)
	@SUTCHARIT_HOME=instance $(BIN)/sutcharit serve --example

test: ## install what the tests need and run everything: the gate
	@$(MAKE) --no-print-directory -j 2 system-packages $(VENV)/.test
	@$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n 2 --dist worksteal

system-packages:
	@sh tests/system-packages.sh

lint: $(VENV)/.test ## style, types, import contracts, templates
	@$(MAKE) --no-print-directory -j 2 types checks

types: $(VENV)/.test
	$(BIN)/mypy --num-workers 2

checks: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint templates --check --lint --quiet
	$(BIN)/python -m questionnaires > /dev/null

bench: $(VENV)/.bench ## print speed as ratios measured in one run
	$(BIN)/python -m bench

coverage: $(VENV)/.test ## show how often the 95 % intervals hold: simulates for some minutes, writes docs/coverage.md
	$(BIN)/python -m bench.coverage

screenshots: $(VENV)/.test ## make the pictures of the guide anew
	@sh tests/system-packages.sh
	$(BIN)/python -m docs.screenshots

clean: ## remove the virtual environment and what tools leave behind (never the instance folder)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Sutcharit needs Python 3.11 or newer: install it, or say make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "No virtual environment could be made: install python3-venv"; exit 1; }
	@# The pip that comes with Python 3.11 takes twice as long for what follows, but does it too.
	@$(INSTALL) --upgrade pip || true

$(VENV)/.run: $(VENV)/bin/python pyproject.toml
	@echo "Installing Sutcharit into $(VENV) (once; takes a minute) …"
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/.test: $(VENV)/bin/python pyproject.toml
	@echo "Installing Sutcharit and what its tests need into $(VENV) (once; takes a minute) …"
	@$(INSTALL) --editable '.[test]'
	@touch $(VENV)/.run $@

$(VENV)/.bench: $(VENV)/.test
	@$(INSTALL) --editable '.[bench]'
	@touch $@
