# Everything here works on a machine with Python 3.11 or later and make; what else is needed comes into .venv.
# Another interpreter: make test PYTHON=python3.13. Arguments for the tool: make test ARGS="-k settings -x".

PYTHON ?= python3
ARGS ?=
PROGRAMS ?= $(shell pg_config --bindir)
PGBOUNCER ?= $$($(BIN)/python -m tests.fixtures.pgbouncer_program)
BIN := .venv/bin
# Tests wait for servers much of their time, so there are half as many workers again as processors.
WORKERS = $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) * 3 // 2)')
# Whoever is done takes over half of what another has left: files whose set-up is long stay with one worker.
PYTEST = $(BIN)/python -m pytest --numprocesses=$(WORKERS) --dist=worksteal
# What Java's second compiler gains, a server that lives for minutes does not get back.
ONE_COMPILER := JDK_JAVA_OPTIONS=-XX:TieredStopAtLevel=1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo up down explain check test test-older test-neo4j test-pooler chaos coverage lint typecheck format bench wheel clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/.demo ## load real music data and answer questions about it (DATABASE_URL: on that server)
	@$(BIN)/tracktion-db demo $(ARGS)

up: .venv/.demo ## start the embedded server and print its URL (ARGS=--graph: the graph's too, for eval)
	@$(BIN)/tracktion-db up $(ARGS)

down: .venv/.demo ## stop the embedded servers; their data stays
	@$(BIN)/tracktion-db down

explain: .venv/.demo ## show a statement's plan: make explain NAME=catalog.get_recording
	@$(BIN)/tracktion-db explain $(if $(NAME),$(NAME),$(error say which: make explain NAME=catalog.get_recording)) $(ARGS)

check: .venv/.demo ## prove every statement, SQL and Cypher, on throw-away servers (DATABASE_URL, NEO4J_URI: on those)
	@$(ONE_COMPILER) $(BIN)/tracktion-db check --graph $(ARGS)

test: .venv/.dev ## run all tests on an embedded server (TEST_DATABASE_URL: on that server)
	@$(ONE_COMPILER) $(PYTEST) $(ARGS)

test-older: .venv/.dev ## prove checks, migrations, search and the assistant on this system's own PostgreSQL too (PROGRAMS=folder)
	@TEST_POSTGRES_PROGRAMS="$(PROGRAMS)" $(PYTEST) tests/assistant tests/check tests/migrations tests/library/search $(ARGS)

test-neo4j: .venv/.dev ## prove everything about the graph on a real Neo4j 5.26 too (needs java and mvn, fetches its jars)
	@TEST_NEO4J=real $(PYTEST) -p tests.fixtures.graph_only tests/graph tests/sync tests/mixing $(ARGS)

test-pooler: .venv/.dev ## prove behind PgBouncer too that everybody sees their own (PGBOUNCER=program; builds one on Debian)
	@TEST_PGBOUNCER="$(PGBOUNCER)" $(PYTEST) tests/privacy/behind_pgbouncer.py $(ARGS)

chaos: .venv/.dev ## kill workers, database and graph at random for ten minutes (TEST_NEO4J=real: on a real Neo4j)
	@$(BIN)/python -m tests.sync.chaos --seconds 600 $(ARGS)

coverage: ## run all tests and list the lines and branches that none reached
	@$(MAKE) --no-print-directory test ARGS="--cov --cov-report=term-missing:skip-covered $(ARGS)"

lint: .venv/.dev ## check layout and rules of Python and SQL
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/sqlfluff lint --disable-progress-bar --processes 0 sql migrations
	@$(BIN)/squawk migrations/*.sql migrations/extensions/*/*.sql

typecheck: .venv/.dev ## check all types (pyright, strict)
	@PATH="$(CURDIR)/$(BIN):$$PATH" pyright $(ARGS)

format: .venv/.dev ## lay out Python and SQL
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/sqlfluff fix --disable-progress-bar sql migrations

bench: .venv/.bench ## compare the speed with psycopg, asyncpg, aiosql and SQLAlchemy on this machine
	@$(BIN)/python -m benchmarks $(ARGS)

wheel: .venv/.dev ## build the wheel into dist/
	@$(BIN)/python -m build --wheel --no-isolation

clean: ## stop the embedded servers and remove everything that make and the tools made
	@if [ -x $(BIN)/tracktion-db ]; then $(BIN)/python -c "$$REMOVE_SERVERS"; fi
	@rm -rf .venv .embedded .coverage .coverage.* .hypothesis .pytest_cache .ruff_cache build dist htmlcov
	@find . -name .git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

define REMOVE_SERVERS
import shutil
from pathlib import Path
from tests.fixtures.memory import memory_folder
from tracktion_db.embedded import EmbeddedPostgres
from tracktion_db.embedded_graph import EmbeddedGraph
for home in filter(None, (Path(".embedded"), memory_folder(Path.cwd()))):
    if home.exists():
        for folder in home.iterdir():
            if folder.is_dir():
                EmbeddedGraph(folder).stop()
                EmbeddedPostgres(folder).remove()
        shutil.rmtree(home)
endef
export REMOVE_SERVERS

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.13")'
	@$(PYTHON) -m venv .venv || { echo 'The module "venv" is needed; Debian and Ubuntu: apt install python3-venv' >&2; rm -rf .venv; exit 1; }
	@touch $@

# What to install is written in pyproject.toml, so a change there installs again.
.venv/.%: .venv/.made pyproject.toml
	@echo "installing into .venv ($*) ..."
	@$(BIN)/python -m pip install --quiet --editable '.[$(EXTRAS_$*)]'
	@touch $@
EXTRAS_demo := cli,embedded,graph
EXTRAS_dev := dev
EXTRAS_bench := bench,dev
