# The two commands of the README are `make serve` and `make test`; the others are their parts.
PYTHON ?= python3
# Where the texts of the documents lie, for whoever has them; without them no evidence is checked.
SOURCES ?= $(wildcard ../shared/sources)
BIN := .venv/bin

export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export KZGRAPH_SOURCES := $(abspath $(SOURCES))

.DEFAULT_GOAL := help

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

.venv/installed: pyproject.toml constraints.txt hatch_build.py
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

install: .venv/installed  ## a virtual environment with everything in .venv

build/kzgraph.nq: $(shell find ontology data queries shapes src/kzgraph -name '*.ttl' -o -name '*.py' -o -name '*.rq') | .venv/installed
	$(BIN)/kzgraph build

build/frontend/digest: $(shell find frontend -name node_modules -prune -o -type f -print) | .venv/installed
	$(BIN)/python frontend/build.py
	@touch $@

build: build/kzgraph.nq build/frontend/digest  ## the data set that is served and the scripts of the pages, in build/

serve: build  ## a SPARQL endpoint on http://127.0.0.1:8000/sparql
	$(BIN)/kzgraph serve

lint: build/frontend/digest  ## form, types and borders of the code
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/validate-pyproject pyproject.toml
	cd frontend && PATH=$(CURDIR)/$(BIN):$$PATH npm run --silent lint

check: .venv/installed  ## form, shapes, rules, logic and evidence of the data
	$(BIN)/kzgraph check $(if $(SOURCES),--sources $(SOURCES))

test: lint check build  ## everything that must hold
	$(BIN)/python -m pytest

terms: .venv/installed  ## the Python names of the ontology's terms, after a change of the ontology
	$(BIN)/python -m kzgraph.vocabulary.generate ontology

diagrams: .venv/installed  ## the ontology's diagrams, after a change of it; needs Graphviz (apt install graphviz)
	$(BIN)/python -m kzgraph.building.diagrams

golden: build/kzgraph.nq  ## the rows that the tests of the queries expect, after a look at the data
	for query in queries/*.rq; do \
		$(BIN)/kzgraph query $$query --format csv > tests/queries/golden/$$(basename $$query .rq).csv || exit; \
	done

contents: build/kzgraph.nq  ## docs/contents.md, how many records and things of each class there are
	$(BIN)/python tests/queries/contents.py > docs/contents.new
	mv docs/contents.new docs/contents.md

notebook: build/kzgraph.nq  ## queries/kzgraph.ipynb, run on the built graph
	PYTHONPATH=tests/abuse $(BIN)/python tests/client/guided_tour.py

conformance: .venv/installed  ## docs/conformance.md, from the W3C test suites with this server and Oxigraph's
	$(BIN)/python -m pytest tests/conformance/test_w3c_suites.py::test_w3c --whole
	$(BIN)/python -m pytest tests/conformance/test_w3c_suites.py::test_w3c --whole --server oxigraph
	$(BIN)/python tests/conformance/conformance_page.py > docs/conformance.new
	mv docs/conformance.new docs/conformance.md

crawl: build  ## a walk over the whole site: every link, page and document
	$(BIN)/python -m pytest tests/site --whole

screenshots: build  ## pictures of the pages, in screenshots/
	PYTHONPATH=tests/abuse $(BIN)/python tests/site/screenshots.py screenshots

abuse: build/kzgraph.nq  ## the tests of attacks alone
	$(BIN)/python -m pytest tests/abuse

soak: build/kzgraph.nq  ## mixed load and attacks at once for some MINUTES (10), with figures
	$(BIN)/python benchmarks/soak.py $(MINUTES)

reloads: .venv/installed  ## a thousand reloads and a hundred killed workers under load, with figures
	$(BIN)/python benchmarks/reloads.py

benchmark: build/kzgraph.nq  ## docs/performance/, this endpoint beside Oxigraph's server (20 minutes)
	$(BIN)/python benchmarks/costs.py
	$(BIN)/python benchmarks/endpoint.py

clean:  ## back to a fresh checkout
	rm -rf .venv build dist frontend/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis

.PHONY: help install build serve lint check test terms golden contents notebook conformance crawl screenshots abuse soak reloads benchmark clean
