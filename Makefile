# `make` alone lists what can be made.
.DEFAULT_GOAL := help
.PHONY: help tools build demo test check bench format clean

SWIFT_FLAGS ?=

help: ## List what can be made.
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

tools: ## Install what is needed from Debian's packages (Liquidsoap, Icecast, ffmpeg, SQLite, espeak-ng).
	@scripts/install-tools

build: tools ## Build the playout program.
	swift build $(SWIFT_FLAGS) --product playout

demo: build ## Put a small station on air on this machine.
	@.build/debug/playout demo

test: tools ## Run every test, against real Liquidsoap and Icecast.
	scripts/run-tests

check: ## What CI checks beside the tests: layout of the code, explicit imports, warnings.
	scripts/check-code

bench: tools ## Measure the figures, side by side with the forerunner's way.
	swift build -c release --product playout
	swift build -c release --product bench
	.build/release/bench --playout .build/release/playout --readme README.md

format: ## Lay out the code.
	swift format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks

clean: ## Remove what was built.
	swift package clean
