# The set-up is two commands: `make demo` and `make test`. Both make .venv first.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
GENERATED := rules/CLAUSES.md sample_data

.DEFAULT_GOAL := help
.PHONY: help install demo test check format format-check lint types imports generated \
	catalogue sample golden mutants fuzz bench bench-kinds bench-read lock clean

help:  ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 16

install: $(READY)  ## Make .venv with the locked dependencies and this package

# pip compiles to bytecode, which makes every later start three times faster.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: install  ## Run the main job on sample_data/
	$(BIN)/checker demo

test: install  ## Run the tests
	$(BIN)/python -m pytest --numprocesses auto --dist loadscope

check: format-check lint types imports generated test  ## Everything that CI asks for

format: install  ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

format-check: install
	$(BIN)/ruff format --check .

lint: install
	$(BIN)/ruff check .
	$(BIN)/yamllint --strict rules tests

types: install
	$(BIN)/mypy

imports: install
	$(BIN)/lint-imports

generated: install catalogue sample  ## Rebuild generated files; fail if any differs from the commit
	git diff --exit-code --stat -- $(GENERATED)

catalogue: install  ## Rebuild rules/CLAUSES.md from the clause modules
	$(BIN)/checker rules explain --markdown > rules/CLAUSES.md.new && mv rules/CLAUSES.md.new rules/CLAUSES.md

sample: install  ## Rebuild sample_data/ from the sample agreements
	$(BIN)/python sample_data/make

golden: install  ## Accept today's output as the expected output
	$(BIN)/python -m pytest tests/test_golden.py --update-golden

mutants: install  ## Change compliant invoices in every way, and print how many changes are found
	$(BIN)/python tests/mutants

fuzz: install  ## Damage files of every format and read them (SECONDS=60 SEED=1 READERS="xlsx pdf")
	$(BIN)/python tests/fuzz --seconds $(or $(SECONDS),60) $(if $(SEED),--seed $(SEED)) $(READERS)

bench: install  ## Time the main job next to hand-written Polars and DuckDB
	$(BIN)/python -m benchmarks

bench-kinds: install  ## Time every clause kind by itself
	$(BIN)/python -m benchmarks.kinds

bench-read: install  ## Time the readers next to what else reads the same files
	$(BIN)/python -m benchmarks.reading

lock: install  ## Renew requirements.lock from pyproject.toml
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --upgrade --custom-compile-command "make lock" --all-extras --group dev --output-file requirements.lock pyproject.toml

clean:  ## Remove what make made
	rm -rf .venv out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
