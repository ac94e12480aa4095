# Each target prepares what it needs: a machine with Python 3.11 or newer and make is enough.

PYTHON ?= python3
WORK   ?= work
VENV   := .venv
BIN    := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
READY  := $(VENV)/.ready

.PHONY: help lab test lint release bench site requirements clean

help:
	@echo "make lab       open the course in JupyterLab; your copy is in $(WORK)/"
	@echo "make test      check everything: style, types, the package, every lesson and assignment"
	@echo "make lint      style and types only"
	@echo "make release   make release/ from source/"
	@echo "make bench     measure the speed of the model and of grading"
	@echo "make site      build the website in site/: lessons, glossary, facts, search"
	@echo "make clean     remove $(VENV)"

# The environment is made again when what it should hold has changed.
$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
	  { echo "This course needs Python 3.11 or newer. Say which: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c "import ensurepip, venv" || \
	  { echo "Python's venv is missing. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
	@echo "Preparing $(VENV), which takes a few minutes …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $(READY)

lab: $(READY)
	@$(BIN)/planes lab $(WORK) $(ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint
	$(BIN)/python -m pytest -n 2 --dist=loadgroup $(ARGS)

release: $(READY)
	@$(BIN)/planes release

bench: $(READY)
	@for file in benchmarks/bench_*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

# Works without a network. With Chromium on this machine each lesson is printed as PDF too.
site: $(READY)
	@$(BIN)/python tools/website/build.py site --pdf

# The pinned versions, for every platform and Python version at once.
requirements: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --all-extras --no-emit-index-url \
	  --custom-compile-command "make requirements" pyproject.toml -o requirements.txt

clean:
	rm -rf $(VENV)
