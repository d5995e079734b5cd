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
# of the sequences of release commands that `make test-cluster` plays: of 6 there are three times as many as of 4
LENGTH ?= 4
# what `make test-cluster` leaves to a target for each: tests with controllers that are not Kubernetes' own
OPERATED := argocd flagger flux keda kserve rollouts
OUTSIDE := $(PATH)
export PATH := $(BIN):$(PATH)
# settings of the user for other projects must not change what runs here
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV GOFLAGS

# each golden case as it is generated here; `make test` generates it on other machines too
BYTES := tests/acceptance/test_golden.py::test_case_gives_what_is_expected
TESTED := $(VENV)/browser.stamp $(VENV)/dask.stamp $(VENV)/mlflow.stamp $(VENV)/pips.stamp $(VENV)/podsecurity.stamp
PURE := source spec environment manifest kubernetes validate resolve components engines gitops render release layout
comma := ,
empty :=
space := $(empty) $(empty)
PURE_FILES := $(subst $(space),$(comma),$(patsubst %,generator/%/*,$(PURE)))

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "make %-12s %s\n", $$1, $$2}'

.PHONY: setup
setup: $(VENV)/install.stamp $(VENV)/programs.stamp ## create the virtual environment, with kubeconform, kubectl and actionlint

# Only what a lock file lists is downloaded.
$(VENV)/packages.stamp: $(LOCK) tools/install tools/check_installed.py tools/python
	"$$(PATH='$(OUTSIDE)' tools/python)" -m venv --clear $(VENV)
	tools/install $(BIN)/python $(LOCK)
	touch $@

# tidegate itself is installed from this folder, so it needs no lock and no hash.
$(VENV)/install.stamp: $(VENV)/packages.stamp pyproject.toml
	$(PIP) install --no-deps --no-build-isolation --editable .
	$(BIN)/python tools/check_installed.py 'tidegate[dev,verify]'
	touch $@

$(VENV)/programs.stamp: $(VENV)/packages.stamp tools/go.mod tools/go.sum tools/build tools/requirements-go.txt
	tools/build $(BIN)
	touch $@

# For the tests only: MLflow's server and client, without numpy and other packages that they do not use (tools/left-out.txt).
# If both locks list a package, the version in $(LOCK) is installed, because it comes last.
$(VENV)/mlflow.stamp: $(VENV)/packages.stamp tools/requirements-mlflow.txt
	PIP_NO_COMPILE=1 tools/install $(BIN)/python tools/requirements-mlflow.txt $(LOCK)
	touch $@

# For the tests only: a Dask cluster on loopback.
$(VENV)/dask.stamp: $(VENV)/packages.stamp tools/requirements-dask.txt
	tools/install $(BIN)/python tools/requirements-dask.txt $(LOCK)
	touch $@

# For the tests of the HTML pages only: what drives a browser, axe-core, and Chromium where no browser is installed.
$(VENV)/browser.stamp: $(VENV)/packages.stamp tools/requirements-browser.txt tools/browser
	tools/install $(BIN)/python tools/requirements-browser.txt $(LOCK)
	PATH='$(OUTSIDE)' tools/browser $(BIN)
	touch $@

# For the documentation only: the generator of its site.
$(VENV)/docs.stamp: $(VENV)/packages.stamp tools/requirements-docs.txt
	tools/install $(BIN)/python tools/requirements-docs.txt $(LOCK)
	touch $@

# For the tests of the set-up only: wheels of the oldest pip that a supported Python bundles, and of a new pip.
$(VENV)/pips.stamp: $(VENV)/packages.stamp tools/requirements-pip-oldest.txt tools/requirements-pip-newest.txt
	for age in oldest newest; do \
	    $(PIP) download --no-deps --require-hashes --only-binary :all: \
	        --dest $(VENV)/share/pips/$$age --requirement tools/requirements-pip-$$age.txt; \
	done
	touch $@

# For the tests only: the code with which the API server judges pods.
$(VENV)/podsecurity.stamp: $(VENV)/packages.stamp tools/build $(wildcard tools/podsecurity/*) tools/requirements-go.txt
	tools/build $(BIN) podsecurity
	touch $@

# For `make test-cluster` only. The programs themselves are in a cache folder of the user; here are links to them.
$(VENV)/cluster.stamp: $(VENV)/packages.stamp tools/cluster/build $(wildcard tools/cluster/control-plane/* tools/cluster/kwok/*) tools/requirements-go.txt
	tools/cluster/build $(BIN) control-plane kwok
	touch $@

$(VENV)/flux.stamp: $(VENV)/packages.stamp tools/cluster/build $(wildcard tools/cluster/flux/*) tools/requirements-go.txt
	tools/cluster/build $(BIN) flux
	touch $@

$(VENV)/argocd.stamp: $(VENV)/packages.stamp tools/cluster/build $(wildcard tools/cluster/argocd/*) tools/requirements-go.txt
	command -v redis-server >/dev/null || { echo 'redis-server is not installed: apt-get install redis-server' >&2; exit 1; }
	tools/cluster/build $(BIN) argocd
	touch $@

$(VENV)/rollouts.stamp: $(VENV)/packages.stamp tools/cluster/build $(wildcard tools/cluster/rollouts/*) tools/requirements-go.txt
	tools/cluster/build $(BIN) rollouts
	touch $@

$(VENV)/keda.stamp: $(VENV)/packages.stamp tools/cluster/build $(wildcard tools/cluster/keda/*) tools/requirements-go.txt
	tools/cluster/build $(BIN) keda
	touch $@

$(VENV)/flagger.stamp: $(VENV)/packages.stamp tools/cluster/build $(wildcard tools/cluster/flagger/*) tools/requirements-go.txt
	tools/cluster/build $(BIN) flagger
	touch $@

$(VENV)/kserve.stamp: $(VENV)/packages.stamp tools/cluster/build $(wildcard tools/cluster/kserve/*) tools/requirements-go.txt
	tools/cluster/build $(BIN) kserve
	touch $@

$(VENV)/crds.stamp: $(VENV)/programs.stamp tools/cluster/crds.py tools/cluster/crds.txt
	$(BIN)/python tools/cluster/crds.py $(VENV)/share/crds
	touch $@

.PHONY: demo
demo: setup ## generate the examples into a GitOps repository, build and verify them
	tools/demo

.PHONY: test
test: lint types imports workflows docs coverage ## run everything that CI runs

.PHONY: quick
quick: setup $(VENV)/mlflow.stamp ## the inner loop: lint, layers, unit tests, and the bytes of the golden cases
	ruff check
	lint-imports
	pytest --quiet --numprocesses $(JOBS) --dist loadfile tests/unit $(BYTES)

.PHONY: lint
lint: setup ## check rules and format with ruff
	ruff check
	ruff format --check

.PHONY: types
types: setup $(VENV)/browser.stamp $(VENV)/dask.stamp $(VENV)/mlflow.stamp ## check types with mypy (strict), tests included
	mypy

.PHONY: imports
imports: setup ## check the layers of packages, and that every import is a declared dependency
	lint-imports
	deptry generator
	deptry pipelines tests tools --exclude '^$$' --ignore DEP002,DEP004

.PHONY: workflows
workflows: setup ## check the workflows and action.yml
	actionlint
	zizmor --quiet --offline --strict-collection .github action.yml

.PHONY: docs
docs: $(VENV)/docs.stamp ## build the site of the documentation into site/; a broken link fails
	zensical build --strict --clean

.PHONY: unit
unit: setup $(TESTED) ## run the tests, without coverage
	pytest --numprocesses $(JOBS)

.PHONY: coverage
coverage: setup $(TESTED) ## run the tests; 95 % of the branches of the packages without I/O must be covered
	coverage erase
	pytest --numprocesses $(JOBS) --cov --cov-report=
	coverage report --fail-under=95 --include='$(PURE_FILES)'

.PHONY: test-cluster
test-cluster: setup $(VENV)/cluster.stamp $(VENV)/crds.stamp ## run the tests on a real control plane; the first time its programs are built, for half an hour
	pytest --numprocesses 0 --length $(LENGTH) $(patsubst %,--ignore tests/cluster/test_%.py,$(OPERATED)) tests/cluster

.PHONY: test-flux
test-flux: setup $(VENV)/cluster.stamp $(VENV)/crds.stamp $(VENV)/flux.stamp ## run the tests with Flux's own controllers on such a control plane
	pytest --numprocesses 0 --length $(LENGTH) tests/cluster/test_flux.py

.PHONY: test-argocd
test-argocd: setup $(VENV)/cluster.stamp $(VENV)/crds.stamp $(VENV)/argocd.stamp ## run the tests with Argo CD's own controllers, which need a redis-server
	pytest --numprocesses 0 --length $(LENGTH) tests/cluster/test_argocd.py

.PHONY: test-rollouts
test-rollouts: setup $(VENV)/cluster.stamp $(VENV)/crds.stamp $(VENV)/flux.stamp $(VENV)/argocd.stamp $(VENV)/rollouts.stamp ## run the tests with the controller of Argo Rollouts, and those of Flux and Argo CD
	pytest --numprocesses 0 tests/cluster/test_rollouts.py

.PHONY: test-keda
test-keda: setup $(VENV)/cluster.stamp $(VENV)/crds.stamp $(VENV)/flux.stamp $(VENV)/argocd.stamp $(VENV)/keda.stamp ## run the tests with KEDA's operator, and the controllers of Flux and Argo CD
	pytest --numprocesses 0 --length $(LENGTH) tests/cluster/test_keda.py

.PHONY: test-flagger
test-flagger: setup $(VENV)/cluster.stamp $(VENV)/crds.stamp $(VENV)/flux.stamp $(VENV)/argocd.stamp $(VENV)/flagger.stamp ## run the tests with Flagger, and the controllers of Flux and Argo CD
	pytest --numprocesses 0 tests/cluster/test_flagger.py

.PHONY: test-kserve
test-kserve: setup $(VENV)/cluster.stamp $(VENV)/crds.stamp $(VENV)/kserve.stamp ## run the tests with KServe's controller
	pytest --numprocesses 0 --length $(LENGTH) tests/cluster/test_kserve.py

.PHONY: lowest
lowest: ## run the tests with the oldest packages that pyproject.toml allows, in a separate environment
	$(MAKE) unit VENV=.venv-lowest LOCK=tools/requirements-lowest.txt

.PHONY: lock
lock: setup ## update the lock files; versions stay, `tools/lock --upgrade` updates them, too
	tools/install $(BIN)/python tools/requirements-uv.txt
	tools/lock

.PHONY: bench
bench: setup ## compare the speed with other tools on this machine
	python tests/benchmarks/run.py
	python tests/benchmarks/growth.py --small

.PHONY: schemas
schemas: setup ## update the vendored Kubernetes schemas, what is made from them, and the names of time zones
	python tools/vendor_schemas.py
	python tools/field_types.py
	python tools/effects.py
	python tools/changes.py
	python tools/time_zones.py

.PHONY: reference
reference: setup ## update docs/reference.md from the schemas
	python tools/reference.py

.PHONY: examples
examples: setup ## update examples/deploy, examples/platform/deploy and the editor schemas of examples/platform
	tidegate schema environment > examples/platform/environment.schema.json
	tidegate schema platform > examples/platform/platform.schema.json
	tidegate generate examples --into examples/deploy --allow-prune
	tidegate generate examples/annotation examples/chat examples/qdrant --platform examples/platform --into examples/platform/deploy --allow-prune

.PHONY: format
format: setup ## format the code and apply the fixes of ruff
	ruff check --fix
	ruff format

.PHONY: clean
clean: ## remove everything that make has created
	rm -rf $(VENV) .venv-lowest build dist site .cache .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find generator tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
