# make run    a fresh clone to a fitted model of a real table
# make test   all tests (fast ones; `make test-slow` adds the exhaustive)
PYTHON ?= python3
BIN := .venv/bin
SOURCES := pyproject.toml CMakeLists.txt $(wildcard native/*)
FRONT := src/shoal/view/front

.PHONY: run front screenshots docs test test-slow bench lint format clean

run: .venv/.installed
	@mkdir -p out
	$(BIN)/shoal fit examples/data/auto_mpg.csv --target mpg --out out/auto_mpg.shoal --plot out/auto_mpg.png

test: .venv/.installed-test $(FRONT)/studio.js
	$(BIN)/python -m pytest -m "not slow"

test-slow: .venv/.installed-test $(FRONT)/studio.js
	$(BIN)/python -m pytest

# What a browser draws: live views, the studio, reports (needs Node, from PyPI if it must be).
front: $(FRONT)/studio.js

$(FRONT)/studio.js: .venv/bin/python $(shell find front -name node_modules -prune -o -type f -print)
	front/make.sh .venv/bin/python

# The documentation site, into out/docs.
docs: .venv/.installed-docs $(FRONT)/studio.js
	docs/make.sh .venv/bin/python

# Pictures of the studio into docs/studio (needs Chromium).
screenshots: .venv/.installed-test $(FRONT)/studio.js
	$(BIN)/python docs/studio/screenshots.py

# Beside the rivals that can be installed, each pinned to one core; takes about half an hour.
bench: .venv-bench/.installed
	.venv-bench/bin/python -m bench --out bench/results/latest.md

lint: .venv/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: .venv/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf .venv .venv-bench build out front/node_modules $(FRONT)

.venv-bench/.installed: $(SOURCES) $(wildcard src/shoal/*/*.py)
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/pip install --quiet --disable-pip-version-check '.[plot]' torch==2.13.0 jax
	@touch $@

.venv/bin/python:
	$(PYTHON) -m venv .venv

# Each level installs the package as an editable build: Python sources are live, the kernel is
# compiled again when one of its files has changed.
.venv/.installed: .venv/bin/python $(SOURCES)
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[table,plot]'
	@touch $@

.venv/.installed-test: .venv/bin/python $(SOURCES)
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@ .venv/.installed

.venv/.installed-docs: .venv/bin/python $(SOURCES)
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[docs,app,notebook]'
	@touch $@ .venv/.installed

.venv/.installed-dev: .venv/bin/python $(SOURCES)
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ .venv/.installed .venv/.installed-test
