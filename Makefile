# `make` lists what there is. Everything happens inside this folder: .venv/ and var/ can be thrown away.

.DEFAULT_GOAL := help
SHELL := /bin/sh
.SHELLFLAGS := -eu -c
.ONESHELL:

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
export PYTHONUTF8 := 1
export PYTHONUNBUFFERED := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# Paths stay relative, so that a folder with blanks or Chinese characters in its name works.
PY := .venv/bin/python
MANAGE := $(PY) manage.py
# Two at a time; conftest.py keeps the browser tests in one of them, because they share one running site.
PYTEST := $(PY) -m pytest -n 2
# Our own messages; what Wagtail leaves in English, in its pages and in its scripts.
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/zh_Hans/LC_MESSAGES/*.po locale/wagtail/zh_Hans/LC_MESSAGES/*.po))
TRIAL := TRIAL=1
DEBUGGING := DEBUG=1

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 18

.PHONY: setup
setup: .venv/.runtime $(CATALOGUES) ## Create .venv with the pinned requirements

.PHONY: run
run: setup ## Start the site with the demo organisation (HOST=, PORT=, DEMO_PASSWORD=, RELOAD=1)
	@$(if $(RELOAD),$(DEBUGGING),$(TRIAL)) exec $(MANAGE) serve --host '$(HOST)' --port '$(PORT)' $(if $(RELOAD),--reload)

.PHONY: worker
worker: setup ## Run the background tasks of a grown installation
	exec $(MANAGE) db_worker --backend background

.PHONY: schedule
schedule: setup ## Run the regular jobs of a grown installation at their times
	exec $(MANAGE) run_schedule

.PHONY: test
test: .venv/.dev $(CATALOGUES) ## Run all tests but the survey of every page (ARGS= goes to pytest)
	@$(PYTEST) -m 'not survey' $(ARGS)

.PHONY: test-pages
test-pages: .venv/.dev $(CATALOGUES) ## Look at every page in a browser: languages, widths, WCAG, weight, type
	@$(PY) -m pytest -m survey tests/browser $(ARGS)

.PHONY: test-postgres
test-postgres: .venv/.dev $(CATALOGUES) ## Run all tests but the browser's on a throw-away PostgreSQL
	@sh tests/with_postgres.sh $(PYTEST) -m 'not browser' $(ARGS)

.PHONY: test-deep
test-deep: .venv/.dev $(CATALOGUES) ## Run the property tests with 2,000 examples each
	@HYPOTHESIS_PROFILE=nightly $(PYTEST) -m 'hypothesis and not browser' $(ARGS)

.PHONY: test-faults
test-faults: .venv/.dev $(CATALOGUES) ## Kill servers under load on both databases: half an hour (ARGS=--hasty has to fail)
	@FSYNC=on sh tests/with_postgres.sh $(PY) -m tests.faults $(ARGS)

.PHONY: bench
bench: .venv/.dev $(CATALOGUES) ## Measure how quickly answers are saved, beside a bare view on the same server
	@FSYNC=on sh tests/with_postgres.sh $(PY) -m bench $(ARGS)

.PHONY: bench-duties
bench-duties: .venv/.dev $(CATALOGUES) ## Measure the board and its lists over many people, beside bare SQL (ARGS=--people=1000000)
	@$(PY) -m bench.duties $(ARGS)
	@FSYNC=on sh tests/with_postgres.sh $(PY) -m bench.duties $(ARGS)

.PHONY: check
check: .venv/.dev $(CATALOGUES) ## Style, import order, migrations, translations, deploy settings
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m djlint --quiet --lint templates
	$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	$(TRIAL) $(MANAGE) makemigrations --check --dry-run
	$(TRIAL) $(MANAGE) sync_catalogue --check
	DATA_DIR=var/check SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))')" \
	    ALLOWED_HOSTS=tanxin.example $(MANAGE) check --deploy --fail-level WARNING

.PHONY: screenshots
screenshots: .venv/.dev $(CATALOGUES) ## Take docs/screenshots/ anew, from a demo organisation of their own
	$(PY) -m tests.browser.screenshots

.PHONY: messages
messages: .venv/.dev ## Bring the translation catalogue up to date with the code
	$(TRIAL) $(MANAGE) sync_catalogue

.PHONY: format
format: .venv/.dev ## Format the Python code
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

.PHONY: lock
lock: .venv/.dev ## Compile the pinned requirements anew (needs uv)
	uv pip compile --universal --python-version 3.11.2 --generate-hashes --no-header -q requirements.in -o requirements.txt
	uv pip compile --universal --python-version 3.11.2 --generate-hashes --no-header -q requirements-dev.in -o requirements-dev.txt

.PHONY: clean
clean: ## Remove the environment; data under var/ is kept
	rm -rf .venv

locale/%.mo: locale/%.po .venv/.runtime
	@$(PY) -m babel.messages.frontend -q compile -i $< -o $@

.venv/.runtime: requirements.txt
	@$(call install,requirements.txt)

.venv/.dev: requirements-dev.txt .venv/.runtime
	@$(call install,requirements-dev.txt)

define install
if [ ! -x $(PY) ]; then
    if command -v uv >/dev/null; then uv venv -q --python '$(PYTHON)' .venv; else '$(PYTHON)' -m venv .venv; fi
fi
echo 'Installing $(1) …'
if command -v uv >/dev/null; then
    VIRTUAL_ENV=.venv uv pip install -q --require-hashes -r $(1)
else
    $(PY) -m pip install -q --no-compile --require-hashes -r $(1)
fi
touch $@
endef
