# Two commands: `make run` shows the city, `make test` proves it. Both prepare what they need.

SHELL := /bin/sh
VENV := .venv
PYTHON := $(VENV)/bin/python
STAMP := $(VENV)/.installed

# Many processes are started: what one has compiled the next need not.
export PYTHONDONTWRITEBYTECODE =

.PHONY: run test types tests install test-tools

run: install
	@exec $(PYTHON) app.py

test: install test-tools
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	@$(MAKE) --no-print-directory -j 2 types tests

types:
	$(VENV)/bin/mypy .

# Three workers on two cores: those that drive a browser often wait.
tests:
	$(VENV)/bin/pytest -q -n 3

install: $(STAMP)

# Again only when the lock changes.
$(STAMP): requirements.lock
	@found=""; \
	for name in python3.11 python3.12 python3.13 python3; do \
	  if command -v $$name >/dev/null 2>&1 && \
	     $$name -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; \
	  then found=$$name; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Python 3.11, 3.12 or 3.13 with venv is needed (Debian: apt-get install python3 python3-venv)" >&2; exit 1; \
	fi; \
	if [ ! -x $(PYTHON) ]; then echo "making $(VENV) with $$found"; $$found -m venv $(VENV); fi
	@echo "installing the pinned packages (a few minutes the first time)"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --requirement requirements.lock
	@touch $(STAMP)

# What the tests drive and no Python package carries: a browser, a database server, Chinese fonts.
test-tools:
	@missing=""; \
	command -v chromium-headless-shell >/dev/null 2>&1 || missing="$$missing chromium-headless-shell"; \
	{ command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; } || missing="$$missing postgresql"; \
	{ command -v fc-list >/dev/null 2>&1 && fc-list :lang=zh | grep -q .; } || missing="$$missing fonts-noto-cjk fontconfig"; \
	[ -z "$$missing" ] && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  echo "installing$$missing"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$missing >/dev/null; \
	else \
	  echo "the tests need:$$missing (Debian: apt-get install$$missing)" >&2; exit 1; \
	fi
