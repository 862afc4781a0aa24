# `make run` and `make test` do everything on a fresh machine with Python >= 3.11, pip, make and a compiler.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test lint eval corpus bench train clean

run: .venv/installed
	$(BIN)/dragoman code examples/river-accord.txt --published 2024-05-17 --format text

test: .venv/dev
	$(BIN)/python -m pytest -m "not slow"
	$(BIN)/python -m pytest -m slow

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

eval: .venv/dev
	$(BIN)/python -m evals

corpus: .venv/dev
	$(BIN)/python -m corpus check

bench: .venv/dev
	$(BIN)/python -m benchmarks.throughput

# Trains the shipped model again: about an hour on two cores. DATA is the folder of open corpora.
DATA ?= ../shared/data
train: .venv/training
	$(BIN)/python -m training --data $(DATA)

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1,<27"
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/dev: .venv/installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.lock
	touch $@

.venv/training: .venv/dev
	$(BIN)/python -m pip install --quiet --group training
	touch $@

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
