# The commands of docs/interface.md. Each sets up what it misses.
SHELL := /bin/bash
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := help

export VAR_DIR ?= var
TOOLS := .venv/tools
APP := .venv/app
RASA := .venv/rasa
UV := $(TOOLS)/bin/uv
PY := $(APP)/bin/python
RASA_PY := $(RASA)/bin/python
# Rasa: no telemetry, no TensorFlow chatter, no warnings of its frozen dependencies, the same hashes each time.
IN_RASA := RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=3 SQLALCHEMY_SILENCE_UBER_WARNING=1 \
  PYTHONWARNINGS=ignore PYTHONHASHSEED=0 $(RASA_PY)
# One make at a time changes an environment; where there is no flock, look out yourself.
LOCKED = mkdir -p .venv && $(if $(shell command -v flock),flock .venv/lock) bash -c
ifndef FILE
FILE := tests/nlu/heldout.tsv
endif

.PHONY: help setup setup-dev run chat call test check format train nlu-eval nlu-parse bench fuzz audit screenshots lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(TOOLS)/ok: requirements/tools.txt
	@$(LOCKED) '[ $@ -nt $< ] || { python3 -m venv $(TOOLS) && \
	  $(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $< >&2 && touch $@; }'

$(APP)/ok: requirements/app.txt | $(TOOLS)/ok
	@$(LOCKED) '[ $@ -nt $< ] || { { test -x $(PY) || $(UV) venv --quiet --python 3.12 $(APP); } && \
	  $(UV) pip install --quiet --require-hashes --python $(PY) -r $< >&2 && touch $@; }'

$(APP)/ok-dev: requirements/dev.txt $(APP)/ok
	@$(LOCKED) '[ $@ -nt $< -a $@ -nt $(APP)/ok ] || { \
	  $(UV) pip install --quiet --require-hashes --python $(PY) -r $< >&2 && touch $@; }'

$(RASA)/ok: requirements/rasa.txt | $(TOOLS)/ok
	@$(LOCKED) '[ $@ -nt $< ] || { { test -x $(RASA_PY) || $(UV) venv --quiet --python 3.10 $(RASA); } && \
	  $(UV) pip install --quiet --require-hashes --python $(RASA_PY) -r $< >&2 && touch $@; }'

setup: $(APP)/ok $(RASA)/ok ## both environments, from the lock files
setup-dev: $(APP)/ok-dev $(RASA)/ok

run: export SIMULATOR ?= 1
run: setup ## start everything on this machine; prints "ready: http://127.0.0.1:8080"
	@exec $(PY) -m deploy.run --end-with-parent

chat: setup ## a WhatsApp in the terminal, against a running system
	@exec $(PY) -m simulator.chat

call: setup ## a telephone in the terminal, against a running system
	@exec $(PY) -m simulator.call

train: setup ## train the model, if there is none for the present data
	@$(PY) -m deploy.train

# Each test process may hold a whole running system of some 700 MB.
test: setup-dev train ## every test, one process a core, four at most
	@$(PY) -m pytest tests -n auto --maxprocesses 4 --no-loadscope-reorder

check: setup-dev ## format, lint, types, architecture, rasa data validate
	@$(APP)/bin/ruff format --check .
	@$(APP)/bin/ruff check .
	@$(APP)/bin/mypy
	@$(PY) -m pytest -q tests/test_architecture.py
	@$(PY) -m deploy.train
	@$(IN_RASA) -m bot.evaluation.data_check
	@mkdir -p $(VAR_DIR)/log
	@$(IN_RASA) -m rasa data validate --fail-on-warnings --max-history 5 >$(VAR_DIR)/log/validate.log 2>&1 \
	  && echo "rasa data validate: no conflicts" || { tail -40 $(VAR_DIR)/log/validate.log; exit 1; }

format: setup-dev ## rewrite in house style
	@$(APP)/bin/ruff format . && $(APP)/bin/ruff check --fix .

nlu-eval: setup train ## score the model: make nlu-eval FILE=x.tsv
	@$(IN_RASA) -m bot.evaluation.score $(FILE)

nlu-parse: setup train ## parse one message a line from standard input
	@$(IN_RASA) -m bot.evaluation.parse

bench: setup-dev train ## benchmarks: tables, var/bench/*.json and *.svg
	@$(PY) -m bench

FUZZ := whatsapp receipt call understanding telephone
fuzz: setup-dev ## try what strangers may send, guided by coverage, ten minutes each: make fuzz FUZZ_SECONDS=60
	@for it in $(FUZZ); do $(PY) -m tests.fuzz $$it --seconds $(or $(FUZZ_SECONDS),600) --corpus $(VAR_DIR)/fuzz/$$it || exit 1; done

audit: setup-dev ## known weaknesses of what is locked, and its licences
	@$(PY) -m deploy.audit

screenshots: setup-dev train ## renew the pictures of the documentation
	@$(PY) -m pytest -q tests/browser/screenshots.py

lock: $(TOOLS)/ok ## renew the lock files
	@cd requirements && for f in tools:3.10 rasa:3.10 app:3.12 dev:3.12; do n=$${f%%:*}; \
	  ../$(UV) pip compile --quiet --upgrade $$n.in -o $$n.txt --python-version $${f##*:} \
	  --generate-hashes --no-annotate --universal --no-header --no-emit-index-url --no-emit-find-links; done

clean: ## forget environments, models and caches (var/ is kept)
	rm -rf .venv models .rasa .mypy_cache .ruff_cache .pytest_cache
