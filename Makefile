# Each target sets up what it needs; `make test` and `make run` work from a fresh clone.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
NEWEST := python3 python3.14 python3.13 python3.12 python3.11
RECENT := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in $(NEWEST); do $$name -c "$(RECENT)" 2>/dev/null && echo $$name && break; done)
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help install test test-all lint check format messages run demo figures
.NOTPARALLEL:

help: ## List these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

install: $(STAMP) ## Make the virtual environment and install the tracker with its test tools

# A new stamp only after everything worked, so that a failed installation is tried again.
$(STAMP): pyproject.toml constraints.txt Makefile hatch_build.py $(wildcard assets/*.*)
	@test -n "$(PYTHON)" || { echo "Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3" >&2; exit 2; }
	@echo "Installing into $(VENV); the first time takes about half a minute."
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $(STAMP)

test: $(STAMP) ## Run the fast set of the tests (choose with ARGS=tests/process)
	@$(BIN)/pytest -n 2 --dist worksteal $(ARGS)

test-all: $(STAMP) ## Run the whole set, every cell on SQLite and PostgreSQL
	@$(BIN)/pytest -n 2 --dist worksteal --whole $(ARGS)

lint: $(STAMP) ## Check format, lint, types and the direction of imports
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/djhtml --check --tabwidth 2 tracker
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test ## Everything CI runs

format: $(STAMP) ## Format code and templates, and mend what ruff can mend
	$(BIN)/ruff format
	$(BIN)/ruff check --fix
	-$(BIN)/djhtml --tabwidth 2 tracker

messages: $(STAMP) ## Gather the texts for translators, in tracker/web/locales/tracker.pot
	@$(BIN)/python -m tests.messages

demo: $(STAMP) ## Serve a tracker filled with examples, from the folder demo
	@$(BIN)/tracker demo

figures: $(STAMP) ## Measure the tracker beside references (ten minutes; docs/figures.md)
	@$(BIN)/python -m benchmarks

run: $(STAMP) ## Serve an empty tracker on SQLite in the folder data
	@$(BIN)/tracker serve
