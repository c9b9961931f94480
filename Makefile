# make run    a fresh clone to a fitted model of a real table
# make test   all tests (fast ones; `make test-slow` adds the exhaustive, `make test-notebook` JupyterLab,
#             `make test-lowest` runs those of mathematics, tables and files on the oldest libraries allowed,
#             `make soak` does the same things thousands of times, within 20 minutes)
PYTHON ?= python3
BIN := .venv/bin
SOURCES := pyproject.toml CMakeLists.txt $(wildcard native/*)
FRONT := src/shoal/view/front
AXE := front/node_modules/axe-core/axe.min.js

SELECT := not slow and not notebook
# A file's tests stay together, on one core; four processes at most, each with a browser of its own.
SPREAD := -n auto --maxprocesses 4 --dist loadfile
# Tests that also run with the lowest versions of pyproject.toml: folders of mathematics, tables and files.
LOWEST := $(addprefix tests/,core model solve train committee estimators tabular tables files)
# The oldest matplotlib calls the newest pyparsing by its old names.
OLD_WITH_NEW := -W ignore::pyparsing.warnings.PyparsingDeprecationWarning

.PHONY: run front browser screenshots pictures docs test test-slow test-notebook test-front test-lowest sanitize soak bench lint format clean

run: .venv/.installed
	@mkdir -p out
	$(BIN)/shoal fit examples/data/auto_mpg.csv --target mpg --out out/auto_mpg.shoal --plot out/auto_mpg.png

test: .venv/.installed-test $(FRONT)/studio.js browser
	$(BIN)/python -m pytest $(SPREAD) -m "$(SELECT)"

test-slow: .venv/.installed-test $(FRONT)/studio.js browser
	$(BIN)/python -m pytest

test-notebook: .venv/.installed-test $(FRONT)/studio.js browser
	$(BIN)/python -m pytest -m notebook

# The front end's own functions, by node's runner.
test-front: .venv/bin/python
	front/make.sh .venv/bin/python test

# The kernel's tests on a kernel that is watched: addresses and undefined behaviour, then threads (GCC,
# Linux; about ten minutes on two cores). Exceptions with their reasons: tests/sanitizers/threads.supp.
sanitize: .venv/.installed-test
	tests/sanitizers/run.sh .venv/bin/python

# The same things thousands of times: fits of every solver, damaged and forged files (tests/soak/rounds.py).
# Ends when every round has had its whole, after MINUTES at the latest; prints what failed and what grew.
MINUTES ?= 20
soak: .venv/.installed-test $(FRONT)/studio.js
	$(BIN)/python -m tests.soak --minutes $(MINUTES)

test-lowest: .venv-lowest/.installed
	.venv-lowest/bin/python -m pytest $(SPREAD) $(OLD_WITH_NEW) -m "$(SELECT)" $(LOWEST)

# Chromium for the tests in a browser, from Debian where this may install; without it they are skipped.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
	  test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get -qq update && \
	  DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends chromium >/dev/null; \
	} || echo "Chromium is not installed: tests in a browser are skipped" >&2

# What a browser draws: live views, the studio, reports (needs Node, from PyPI if it must be).
front: $(FRONT)/studio.js $(AXE)

$(FRONT)/studio.js: .venv/bin/python $(shell find front -name node_modules -prune -o -type f -print)
	front/make.sh .venv/bin/python

# The rules that the page is tested by come with the compiler; without them those tests are skipped.
$(AXE): | $(FRONT)/studio.js
	@test -f $@ || front/make.sh .venv/bin/python

# The documentation site, into out/docs.
docs: .venv/.installed-docs $(FRONT)/studio.js
	docs/make.sh .venv/bin/python

# Pictures of the studio into docs/studio (needs Chromium).
screenshots: .venv/.installed-test $(FRONT)/studio.js
	$(BIN)/python docs/studio/cards.py
	$(BIN)/python docs/studio/screenshots.py

# Pictures of README and documentation into docs/pictures.
pictures: .venv/.installed
	$(BIN)/python docs/pictures/make.py

# Beside the rivals that can be installed, each pinned to one core; takes about half an hour.
bench: .venv-bench/.installed
	.venv-bench/bin/python -m bench --out bench/results/latest.md

# Format, rules and types, of Python and TypeScript.
lint: .venv/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	front/make.sh .venv/bin/python check

format: .venv/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf .venv .venv-bench .venv-lowest build out front/node_modules $(FRONT) docs/gallery docs/generated docs/lessons

.venv-bench/.installed: $(SOURCES) $(wildcard src/shoal/*/*.py)
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/pip install --quiet --disable-pip-version-check '.[plot]' torch==2.13.0 jax
	@touch $@

# No editable build: the tests see the package as users of these versions install it.
.venv-lowest/.installed: $(SOURCES) .ci/lowest.py $(shell find src/shoal -name '*.py')
	$(PYTHON) -m venv .venv-lowest
	$(PYTHON) .ci/lowest.py > .venv-lowest/lowest.txt
	.venv-lowest/bin/pip install --quiet --disable-pip-version-check . -r .venv-lowest/lowest.txt
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
