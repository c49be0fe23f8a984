# Sutcharit. `make help` lists what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
# The tests start the program some eighty times: a machine that keeps no compiled modules would compile ours in each.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help run test lint bench coverage screenshots clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

run: $(VENV)/.run ## start the example office on http://127.0.0.1:8000 (PORT=8001 for another port)
	@SUTCHARIT_HOME=instance $(BIN)/sutcharit serve --example

test: $(VENV)/.test ## install what the tests need and run everything: the gate
	@sh tests/system-packages.sh
	@$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n 3 --dist worksteal

lint: $(VENV)/.test ## style, types, import contracts, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --num-workers 2
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint templates --check --lint --quiet
	$(BIN)/python -m questionnaires > /dev/null

bench: $(VENV)/.test ## print speed as ratios measured in one run
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
	@$(PYTHON) -m venv $(VENV) || { echo "No virtual environment could be made: install python3-venv"; exit 1; }

$(VENV)/.run: $(VENV)/bin/python pyproject.toml
	@echo "Installing Sutcharit into $(VENV) (once; takes a minute) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.test: $(VENV)/bin/python pyproject.toml
	@echo "Installing Sutcharit and what its tests need into $(VENV) (once; takes a minute) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $(VENV)/.run $@
