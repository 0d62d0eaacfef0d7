# `make run` serves the app; `make test` runs every test. Both make what they need in .venv first, from locked versions
# with checked hashes. Needed beforehand: Python 3.11 or newer with venv, and make. For the browser tests also Chromium.

VENV ?= .venv
PORT ?= 8501
ADDRESS ?= localhost
# The first Python that is new enough. Another one: make run PYTHON=/path/to/python
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
export CHROMIUM

.PHONY: run test test-unit test-pages test-browser lint format prose bench bench-load trial-memory trial-faults trial-restart trial-phone lock lock-check licences \
	sbom audit release screenshots mutants clean

# Told its name, Streamlit does not ask an outside service for this machine's public address when it starts.
run: $(VENV)/.runs
	$(BIN)/python -m streamlit run app.py --server.port $(PORT) --server.address $(ADDRESS) --browser.serverAddress localhost

# Two processes (or more: PROCESSES=4) behind nginx, on the same port as `run`.
PROCESSES ?= 2

.PHONY: two
two: $(VENV)/.runs
	$(BIN)/python -m deploy.side_by_side --processes $(PROCESSES) --listen $(ADDRESS):$(PORT)

# What it carries, and what becomes of its visitors when one process is killed: five minutes, on a quiet machine.
.PHONY: trial-two
trial-two: $(VENV)/.tests
	$(BIN)/python -m bench.two --save docs/trial-two.txt
	$(BIN)/python -m deploy.capacity --into docs/capacity.md

# The schemas are large, and nothing else needs them: an environment of their own.
.PHONY: check-manifests
check-manifests: $(VENV)-manifests/.made
	$(VENV)-manifests/bin/kubernetes-validate --strict deploy/kubernetes/*.yaml

$(VENV)-manifests/.made: requirements-manifests.txt
	$(PYTHON) -m venv --clear $(VENV)-manifests
	$(VENV)-manifests/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-manifests.txt
	@touch $@

# Unit tests first: quick, to be run often. Then the pages in Streamlit's tester, both on two processes; then the browser's and
# the tools' own, one at a time.
PAGES := tests/app tests/content/test_pages_on_screen.py

test: test-unit test-pages test-browser

test-unit: $(VENV)/.tests
	$(BIN)/python -m pytest -m "not browser and not tools and not long" -n 2 $(PAGES:%=--ignore=%)

test-pages: $(VENV)/.tests
	$(BIN)/python -m pytest -m "not long" -n 2 $(PAGES)

test-browser: $(VENV)/.tests chromium
	$(BIN)/python -m pytest -m "browser or tools or long"

# What is not run is not passed: without Chromium the browser tests are skipped, and that is said here and in pytest's
# summary. With REQUIRE_BROWSER=1 (as in .ci/run) it is an error.
.PHONY: chromium
chromium:
	@if [ -z "$(CHROMIUM)" ]; then \
		echo; \
		echo "################################################################################"; \
		echo "##  NO CHROMIUM FOUND: THE BROWSER TESTS WILL NOT RUN.                        ##"; \
		echo "##  Install it (Debian: apt-get install chromium fonts-noto-cjk), or name it: ##"; \
		echo "##  make test CHROMIUM=/path/to/chrome                                        ##"; \
		echo "################################################################################"; \
		echo; \
		test -z "$(REQUIRE_BROWSER)"; \
	fi

lint: $(VENV)/.tests
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

format: $(VENV)/.tests
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

prose: $(VENV)/.runs
	$(BIN)/python -m jiebei.content.prose

bench: $(VENV)/.peers
	$(BIN)/python -m bench --save docs/bench.txt

# What many visitors at once wait for, against a stock empty page; and memory over so many reruns in so many sessions (a
# short one: TRIAL="2000 100").
TRIAL ?= 10000 1000
bench-load: $(VENV)/.tests
	$(BIN)/python -m bench.load --save docs/bench-load.txt
	$(BIN)/python -m deploy.capacity --into docs/capacity.md

trial-memory: $(VENV)/.tests
	$(BIN)/python -m bench.load --trial $(TRIAL) --save docs/trial-memory.txt

# What goes wrong, tried one fault after the other (needs Chromium).
trial-faults: $(VENV)/.tests
	$(BIN)/python -m bench.faults --save docs/trial-faults.txt

# Fifty visitors in use, the server killed under them and started again (needs Chromium, 12 GB of memory and some minutes).
trial-restart: $(VENV)/.tests
	$(BIN)/python -m bench.restart --save docs/trial-restart.txt

# First load on a cheap phone with a slow line, for the README too (needs Chromium and a quiet machine: three minutes).
trial-phone: $(VENV)/.tests
	$(BIN)/python -m bench.phone --save docs/trial-phone.txt

# How many small changes to the counting code the quick tests notice. MUTANTS=all tries every one, ONLY=jiebei/owed one
# package or module, SEED=2 another sample.
MUTANTS ?= 300
SEED ?= 1
mutants: $(VENV)/.tests
	$(BIN)/python scripts/mutants.py --count $(MUTANTS) --seed $(SEED) $(ONLY)

# UPGRADE=1 takes the newest versions that pyproject.toml allows; without it locked versions stay where they can.
lock: $(VENV)/.tests
	$(BIN)/python scripts/lock.py $(if $(UPGRADE),--upgrade)

# Whether the lock files are what pyproject.toml and the locked versions give. It asks the package index.
lock-check: $(VENV)/.tests
	$(BIN)/python scripts/lock.py --check

licences: $(VENV)/.tests
	$(BIN)/python scripts/licences.py

# What is shipped, part by part with hashes, as CycloneDX: the same file for the same commit, checked against its schema.
SBOM := dist/jiebei.cdx.json
sbom: $(VENV)/.released
	@mkdir -p dist
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/python -W ignore -m cyclonedx_py requirements requirements.txt \
		--pyproject pyproject.toml --output-reproducible --validate --output-file $(SBOM)

# Asks an advisory service on the internet about every locked package, so it is for the workflow and before a release; no
# test does it.
audit: $(VENV)/.released
	$(BIN)/python -m pip_audit --strict --require-hashes --disable-pip --requirement requirements.txt

release: sbom
	$(BIN)/python scripts/release.py --parts $(SBOM)

screenshots: $(VENV)/.tests
	$(BIN)/python scripts/screenshots.py

clean:
	rm -rf $(VENV) $(VENV)-manifests .pytest_cache .mypy_cache .ruff_cache .hypothesis jiebei.egg-info build dist

# The environment. A stamp is made only when everything before it went well.

$(VENV)/.made:
	@if [ -z "$(PYTHON)" ]; then \
		echo "No Python 3.11 or newer was found. Install one, or name it: make run PYTHON=/path/to/python"; exit 1; fi
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed; $(PYTHON) is %d.%d." % sys.version_info[:2])'
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.runs: $(VENV)/.made requirements.txt requirements-build.txt pyproject.toml
	@echo "Installing what the app needs (once, about a minute)…"
	$(PIP) install --require-hashes -r requirements.txt
	$(PIP) install --require-hashes -r requirements-build.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tests: $(VENV)/.runs requirements-dev.txt
	@echo "Installing the test tools (once)…"
	$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/.peers: $(VENV)/.tests requirements-bench.txt
	@echo "Installing who the bench compares with (once)…"
	$(PIP) install --require-hashes -r requirements-bench.txt
	@touch $@

$(VENV)/.released: $(VENV)/.tests requirements-release.txt
	@echo "Installing what describes and audits a release (once)…"
	$(PIP) install --require-hashes -r requirements-release.txt
	@touch $@
