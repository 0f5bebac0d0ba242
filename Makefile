# Every command of the project. `make` alone lists them.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   ?= .venv
SERVICES := leads visits scoring notify
RUN    := $(VENV)/bin/python
export TUOKE_VENV := $(abspath $(VENV))
# Byte code is kept, whatever the shell says of it: a process that compiles all of the project as it starts,
# and a run of the tests starts hundreds, takes a third longer.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
# What one target is given is not for another that its commands run.
MAKEOVERRIDES :=
unexport ARGS

.PHONY: help setup up down status logs keys demo test test-long chaos bench check fmt generate lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## make the virtual environment and install all locked packages
	@$(PYTHON) -m deploy.local.environment dev --again

up: ## start real PostgreSQL and Kafka, the four services and a webhook sink
	@$(PYTHON) -m deploy.local.environment local
	@$(RUN) -m deploy.local up

down: ## stop exactly what `make up` started; the data stays
	@$(PYTHON) -m deploy.local.environment local
	@$(RUN) -m deploy.local down

status: ## say what runs, and whether it is well (exit 3 when not)
	@$(PYTHON) -m deploy.local.environment local
	@$(RUN) -m deploy.local status

logs: ## follow the logs of everything that `make up` started
	@$(PYTHON) -m deploy.local.environment local
	@$(RUN) -m deploy.local logs

keys: ## print one API key for each role
	@$(PYTHON) -m deploy.local.environment local
	@$(RUN) -m deploy.local keys

demo: up ## run 18 months of real purchases and a story through the system, and show what came of it (ARGS="--customers 250" for some)
	@$(RUN) -m deploy.local demo $(ARGS)

test: ## run every test on real PostgreSQL and Kafka, two files at a time (ARGS="tests/leads -k capture" for some)
	@$(PYTHON) -m deploy.local.environment dev
	@$(RUN) -m pytest $(or $(ARGS),-n 2 --dist loadfile --no-loadscope-reorder)

chaos: ## walk at random over commands and faults (ARGS="--minutes 5 --seed 42")
	@$(PYTHON) -m deploy.local.environment dev
	@$(RUN) -m tests.chaos $(ARGS)

test-long: ## run the proofs that take minutes (ARGS="tests/shared/outbox" for some)
	@$(PYTHON) -m deploy.local.environment dev
	@$(RUN) -m pytest -m long --timeout 900 $(ARGS)

bench: ## measure ours against the bare run in turns (ARGS="projector" for one case)
	@$(PYTHON) -m deploy.local.environment dev
	@$(RUN) -m tests.bench $(ARGS)

check: ## lint, format, types, imports, and the generated documents
	@$(PYTHON) -m deploy.local.environment dev
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy
	@$(RUN) -c 'from importlinter.cli import lint_imports_command as lint; lint()'
	@$(RUN) -m shared.contracts.generate --check
	@for service in $(SERVICES); do $(RUN) -m services.$$service openapi --check || exit 1; done

fmt: ## format the code and mend what can be mended
	@$(PYTHON) -m deploy.local.environment dev
	@$(RUN) -m ruff check --fix .
	@$(RUN) -m ruff format .

generate: ## write the generated documents anew (ARGS=--breaking accepts that callers break)
	@$(PYTHON) -m deploy.local.environment dev
	@$(RUN) -m shared.contracts.generate
	@for service in $(SERVICES); do $(RUN) -m services.$$service openapi --write $(ARGS) || exit 1; done

lock: ## compile requirements/*.in into locks with hashes (ARGS="-P fastapi" to raise one)
	@for group in bootstrap leads visits scoring notify local dev; do \
	  $(RUN) -m uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	    --no-header --no-emit-index-url $(ARGS) requirements/$$group.in -o requirements/$$group.txt || exit 1; \
	done
	@$(RUN) -m uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-deps \
	  --no-header --no-emit-index-url $(ARGS) requirements/sample.in -o requirements/sample.txt

clean: ## stop everything and delete its data, secrets and logs
	@$(PYTHON) -m deploy.local.environment local
	@$(RUN) -m deploy.local clean --yes
