# `make help` lists what there is.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
POSTS ?= 10000,100000,1000000
ROUNDS ?= 60
WORKERS ?= auto
LIVE ?= 1000,2000
MINUTES ?= 10
BIN := $(VENV)/bin
ROOMS := cop safeguards members library forums search notifications
# Everything that is installed has a hash in requirements.lock, or the installation stops.
UV := $(BIN)/uv pip install --quiet --system-certs --compile-bytecode --require-hashes --python $(BIN)/python -c requirements.lock
.PHONY: help demo test relevance bench soak lint format env messages messages-check deploy-check screenshots lock clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

$(VENV)/base: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=…"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Could not make $(VENV). On Debian: apt-get install python3-venv"; exit 1; }
	@echo "Installing the locked dependencies into $(VENV) …"
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > $(VENV)/uv.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.lock
	@$(UV) -r pyproject.toml
	@touch $@

$(VENV)/dev: $(VENV)/base
	@$(UV) --group dev
	@touch $@

demo: export BASE_URL ?= http://localhost:$(PORT)
demo: $(VENV)/base ## the whole site on this machine, with starter content (PORT=8000)
	@$(BIN)/python manage.py demo --port $(PORT)

test: $(VENV)/dev ## the test suite with the embedded defaults, on all processors (WORKERS=0: in one process)
	$(BIN)/pytest -n $(WORKERS) --maxprocesses 8

relevance: $(VENV)/dev ## how good search is, by judged queries (SQLite; PostgreSQL and Elasticsearch where their addresses are set)
	@env -u DATABASE_URL $(BIN)/pytest -q -s tests/relevance
	@if [ -n "$$DATABASE_URL" ]; then $(BIN)/pytest -q -s tests/relevance; fi

bench: $(VENV)/dev ## how fast pages and live updates are (POSTS=10000 ROUNDS=20 LIVE= is a short form; docs/performance.md)
	@$(BIN)/python -m bench --posts "$(POSTS)" --rounds "$(ROUNDS)" --live "$(LIVE)"

soak: $(VENV)/dev ## kill one part after another under 20 writers and 50 readers (MINUTES=10; needs the servers of PostgreSQL and Redis, and nginx)
	@$(BIN)/python -m tests.system.storm --minutes $(MINUTES)

lint: $(VENV)/dev ## what CI checks before the tests, and the pre-commit hook
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/mypy $(ROOMS) bench
	$(BIN)/hadolint Dockerfile

format: $(VENV)/dev ## let ruff format the code and fix what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

env: ## write .env with fresh secrets for docker compose (DOMAIN=… EMAIL_URL=…)
	@DOMAIN="$(DOMAIN)" EMAIL_URL="$(EMAIL_URL)" deploy/make-env

deploy-check: $(VENV)/dev ## Django's deployment checks with the production settings
	@deploy/check $(BIN)/python

messages: $(VENV)/dev ## collect strings into locale/ and compile them (needs gettext)
	$(BIN)/python manage.py makemessages --all --no-location --ignore '.venv*' --ignore staticfiles
	@# Sorted and without dates, so that a second run changes nothing, wherever a string was written in by hand.
	@for po in $$(git ls-files '*.po'); do \
		msgcat --sort-output --output-file=$$po $$po && sed -i.old '/^"POT-Creation-Date:/d;/^"Report-Msgid-Bugs-To:/d' $$po && rm $$po.old || exit 1; \
	done
	$(BIN)/python manage.py compilemessages --ignore '.venv*'

messages-check: $(VENV)/dev ## whether the committed catalogues are compiled and complete in form
	@deploy/check-messages

screenshots: export DATABASE_URL = sqlite:///$(CURDIR)/var/screenshots/db.sqlite3
screenshots: $(VENV)/dev ## pictures of the main pages, phone and desktop, light and dark (needs CHROMIUM)
	@mkdir -p var/screenshots && rm -f var/screenshots/*
	@$(BIN)/python manage.py screenshots

lock: ## write requirements.lock anew from pyproject.toml (UPGRADE=--upgrade takes newer versions)
	$(BIN)/uv pip compile --quiet --system-certs pyproject.toml --group dev --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header $(UPGRADE) -o requirements.lock

clean: ## remove the virtual environment, the demo's data and caches
	rm -rf $(VENV) var staticfiles .ruff_cache .mypy_cache .import_linter_cache
