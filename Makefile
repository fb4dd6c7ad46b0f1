# `make` alone lists what can be made.
.DEFAULT_GOAL := help
.PHONY: help tools build demo test corpus test-faults simulate fuzz check bench soak format clean

SWIFT_FLAGS ?=

help: ## List what can be made.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

tools: ## Install what is needed from Debian's packages (Liquidsoap, Icecast, ffmpeg, aws, rclone …).
	@scripts/install-tools

build: tools ## Build the playout program.
	swift build $(SWIFT_FLAGS) --product playout

demo: build ## Put a small station on air on this machine.
	@.build/debug/playout demo

test: tools ## Run every test, against real Liquidsoap and Icecast.
	scripts/run-tests

# Which faults, by their keys (docs/reliability.md): `make test-faults FAULTS="studio-restarted-mid-programme"`.
FAULTS ?= all
# How often the standby pair takes over, and starts at the same instant.
PLAYOUT_ROUNDS ?= 8

test-faults: tools ## Inject every fault, and try the standby pair (as root); writes docs/reliability.md.
	swift build --build-tests
	PLAYOUT_FAULTS="$(FAULTS)" PLAYOUT_RELIABILITY="$(CURDIR)/docs/reliability.md" \
		swift test --skip-build --filter '^FaultTests\.'
	PLAYOUT_ROUNDS="$(PLAYOUT_ROUNDS)" PLAYOUT_RELIABILITY="$(CURDIR)/docs/reliability.md" \
		swift test --skip-build --filter '^StandbyTests\.'

corpus: tools ## Inspect awkward recordings and put them on air; writes the table in docs/preflight.md.
	swift build --build-tests
	PLAYOUT_CORPUS=write swift test --skip-build --filter '^BroadcastTests\.CorpusTests'

simulate: ## Simulate DAYS of broadcasting with faults at random from SEED.
	swift build -c release --product simulate
	@DAYS=$(DAYS) SEED=$(SEED) .build/release/simulate

# How many of each kind, and from which seed.
ROUNDS ?= 100000

fuzz: tools ## Put broken calendars, in great number, to whatever reads them (ROUNDS=number, SEED=number).
	swift build --build-tests
	PLAYOUT_FUZZ_ROUNDS=$(ROUNDS) PLAYOUT_FUZZ_SEED=$(SEED) swift test --skip-build --filter '^ScheduleTests\.FuzzTests'

check: ## What CI checks beside the tests: layout of the code, explicit imports, warnings.
	scripts/check-code

bench: tools ## Measure the figures, side by side with the forerunner's way.
	@scripts/install-tools tests
	swift build -c release --product playout
	swift build -c release --product bench
	@test -x .build/bench-python/bin/python3 || python3 -m venv .build/bench-python
	@.build/bench-python/bin/pip install --quiet --disable-pip-version-check -r Benchmarks/Calendar/requirements.txt \
		|| echo "Python's libraries for calendars cannot be installed: that comparison is left out." >&2
	@command -v mp3info >/dev/null || echo "Without mp3info (apt-get install mp3info) a part of the forerunner's way is left out." >&2
	.build/release/bench --playout .build/release/playout --readme README.md

# How many seconds stand for half an hour, and the seed of a day that is to be played again.
SLOT ?= 15
SEED ?=

soak: tools ## Play a compressed broadcast day with faults at random (SLOT=seconds, SEED=number).
	swift build -c release --product playout
	swift build -c release --product bench
	.build/release/bench soak --slot $(SLOT) $(if $(SEED),--seed $(SEED))

format: ## Lay out the code.
	swift format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks

clean: ## Remove what was built.
	swift package clean
