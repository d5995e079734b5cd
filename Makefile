# Two commands on a fresh machine with Python 3.11 (or newer), git and make:
#   make demo    set up, generate the examples, build them with kustomize, verify them with kubeconform
#   make test    set up, then everything that CI runs
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
LOCK := tools/requirements.txt
BIN := $(CURDIR)/$(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
JOBS ?= 2
OUTSIDE := $(PATH)
export PATH := $(BIN):$(PATH)
# what a person has set for other work must not change what runs here
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV GOFLAGS

TESTED := $(VENV)/mlflow.stamp $(VENV)/pips.stamp
PURE := source spec environment manifest kubernetes validate resolve components engines gitops render release layout
comma := ,
empty :=
space := $(empty) $(empty)
PURE_FILES := $(subst $(space),$(comma),$(patsubst %,generator/%/*,$(PURE)))

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "make %-10s %s\n", $$1, $$2}'

.PHONY: setup
setup: $(VENV)/install.stamp $(VENV)/programs.stamp ## the virtual environment, with kubeconform, kubectl and actionlint

# Everything that is downloaded is in a lock file, and only that is downloaded.
$(VENV)/packages.stamp: $(LOCK) tools/install tools/check_installed.py tools/python
	"$$(PATH='$(OUTSIDE)' tools/python)" -m venv --clear $(VENV)
	tools/install $(BIN)/python $(LOCK)
	touch $@

# tidegate itself is installed from this folder, where there is nothing to check.
$(VENV)/install.stamp: $(VENV)/packages.stamp pyproject.toml
	$(PIP) install --no-deps --no-build-isolation --editable .
	$(BIN)/python tools/check_installed.py 'tidegate[dev,verify]'
	touch $@

$(VENV)/programs.stamp: $(VENV)/packages.stamp tools/go.mod tools/go.sum tools/build tools/requirements-go.txt
	tools/build $(BIN)
	touch $@

# For the tests alone: MLflow's server and client, without the packages that it computes with (tools/lock leaves them out).
# Where both locks list a package, $(LOCK) comes last and decides.
$(VENV)/mlflow.stamp: $(VENV)/packages.stamp tools/requirements-mlflow.txt
	PIP_NO_COMPILE=1 tools/install $(BIN)/python tools/requirements-mlflow.txt $(LOCK)
	touch $@

# For the tests of the set-up alone: the oldest pip that a supported Python bundles, and a new one, as wheels.
$(VENV)/pips.stamp: $(VENV)/packages.stamp tools/requirements-pip-oldest.txt tools/requirements-pip-newest.txt
	for age in oldest newest; do \
	    $(PIP) download --no-deps --require-hashes --only-binary :all: \
	        --dest $(VENV)/share/pips/$$age --requirement tools/requirements-pip-$$age.txt; \
	done
	touch $@

.PHONY: demo
demo: setup ## generate the examples into a GitOps repository, build and verify them
	tools/demo

.PHONY: test
test: lint types imports workflows coverage ## everything that CI runs

.PHONY: lint
lint: setup ## ruff: rules and format
	ruff check
	ruff format --check

.PHONY: types
types: setup $(VENV)/mlflow.stamp ## mypy, strict, over the tests too
	mypy

.PHONY: imports
imports: setup ## the floors of the house, and that every import is a declared dependency
	lint-imports
	deptry generator
	deptry tests tools --exclude '^$$' --ignore DEP002,DEP004

.PHONY: workflows
workflows: setup ## actionlint over the CI workflow
	actionlint

.PHONY: unit
unit: setup $(TESTED) ## the tests alone, without coverage
	pytest --numprocesses $(JOBS)

.PHONY: coverage
coverage: setup $(TESTED) ## the tests, then 95 % of branches on the pure floors
	coverage erase
	pytest --numprocesses $(JOBS) --cov --cov-report=
	coverage report --fail-under=95 --include='$(PURE_FILES)'

.PHONY: lowest
lowest: ## the tests with the oldest packages that pyproject.toml allows, in an environment of their own
	$(MAKE) unit VENV=.venv-lowest LOCK=tools/requirements-lowest.txt

.PHONY: lock
lock: setup ## write the lock files anew; versions stay, `tools/lock --upgrade` takes new ones
	tools/install $(BIN)/python tools/requirements-uv.txt
	tools/lock

.PHONY: bench
bench: setup ## ratios against other tools on this machine
	python tests/benchmarks/run.py

.PHONY: schemas
schemas: setup ## write the vendored Kubernetes schemas and names of time zones anew
	python tools/vendor_schemas.py
	python tools/time_zones.py

.PHONY: examples
examples: setup ## generate examples/deploy and examples/platform/deploy anew
	tidegate generate examples --into examples/deploy --allow-prune
	tidegate generate examples/chat --platform examples/platform --into examples/platform/deploy --allow-prune

.PHONY: format
format: setup ## let ruff rewrite what it can
	ruff check --fix
	ruff format

.PHONY: clean
clean: ## remove what make made
	rm -rf $(VENV) .venv-lowest build dist .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find generator tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
