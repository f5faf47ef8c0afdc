# The everyday commands. `make` alone lists them; README has the plain commands behind each.

PORT ?= 5000
BIN := .venv/bin
# Every test target runs on all cores; who has run out takes over half of what another has left.
PYTEST := $(BIN)/pytest -n auto --dist worksteal
# These touch no database, the embedded one alone, look at pages in a browser, or ask each person at
# each door, which are the same whatever is behind them: running them on SQLite says all there is to
# say. That every door opens on PostgreSQL too is in tests/access/test_every_route.py.
WITHOUT_DATABASE := tests/access/test_access_matrix.py tests/architecture tests/browser tests/core \
	tests/domain tests/tools tests/commands/test_demo.py tests/commands/test_tally.py

.DEFAULT_GOAL := help
.PHONY: help demo test test-sqlite test-postgres check check-code check-types format bench lock clean
export PORT
# Tests start the application a hundred times as a process of its own: compile it once.
unexport PYTHONDONTWRITEBYTECODE

help:  ## List these targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'

demo: .venv/demo  ## Start Dugnad with a sample on http://127.0.0.1:5000 (or PORT)
	@tools/demo.sh

test: test-sqlite  ## Run every test, on SQLite and (where it is installed) on PostgreSQL
	@if tools/postgres.sh available; then $(MAKE) --no-print-directory test-postgres; \
	else echo "PostgreSQL is not installed, so the tests ran on SQLite only."; fi

test-sqlite: .venv/dev  ## Run every test on SQLite
	$(PYTEST)

test-postgres: .venv/dev  ## Run the tests on a PostgreSQL server of their own
	tools/postgres.sh run $(PYTEST) $(WITHOUT_DATABASE:%=--ignore=%)

check: check-types check-code  ## Linters, types, import contracts, migrations, translations, vendored files

check-types: .venv/dev
	$(BIN)/mypy

check-code: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	tools/check_migrations.sh
	$(BIN)/python tools/translations.py check
	$(BIN)/python tools/vendor.py --check

format: .venv/dev  ## Put the code in its standard form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/dev  ## Measure list, proposal page and vote against their floors
	$(BIN)/python -m bench

lock:  ## Write requirements*.txt anew from pyproject.toml
	tools/lock.sh

clean:  ## Remove the environment and everything built (the database stays)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache app/translations/*/LC_MESSAGES

# One environment; the development packages are added on top of those the product needs.
.venv/demo: requirements.txt tools/venv.sh
	@tools/venv.sh requirements.txt && touch $@

.venv/dev: requirements-dev.txt tools/venv.sh
	@tools/venv.sh requirements-dev.txt && touch $@ .venv/demo
