# The two commands a newcomer needs: `make demo` and `make test`. Both set everything up first.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= demo-output
LOCK = $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links pyproject.toml

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/pip: requirements/demo.lock
	@echo "==> Making the Python environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Vesica needs Python 3.11 or newer; say make PYTHON=python3.11 ..."; exit 2; }
	@$(PYTHON) -m venv --without-pip $(VENV)
	@$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check 'pip>=25'
	@touch $(BIN)/pip

$(VENV)/.demo: $(BIN)/pip requirements/demo.lock pyproject.toml
	@echo "==> Installing Vesica with its report part (locked, hashes checked)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/demo.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: $(VENV)/.demo requirements/test.lock
	@echo "==> Installing what the tests need (locked, hashes checked)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.lock
	@touch $@

$(VENV)/.prove: $(VENV)/.test requirements/prove.lock
	@echo "==> Installing the libraries that we compare ourselves with (locked, hashes checked)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/prove.lock
	@touch $@

demo: $(VENV)/.demo ## Set up, then run the main job on a simulated organisation
	@$(BIN)/vesica demo --out $(OUT)

test: $(VENV)/.test ## Set up, then check style, types, layers and run the tests
	@echo "==> Style"
	@$(BIN)/ruff check . && $(BIN)/ruff format --check --quiet .
	@echo "==> Types"
	@$(BIN)/ty check --quiet
	@echo "==> Layers"
	@$(BIN)/lint-imports --no-cache > $(VENV)/layers.txt || { cat $(VENV)/layers.txt; exit 1; }
	@echo "==> Tests"
	@$(BIN)/python -m pytest -n 2 -m "not slow and not faults and not web"

test-slow: $(VENV)/.test ## Simulations that recover the truth: minutes
	@$(BIN)/python -m pytest -n 2 -m slow

test-web: $(VENV)/.test ## Every page in a real browser; needs Chromium
	@$(BIN)/python -m pytest -m web

assets: $(VENV)/.demo ## Build the scripts of the web pages from npm packages; needs Node
	@$(BIN)/python -m vesica.web.assets.build

faults: $(VENV)/.test ## Kills and I/O errors at many points
	@$(BIN)/python -m pytest -m faults
	@$(BIN)/python -m proof A.kill

prove: $(VENV)/.prove ## Measure every figure we claim: make prove ID=A.congress, or a letter, or nothing
	@$(BIN)/python -m proof $(ID)

docs: $(VENV)/.demo ## Write the reference pages from schema, settings, errors and commands
	@$(BIN)/python docs/build_reference.py

validation: $(VENV)/.demo ## Write docs/validation.html and .json anew: half an hour; VESICA_DATA names the public files
	@$(BIN)/vesica validate $(if $(VESICA_DATA),--congress $(VESICA_DATA)/congress_117) \
		--mark "commit $$(git rev-parse --short HEAD)" --to docs/validation.html docs/validation.json

lock: $(VENV)/.demo ## Resolve the locked versions anew
	@$(BIN)/python -m pip install --quiet uv
	@$(LOCK) --extra report --extra plan --extra causal --extra web --group build -o requirements/demo.lock
	@$(LOCK) --all-extras --group build --group test -o requirements/test.lock
	@$(LOCK) --all-extras --group build --group test --group prove -o requirements/prove.lock

clean: ## Remove the environment and everything that was made
	@rm -rf $(VENV) $(OUT) .pytest_cache .ruff_cache .hypothesis

.PHONY: help demo test test-slow test-web assets faults prove docs validation lock clean
