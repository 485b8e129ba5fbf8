# Orderflow. `make run` starts everything in one process; `make test` runs every test.

GO        ?= go
TEST_TIME ?= 20m
# One binary links the embedded Temporal server; everything else is built without it.
PLAIN     := -tags noembedded

.DEFAULT_GOAL := help

# Several targets write the same files, and tests that run beside each other take each other's time.
.NOTPARALLEL:

.PHONY: help
help: ## show the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  %-10s %s\n", $$1, $$2}'

.PHONY: build
build: interface ## build bin/orderflow, with the web interface where Node is
	CGO_ENABLED=0 $(GO) build -o bin/orderflow ./cmd/orderflow

NODE_OK := $(shell node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null && echo yes)

.PHONY: interface
ifeq ($(NODE_OK),yes)
interface: web/node_modules/.installed
	cd web && npm run --silent client && npm run --silent build
else
interface:
	@echo "No Node.js 20.19 or newer here: the program is built without its web interface."
endif

web/node_modules/.installed: web/package-lock.json
	cd web && npm ci --no-audit --no-fund --silent
	@touch $@

.PHONY: web
web: wants-node web/node_modules/.installed ## check, test and build the web interface
	cd web && npm run --silent client && npm run --silent typecheck && npm run --silent test && npm run --silent build

.PHONY: wants-node
wants-node:
ifneq ($(NODE_OK),yes)
	@echo "The tests of the web interface want Node.js 20.19 or newer, with npm." >&2; exit 1
endif

.PHONY: run
run: build ## run API, worker, Temporal and SQLite in one process on loopback
	./bin/orderflow dev

.PHONY: demo
demo: build ## play demo/ and compare the result with a second computation
	./bin/orderflow demo

# What has to be installed comes first: a machine that lacks it says so at once.
.PHONY: test
test: wants-node chromium check web race integration e2e ## run every test (installs or starts PostgreSQL and Chromium when needed; wants Node.js 20.19)

.PHONY: check
check: ## formatting and vet
	@bad=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$bad" ]; then echo "not formatted:"; echo "$$bad"; exit 1; fi
	CGO_ENABLED=0 $(GO) vet $(PLAIN) ./...

# The race run is also the ordinary run of these packages. SQLite's translated C is left
# as it is: it knows no goroutines, and watching it takes a fifth of the run.
.PHONY: race
race: ## the packages that do not link the embedded server, under the race detector
	CGO_ENABLED=1 $(GO) test -race -gcflags=modernc.org/...=-race=false $(PLAIN) -timeout $(TEST_TIME) ./...

# Vet would type-check all of the embedded server for this one package: minutes for nothing.
.PHONY: integration
integration: ## real Temporal, PostgreSQL, SMTP and processes; a fiftieth of the long checks
	CGO_ENABLED=0 $(GO) test -vet=off -tags failpoints -timeout $(TEST_TIME) ./cmd/orderflow

.PHONY: e2e
e2e: wants-node chromium build ## journeys through the built program, in Chromium
	node --test-reporter=spec e2e/run.mjs

PICTURES ?= /tmp/orderflow-pictures

.PHONY: screenshots
screenshots: wants-node chromium build ## pictures of every screen into the folder PICTURES
	node e2e/screenshots.mjs $(PICTURES)

.PHONY: chromium
chromium:
	@[ -n "$$ORDERFLOW_TEST_CHROMIUM" ] && exit 0; \
	for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null && exit 0; \
	fi; \
	echo "The browser tests want Chromium: install the package chromium, or name one in ORDERFLOW_TEST_CHROMIUM." >&2; exit 1

.PHONY: chaos
chaos: ## the kill tests and the mixed load at full size
	ORDERFLOW_TEST_SCALE=1 CGO_ENABLED=0 $(GO) test -vet=off -tags failpoints -timeout 60m -run 'Kill|Lost|Outage|MixedLoad' -v ./cmd/orderflow

.PHONY: bench
bench: build ## the figures, beside their baselines
	./bin/orderflow bench

.PHONY: lint
lint: ## golangci-lint with the import table, Biome for the web
	$(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.12.0 run --build-tags noembedded
	cd web && npm run --silent lint

.PHONY: clean
clean: ## remove what was built; data stays
	rm -rf bin
