# make demo    an environment, an index of seeds/, and the search page
# make test    the same environment with what tests need, and every test
# make check   lint, format and types
# make bench   time it beside other engines: make bench COLLECTION="a.jsonl.xz b.jsonl.xz"
# make catalog   collect the texts of the page for translators, and compile what they wrote
# make quality   measure the ranking: make quality COLLECTION="a.jsonl.xz b.jsonl.xz"
# make lock    resolve the locked versions anew
#
# PYTHON=python3.12 chooses an interpreter, PORT=9000 the port of the page.

PORT ?= 8080
COLLECTION ?= seeds/county-briefs.jsonl
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-header --upgrade --quiet

.PHONY: demo test check format bench quality catalog lock clean

demo: $(VENV)/run.stamp
	$(BIN)/zhengsou reindex --full seeds --index var/demo
	$(BIN)/zhengsou serve --index var/demo --port $(PORT)

# The rules of accessibility and of valid HTML are npm packages; without npm the tests that need them are skipped.
RULES := tests/browser/node_modules/.stamp

test: $(VENV)/dev.stamp $(if $(shell command -v npm),$(RULES))
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

check: $(VENV)/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(VENV)/bench.stamp
	$(BIN)/python -m benchmarks.run $(COLLECTION) --peers tantivy fts5 whoosh --out docs/performance.md

quality: $(VENV)/run.stamp
	$(BIN)/python -m benchmarks.quality $(COLLECTION) --out docs/ranking.md

$(RULES): tests/browser/package-lock.json
	npm ci --prefix tests/browser --no-audit --no-fund --silent
	@touch $@

catalog: $(VENV)/dev.stamp
	@mkdir -p build
	$(BIN)/pybabel -q extract -F web/translations/babel.cfg -k lazy_gettext --no-location --sort-output -o build/messages.pot web
	$(BIN)/pybabel -q update -i build/messages.pot -d web/translations -l en --no-fuzzy-matching --ignore-obsolete
	$(BIN)/pybabel -q compile -d web/translations

$(VENV)/installer.stamp: requirements/installer.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or say make PYTHON=/path/to/python"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --require-hashes -r requirements/installer.txt
	@touch $@

$(VENV)/run.stamp: $(VENV)/installer.stamp requirements/run.txt pyproject.toml
	$(PIP) install --quiet --no-build-isolation --require-hashes -r requirements/run.txt
	PYTHONWARNINGS=ignore $(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements/dev.txt
	$(PIP) install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/bench.stamp: $(VENV)/run.stamp requirements/bench.txt
	$(PIP) install --quiet --require-hashes -r requirements/bench.txt
	@touch $@

lock: $(VENV)/installer.stamp
	$(PIP) install --quiet uv
	$(COMPILE) requirements/installer.in -o requirements/installer.txt
	$(COMPILE) pyproject.toml -o requirements/run.txt
	$(COMPILE) pyproject.toml --group dev --constraint requirements/run.txt -o requirements/dev.txt
	$(COMPILE) --group pyproject.toml:bench -o requirements/bench.txt

clean:
	rm -rf $(VENV) var build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
