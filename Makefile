# make demo        a made-up city on http://127.0.0.1:8000 (PORT=8001 changes it)
# make test        every test, those in the browser too
# make fuzz        a hundred thousand malformed requests; its result is docs/reference/fuzz.md
# make crawl       every page as every role in both languages, light and dark; make test opens each once in either language
# make lighthouse  what Lighthouse says of the resident's pages over a million cases (CASES=1000 for a first look)
# make bench       every published figure on small cities, in minutes; make bench-full: on a million cases, an hour and more
# make pictures    screenshots of every main page in var/pictures
# make check       style, types, import order, templates, migrations, generated pages; changes nothing
# make fix         put right what can be put right by itself
# make docs        write the generated pages of docs/reference
# make requirements  choose package versions anew
# make clean       remove what was built; data in var/ stays

PORT ?= 8000
PYTHON ?= python3
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export DJANGO_SETTINGS_MODULE := huying.settings
# Where it is set, every program that starts, and the tests start many, compiles two thousand modules anew.
export PYTHONDONTWRITEBYTECODE :=

PIP := pip install --quiet --disable-pip-version-check --require-hashes
WORDS := $(patsubst %.po,%.mo,$(shell find huying -name '*.po'))
PAGES := $(shell find frontend -type f -not -path '*/node_modules/*')
BUILT := huying/web/static/built/manifest.json
LIGHTHOUSE := bench/lighthouse/node_modules/made
CASES ?= 1000000
PROVIDER := tests/browser/provider/node_modules/made

.PHONY: help demo test fuzz crawl lighthouse bench bench-full pictures check fix docs requirements clean build dev browser tools
.DELETE_ON_ERROR:

help:
	@sed -n 's/^# //p' Makefile

demo: build
	huying serve --demo --port $(PORT)

test: build dev browser tools $(PROVIDER)
	pytest --numprocesses 2 --dist loadfile

fuzz: build dev
	nice python -m tests.fuzz

crawl: build dev browser
	HUYING_CRAWL=all pytest tests/browser/crawl

lighthouse: build dev browser $(LIGHTHOUSE)
	python bench/lighthouse.py --cases $(CASES)

bench: build dev
	python bench/suite.py all

bench-full: build dev
	python bench/suite.py all --full --keep docs/reference/performance
	python docs/reference/build.py

pictures: build dev browser
	python -m tests.pictures

check: build dev
	ruff check
	ruff format --check
	mypy
	lint-imports
	djlint --quiet --check --lint huying
	huying manage makemigrations --check --dry-run
	python docs/reference/build.py --check

fix: dev
	ruff check --fix
	ruff format
	djlint --quiet --reformat huying

docs: build
	python docs/reference/build.py
	python clients/python/generate.py

requirements: dev
	for list in run dev build; do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	    requirements/$$list.in -o requirements/$$list.txt || exit; \
	done

clean:
	rm -rf .venv frontend/node_modules huying/web/static/built staticroot .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find huying -name '*.mo' -delete

## What the above stand on: made once, and again when what it is made from changes.

build: .venv/run staticroot/made $(WORDS)

dev: .venv/dev

tools:
	@.ci/tools

browser:
	@.ci/browser

.venv/pyvenv.cfg:
	@PYTHON=$(PYTHON) .ci/venv

.venv/run: requirements/run.txt requirements/build.txt pyproject.toml | .venv/pyvenv.cfg
	$(PIP) -r requirements/run.txt -r requirements/build.txt
	pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements/dev.txt | .venv/run
	$(PIP) -r requirements/dev.txt
	@touch $@

frontend/node_modules/made: frontend/package-lock.json | .venv/run
	npm --prefix frontend ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(PROVIDER): tests/browser/provider/package-lock.json | .venv/run
	npm --prefix tests/browser/provider ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(LIGHTHOUSE): bench/lighthouse/package-lock.json | .venv/run
	npm --prefix bench/lighthouse ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(BUILT): $(PAGES) frontend/node_modules/made
	npm --prefix frontend run build

staticroot/made: $(BUILT) requirements/run.txt | .venv/run
	python -m django collectstatic --no-input --clear --verbosity 0
	@touch $@

%.mo: %.po | .venv/run
	pybabel --quiet compile --input-file $< --output-file $@
